"""What the addons share: who is there on which connection, and their marks on a flow."""

from __future__ import annotations

from dataclasses import dataclass, field

DECIDED = "sekisho.decided"
"""In a flow's metadata: a judgement was carried out on it."""

PERSON = "sekisho.person"
"""In a flow's metadata: the user whom its own credentials prove."""

RESTORED_FOR = "sekisho.restored-for"
"""In a flow's metadata: whose values are put back into its answer. Answers of approved AIs only."""

FORWARDED = "sekisho.forwarded"
"""In a flow's metadata: it was let through, so its answer is the upstream's."""


TOO_LARGE = "sekisho.too-large"
"""In a flow's metadata: its body went over the limit and was not kept; how long it is or claims to
be, in bytes."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and how that is known: `password` or `address`."""

    name: str
    identified_by: str


@dataclass(slots=True)
class ConnectionTable:
    """Who spoke on which connection, and which flows are under way on it. One an event loop."""

    people: dict[str, str] = field(default_factory=dict)
    under_way: dict[str, str] = field(default_factory=dict)
    calling: set[str] = field(default_factory=set)
    """Connections of clients on which gRPC is spoken."""

    def leave(self, connection: str) -> None:
        self.people.pop(connection, None)
        self.calling.discard(connection)
        for flow in [flow for flow, owner in self.under_way.items() if owner == connection]:
            del self.under_way[flow]
