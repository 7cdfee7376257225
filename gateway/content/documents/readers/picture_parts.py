"""The bytes of a picture's file -> where the picture ends, the words that stand beside it, and all
the rest of the file in which words could stand.

PNG (ISO/IEC 15948), JPEG (ITU-T T.81), GIF89a, WebP (RFC 9649), TIFF 6.0. What is damaged raises
one of FAULTS.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.content.documents.readers import exif

FAULTS = (struct.error, IndexError, zlib.error)
MAX_WORDS = 2**20
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3}){6,}")
_SPOKEN = re.compile(rb"[\x20-\x7e]{16,}+")
_WIDE = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){3,}+")
"""Among points so many characters are words; by chance a megabyte has one such run in ten."""

AROUND = 64
"""Bytes before and behind such characters that are looked at."""
_ASCII = re.compile(rb"[\x20-\x7e]*+")
MIN_DIFFERENT = 8
"""Different bytes of words; an even surface repeats two or three."""


@dataclass(slots=True)
class Beside:
    """`said` are texts, each as its format has it. `loose` are numbers, profiles, notes of makers
    and what nobody knows, `points` are the picture itself."""

    end: int
    said: list[bytes] = field(default_factory=list, repr=False)
    loose: list[bytes] = field(default_factory=list, repr=False)
    points: list[bytes] = field(default_factory=list, repr=False)

    def spoken(self) -> Iterator[bytes]:
        """Words among the points."""
        for piece in self.points:
            yield from (_with_ascii(piece, *m.span()) for m in _WIDE.finditer(piece))
            yield from (m[0] for m in _SPOKEN.finditer(piece) if len(set(m[0])) >= MIN_DIFFERENT)


def _with_ascii(piece: bytes, start: int, end: int) -> bytes:
    """Characters, and ASCII on either side of them, which may be of the same text."""
    left: list[bytes] = _ASCII.findall(piece[max(0, start - AROUND) : start])
    right = _ASCII.match(piece, end, end + AROUND)
    return left[-2:][0] + piece[start:end] + (right[0] if right else b"")


def beside(data: bytes, media_type: str) -> Beside:
    match media_type:
        case "image/png":
            return _chunks(data)
        case "image/jpeg":
            return _marks(data)
        case "image/gif":
            return _blocks(data)
        case "image/webp":
            return _riff(data)
        case "image/tiff":
            said = [t.encode() for t in exif.texts(data)]
            return Beside(len(data), said, list(exif.beside_points(data)))
    return Beside(len(data))


def damaged(data: bytes) -> Beside:
    """Of a file of which the parts cannot be told."""
    return Beside(len(data), loose=[data[:MAX_WORDS]], points=[data[MAX_WORDS:]])


# ---------------------------------------------------------------- PNG

_POINTS = frozenset((b"IDAT", b"fdAT"))


def _chunks(data: bytes) -> Beside:
    """Chunks of text (11.3.3), all others, where the last one ends."""
    found, at, packed = Beside(len(data)), 8, list[bytes]()
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            found.said += _words(kind, content)
        elif kind == b"eXIf":
            found.said += _tags(content)
        elif kind == b"iCCP":
            name, _, profile = content.partition(b"\0")
            found.loose += [name, *_inflated(profile[1:])]
        elif kind in _POINTS:
            packed.append(content)
        else:
            found.loose.append(content)
        if kind == b"IEND":
            break
    found.end = at
    found.loose.append(_behind_points(packed))
    return found


def _words(kind: bytes, content: bytes) -> list[bytes]:
    name, _, value = content.partition(b"\0")
    if kind == b"iTXt":
        packed = value[:1] == b"\1"
        language, translated, value = [*value[2:].split(b"\0", 2), b"", b""][:3]
        name = b"\n".join((name, language, translated))
    else:
        packed, value = kind == b"zTXt", value[kind == b"zTXt" :]
    if not packed:
        return [name + b"\n" + value]
    value, rest = _inflated(value)
    return [name + b"\n" + value, rest]


def _inflated(packed: bytes) -> tuple[bytes, bytes]:
    """What is packed, and what stands behind it."""
    tool = zlib.decompressobj()
    return tool.decompress(packed, MAX_WORDS), tool.unused_data


def _behind_points(packed: list[bytes]) -> bytes:
    """What follows the packed points in their own chunks."""
    tool = zlib.decompressobj()
    for number, piece in enumerate(packed):
        while piece and not tool.eof:
            tool.decompress(piece, MAX_WORDS)
            piece = tool.unconsumed_tail
        if tool.eof:
            return b"".join((tool.unused_data, *packed[number + 1 :]))
    return b""


# ---------------------------------------------------------------- JPEG


def _marks(data: bytes) -> Beside:
    """Remarks, XMP, EXIF and what programs keep; where the picture ends. Within the scan FF stands
    before 00 only."""
    found, at = Beside(len(data)), 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xFF:  # any number of these may stand before a mark (B.1.1.2)
            at += 1
            continue
        if kind == 0xD9:
            found.end = at + 2
            return found
        length = struct.unpack_from(">H", data, at + 2)[0]
        content = data[at + 4 : at + 2 + length]
        if kind == 0xFE:
            found.said.append(content)
        elif kind == 0xE1:
            if b"adobe.com" in content[:40]:
                found.said.append(content.partition(b"\0")[2])
            else:
                found.said += _tags(content)
                found.loose.append(content)
        elif kind == 0xED:
            found.said += _runs(content)
        elif _is_table(kind, content):
            found.points.append(content)
        else:
            found.loose.append(content)
        at += 2 + max(length, 2)
        if kind == 0xDA:
            end = _SCAN_END.search(data, at)
            found.points.append(data[at : end.start() if end else len(data)])
            at = end.start() if end else len(data)
    found.end = at
    return found


def _is_table(kind: int, content: bytes) -> bool:
    """Is it a table of numbers, whole and no more than that (B.2)?"""
    match kind:
        case 0xDB:
            at = 0
            while at < len(content):
                at += 129 if content[at] >> 4 else 65
            return at == len(content)
        case 0xC4:
            at = 0
            while at + 17 <= len(content):
                at += 17 + sum(content[at + 1 : at + 17])
            return at == len(content)
        case 0xDA:
            return len(content) == 4 + 2 * content[0]
        case _ if 0xC0 <= kind <= 0xCF and kind != 0xCC:
            return len(content) == 6 + 3 * content[5]
    return False


def _tags(content: bytes) -> list[bytes]:
    """The texts of EXIF, and words among what a maker keeps there as it likes."""
    content = content.removeprefix(b"Exif\0\0")
    return list(dict.fromkeys((*(t.encode() for t in exif.texts(content)), *_runs(content))))


def _runs(content: bytes) -> list[bytes]:
    """Words among numbers: a title, a remark, who took it."""
    return [m[0] for m in _RUN.finditer(content)]


# ---------------------------------------------------------------- WebP


def _riff(data: bytes) -> Beside:
    """Chunks of EXIF and XMP (2.7.1.5), all others."""
    found, at = Beside(8 + struct.unpack_from("<I", data, 4)[0]), 12
    while at + 8 <= min(found.end, len(data)):
        kind, length = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + length]
        if kind == b"EXIF":
            found.said += _tags(content)
        elif kind == b"XMP ":
            found.said.append(content)
        elif kind in (b"VP8 ", b"VP8L", b"ALPH", b"ANMF"):
            found.points.append(content)
        else:
            found.loose.append(content)
        at += 8 + length + length % 2
    return found


# ---------------------------------------------------------------- GIF

_GIF_HEAD = 13
_Pieces = list[tuple[int, int]]


def _blocks(data: bytes) -> Beside:
    """Blocks, among them remarks; tables of colours, points."""
    found = Beside(_GIF_HEAD + colours(data[10]))
    found.loose.append(data[_GIF_HEAD : found.end])
    for start, after, pieces in walk(data):
        held = b"".join(data[a:b] for a, b in pieces)
        if data[start] == 0x2C:
            found.points.append(held)
        elif data[start + 1] in (0xFE, 0x01):
            found.said.append(held)
        elif data[start + 1 : start + 3] != b"\xf9\4":  # how long a picture is shown
            found.loose.append(held)
        found.end = after
    found.end += 1
    return found


def walk(data: bytes) -> Iterator[tuple[int, int, _Pieces]]:
    """GIF89a: each block, where it begins and ends, and where its pieces do."""
    at = _GIF_HEAD + colours(data[10])
    while at < len(data) and data[at] in (0x21, 0x2C):
        start, pieces = at, _Pieces()
        at += 2 if data[at] == 0x21 else 11 + colours(data[at + 9])
        while at < len(data) and (length := data[at]):
            pieces.append((at + 1, at + 1 + length))
            at += 1 + length
        at += 1
        yield start, at, pieces


def colours(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
