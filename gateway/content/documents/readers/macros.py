"""vbaProject.bin -> the source of its macros. [MS-OVBA], 2.4.1: its own compression."""

from __future__ import annotations

import io
import re
import struct

import olefile

from gateway.content.documents.readers.document_builder import Reading, UnreadableError

_CHUNK = 4096
_SOURCE = re.compile(rb"\x01..\x00Attribut", re.DOTALL)
MAX_SOURCE = 8 * 2**20
"""Bytes of source in a module; a module has 65,534 lines at the most."""


def read(reading: Reading, data: bytes, place: str) -> None:
    """Add the source of every module. Raises UnreadableError, FullError."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = [ole.openstream(n).read() for n in ole.listdir() if len(n) > 1]
    except Exception as e:  # olefile raises whatever its arithmetic meets in damaged files
        raise UnreadableError("damaged macros") from e
    found = False
    for stream in streams:
        at = _SOURCE.search(stream)
        if at:
            source = decompress(stream[at.start() :])
            reading.add(place, source.decode("cp932", "replace"))
            found = True
    if not found:
        raise UnreadableError("macros that cannot be read")


def decompress(data: bytes) -> bytes:
    """A compressed container -> its bytes. Raises UnreadableError."""
    out = bytearray()
    at = 1
    while at + 2 < len(data):
        header = struct.unpack_from("<H", data, at)[0]
        if header >> 12 & 7 != 3:
            break
        end = min(len(data), at + (header & 0xFFF) + 3)
        start = len(out)
        at += 2
        if not header & 0x8000:
            out += data[at : at + _CHUNK]
            at = end
        else:
            at = _chunk(data, at, end, out, start)
        if len(out) > MAX_SOURCE:
            raise UnreadableError("too large a macro")
    return bytes(out)


def _chunk(data: bytes, at: int, end: int, out: bytearray, start: int) -> int:
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end:
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > end:
                return end
            at = _copy(struct.unpack_from("<H", data, at)[0], at, out, start)
    return end


def _copy(token: int, at: int, out: bytearray, start: int) -> int:
    """A copy of what came before: so far back, so long."""
    bits = max(4, (len(out) - start - 1).bit_length())
    length = (token & (0xFFFF >> bits)) + 3
    offset = (token >> (16 - bits)) + 1
    if offset > len(out) - start:
        raise UnreadableError("damaged macros")
    for _ in range(length):
        out.append(out[-offset])
    return at + 2
