"""SummaryInformation and its like -> names and texts of properties. [MS-OLEPS]

Ours, since olefile gives neither the properties that people name nor texts out of their code page.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from gateway.content.documents.readers import codepages

_SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
_OFFICE = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
_NAMES = {
    _SUMMARY: {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments",
               7: "Template", 8: "last_saved_by", 9: "revision", 18: "Application"},
    _OFFICE: {2: "category", 3: "PresentationFormat", 12: "HeadingPairs", 13: "TitlesOfParts",
              14: "manager", 15: "company", 29: "AppVersion"},
}  # fmt: skip
_DICTIONARY, _CODE_PAGE = 0, 1
_BSTR, _VARIANT, _LPSTR, _LPWSTR, _VECTOR = 8, 12, 30, 31, 0x1000
_UTF_16 = 1200
MAX_PROPERTIES = 2_000


def read(data: bytes) -> Iterator[tuple[str, str]]:
    """Every property that is a text, with its name. Damage ends it: raises struct.error."""
    count = struct.unpack_from("<I", data, 24)[0]
    for number in range(min(count, 2)):
        kind, start = data[28 + 20 * number : 44 + 20 * number], 44 + 20 * number
        yield from _read_set(data[struct.unpack_from("<I", data, start)[0] :], kind)


def _read_set(data: bytes, kind: bytes) -> Iterator[tuple[str, str]]:
    count = min(struct.unpack_from("<I", data, 4)[0], MAX_PROPERTIES)
    found = dict(struct.unpack_from("<II", data, 8 + 8 * n) for n in range(count))
    page = 0
    if at := found.get(_CODE_PAGE):
        page = struct.unpack_from("<H", data, at + 4)[0]
    names = _NAMES.get(kind, {})
    if at := found.get(_DICTIONARY):
        names = dict(_dictionary(data, at, page))
    for identifier, at in found.items():
        if identifier > _CODE_PAGE:
            for text in _values(data, at, page):
                yield names.get(identifier, ""), text


def _dictionary(data: bytes, at: int, page: int) -> Iterator[tuple[int, str]]:
    """The names that people gave to properties."""
    count = struct.unpack_from("<I", data, at)[0]
    at += 4
    for _ in range(min(count, MAX_PROPERTIES)):
        identifier, length = struct.unpack_from("<II", data, at)
        size = 2 * length if page == _UTF_16 else length
        yield identifier, _text(data[at + 8 : at + 8 + size], page)
        at += 8 + (-(-size // 4) * 4 if page == _UTF_16 else size)


def _values(data: bytes, at: int, page: int) -> Iterator[str]:
    kind = struct.unpack_from("<I", data, at)[0] & 0xFFFF
    at += 4
    if not kind & _VECTOR:
        text, _ = _value(data, at, kind, page)
        if text:
            yield text
        return
    count = struct.unpack_from("<I", data, at)[0]
    at += 4
    for _ in range(min(count, MAX_PROPERTIES)):
        inner = kind & ~_VECTOR
        if inner == _VARIANT:
            inner, at = struct.unpack_from("<I", data, at)[0] & 0xFFFF, at + 4
        text, at = _value(data, at, inner, page)
        if text:
            yield text


def _value(data: bytes, at: int, kind: int, page: int) -> tuple[str, int]:
    """A text, or nothing for a value of another kind; where the next one of a list stands.

    By the standard after zeros to a multiple of four, which Office writes for UTF-16 alone.
    """
    if kind not in (_BSTR, _LPSTR, _LPWSTR):
        return "", at + 4
    length = struct.unpack_from("<I", data, at)[0]
    size = 2 * length if kind == _LPWSTR else length
    text = _text(data[at + 4 : at + 4 + size], _UTF_16 if kind == _LPWSTR else page)
    return text, at + 4 + (-(-size // 4) * 4 if kind == _LPWSTR else size)


def _text(raw: bytes, page: int) -> str:
    if page == _UTF_16:
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    return codepages.text(raw.rstrip(b"\0"), page)
