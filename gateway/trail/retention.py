"""Which days of a chain may go, and their removal. What goes is a beginning, never a middle.

Files are known by what their records prove, never by their names: renaming one makes nothing old.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from gateway.engine.record import stamp
from gateway.trail.head import Begins, Head
from gateway.trail.layout import day_files, first_line, last_line, lines, sync_folder
from gateway.trail.seal import Ends, ends

PIECE = 500
"""Records between two moments at which a search can be interrupted: some two milliseconds."""

_TIMES = re.compile(rb'[{,]"time":"([^"\\]*)"')
"""Every member of that name in a line of JSON: within a string a quote has a backslash before."""


@dataclass(frozen=True, slots=True)
class Removal:
    """The files to remove, oldest first, where the chain begins without them, and the time of the
    newest record in them."""

    files: tuple[Path, ...]
    begins: Begins
    newest: str


Search = Generator[None, None, Removal | None]
"""Yields now and then, so that whoever has other work can do it; returns what was found."""


def limit(today: date, keep_days: int) -> str:
    """The time, as records have it, before which they are older than the policy keeps."""
    day = today - timedelta(days=min(keep_days, today.toordinal() - 1))
    return stamp(datetime.combine(day, time.min, UTC))


def search(folder: Path, head: Head, key: bytes, limit: str) -> Search:
    """The longest beginning that may go: whole files, every record of which is proved, follows the
    one before and is older than `limit`. Never the last file of the chain.

    It ends where someone tampered: what stands from there on is evidence.
    """
    after = _by_previous(day_files(folder), key)
    hash, count, newest = head.begins.hash, head.begins.count, ""
    files: list[Path] = []
    found: Removal | None = None
    while path := after.get(hash):
        walk = yield from _walk(path, hash, key, limit)
        if walk is None or walk.hash not in after:
            return found
        hash, count, newest = walk.hash, count + walk.count, max(newest, walk.newest)
        files.append(path)
        found = Removal(tuple(files), Begins(count, hash, after[hash].name), newest)
    return found


@dataclass(slots=True)
class _Walk:
    """How far a file was followed."""

    hash: str
    count: int = 0
    newest: str = ""


def _walk(path: Path, hash: str, key: bytes, limit: str) -> Generator[None, None, _Walk | None]:
    """The end of a file whose every record follows and is old; None if one is or does not."""
    walk = _Walk(hash)
    for number, (_, line) in enumerate(lines(path)):
        link, newest = ends(line, key), _newest(line)
        if link is None or link.previous != walk.hash or not newest or newest >= limit:
            return None
        walk.hash, walk.count, walk.newest = link.hash, walk.count + 1, max(walk.newest, newest)
        if number % PIECE == PIECE - 1:
            yield
    return walk


def _newest(line: bytes) -> str:
    """The latest time that a proved line names, so that no other member passes for the record's."""
    return max(_TIMES.findall(line), default=b"").decode("utf-8", "replace")


def _by_previous(files: Iterable[Path], key: bytes) -> dict[str, Path]:
    """Files by what their first record follows. Of two that begin alike none: one is a copy."""
    firsts = ((ends(first_line(path), key), path) for path in files)
    return _unambiguous((link.previous, path) for link, path in firsts if link)


def _unambiguous(pairs: Iterable[tuple[str, Path]]) -> dict[str, Path]:
    table: dict[str, Path] = {}
    twice: set[str] = set()
    for hash, path in pairs:
        if hash in table:
            twice.add(hash)
        table[hash] = path
    return {hash: path for hash, path in table.items() if hash not in twice}


# ---------------------------------------------------------------- what a power cut left


def leftovers(files: Iterable[Path], begins: Begins, key: bytes) -> list[Path]:
    """The files that a removal by order left behind, the oldest first: each record in them is
    proved to stand before the beginning of the kept chain."""
    if not begins.count:
        return []
    ending = _unambiguous(_endings(files, key))
    found: list[Path] = []
    hash = begins.hash
    while (path := ending.pop(hash, None)) and (first := _first_of_whole(path, key)):
        found.append(path)
        hash = first.previous
    return found[::-1]


def _endings(files: Iterable[Path], key: bytes) -> Iterator[tuple[str, Path]]:
    """Each file with the hash of its last record."""
    for path in files:
        if link := ends(last_line(path), key):
            yield link.hash, path


def _first_of_whole(path: Path, key: bytes) -> Ends | None:
    """The first record of a file in which nothing stands but records that follow one another."""
    first: Ends | None = None
    hash = ""
    for _, line in lines(path):
        link = ends(line, key)
        if link is None or (first and link.previous != hash):
            return None
        first, hash = first or link, link.hash
    return first


def remove(folder: Path, files: Iterable[Path]) -> None:
    """Unlink files, in the order in which they come."""
    gone = list(files)
    for path in gone:
        path.unlink()
    if gone:
        sync_folder(folder)
