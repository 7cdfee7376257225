"""The bytes of a file -> Document, here and now. By what the bytes are, never by the name alone.

    texts, html, flow, rtf     files that are text, and XML
    ooxml, opendocument        zips of XML: Word, PowerPoint, OpenDocument
    sheets, biff               spreadsheets: cells; what an .xls says besides
    ole, storage, objects      OLE storage: what it is; its streams; those of no document
    word97, slides97, msg      Word, PowerPoint, Outlook in OLE storage
    macros, property_sets      VBA; properties in OLE storage; properties: everywhere else
    codepages, runs            texts out of their code page; texts among binary
    pdf, pdf_objects, _bytes   PDF: pages, objects, what no object lists; pdf_texts: strings
    pictures                   pictures by OCR
    mail, archives, package    mail; zip, tar and compressed files; macos: what a Mac adds
    names, ornaments           names in any code page; small pictures
    own_parts, biff12          what programs keep for themselves; parts of an .xlsb
    pdf_outlines               letters that are drawn
    packed, rar                7z, RAR, CAB, LHA, cpio, ar

Some of it is native code and all of it is fed by strangers, so that it runs in a process that may
be lost: see gateway.content.documents.process. Pure but for that.
"""

from __future__ import annotations

import contextlib

from gateway.content import file_type
from gateway.content.decompression import COMPRESSED
from gateway.content.documents.model import Document, Limits
from gateway.content.documents.readers import (
    archives,
    macos,
    mail,
    ole,
    ooxml,
    opendocument,
    packed,
    pdf,
    pictures,
    rtf,
    sheets,
    texts,
)
from gateway.content.documents.readers.document_builder import (
    FullError,
    Ocr,
    Reading,
    UnreadableError,
    a_reading,
)
from gateway.content.documents.readers.package import Package
from gateway.content.file_type import recognised
from gateway.content.unread_types import not_looked_into

_ZIP, _OLE, _PDF = "application/zip", "application/x-ole-storage", "application/pdf"
_EPUB = b"application/epub"


def read_here(
    data: bytes, name: str = "", limits: Limits | None = None, ocr: Ocr | None = None
) -> Document:
    """Read a file in this process. Never raises for any bytes, but may take all that it can get."""
    limits = limits or Limits()
    reading = a_reading(len(data), limits, _open, ocr)
    if len(data) > limits.size:
        reading.miss("limits/size", most=limits.size)
        return reading.document("")
    kind = ""
    try:
        kind = _open(reading, data, name)
    except FullError as e:
        reading.place = ""
        reading.not_read(e)
    return reading.document(kind)


def _open(reading: Reading, data: bytes, name: str) -> str:
    """Read a file, the outermost or one within; its kind. Raises FullError."""
    try:
        return _read(reading, data)
    except UnreadableError as e:
        reading.not_read(e)
    except RecursionError:
        reading.miss("limits/nesting")
    return ""


def _read(reading: Reading, data: bytes) -> str:
    known = recognised(data)
    if known == _ZIP:
        return _read_zip(reading, data)
    if file_type.is_also_zip(data):  # one file for two programs
        _read_zip(reading, data, within=True)
    if known == _OLE:
        return ole.read(reading, data)
    if known == _PDF or (not known and b"%PDF-" in data[:1024]):
        pdf.read(reading, data)
        return "pdf"
    if known == file_type.TAR:
        archives.read_tar(reading, data)
        return "tar"
    if known in COMPRESSED:
        archives.read_compressed(reading, data, known)
        return known
    if known in packed.KINDS:
        packed.read(reading, data, known)
        return known
    if known.startswith("image/"):
        pictures.read(reading, data, known)
        return known
    if known:
        reading.miss(not_looked_into(known), media_type=known)
        return known
    return _read_unsigned(reading, data)


def _read_unsigned(reading: Reading, data: bytes) -> str:
    """Files without a signature of their own: RTF, mail and boxes of it, other text; what macOS
    puts into archives."""
    if macos.is_one(data):
        return macos.read(reading, data)
    if data.lstrip()[:5] == b"{\\rtf":
        rtf.read(reading, data)
        return "rtf"
    if file_type.is_mail(data):
        mail.read(reading, data)
        return "mail"
    if file_type.is_mailbox(data):
        mail.read_box(reading, data)
        return "mbox"
    return texts.read(reading, data)


def _read_zip(reading: Reading, data: bytes, within: bool = False) -> str:
    package = Package(reading, data, within)
    if ooxml.CONTENT_TYPES in package:
        return _read_office(reading, package, data)
    kind = package.head("mimetype")
    if b"opendocument" in kind or (b"<office:" in package.head("content.xml", 4096)):
        return _read_open(reading, package, data, kind)
    archives.read_zip(reading, package)
    return "epub" if kind.startswith(_EPUB) else "zip"


def _read_office(reading: Reading, package: Package, data: bytes) -> str:
    """What a file is called says nothing; where its parts stand does."""
    if any(name.startswith("xl/workbook.") for name in package):
        sheets.read_xlsx(reading, package, data)
        return "xlsx"
    kind = "pptx" if any(name.startswith("ppt/") for name in package) else "docx"
    ooxml.read(reading, package, kind)
    return kind


def _read_open(reading: Reading, package: Package, data: bytes, kind: bytes) -> str:
    if opendocument.is_encrypted(package):
        raise UnreadableError("encrypted/file")
    opendocument.read(reading, package)
    if b"spreadsheet" not in kind:
        return "odp" if b"presentation" in kind else "odt"
    if reading.limits.tables:
        _tables_only(reading, data)
    return "ods"


def _tables_only(reading: Reading, data: bytes) -> None:
    """The rows of an OpenDocument spreadsheet; its text was read with everything else."""
    parts, properties = len(reading.parts), len(reading.properties)
    with contextlib.suppress(UnreadableError):
        sheets.read_cells(reading, data)
    del reading.parts[parts:], reading.properties[properties:]
