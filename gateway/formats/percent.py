"""Percent-encoding, RFC 3986 and the form encoding of HTML, in memory bounded by the text's."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

STEP = 2**16
"""Characters at a time: `unquote_to_bytes` makes an object of some 40 bytes for each escape."""


def decode(text: str) -> bytes:
    """The bytes that a percent-encoded text says; what is no escape stays as it is."""
    if "%" not in text:
        return text.encode()
    return b"".join(unquote_to_bytes(piece) for piece in _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """Pieces that cut no escape in two."""
    start = 0
    while start < len(text):
        end = start + STEP
        cut = text.rfind("%", end - 2, end)
        end = cut if cut > start else end
        yield text[start:end]
        start = end
