"""What the addons share: what they ask of the gate, who is there, and their marks on a flow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from gateway.engine.judge import Problem
from gateway.identity import Users
from gateway.model import Destination, Judgement, Policy, Request
from gateway.redaction import Known

DECIDED = "sekisho.decided"
"""In a flow's metadata: a judgement was carried out on it."""

PERSON = "sekisho.person"
"""In a flow's metadata: the user whom its own credentials prove."""

RESTORED_FOR = "sekisho.restored-for"
"""In a flow's metadata: whose values are put back into its answer. Answers of approved AIs only."""

FORWARDED = "sekisho.forwarded"
"""In a flow's metadata: it was let through, so its answer is the upstream's."""


class Keeper(Protocol):
    """What the addon asks. The app gives the real one."""

    @property
    def policy(self) -> Policy: ...

    @property
    def users(self) -> Users | None: ...

    def new_id(self) -> str: ...

    def placeholders(self, actor: str) -> Known | None:
        """What stands for what in the answers to this person; None where nothing does."""
        ...

    def identify(self, host: str, path: str = "") -> Destination: ...

    async def decide(self, request: Request) -> Judgement: ...

    async def refuse(self, request: Request, problem: Problem, **values: str) -> Judgement: ...

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """What the gate says of itself: status, media type, body."""
        ...


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
