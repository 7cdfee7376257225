"""Compressed bytes -> what is in them, never more than a bound: gzip, zlib and Zstandard."""

from __future__ import annotations

import re
import zlib

import zstandard

from gateway.content import charset

ZSTD_WINDOW = 2**23
"""8 MiB: what RFC 9659 asks every receiver to support, and no more."""

ZSTD_STEP = 256
"""Bytes at a time: each 4 may become a block of 128 KiB, so that a step is 8 MiB at the most."""

MAX_MEMBERS = 1_000
"""zlib copies the rest of the data at the end of each member; a file has one, a log a few."""


HEAD = 10
"""Bytes of a gzip file before what is optional."""
_EXTRA, _NAME, _REMARK = 4, 8, 16
_SKIPPED = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
"""A frame of Zstandard that decoders pass over (RFC 8878, 3.1.2): room for anything."""


class CannotUnpackError(ValueError):
    """Damaged, cut short, or more than the bound."""


def unpack(data: bytes, media_type: str, limit: int) -> bytes:
    """Undo one compression, every member or frame of it. `limit` in bytes.

    Raises CannotUnpackError.
    """
    if media_type == "application/zstd":
        return _zstd(data, limit)
    return _gzip(data, limit)


def said_in(data: bytes, media_type: str) -> str:
    """What the head of a gzip file says besides: a name, a remark (RFC 1952, 2.3)."""
    if media_type != "application/gzip" or data[:2] != b"\x1f\x8b" or len(data) < HEAD:
        return ""
    flags, at, said = data[3], HEAD, []
    if flags & _EXTRA:
        length = int.from_bytes(data[at : at + 2], "little")
        said.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    for flag in (_NAME, _REMARK):
        if flags & flag:
            end = data.find(b"\0", at)
            said.append(data[at : max(end, at)])
            at = end + 1
    return "\n".join(d.text for raw in said for d in charset.decode(raw)[:1])


def _gzip(data: bytes, limit: int) -> bytes:
    out = bytearray()
    for _ in range(MAX_MEMBERS):
        if not data:
            return bytes(out)
        inflater = zlib.decompressobj(32 + zlib.MAX_WBITS)  # 32: either header, gzip or zlib
        try:
            out += inflater.decompress(data, limit - len(out) + 1)
        except zlib.error as e:
            raise CannotUnpackError("damaged data") from e
        if len(out) > limit or not inflater.eof:
            raise CannotUnpackError("cut short, or too much")
        data = inflater.unused_data
    raise CannotUnpackError("too many members")


def _zstd(data: bytes, limit: int) -> bytes:
    out = bytearray()
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    for _ in range(MAX_MEMBERS):
        if not data:
            return bytes(out)
        if _SKIPPED.match(data):
            raise CannotUnpackError("a frame that is passed over")
        frame = decompressor.decompressobj()
        for start in range(0, len(data), ZSTD_STEP):
            try:
                out += frame.decompress(data[start : start + ZSTD_STEP])
            except zstandard.ZstdError as e:
                raise CannotUnpackError("damaged data") from e
            if len(out) > limit:
                raise CannotUnpackError("too much")
            if frame.eof:
                break
        if not frame.eof:
            raise CannotUnpackError("cut short")
        data = frame.unused_data + data[start + ZSTD_STEP :]
    raise CannotUnpackError("too many frames")
