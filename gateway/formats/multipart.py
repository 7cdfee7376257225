"""A multipart body (RFC 2046, RFC 7578) -> its parts: names, file names, headers, contents.

Strict, on bytes: whatever parsers could disagree on is reported, besides being read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from gateway.content import charset
from gateway.formats import percent
from gateway.formats.caller_tokens import may_be_secret
from gateway.formats.coding import Coding, Fixed, Mounted
from gateway.formats.embedded import from_base64
from gateway.formats.file_places import NOT_BASE64
from gateway.formats.known_names import FIELDS, Kind
from gateway.formats.prompt_builder import Layer, Origin, Reading, Where
from gateway.formats.strings import NESTED, read_string

_BOUNDARY = re.compile(r';\s*boundary\s*=\s*(?:"([^"\\]{1,200})"|([^\s";,]{1,200}))', re.IGNORECASE)
_LINE_END = re.compile(rb"[ \t]*(?:\r\n|\n|\Z)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(rb"([!-9;-~]+):[ \t]*([^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)(?:\r?\n|\Z)")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*+)"|([^;"\s]*+))')
_TECHNICAL = re.compile(r"[\w.+/-]{0,100}(?:;[ \t]*charset=[\w-]{0,40})?", re.ASCII)
_CONTINUED = re.compile(r"([^*]+)\*([0-9]{1,4})\*?")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)?")
_QUOTED_PAIR = re.compile(r"\\(.)")
_PARAMETERS = frozenset({"size", "creation-date", "modification-date", "read-date", "handling"})
"""Of Content-Disposition (RFC 2183, 2; RFC 3459), besides names."""
MAX_LENGTH = 9
"""Digits of the length of a part: a gigabyte. More may be somebody's number."""

_SAID = {
    "content-disposition": ("", "form-data", "attachment", "inline", "file"),
    "content-transfer-encoding": ("7bit", "8bit", "binary", "base64", "quoted-printable"),
}
_KNOWN = _SAID.keys() | {"content-type", "content-length"}
_FIXED: Coding = Fixed("part-header")
_CODED = Fixed("file")


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: its headers, and the span of its content."""

    headers: tuple[tuple[str, bytes], ...] = field(repr=False)
    start: int
    end: int

    def header(self, name: str) -> str:
        return next((_plain(v)[0] for n, v in self.headers if n == name), "")


class MalformedError(ValueError):
    """Parsers would disagree on where the parts are."""


def boundary_of(media_type: str) -> bytes:
    """The boundary that a Content-Type names, once; else nothing."""
    found = _BOUNDARY.findall(media_type)
    return (found[0][0] or found[0][1]).encode() if len(found) == 1 else b""


def read_multipart(
    reading: Reading, data: bytes, boundary: bytes, layer: Layer, levels: int
) -> None:
    """Read all parts. `layer` holds the same bytes as Latin-1, so that offsets are the same.

    Raises MalformedError, which leaves in `reading` what was read until then.
    """
    for number, piece in enumerate(_pieces(data, boundary)):
        _read_piece(reading, data, layer, piece, number, levels)


def _pieces(data: bytes, boundary: bytes) -> Iterator[Piece]:
    if not boundary:
        raise MalformedError
    delimiter = b"--" + boundary
    first = 0 if data.startswith(delimiter) else data.find(b"\n" + delimiter) + 1
    if data[:first].strip() or not data.startswith(delimiter, first):
        raise MalformedError
    at = first + len(delimiter)
    while not data.startswith(b"--", at):
        line = _LINE_END.match(data, at)
        following = data.find(b"\n" + delimiter, line.end() - 1) if line else -1
        if not line or following < 0:
            raise MalformedError
        end = following - (data[following - 1 : following] == b"\r")
        yield _piece(data, line.end(), max(end, line.end()))
        at = following + 1 + len(delimiter)
    if data[at + 2 :].strip():
        raise MalformedError


def _piece(data: bytes, start: int, end: int) -> Piece:
    blank = _LINE_END.match(data, start)
    if blank and blank.end() > blank.start():
        return Piece((), blank.end(), end)  # no header at all: the content begins at once
    found = _HEAD_END.search(data, start, end)
    if not found:
        raise MalformedError
    return Piece(tuple(_headers(data[start : found.start()])), found.end(), end)


def _headers(head: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(head):
        header = _HEADER.match(head, at)
        if not header:
            raise MalformedError
        yield header[1].decode().lower(), header[2]
        at = header.end()


def _read_piece(
    reading: Reading, data: bytes, layer: Layer, piece: Piece, number: int, levels: int
) -> None:
    name = next((v for n, v in _parameters(piece) if n == "name"), "")
    place = f"/{name}" if name in FIELDS else f"/#{number}"
    _read_headers(reading, layer, piece, place)
    if not levels:
        reading.miss(NESTED, place)
        return
    file_name = next((v for n, v in _parameters(piece) if n.startswith("filename")), "")
    media_type = piece.header("content-type") or "text/plain"
    content = data[piece.start : piece.end]
    decoded = _decoded(reading, piece, content, place)
    prompt = reading.open(decoded, file_name, media_type, reading.budget, levels - 1)
    coding: Coding = Mounted(prompt, _latin) if decoded is content else _CODED
    reading.mount(prompt, Where(place, name), (layer, piece.start, piece.end, coding, 0))


def _decoded(reading: Reading, piece: Piece, content: bytes, place: str) -> bytes:
    """Without the coding of mail (RFC 2045, 6.8), which RFC 7578 knows and advises against."""
    if piece.header("content-transfer-encoding").strip().lower() != "base64":
        return content
    if found := from_base64(_plain(content)[0]):
        return found[0]
    reading.miss(NOT_BASE64, place)
    return content


def _read_headers(reading: Reading, layer: Layer, piece: Piece, place: str) -> None:
    """Whatever the headers say: no server needs it, but any may pass it on."""
    origin: Origin = (layer, 0, 0, _FIXED, 0)
    for name, value in _parameters(piece):
        if name == "name" and value not in FIELDS:
            read_string(reading, value, origin, Where(place + "#"))
        elif name.startswith("filename"):
            read_string(reading, value, origin, Where(f"{place}/filename", kind=Kind.NAME))
        elif name != "name":
            read_string(reading, value, origin, Where(place + "#header", name))
            if name not in _PARAMETERS:
                read_string(reading, name, origin, Where(place + "#header"))
    for name, raw in piece.headers:
        for value in _plain(raw):
            if name == "content-disposition":
                value = _PARAMETER.sub("", value)
            if not _is_technical(name, value.strip()):
                read_string(reading, value, origin, Where(place + "#header", name))
        if name not in _KNOWN:
            read_string(reading, name, origin, Where(place + "#header"))


def _is_technical(name: str, value: str) -> bool:
    """Is it what clients say by themselves?"""
    if name == "content-type":
        return bool(_TECHNICAL.fullmatch(value)) and not may_be_secret(value)
    if name == "content-length":
        return value.isascii() and value.isdecimal() and len(value) <= MAX_LENGTH
    return value.lower() in _SAID.get(name, ())


def _parameters(piece: Piece) -> Iterator[tuple[str, str]]:
    """The parameters of each Content-Disposition; `filename*` decoded as RFC 8187 has it, the
    pieces of a value (`filename*0`, `filename*1*`) each for itself and together (RFC 2231)."""
    for header, raw in piece.headers:
        if header != "content-disposition":
            continue
        pieces: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for name, quoted, token in (p for text in _plain(raw) for p in _PARAMETER.findall(text)):
            value = _QUOTED_PAIR.sub(r"\1", quoted) if quoted else token
            if "*" not in name:
                yield name.lower(), value
                continue
            before, _, value = value.rpartition("'")
            if before and not _is_charset(before):
                yield name.lower(), before
            said = percent.decode(value)
            if piece_of := _CONTINUED.fullmatch(name):
                pieces[piece_of[1].lower()].append((int(piece_of[2]), said))
            for decoded in _plain(said):
                yield name.lower(), decoded
        for name, found in pieces.items():
            for decoded in _together(found):
                yield name, decoded


def _is_charset(said: str) -> bool:
    """Is it what stands before a value by RFC 8187: a charset, and perhaps a language?"""
    declared, _, language = said.partition("'")
    return charset.is_known(declared) and bool(_LANGUAGE.fullmatch(language))


def _together(pieces: list[tuple[int, bytes]]) -> Iterator[str]:
    """In the order of their numbers, and in that in which they stand, should it be another."""
    ordered = sorted(pieces, key=itemgetter(0))
    for found in (ordered, pieces) if ordered != pieces else (ordered,):
        yield from _plain(b"".join(said for _, said in found))


def _plain(raw: bytes) -> tuple[str, ...]:
    """What a header may say; senders of file names disagree on charsets."""
    return tuple(d.text for d in charset.decode(raw)) or (raw.decode("latin-1"),)


def _latin(data: bytes) -> str:
    return data.decode("latin-1")
