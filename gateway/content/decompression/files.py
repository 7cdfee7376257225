"""A compressed file -> what is in it, what stood in its heads, and what is wrong with it.

Heads have room for a text that nobody sees: the name and the remark of each member of gzip, the
frames that decoders of Zstandard pass over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gateway.content import charset
from gateway.content.decompression.decoder import (
    BZIP2,
    GZIP_OR_ZLIB,
    XZ,
    ZSTD,
    Decoder,
    DecompressionError,
)

_CODINGS = {
    "application/gzip": GZIP_OR_ZLIB,  # zlib has no media type, and no signature to speak of
    "application/zstd": ZSTD,
    "application/x-bzip2": BZIP2,
    "application/x-xz": XZ,
}
COMPRESSED = frozenset(_CODINGS)
"""Media types that `unpack` knows."""

MAX_FIELD = 16
"""Bytes of a field of gzip that may be no text: bgzip keeps 6 in each member."""

HEAD = 10
"""Bytes of a gzip member before what is optional."""
_EXTRA, _NAME, _REMARK = 4, 8, 16
_SKIPPED = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18(.{4})", re.DOTALL)
"""The head of a frame of Zstandard that decoders pass over (RFC 8878, 3.1.2)."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """`data` is empty where there is a `fault`: of a cause, "too-large", "strange-head"."""

    data: bytes = field(default=b"", repr=False)
    said: str = field(default="", repr=False)
    fault: str = ""


def unpack(data: bytes, media_type: str, limit: int) -> Unpacked:
    """Undo one compression, every member, frame or stream of it. `limit` in bytes."""
    starts: list[int] = []
    decoder = Decoder(_CODINGS[media_type], limit, starts=starts)
    try:
        found, fault = b"".join(decoder.feed(data)), ""
        decoder.end()
    except DecompressionError as e:
        found, fault = b"", str(e)
    said: list[str] = []
    for raw, may_be_binary in _heads(data, starts):
        texts = [d.text for d in charset.decode(raw)[:1]]
        said += texts
        if not may_be_binary and not any(t for t in texts if not charset.is_binary(t)):
            found, fault = b"", fault or "strange-head"
    return Unpacked(found, "\n".join(said), fault)


def _heads(data: bytes, starts: Iterable[int]) -> Iterator[tuple[bytes, bool]]:
    """What stands beside the content, and whether it may be no text, as a short field may."""
    for at in starts:
        if data[at : at + 2] == b"\x1f\x8b":
            yield from ((said, len(said) <= MAX_FIELD) for said in _head_of_gzip(data, at))
        elif skipped := _SKIPPED.match(data, at):
            said = data[at + 8 : at + 8 + int.from_bytes(skipped[1], "little")]
            if said.strip(b"\0"):
                yield said, False


def _head_of_gzip(data: bytes, start: int) -> Iterator[bytes]:
    """RFC 1952, 2.3."""
    at = start + HEAD
    flags = data[start + 3] if at <= len(data) else 0
    if flags & _EXTRA:
        end = at + 2 + int.from_bytes(data[at : at + 2], "little")
        yield data[at + 2 : end]
        at = end
    for flag in (_NAME, _REMARK):
        if flags & flag:
            end = data.find(b"\0", at)
            yield data[at : max(end, at)]
            at = end + 1
