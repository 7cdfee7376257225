"""A body -> the texts that lenient decoders get out of it, each with who reads it so.

Python's own as they are; those of Go as small models of what its documentation says that they
forgive. Node's stand in `node`.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import itertools
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, unquote

from gateway.content.charset import is_utf8

Read = tuple[str, str]
"""Who reads it so, and what."""

MOST = 64 * 2**10
"""Bytes that are unpacked: as many as any body may unpack to however small it is."""

PLANTED = "社外秘"
"""Stands in every text that a corpus hides; chance does not make it."""

MIN_BASE64 = 24
"""Characters of a string that is tried as base64. In fewer an ordinary word says something by
chance, and the gate does not look for it."""


# ---------------------------------------------------------------- JSON


def python_json(data: bytes) -> Iterator[Read]:
    """`json.loads` of bytes, which guesses UTF-8, UTF-16 and UTF-32. Members that stand twice are
    both read."""
    try:
        value = json.loads(data, object_pairs_hook=Pairs)
    except (ValueError, RecursionError):
        return
    yield from (("Python's json", text) for text in strings(value))


def go_json(data: bytes) -> Iterator[Read]:
    """`json.NewDecoder(body).Decode(&v)`: the first value, whatever follows it; wrong bytes become
    U+FFFD; of names that differ in case alone the last counts.

    https://pkg.go.dev/encoding/json#Unmarshal
    """
    text = data.decode(errors="replace").lstrip(" \t\r\n")
    try:
        value, _ = json.JSONDecoder(object_pairs_hook=_last_by_case).raw_decode(text)
    except (ValueError, RecursionError):
        return
    yield from (("Go's encoding/json", text) for text in strings(value))


class Pairs(list[tuple[str, Any]]):
    """The members of an object, all of them."""


def _last_by_case(pairs: list[tuple[str, Any]]) -> Pairs:
    return Pairs({name.lower(): (name, value) for name, value in pairs}.values())


def strings(value: Any) -> Iterator[str]:
    """Every name and every text of a JSON value."""
    match value:
        case str():
            yield value
        case Pairs() | dict():
            for name, inner in value.items() if isinstance(value, dict) else value:
                yield name
                yield from strings(inner)
        case list():
            for inner in value:
                yield from strings(inner)


# ---------------------------------------------------------------- forms


def python_form(data: bytes) -> Iterator[Read]:
    yield from _pairs("Python's parse_qsl", data, "&")


def old_form(data: bytes) -> Iterator[Read]:
    """With `;` between fields as well: Go before 1.17, Python before 3.10, Rack before 3."""
    yield from _pairs("a form with semicolons", data.replace(b";", b"&"), "&")


def _pairs(how: str, data: bytes, separator: str) -> Iterator[Read]:
    try:
        found = parse_qsl(data.decode("latin-1"), True, separator=separator, encoding="latin-1")
    except ValueError:
        return
    for said in itertools.chain.from_iterable(found):
        text = said.encode("latin-1").decode(errors="replace")
        yield from ((how, piece) for piece in (foreign(text) if is_json(data) else (text,)))


def is_json(data: bytes) -> bool:
    """May it be JSON that is called a form, as curl calls all that it sends? It is read as what it
    is, so that single escapes of ASCII stand as they are."""
    return data.lstrip()[:1] in (b"{", b"[")


# ---------------------------------------------------------------- multipart

_BOUNDARY = re.compile(rb'boundary="?([^";,\s]+)', re.IGNORECASE)


def python_mail(data: bytes, media_type: str) -> Iterator[Read]:
    """The `email` package, which frameworks used for forms."""
    head = b"MIME-Version: 1.0\r\nContent-Type: " + media_type.encode() + b"\r\n\r\n"
    message = message_from_bytes(head + data)
    for part in message.walk() if message.is_multipart() else ():
        if not part.is_multipart():
            with contextlib.suppress(TypeError, ValueError):  # of numbered parameters, in Python
                yield from (("Python's email", text) for text in _of_part(part))


def _of_part(part: Message[str, str]) -> Iterator[str]:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        yield payload.decode(errors="replace")
    yield str(part.get_filename(""))


def go_multipart(data: bytes, media_type: str) -> Iterator[Read]:
    """`mime/multipart`: lines may end with LF alone, once the first boundary does; blanks behind a
    boundary are skipped; what stands before the first and behind the last is passed over.

    https://pkg.go.dev/mime/multipart#Reader
    """
    found = _BOUNDARY.search(media_type.encode())
    if not found:
        return
    first = re.search(rb"(?:\A|\n)--" + re.escape(found[1]) + rb"[ \t]*(\r?\n)", data)
    if not first:
        return
    line, delimiter = first[1], first[1] + b"--" + found[1]
    for part in (line + data[first.end() :]).split(delimiter)[:-1]:
        _, blank, content = part.partition(line * 2)
        if blank:
            yield "Go's mime/multipart", content.decode(errors="replace")


# ---------------------------------------------------------------- codings


def from_base64(texts: Iterable[str]) -> Iterator[Read]:
    """Strings of base64, as decoders read them that forgive: what they say, where it is a text."""
    for text in texts:
        said = text.rpartition(";base64,")[2]
        if len(said) >= MIN_BASE64 and not _BLANKS.search(said.strip()):
            yield from _texts("Python's b64decode", _python_base64(said))
            yield from _texts("Go's encoding/base64", _go_base64(said))


_BLANKS = re.compile(r"[ \t\f\v\u3000]")


def _python_base64(text: str) -> bytes:
    """`b64decode` without `validate`: whatever is no letter of base64 is passed over."""
    try:
        return base64.b64decode(text.encode(errors="replace"))
    except binascii.Error:
        return b""


def _go_base64(text: str) -> bytes:
    """`StdEncoding`: newlines are passed over, all else must be right."""
    try:
        return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except ValueError:
        return b""


def python_unquote(texts: Iterable[str]) -> Iterator[Read]:
    for text in texts:
        if "%" in text:
            yield from (("Python's unquote", said) for said in foreign(unquote(text)))


def foreign(text: str) -> Iterator[str]:
    """The stretches of a text that are no ASCII, and what stands beside them. Of ASCII, single
    escapes are left as they stand: docs/threat-model.md."""
    yield from _FOREIGN.findall(text)


_FOREIGN = re.compile(r"[^\x00-\x7f\ufffd]{2,}.{0,16}|.{0,16}[^\x00-\x7f\ufffd]{2,}")


def python_zlib(data: bytes) -> Iterator[Read]:
    """`decompressobj`, which gives what it has of a file that is cut short or goes on."""
    try:
        found = zlib.decompressobj(wbits=47).decompress(data, MOST)
    except zlib.error:
        return
    yield from _texts("Python's zlib", found)


def _texts(how: str, data: bytes) -> Iterator[Read]:
    """Bytes that a decoder gives, where they are a text, and one of ours: what forgives makes a few
    letters of anything."""
    if is_utf8(data) and PLANTED in (text := data.decode()):
        yield how, text


def python_charset(data: bytes, declared: str) -> Iterator[Read]:
    """In the charset that is declared, wrong bytes replaced; in UTF-8 without a word of it. What
    is called Latin-1 is Windows' as everywhere (WHATWG Encoding, 4.2)."""
    codec = {"iso-8859-1": "cp1252"}.get(declared, declared or "utf-8")
    try:
        text = data.decode(codec, "replace")
    except (LookupError, UnicodeError):
        return
    # Of Latin letters with accents any bytes are made; a word without one is no chance.
    said = _WORD.findall(text) if codec == "cp1252" else (text,)
    yield from (("Python's decode", piece) for piece in said)


_WORD = re.compile("[A-Za-z]{6,}")
