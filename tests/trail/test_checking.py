"""Whatever is done to a trail is found, and the right record is named."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.errors import TrailError
from gateway.keyring import Key
from gateway.trail import Trail
from gateway.trail.checking import KeptHead, Report, verify
from gateway.trail.diagnosis import Hint, Kind, heaviest_ascent
from gateway.trail.head import SLOT
from tests.trail.kit import KEY, Clock, a_record, checked, copied, day_files, kinds, write_days

Lines = dict[tuple[str, str], list[bytes]]
"""The lines of each file, by worker and file name."""


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two workers, three days, four records a day, and the events that open the days."""
    state = tmp_path_factory.mktemp("trail")
    write_days(state, ["0", "1"], days=3, records=4)
    assert checked(state).holds
    return state


@contextmanager
def altered(trail: Path) -> Iterator[tuple[Path, Lines]]:
    """A copy of the trail and its lines; what is done to the lines is written back."""
    with tempfile.TemporaryDirectory() as folder:
        state = copied(trail, Path(folder) / "state")
        files = sorted((state / "audit").glob("*/*.jsonl"))
        lines = {(p.parent.name, p.name): p.read_bytes().splitlines(keepends=True) for p in files}
        yield state, lines


def report_on(state: Path, lines: Lines) -> Report:
    for (worker, name), content in lines.items():
        (state / "audit" / worker / name).write_bytes(b"".join(content))
    return checked(state)


def spots(report: Report) -> list[tuple[Kind, str, str, int]]:
    return [(p.kind, p.spot.worker, p.spot.file, p.spot.line) for p in report.problems]


law = settings(max_examples=50)
"""Each example copies a trail: enough of them to visit all places, and no minutes."""

FILES = list(itertools.product("01", [f"2026-04-0{day}.jsonl" for day in (1, 2, 3)]))
files = st.sampled_from(FILES)
places = st.tuples(files, st.integers(0, 4)).filter(lambda p: p[1] < _length(p[0]))


def _length(file: tuple[str, str]) -> int:
    return 4 if file[1] == "2026-04-01.jsonl" else 5  # later days begin with an event


# ---------------------------------------------------------------- one record, whatever is done


@law
@given(places, st.data())
def test_a_changed_record_is_named(
    trail: Path, place: tuple[tuple[str, str], int], data: st.DataObject
) -> None:
    (file, number), line = place, b""
    with altered(trail) as (state, lines):
        line = lines[file][number]
        at = data.draw(st.integers(0, len(line) - 2))
        byte = data.draw(st.integers(0, 255).filter(lambda b: b not in (line[at], 10)))
        lines[file][number] = line[:at] + bytes([byte]) + line[at + 1 :]
        assert spots(report_on(state, lines)) == [(Kind.CHANGED, *file, number + 1)]


@law
@given(places)
def test_a_removed_record_is_missed_where_it_stood(
    trail: Path, place: tuple[tuple[str, str], int]
) -> None:
    file, number = place
    with altered(trail) as (state, lines):
        chain = [x for f in FILES if f[0] == file[0] for x in lines[f]]
        at = chain.index(lines[file].pop(number))
        (problem,) = report_on(state, lines).problems
        assert (problem.kind, problem.count) == (Kind.REMOVED, 1)
        for spot, neighbour in ((problem.near, at - 1), (problem.until, at + 1)):
            if 0 <= neighbour < len(chain):
                assert spot
                assert f'"id":"{spot.id}"'.encode() in chain[neighbour]
            else:
                assert spot is None


@law
@given(places, st.sampled_from([b'{"id":"forged"}\n', b"\n", b"no JSON\n", b"\xff\xfe\n"]))
def test_a_forged_line_is_named(
    trail: Path, place: tuple[tuple[str, str], int], forged: bytes
) -> None:
    file, number = place
    with altered(trail) as (state, lines):
        lines[file].insert(number, forged)
        assert spots(report_on(state, lines)) == [(Kind.ADDED, *file, number + 1)]


@law
@given(places)
def test_a_line_forged_after_a_genuine_one_is_named(
    trail: Path, place: tuple[tuple[str, str], int]
) -> None:
    file, number = place
    with altered(trail) as (state, lines):
        forged = lines[file][number].replace(b"alice", b"mally").replace(b'"event"', b'"Event"')
        lines[file].insert(number + 1, forged)
        assert spots(report_on(state, lines)) == [(Kind.ADDED, *file, number + 2)]


@law
@given(places, places)
def test_a_copy_of_a_genuine_record_is_named(
    trail: Path, source: tuple[tuple[str, str], int], target: tuple[tuple[str, str], int]
) -> None:
    with altered(trail) as (state, lines):
        line = lines[source[0]][source[1]]
        lines[target[0]].insert(target[1], line)
        (problem,) = report_on(state, lines).problems
        assert problem.kind is Kind.COPIED
        assert lines[problem.spot.worker, problem.spot.file][problem.spot.line - 1] == line


@law
@given(places, places)
def test_a_moved_record_is_named(
    trail: Path, source: tuple[tuple[str, str], int], target: tuple[tuple[str, str], int]
) -> None:
    with altered(trail) as (state, lines):
        chain = [x for f in FILES for x in lines[f]]
        line = lines[source[0]].pop(source[1])
        lines[target[0]].insert(target[1], line)
        moved = [x for f in FILES for x in lines[f]]
        by = abs(moved.index(line) - chain.index(line))
        same_chain = source[0][0] == target[0][0]
        report = report_on(state, lines)
        if same_chain and by == 0:
            assert report.holds, "only over the seam of two files"
            return
        (problem,) = report.problems
        assert problem.kind is Kind.MOVED
        if by > 1 or not same_chain:  # of two neighbours it cannot be told which one was moved
            assert lines[problem.spot.worker, problem.spot.file][problem.spot.line - 1] == line


@law
@given(places, places)
def test_two_records_that_change_places_are_named(
    trail: Path, one: tuple[tuple[str, str], int], other: tuple[tuple[str, str], int]
) -> None:
    assume(one != other)
    with altered(trail) as (state, lines):
        a, b = lines[one[0]][one[1]], lines[other[0]][other[1]]
        lines[one[0]][one[1]], lines[other[0]][other[1]] = b, a
        report = report_on(state, lines)
        assert kinds(report) == {Kind.MOVED}
        named = {lines[p.spot.worker, p.spot.file][p.spot.line - 1] for p in report.problems}
        assert named & {a, b}
        assert len(named) <= 2


def test_what_was_changed_and_what_was_removed_beside_it_are_told_apart(trail: Path) -> None:
    with altered(trail) as (state, lines):
        file = FILES[0]
        lines[file][1] = lines[file][1].replace(b"alice", b"mally")
        del lines[file][2]
        changed, removed = report_on(state, lines).problems
        assert (changed.kind, changed.spot.line) == (Kind.CHANGED, 2)
        assert (removed.kind, removed.count) == (Kind.REMOVED, 1)


# ---------------------------------------------------------------- files, heads, chains


@pytest.mark.parametrize(("worker", "name"), FILES)
def test_a_removed_day_is_named(worker: str, name: str, trail: Path) -> None:
    with altered(trail) as (state, lines):
        (state / "audit" / worker / name).unlink()
        (problem,) = checked(state).problems
        assert problem.kind is Kind.FILE_REMOVED
        assert (problem.spot.worker, problem.spot.file) == (worker, name)
        assert problem.count == len(lines[worker, name])


def test_two_removed_days_are_two_gaps(trail: Path) -> None:
    with altered(trail) as (state, _):
        for name in ("2026-04-01.jsonl", "2026-04-03.jsonl"):
            (state / "audit" / "0" / name).unlink()
        assert spots(checked(state)) == [
            (Kind.FILE_REMOVED, "0", "2026-04-01.jsonl", 0),
            (Kind.FILE_REMOVED, "0", "2026-04-03.jsonl", 0),
        ]


def test_files_that_change_names_are_found_out(trail: Path) -> None:
    with altered(trail) as (state, lines):
        one, other = FILES[0], FILES[2]
        lines[one], lines[other] = lines[other], lines[one]
        assert kinds(report_on(state, lines)) == {Kind.MOVED}


def test_a_file_that_goes_over_to_another_worker_is_found_out(trail: Path) -> None:
    with altered(trail) as (state, lines):
        for worker, name in FILES[:3]:
            other = ("1", name)
            lines[worker, name], lines[other] = lines[other], lines[worker, name]
        assert kinds(report_on(state, lines)) == {Kind.MOVED}


def test_all_records_of_a_worker_are_missed(trail: Path) -> None:
    with altered(trail) as (state, _):
        shutil.rmtree(state / "audit" / "1")
        (problem,) = checked(state).problems
        assert problem.kind is Kind.FILE_REMOVED
        assert problem.count == 14


def test_a_removed_head_is_missed(trail: Path) -> None:
    with altered(trail) as (state, _):
        (state / "heads" / "0").unlink()
        assert spots(checked(state)) == [(Kind.HEAD_REMOVED, "0", "", 0)]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\0" * 2 * SLOT, b"null\n", b"[" * 2 * SLOT, b'{"proof":1}']
)
def test_a_spoiled_head_is_no_head(content: bytes, trail: Path) -> None:
    with altered(trail) as (state, _):
        (state / "heads" / "0").write_bytes(content)
        assert spots(checked(state)) == [(Kind.HEAD_CHANGED, "0", "", 0)]


def test_a_head_of_another_worker_is_no_head(trail: Path) -> None:
    with altered(trail) as (state, _):
        shutil.copy(state / "heads" / "1", state / "heads" / "0")
        assert spots(checked(state)) == [(Kind.HEAD_CHANGED, "0", "", 0)]


@law
@given(st.integers(0, 1), st.integers(0, 400), st.integers(1, 255))
def test_one_copy_of_the_head_is_enough(trail: Path, slot: int, at: int, mask: int) -> None:
    with altered(trail) as (state, _):
        path = state / "heads" / "0"
        content = bytearray(path.read_bytes())
        content[slot * SLOT + at] ^= mask
        path.write_bytes(content)
        report = checked(state)
        assert report.holds
        assert {n.hint for n in report.notes} <= {Hint.HEAD_COPY}


def test_spoiling_a_copy_of_the_head_does_not_bring_an_older_one_back(trail: Path) -> None:
    with altered(trail) as (state, lines):
        lines["0", "2026-04-03.jsonl"].pop()
        for slot in (0, 1):
            shutil.copy(trail / "heads" / "0", state / "heads" / "0")
            with (state / "heads" / "0").open("r+b") as file:
                file.seek(slot * SLOT)
                file.write(b"\0" * SLOT)
            assert kinds(report_on(state, lines)) == {Kind.REMOVED}


def test_a_chain_that_vanishes_with_its_head_is_missed_by_the_others(trail: Path) -> None:
    with altered(trail) as (state, _):
        shutil.rmtree(state / "audit" / "1")
        (state / "heads" / "1").unlink()
        assert spots(checked(state)) == [(Kind.CHAIN_REMOVED, "1", "", 0)]
        (state / "audit" / "1").mkdir()
        assert spots(checked(state)) == [(Kind.CHAIN_REMOVED, "1", "", 0)]
        Trail.open(state, KEY, worker="0").close()
        assert spots(checked(state)) == [(Kind.CHAIN_REMOVED, "1", "", 0)]
        Trail.open(state, KEY, worker="1").close()
        assert kinds(checked(state)) == {Kind.HEAD_LOST}


@law
@given(st.data())
def test_no_edit_whatever_goes_unnoticed(trail: Path, data: st.DataObject) -> None:
    with altered(trail) as (state, _):
        path = state / "audit" / Path(*data.draw(files))
        content = path.read_bytes()
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, len(content)))
        edited = content[:start] + data.draw(st.binary(max_size=40)) + content[end:]
        assume(edited != content)
        path.write_bytes(edited)
        report = checked(state)
        only_torn = edited[: len(content)] == content and path.name == FILES[2][1]
        assert not report.holds or only_torn
        assert report.problems or {n.hint for n in report.notes} == {Hint.TORN}


# ---------------------------------------------------------------- heads kept elsewhere


def test_trail_and_head_put_back_together_are_found_out_by_a_kept_head(tmp_path: Path) -> None:
    with _writing(tmp_path / "now") as trail:
        trail.append_now(a_record("1"))
    early = copied(tmp_path / "now", tmp_path / "early")
    kept_early = checked(early).heads
    with _writing(tmp_path / "now") as trail:
        trail.append_now(a_record("2"))
    kept_late = checked(tmp_path / "now").heads
    assert verify(tmp_path / "now", KEY, kept=kept_early).holds
    assert verify(tmp_path / "now", KEY, kept=kept_late).holds
    assert checked(early).holds, "without a kept head nobody can tell"
    report = verify(early, KEY, kept=kept_late)
    assert [(p.kind, p.count) for p in report.problems] == [(Kind.ROLLED_BACK, 2)]


def _writing(state: Path) -> Trail:
    state.mkdir(exist_ok=True)
    return Trail.open(state, KEY, clock=Clock())


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(KeptHead("0", 1, "0" * 64), id="another hash"),
        pytest.param(KeptHead("7", 1, "0" * 64), id="a worker that is not there"),
    ],
)
def test_a_kept_head_that_is_not_in_the_chain_is_a_problem(kept: KeptHead, trail: Path) -> None:
    assert kinds(verify(trail, KEY, kept=[kept])) == {Kind.ROLLED_BACK}


# ---------------------------------------------------------------- the rest


def test_an_empty_trail_holds(tmp_path: Path) -> None:
    assert checked(tmp_path) == Report(0, ())


def test_the_wrong_key_is_said_so(trail: Path) -> None:
    with pytest.raises(TrailError, match="right key"):
        verify(trail, Key(b"another key 1234"))


def test_verification_runs_beside_the_gate(tmp_path: Path) -> None:
    with _writing(tmp_path) as trail:
        for number in range(50):
            trail.append_now(a_record(str(number)))
            assert checked(tmp_path).holds


def test_a_record_without_id_and_time_is_proved_all_the_same(tmp_path: Path) -> None:
    with _writing(tmp_path) as trail:
        trail.append_now({"anything": 1})
    assert checked(tmp_path).holds


def test_progress_counts_every_byte(trail: Path) -> None:
    done: list[int] = []
    verify(trail, KEY, progress=done.append)
    assert sum(done) == sum(p.stat().st_size for p in trail.glob("audit/*/*"))


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(1, 5)), max_size=7, unique_by=lambda p: p[0])
)
def test_the_heaviest_ascent_is_the_heaviest(items: list[tuple[int, int]]) -> None:
    weight = dict(items)
    ascents = [
        sum(w for _, w in chosen)
        for size in range(len(items) + 1)
        for chosen in itertools.combinations(items, size)
        if [n for n, _ in chosen] == sorted(n for n, _ in chosen)
    ]
    kept = heaviest_ascent(items)
    assert [n for n, _ in items if n in kept] == sorted(kept)
    assert sum(weight[n] for n in kept) == max(ascents)


def test_a_trail_that_was_shuffled_beyond_measure_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.trail.survey.MAX_BREAKS", 10)
    write_days(tmp_path, ["0"], days=1, records=60)
    (path,) = day_files(tmp_path, "0")
    path.write_bytes(b"".join(reversed(path.read_bytes().splitlines(keepends=True))))
    assert Kind.TOO_MANY in kinds(checked(tmp_path))
