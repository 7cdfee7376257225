"""Compressed bytes -> what is in them, never more than a bound: gzip, zlib and Zstandard."""

from __future__ import annotations

import zlib

import zstandard

ZSTD_WINDOW = 2**23
"""8 MiB: what RFC 9659 asks every receiver to support, and no more."""

ZSTD_STEP = 256
"""Bytes at a time: each 4 may become a block of 128 KiB, so that a step is 8 MiB at the most."""

MAX_MEMBERS = 1_000
"""zlib copies the rest of the data at the end of each member; a file has one, a log a few."""


class CannotUnpackError(ValueError):
    """Damaged, cut short, or more than the bound."""


def unpack(data: bytes, media_type: str, limit: int) -> bytes:
    """Undo one compression, every member or frame of it. `limit` in bytes.

    Raises CannotUnpackError.
    """
    if media_type == "application/zstd":
        return _zstd(data, limit)
    return _gzip(data, limit)


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
