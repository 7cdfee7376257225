"""Pictures: their text by OCR where it is at hand, else the fact that nobody looked."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from gateway.content import charset
from gateway.content.documents.readers import exif, xmp
from gateway.content.documents.readers.document_builder import Reading
from gateway.content.documents.readers.ornaments import Kind

MAX_WORDS = 2**20
MAX_PREVIEW = 512
"""Points of either side of the preview that an office program puts into its own files, which has
the shape of a page or a slide."""
_PERCENT = "%3C"
"""A `<`: diagrams.net writes its drawing beside the picture of it, in percent escapes."""
_BLANK = b"\0 \r\n\t\xff"
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3}){6,}")


def read(reading: Reading, data: bytes, media_type: str) -> None:
    """A picture as a file of its own, or within another."""
    _read_beside(reading, data, media_type)
    moves = _moves(data, media_type)
    if reading.depth and not moves:
        match reading.beside.kind(data, size_of(data, media_type)):
            case Kind.ORNAMENT:
                return
            case Kind.PIECE:
                reading.miss("pictures/pieces")
                return
    if moves:
        reading.miss("pictures/several", media_type=media_type)
    text = reading.ocr(data) if reading.ocr else None
    if text is None:
        reading.miss("pictures/no-text", media_type=media_type)
    else:
        reading.add("/text", text)


def _moves(data: bytes, media_type: str) -> bool:
    """Has it more pictures than the one that OCR sees?"""
    match media_type:
        case "image/gif":
            return len(_frames(data)) > 1
        case "image/png":
            return b"acTL" in data[8:1024]
        case "image/webp":
            return data[12:16] == b"VP8X" and data[20:21] != b"" and bool(data[20] & 2)
    return False


def is_preview(reading: Reading, data: bytes, media_type: str) -> bool:
    """Is it a small picture of the file itself, as office programs put into each? Where OCR is at
    hand it is read like any other."""
    size = size_of(data, media_type)
    if reading.ocr or not size or max(size) > min(MAX_PREVIEW, 2 * min(size)):
        return False
    return _holds_no_more(data, media_type)


def _holds_no_more(data: bytes, media_type: str) -> bool:
    """Does a file end where its picture does, and say nothing in words?"""
    try:
        end, said = _beside(data, media_type)
    except (struct.error, IndexError, zlib.error):
        return False
    return not said and end <= len(data) and not data[end:].strip(_BLANK)


def _read_beside(reading: Reading, data: bytes, media_type: str) -> None:
    """Words in a picture's file, and what follows the picture. Raises FullError."""
    try:
        end, said = _beside(data, media_type)
    except (struct.error, IndexError, zlib.error):
        return  # damaged: OCR will tell
    for raw in said:
        if b"<x:xmpmeta" in raw:
            with reading.template():
                reading.add_property("/words", "\n".join(xmp.lines(raw)))
            continue
        for found in charset.decode(raw)[:1]:
            if not charset.is_binary(found.text):
                text = unquote(found.text) if _PERCENT in found.text else found.text
                reading.add_property("/words", text)
    if rest := data[end:].strip(_BLANK):
        reading.member(rest)


def _beside(data: bytes, media_type: str) -> tuple[int, list[bytes]]:
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
            return len(data), [t.encode() for t in exif.texts(data)]
    return len(data), []


def _chunks(data: bytes) -> tuple[int, list[bytes]]:
    """PNG: chunks of text ([PNG], 11.3.3), where the last one ends."""
    said: list[bytes] = []
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            said.append(_words(kind, content))
        elif kind == b"eXIf":
            said += _tags(content)
        elif kind == b"IEND":
            break
    return at, said


def _words(kind: bytes, content: bytes) -> bytes:
    name, _, value = content.partition(b"\0")
    if kind == b"iTXt":
        packed, value = value[:1] == b"\1", value[2:].split(b"\0", 2)[-1]
    else:
        packed, value = kind == b"zTXt", value[kind == b"zTXt" :]
    if packed:
        value = zlib.decompressobj().decompress(value, MAX_WORDS)
    return name + b"\n" + value


def _marks(data: bytes) -> tuple[int, list[bytes]]:
    """JPEG: remarks, XMP, EXIF and what Photoshop keeps; where the picture ends. Within the scan FF
    stands before 00 only."""
    said: list[bytes] = []
    at = 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xD9:
            return at + 2, said
        length = struct.unpack_from(">H", data, at + 2)[0]
        content = data[at + 4 : at + 2 + length]
        if kind == 0xFE:
            said.append(content)
        elif kind == 0xE1:
            xmp_too = b"adobe.com" in content[:40]
            said += [content.partition(b"\0")[2]] if xmp_too else _tags(content)
        elif kind == 0xED:
            said += _runs(content)
        at += 2 + max(length, 2)
        if kind == 0xDA:
            found = _SCAN_END.search(data, at)
            at = found.start() if found else len(data)
    return at, said


def _tags(content: bytes) -> list[bytes]:
    """The texts of EXIF, and words among what a maker keeps there as it likes."""
    content = content.removeprefix(b"Exif\0\0")
    return list(dict.fromkeys((*(t.encode() for t in exif.texts(content)), *_runs(content))))


def _runs(content: bytes) -> list[bytes]:
    """Words among numbers: a title, a remark, who took it."""
    return [m[0] for m in _RUN.finditer(content)]


def _riff(data: bytes) -> tuple[int, list[bytes]]:
    """WebP: chunks of EXIF and XMP (RFC 9649, 2.7.1.5)."""
    said: list[bytes] = []
    end, at = 8 + struct.unpack_from("<I", data, 4)[0], 12
    while at + 8 <= min(end, len(data)):
        kind, length = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + length]
        if kind == b"EXIF":
            said += _tags(content)
        elif kind == b"XMP ":
            said.append(content)
        at += 8 + length + length % 2
    return end, said


def _blocks(data: bytes) -> tuple[int, list[bytes]]:
    """GIF89a: blocks, among them remarks."""
    said: list[bytes] = []
    end = _GIF_HEAD + _colours(data[10])
    for start, after, pieces in _walk(data):
        if data[start] == 0x21 and data[start + 1] in (0xFE, 0x01) and pieces:
            said.append(b"".join(data[a:b] for a, b in pieces))
        end = after
    return end + 1, said


_GIF_HEAD = 13
_Pieces = list[tuple[int, int]]


def _walk(data: bytes) -> Iterator[tuple[int, int, _Pieces]]:
    """GIF89a: each block, where it begins and ends, and where its pieces do."""
    at = _GIF_HEAD + _colours(data[10])
    while at < len(data) and data[at] in (0x21, 0x2C):
        start, pieces = at, []
        at += 2 if data[at] == 0x21 else 11 + _colours(data[at + 9])
        while at < len(data) and (length := data[at]):
            pieces.append((at + 1, at + 1 + length))
            at += 1 + length
        at += 1
        yield start, at, pieces


def _colours(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _frames(data: bytes) -> list[tuple[int, int]]:
    """GIF: how far each of its pictures reaches, whatever the file says of its own size."""
    found = []
    try:
        for start, _, _ in _walk(data):
            if data[start] == 0x2C:
                left, top, width, height = struct.unpack_from("<4H", data, start + 1)
                found.append((left + width, top + height))
    except (struct.error, IndexError):
        pass  # cut short: what came before counts
    return found


def size_of(data: bytes, media_type: str) -> tuple[int, int] | None:
    """Width and height, of the kinds that documents hold; None where they are not known."""
    try:
        size = _stated(data, media_type)
    except (struct.error, IndexError):
        return None
    return size if size and all(size) else None  # a height of 0 is told behind the picture


def _stated(data: bytes, media_type: str) -> tuple[int, int] | None:
    match media_type:
        case "image/png":
            return struct.unpack_from(">II", data, 16)
        case "image/gif":
            reach = [struct.unpack_from("<HH", data, 6), *_frames(data)]
            return max(w for w, _ in reach), max(h for _, h in reach)
        case "image/jpeg":
            return _jpeg(data)
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + max(length, 2)
    return None
