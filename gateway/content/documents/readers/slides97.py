"""PowerPoint of 1997 to 2003 -> its text atoms, and the objects within. [MS-PPT], 2.9"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.storage import Storage

_CHARS, _BYTES, _STRING, _OBJECT = 0x0FA0, 0x0FA8, 0x0FBA, 0x1011
_MASTERS, _SLIDES = frozenset((0x03F8, 0x0FC9)), frozenset((0x03EE, 0x03F0, 0x03E8, 0x0FF0))
"""Containers of masters and of handouts; of slides, notes, the document, the outline (2.13.24)."""
_BREAKS = {0x0D: "\n", 0x0B: "\n"}
_BLOB = 0x138B
"""Atoms within an atom: comments, and what later versions added (2.11.22)."""


def read(storage: Storage, place: str) -> None:
    """Add the texts of slides, and objects within. Raises UnreadableError, FullError."""
    reading = storage.reading
    if user := storage.read("Current User"):
        token = struct.unpack_from("<I", user, 12)[0]
        if token == 0xF3D1C4DF:  # [MS-PPT], 2.3.2: the file is encrypted
            raise UnreadableError("encrypted/file")
    data = storage.read("PowerPoint Document")
    slides, masters = list[str](), list[str]()
    for kind, packed, body, on_master in _atoms(data):
        texts = masters if on_master else slides
        if kind in (_CHARS, _STRING):
            texts.append(body.decode("utf-16-le", "replace"))
        elif kind == _BYTES:
            texts.append(body.decode("latin-1"))
        elif kind == _OBJECT:
            reading.member(_unpacked(reading, body) if packed else body)
    for said, is_template in ((slides, False), (masters, True)):
        with reading.template(is_template):
            reading.add(place + "/body", "\n".join(said).translate(_BREAKS))


def _unpacked(reading: Reading, body: bytes) -> bytes:
    """An object within a presentation ([MS-PPT], 2.10.34): its size, then zlib."""
    try:
        plain = zlib.decompressobj().decompress(body[4:], reading.unpacked + 1)
    except zlib.error as e:
        raise UnreadableError("damaged/object") from e
    reading.take_unpacked(len(plain))
    return plain


def _atoms(data: bytes) -> Iterator[tuple[int, bool, bytes, bool]]:
    """Every atom that is text or an object, in the order of the file; is it packed, does it stand
    on a master? A container's content follows its head; where a slide begins no master goes on,
    whatever its length says."""
    at = master_ends = 0
    while at + 8 <= len(data):
        version, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        if kind in _MASTERS:
            master_ends = at + length
        elif kind in _SLIDES:
            master_ends = 0
        if version & 0xF == 0xF or kind == _BLOB:
            continue
        if kind in (_CHARS, _STRING, _BYTES, _OBJECT):
            yield kind, bool(version >> 4), data[at : at + length], at < master_ends
        at += length
