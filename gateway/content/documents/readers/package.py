"""A zip, opened with care: what it says of itself is not believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from gateway.content import charset
from gateway.content.documents.readers import names
from gateway.content.documents.readers.document_builder import FullError, Reading, UnreadableError

STEP = 256 * 1024
"""Bytes unpacked at a time: by so much may a member go over what is left."""

_ENCRYPTED = 0x1
_DESCRIBED = 0x8
_UNICODE_NAME, _UNICODE_REMARK = 0x7075, 0x6375
_TECHNICAL = frozenset((0x0001, 0x000A, 0x5455, 0x5855, 0x7855, 0x7875, 0x9901, 0xA220, 0xCAFE))
"""Extra fields: large sizes, times, owners, encryption, padding of Office, Java's mark."""
MIN_SAID = 6
EMPTY = 2
"""Bytes to which nothing compresses."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    struct.error,
    RuntimeError,
    IndexError,
)


class Package:
    """The members of a zip; each is unpacked within what is left of the reading's limits."""

    def __init__(self, reading: Reading, data: bytes) -> None:
        self._reading = reading
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as e:
            raise UnreadableError("damaged/archive") from e
        self._members = {i.filename: i for i in self._zip.infolist() if not _is_folder(i)}
        self._look_around(data)
        if len(self._members) > reading.limits.members:
            raise FullError("limits/members", most=reading.limits.members)

    def _look_around(self, data: bytes) -> None:
        """What a zip holds beside its members: others of the same name, folders, remarks, and
        bytes that only a reader of another kind would find. Raises FullError."""
        reading, infos = self._reading, self._zip.infolist()
        folders = [names.of_zip(i) for i in infos if _is_folder(i)]
        if len(self._members) + len(folders) < len(infos):
            reading.miss("damaged/same-name")
        reading.add_property("/folders", "\n".join(dict.fromkeys(folders)))
        self._add_remarks("/comment", self._zip.comment)
        for number, info in enumerate(infos, 1):
            if info.comment:
                self._add_remarks(f"/comment:{number}", info.comment)
            if said := _said_in(info.extra):
                reading.add_property(f"/extra:{number}", said)
        if _has_gaps(data, infos):
            reading.miss("damaged/loose-bytes")

    def _add_remarks(self, place: str, raw: bytes) -> None:
        if not raw.strip(b"\0 \r\n"):
            return
        if charset.is_text(raw):
            self._reading.add_property(place, charset.decode(raw)[0].text)
        else:
            self._reading.miss("damaged/loose-bytes")

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def called(self, name: str) -> str:
        """What a person reads as the name of a member."""
        return names.of_zip(self._members[name])

    def read(self, name: str) -> bytes:
        """A member, unpacked. Raises UnreadableError or FullError."""
        info = self._members[name]
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableError("encrypted/file")
        if info.compress_type not in _METHODS:
            raise UnreadableError("archives/compression")
        out = bytearray()
        try:
            with self._zip.open(info) as member:
                while piece := member.read(STEP):
                    self._reading.take_unpacked(len(piece))
                    out += piece
        except _DAMAGE as e:
            raise UnreadableError("damaged/file") from e
        return bytes(out)

    def head(self, name: str, length: int = 256) -> bytes:
        """The beginning of a member, or nothing where it cannot be read."""
        info = self._members.get(name)
        if info is None or info.flag_bits & _ENCRYPTED:
            return b""
        try:
            with self._zip.open(info) as member:
                return member.read(length)
        except _DAMAGE:
            return b""


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """A name that ends with a slash, and nothing else: other readers write its bytes to a file."""
    return info.is_dir() and not info.file_size and info.compress_size <= EMPTY


def _said_in(extra: bytes) -> str:
    """The texts in a member's extra fields: another name, a remark. Times and ids are none."""
    said, at = [], 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind in (_UNICODE_NAME, _UNICODE_REMARK):
            field = field[5:]
        if kind not in _TECHNICAL and len(field) >= MIN_SAID and charset.is_text(field):
            said.append(charset.decode(field)[0].text)
        at += 4 + length
    return "\n".join(said)


def _has_gaps(data: bytes, infos: list[zipfile.ZipInfo]) -> bool:
    """Is there anything between the members that the directory does not name? A reader that goes
    from the start, as for a stream, would find it."""
    at = 0 if data[:2] == b"PK" else min((i.header_offset for i in infos), default=0)
    for info in sorted(infos, key=lambda i: i.header_offset):
        if _is_filled(data[at : info.header_offset]):
            return True
        start = info.header_offset
        if data[start : start + 4] != b"PK\3\4":
            return False  # what it says of itself is wrong: reading that member will tell
        name, extra = struct.unpack_from("<HH", data, start + 26)
        at = max(at, start + 30 + name + extra + info.compress_size)
        if info.flag_bits & _DESCRIBED:
            at = _behind_description(data, at)
    directory = data.find(b"PK\1\2", at)
    return _is_filled(data[at : directory if infos and directory >= 0 else at])


def _behind_description(data: bytes, at: int) -> int:
    """Size and checksum may follow a member, with a signature or without, of either size."""
    signed = 4 if data[at : at + 4] == b"PK\7\x08" else 0
    for size in (12, 20):
        following = data[at + signed + size : at + signed + size + 4]
        if following in (b"PK\3\4", b"PK\1\2", b"PK\6\x08"):
            return at + signed + size
    return at


def _is_filled(gap: bytes) -> bool:
    return bool(gap.strip(b"\0")) and gap[:4] not in (b"PK\6\x08",)


def is_encrypted(data: bytes) -> bool:
    """Has a zip a member behind a password?"""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return any(i.flag_bits & _ENCRYPTED for i in package.infolist())
    except _DAMAGE:
        return False
