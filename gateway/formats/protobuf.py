"""A protobuf message without its schema -> the texts and numbers in it, by their field numbers.

The wire format does not say whether a run of bytes is a text, a message or a file. Each is read as
everything that it can be: a text that could be a message is read as both. What is neither, and is
longer than an id, is a file; where no reader knows it, it is reported.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.content import charset
from gateway.content.file_type import sniff
from gateway.formats.embedded import from_base64
from gateway.formats.prompt_builder import Budget, FullError, Origin, Reading, Where
from gateway.formats.spots import MIN_BLOB
from gateway.formats.strings import NESTED, read_string

MAX_DEPTH = 64
"""Messages within one another. Parsers give up at 100; a JSON value is three levels for each of
its own, so that 20 levels of JSON fit."""

MIN_FILE = 48
"""Bytes that are neither text nor message: fewer are an id, a digest or a key of the vendor's."""

MIN_DIGITS = 7
"""Of a number that is read: shorter ones count and order things."""

AMBIGUOUS = 4
"""How often each byte may be read as a text that is a message too: once for each level of wrapping,
of which real messages that look like text have one or two."""

SHORT = 2**16
"""Bytes in all that may be so read in any message, however small."""

MAX_FIELD = 2**29 - 1
MAX_VARINT = 10  # bytes of a number of 64 bits

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
"""What is in nearly every message, and in no text."""
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})++")


class NotProtobufError(ValueError):
    """The bytes are no message."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its number, and either the value of a number or the span of its bytes."""

    number: int
    value: int | None = field(default=None, repr=False)
    start: int = 0
    end: int = 0


def fields(data: bytes, start: int, end: int, budget: Budget) -> list[Field]:
    """The fields of the message in [start, end). Raises NotProtobufError or FullError."""
    found: list[Field] = []
    groups: list[int] = []
    at, room = start, budget.tokens
    try:
        while at < end:
            if len(found) >= room:
                raise NotProtobufError
            key, at = _varint(data, at, end)
            number, kind = key >> 3, key & 7
            if not 0 < number <= MAX_FIELD:
                raise NotProtobufError
            one, at = _field(data, at, end, number, kind, groups)
            found.append(one)
        if groups:
            raise NotProtobufError
    finally:
        budget.take_tokens(len(found) + 1)
    return found


def _field(
    data: bytes, at: int, end: int, number: int, kind: int, groups: list[int]
) -> tuple[Field, int]:
    match kind:
        case 0:
            value, at = _varint(data, at, end)
            return Field(number, value), at
        case 1 | 5:
            size = 8 if kind == 1 else 4
            if at + size > end:
                raise NotProtobufError
            return Field(number, _fixed(data[at : at + size])), at + size
        case 2:
            length, at = _varint(data, at, end)
            if length > end - at:
                raise NotProtobufError
            return Field(number, None, at, at + length), at + length
        case 3:
            groups.append(number)
        case 4:
            if not groups or groups.pop() != number:
                raise NotProtobufError
        case _:
            raise NotProtobufError
    return Field(number, 0), at


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 7 * MAX_VARINT, 7):
        if at >= end:
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value if value < 2**63 else abs(value - 2**64), at
    raise NotProtobufError


def _fixed(data: bytes) -> int:
    """A whole number, or the one that a floating-point number is; 0 for everything else."""
    real: float = struct.unpack("<d" if len(data) == 8 else "<f", data)[0]
    if real == real and abs(real) < 2**53 and real == int(real) and abs(real) >= 1:
        return abs(int(real))
    value = int.from_bytes(data, "little")
    return value if value < 10**16 else 0  # a number of 64 bits by chance has 19 or 20 digits


def read_protobuf(reading: Reading, data: bytes, origin: Origin, where: Where) -> None:
    """Read a message. Raises NotProtobufError if it is none, and FullError."""
    walk = _Walk(reading, data, origin, SHORT + AMBIGUOUS * len(data))
    walk.message(fields(data, 0, len(data), reading.budget), where, MAX_DEPTH)


@dataclass(slots=True)
class _Walk:
    """One message's bytes, in which every span is of them."""

    reading: Reading
    data: bytes = field(repr=False)
    origin: Origin = field(repr=False)
    ambiguous: int

    def message(self, found: list[Field], where: Where, depth: int) -> None:
        for one in found:
            here = Where(f"{where.place}/{one.number}", levels=where.levels)
            if one.value is None:
                self.bytes(one.start, one.end, here, depth)
            elif one.value >= 10 ** (MIN_DIGITS - 1):
                read_string(self.reading, str(one.value), self.origin, here, spotted=False)

    def bytes(self, start: int, end: int, where: Where, depth: int) -> None:
        if start == end:
            return
        text, inner = self._text(start, end), self._fields(start, end, depth)
        if text is not None:
            if inner is not None:
                self._charge(end - start)
            read_string(self.reading, text, self.origin, where)
            self._coded(text, where, depth)
        elif inner is None:
            self._file(start, end, where, depth)
        elif not _CONTROL_BYTES.search(self.data, start, end):
            self._charge(end - start)
            self._scraps(start, end, where)
        if inner is not None:
            self.message(inner, where, depth - 1)

    def _text(self, start: int, end: int) -> str | None:
        try:
            text = self.data[start:end].decode()
        except UnicodeDecodeError:
            return None
        return None if _CONTROLS.search(text) else text

    def _fields(self, start: int, end: int, depth: int) -> list[Field] | None:
        if not depth or sniff(self.data[start : start + 16]):
            return None
        try:
            return fields(self.data, start, end, self.reading.budget)
        except NotProtobufError:
            return None

    def _charge(self, size: int) -> None:
        self.ambiguous -= size
        if self.ambiguous < 0:
            raise FullError("limits/ambiguous-messages")

    def _coded(self, text: str, where: Where, depth: int) -> None:
        """A message that stands in a text, as hex or base64: Cursor sends its parts so."""
        if len(text) < MIN_BLOB or not depth or not where.levels:
            return
        for data in _decoded(text):
            if charset.is_utf8(data) or sniff(data):
                return  # seen by read_string
            try:
                found = fields(data, 0, len(data), self.reading.budget)
            except NotProtobufError:
                continue
            inner = _Walk(self.reading, data, self.origin, SHORT + AMBIGUOUS * len(data))
            inner.message(found, where.opened(), depth - 1)
            return

    def _file(self, start: int, end: int, where: Where, depth: int) -> None:
        data = self.data[start:end]
        if len(data) < MIN_FILE and not charset.is_text(data) and not sniff(data):
            self._scraps(start, end, where)
            return
        if not where.levels or not depth:
            self.reading.miss(NESTED, where.place)
            return
        budget = self.reading.budget
        prompt = self.reading.open(data, "", "", budget, where.levels - 1)
        self.reading.mount(prompt, where, self.origin)

    def _scraps(self, start: int, end: int, where: Where) -> None:
        """Bytes that may be a word in some charset, whatever else they are."""
        for text in charset.scraps(self.data[start:end]):
            read_string(self.reading, text, self.origin, where, spotted=False)


def _decoded(text: str) -> Iterator[bytes]:
    if _HEX.fullmatch(text):
        yield bytes.fromhex(text)
    if found := from_base64(text):
        yield found[0]
