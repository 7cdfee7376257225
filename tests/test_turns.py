"""Places at work are given in turn, and nobody has all of them."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.turns import MOST_WAITING, NoTurnError, Turns

Asked = tuple[str, str]
FOR_EVER = 3600.0


async def _order(asked: list[Asked], places: int, each: int) -> list[Asked]:
    """Everyone asks at once and works one step a turn: the order in which their turns come."""
    turns, order = Turns(places, each), list[Asked]()
    held: Counter[str] = Counter()

    async def one(client: str, actor: str) -> None:
        await turns.take(client, actor, FOR_EVER)
        order.append((client, actor))
        held[actor] += 1
        assert held.total() <= places
        assert held[actor] <= each
        await asyncio.sleep(0)
        held[actor] -= 1
        turns.give_back(actor)

    await asyncio.gather(*(one(*a) for a in asked))
    assert not turns.waiting
    return order


def order(*asked: Asked, places: int = 1, each: int = 1) -> list[Asked]:
    return asyncio.run(_order(list(asked), places, each))


MALLORY, ALICE, BOB = ("192.0.2.3", "mallory"), ("192.0.2.1", "alice"), ("192.0.2.1", "bob")


@pytest.mark.parametrize(
    ("asked", "came"),
    [
        pytest.param([ALICE, ALICE], [ALICE, ALICE], id="nobody else asks"),
        pytest.param(
            [MALLORY, MALLORY, MALLORY, ALICE],
            [MALLORY, MALLORY, ALICE, MALLORY],
            id="who asks once waits for one turn, not for all that were asked before",
        ),
        pytest.param(
            [MALLORY, ALICE, ALICE, BOB, MALLORY],
            [MALLORY, ALICE, MALLORY, BOB, ALICE],
            id="people behind one address share its turns",
        ),
    ],
)
def test_whose_turn_it_is(asked: list[Asked], came: list[Asked]) -> None:
    assert order(*asked) == came


clients = st.tuples(st.sampled_from(["192.0.2.1", "192.0.2.2"]), st.sampled_from("abc"))


@given(st.lists(clients, max_size=20), st.integers(1, 3), st.integers(1, 3))
def test_everyone_has_a_turn_and_nobody_more_places_than_they_may(
    asked: list[Asked], places: int, each: int
) -> None:
    assert Counter(order(*asked, places=places, each=each)) == Counter(asked)


def test_one_person_leaves_a_place_for_others() -> None:
    async def run() -> None:
        turns = Turns(2, 1)
        await turns.take(*MALLORY, FOR_EVER)
        second = asyncio.create_task(turns.take(*MALLORY, FOR_EVER))
        await turns.take(*ALICE, FOR_EVER)  # at once
        assert not second.done()
        turns.give_back("mallory")
        await second

    asyncio.run(run())


def test_whoever_waited_too_long_or_left_holds_up_nobody() -> None:
    async def run() -> None:
        turns = Turns(1, 1)
        await turns.take(*MALLORY, FOR_EVER)
        with pytest.raises(NoTurnError):
            await turns.take(*ALICE, 0)
        gone = asyncio.create_task(turns.take(*ALICE, FOR_EVER))
        await asyncio.sleep(0)
        next_one = asyncio.create_task(turns.take(*BOB, FOR_EVER))
        await asyncio.sleep(0)
        turns.give_back("mallory")  # gone's turn, who leaves in that moment
        gone.cancel()
        await next_one
        turns.give_back("bob")
        assert not turns.waiting
        await turns.take(*MALLORY, 0)

    asyncio.run(run())


def test_of_one_person_only_so_many_wait() -> None:
    async def run() -> None:
        turns = Turns(1, 1)
        await turns.take(*MALLORY, FOR_EVER)
        waiting = [asyncio.create_task(turns.take(*MALLORY, 0.2)) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(NoTurnError):
            await turns.take(*MALLORY, FOR_EVER)
        assert turns.waiting == MOST_WAITING
        await asyncio.gather(*waiting, return_exceptions=True)
        assert not turns.waiting

    asyncio.run(run())
