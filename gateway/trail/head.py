"""Where a chain ends, kept apart from it and under the key: STATE/heads/<worker>.

The file holds the head twice. The first copy is rewritten with every commit; the second follows
once the first is on disk for good. So a power cut spoils one at the most, and a moment after a
commit both are the same: spoiling one on purpose does not bring an older head back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.ownership import create
from gateway.trail.layout import HEADS, chains, make_folder, sync, sync_folder, write_all
from gateway.trail.seal import canonical

SLOT = 8192
"""Bytes a copy: a head of 400, and the names of some hundred other chains."""

MAX_CHAINS = 100


@dataclass(frozen=True, slots=True)
class Begins:
    """Where the kept chain begins: after `count` records that were removed by order."""

    count: int
    hash: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A chain's end: `count` records were written, the last one's hash is `hash`.

    It ends at byte `size` of `file`. `chains` are the workers that had a head beside this one:
    a chain that vanishes as a whole is missed by the others.
    """

    worker: str
    count: int
    hash: str
    file: str
    size: int
    begins: Begins
    chains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a head file holds. `spoiled`: one of its copies, or both, cannot be read."""

    head: Head | None
    exists: bool = False
    spoiled: bool = False


def read_head(path: Path, worker: str, key: bytes) -> Found:
    """The newest head that is proved to be this worker's."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Found(None)
    slots = (content[:SLOT], content[SLOT : 2 * SLOT])
    heads = [_decode(slot, worker, key) for slot in slots]
    proved = [h for h in heads if h]
    newest = max(proved, key=lambda h: (h.count, h.begins.count), default=None)
    return Found(newest, exists=True, spoiled=len(proved) < len(heads))


def is_known(state: Path, worker: str, key: bytes) -> bool:
    """Has any other chain seen this one?"""
    others = (read_head(state / HEADS / name, name, key).head for name in chains(state) - {worker})
    return any(worker in head.chains for head in others if head)


class HeadFile:
    """The open head file of a worker, made anew at every start, whole from its first moment."""

    def __init__(self, path: Path, head: Head, key: bytes) -> None:
        self._key = key
        self._path = path
        make_folder(path.parent)
        self._slot = _encode(head, key)
        self._file = _make(path, self._slot)

    def write(self, head: Head) -> None:
        """The first copy: seen by every reader at once, on disk when settled."""
        self._slot = _encode(head, self._key)
        os.pwrite(self._file, self._slot, 0)

    def settle(self) -> None:
        """Both copies are the same and on disk when this returns.

        A head file that was taken away while the gate runs is made anew, not written into.
        """
        if not self._is_in_place():
            file = _make(self._path, self._slot)
            os.close(self._file)
            self._file = file
            return
        sync(self._file)
        os.pwrite(self._file, self._slot, SLOT)
        sync(self._file)

    def close(self) -> None:
        os.close(self._file)

    def _is_in_place(self) -> bool:
        try:
            return os.stat(self._path).st_ino == os.fstat(self._file).st_ino
        except FileNotFoundError:
            return False


def _make(path: Path, slot: bytes) -> int:
    """A head file appears whole or not at all, so that a spoiled one was never ours."""
    draft = path.with_name(f".{path.name}")
    file = create(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        write_all(file, slot + slot)
        sync(file)
        draft.replace(path)
        sync_folder(path.parent)
    except OSError:
        os.close(file)
        raise
    return file


def _encode(head: Head, key: bytes) -> bytes:
    body = canonical(_fields(head))
    line = b'%b,"proof":"%b"}' % (body[:-1], _proof(body, key))
    if len(line) >= SLOT:
        raise ValueError("a head does not fit its slot")
    return line.ljust(SLOT - 1) + b"\n"


def _fields(head: Head) -> dict[str, Any]:
    begins = head.begins  # by hand: this runs with every commit, and asdict copies deeply
    return {
        "worker": head.worker,
        "count": head.count,
        "hash": head.hash,
        "file": head.file,
        "size": head.size,
        "begins": {"count": begins.count, "hash": begins.hash, "file": begins.file},
        "chains": head.chains,
    }


def _decode(slot: bytes, worker: str, key: bytes) -> Head | None:
    try:
        fields: dict[str, Any] = json.loads(slot)
        proof = fields.pop("proof").encode()
        if not hmac.compare_digest(proof, _proof(canonical(fields), key)):
            return None
        begins = Begins(**fields.pop("begins"))
        head = Head(**{**fields, "begins": begins, "chains": tuple(fields["chains"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return head if head.worker == worker else None


def _proof(body: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(body, key=key, digest_size=32).hexdigest().encode()
