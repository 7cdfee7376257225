"""Bytes of an answer, however they were cut -> units: events, JSON values, AWS frames, text.

What is not as it should be is passed on as it came, and all that follows it.
"""

from __future__ import annotations

import base64
import codecs
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from gateway.redaction.units import Unit

MAX_UNIT = 32 * 2**20
"""Bytes of one event or value that are kept together; a longer one passes as it comes."""


class Framing(Protocol):
    def feed(self, data: bytes) -> Iterator[Unit]:
        """The units that are complete now."""
        ...

    def rest(self) -> bytes:
        """What is no complete unit at the end."""
        ...


class _Buffered:
    """Keeps what is not complete yet; too much of it is passed on, and all that follows."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._blind = False

    def feed(self, data: bytes) -> Iterator[Unit]:
        if self._blind:
            yield Unit(data)
            return
        self._buffer += data
        yield from self._units()
        if len(self._buffer) > MAX_UNIT:
            self._give_up()
        if self._blind and self._buffer:
            yield Unit(self.rest())

    def rest(self) -> bytes:
        raw = bytes(self._buffer)
        self._buffer.clear()
        return raw

    def _give_up(self) -> None:
        self._blind = True

    def _take(self, end: int) -> bytes:
        raw = bytes(self._buffer[:end])
        del self._buffer[:end]
        return raw

    def _units(self) -> Iterator[Unit]:
        raise NotImplementedError


# ---------------------------------------------------------------- event streams


_BLANK = re.compile(rb"(?>\r\n|\n|\r)(?>\r\n|\n|\r)")
_LINE = re.compile(rb"([^\r\n]*+)(\r\n|\n|\r|$)")


class Events(_Buffered):
    """WHATWG HTML, 9.2: events end with a blank line."""

    def __init__(self) -> None:
        super().__init__()
        self._searched = 0

    def _units(self) -> Iterator[Unit]:
        while blank := _BLANK.search(self._buffer, self._searched):
            end = blank.end()
            del blank  # it holds the buffer, which is to shrink
            self._searched = 0
            yield event(self._take(end))
        self._searched = max(0, len(self._buffer) - 3)

    def rest(self) -> bytes:
        self._searched = 0
        return super().rest()


def event(raw: bytes) -> Unit:
    """One event with the blank line behind it."""
    is_plain = raw.count(b"\n") == 2 and b"\r" not in raw
    if is_plain and raw.startswith(b"data:") and raw.endswith(b"\n\n"):
        lines = [(raw[:-2], b"\n")]  # what most events are
    else:
        lines = [(m[1], m[2]) for m in _LINE.finditer(raw) if m[0]]
    data = [line[5:].removeprefix(b" ") for line, _ in lines if line.startswith(b"data:")]
    kind = next((line[6:].strip() for line, _ in lines if line.startswith(b"event:")), b"")
    if not data:
        return Unit(raw, kind="comment" if not kind else kind.decode("latin-1"))
    try:
        text = b"\n".join(data).decode()
    except UnicodeDecodeError:
        return Unit(raw)
    plain = text[:1] not in ("{", "[", '"') or text == "[DONE]"
    if text == "[DONE]":
        return Unit(raw, kind="done")
    return Unit(raw, text, _event_builder(raw, lines), kind.decode("latin-1"), plain)


def _event_builder(raw: bytes, lines: list[tuple[bytes, bytes]]) -> Callable[[str], bytes]:
    def build(text: str) -> bytes:
        out: list[bytes] = []
        told = False
        for line, end in lines:
            if not line.startswith(b"data:"):
                out += line, end
            elif not told:
                told = True
                prefix = b"data: " if line.startswith(b"data: ") else b"data:"
                for part in re.split("\r\n|\n|\r", text):
                    out += prefix, part.encode(), end
        return b"".join(out) + (b"\n" if raw.endswith(b"\n\n") and len(lines) == 1 else b"")

    return build


# ---------------------------------------------------------------- JSON, one value or many


_SKIPPED = re.compile(rb"[^{\[\"]*+")
_BEFORE = b" \t\r\n\x1e\xef\xbb\xbf"
"""What may stand before the first value."""

_STRUCTURE = re.compile(rb'[^{}\[\]"]*+')
_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)


class Values(_Buffered):
    """One JSON value, several one after another (NDJSON), or an array whose items are units
    (Gemini's stream without `alt=sse`)."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = False
        self._at = 0
        self._depth = 0
        self._in_string = False

    def rest(self) -> bytes:
        self._at = 0
        return super().rest()

    def _units(self) -> Iterator[Unit]:
        while self._buffer:
            if not self._at:
                yield from self._between()
                if self._blind or not self._buffer:
                    return
            if not self._scan():
                return
            end, self._at = self._at, 0
            yield value(self._take(end))

    def _between(self) -> Iterator[Unit]:
        """What stands before the next value: commas, blanks, an array's own brackets."""
        end = _length(_SKIPPED, self._buffer, 0)
        if not self._begun and self._buffer[:end].strip(_BEFORE):
            self._give_up()  # Google's `)]}'` and lengths before each value: no edit may be made
            return
        if not self._begun and self._buffer[end : end + 1] == b"[":
            self._begun = True
            end += 1 + _length(_SKIPPED, self._buffer, end + 1)
        if end:
            self._begun = self._begun or end < len(self._buffer)
            yield Unit(self._take(end), kind="comment")

    def _scan(self) -> bool:
        """Go on to the end of the value; False if it is not there yet."""
        self._begun = True
        buffer = self._buffer
        while self._at < len(buffer):
            if self._in_string:
                self._at += _length(_STRING, buffer, self._at)
                if buffer[self._at : self._at + 1] != b'"':
                    return False  # cut off, perhaps behind a backslash
                self._at += 1
                self._in_string = False
            else:
                self._at += _length(_STRUCTURE, buffer, self._at)
                if self._at == len(buffer):
                    return False
                mark = buffer[self._at]
                self._at += 1
                self._in_string = mark == 0x22
                self._depth += (mark in b"{[") - (mark in b"}]")
            if self._depth <= 0 and not self._in_string:
                self._depth = 0
                return True
        return False


def _length(pattern: re.Pattern[bytes], buffer: bytearray, start: int) -> int:
    """Of what matches from `start` on. The match is not kept: a buffer that one holds is fixed."""
    found = pattern.match(buffer, start)
    return found.end() - start if found else 0


def value(raw: bytes) -> Unit:
    try:
        return Unit(raw, raw.decode(), str.encode)
    except UnicodeDecodeError:
        return Unit(raw)


class Unnamed(Values):
    """A file that does not say what it is: JSON objects, as results of batches are, or whatever
    else, which passes as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self._known = False

    def _units(self) -> Iterator[Unit]:
        if not self._known:
            head = bytes(self._buffer[:_HEAD]).lstrip(_BEFORE)
            if len(head) < 2 and len(self._buffer) < _HEAD:
                return  # it may still become one
            self._known = True
            if not _OBJECT.match(head):
                self._give_up()
                return
        yield from super()._units()


_HEAD = 64  # bytes; no file of JSON begins with as many blanks
_OBJECT = re.compile(rb'\{[\s"}]')


# ---------------------------------------------------------------- Bedrock


_PRELUDE = struct.Struct(">III")


class AwsFrames(_Buffered):
    """application/vnd.amazon.eventstream: lengths, headers and payload, each with its CRC-32."""

    def _units(self) -> Iterator[Unit]:
        while len(self._buffer) >= _PRELUDE.size:
            total, headers, check = _PRELUDE.unpack_from(self._buffer)
            sound = zlib.crc32(self._buffer[:8]) == check and headers + 16 <= total <= MAX_UNIT
            if not sound:
                self._give_up()
                return
            if len(self._buffer) < total:
                return
            yield frame(self._take(total), headers)


def frame(raw: bytes, headers: int) -> Unit:
    """One frame; `invoke`'s hold the model's own event in base64."""
    start = _PRELUDE.size + headers
    if zlib.crc32(raw[:-4]) != int.from_bytes(raw[-4:]):
        return Unit(raw)
    try:
        text = raw[start:-4].decode()
        inner = _BYTES.fullmatch(text)
        if inner:
            text = base64.b64decode(inner[2]).decode()
    except ValueError:
        return Unit(raw)
    if not text.startswith("{"):
        return Unit(raw)

    def build(new: str) -> bytes:
        if inner:
            new = inner[1] + base64.b64encode(new.encode()).decode() + inner[3]
        payload = new.encode()
        prelude = struct.pack(">II", start + len(payload) + 4, headers)
        out = prelude + zlib.crc32(prelude).to_bytes(4) + raw[_PRELUDE.size : start] + payload
        return out + zlib.crc32(out).to_bytes(4)

    return Unit(raw, text, build)


_BYTES = re.compile(r'(\{.{0,200}?"bytes"\s*+:\s*+")([A-Za-z0-9+/=]++)(".*+)', re.DOTALL)


# ---------------------------------------------------------------- plain text


class Text:
    """UTF-8, cut anywhere."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def feed(self, data: bytes) -> Iterator[Unit]:
        text = self._decoder.decode(data)
        if text:
            yield Unit(_bytes(text), text, _bytes, plain=True)

    def rest(self) -> bytes:
        return _bytes(self._decoder.decode(b"", True))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
