"""A compound file of OLE -> its storages and streams, and the bytes that belong to none. [MS-CFB]

By olefile; ours is what it passes over: streams of one name, sectors in no stream, what follows.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import olefile

from gateway.content import charset
from gateway.content.documents.readers import runs
from gateway.content.documents.readers.document_builder import (
    FullError,
    Reading,
    UnreadableError,
)
from gateway.content.file_type import sniff

_STORAGE, _STREAM = 1, 2
_OF_THE_TABLE = frozenset((0xFFFFFFFC, 0xFFFFFFFD))
"""Sectors that hold the table of sectors itself."""

MAX_LEFT = 4096
"""Bytes that an editor leaves behind at the end, of what was deleted; Word mostly one sector."""

MAX_DEPTH = 24
"""Storages within storages; a mail within a mail takes two."""


@dataclass(frozen=True, slots=True)
class Storage:
    """A folder of a compound file."""

    reading: Reading
    file: Any
    entry: Any
    depth: int = 0

    def streams(self) -> Iterator[tuple[str, Any]]:
        """Names of streams, and their entries."""
        return ((e.name, e) for e in self.entry.kids if e.entry_type == _STREAM)

    def storages(self) -> Iterator[tuple[str, Storage]]:
        """The storages within. Raises UnreadableError."""
        if self.depth >= MAX_DEPTH:
            raise UnreadableError("limits/nested-storages")
        for entry in self.entry.kids:
            if entry.entry_type == _STORAGE:
                yield entry.name, Storage(self.reading, self.file, entry, self.depth + 1)

    def storage(self, name: str) -> Storage | None:
        return next((s for n, s in self.storages() if n.upper() == name.upper()), None)

    def names(self) -> set[str]:
        return {e.name for e in self.entry.kids}

    def read(self, name: str) -> bytes:
        """The bytes of a stream, or none where there is no such. Raises FullError."""
        entry = next((e for n, e in self.streams() if n.upper() == name.upper()), None)
        return self.content(entry) if entry else b""

    def content(self, entry: Any) -> bytes:
        """The bytes of an entry. Raises FullError."""
        self.reading.take_unpacked(min(entry.size, self.file._filesize))
        data: bytes = self.file._open(entry.isectStart, entry.size).read()
        return data


@contextmanager
def opened(reading: Reading, data: bytes) -> Iterator[Storage]:
    """The outermost storage of a compound file. Raises UnreadableError, FullError."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            yield Storage(reading, file, file.root)
    except (UnreadableError, FullError, MemoryError):
        raise
    except Exception as e:  # olefile raises whatever its arithmetic meets in damaged files
        raise UnreadableError("damaged/ole") from e


def look_around(top: Storage, data: bytes) -> None:
    """What stands in no stream. Raises FullError."""
    reading, file = top.reading, top.file
    if _has_twins(file.root):
        reading.miss("damaged/same-stream")
    used, size = _used(file), file.sectorsize
    free = (n for n in range(-(-len(data) // size) - 1) if n not in used)
    for _, group in groupby(enumerate(free), lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        start, end = (numbers[0] + 1) * size, (numbers[-1] + 2) * size  # the head is one as well
        left = data[start:end].strip(b"\0\xff")
        if sniff(data[start:end]):
            reading.member(data[start:end])
        elif left and charset.is_text(left):
            reading.member(left)
        elif left:
            reading.add("/left", runs.read(data[start:end]))  # whole: a zero ends UTF-16
            if end >= len(data) and (len(left) > MAX_LEFT or len(data) % size):
                reading.miss("damaged/bytes-behind")


def _has_twins(entry: Any) -> bool:
    names = [kid.name.upper() for kid in entry.kids]
    return len(set(names)) < len(names) or any(map(_has_twins, entry.kids))


def _used(file: Any) -> set[int]:
    """The sectors that a stream, the directory or the tables stand in."""
    used = {number for number, following in enumerate(file.fat) if following in _OF_THE_TABLE}
    starts = [file.first_dir_sector, file.first_mini_fat_sector, file.root.isectStart]
    starts += [e.isectStart for e in _entries(file.root) if e.size >= file.minisectorcutoff]
    for at in starts:
        while 0 <= at < len(file.fat) and at not in used:
            used.add(at)
            at = file.fat[at]
    return used


def _entries(entry: Any) -> Iterator[Any]:
    for kid in entry.kids:
        if kid.entry_type == _STREAM:
            yield kid
        yield from _entries(kid)
