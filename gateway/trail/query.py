"""STATE -> its records in order of time over all workers, the ones that fit a question.

Reading does not prove anything: `checking` does. A line that is no record is handed to
`damaged`, never raised.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from gateway.engine.record import Record, stamp
from gateway.engine.scrub import plain
from gateway.trail.layout import (
    day_files,
    day_name,
    first_line,
    last_line,
    last_lines,
    lines,
    worker_folder,
    workers,
)

SLACK = timedelta(days=1)
"""A record decided right before midnight may be written right after it."""

Damaged = Callable[[str], None]
"""Told where a line stands that cannot be read: worker/file:line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it stands in the trail."""

    worker: str
    file: str
    line: int
    """Counted from 1; 0 where the file was read from behind."""
    record: Record = field(repr=False)
    raw: bytes = field(repr=False)

    @property
    def time(self) -> str:
        return text_of(self.record, "time")

    @property
    def place(self) -> str:
        return f"{self.worker}/{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Filter:
    """A question to the trail; what is empty asks for nothing. `*` stands for anything."""

    since: datetime | None = None
    until: datetime | None = None
    actor: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    information_class: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    digest: tuple[str, ...] = ()
    event: tuple[str, ...] = ()

    def fits(self, record: Record) -> bool:
        """Does the record answer every part of the question? One match is enough for each."""
        return (
            self._in_time(text_of(record, "time"))
            and all(
                not wanted or _any_fits([text_of(record, name)], wanted)
                for name, wanted in (
                    ("actor", self.actor),
                    ("service", self.service),
                    ("host", self.host),
                    ("verdict", self.verdict),
                    ("event", self.event),
                )
            )
            and all(
                not wanted or _any_fits([text_of(m, name) for m in members(record, list_)], wanted)
                for list_, name, wanted in (
                    ("findings", "class", self.information_class),
                    ("findings", "digest", self.digest),
                    ("reasons", "rule", self.rule),
                )
            )
        )

    def may_hold(self, file: str, until: str = "") -> bool:
        """Can the file of a day, or of the days until another, hold a record of the time asked
        for?"""
        return not (
            (self.since and (until or file) < _day(self.since, -SLACK))
            or (self.until and file > _day(self.until, SLACK))
        )

    def _in_time(self, time: str) -> bool:
        return not (
            (self.since and time < stamp(self.since)) or (self.until and time >= stamp(self.until))
        )


def _day(moment: datetime, shift: timedelta) -> str:
    try:
        return day_name((moment + shift).date())
    except OverflowError:  # the first or the last day that there is
        return day_name(moment.date())


def text_of(record: Record, name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def members(record: Record, name: str) -> list[Record]:
    """A list of objects in a record; what is none counts as empty."""
    value = record.get(name)
    return [m for m in value if isinstance(m, dict)] if isinstance(value, list) else []


def _any_fits(values: list[str], patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(v.lower(), p.lower()) for v in values if v for p in patterns)


def ignore(_: str) -> None:
    """For those who do not ask about damage."""


def read(state: Path, question: Filter | None = None, damaged: Damaged = ignore) -> Iterator[Entry]:
    """The records that fit, the oldest first."""
    question = question or Filter()
    return heapq.merge(
        *(_of_worker(state, w, question, damaged) for w in workers(state)), key=lambda e: e.time
    )


def last(state: Path, count: int, damaged: Damaged = ignore) -> list[Entry]:
    """The last records of all workers together, in order of time."""
    newest = (e for w in workers(state) for e in _last_of(state, w, count, damaged))
    return sorted(newest, key=lambda e: e.time)[-count:] if count else []


def find(state: Path, prefix: str, damaged: Damaged = ignore) -> list[Entry]:
    """The records whose id begins so."""
    mark = b'"id":' + json.dumps(prefix, ensure_ascii=False)[:-1].encode("utf-8", "replace")
    return [
        entry
        for worker in workers(state)
        for path in day_files(worker_folder(state, worker))
        for number, (_, line) in enumerate(lines(path), 1)
        if mark in line
        if (entry := _entry(worker, path.name, number, line, damaged))
        if text_of(entry.record, "id").startswith(prefix)
    ]


class Follower:
    """What is appended after this moment, whichever file it goes to."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._read: dict[Path, tuple[int, int]] = {}
        for worker in workers(state):
            for path in day_files(worker_folder(state, worker))[-1:]:
                self._read[path] = _position(path)

    def new(self, damaged: Damaged = ignore) -> list[Entry]:
        """The records since the last call, in order of time. A line still being written waits."""
        entries: list[Entry] = []
        for worker in workers(self._state):
            newest = max((p for p in self._read if p.parent.name == worker), default=None)
            for path in day_files(worker_folder(self._state, worker)):
                if newest is None or path >= newest:
                    entries += self._of_file(worker, path, damaged)
        return sorted(entries, key=lambda e: e.time)

    def _of_file(self, worker: str, path: Path, damaged: Damaged) -> Iterator[Entry]:
        offset, number = self._read.get(path, (0, 0))
        for end, line in lines(path, offset):
            if not line.endswith(b"\n"):
                return
            number += 1
            self._read[path] = (end, number)
            if entry := _entry(worker, path.name, number, line, damaged):
                yield entry


def _position(path: Path) -> tuple[int, int]:
    """The end of the last whole line, and how many there are."""
    end = number = 0
    for offset, line in lines(path):
        if line.endswith(b"\n"):
            end, number = offset, number + 1
    return end, number


def _of_worker(state: Path, worker: str, question: Filter, damaged: Damaged) -> Iterator[Entry]:
    for path in day_files(worker_folder(state, worker)):
        if question.may_hold(path.name) or question.may_hold(*_days(path)):
            for number, (_, line) in enumerate(lines(path), 1):
                entry = _entry(worker, path.name, number, line, damaged)
                if entry and question.fits(entry.record):
                    yield entry


def _days(path: Path) -> tuple[str, str]:
    """The files that the first and the last record of a file are for: its own, unless somebody
    renamed it."""
    found = [_entry("", path.name, 0, line, ignore) for line in (first_line(path), last_line(path))]
    days = sorted(f"{e.time[:10]}.jsonl" for e in found if e) or [path.name]
    return days[0], days[-1]


def _last_of(state: Path, worker: str, count: int, damaged: Damaged) -> list[Entry]:
    """From the newest file back, until there are enough."""
    entries: list[Entry] = []
    for path in reversed(day_files(worker_folder(state, worker))):
        if len(entries) >= count:
            break
        entries = _last_in(worker, path, count - len(entries), damaged) + entries
    return entries


def _last_in(worker: str, path: Path, count: int, damaged: Damaged) -> list[Entry]:
    """Further back for each line that is no record."""
    wanted = count
    while True:
        bad: list[str] = []
        found = last_lines(path, wanted)
        entries = [e for x in found if (e := _entry(worker, path.name, 0, x, bad.append))]
        if len(entries) >= count or len(found) < wanted:
            for place in bad:
                damaged(place)
            return entries[-count:]
        wanted *= 2


def _entry(worker: str, file: str, number: int, line: bytes, damaged: Damaged) -> Entry | None:
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        damaged(f"{worker}/{file}:{number}" if number else f"{worker}/{file}")
        return None
    record["id"] = plain(text_of(record, "id"))
    return Entry(worker, file, number, record, line.rstrip(b"\n"))
