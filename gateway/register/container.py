"""Edge: named arrays <-> one immutable file, which readers map into memory and share.

    magic, length of the head | head (JSON) | digests of the blocks | padding | the arrays

`Sealed.digest` is that of the head and the digests, so that it stands for every byte. Opening
proves these and some of the blocks, drawn anew each time; `check` proves all.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import secrets
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import index
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.errors import StateError
from gateway.ownership import create, not_ours

REGISTER = "register"
"""The folder in the state folder in which all of the register is."""

MAGIC = b"SEKISHO\x01"
_FIXED = struct.Struct("<8sQ")

BLOCK = 64 * 2**10
"""Bytes that have a digest of their own: a page or two of reading to prove one."""

DIGEST = 16
ALIGN = 64  # a line of the processor's cache

DRAWN = 8
"""Blocks proved at opening: half a megabyte, under a millisecond. A file that was cut or
overwritten is seen at once, one bad block of a thousand when it is drawn or at the whole check."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A container as a manifest names it: the digest stands for every byte."""

    name: str
    size: int
    digest: str

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "size": self.size, "digest": self.digest}

    @staticmethod
    def of(value: Mapping[str, Any]) -> Sealed:
        return Sealed(str(value["name"]), int(value["size"]), str(value["digest"]))


@dataclass(frozen=True, slots=True)
class Container:
    """What an open file holds. The arrays are the file itself: read-only, shared by processes."""

    sealed: Sealed
    arrays: Mapping[str, NDArray[Any]] = field(repr=False)
    about: Mapping[str, Any] = field(repr=False)


# ---------------------------------------------------------------- writing


def write(path: Path, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Sealed:
    """Whole or not at all; the file is on the disk when this returns."""
    places, body = _layout(arrays)
    blocks = b"".join(_digest(b) for b in _blocks(arrays, places, body))
    head = json.dumps({"about": about, "arrays": places, "body": body}, sort_keys=True).encode()
    fixed = _FIXED.pack(MAGIC, len(head)) + head + blocks
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(create(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
            file.write(fixed + bytes(-len(fixed) % ALIGN))
            for piece in _pieces(arrays, places, body):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    size = -(-len(fixed) // ALIGN) * ALIGN + body
    return Sealed(path.name, size, _digest(fixed).hex())


def _layout(arrays: Mapping[str, NDArray[Any]]) -> tuple[dict[str, list[Any]], int]:
    """Where each array stands in the body, and how long the body is."""
    places: dict[str, list[Any]] = {}
    at = 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, list(array.shape), at]
        at += -(-array.nbytes // ALIGN) * ALIGN
    return places, at


def _pieces(
    arrays: Mapping[str, NDArray[Any]], places: Mapping[str, list[Any]], body: int
) -> Iterator[memoryview | bytes]:
    for array in arrays.values():
        if array.nbytes:
            yield memoryview(np.ascontiguousarray(array)).cast("B")
        yield bytes(-array.nbytes % ALIGN)


def _blocks(
    arrays: Mapping[str, NDArray[Any]], places: Mapping[str, list[Any]], body: int
) -> Iterator[bytes]:
    """The body in blocks."""
    kept = bytearray()
    for piece in _pieces(arrays, places, body):
        for start in range(0, len(piece), 16 * BLOCK):
            kept += piece[start : start + 16 * BLOCK]
            whole = len(kept) - len(kept) % BLOCK
            for at in range(0, whole, BLOCK):
                yield bytes(kept[at : at + BLOCK])
            del kept[:whole]
    if kept:
        yield bytes(kept)


def _digest(data: bytes | memoryview) -> bytes:
    return hashlib.blake2b(data, digest_size=DIGEST).digest()


# ---------------------------------------------------------------- reading


def open_container(folder: Path, sealed: Sealed) -> Container:
    """Maps the file. Raises StateError that names it if it is not what was sealed."""
    path = folder / sealed.name
    data, head, start = _proved(path, sealed)
    blocks = -(-index(head["body"]) // BLOCK)
    for block in {secrets.randbelow(blocks) for _ in range(DRAWN)} if blocks else ():
        if not _is_sound(data, head, start, block):
            raise damaged(path)
    arrays = {
        name: _view(data, dtype, shape, start + at)
        for name, (dtype, shape, at) in head["arrays"].items()
    }
    return Container(sealed, arrays, head["about"])


def check(folder: Path, sealed: Sealed) -> list[str]:
    """Everything that is wrong with a file, in words; nothing if every byte is as it was."""
    path = folder / sealed.name
    try:
        data, head, start = _proved(path, sealed)
    except StateError as e:
        return [str(e)]
    blocks = range(-(-index(head["body"]) // BLOCK))
    bad = sum(not _is_sound(data, head, start, block) for block in blocks)
    return [f"{damaged(path)} ({bad} of {len(blocks)} blocks)"] if bad else []


def damaged(path: Path) -> StateError:
    return StateError(
        f"{path}: this part of the index is damaged; `sekisho asset add` the files again "
        "into an empty register, or put the folder back from a backup"
    )


def unreadable(path: Path, e: OSError) -> StateError:
    """What is there and cannot be read: not by this user, or it is damaged."""
    if isinstance(e, PermissionError):
        top = next((p for p in path.parents if p.name == REGISTER), path.parent)
        return StateError(not_ours(path, top))
    return damaged(path)


def _proved(path: Path, sealed: Sealed) -> tuple[mmap.mmap, Any, int]:
    """The mapped file, its head, and where its body begins; head and digests are proved."""
    data = _map(path)
    if len(data) != sealed.size or len(data) < _FIXED.size:
        raise damaged(path)
    magic, length = _FIXED.unpack(data[: _FIXED.size])
    end = _FIXED.size + length
    if magic != MAGIC or end > len(data):
        raise damaged(path)
    try:
        head = json.loads(data[_FIXED.size : end])
        end += DIGEST * -(-index(head["body"]) // BLOCK)
    except (ValueError, LookupError, TypeError) as e:
        raise damaged(path) from e
    start = -(-end // ALIGN) * ALIGN
    if _digest(data[:end]).hex() != sealed.digest or any(data[end:start]):
        raise damaged(path)
    return data, head, start


def _map(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise
    except OSError as e:
        raise unreadable(path, e) from e
    except ValueError as e:  # an empty file cannot be mapped
        raise damaged(path) from e


def _is_sound(data: mmap.mmap, head: Any, start: int, block: int) -> bool:
    first = _FIXED.size + _FIXED.unpack(data[: _FIXED.size])[1]
    expected = data[first + DIGEST * block : first + DIGEST * (block + 1)]
    at = start + BLOCK * block
    end = min(at + BLOCK, start + int(head["body"]))
    return _digest(memoryview(data)[at:end]) == expected


def _view(data: mmap.mmap, dtype: str, shape: list[int], at: int) -> NDArray[Any]:
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(data, np.dtype(dtype), count, at).reshape(shape)
