"""A day's file of the trail as anybody may have left it: what was changed is found, and shown."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path

from gateway.errors import TrailError
from gateway.trail import query
from gateway.trail.checking import verify
from gateway.trail.query import Filter
from tests.fuzzing.target import LawError, Target
from tests.trail.kit import KEY, write_days

_WORDS = (
    b"\n",
    b"\0", b'{"id":"', b'"}', b',"previous":"', b',"hash":"', b'"time":"2026-04-01T09:00:00Z"',
    b'"event":"retention"', b'"event":"day"', b'"begins":{', b'"count":', b"null", b"[", b"]",
    b"1e999",
    b"\\ud800",
)  # fmt: skip


class _Trail:
    """One on disk, of which the last day's file is written anew for each input."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sekisho-fuzz-")
        self.state = Path(self._folder.name) / "state"
        write_days(self.state, ["0"], days=2, records=3)
        self.files = sorted((self.state / "audit" / "0").glob("*.jsonl"))
        self.sound = self.files[-1].read_bytes()
        self.head = next(p for p in (self.state / "heads").rglob("*") if p.is_file())
        self.sound_head = self.head.read_bytes()

    def close(self) -> None:
        shutil.rmtree(self._folder.name, ignore_errors=True)


@functools.cache
def _trail() -> _Trail:
    return _Trail()


def _law(data: bytes) -> Iterable[Hashable]:
    """The first byte says which file it is: that of a day, or the head."""
    trail = _trail()
    is_head, data = bool(data[:1] and data[0] & 1), data[1:]
    file, sound = (trail.head, trail.sound_head) if is_head else (trail.files[-1], trail.sound)
    file.write_bytes(data)
    try:
        return (is_head, *_looked_at(trail.state, data == sound))
    finally:
        file.write_bytes(sound)


def _looked_at(state: Path, is_sound: bool) -> Iterator[Hashable]:
    damaged: list[str] = []
    for entry in query.read(state, Filter(), damaged.append):
        entry.record["id"].encode("utf-8", "replace")
    query.last(state, 3, damaged.append)
    query.find(state, "0-1", damaged.append)
    try:
        report = verify(state, KEY)
    except TrailError:
        return
    yield from {p.kind for p in report.problems}
    yield from {n.hint for n in report.notes}
    if report.holds and not report.notes and not is_sound:
        raise LawError("what was changed in a trail is found")


def _seeds() -> Iterator[bytes]:
    trail = _trail()
    yield b"\0" + trail.sound
    yield b"\1" + trail.sound_head
    lines = trail.sound.splitlines(keepends=True)
    yield b"\0" + b"".join(reversed(lines))
    yield b"\0" + b"".join(lines[:-1])
    yield b"\0" + trail.files[0].read_bytes()


TARGETS = (Target("trail", _law, _seeds, _WORDS),)
