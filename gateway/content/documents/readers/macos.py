"""What macOS puts into every archive beside the files -> the texts in it.

AppleDouble (RFC 1740, appendix B) holds what a file has besides its content: who it came from,
remarks, a resource fork. `.DS_Store` says how a folder is shown, with the names of what was in it.
Finder writes both into each zip, so that an archive from a Mac would be unread without this.
"""

from __future__ import annotations

import struct

from gateway.content import charset
from gateway.content.documents.readers import runs
from gateway.content.documents.readers.document_builder import Reading
from gateway.content.file_type import is_also_zip, sniff

DOUBLE = b"\0\x05\x16\x07"
STORE = b"\0\0\0\1Bud1"
MAX_SIZE = 2**20
"""Bytes; a folder of a hundred files has some 16,000, a file's own icon 200,000."""
_FINDER, _FORK = 9, 2
_ATTRIBUTES = b"ATTR"
_NONE_LEFT = b"This resource fork intentionally left blank"
MAX_ATTRIBUTES = 1_000
UNKNOWN = "opaque/unknown-type"


def is_one(data: bytes) -> bool:
    return data.startswith((DOUBLE, STORE)) and len(data) <= MAX_SIZE


def read(reading: Reading, data: bytes) -> str:
    """Read it; its kind. Raises FullError."""
    reading.add("/text", _texts(data))
    if data.startswith(STORE):
        return "DS_Store"
    try:
        _read_double(reading, data)
    except struct.error:
        reading.miss("damaged/file")
    return "AppleDouble"


def _read_double(reading: Reading, data: bytes) -> None:
    count = struct.unpack_from(">H", data, 24)[0]
    end = 26 + 12 * count
    for at in range(26, end, 12):
        kind, start, length = struct.unpack_from(">III", data, at)
        content = data[start : start + length]
        end = max(end, start + length)
        if kind == _FINDER:
            _read_attributes(reading, data, content, start)
        elif kind != _FORK or _NONE_LEFT not in content:
            _read_value(reading, content)
    if rest := data[end:].strip(b"\0"):
        reading.member(rest)


def _read_attributes(reading: Reading, data: bytes, content: bytes, start: int) -> None:
    """Behind 32 bytes of Finder's: names and values, which stand where they say they do."""
    at = content.find(_ATTRIBUTES, 32, 40)
    if at < 0:
        _read_value(reading, content[32:])
        return
    count = struct.unpack_from(">H", content, at + 34)[0]
    at += 36
    for _ in range(min(count, MAX_ATTRIBUTES)):
        where, size, named = struct.unpack_from(">IIxxB", content, at)
        _read_value(reading, data[where : where + size])
        at += (11 + named + 3) // 4 * 4
    if count > MAX_ATTRIBUTES:
        reading.miss("limits/values", most=MAX_ATTRIBUTES)


MAX_SMALL = 1024
"""Bytes of a value that may be binary: a colour, a date, where a file came from."""


def _read_value(reading: Reading, value: bytes) -> None:
    """A file, or so few bytes that only their texts can say anything, which are read already."""
    if sniff(value) or is_also_zip(value):
        reading.member(value)
    elif len(value) > MAX_SMALL and not charset.is_text(value):
        reading.miss(UNKNOWN)


def _texts(data: bytes) -> str:
    """The texts among bytes, UTF-16 of either order beginning at any of them."""
    lines = (runs.read(d) for d in (data, _turned(data), _turned(data[1:])))
    return "\n".join(dict.fromkeys(line for found in lines for line in found.splitlines()))


def _turned(data: bytes) -> bytes:
    """Each two bytes the other way round."""
    out = bytearray(len(data) // 2 * 2)
    out[::2], out[1::2] = data[1 : len(out) : 2], data[: len(out) : 2]
    return bytes(out)
