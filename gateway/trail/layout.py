"""Where the trail stands on disk, and how bytes reach the disk for good.

STATE/audit/<worker>/<YYYY-MM-DD>.jsonl    the records, a chain a worker, a file a UTC day
STATE/heads/<worker>                       where that chain ends
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from gateway import ownership
from gateway.errors import TrailError

AUDIT, HEADS = "audit", "heads"

MAX_LINE = 64 * 2**20
"""No record comes near it; a longer line, which is nothing of ours, is read in pieces."""

_WORKER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_DAY_FILE = re.compile(r"\d{4}-\d{2}-\d{2}\.jsonl")


def worker_folder(state: Path, worker: str) -> Path:
    if not _WORKER.fullmatch(worker):
        raise TrailError(f"{worker!r} is no worker's name; use letters, digits, - and _")
    return state / AUDIT / worker


def head_file(state: Path, worker: str) -> Path:
    return state / HEADS / worker


def workers(state: Path) -> list[str]:
    """Every worker of which records or a head stand here: numbers as numbers, then names."""
    names = _names(state / AUDIT) | _names(state / HEADS)
    return sorted(names, key=lambda n: (not n.isdigit(), len(n), n))


def chains(state: Path) -> set[str]:
    """The workers that have a head: none had a record before it had one."""
    return _names(state / HEADS)


def _names(folder: Path) -> set[str]:
    return (
        {p.name for p in folder.iterdir() if _WORKER.fullmatch(p.name)}
        if folder.is_dir()
        else set()
    )


def day_files(folder: Path) -> list[Path]:
    """A worker's files, the oldest first."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if _DAY_FILE.fullmatch(p.name))


def day_name(day: date) -> str:
    return f"{day.isoformat()}.jsonl"


def day_of(name: str) -> date | None:
    try:
        return date.fromisoformat(name.removesuffix(".jsonl"))
    except ValueError:
        return None  # 2026-02-31.jsonl: nothing that we wrote


def lines(path: Path, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Each line of a file with the offset at which it ends; a torn last one without newline.

    What is written meanwhile is not read: a line would be seen in two halves.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        end = file.seek(start)
        while end < size and (line := file.readline(min(MAX_LINE, size - end))):
            end += len(line)
            yield end, line


def first_line(path: Path) -> bytes:
    return next(lines(path), (0, b""))[1]


def last_line(path: Path, end: int | None = None) -> bytes:
    """The line that ends at `end`, or at the file's end; empty if there is none."""
    return next(iter(last_lines(path, 1, end)), b"")


def last_lines(path: Path, count: int, end: int | None = None) -> list[bytes]:
    """The last lines before `end`, or before the file's end, read from behind."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END) if end is None else end
        step = 4096
        while True:
            start = max(0, end - step)
            file.seek(start)
            tail = file.read(end - start)
            if start == 0 or tail.count(b"\n", 0, -1) >= count:
                break
            step *= 4
    found = [line + b"\n" for line in tail.split(b"\n")]
    torn = found.pop().removesuffix(b"\n")
    return [*found, torn][-count:] if torn else found[-count:]


# ---------------------------------------------------------------- onto the disk


def make_folder(folder: Path) -> None:
    """A folder for its owner alone, whose name is on disk when this returns."""
    if ownership.make_folder(folder):
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Names of new and removed files are on disk only when their folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "darwin":
    import fcntl

    SYNCED = 0

    def sync(descriptor: int) -> None:
        """On macOS fsync leaves data in the drive's cache; F_FULLFSYNC does not."""
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)

    def append(descriptor: int, content: bytes) -> None:
        """Onto the end of a file that was opened with SYNCED; on disk when this returns."""
        write_all(descriptor, content)
        sync(descriptor)
else:
    SYNCED = os.O_DSYNC
    """How a file is opened whose every write is to be on disk when it returns: one call into the
    system where write and sync are two, and with each the threads change places."""

    def sync(descriptor: int) -> None:
        """Content and size are on disk when this returns; times may wait."""
        os.fdatasync(descriptor)

    def append(descriptor: int, content: bytes) -> None:
        """Onto the end of a file that was opened with SYNCED; on disk when this returns."""
        write_all(descriptor, content)


def write_all(descriptor: int, content: bytes) -> None:
    """A write may stop short, on a full disk for instance; then the next one says why."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
