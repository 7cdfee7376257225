"""What the addons share: who asks, and who is there on which connection."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.planes.mitmproxy.held_bytes import HeldBytes


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and how that is known: `password` or `address`."""

    name: str
    identified_by: str


@dataclass(slots=True)
class Tunnel:
    """A tunnel that a client asked for by CONNECT or SOCKS."""

    host: str
    via: str
    judged: bool = False
    """Was a request in it decided, and so written down?"""


@dataclass(slots=True)
class ConnectionTable:
    """Who spoke on which connection, and which flows are under way on it. One an event loop."""

    people: dict[str, str] = field(default_factory=dict)
    under_way: dict[str, str] = field(default_factory=dict)
    calling: set[str] = field(default_factory=set)
    """Connections of clients on which gRPC is spoken."""
    tunnels: dict[str, Tunnel] = field(default_factory=dict)
    lasting: set[str] = field(default_factory=set)
    """Connections that pass closed, or on which a socket is open: they may be silent for long."""

    refused: set[str] = field(default_factory=set)
    """Connections that get no TLS: nobody knows where they lead."""

    held: HeldBytes = field(default_factory=HeldBytes)

    def answered(self, flow: str) -> None:
        """Nothing of a flow is under way any more."""
        self.under_way.pop(flow, None)
        self.held.leave(flow)

    def awaits(self, connection: str) -> bool:
        """Is an answer under way on it?"""
        return connection in self.under_way.values()

    def leave(self, connection: str) -> None:
        self.people.pop(connection, None)
        self.tunnels.pop(connection, None)
        self.calling.discard(connection)
        self.lasting.discard(connection)
        self.refused.discard(connection)
        for flow in [flow for flow, owner in self.under_way.items() if owner == connection]:
            self.answered(flow)
