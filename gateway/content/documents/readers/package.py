"""A zip, opened with care: what it says of itself is not believed."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from gateway.content.documents.readers import names, zip_edges, zip_members
from gateway.content.documents.readers.document_builder import FullError, Reading, UnreadableError

_ENCRYPTED = 0x1
EMPTY = 2
"""Bytes to which nothing compresses."""
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    struct.error,
    RuntimeError,
    IndexError,
)


class Package:
    """The members of a zip; each is unpacked within what is left of the reading's limits.

    `within` says that the bytes are another file's as well, whose own what follows the zip is.
    """

    def __init__(self, reading: Reading, data: bytes, within: bool = False) -> None:
        self._reading, self._data = reading, data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as e:
            raise UnreadableError("damaged/archive") from e
        self._members = {i.filename: i for i in self._zip.infolist() if not _is_folder(i)}
        self._look_around(data, within)
        if len(self._members) > reading.limits.members:
            raise FullError("limits/members", most=reading.limits.members)

    def _look_around(self, data: bytes, within: bool) -> None:
        """What a zip holds beside its members: others of the same name, folders, remarks, and
        bytes that only a reader of another kind would find. Raises FullError."""
        reading, infos = self._reading, self._zip.infolist()
        folders = [names.of_zip(i) for i in infos if _is_folder(i)]
        if len(self._members) + len(folders) < len(infos):
            reading.miss("damaged/same-name")
        reading.add_property("/folders", "\n".join(dict.fromkeys(folders)))
        zip_edges.read(reading, data, self._zip, within)

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
        if info.compress_type not in zip_members.METHODS:
            raise UnreadableError("archives/compression")
        pieces: list[bytes] = []
        try:
            for piece in zip_members.unpacked(zip_members.packed(self._data, info), info):
                self._reading.take_unpacked(len(piece))
                pieces.append(piece)
        except _DAMAGE as e:
            raise UnreadableError("damaged/file") from e
        if pieces.pop():
            self._reading.miss("damaged/loose-bytes")
        return b"".join(pieces)

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


def is_encrypted(data: bytes) -> bool:
    """Has a zip a member behind a password?"""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return any(i.flag_bits & _ENCRYPTED for i in package.infolist())
    except _DAMAGE:
        return False
