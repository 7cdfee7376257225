"""The body of a gRPC or Connect call -> what its messages say. Read only, never rewritten.

A call is a message, or a row of envelopes: a byte of flags, four of length, a message that may be
compressed by itself. With what it is compressed a header says; here its first bytes do.

https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, https://connectrpc.com/docs/protocol
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.content.decompression import unpack
from gateway.content.file_type import sniff
from gateway.formats.coding import Fixed
from gateway.formats.prompt_builder import Layer, Origin, Reading, Where
from gateway.formats.protobuf import NotProtobufError, read_protobuf
from gateway.formats.rewriting import BodyRewriter

COMPRESSED, LAST, TRAILERS = 0x01, 0x02, 0x80
"""Flags of an envelope: of both protocols, Connect's end of a stream, gRPC-Web's trailers."""

HEAD = 5
NOT_READ = "opaque/protobuf"

_ENVELOPED = ("application/grpc", "application/connect+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]++={0,2}")
_FIXED = Fixed("protobuf")


@dataclass(frozen=True, slots=True)
class Envelope:
    flags: int
    data: bytes = field(repr=False)


class CutShortError(ValueError):
    """The envelopes do not end where the body does."""


def is_call(essence: str) -> bool:
    """Is this media type (lower case, without parameters) that of a gRPC or Connect call?"""
    if essence.startswith(_ENVELOPED) or essence == "application/proto":
        return True
    return "protobuf" in essence and "json" not in essence  # application/json+protobuf is JSON


def read_call(reading: Reading, data: bytes, essence: str, levels: int) -> BodyRewriter:
    """Read a body of such a type. What comes back refuses every edit, and says why."""
    root = Layer(data.decode("latin-1"))
    origin: Origin = (root, 0, len(data), _FIXED, 0)
    if essence.startswith(_ENVELOPED):
        _read_envelopes(reading, data, essence, origin, levels)
    else:
        _read_message(reading, data, origin, Where(levels=levels))
    return BodyRewriter(data, root, reading.segments, reading.origins, _to_latin)


def _read_envelopes(
    reading: Reading, data: bytes, essence: str, origin: Origin, levels: int
) -> None:
    try:
        if essence.startswith("application/grpc-web-text"):
            data = _from_base64(data)
        for number, envelope in enumerate(_envelopes(data)):
            reading.budget.take_tokens(1)
            where = Where(f"/{number}", levels=levels)
            _read_envelope(reading, envelope, essence, origin, where)
    except CutShortError:
        reading.miss("damaged/call")


def _envelopes(data: bytes) -> Iterator[Envelope]:
    at = 0
    while at < len(data):
        end = at + HEAD + int.from_bytes(data[at + 1 : at + HEAD])
        if end > len(data) or at + HEAD > len(data):
            raise CutShortError
        yield Envelope(data[at], data[at + HEAD : end])
        at = end


def _from_base64(data: bytes) -> bytes:
    """Pieces that were coded, and padded, one after another."""
    pieces = _BASE64.findall(data)
    if sum(map(len, pieces)) != len(data.strip()):
        raise CutShortError
    try:
        return b"".join(binascii.a2b_base64(p, strict_mode=True) for p in pieces)
    except binascii.Error:
        raise CutShortError from None


def _read_envelope(
    reading: Reading, envelope: Envelope, essence: str, origin: Origin, where: Where
) -> None:
    if envelope.flags & ~(COMPRESSED | LAST | TRAILERS):
        reading.miss(NOT_READ, where.place)
        return
    data = envelope.data
    if envelope.flags & COMPRESSED and data:
        unpacked = _unpacked(reading, data, origin, where)
        if unpacked is None:
            reading.miss("opaque/packed-message", where.place)
            return
        data = unpacked
    if envelope.flags & (LAST | TRAILERS) or essence.endswith("+json"):
        prompt = reading.open(data, "", "", reading.budget, max(where.levels - 1, 0))
        reading.mount(prompt, where, origin)
    else:
        _read_message(reading, data, origin, where)


def _unpacked(reading: Reading, data: bytes, origin: Origin, where: Where) -> bytes | None:
    """Undo gzip, deflate (zlib) or Zstandard. None for any other coding, and what is damaged."""
    kind = "application/gzip" if data[:1] == b"\x78" else sniff(data)
    if kind not in {"application/gzip", "application/zstd"}:
        return None
    reading.budget.begin_unpacking()
    found = unpack(data, kind, reading.budget.unpacked)
    if found.said:
        reading.add(f"{where.place}/header", found.said, "", reading.part, origin)
    reading.budget.take_unpacked(len(found.data))
    return None if found.fault else found.data


def _read_message(reading: Reading, data: bytes, origin: Origin, where: Where) -> None:
    try:
        read_protobuf(reading, data, origin, where)
    except NotProtobufError:
        reading.miss(NOT_READ, where.place)


def _to_latin(text: str) -> bytes:
    return text.encode("latin-1")
