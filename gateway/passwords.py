"""Passwords are proved beside the event loop, in turn: hashing takes a core's time by design.

One thread for all of them, so that whoever guesses takes one core at the most, and nobody's disk
writes and name look-ups wait behind it. Clients take turns, and names behind one address; who tries
many passwords for one name waits ever longer between them (gateway.guesses).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from gateway.guesses import Guesses, network_of
from gateway.identity import People, Users
from gateway.turns import NoTurnError, Turns

PATIENCE = 10.0
"""Seconds that a password waits for its turn to be hashed; then it counts as wrong."""

MOST_AT_ONCE = 512
"""Passwords of one client that wait: more than people are that open their browsers at one time."""


@dataclass(slots=True)
class Passwords:
    """Of one event loop. `clock` only goes forward."""

    people: People
    clock: Callable[[], float] = time.monotonic
    _guesses: Guesses = field(default_factory=Guesses, repr=False)
    _under_way: dict[tuple[str, bytes], asyncio.Task[bool]] = field(
        default_factory=dict, repr=False
    )
    _turns: Turns = field(default_factory=lambda: Turns(1, 1), repr=False)
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, "passwords"), repr=False
    )

    async def proves(self, client: str, user: str, password: str) -> bool:
        """Is this the user's password? One that was right, or wrong, a while ago is known at once;
        the same one that comes over several connections is hashed for all of them."""
        users, client = self.people.users, network_of(client)
        if users is None:
            return False
        if users.remembers(user, password):
            return True
        if users.was_wrong(user, password):
            return False
        key = (client, users.digest(user, password))
        if key not in self._under_way:
            if sum(c == client for c, _ in self._under_way) >= MOST_AT_ONCE:
                return False
            work = asyncio.create_task(self._proved(users, client, user, password))
            self._under_way[key] = work
            work.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(self._under_way[key])

    async def _proved(self, users: Users, client: str, user: str, password: str) -> bool:
        """Wait for the time of a guess, and for a turn; then hash."""
        name = users.name_digest(user)
        if not users.was_right(user, password):
            wait = self._guesses.wait(client, name, self.clock(), PATIENCE)
            if wait is None:
                return False
            await asyncio.sleep(wait)
        person = f"{client} {name.hex()}"
        try:
            await self._turns.take(client, person, PATIENCE)
        except NoTurnError:
            return False
        try:
            loop = asyncio.get_running_loop()
            right = await loop.run_in_executor(self._thread, users.check, user, password)
        finally:
            self._turns.give_back(person)
        if right:
            self._guesses.was_right(client, name)
        return right
