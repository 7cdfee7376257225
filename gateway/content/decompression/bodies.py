"""A body as sent, and its Content-Encoding -> the bytes that a server would read, or a refusal.

Strict where mitmproxy's own decoder is lenient (it reads the first gzip member only, accepts
truncated data and trailing bytes, falls back to Python's codecs, and has no bound): known
codings only, every member and frame, nothing after the end, never more than the limit.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.content.decompression.bounds import MAX_CODINGS
from gateway.content.decompression.decoder import (
    CONTENT_CODINGS,
    Decoder,
    TooLargeError,
    UndecodableError,
)


def decode(body: bytes, codings: Iterable[str], limit: int) -> bytes:
    """Undo the codings, the last one first (RFC 9110, 8.4). `limit` in bytes.

    Raises UndecodableError or TooLargeError.
    """
    names = [n.strip().lower() for header in codings for n in header.split(",") if n.strip()]
    names = [n for n in names if n != "identity"]
    if len(names) > MAX_CODINGS:
        raise UndecodableError("many-codings")
    for name in reversed(names):
        if name not in CONTENT_CODINGS:
            raise UndecodableError("unknown-coding")
        decoder = Decoder(CONTENT_CODINGS[name], limit)
        body = b"".join(decoder.feed(body))
        decoder.end()
    if len(body) > limit:
        raise TooLargeError
    return body
