"""The source of a PDF's objects -> the strings in it; an unpacked stream -> what it says.

Ours, since a string is wanted wherever it stands, in whatever charset its writer used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gateway.content import charset
from gateway.content.documents.readers import xmp
from gateway.content.documents.readers.document_builder import Reading
from gateway.content.documents.readers.xmp import PERSON
from gateway.content.file_type import sniff

MAX_STRING = 16_384
"""Bytes of a string; a script may be that long."""

MIN_STRING = 4

MAX_PLAIN = 8 * 2**20
"""Bytes of one stream, but for attached files, that are unpacked to see what it is."""

MIN_COLOURS = 16
"""Different bytes of a text that calls itself a picture; a plain surface has one or two."""

_OPERATORS = re.compile(rb"\b(?:Tj|TJ|Td|Tf|cm|re|Do|BT|gs|begincmap|endcmap|d0|d1|rg|RG|BDC)\b")
_STRING = re.compile(
    rb"(?:/([A-Za-z.]{1,40})\s{0,4})?(?:\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.){0,2048}+\)){1,%d}+)\)|<([0-9A-Fa-f\s]{8,%d}+)>)"
    % (MAX_STRING, 4 * MAX_STRING),
    re.DOTALL,
)
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"\1\0\4", b"%!")
"""TrueType, OpenType, collections, CFF, Type 1."""
NAME = re.compile(rb"/[^\s/<>\[\](){}%]{0,256}")
_PLAIN_NAME = re.compile(rb"/[A-Za-z0-9]*")
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_WHO = frozenset((b"Author", b"T"))
_OF_PROGRAMS = frozenset(
    (b"Producer", b"Creator", b"PTEX.Fullbanner", b"FontFamily", b"CharSet", b"Registry",
     b"Ordering", b"RegistryName", b"OutputCondition", b"OutputConditionIdentifier", b"DA", b"Lang")
)  # fmt: skip
"""Keys of strings that a program writes: its own name, fonts, colours, languages."""
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r\n": b""}
_TECHNICAL = re.compile(r"D:\d{4}.*|[A-Z]{6}\+.*|Adobe|Identity|Japan1|UCS")


def strings(source: bytes) -> Iterator[tuple[str, bool]]:
    """Every string in the source of objects, but for the bare names of their writers; does a
    program say it of itself or of a font?"""
    for found in _STRING.finditer(source):
        text = _literal(found[2]) if found[2] else _hexed(found[3])
        if found[1] in _WHO and PERSON.fullmatch(text.strip()):
            continue
        if (len(text.strip()) >= MIN_STRING and not _TECHNICAL.fullmatch(text)) or (
            text.strip() and not text.isascii()
        ):
            yield text.strip(), found[1] in _OF_PROGRAMS


def names(source: bytes) -> Iterator[str]:
    """Names that are more than letters and digits, as a reader has them."""
    for found in dict.fromkeys(NAME.findall(source)):
        if not _PLAIN_NAME.fullmatch(found):
            text = decoded(_CODE.sub(lambda code: bytes([int(code[1], 16)]), found[1:]))
            if text.strip() and not _TECHNICAL.fullmatch(text):
                yield text


def told(source: bytes) -> Iterator[tuple[str, bool]]:
    """Strings, and the names that somebody chose."""
    yield from strings(source)
    yield from ((name, True) for name in names(source))


def tell(said: dict[str, bool], found: Iterable[tuple[str, bool]]) -> None:
    """Add strings; one that an author wrote anywhere is the author's."""
    for text, of_program in found:
        said[text] = said.get(text, True) and of_program


def read_stream(reading: Reading, plain: bytes, place: str, name: str = "") -> None:
    """A file, a form in XFA, a script; of what draws a page nothing. Raises FullError."""
    if plain[:9] == b"<?xpacket":
        read_xmp(reading, plain, place)
    elif is_told(plain):
        reading.member(plain, name, place)


def is_told(plain: bytes) -> bool:
    """Is it a file or a text, and not a part of a drawing?"""
    if kind := sniff(plain):
        return not kind.startswith(("image/", "font/"))
    return bool(plain.strip()) and charset.is_text(plain) and not _OPERATORS.search(plain[:65_536])


def is_font(plain: bytes) -> bool:
    """Does it begin like a font or a profile of colours?"""
    return plain.startswith(_FONTS) or plain[36:40] == b"acsp"


def is_of_pages(plain: bytes) -> bool:
    """Does it begin like what draws a page, a font or a profile of colours? These may be large."""
    if is_font(plain):
        return True
    return not sniff(plain) and _OPERATORS.search(plain[:65_536]) is not None


def is_surface(plain: bytes) -> bool:
    """Is it all of a few colours? As a text it would be nothing either."""
    return len(set(plain)) < MIN_COLOURS


def read_xmp(reading: Reading, plain: bytes, place: str) -> None:
    """Metadata in XML. Raises FullError."""
    with reading.template():
        reading.add(place, "\n".join(xmp.lines(plain)))


def _literal(raw: bytes) -> str:
    return decoded(_ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPES.get(code, code)


def _hexed(raw: bytes) -> str:
    digits = b"".join(raw.split())
    return decoded(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()))


def decoded(raw: bytes) -> str:
    """UTF-16 or UTF-8 with a mark, else the code page of whoever wrote it; no text is nothing."""
    if raw[:2] in (b"\xfe\xff", b"\xff\xfe"):
        codec = "utf-16-be" if raw[:1] == b"\xfe" else "utf-16-le"
        return raw[2:].decode(codec, "ignore")
    return charset.decode(raw)[0].text if charset.is_text(raw) else ""
