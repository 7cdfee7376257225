"""Archives and compressed files -> the files within. Nothing is ever written to a disk."""

from __future__ import annotations

import io
import re
import tarfile
import zlib
from typing import Any

from gateway.content import charset
from gateway.content.decompression import unpack
from gateway.content.documents.readers import names, tar_heads
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.package import Package
from gateway.content.unread_types import cannot_unpack

_DAMAGE = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError)

_PAX = frozenset(
    {"path", "linkpath", "size", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname"}
)
"""What every tar says of a member, and is read or a number."""
USER = re.compile(r"[a-z0-9_.-]{0,16}", re.ASCII)


def read_zip(reading: Reading, package: Package) -> None:
    """Every member of a zip. Raises FullError."""
    for name in package:
        try:
            content = package.read(name)
        except UnreadableError as e:
            reading.lost_member(e.unread.code, package.called(name))
        else:
            reading.member(content, package.called(name))


def read_tar(reading: Reading, data: bytes) -> None:
    """Every file of a tar; of links and devices only their names. Raises FullError."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for key, value in archive.pax_headers.items():
                reading.add_property("/pax", f"{key}\t{value}")
            at = 0
            for member in archive:
                _read_around(reading, data, member, at, archive.offset)
                at = archive.offset
                _read_member(reading, archive, member)
            rest = data[archive.offset :].lstrip(b"\0")
    except _DAMAGE as e:
        raise UnreadableError("damaged/archive") from e
    if rest:  # another archive, or a member that this reader takes for the end
        reading.member(rest)


def _read_around(reading: Reading, data: bytes, member: tarfile.TarInfo, at: int, end: int) -> None:
    """What stands in the heads of a member, which begin at `at`, and behind its content, up to
    `end`. Raises FullError."""
    heads = data[at : member.offset_data]
    held = sum(length for _, length in _pieces(member)) if member.issparse() else member.size
    padding = data[member.offset_data + held : end]
    for raw in (*tar_heads.hidden(heads), padding):
        if (bare := raw.strip(b"\0 \n")) and charset.is_text(bare):
            reading.add_property("/heads", charset.decode(bare)[0].text)
        elif bare:
            reading.miss("damaged/loose-bytes")
    shown = member.name.encode(tarfile.ENCODING, "surrogateescape")
    for name in tar_heads.other_names(heads, shown):
        reading.add_property("/heads/name", names.read(name), is_name=True)


def _pieces(member: tarfile.TarInfo) -> list[tuple[int, int]]:
    """Of a sparse file: where each piece belongs, and how long it is."""
    pieces: Any = member.sparse  # typeshed takes it for bytes
    return list(pieces)


def _read_member(reading: Reading, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    said = [v for k, v in member.pax_headers.items() if k not in _PAX]
    said += [names.of_tar(member.linkname)] if member.isreg() and member.linkname else []
    said += [who for who in (member.uname, member.gname) if not USER.fullmatch(who)]
    if said:
        reading.add_property("/pax", "\n".join(said))
    if not member.isreg():
        strange = member.type not in tarfile.SUPPORTED_TYPES and member.size
        said_names = f"{names.of_tar(member.name)}\n{names.of_tar(member.linkname)}".strip()
        reading.lost_member("archives/member-kind" if strange else "", said_names)
        return
    content = archive.extractfile(member)
    reading.take_unpacked(member.size)  # a sparse file says to be larger than the archive
    if content:
        reading.member(content.read(), names.of_tar(member.name))


def read_compressed(reading: Reading, data: bytes, media_type: str) -> None:
    """One file behind a compression. Raises UnreadableError, FullError."""
    unpacked = unpack(data, media_type, reading.unpacked)
    if unpacked.said:
        reading.add_property("/header", unpacked.said)
    if unpacked.fault:
        raise UnreadableError(cannot_unpack(unpacked.fault), media_type=media_type)
    reading.take_unpacked(len(unpacked.data))
    reading.member(unpacked.data)
