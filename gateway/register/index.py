"""Edge: the index of registered assets on disk: open it, write it, ask whether it is sound.

manifest     which files make up the index now
container    arrays <-> an immutable file that processes share
segments     assets and fingerprints <-> arrays
opened       a manifest -> its files, open
matching     Index: a text -> the fragments of assets in it
writing      IndexWriter: assets -> a new version
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from gateway.errors import StateError
from gateway.fingerprints.prints import key_id
from gateway.register import container, manifest
from gateway.register.matching import Index
from gateway.register.opened import another_key, opened
from gateway.register.writing import BusyError, IndexWriter

__all__ = ["PURPOSE", "Index", "IndexWriter", "check_index", "compact", "open_index", "version_of"]

PURPOSE = "register/fingerprints"
"""What the key of the index is derived for."""

_FIRST = "the first text of all"
"""Looked up when an index is opened: it brings the kernels in, so that no prompt waits for them."""

_TRIES = 5
"""A version may be replaced, and its files removed, between reading its name and opening them."""


def open_index(folder: Path, key: bytes, clock: Callable[[], date] = date.today) -> Index | None:
    """The version that is in force, None where nothing was ever committed.

    Raises StateError: another key, or a file is damaged or gone.
    """
    for attempt in range(_TRIES):
        try:
            return _open(folder, key, clock)
        except FileNotFoundError as e:
            if attempt == _TRIES - 1:
                raise container.damaged(Path(str(e.filename))) from e
    raise AssertionError("the last attempt returns or raises")


def _open(folder: Path, key: bytes, clock: Callable[[], date]) -> Index | None:
    version = manifest.version(folder)
    found = manifest.read(folder)
    if found is None:
        return None
    if found.key_id != key_id(key):
        raise another_key(folder)
    parts = opened(folder, found, key)
    index = Index(version, parts.text, parts.tables, parts.learned, parts.dead, key, clock)
    index.match(_FIRST)
    return index


def version_of(folder: Path, today: date | None = None) -> str:
    """Changes with every commit, and when an asset expires; empty where there is no index."""
    return manifest.version_of(folder, today or date.today())


def check_index(folder: Path) -> list[str]:
    """What is wrong with the index, in words: every byte of every file is looked at."""
    try:
        found = manifest.read(folder)
    except (StateError, OSError) as e:
        return [str(e)]
    wrong: list[str] = []
    for sealed in found.sealed() if found else ():
        try:
            wrong += container.check(folder, sealed)
        except FileNotFoundError:
            wrong.append(str(container.damaged(folder / sealed.name)))
    return wrong


def compact(folder: Path, key: bytes) -> bool:
    """Merge what was added and let go of what was removed; False: nothing to do, or another
    process writes and will see to it. Readers go on with the version that they have."""
    if not manifest.version(folder):
        return False
    try:
        with IndexWriter(folder, key) as writer:
            return writer.compact()
    except BusyError:
        return False
