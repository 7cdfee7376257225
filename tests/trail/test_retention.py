"""Days that the policy lets go are removed, never silently, and never mistaken for tampering."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.engine.record import stamp
from gateway.trail import Trail, retire_idle
from gateway.trail.checking import KeptHead, verify
from gateway.trail.diagnosis import Hint, Kind
from gateway.trail.opening import open_chain
from gateway.trail.retention import PIECE
from gateway.trail.seal import canonical
from tests.trail.kit import KEY, START, Clock, a_record, checked, copied, day_files, kinds, lines_of


def _run(state: Path, days: int, keep_days: int | None) -> Clock:
    """A gate that runs for some days, with a record a day, and is stopped on the last one."""
    state.mkdir(exist_ok=True)
    clock = Clock()
    clock.turn(days=-1)
    chain = open_chain(state, KEY, "0", clock, keep_days)
    for day in range(days):
        clock.turn(days=1)
        chain.commit([canonical(a_record(f"d{day}", clock))])
        chain.upkeep()
    chain.close()
    return clock


def _names(state: Path) -> list[str]:
    return [p.name for p in day_files(state, "0")]


def _day(number: int) -> str:
    return f"{(START + timedelta(days=number)).date().isoformat()}.jsonl"


def test_days_go_when_their_time_is_over(tmp_path: Path) -> None:
    _run(tmp_path, days=10, keep_days=4)
    assert _names(tmp_path) == [_day(n) for n in range(5, 10)]
    report = checked(tmp_path)
    assert report.holds
    assert not report.notes


def test_days_go_when_the_gate_is_started_anew_each_day(tmp_path: Path) -> None:
    clock = Clock()
    for day in range(10):
        clock.turn(days=bool(day))
        with Trail.open(tmp_path, KEY, clock=clock, keep_days=4) as trail:
            trail.append_now(a_record(f"d{day}", clock))
    assert _names(tmp_path) == [_day(n) for n in range(5, 10)]
    assert checked(tmp_path).holds


def test_without_an_order_nothing_goes(tmp_path: Path) -> None:
    _run(tmp_path, days=10, keep_days=None)
    assert len(_names(tmp_path)) == 10


def test_each_removal_leaves_word_in_the_chain(tmp_path: Path) -> None:
    clock = _run(tmp_path, days=6, keep_days=None)
    Trail.open(tmp_path, KEY, clock=clock, keep_days=2).close()
    assert _names(tmp_path) == [_day(3), _day(4), _day(5)]
    word = json.loads(lines_of(day_files(tmp_path, "0")[-1])[-1])
    assert word["event"] == "retention"
    assert word["order"] == "trail.keep_days: 2"
    assert word["files"] == [_day(0), _day(2)]
    assert word["days"] == 3
    assert word["records"] == 5  # three decisions, and the events that opened the later two days
    assert checked(tmp_path).holds


def test_a_reloaded_policy_changes_what_is_kept(tmp_path: Path) -> None:
    clock = _run(tmp_path, days=6, keep_days=None)
    with Trail.open(tmp_path, KEY, clock=clock) as trail:
        trail.keep(3)
        clock.turn(days=1)
        trail.append_now(a_record("next day", clock))
    assert _names(tmp_path) == [_day(n) for n in range(3, 7)]
    assert checked(tmp_path).holds


@settings(max_examples=25)
@given(st.integers(0, 9), st.integers(1, 9))
def test_whatever_is_kept_holds_and_nothing_younger_is_gone(
    tmp_path_factory: pytest.TempPathFactory, keep_days: int, days: int
) -> None:
    state = tmp_path_factory.mktemp("kept")
    _run(state, days, keep_days)
    assert _names(state) == [_day(n) for n in range(max(0, days - 1 - keep_days), days)]
    assert checked(state).holds


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_kept_day_that_is_removed_is_tampering(number: int, tmp_path: Path) -> None:
    _run(tmp_path, days=6, keep_days=2)
    path = day_files(tmp_path, "0")[number]
    path.unlink()
    (problem,) = checked(tmp_path).problems
    assert (problem.kind, problem.spot.file) == (Kind.FILE_REMOVED, path.name)


def test_a_removal_that_a_power_cut_interrupts_is_finished_at_the_next_start(
    tmp_path: Path,
) -> None:
    """The word is on disk before the first file goes; some files may still be there."""
    clock = _run(tmp_path / "state", days=6, keep_days=None)
    before = copied(tmp_path / "state", tmp_path / "before")
    Trail.open(tmp_path / "state", KEY, clock=clock, keep_days=2).close()
    for left in ((_day(1), _day(2)), (_day(2),), (_day(0), _day(1), _day(2))):
        state = copied(tmp_path / "state", tmp_path / "cut")
        for name in left:
            (state / "audit" / "0" / name).write_bytes((before / "audit" / "0" / name).read_bytes())
        report = checked(state)
        assert report.holds
        assert [(n.hint, n.count) for n in report.notes] == [(Hint.UNFINISHED_RETENTION, len(left))]
        Trail.open(state, KEY, clock=clock, keep_days=2).close()
        assert not set(left) & set(_names(state))
        assert checked(state).holds
        assert not checked(state).notes


@pytest.mark.parametrize(
    ("day", "left"),
    [
        pytest.param(3, slice(1, None), id="the first record behind the seam is gone"),
        pytest.param(2, slice(0, -1), id="the last record before the seam is gone"),
    ],
)
def test_where_someone_tampered_at_the_seam_both_sides_are_kept(
    day: int, left: slice, tmp_path: Path
) -> None:
    clock = _run(tmp_path, days=6, keep_days=None)
    path = tmp_path / "audit" / "0" / _day(day)
    path.write_bytes(b"".join(lines_of(path)[left]))
    Trail.open(tmp_path, KEY, clock=clock, keep_days=2).close()
    assert _names(tmp_path) == [_day(2), _day(3), _day(4), _day(5)]
    assert kinds(checked(tmp_path)) == {Kind.REMOVED}


def test_a_lost_head_does_not_lose_where_the_kept_chain_begins(tmp_path: Path) -> None:
    clock = _run(tmp_path, days=6, keep_days=2)
    (tmp_path / "heads" / "0").unlink()
    assert kinds(checked(tmp_path)) == {Kind.HEAD_REMOVED}
    Trail.open(tmp_path, KEY, clock=clock, keep_days=2).close()
    assert kinds(checked(tmp_path)) == {Kind.HEAD_LOST}


def test_a_kept_head_from_before_the_kept_days_cannot_be_compared(tmp_path: Path) -> None:
    clock = _run(tmp_path, days=2, keep_days=None)
    (kept,) = checked(tmp_path).heads
    for day in (10, 5):
        clock.turn(days=day)
        with Trail.open(tmp_path, KEY, clock=clock, keep_days=1) as trail:
            trail.append_now(a_record("later", clock))
    report = verify(tmp_path, KEY, kept=[kept])
    assert report.holds
    assert [n.hint for n in report.notes] == [Hint.NOT_KEPT]
    forged = KeptHead("0", 10_000, kept.hash)
    assert not verify(tmp_path, KEY, kept=[forged]).holds


def test_a_chain_that_nobody_writes_any_more_lets_go_as_well(tmp_path: Path) -> None:
    clock = _run(tmp_path, days=3, keep_days=None)
    retire_idle(tmp_path, KEY, keep_days=5, clock=clock)
    assert _names(tmp_path) == [_day(0), _day(1), _day(2)]
    clock.turn(days=30)
    with Trail.open(tmp_path, KEY, worker="1", clock=clock, keep_days=5) as trail:
        retire_idle(tmp_path, KEY, keep_days=5, clock=clock)
        trail.append_now(a_record("unharmed", clock))
    assert _names(tmp_path) == [_day(32)]
    assert checked(tmp_path).holds


# ---------------------------------------------------------------- names are only names


def _start_again(state: Path, clock: Clock, keep_days: int) -> None:
    with Trail.open(state, KEY, clock=clock, keep_days=keep_days) as trail:
        trail.append_now(a_record("after", clock))


def _decisions(state: Path) -> list[str]:
    lines = [json.loads(line) for path in day_files(state, "0") for line in lines_of(path)]
    return sorted(r["id"] for r in lines if "verdict" in r)


def _renamed(state: Path, *names: tuple[str, str]) -> None:
    folder = state / "audit" / "0"
    for old, new in names:
        (folder / old).rename(folder / new)


@pytest.mark.parametrize("days", [1, 2, 5, 11])
@pytest.mark.parametrize("before", [0, 10], ids=["nothing went before", "days went before"])
def test_days_renamed_to_old_ones_stay_and_are_told_of(
    days: int, before: int, tmp_path: Path
) -> None:
    """Whoever can write the folder, and has no key, has the gate remove nothing."""
    clock = _run(tmp_path, days=before + 6, keep_days=10)
    kept, names = _decisions(tmp_path), _names(tmp_path)
    assert len(kept) == len(names) == min(before + 6, 11)
    _renamed(tmp_path, *((n, f"2020-01-{d:02}.jsonl") for d, n in enumerate(names[:days], 1)))
    for _ in range(2):
        _start_again(tmp_path, clock, keep_days=10)
        assert [i for i in _decisions(tmp_path) if i != "after"] == kept
        assert kinds(checked(tmp_path)) == {Kind.RENAMED}


def test_a_single_day_renamed_under_a_running_gate_stays(tmp_path: Path) -> None:
    clock = Clock()
    with Trail.open(tmp_path, KEY, clock=clock, keep_days=10) as trail:
        for number in range(12):
            trail.append_now(a_record(f"d{number:02}", clock))
        _renamed(tmp_path, (_day(0), "2020-01-01.jsonl"))
        trail.append_now(a_record("d12", clock))
        clock.turn(days=1)
        trail.append_now(a_record("d13", clock))
    _start_again(tmp_path, clock, keep_days=10)
    assert _decisions(tmp_path) == ["after", *(f"d{n:02}" for n in range(14))]
    (problem,) = checked(tmp_path).problems
    assert (problem.kind, problem.spot.file) == (Kind.RENAMED, "2020-01-01.jsonl")


def test_a_young_day_before_the_beginning_by_its_name_is_no_leftover(tmp_path: Path) -> None:
    """As a removal that a power cut interrupted it would go without being looked at."""
    clock = _run(tmp_path, days=10, keep_days=4)
    kept = _decisions(tmp_path)
    _renamed(tmp_path, (_day(9), _day(0)))
    _start_again(tmp_path, clock, keep_days=4)
    assert [i for i in _decisions(tmp_path) if i != "after"] == kept
    assert not checked(tmp_path).holds


def test_old_days_go_whatever_they_are_called(tmp_path: Path) -> None:
    clock = _run(tmp_path, days=6, keep_days=None)
    _renamed(tmp_path, (_day(0), "2019-01-01.jsonl"), (_day(1), "2019-01-02.jsonl"))
    _start_again(tmp_path, clock, keep_days=2)
    assert _decisions(tmp_path) == ["after", "d3", "d4", "d5"]
    assert checked(tmp_path).holds


def test_young_records_put_into_an_old_day_keep_it(tmp_path: Path) -> None:
    clock = _run(tmp_path, days=6, keep_days=None)
    old, young = (tmp_path / "audit" / "0" / _day(n) for n in (1, 5))
    first, last = lines_of(old)
    old.write_bytes(first + b"".join(lines_of(young)) + last)
    _start_again(tmp_path, clock, keep_days=2)
    assert {"d1", "d5"} <= set(_decisions(tmp_path))
    assert not checked(tmp_path).holds


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_change_in_an_old_day_is_not_removed_with_it(number: int, tmp_path: Path) -> None:
    """Else its evidence would go with it, and the trail would hold again."""
    clock = _run(tmp_path, days=6, keep_days=None)
    path = tmp_path / "audit" / "0" / _day(number)
    path.write_bytes(path.read_bytes().replace(b'"actor":"alice"', b'"actor":"mallo"'))
    _start_again(tmp_path, clock, keep_days=2)
    assert _names(tmp_path)[0] == _day(number)
    assert kinds(checked(tmp_path)) == {Kind.CHANGED}


def test_word_of_a_removal_says_how_young_the_youngest_record_was(tmp_path: Path) -> None:
    clock = _run(tmp_path, days=6, keep_days=None)
    Trail.open(tmp_path, KEY, clock=clock, keep_days=2).close()
    word = json.loads(lines_of(day_files(tmp_path, "0")[-1])[-1])
    assert word["newest"] == stamp(START + timedelta(days=2))


def test_a_long_search_for_old_days_lets_others_write(tmp_path: Path) -> None:
    """It is cut into pieces, and comes to its end while records are written."""
    clock = Clock()
    chain = open_chain(tmp_path, KEY, "0", clock, keep_days=2)
    chain.commit([canonical(a_record(f"{n:04}", clock)) for n in range(3 * PIECE)])
    chain.close()
    chain = open_chain(tmp_path, KEY, "0", clock, keep_days=2)
    clock.turn(days=5)
    chain.commit([canonical(a_record("young", clock))])
    pieces = 0
    while chain.turned:
        chain.upkeep(patience=0)
        pieces += 1
        chain.commit([canonical(a_record(f"beside-{pieces}", clock))])
    chain.close()
    assert pieces > 3
    assert _names(tmp_path) == [_day(5)]
    assert checked(tmp_path).holds
