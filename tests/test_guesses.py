"""Who tries many passwords for one name waits ever longer between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.guesses import FORGOTTEN, FREE, MOST, SLOWEST, Guesses, network_of

ALICE, BOB, HERE, THERE = b"alice", b"bob", "192.0.2.1", "192.0.2.2"
PATIENCE = 10.0


def _tried(guesses: Guesses, times: int, now: float = 0.0) -> list[float | None]:
    return [guesses.wait(HERE, ALICE, now, PATIENCE) for _ in range(times)]


def test_the_first_are_tried_at_once() -> None:
    assert _tried(Guesses(), FREE) == [0.0] * FREE


def test_then_each_waits_for_the_one_before_it_and_what_would_wait_too_long_is_not_tried() -> None:
    guesses = Guesses()
    _tried(guesses, FREE)
    assert _tried(guesses, 6) == [1.0, 3.0, 7.0, None, None, None]


def test_nobody_else_waits() -> None:
    guesses = Guesses()
    _tried(guesses, FREE + 9)
    assert guesses.wait(HERE, BOB, 0.0, PATIENCE) == 0.0
    assert guesses.wait(THERE, ALICE, 0.0, PATIENCE) == 0.0


def test_a_right_one_ends_it_and_so_does_time() -> None:
    guesses = Guesses()
    _tried(guesses, FREE + 9)
    guesses.was_right(HERE, ALICE)
    assert guesses.wait(HERE, ALICE, 0.0, PATIENCE) == 0.0
    _tried(guesses, FREE + 9)
    later = FORGOTTEN + 2 * PATIENCE + SLOWEST
    assert guesses.wait(HERE, ALICE, later, PATIENCE) == 0.0


def test_what_is_kept_is_bounded() -> None:
    guesses = Guesses()
    for number in range(MOST + 10):
        guesses.wait(HERE, str(number).encode(), 0.0, PATIENCE)
    assert len(guesses._tried) == MOST


@given(st.lists(st.floats(0, 60), max_size=200))
def test_however_they_are_spread_no_more_than_so_many_are_tried(pauses: list[float]) -> None:
    guesses, now, tried = Guesses(), 0.0, 0
    for pause in pauses:
        now += pause
        tried += guesses.wait(HERE, ALICE, now, PATIENCE) is not None
    assert tried <= FREE + 5 + now / SLOWEST + now // FORGOTTEN * FREE + 2


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2::1", network_of("2001:db8:1:2:ffff::9%eth0")),
        ("", ""),
    ],
)
def test_in_ipv6_a_network_is_one_client(address: str, network: str) -> None:
    assert network_of(address) == network
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
