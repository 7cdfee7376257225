"""The bytes of a zip -> those that belong to none of its members: before, between and behind them,
in the heads of each (APPNOTE.TXT, 4.3).

A program that opens the zip shows none of it, a person who wants to be rid of a text puts it there.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from gateway.content import charset
from gateway.content.documents.readers import runs
from gateway.content.documents.readers.document_builder import Reading

_DESCRIBED = 0x8
_HEAD, _ENTRY, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_HEAD_SIZE, _END_SIZE = 30, 22
_NUMBERS = {
    0x0001: 28,  # large sizes
    0x000A: 32,  # times of Windows
    0x5455: 13,  # times of Unix
    0x5855: 12,  # times and owner, by Info-ZIP before 2003
    0x7855: 4,  # owner
    0x7875: 19,  # owner, wider
    0x9901: 7,  # encryption
    0xCAFE: 0,  # Java's mark
}
"""Extra fields that hold numbers alone, and how many bytes of them."""
_PADDED = frozenset((0xA220, 0xA028, 0xD935))
"""Those that only take room, of Office and of Android: a few bytes, then zeros."""
_NAMES = frozenset((0x7075, 0x6375))
"""A name, a remark, in UTF-8: a byte and a checksum stand before it."""
_BLANK = b"\0 \t\r\n\x1a"
MIN_SAID = 6
MAX_NUMBERS = 16
"""Bytes of a field of a kind that nobody knows which may be no text."""


def read(reading: Reading, data: bytes, package: zipfile.ZipFile, within: bool) -> None:
    """Add what a zip holds beside its members and their names. Raises FullError."""
    infos = package.infolist()
    _add_remark(reading, "/comment", package.comment)
    for number, info in enumerate(infos, 1):
        _add_remark(reading, f"/comment:{number}", info.comment)
        own = _own_extra(data, info)
        _add_fields(reading, f"/extra:{number}", info.extra)
        if own != info.extra:
            _add_fields(reading, f"/extra:{number}/own", own)
    if _has_gaps(data, infos):
        reading.miss("damaged/loose-bytes")
    rest = b"" if within else _behind(data, package.comment)
    if rest := rest.strip(_BLANK):
        reading.member(rest)


def _add_remark(reading: Reading, place: str, raw: bytes) -> None:
    if not raw.strip(b"\0 \r\n"):
        return
    if charset.is_text(raw):
        reading.add_property(place, charset.decode(raw)[0].text)
    else:
        reading.miss("damaged/loose-bytes")


# ---------------------------------------------------------------- extra fields


def _own_extra(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """What stands in the head of the member itself: not always what the directory says of it."""
    at = info.header_offset
    if data[at : at + 4] != _HEAD or at + _HEAD_SIZE > len(data):
        return b""
    name, extra = struct.unpack_from("<HH", data, at + 26)
    return data[at + _HEAD_SIZE + name :][:extra]


def _add_fields(reading: Reading, place: str, extra: bytes) -> None:
    said = []
    for kind, field in _fields(extra):
        if text := _said(field):
            said.append(text)
        elif not _is_known(kind, field):
            reading.miss("damaged/loose-bytes")
            said.append(runs.read(field))
    reading.add_property(place, "\n".join(said))


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Each field and its kind; what is too short for one has the kind -1."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        yield kind, field[5:] if kind in _NAMES else field
        at += 4 + length
    yield -1, extra[at:]


def _said(field: bytes) -> str:
    """The text that a field is. Numbers are none but by chance, and then say nothing."""
    bare = field.strip(b"\0")
    if len(bare) < MIN_SAID or not charset.is_text(bare):
        return ""
    return charset.decode(bare)[0].text


def _is_known(kind: int, field: bytes) -> bool:
    if kind in _PADDED:
        return not field[4:].strip(b"\0")
    return len(field) <= _NUMBERS.get(kind, MAX_NUMBERS) or not field.strip(b"\0")


# ---------------------------------------------------------------- between and behind


def _has_gaps(data: bytes, infos: list[zipfile.ZipInfo]) -> bool:
    """Is there anything between the members that the directory does not name? A reader that goes
    from the start, as for a stream, would find it."""
    at = 0 if data[:2] == b"PK" else min((i.header_offset for i in infos), default=0)
    for info in sorted(infos, key=lambda i: i.header_offset):
        if _is_filled(data[at : info.header_offset]):
            return True
        start = info.header_offset
        if data[start : start + 4] != _HEAD:
            return False  # what it says of itself is wrong: reading that member will tell
        name, extra = struct.unpack_from("<HH", data, start + 26)
        at = max(at, start + _HEAD_SIZE + name + extra + info.compress_size)
        if info.flag_bits & _DESCRIBED:
            at = _behind_description(data, at, info)
    directory = data.find(_ENTRY, at)
    return _is_filled(data[at : directory if infos and directory >= 0 else at])


def _behind_description(data: bytes, at: int, info: zipfile.ZipInfo) -> int:
    """Checksum and sizes may follow a member, with a signature or without, of either size."""
    signed = 4 if data[at : at + 4] == b"PK\7\x08" else 0
    for form in ("<III", "<IQQ"):
        size = struct.calcsize(form)
        held = data[at + signed : at + signed + size]
        following = data[at + signed + size : at + signed + size + 4]
        if following not in (_HEAD, _ENTRY, b"PK\6\x08") or len(held) < size:
            continue
        if struct.unpack(form, held) == (info.CRC, info.compress_size, info.file_size):
            return at + signed + size
    return at


def _is_filled(gap: bytes) -> bool:
    return bool(gap.strip(b"\0")) and gap[:4] not in (b"PK\6\x08",)


def _behind(data: bytes, remark: bytes) -> bytes:
    """What follows the end of the zip, which its last record says."""
    at = data.rfind(_END)
    return data[at + _END_SIZE + len(remark) :] if at >= 0 else b""
