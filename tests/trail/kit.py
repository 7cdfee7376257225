"""What the tests of the trail share: a clock to turn, small records, and hands that tamper."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.engine.record import Record, stamp
from gateway.keyring import Key
from gateway.trail import Trail
from gateway.trail.checking import Report, verify
from gateway.trail.diagnosis import Kind

KEY = Key(b"0123456789abcdef")
START = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


def a_record(id: str, clock: Callable[[], datetime] = Clock(), **more: object) -> Record:  # noqa: B008
    return {"id": id, "time": stamp(clock()), "actor": "alice", "verdict": "allow", **more}


def write_days(state: Path, workers: Iterable[str], days: int, records: int) -> None:
    """A trail of some days: ids are worker-day-number."""
    clock = Clock()
    trails = {w: Trail.open(state, KEY, worker=w, clock=clock) for w in workers}
    for day in range(days):
        for number in range(records):
            for worker, trail in trails.items():
                clock.turn(milliseconds=1)
                trail.append_now(a_record(f"{worker}-{day}-{number}", clock))
        clock.turn(days=1)
    for trail in [*trails.values(), *trails.values()]:
        trail.close()  # twice: the first one to close has seen all the others


def copied(state: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(state, to)
    return to


def day_files(state: Path, worker: str) -> list[Path]:
    return sorted((state / "audit" / worker).iterdir())


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def kinds(report: Report) -> set[Kind]:
    return {p.kind for p in report.problems}


def checked(state: Path) -> Report:
    return verify(state, KEY)
