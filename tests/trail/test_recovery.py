"""Power cuts and kills: what was let through is there, what was torn is cut off, both are said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import TrailError
from gateway.keyring import Key
from gateway.trail import Trail
from gateway.trail.chain import Chain
from gateway.trail.diagnosis import Hint, Kind
from gateway.trail.head import SLOT
from gateway.trail.opening import open_chain
from gateway.trail.seal import canonical
from tests.trail.kit import KEY, Clock, a_record, checked, copied, day_files, kinds, lines_of


def _open(state: Path, clock: Clock) -> Chain:
    return open_chain(state, KEY, "0", clock, None)


def _commit(chain: Chain, ids: Sequence[str]) -> None:
    chain.commit([canonical({"id": id, "time": ""}) for id in ids])


def _reopened(state: Path, clock: Clock) -> list[dict[str, object]]:
    """All records after a start that appends one more."""
    chain = _open(state, clock)
    _commit(chain, ["after"])
    chain.close()
    return [json.loads(line) for p in day_files(state, "0") for line in lines_of(p)]


@pytest.fixture(params=["within a day", "at the first record of a day", "at the very first"])
def cut(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Clock, int, int]:
    """A trail whose last commit, of two records, the head does not know of yet.

    With the clock, how many records stand before it, and the size of its file before it.
    """
    state, clock = tmp_path / "state", Clock()
    state.mkdir()
    chain = _open(state, clock)
    before = [] if request.param == "at the very first" else ["a", "b", "c"]
    if before:
        _commit(chain, before)
    if request.param == "at the first record of a day":
        clock.turn(days=1)
    chain.settle()
    size = day_files(state, "0")[-1].stat().st_size if request.param == "within a day" else 0
    head = (state / "heads" / "0").read_bytes()
    _commit(chain, ["d", "e"])
    chain.close()
    (state / "heads" / "0").write_bytes(head)
    return state, clock, len(before), size


def test_a_commit_that_is_cut_at_any_byte_leaves_a_trail_that_holds(
    cut: tuple[Path, Clock, int, int], tmp_path: Path
) -> None:
    whole, clock, before, start = cut
    end = day_files(whole, "0")[-1].stat().st_size
    last = end - len(lines_of(day_files(whole, "0")[-1])[-1])
    step = 1 if start else 9  # one of the three at every byte; the others would take as long again
    for size in (*range(start, last, 5 * step), *range(last, end - 1, step), end - 1, end):
        state = copied(whole, tmp_path / "cut")
        path = day_files(state, "0")[-1]
        with path.open("r+b") as file:
            file.truncate(size)
        complete = path.read_bytes().count(b"\n") - (before if start else 0)
        torn = bool(size) and not path.read_bytes().endswith(b"\n")

        as_left = checked(state)
        assert as_left.holds, size
        assert {n.hint for n in as_left.notes} == (
            ({Hint.TORN} if torn else set()) | ({Hint.INTERRUPTED} if complete else set())
        )
        records = _reopened(state, clock)
        decided = [r["id"] for r in records if "event" not in r]
        events = [r["event"] for r in records if "event" in r and r["event"] != "day"]
        assert decided[:before] == ["a", "b", "c"][:before]
        assert decided[-1] == "after"
        assert ("recovered" in events) == bool(complete or torn), size
        report = checked(state)
        assert report.holds, size
        assert not report.notes


@pytest.mark.parametrize("tail", [b"\0" * 400, b'{"id":"d"' + b"\0" * 100, b"\0" * 50 + b"x\n"])
def test_zeros_where_the_size_reached_the_disk_before_the_content(
    tail: bytes, tmp_path: Path
) -> None:
    chain = _open(tmp_path, Clock())
    _commit(chain, ["a", "b"])
    chain.close()
    path = day_files(tmp_path, "0")[0]
    path.write_bytes(path.read_bytes() + tail)
    assert [r["id"] for r in _reopened(tmp_path, Clock()) if "event" not in r] == [
        "a",
        "b",
        "after",
    ]
    assert b"\0" not in path.read_bytes()
    assert checked(tmp_path).holds


@settings(max_examples=50)
@given(st.integers(0, SLOT), st.binary(max_size=64))
def test_a_head_that_is_torn_while_it_is_written_leaves_the_other_copy(
    tmp_path_factory: pytest.TempPathFactory, at: int, garbage: bytes
) -> None:
    state, clock = tmp_path_factory.mktemp("torn"), Clock()
    chain = _open(state, clock)
    _commit(chain, ["a"])
    chain.settle()
    old = (state / "heads" / "0").read_bytes()
    _commit(chain, ["b"])
    new = (state / "heads" / "0").read_bytes()
    chain.close()
    first = new[:at] + garbage + old[at + len(garbage) : SLOT]
    (state / "heads" / "0").write_bytes(first[:SLOT] + old[SLOT:])
    assert checked(state).holds
    assert [r["id"] for r in _reopened(state, clock) if "event" not in r] == ["a", "b", "after"]
    assert checked(state).holds


def test_whole_lines_beyond_the_head_that_nobody_proved_stay_as_evidence(tmp_path: Path) -> None:
    chain = _open(tmp_path, Clock())
    _commit(chain, ["a"])
    chain.close()
    path = day_files(tmp_path, "0")[0]
    path.write_bytes(path.read_bytes() + b'{"id":"forged"}\n')
    _reopened(tmp_path, Clock())
    assert b"forged" in path.read_bytes()
    assert kinds(checked(tmp_path)) == {Kind.ADDED}


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        pytest.param(lambda lines: lines[:-1], Kind.REMOVED, id="the last record is removed"),
        pytest.param(lambda _: [], Kind.REMOVED, id="all are removed"),
        pytest.param(
            lambda lines: [*lines[:-1], lines[-1].replace(b"alice", b"mally")], Kind.CHANGED,
            id="the last record is changed",
        ),
        pytest.param(
            lambda lines: [*lines[:-1], lines[-1][:-9]], Kind.CHANGED, id="the last record is torn"
        ),
    ],
)  # fmt: skip
def test_a_restart_does_not_heal_what_was_tampered_with(
    harm: object, kind: Kind, tmp_path: Path
) -> None:
    with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
        for id in "abc":
            trail.append_now(a_record(id))
    path = day_files(tmp_path, "0")[0]
    assert callable(harm)
    path.write_bytes(b"".join(harm(lines_of(path))))
    assert kinds(checked(tmp_path)) == {kind}
    for id in "xy":
        with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
            trail.append_now(a_record(id))
        assert kinds(checked(tmp_path)) == {kind}


def test_a_removed_head_is_never_forgotten(tmp_path: Path) -> None:
    """Else whoever removes the last records and the head is covered by the next start."""
    for id in "abc":
        with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
            trail.append_now(a_record(id))
        (tmp_path / "heads" / "0").unlink()
        assert Kind.HEAD_REMOVED in kinds(checked(tmp_path))
    with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
        trail.append_now(a_record("d"))
    report = checked(tmp_path)
    assert kinds(report) == {Kind.HEAD_LOST}
    assert len(report.problems) == 3


def test_a_trail_of_another_key_is_not_written_into(tmp_path: Path) -> None:
    with Trail.open(tmp_path, KEY) as trail:
        trail.append_now(a_record("a"))
    before = day_files(tmp_path, "0")[0].read_bytes()
    with pytest.raises(TrailError, match="right key"):
        Trail.open(tmp_path, Key(b"another key 1234"))
    assert day_files(tmp_path, "0")[0].read_bytes() == before
    with Trail.open(tmp_path, KEY) as trail:
        trail.append_now(a_record("b"))
    assert checked(tmp_path).holds


def test_a_file_of_a_day_to_come_is_not_gone_on_in(tmp_path: Path) -> None:
    with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
        trail.append_now(a_record("a"))
    planted = tmp_path / "audit" / "0" / "9999-12-31.jsonl"
    planted.write_bytes(b"forged\n")
    with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
        trail.append_now(a_record("b"))
    assert planted.read_bytes() == b"forged\n"
    report = checked(tmp_path)
    assert [(p.kind, p.spot.file) for p in report.problems] == [(Kind.ADDED, planted.name)]
