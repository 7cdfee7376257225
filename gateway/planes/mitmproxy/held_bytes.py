"""Bodies that are being received or judged: how many bytes of them may be held, by all and by each.

A body is held from its first byte to the end of its answer. Uploads that never end cost a client
nothing, so that one client has only so much, and where there is too much in all it is taken from
those who hold more than their share.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

EACH = 128 * 2**20
"""Bytes of one client: six of the largest bodies that the policy lets in as a rule."""

ALL = 512 * 2**20
"""Bytes of all clients. What is judged of them takes some more: a gate needs 2 GiB to be safe."""


@dataclass(slots=True)
class HeldBytes:
    """One an event loop."""

    each: int = field(default_factory=lambda: EACH)
    all: int = field(default_factory=lambda: ALL)
    _flows: dict[str, tuple[str, int]] = field(default_factory=dict)
    _clients: Counter[str] = field(default_factory=Counter)
    _total: int = 0

    def may_keep(self, flow: str, client: str, size: int) -> bool:
        """May so many bytes of a body be kept? Then they count until `leave`."""
        more = size - self._flows.get(flow, (client, 0))[1]
        own, total = self._clients[client] + more, self._total + more
        if own > self.each or (total > self.all and own > self.all // len(self._clients)):
            self.leave(flow)
            return False
        self._flows[flow] = (client, size)
        self._clients[client], self._total = own, total
        return True

    def leave(self, flow: str) -> None:
        client, size = self._flows.pop(flow, ("", 0))
        self._total -= size
        self._clients[client] -= size
        if self._clients[client] <= 0:
            del self._clients[client]
