"""Streams and storages of OLE that are no document of their own: objects within one, and unknown.

Each is read as a file or a text, or is said not to have been.
"""

from __future__ import annotations

import struct

from gateway.content import charset
from gateway.content.documents.readers import codepages
from gateway.content.documents.readers.document_builder import Reading
from gateway.content.documents.readers.storage import Storage
from gateway.content.file_type import sniff

NATIVE = "\x01Ole10Native"
_PICTURES = ("\x02OlePres", "\x03EPRINT", "\x03META")
_OWN = {"\x01CompObj": 512, "\x01Ole": 512, "\x03ObjInfo": 64, "\x03PIC": 256}
"""Streams that an object keeps for itself, and how many bytes these have at the most."""
MAX_HEAD = 128
"""Bytes of a picture of an object that shows nothing: its head alone."""
_NOT_READ = "a part of an object, not looked into"


def read_unknown(storage: Storage, place: str) -> None:
    """A storage that no application has here: every stream in it. Raises FullError."""
    for name, entry in storage.streams():
        read_stream(storage.reading, storage.content(entry), place, name)
    for number, (_, inner) in enumerate(storage.storages(), 1):
        read_unknown(inner, f"{place}/storage:{number}")


def read_stream(reading: Reading, data: bytes, place: str, name: str) -> None:
    """A stream by what it holds: a file, a text, or said to be neither. Raises FullError."""
    if name == NATIVE and _read_native(reading, data, place):
        return
    if name.startswith(_PICTURES):
        if len(data) > MAX_HEAD:
            reading.miss("a picture, no text can be read", place)
    elif len(data) > _OWN.get(name, -1) and data.strip(b"\0"):
        number = reading.take_member()
        if sniff(data) or charset.is_text(data):
            reading.member(data, place=f"{place}/stream:{number}")
        else:
            reading.miss(_NOT_READ, f"{place}/stream:{number}")


def _read_native(reading: Reading, data: bytes, place: str) -> bool:
    """A file in a package: its name, where it was, itself ([MS-OLEDS], 2.3.6)."""
    try:
        at = data.index(b"\0", 6)
        name = codepages.text(data[6:at])
        at = data.index(b"\0", at + 1) + 5  # where it was, and a mark
        at += 4 + struct.unpack_from("<I", data, at)[0]  # where it was for a moment
        size = struct.unpack_from("<I", data, at)[0]
    except (ValueError, struct.error):
        return False
    content = data[at + 4 : at + 4 + size]
    if len(content) < size:
        return False
    reading.member(content, name, f"{place}/member:{reading.take_member()}")
    return True
