"""What a RAR holds beside its files: remarks, further streams, and where it ends.

libarchive passes over these. By the layouts of RAR 1.5 to 4 and of RAR 5 (technote.txt of unrar).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.content import charset
from gateway.content.documents.readers.document_builder import Reading

OLD, NEW = b"Rar!\x1a\x07\0", b"Rar!\x1a\x07\x01\0"

ENCRYPTED, VOLUME = "encrypted/file", "archives/volume"
REMARK = "archives/remark"
STREAM = "archives/further-stream"


@dataclass(frozen=True, slots=True)
class _Block:
    """A head of the archive: what it says besides (nothing, mostly), and where its data end."""

    end: int
    says: str = ""
    remark: bytes = field(default=b"", repr=False)
    """The remark itself, where it is not packed."""


def look_around(reading: Reading, data: bytes) -> int:
    """Add what a RAR says besides; where it ends. Raises FullError."""
    end = 0
    try:
        for block in _new(data) if data.startswith(NEW) else _old(data):
            end = block.end
            remark = block.remark.rstrip(b"\0")
            if remark and charset.is_text(remark):
                reading.add_property("/comment", charset.decode(remark)[0].text)
            elif block.says:
                reading.miss(block.says)
    except (struct.error, IndexError):
        reading.miss("damaged/archive")
        return len(data)
    return end


# ---------------------------------------------------------------- RAR 1.5 to 4

_MAIN, _FILE, _OLD_REMARK, _NEWSUB, _OLD_END = 0x73, 0x74, 0x75, 0x7A, 0x7B
_LONG, _LARGE = 0x8000, 0x100
"""A head is followed by data; of sizes of 64 bits."""


def _old(data: bytes) -> Iterator[_Block]:
    at = len(OLD)
    while at < len(data):
        kind, flags, size = struct.unpack_from("<2xBHH", data, at)
        body = end = at + max(size, 7)
        if flags & _LONG:
            end += struct.unpack_from("<I", data, at + 7)[0]
        if kind in (_FILE, _NEWSUB) and flags & _LARGE:
            end += struct.unpack_from("<I", data, at + 32)[0] << 32
        name = _old_name(data, at, flags) if kind == _NEWSUB else b""
        is_plain = name == b"CMT" and data[at + 25] == ord("0")
        yield _Block(end, _old_says(kind, flags, name), data[body:end] if is_plain else b"")
        if kind == _OLD_END:
            return
        at = end


def _old_name(data: bytes, at: int, flags: int) -> bytes:
    length = struct.unpack_from("<H", data, at + 26)[0]
    start = at + (40 if flags & _LARGE else 32)
    return data[start : start + length]


def _old_says(kind: int, flags: int, name: bytes) -> str:
    if kind == _MAIN and flags & 1:
        return VOLUME
    if (kind, flags & 4) == (_FILE, 4) or (kind, flags & 0x80) == (_MAIN, 0x80):
        return ENCRYPTED
    if name == b"CMT" or kind == _OLD_REMARK or (kind, flags & 2) == (_MAIN, 2):
        return REMARK
    if (kind, flags & 8) == (_FILE, 8):
        return REMARK
    return STREAM if name == b"STM" else ""


# ---------------------------------------------------------------- RAR 5

_NEW_MAIN, _NEW_FILE, _SERVICE, _CRYPT, _NEW_END = 1, 2, 3, 4, 5


def _new(data: bytes) -> Iterator[_Block]:
    at = len(NEW)
    while at < len(data):
        size, start = _number(data, at + 4)
        kind, here = _number(data, start)
        flags, here = _number(data, here)
        packed = further = 0
        if flags & 1:
            further, here = _number(data, here)
        if flags & 2:
            packed, here = _number(data, here)
        body = start + size
        name, is_plain = _service(data, here) if kind == _SERVICE else (b"", False)
        says = {b"CMT": REMARK, b"STM": STREAM}.get(name, "")
        if kind == _NEW_MAIN and data[here] & 1:
            says = VOLUME
        elif kind == _CRYPT or (kind == _NEW_FILE and _is_encrypted(data[body - further : body])):
            says = ENCRYPTED
        remark = data[body : body + packed] if name == b"CMT" and is_plain else b""
        yield _Block(body + packed, says, remark)
        if kind in (_CRYPT, _NEW_END):
            return
        at = body + packed


def _is_encrypted(records: bytes) -> bool:
    """Is one of a file's further records that of its encryption?"""
    at = 0
    while at < len(records):
        size, start = _number(records, at)
        if _number(records, start)[0] == 1:
            return True
        at = start + size
    return False


def _service(data: bytes, at: int) -> tuple[bytes, bool]:
    """What a service head is called, and whether its data are stored as they are."""
    flags, at = _number(data, at)
    _, at = _number(data, at)  # size
    _, at = _number(data, at)  # attributes
    at += 4 * bool(flags & 2) + 4 * bool(flags & 4)  # time, checksum
    method, at = _number(data, at)
    _, at = _number(data, at)  # system
    length, at = _number(data, at)
    return data[at : at + length], not method >> 7 & 7


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of any length, seven bits a byte, and where the next one stands."""
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80 or shift > 63:
            return number, at
