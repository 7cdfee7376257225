"""Edge: STATE/key -> Key, from which every other key of the installation is derived.

The key is made once, at the first use. A key that was lost is never replaced in silence: the
trail, the register and the placeholders of old would no longer be recognised.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gateway import ownership
from gateway.errors import StateError

NAME = "key"
SIZE = 16
"""128 bits: out of reach for a search, and what the contract says."""

KEYED = ("audit", "heads", "register*", "assets*", "index*", "fingerprints*")
"""What may stand in the state folder that is worthless or unproven without its key."""

_PERSON = b"sekisho key v1"  # BLAKE2's personalization: this use of the key and no other


@dataclass(frozen=True, slots=True)
class Key:
    """The installation's secret. It is never used itself, only keys derived from it."""

    _secret: bytes = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose; they tell nothing of the key nor of another purpose's."""
        state = hashlib.blake2b(purpose.encode(), key=self._secret, person=_PERSON, digest_size=32)
        return state.digest()


def load(state: Path) -> Key:
    """The key of a state folder, made if the folder holds nothing that a key ever touched.

    Raises StateError if the key is lost, can be read by others, or is no key.
    """
    path = state / NAME
    try:
        if not path.exists():
            _refuse_if_lost(path)
            _make(path)
        return Key(_read(path))
    except OSError as e:
        raise StateError(
            f"{path}: the key cannot be read or made ({e.strerror}); "
            "the state folder must belong to the user who runs sekisho"
        ) from e


def was_used(state: Path) -> bool:
    """Did a gate ever work with this folder? There is its key, or what was written under it.

    Raises OSError where that cannot be seen.
    """
    try:
        os.lstat(state / NAME)
    except (FileNotFoundError, NotADirectoryError):
        return next(_keyed(state), None) is not None
    return True


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise StateError(f"{path}: the key is no file; remove it or name another state folder")
        if about.st_mode & 0o077:
            raise StateError(
                f"{path}: others can read or change the key; `chmod 600 {path}`, "
                "and treat the key as known if others could use this machine"
            )
        secret = file.read(SIZE + 1)
    if len(secret) != SIZE or not any(secret):
        raise StateError(f"{path}: this is no key ({SIZE} random bytes); put it back from a backup")
    return secret


def _refuse_if_lost(path: Path) -> None:
    """Is there data under a key that is gone? Another process may just have made both."""
    found = next(_keyed(path.parent), None)
    if found is not None and not path.exists():
        raise StateError(
            f"{path}: the key is missing, but {found.name} was written under it; put the key "
            "back from a backup, or move the whole state folder away to begin a new one"
        )


def _keyed(state: Path) -> Iterator[Path]:
    for pattern in KEYED:
        for path in state.glob(pattern):
            if path.is_file() or (path.is_dir() and any(p.is_file() for p in path.rglob("*"))):
                yield path


def _make(path: Path) -> None:
    """Write a new key beside and link it into place: of several processes one makes the key.

    A link never replaces a file and is never seen half written.
    """
    draft = path.with_name(f".{NAME}.{secrets.token_hex(8)}")
    descriptor = ownership.create(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(SIZE))
            file.flush()
            os.fsync(file.fileno())
        _link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first; its key is the key


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
