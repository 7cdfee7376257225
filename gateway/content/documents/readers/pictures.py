"""Pictures: their text by OCR where it is at hand, else the fact that nobody looked."""

from __future__ import annotations

import struct
from urllib.parse import unquote

from gateway.content import charset
from gateway.content.documents.readers import picture_parts, runs, xmp
from gateway.content.documents.readers.document_builder import Reading
from gateway.content.documents.readers.ornaments import Kind
from gateway.content.documents.readers.picture_parts import Beside

MAX_PREVIEW = 512
"""Points of either side of the preview that an office program puts into its own files, which has
the shape of a page or a slide."""
_PERCENT = "%3C"
"""A `<`: diagrams.net writes its drawing beside the picture of it, in percent escapes."""
_BLANK = b"\0 \r\n\t\xff"


def read(reading: Reading, data: bytes, media_type: str) -> None:
    """A picture as a file of its own, or within another."""
    read_beside(reading, data, media_type)
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
    try:
        found = picture_parts.beside(data, media_type)
    except picture_parts.FAULTS:
        return False
    if found.said or found.end > len(data) or data[found.end :].strip(_BLANK):
        return False
    _read_loose(reading, found)
    return True


def read_beside(reading: Reading, data: bytes, media_type: str, place: str = "") -> None:
    """Words in a picture's file, and what follows the picture. Raises FullError."""
    try:
        found = picture_parts.beside(data, media_type)
    except picture_parts.FAULTS:  # OCR will tell whether it is one
        found = picture_parts.damaged(data)
    for raw in found.said:
        if b"<x:xmpmeta" in raw:
            with reading.template():
                reading.add_property(f"{place}/words", "\n".join(xmp.lines(raw)))
            continue
        for text in _texts(raw):
            reading.add_property(f"{place}/words", unquote(text) if _PERCENT in text else text)
    _read_loose(reading, found, place)
    if rest := data[found.end :].strip(_BLANK):
        reading.member(rest, place=f"{place}/behind" if place else "")


def _texts(raw: bytes) -> list[str]:
    return [d.text for d in charset.decode(raw)[:1] if not charset.is_binary(d.text)]


def _read_loose(reading: Reading, found: Beside, place: str = "") -> None:
    """Words where a picture has none: what programs write of colours among them."""
    loose = (charset.decode(p)[0].text if charset.is_text(p) else runs.read(p) for p in found.loose)
    spoken = (text for raw in found.spoken() for text in _texts(raw))
    with reading.template():
        reading.add_property(
            f"{place}/loose", "\n".join(dict.fromkeys((*filter(None, loose), *spoken)))
        )


def _frames(data: bytes) -> list[tuple[int, int]]:
    """GIF: how far each of its pictures reaches, whatever the file says of its own size."""
    found = []
    try:
        for start, _, _ in picture_parts.walk(data):
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
