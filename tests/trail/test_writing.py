"""A record is on disk when append returns; what cannot be written does not pass."""

from __future__ import annotations

import asyncio
import json
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from gateway.engine.record import Origin, event, record
from gateway.errors import TrailError
from gateway.model import Segment
from gateway.trail import Trail
from gateway.trail.diagnosis import Kind
from gateway.trail.query import read
from gateway.trail.writer import BATCH
from tests.engine.test_record import a_judgement, a_request
from tests.trail.kit import KEY, Clock, a_record, checked, day_files, kinds, lines_of


def an_event(kind: str, **fields: object) -> dict[str, Any]:
    return event(kind, id=kind, time=Clock().now, fields=fields)


def _ids(state: Path, worker: str = "0") -> list[str]:
    return [json.loads(line)["id"] for p in day_files(state, worker) for line in lines_of(p)]


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """A disk that is full: a write past `size` is cut short and then refused by the kernel."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_record_is_on_disk_when_append_returns(tmp_path: Path) -> None:
    async def client(trail: Trail, name: int) -> None:
        for number in range(20):
            id = f"{name}-{number}"
            await trail.append(a_record(id))
            assert f'"id":"{id}"'.encode() in day_files(tmp_path, "0")[-1].read_bytes()

    async def run() -> None:
        with Trail.open(tmp_path, KEY) as trail:
            await asyncio.gather(*(client(trail, n) for n in range(8)))
            assert trail.head[0] == 160

    asyncio.run(run())
    report = checked(tmp_path)
    assert report.holds
    assert report.records == 160
    assert not report.notes


def test_files_and_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    with Trail.open(tmp_path, KEY) as trail:
        trail.append_now(a_record("1"))
    modes = {p.is_dir(): p.stat().st_mode & 0o777 for p in tmp_path.rglob("*")}
    assert modes == {True: 0o700, False: 0o600}


def test_a_day_has_a_file_and_the_chain_runs_on(tmp_path: Path) -> None:
    clock = Clock()
    for id in "abc":
        with Trail.open(tmp_path, KEY, clock=clock) as trail:
            trail.append_now(a_record(id, clock))
            clock.turn(days=1)
            trail.append_now(a_record(id.upper(), clock))
    names = [p.name for p in day_files(tmp_path, "0")]
    assert names == [f"2026-04-0{day}.jsonl" for day in range(1, 5)]
    assert checked(tmp_path).holds


def test_the_day_changes_in_utc(tmp_path: Path) -> None:
    clock = Clock()
    clock.now = clock.now.replace(hour=23, minute=59)
    with Trail.open(tmp_path, KEY, clock=clock) as trail:
        trail.append_now(a_record("before"))
        clock.turn(minutes=1)
        trail.append_now(a_record("after"))
    first, second = day_files(tmp_path, "0")
    assert [json.loads(line)["id"] for line in lines_of(first)] == ["before"]
    opening, after = map(json.loads, lines_of(second))
    assert (opening["event"], opening["file"], opening["records"]) == ("day", first.name, 1)
    assert after["id"] == "after"


def test_a_clock_that_goes_back_does_not_go_back_in_the_trail(tmp_path: Path) -> None:
    clock = Clock()
    for id in "abc":
        with Trail.open(tmp_path, KEY, clock=clock) as trail:
            trail.append_now(a_record(id, clock))
        clock.turn(days=-1)
    assert [p.name for p in day_files(tmp_path, "0")] == ["2026-04-01.jsonl"]
    assert checked(tmp_path).holds


def test_an_event_stands_in_the_same_chain(tmp_path: Path) -> None:
    async def run() -> None:
        with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
            await trail.append(an_event("policy-loaded", weakened=["mode: monitor"]))
            trail.append_now(an_event("stopped"))

    asyncio.run(run())
    loaded, stopped = map(json.loads, lines_of(day_files(tmp_path, "0")[0]))
    assert loaded["event"] == "policy-loaded"
    assert loaded["weakened"] == ["mode: monitor"]
    assert stopped["previous"] == loaded["hash"]
    assert checked(tmp_path).holds


def test_what_was_found_stands_in_no_byte_of_the_state_folder(tmp_path: Path) -> None:
    value = "zq9-図面-104233"
    request = a_request(target=f"/v1/files/{quote(value)}?q={quote(value)}", host="zq9.evil.test")
    places = ("/messages/0/content", "path:/2", "query:/0", "header:/x-title", "file-name:/0")
    judgement = a_judgement(*(Segment(p, value) for p in places), request=request)
    made = record(judgement, time=Clock().now, origin=Origin("b"), milliseconds=1)
    with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
        trail.append_now(made)
    content = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert made["id"].encode() in content
    for form in (value, quote(value), json.dumps(value)[1:-1], "104233"):
        assert form.encode() not in content


# ---------------------------------------------------------------- who may write


def test_two_never_write_one_chain(tmp_path: Path) -> None:
    with Trail.open(tmp_path, KEY, worker="0"):
        with pytest.raises(TrailError, match="another sekisho writes this chain"):
            Trail.open(tmp_path, KEY, worker="0")
        Trail.open(tmp_path, KEY, worker="1").close()
    Trail.open(tmp_path, KEY, worker="0").close()


def test_whoever_has_no_number_takes_the_first_free_chain(tmp_path: Path) -> None:
    with (
        Trail.open_free(tmp_path, KEY, prefix="exec") as one,
        Trail.open_free(tmp_path, KEY, prefix="exec") as other,
    ):
        one.append_now(a_record("one"))
        other.append_now(a_record("other"))
    assert _ids(tmp_path, "exec-0") == ["one"]
    assert _ids(tmp_path, "exec-1") == ["other"]
    with Trail.open_free(tmp_path, KEY, prefix="exec") as again:
        again.append_now(a_record("again"))
    assert _ids(tmp_path, "exec-0") == ["one", "again"]


@pytest.mark.parametrize("worker", ["", "..", "../0", "a/b", ".x", "x" * 65, "作業"])
def test_a_worker_has_a_plain_name(worker: str, tmp_path: Path) -> None:
    with pytest.raises(TrailError, match="no worker's name"):
        Trail.open(tmp_path, KEY, worker=worker)
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("spare", [0, 1, 50, 150, 300])
def test_on_a_full_disk_nothing_passes_and_the_chain_stays_whole(
    spare: int, tmp_path: Path
) -> None:
    async def run() -> None:
        with Trail.open(tmp_path, KEY) as trail:
            await trail.append(a_record("before", padding="x" * 20_000))
            size = day_files(tmp_path, "0")[0].stat().st_size
            with files_no_larger_than(size + spare):
                results = await asyncio.gather(
                    *(trail.append(a_record(f"lost-{n}", padding="x" * 300)) for n in range(3)),
                    return_exceptions=True,
                )
            assert [type(r) for r in results] == [TrailError] * 3
            assert "free space" in str(results[0])
            assert day_files(tmp_path, "0")[0].stat().st_size == size
            assert checked(tmp_path).holds
            await trail.append(a_record("after"))

    asyncio.run(run())
    assert _ids(tmp_path) == ["before", "after"]
    assert checked(tmp_path).holds


def test_without_its_folder_nothing_passes(tmp_path: Path) -> None:
    with Trail.open(tmp_path, KEY) as trail:
        trail.append_now(a_record("before"))
        shutil.rmtree(tmp_path / "audit")
        with pytest.raises(TrailError, match="cannot be written"):
            trail.append_now(a_record("lost"))


def test_a_closed_trail_takes_nothing(tmp_path: Path) -> None:
    trail = Trail.open(tmp_path, KEY)
    trail.close()
    trail.close()
    with pytest.raises(TrailError, match="closed"):
        trail.append_now(a_record("late"))


@pytest.mark.parametrize("value", [object(), {1: 2, "a": 3}, b"bytes"])
def test_what_is_no_json_is_refused_and_harms_nobody_else(value: Any, tmp_path: Path) -> None:
    with Trail.open(tmp_path, KEY) as trail:
        with pytest.raises(TrailError, match="JSON"):
            trail.append_now(a_record("bad", value=value))
        trail.append_now(a_record("good"))
    assert _ids(tmp_path) == ["good"]


def test_whoever_gives_up_waiting_harms_nobody_else(tmp_path: Path) -> None:
    async def run() -> None:
        with Trail.open(tmp_path, KEY) as trail:
            gone = [asyncio.ensure_future(trail.append(a_record(f"gone-{n}"))) for n in range(5)]
            await asyncio.sleep(0)
            for task in gone:
                task.cancel()
            await trail.append(a_record("stays"))
            await asyncio.gather(*gone, return_exceptions=True)

    asyncio.run(run())
    assert "stays" in _ids(tmp_path)
    assert checked(tmp_path).holds


def test_what_waits_is_written_before_the_trail_closes(tmp_path: Path) -> None:
    count = 2 * BATCH + 1

    async def run() -> None:
        trail = Trail.open(tmp_path, KEY)
        waiting = [asyncio.ensure_future(trail.append(a_record(str(n)))) for n in range(count)]
        await asyncio.sleep(0)
        await asyncio.to_thread(trail.close)
        await asyncio.gather(*waiting)

    asyncio.run(run())
    assert sorted(_ids(tmp_path), key=int) == [str(n) for n in range(count)]


def _append_foreign_line(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"forged\n")


@pytest.mark.parametrize(
    "disturb",
    [
        pytest.param(lambda p: p.unlink(), id="removed"),
        pytest.param(lambda p: p.write_bytes(b""), id="emptied"),
        pytest.param(lambda p: p.write_bytes(p.read_bytes()[:-30]), id="cut off in a line"),
        pytest.param(_append_foreign_line, id="written into"),
        pytest.param(lambda p: p.rename(p.with_suffix(".old")), id="renamed"),
    ],
)
def test_a_file_that_is_tampered_with_under_a_running_gate_is_found_out(
    disturb: Callable[[Path], object], tmp_path: Path
) -> None:
    with Trail.open(tmp_path, KEY, clock=Clock()) as trail:
        trail.append_now(a_record("1"))
        trail.append_now(a_record("2"))
        path = day_files(tmp_path, "0")[0]
        disturb(path)
        trail.append_now(a_record("3"))
    said = [e.record.get("event") or e.record["id"] for e in read(tmp_path)]
    assert said[-1] == "3", "it goes on all the same"
    assert "disturbed" in said, "and says what it saw"
    report = checked(tmp_path)
    assert not report.holds
    assert kinds(report) <= {Kind.REMOVED, Kind.CHANGED, Kind.ADDED}


def test_a_head_that_is_removed_under_a_running_gate_is_written_again(tmp_path: Path) -> None:
    with Trail.open(tmp_path, KEY) as trail:
        trail.append_now(a_record("1"))
        (tmp_path / "heads" / "0").unlink()
        trail.append_now(a_record("2"))
    assert checked(tmp_path).holds


WRITER = """
import sys
from pathlib import Path
from gateway.trail import Trail
from tests.engine.test_record import a_judgement, a_request
from tests.trail.kit import KEY, a_record
trail = Trail.open(Path(sys.argv[1]), KEY)
for number in range(100_000):
    trail.append_now(a_record(f"n{number}"))
    print(number, flush=True)
"""


def test_a_gate_that_is_killed_has_lost_nothing_that_it_let_through(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=root, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        seen = [int(writer.stdout.readline()) for _ in range(200)]
        writer.kill()
        seen += [int(line) for line in writer.stdout if line.endswith(b"\n")]
    with Trail.open(tmp_path, KEY) as trail:
        trail.append_now(a_record("after"))
    ids = _ids(tmp_path)
    assert {f"n{n}" for n in seen} < set(ids)
    assert ids[-1] == "after"
    assert checked(tmp_path).holds
