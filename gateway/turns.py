"""Who waits for a place at work -> whose turn it is. Of one event loop.

Places are few, and what is asked for may take long: the next one goes to the client that has waited
longest since its last turn, and of those behind one address to the person that has. Nobody holds
every place, so that another's request waits for one turn, never for all that somebody has asked.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field

MOST_WAITING = 64
"""Requests of one person that may wait; an agent with its helpers has some ten under way."""

Waiting = deque[asyncio.Future[None]]


class NoTurnError(Exception):
    """No place became free in time, or too many wait already."""


@dataclass(slots=True)
class Turns:
    """`each`: how many places one person may hold."""

    places: int
    each: int
    _held: Counter[str] = field(default_factory=Counter)
    _lines: OrderedDict[str, OrderedDict[str, Waiting]] = field(default_factory=OrderedDict)
    """Client -> person -> who waits, each in the order in which their turns come."""

    @property
    def waiting(self) -> int:
        return sum(len(line) for people in self._lines.values() for line in people.values())

    async def take(self, client: str, actor: str, seconds: float) -> None:
        """Wait for a place; it is given back by `give_back`. Raises NoTurnError."""
        if self._is_free_for(actor):
            self._held[actor] += 1
            return
        line = self._lines.setdefault(client, OrderedDict()).setdefault(actor, deque())
        if len(line) >= MOST_WAITING:
            raise NoTurnError
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            async with asyncio.timeout(seconds):
                await turn
        except BaseException as e:
            self._leave(client, actor, turn)
            if isinstance(e, TimeoutError):
                raise NoTurnError from None
            raise

    def give_back(self, actor: str) -> None:
        self._held[actor] -= 1
        if not self._held[actor]:
            del self._held[actor]
        while self._next():
            pass

    def _is_free_for(self, actor: str) -> bool:
        return self._held.total() < self.places and self._held[actor] < self.each

    def _next(self) -> bool:
        """Give one place to whoever comes next, if there is one to give."""
        for client, people in self._lines.items():
            for actor, line in people.items():
                if self._is_free_for(actor):
                    line.popleft().set_result(None)
                    self._held[actor] += 1
                    self._is_last_now(client, actor)
                    return True
        return False

    def _is_last_now(self, client: str, actor: str) -> None:
        """Behind all others; who waits for nothing more stands in no line."""
        people = self._lines[client]
        if people[actor]:
            people.move_to_end(actor)
        else:
            del people[actor]
        if people:
            self._lines.move_to_end(client)
        else:
            del self._lines[client]

    def _leave(self, client: str, actor: str, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():  # its turn came in the very moment
            self.give_back(actor)
            return
        people = self._lines[client]
        people[actor].remove(turn)
        if not people[actor]:
            del people[actor]
        if not people:
            del self._lines[client]
