"""Hits -> runs -> fragments: laws of what is looked up and what is put together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.fingerprints.fragments import ENOUGH, WHOLE, fragments, threshold
from gateway.fingerprints.lookup import MOST_PLACES, Hits, entries, look_up
from gateway.fingerprints.prints import K
from gateway.fingerprints.runs import BREAK, Runs, chained, covered, joined, weighed

ONE = np.zeros(1, np.uint32)
KEYS = st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**63, 2**64 - 1]), max_size=80)


@settings(deadline=None)
@given(KEYS, KEYS)
def test_the_lookup_finds_what_is_there_and_nothing_else(held: list[int], asked: list[int]) -> None:
    keys = np.array(held, np.uint64)
    rows = np.zeros(keys.size, np.uint32)
    found = entries(keys, rows, np.arange(keys.size, dtype=np.uint32))
    wanted = np.array(asked + held[:10], np.uint64)
    hits = look_up(wanted, found, np.ones(1, np.uint8), ONE, 0)
    pairs = set(zip(hits.at.tolist(), hits.positions.tolist(), strict=True))
    often = {k for k in held if held.count(k) > MOST_PLACES}
    assert {p for p in pairs if int(wanted[p[0]]) not in often} == {
        (i, j)
        for i, w in enumerate(wanted.tolist())
        for j, h in enumerate(held)
        if w == h and w not in often
    }


def test_what_stands_in_too_many_places_is_common() -> None:
    keys = np.full(MOST_PLACES + 1, 7, np.uint64)
    found = entries(keys, np.zeros(keys.size, np.uint32), np.zeros(keys.size, np.uint32))
    assert len(found.keys) == 1
    hits = look_up(np.array([7], np.uint64), found, np.ones(1, np.uint8), ONE, 0)
    assert hits.rows.tolist() == [-1]
    _, worth = joined([hits], ONE)
    assert worth.size == 0


def test_a_damaged_prefix_leads_nowhere() -> None:
    found = entries(np.arange(50, dtype=np.uint64) << np.uint64(58), *[np.zeros(50, np.uint32)] * 2)
    found.prefixes[:] = 2**32 - 1
    assert len(look_up(found.keys, found, np.ones(1, np.uint8), ONE, 0)) == 0


def some_runs(pairs: list[tuple[int, int]], length: int) -> Runs:
    """Hits of one asset, each a place in the prompt and one in the asset."""
    at, positions = (np.array(c, np.int32) for c in zip(*pairs, strict=True))
    hits, worth = joined([Hits(at, at * 0, positions)], ONE)
    chains = chained(hits)
    wanted = covered(hits, chains, length)
    return weighed(hits, worth, chains, wanted.astype(np.float32))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        pytest.param([(i, i + 90) for i in range(0, 30, 3)], [(0, 35, 35)], id="one piece"),
        pytest.param(
            [(i, i) for i in (*range(0, 9, 2), *range(25, 40, 2))],
            [(0, 47, 38 - BREAK)],
            id="with a word between that was changed",
        ),
        pytest.param(
            [*((i, i) for i in range(0, 9, 2)), *((i, i + 3) for i in range(20, 31, 2))],
            [(0, 38, 34 - BREAK)],
            id="with a word between that became shorter",
        ),
        pytest.param(
            [*((i, i) for i in range(0, 9, 2)), *((i, i + 500) for i in range(20, 31, 2))],
            [(0, 16, 16), (20, 38, 18)],
            id="from two parts of the asset",
        ),
        pytest.param(
            [*((i, i) for i in range(0, 9, 2)), *((i, i) for i in range(90, 99, 2))],
            [(0, 16, 16), (90, 106, 16)],
            id="far from each other",
        ),
        pytest.param([(0, 0), (1, 1)], [], id="too little to ask about"),
    ],
)
def test_hits_that_go_along_are_one_run(
    pairs: list[tuple[int, int]], expected: list[tuple[int, int, float]]
) -> None:
    runs = some_runs(pairs, 200)
    columns = (runs.starts.tolist(), runs.ends.tolist(), runs.worth.tolist())
    assert list(zip(*columns, strict=True)) == expected


@settings(deadline=None)
@given(st.sets(st.tuples(st.integers(0, 150), st.integers(0, 150)), min_size=1, max_size=60))
def test_no_character_counts_twice_in_a_run(pairs: set[tuple[int, int]]) -> None:
    runs = some_runs(sorted(pairs), 150 + K)
    assert (runs.characters <= runs.ends - runs.starts).all()
    assert (runs.worth <= runs.characters).all()


def a_run(worth: float, start: int = 0, row: int = 0, characters: int = 30) -> tuple[object, ...]:
    return row, start, start + characters, characters, worth


def some_fragments(runs: list[tuple[object, ...]], families: list[int], length: int) -> list[int]:
    rows, starts, ends, characters, worths = zip(*runs, strict=True)
    at = [np.array(c, np.int32) for c in (rows, starts, ends, characters)]
    made = Runs(at[0], at[1], at[2], at[3], np.array(worths, np.float32))
    lengths = np.full(len(families), length, np.uint32)
    found = fragments(made, np.array(families, np.uint32), lengths, ENOUGH)
    return [f.row for f in found]


@pytest.mark.parametrize(
    ("runs", "families", "length", "rows"),
    [
        pytest.param([a_run(ENOUGH)], [1], 999, [0], id="enough"),
        pytest.param([a_run(ENOUGH - 1)], [1], 999, [], id="not enough"),
        pytest.param([a_run(ENOUGH - 5, i * 50) for i in range(4)], [1], 999, [0] * 4, id="four"),
        pytest.param([a_run(ENOUGH - 5, i * 50) for i in range(2)], [1], 999, [], id="two"),
        pytest.param([a_run(WHOLE + 1)], [1], 35, [0], id="little, but all there is"),
        pytest.param([a_run(40), a_run(45, row=1)], [1, 1], 999, [1], id="the better version"),
        pytest.param([a_run(45), a_run(45, row=1)], [1, 1], 999, [1], id="the newer of equals"),
        pytest.param([a_run(40), a_run(45, row=1)], [1, 2], 999, [0, 1], id="two assets"),
        pytest.param([a_run(40), a_run(50)], [1], 999, [0], id="the same place twice"),
    ],
)
def test_runs_become_fragments(
    runs: list[tuple[object, ...]], families: list[int], length: int, rows: list[int]
) -> None:
    assert some_fragments(runs, families, length) == rows


def test_the_threshold_grows_with_what_could_be_chance() -> None:
    assert threshold(50, 0) < threshold(1_500, 0) == ENOUGH < threshold(10**6, 0)
    assert threshold(1_500, 10**6) == ENOUGH < threshold(1_500, 10**9)
