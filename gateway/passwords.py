"""Passwords are proved beside the event loop, in turn: hashing takes a core's time by design.

One thread for all of them, so that whoever guesses takes one core at the most, and nobody's disk
writes and name look-ups wait behind it.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from gateway.identity import People
from gateway.turns import NoTurnError, Turns

PATIENCE = 10.0
"""Seconds that a password waits for its turn to be hashed; then it counts as wrong."""


@dataclass(slots=True)
class Passwords:
    """Of one event loop."""

    people: People
    _turns: Turns = field(default_factory=lambda: Turns(1, 1), repr=False)
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, "passwords"), repr=False
    )

    async def proves(self, client: str, user: str, password: str) -> bool:
        """Is this the user's password? One that was right a while ago is known at once; clients
        take turns for all others, each with one at a time."""
        users = self.people.users
        if users is None:
            return False
        if users.remembers(user, password):
            return True
        try:
            await self._turns.take(client, client, PATIENCE)
        except NoTurnError:
            return False
        work = asyncio.get_running_loop().run_in_executor(self._thread, users.check, user, password)
        work.add_done_callback(lambda _: self._turns.give_back(client))
        return await asyncio.shield(work)
