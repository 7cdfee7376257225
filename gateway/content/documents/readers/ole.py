"""OLE compound files: Word, PowerPoint, Excel of 1997, Outlook's .msg, encrypted Office, objects.

Each storage is read as what it is, and so is each within it; a stream that nobody knows is read as
a file or a text, or is said not to have been.
"""

from __future__ import annotations

import re
import struct

from gateway.content.documents.readers import (
    biff,
    macros,
    msg,
    objects,
    pictures,
    property_sets,
    runs,
    sheets,
    slides97,
    word97,
)
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.ornaments import Kind
from gateway.content.documents.readers.properties import add_labels_of, add_properties, is_said
from gateway.content.documents.readers.storage import Storage, look_around, opened

_ENCRYPTED = frozenset(("EncryptedPackage", "EncryptionInfo", "EncryptedSummary"))
_SETS = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_USUAL = {
    "doc": frozenset({"WordDocument", "1Table", "0Table", "Data"}),
    "ppt": frozenset({"PowerPoint Document", "Current User", "Pictures"}),
    "xls": frozenset({"Workbook", "Book"}),
}
"""Streams that are read, or that the application keeps for itself; of Word's `Data` the pictures
are found among all bytes."""
_KEPT = frozenset(("1Table", "0Table", "Data", "Current User"))
"""Of these what only the application needs: styles, names of bookmarks, of fonts, of a person."""
MAX_KEPT = 512 * 1024
"""Bytes, a megabyte of tables stands for a thousand pages; of pictures they are noise."""
_BOOKS = frozenset(("Workbook", "Book"))
_CACHE, _CODE = "_SX_DB_CUR", "VBA"
_POOLS = re.compile(r"ObjectPool|MsoDataStore|MBD[0-9A-F]{1,8}|LNK[0-9A-F]{1,8}|_\d{1,10}")
"""Storages that applications name by themselves, besides those of macros and pivot tables."""
UNKNOWN = "documents/ole-kind"


def read(reading: Reading, data: bytes) -> str:
    """Read a compound file; its kind. Raises UnreadableError, FullError."""
    with opened(reading, data) as top:
        look_around(top, data)
        if _BOOKS & top.names() and not _ENCRYPTED & top.names():
            _read_book(top, data)
        kind = read_storage(top, "")
        if kind in ("doc", "ppt", "xls"):
            _read_pictures(reading, data)
        return kind


def _read_book(top: Storage, data: bytes) -> None:
    streams = [top.read(name) for name in sorted(_BOOKS & top.names())]
    if any(map(biff.is_encrypted, streams)):
        raise UnreadableError("encrypted/file")
    shown = sheets.read_cells(top.reading, data)
    for number, stream in enumerate(streams):
        biff.read(top.reading, stream, shown, f"/book:{number}")


def read_storage(storage: Storage, place: str) -> str:
    """Read a storage and all within; its kind. Raises UnreadableError, FullError."""
    names, reading = storage.names(), storage.reading
    if names & _ENCRYPTED:
        raise UnreadableError("encrypted/file")
    if msg.LIST in names:
        msg.read(storage, place, read_storage)
        return "msg"
    kind = _read_document(storage, names, place)
    _read_properties(storage, place)
    if not kind and storage.storage(_CODE) is not None:
        _read_macros(storage, place)
        return "vba"
    usual = (*_SETS, *_USUAL.get(kind, ()))
    for name, entry in storage.streams():
        if name not in usual:
            objects.read_stream(reading, storage.content(entry), place, name)
        elif name in _KEPT and entry.size <= MAX_KEPT:
            with reading.template():
                reading.add(place + "/kept", runs.read(storage.content(entry), runs.UTF_16))
    for number, (name, inner) in enumerate(storage.storages(), 1):
        _read_inner(inner, name, f"{place}/storage:{number}")
    if kind == "ppt" and storage.read("Pictures"):
        reading.miss("pictures/within", place)
    return kind


def _read_document(storage: Storage, names: set[str], place: str) -> str:
    if "WordDocument" in names:
        word97.read(storage, place)
        return "doc"
    if "PowerPoint Document" in names:
        slides97.read(storage, place)
        return "ppt"
    if _BOOKS & names:
        if storage.depth:  # its texts, but none of its numbers
            storage.reading.miss("documents/workbook", place)
            for name in sorted(_BOOKS & names):
                biff.read(storage.reading, storage.read(name), (), place + "/book")
        return "xls"
    if not storage.depth and not names & {objects.NATIVE, "Package", "CONTENTS", _CODE}:
        storage.reading.miss(UNKNOWN)
    return ""


def _read_inner(storage: Storage, name: str, place: str) -> None:
    """A storage within one, in which an error costs that storage alone."""
    try:
        if name == _CACHE:
            _read_cache(storage, place)
        elif storage.storage(_CODE) is not None:
            _read_macros(storage, place)
        else:
            if not _POOLS.fullmatch(name):
                storage.reading.add_property(f"{place}/name", name, is_name=True)
            read_storage(storage, place)
    except UnreadableError as e:
        storage.reading.not_read(e, place)
    except struct.error:
        storage.reading.miss("damaged/object", place)


def _read_macros(storage: Storage, place: str) -> None:
    try:
        macros.read_project(storage, place + "/macros")
    except UnreadableError as e:
        storage.reading.not_read(e, place + "/macros")


def _read_cache(storage: Storage, place: str) -> None:
    """Rows of pivot tables."""
    streams = (storage.content(entry) for _, entry in storage.streams())
    found = dict.fromkeys(text for data in streams for text in biff.cached(data))
    storage.reading.add(place + "/cache", "\n".join(found))


def _read_properties(storage: Storage, place: str) -> None:
    for number, name in enumerate(_SETS):
        if not (data := storage.read(name)):
            continue
        try:
            found = [(n, text) for n, text in property_sets.read(data) if is_said(n, text)]
        except (struct.error, MemoryError):
            storage.reading.miss("damaged/properties", place)
            continue
        add_properties(storage.reading, found, f"{place}/properties:{number}")
        add_labels_of(storage.reading, data.decode("latin-1").replace("\0", ""))


def _read_pictures(reading: Reading, data: bytes) -> None:
    """Pictures among the text, each whole and behind a head of its own."""
    seen = 0
    for found in _PICTURE.finditer(data):
        start, kind = found.start(), _KIND[found[0][:1]]
        end = data.find(b"IEND", start) + 8 if found[0][:1] == b"\x89" else len(data)
        size = pictures.size_of(data[start : start + 2**16], kind)
        if size is None:
            reading.miss("pictures/within")
            return
        what = reading.ornaments.kind(data[start : min(end, start + _SHORT)], size)
        if what is Kind.PIECE:
            reading.miss("pictures/pieces")
        if what is Kind.PICTURE:
            seen += 1
            text = reading.ocr(data[start : max(end, found.end())]) if reading.ocr else None
            if text is None:
                reading.miss("pictures/within")
                return
            reading.add(f"/picture:{seen}", text)


_SHORT = 4096
"""Bytes by which small pictures are told from each other."""
_PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xdb\xe0\xe1\xee]")
_KIND = {b"\x89": "image/png", b"\xff": "image/jpeg"}
