"""Edge: files and folders on a command line -> the files to look at, one after another.

In the order of their names and without holding more than one folder's names in memory. A link to
a file counts as the file; a link to a folder is not followed, since it may lead around in a
circle or out of what was named, and is told of.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.model import Unread, args

OF_TOOLS = frozenset((b".git", b".hg", b".svn", b".bzr", b"CVS"))
"""Folders in which version control keeps what the folder beside it holds in clear."""

OF_SYSTEMS = frozenset((b".DS_Store", b"Thumbs.db", b"desktop.ini", b".localized"))
"""Files that systems put everywhere."""

LOCK = (b"~$", b".~lock.")
"""Owner files that Office and LibreOffice put beside an open document."""

NO_FILE = "registering/no-file"
_OF_SYSTEM = {
    errno.ENOENT: "registering/not-found",
    errno.EACCES: "registering/denied",
    errno.EPERM: "registering/denied",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or what keeps us from looking at something (`trouble`)."""

    path: bytes
    stamp: str = ""
    trouble: Unread | None = None
    size: int = 0


def walk(paths: Sequence[Path], *, but: Path | None = None) -> Iterator[Found]:
    """Every file at or below `paths`, without those below `but` (the state folder)."""
    except_for = _identity(os.fsencode(but)) if but else None
    for path in paths:
        yield from _walk(os.path.abspath(os.fsencode(path)), except_for)


def count(paths: Sequence[Path], *, but: Path | None = None) -> int:
    """How many files `walk` will come to, for a progress bar."""
    return sum(1 for _ in walk(paths, but=but))


def stamp(about: os.stat_result) -> str:
    """Changes whenever a file may have changed; not even its owner can set the last of them."""
    return f"{about.st_size}:{about.st_mtime_ns}:{about.st_ctime_ns}:{about.st_ino}"


def _walk(top: bytes, but: tuple[int, int] | None) -> Iterator[Found]:
    try:
        about = os.stat(top)
    except (OSError, ValueError) as e:
        yield Found(top, trouble=reason(e))
        return
    if not stat.S_ISDIR(about.st_mode):
        yield _file(top, about)
        return
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        if but and _identity(folder) == but:
            continue
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError as e:
            yield Found(folder, trouble=reason(e))
            continue
        inner = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in OF_TOOLS:
                    inner.append(entry.path)
            elif entry.name not in OF_SYSTEMS and not entry.name.startswith(LOCK):
                yield _entry(entry)
        waiting += reversed(inner)


def _entry(entry: os.DirEntry[bytes]) -> Found:
    try:
        about = entry.stat()
    except OSError as e:
        return Found(entry.path, trouble=reason(e))
    if stat.S_ISDIR(about.st_mode):
        return Found(entry.path, trouble=Unread("", "registering/link"))
    return _file(entry.path, about)


def _file(path: bytes, about: os.stat_result) -> Found:
    if not stat.S_ISREG(about.st_mode):
        return Found(path, trouble=Unread("", NO_FILE))
    return Found(path, stamp(about), size=about.st_size)


def _identity(folder: bytes) -> tuple[int, int] | None:
    try:
        about = os.stat(folder)
    except OSError:
        return None
    return about.st_dev, about.st_ino


def reason(e: Exception) -> Unread:
    """Why a file cannot be read, without its name, which stands before it."""
    if isinstance(e, OSError) and e.errno in _OF_SYSTEM:
        return Unread("", _OF_SYSTEM[e.errno])
    said = (e.strerror if isinstance(e, OSError) else None) or type(e).__name__
    return Unread("", "registering/system", args(error=said))
