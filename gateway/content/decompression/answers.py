"""The Content-Encoding of an answer -> what undoes it, as it comes, to no more than it could hold.

What is cut short is none of its errors: its reader has what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.content.decompression.bounds import ANSWER_ALWAYS, ANSWER_RATIO
from gateway.content.decompression.decoder import CONTENT_CODINGS, ZSTD, Coding, Decoder

Decode = Callable[[bytes], Iterator[bytes]]
"""Compressed bytes -> what they hold, in pieces. Raises DecompressionError."""

_CODINGS = CONTENT_CODINGS | {"zstd": ZSTD}


def answer_decoder(coding: str) -> Decode | None:
    """For the value of Content-Encoding; None for one that is not known."""
    name = coding.strip().lower()
    if name in ("", "identity"):
        return lambda data: iter((data,) if data else ())
    return _bounded(_CODINGS[name]) if name in _CODINGS else None


def _bounded(coding: Coding) -> Decode:
    decoder = Decoder(
        coding, ANSWER_ALWAYS, most_members=None
    )  # some servers pack each event by itself

    def decode(data: bytes) -> Iterator[bytes]:
        decoder.room += ANSWER_RATIO * len(data)
        return decoder.feed(data)

    return decode
