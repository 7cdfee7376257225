"""Streams and storages of OLE that are no document of their own: objects within one, and unknown.

Each is read as a file or a text, or is said not to have been.
"""

from __future__ import annotations

import struct

from gateway.content import charset
from gateway.content.documents.readers import codepages, runs
from gateway.content.documents.readers.document_builder import Reading
from gateway.content.documents.readers.storage import Storage
from gateway.content.file_type import sniff

NATIVE = "\x01Ole10Native"
_PICTURES = ("\x02OlePres", "\x03EPRINT", "\x03META")
_OWN = {"\x01CompObj": 512, "\x01Ole": 512, "\x03ObjInfo": 64, "\x03PIC": 256}
"""Streams that an object keeps for itself, and how many bytes these have at the most."""
_KNOWN = frozenset((NATIVE, "Package", "CONTENTS", "Item", "Properties", "contents", ""))
"""Names of streams that applications give by themselves."""
MAX_HEAD = 128
"""Bytes of a picture of an object that shows nothing: its head alone."""
_NOT_READ = "documents/object-part"


def read_unknown(storage: Storage, place: str, name: str) -> None:
    """A storage that no application has here: every stream in it. Raises FullError."""
    storage.reading.add_property(f"{place}/name", name, is_name=True)
    for inner_name, entry in storage.streams():
        read_stream(storage.reading, storage.content(entry), place, inner_name)
    for number, (inner_name, inner) in enumerate(storage.storages(), 1):
        read_unknown(inner, f"{place}/storage:{number}", inner_name)


def read_stream(reading: Reading, data: bytes, place: str, name: str) -> None:
    """A stream by what it holds: a file, a text, or said to be neither. Raises FullError."""
    if name == NATIVE and _read_native(reading, data, place):
        return
    if name.startswith(_PICTURES):
        if len(data) > MAX_HEAD:
            reading.miss("pictures/within", place)
        else:
            reading.add(place + "/own", runs.read(data))
        return
    if len(data) <= _OWN.get(name, -1):
        with reading.template():
            reading.add(place + "/own", runs.read(data))
        return
    place = f"{place}/stream:{reading.take_member()}"
    if name not in _KNOWN:
        reading.add_property(place + "/name", name, is_name=True)
    if sniff(data) or (data.strip(b"\0") and charset.is_text(data)):
        reading.member(data, place=place)
    elif data.strip(b"\0"):
        reading.miss(_NOT_READ, place)


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
