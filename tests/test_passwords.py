"""Passwords are hashed beside the event loop, in turn."""

from __future__ import annotations

import asyncio

import bcrypt

from gateway.guesses import FREE
from gateway.identity import REMEMBERED, People, Users
from gateway.passwords import PATIENCE, Passwords

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


def test_who_guesses_at_one_name_does_not_hold_up_another_behind_the_same_address() -> None:
    async def run() -> None:
        proved = passwords()
        many = [asyncio.create_task(proved.proves(FRIEND, "slow", str(n))) for n in range(200)]
        await asyncio.sleep(0)
        assert await proved.proves(FRIEND, "alice", "korrekt")
        assert not any(task.done() and task.result() for task in many)
        for task in proved._under_way.values():
            task.cancel()
        await asyncio.gather(*many, return_exceptions=True)

    asyncio.run(run())


def test_so_many_are_tried_and_no_more() -> None:
    async def run() -> None:
        now = [0.0]
        users = Users({"alice": ALICE}, b"k" * 32)
        proved = Passwords(People(users), clock=lambda: now[0])
        for number in range(FREE):
            assert not await proved.proves(GUESSER, "alice", str(number))
        proved._guesses.wait(GUESSER, users.name_digest("alice"), 0.0, PATIENCE)
        for _ in range(5):  # the times of the next seconds are taken
            proved._guesses.wait(GUESSER, users.name_digest("alice"), 0.0, PATIENCE)
        assert not await proved.proves(GUESSER, "alice", "korrekt")  # it is not even tried
        assert not users.was_wrong("alice", "korrekt")
        assert await proved.proves(OTHER, "alice", "korrekt")
        assert await proved.proves(GUESSER, "alice", "korrekt")  # known by now, wherever from

    asyncio.run(run())


def test_a_password_that_was_right_is_no_guess_when_it_is_hashed_again() -> None:
    async def run() -> None:
        now = [0.0]
        users = Users({"alice": ALICE}, b"k" * 32, clock=lambda: now[0])
        proved = Passwords(People(users), clock=lambda: now[0])
        assert await proved.proves(FRIEND, "alice", "korrekt")
        now[0] = REMEMBERED + 1
        for _ in range(FREE + 5):
            proved._guesses.wait(FRIEND, users.name_digest("alice"), now[0], PATIENCE)
        assert await proved.proves(FRIEND, "alice", "korrekt")

    asyncio.run(run())


def test_one_password_over_many_connections_is_one_guess() -> None:
    async def run() -> None:
        proved = passwords()
        same = [proved.proves(FRIEND, "alice", "korrekt") for _ in range(FREE * 3)]
        assert all(await asyncio.gather(*same))
        wrong = [proved.proves(FRIEND, "alice", "falsch") for _ in range(FREE * 3)]
        assert not any(await asyncio.gather(*wrong))
        assert not await proved.proves(FRIEND, "alice", "falsch")

    asyncio.run(run())
