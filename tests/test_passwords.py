"""Passwords are hashed beside the event loop, in turn."""

from __future__ import annotations

import asyncio

import bcrypt

from gateway.identity import People, Users
from gateway.passwords import Passwords

ALICE = bcrypt.hashpw(b"korrekt", bcrypt.gensalt(4)).decode()
SLOW = bcrypt.hashpw(b"pferd", bcrypt.gensalt(12)).decode()
GUESSER, FRIEND, OTHER = "192.0.2.3", "192.0.2.1", "192.0.2.2"


def passwords() -> Passwords:
    return Passwords(People(Users({"alice": ALICE, "slow": SLOW}, b"k" * 32)))


def test_a_right_password_is_proved_and_a_wrong_one_is_not() -> None:
    async def run() -> None:
        proved = passwords()
        assert await proved.proves(FRIEND, "alice", "korrekt")
        assert not await proved.proves(FRIEND, "alice", "falsch")
        assert not await proved.proves(FRIEND, "nobody", "korrekt")

    asyncio.run(run())


def test_nobody_is_proved_where_no_names_are_asked_for() -> None:
    assert not asyncio.run(Passwords(People()).proves(FRIEND, "alice", "korrekt"))


def test_whoever_guesses_holds_up_neither_the_loop_nor_other_clients() -> None:
    async def run() -> None:
        proved = passwords()
        assert await proved.proves(FRIEND, "alice", "korrekt")
        guesses = [asyncio.create_task(proved.proves(GUESSER, "slow", str(n))) for n in range(4)]
        await asyncio.sleep(0)
        assert await proved.proves(FRIEND, "alice", "korrekt")  # known: at once
        assert not any(g.done() for g in guesses)
        assert await proved.proves(OTHER, "slow", "pferd")  # in its turn
        assert sum(g.done() for g in guesses) <= 2
        assert not any(await asyncio.gather(*guesses))

    asyncio.run(run())
