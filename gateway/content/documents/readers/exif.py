"""EXIF (CIPA DC-008) and TIFF 6.0 -> the texts among their tags. Pure; damage is no text."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from gateway.content import charset
from gateway.content.documents.readers import xmp

_ASCII, _BYTE, _UNDEFINED, _UTF8 = 2, 1, 7, 129
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
"""Bytes of a value, by its type."""
_ORDERS = {b"II": "<", b"MM": ">"}
_WHOLE = {3: "H", 4: "I"}
"""Types of whole numbers."""
_BEGINS = {0x0111: 0x0117, 0x0144: 0x0145, 0x0201: 0x0202}
"""Where strips, tiles and a small picture begin, and the tags that say how long they are."""
_FURTHER = frozenset((0x014A, 0x8769, 0x8825, 0xA005))
"""Tags that lead to further directories: parts of a picture, EXIF, GPS, other programs' own."""
_XMP = 0x02BC
_WIDE = frozenset(range(0x9C9B, 0x9CA0))
"""Title, remark, author, keywords, subject by Windows, in UTF-16."""
_CODED = frozenset((0x9286, 0x001B, 0x001C))
"""A camera's remark; how and where a place was found. Eight bytes say in which code."""
_CODES = {b"UNICODE\0": ("utf-16-le", "utf-16-be"), b"JIS\0\0\0\0\0": ("iso2022_jp",)}
"""Programs disagree on which of its halves stands first."""
_NUMBERS = frozenset((0x00FE, 0x0111, 0x0117, 0x8773, 0x9000, 0xA000, 0x927C))
"""Where the points are, a profile of colours, versions; what a maker keeps as it likes."""
MAX_TAGS = 5_000
"""Of all directories together; a camera writes 100."""
MIN_SAID = 4


def texts(data: bytes) -> Iterator[str]:
    """Every tag that is a text. `data` begins with the mark of a TIFF."""
    for _, tag, kind, value in _tags(data):
        yield from _said(tag, kind, value)


def beside_points(data: bytes) -> Iterator[bytes]:
    """What of a TIFF is no strip or tile of its pictures."""
    at = 0
    for start, length in sorted(_strips(data)):
        yield data[at:start]
        at = max(at, start + length)
    yield data[at:]


def _strips(data: bytes) -> Iterator[tuple[int, int]]:
    """Where strips and tiles begin, and how long they are."""
    order = _ORDERS.get(data[:2], "<")
    lists: dict[tuple[int, int], tuple[int, ...]] = {}
    for directory, tag, kind, value in _tags(data):
        if kind in _WHOLE and (tag in _BEGINS or tag in _BEGINS.values()):
            form = f"{order}{len(value) // _SIZES[kind]}{_WHOLE[kind]}"
            if struct.calcsize(form) == len(value):
                lists[directory, tag] = struct.unpack(form, value)
    for (directory, tag), starts in lists.items():
        if tag in _BEGINS:
            yield from zip(starts, lists.get((directory, _BEGINS[tag]), ()), strict=False)


def _tags(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Every tag of every directory: where that stands, the tag, its type, its bytes."""
    order = _ORDERS.get(data[:2], "")
    if not order or len(data) < 8:
        return
    waiting, seen, tags = [struct.unpack_from(f"{order}I", data, 4)[0]], set[int](), 0
    while waiting:
        at = waiting.pop()
        if at in seen or not 8 <= at <= len(data) - 2:
            continue
        seen.add(at)
        count = struct.unpack_from(f"{order}H", data, at)[0]
        tags += count
        if tags > MAX_TAGS or at + 6 + 12 * count > len(data):
            return
        for number in range(count):
            tag, kind, value = _value(data, at + 2 + 12 * number, order)
            if tag in _FURTHER and len(value) % 4 == 0:
                waiting += struct.unpack(f"{order}{len(value) // 4}I", value)
            else:
                yield at, tag, kind, value
        waiting.append(struct.unpack_from(f"{order}I", data, at + 2 + 12 * count)[0])


def _value(data: bytes, at: int, order: str) -> tuple[int, int, bytes]:
    """A tag, its type, and its bytes, which stand here or elsewhere."""
    tag, kind, count = struct.unpack_from(f"{order}HHI", data, at)
    length = count * _SIZES.get(kind, 0)
    start = at + 8 if length <= 4 else struct.unpack_from(f"{order}I", data, at + 8)[0]
    return tag, kind, data[start : start + length]


def _said(tag: int, kind: int, value: bytes) -> Iterator[str]:
    """The texts that a value may be."""
    said = value.strip(b"\0 ")
    if kind not in (_ASCII, _BYTE, _UNDEFINED, _UTF8) or tag in _NUMBERS:
        return
    if tag == _XMP:
        yield "\n".join(xmp.lines(value))
    elif tag in _WIDE:
        yield value.decode("utf-16-le", "replace").strip("\0 ")
    elif tag in _CODED and (codecs := _CODES.get(value[:8])):
        for codec in codecs:
            yield value[8:].decode(codec, "replace").strip("\0 ")
    elif len(said) >= MIN_SAID and charset.is_text(said):
        yield charset.decode(said)[0].text
