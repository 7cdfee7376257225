"""A body as sent, and its Content-Encoding -> the bytes that a server would read, or a refusal.

Strict where mitmproxy's own decoder is lenient (it reads the first gzip member only, accepts
truncated data and trailing bytes, falls back to Python's codecs, and has no bound): known
codings only, every member and frame, nothing after the end, never more than the limit.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable

import brotli
import zstandard

MAX_CODINGS = 2
"""No client sends more; each further one multiplies what a small body can unpack to."""

ZSTD_WINDOW = 2**23
"""8 MiB: what RFC 9659 asks every receiver of the zstd coding to support, and no more."""

MAX_MEMBERS = 1_000
"""Members or frames of one body; real ones have one, and each costs a copy of all that follows."""

BROTLI_STEP = 32
"""Bytes fed at a time: 8 can become a meta-block of 16 MiB (RFC 7932, 9.2), so that a step is
64 MiB at the most. Brotli before 1.2 has no bound of its own."""

ZSTD_STEP = 256
"""Bytes fed at a time: each 4 can become a block of 128 KiB, so a step is 8 MiB at the most."""


class UndecodableError(ValueError):
    """The body is not what its Content-Encoding says. Its text is the code of the cause."""


class TooLargeError(ValueError):
    """The body unpacks to more than the limit."""


def decode(body: bytes, codings: Iterable[str], limit: int) -> bytes:
    """Undo the codings, the last one first (RFC 9110, 8.4). `limit` in bytes.

    Raises UndecodableError or TooLargeError.
    """
    names = [n.strip().lower() for header in codings for n in header.split(",") if n.strip()]
    names = [n for n in names if n != "identity"]
    if len(names) > MAX_CODINGS:
        raise UndecodableError("many-codings")
    for name in reversed(names):
        if name not in _DECODERS:
            raise UndecodableError("unknown-coding")
        body = _DECODERS[name](body, limit) if body else body
    return _within(body, limit)


def _gzip(body: bytes, limit: int) -> bytes:
    """Every member: a server reads them all, RFC 1952, 2.2."""
    out = bytearray()
    for _ in range(MAX_MEMBERS):
        piece, body = _inflate(body, 16 + zlib.MAX_WBITS, limit - len(out))
        out += piece
        if not body:
            return bytes(out)
    raise UndecodableError("many-members")


def _deflate(body: bytes, limit: int) -> bytes:
    """The zlib format; some servers read bare deflate as well, so that is tried second."""
    try:
        out, rest = _inflate(body, zlib.MAX_WBITS, limit)
    except UndecodableError:
        out, rest = _inflate(body, -zlib.MAX_WBITS, limit)
    if rest:
        raise UndecodableError("bytes-after-the-end")
    return out


def _inflate(body: bytes, window: int, limit: int) -> tuple[bytes, bytes]:
    inflater = zlib.decompressobj(window)
    try:
        out = inflater.decompress(body, limit + 1)
    except zlib.error as e:
        raise UndecodableError("damaged") from e
    _within(out, limit)
    if not inflater.eof:
        raise UndecodableError("cut-short")
    return out, inflater.unused_data


def _brotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    out = bytearray()
    try:
        for start in range(0, len(body), BROTLI_STEP):
            out += decoder.process(body[start : start + BROTLI_STEP])
            if len(out) > limit:
                raise TooLargeError
    except brotli.error as e:
        raise UndecodableError("damaged") from e
    if not decoder.is_finished():
        raise UndecodableError("cut-short")
    return bytes(out)


def _zstd(body: bytes, limit: int) -> bytes:
    """Every frame; the reader says nothing of a frame cut short, so each is closed by hand."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    out = io.BytesIO()
    for _ in range(MAX_MEMBERS):
        body = _frame(decompressor.decompressobj(), body, out, limit)
        if not body:
            return out.getvalue()
    raise UndecodableError("many-frames")


def _frame(
    frame: zstandard.ZstdDecompressionObj, body: bytes, out: io.BytesIO, limit: int
) -> bytes:
    """Write what one frame holds; what stands behind it."""
    for start in range(0, len(body), ZSTD_STEP):
        try:
            out.write(frame.decompress(body[start : start + ZSTD_STEP]))
        except zstandard.ZstdError as e:
            raise UndecodableError("damaged") from e
        if out.tell() > limit:
            raise TooLargeError
        if frame.eof:
            return frame.unused_data + body[start + ZSTD_STEP :]
    raise UndecodableError("cut-short")


def _within(out: bytes, limit: int) -> bytes:
    if len(out) > limit:
        raise TooLargeError
    return out


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
