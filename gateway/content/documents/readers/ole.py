"""OLE compound files: Word and PowerPoint of 1997, Outlook's .msg, encrypted Office, objects.

[MS-CFB] through olefile. Word's text by its piece table ([MS-DOC], 2.8.35), PowerPoint's by its
text atoms ([MS-PPT], 2.9), a mail's by its properties ([MS-OXMSG]).
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator

import olefile

from gateway.content.charset import decode, is_text
from gateway.content.documents.readers import lzfu, macros, pictures, sheets
from gateway.content.documents.readers.document_builder import FullError, Reading, UnreadableError
from gateway.content.documents.readers.properties import add_labels_of, add_properties
from gateway.content.file_type import sniff

_HTML, _HEADERS = "1013", "007D"
_STRINGS = ("001F", "001E")
"""Types of properties: UTF-16, and the sender's code page."""
_ADDRESSES = frozenset(
    {"001A", "003D", "0040", "0042", "0044", "0064", "0065", "0075", "0076", "0077", "0078",
     "0C1E", "0E1D", "1035", "1039", "1042", "3002", "3003", "39FE", "5D01", "5D02", "5D07",
     "5D08", "5D09", "5D0A", "0E28", "0E29", "3FFA", "3FF8", "4038", "4039", "4022", "4023",
     "4024", "4025", "3FF9", "0050", "0051", "0052", "0053", "0055", "003F", "0074", "4030",
     "4031", "0C18"}
)  # fmt: skip
"""Who a mail is from, by way of whom, ids of it; its subject once more without a prefix."""
_OWN = frozenset(("3707", "3704", "3703", "370E", "3A20", "5FF6", "39FF", "3A00", "403D"))
"""Of an attachment and of a recipient: names that are read as such."""
_TEXTS = {
    "0037": "/subject", "1000": "/body", "0C1A": "/from", "0C1F": "/from", "0E04": "/to",
    "0E03": "/cc", "0E02": "/bcc", "0070": "/topic",
}  # fmt: skip
_NUMBER = re.compile("[0-9A-F]{4}")
_PROPERTY = "__substg1.0_"
_ATTACHED, _RECIPIENT = "__attach_version1.0_", "__recip_version1.0_"
MAX_DEPTH = 64

_ENCRYPTED = frozenset(("EncryptedPackage", "EncryptionInfo", "EncryptedSummary"))
_CHARS, _BYTES, _STRING, _OBJECT = 0x0FA0, 0x0FA8, 0x0FBA, 0x1011
_INFO = ("title", "subject", "author", "keywords", "comments", "last_saved_by", "category",
         "manager", "company")  # fmt: skip


def read(reading: Reading, data: bytes) -> str:
    """Read a compound file; its kind. Raises UnreadableError, FullError."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return _read(reading, file, data)
    except (UnreadableError, FullError, MemoryError):
        raise
    except Exception as e:  # olefile raises whatever its arithmetic meets in damaged files
        raise UnreadableError("a damaged file of OLE storage") from e


def _read(reading: Reading, file: olefile.OleFileIO, data: bytes) -> str:
    tops = {n[0] for n in file.listdir()}
    if tops & _ENCRYPTED:
        raise UnreadableError("encrypted")
    if "__properties_version1.0" in tops:
        _read_message(reading, file, ())
        return "msg"
    _read_properties(reading, file)
    if "WordDocument" in tops:
        _read_word(reading, file)
        kind = "doc"
    elif "PowerPoint Document" in tops:
        _read_slides(reading, file, tops)
        kind = "ppt"
    elif tops & {"Workbook", "Book"}:
        sheets.read_cells(reading, data)
        kind = "xls"
    else:
        raise UnreadableError("OLE storage of an unknown kind")
    _read_rest(reading, file, data)
    return kind


def _read_properties(reading: Reading, file: olefile.OleFileIO) -> None:
    found = file.get_metadata()
    said = ((name, getattr(found, name, None)) for name in _INFO)
    add_properties(reading, ((n, _plain(v, found.codepage)) for n, v in said if v))
    name = "\x05DocumentSummaryInformation"
    if file.exists(name):
        raw = file.openstream(name).read()
        add_labels_of(reading, _pairs(raw))


def _pairs(raw: bytes) -> str:
    """Custom properties stand here as names and values, in one of two codings."""
    return raw.decode("latin-1").replace("\0", "")


def _plain(value: object, codepage: int | None) -> str:
    if not isinstance(value, bytes):
        return str(value)
    codec = "utf-8" if codepage in (65001, -535) else "cp932"
    return value.decode(codec, "replace")


def _read_rest(reading: Reading, file: olefile.OleFileIO, data: bytes) -> None:
    """Macros, pictures and objects beside the text."""
    names = file.listdir()
    if any(part.upper() in ("VBA", "_VBA_PROJECT_CUR") for n in names for part in n):
        try:
            macros.read(reading, data, "/macros")
        except UnreadableError as e:
            reading.miss(str(e), "/macros")
    if any(n[0] == "ObjectPool" or n[0].startswith("MBD") for n in names):
        reading.miss("an object within it, not looked into")
    _read_streams(reading, file)
    _read_pictures(reading, data)
    if file.exists("Pictures") and file.get_size("Pictures"):
        reading.miss("a picture, no text can be read")


def _read_streams(reading: Reading, file: olefile.OleFileIO) -> None:
    """Streams that no application of these has: one that is a file or a text is read."""
    for name in file.listdir():
        if name[0] in _USUAL or (len(name) > 1 and name[0] != _DATA):
            continue
        content = file.openstream(name).read()
        if sniff(content) or is_text(content):
            reading.member(content)


def _read_pictures(reading: Reading, data: bytes) -> None:
    """Pictures among the text, each whole and behind a head of its own."""
    seen = 0
    for found in _PICTURE.finditer(data):
        end = data.find(b"IEND", found.start()) + 8 if found[0][:1] == b"\x89" else len(data)
        size = pictures.size_of(data[found.start() : found.start() + 2**16], _KIND[found[0][:1]])
        if size is None:
            reading.miss(f"a picture, {pictures.NO_TEXT}")
            return
        if min(size) >= pictures.MIN_SIDE:
            seen += 1
            text = reading.ocr(data[found.start() : max(end, found.end())]) if reading.ocr else None
            if text is None:
                reading.miss(f"a picture, {pictures.NO_TEXT}")
                return
            reading.add(f"/picture:{seen}", text)


_PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xdb\xe0\xe1\xee]")
_KIND = {b"\x89": "image/png", b"\xff": "image/jpeg"}
_DATA = "MsoDataStore"
_USUAL = frozenset(
    {"WordDocument", "1Table", "0Table", "Workbook", "Book", "PowerPoint Document", "Current User",
     "\x05SummaryInformation", "\x05DocumentSummaryInformation", "\x01CompObj", "\x01Ole",
     "\x03ObjInfo", "Pictures"}
)  # fmt: skip


# ---------------------------------------------------------------- Word


def _read_word(reading: Reading, file: olefile.OleFileIO) -> None:
    main = file.openstream("WordDocument").read()
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & 0x0100:
        raise UnreadableError("encrypted")
    table = file.openstream("1Table" if flags & 0x0200 else "0Table").read()
    start, length = struct.unpack_from("<II", main, 0x01A2)  # fcClx, lcbClx
    text = "".join(_pieces(main, table[start : start + length]))
    reading.add("/body", text.translate(_WORD))


_WORD = {7: "\t", 11: "\n", 12: "\n", 13: "\n", 30: "-", 31: None, 1: None, 8: None, 19: " ",
         20: " ", 21: " ", 2: None, 5: None}  # fmt: skip
"""What Word writes for the end of a cell, a line, a page, for pictures, notes and fields."""


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    at = 0
    while at < len(clx) and clx[at] == 1:  # properties of pieces, of no use here
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise UnreadableError("a damaged Word file")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    for number in range(count):
        position = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        characters = ends[number + 1] - ends[number]
        if not 0 <= characters <= len(main):
            raise UnreadableError("a damaged Word file")
        if position & 0x40000000:
            begin = (position & 0x3FFFFFFF) // 2
            yield main[begin : begin + characters].decode("cp1252", "replace")
        else:
            yield main[position : position + 2 * characters].decode("utf-16-le", "replace")


# ---------------------------------------------------------------- PowerPoint


def _read_slides(reading: Reading, file: olefile.OleFileIO, tops: set[str]) -> None:
    if file.exists("Current User"):
        token = struct.unpack_from("<I", file.openstream("Current User").read(), 12)[0]
        if token == 0xF3D1C4DF:  # [MS-PPT], 2.3.2: the file is encrypted
            raise UnreadableError("encrypted")
    data = file.openstream("PowerPoint Document").read()
    texts = []
    for kind, packed, body in _atoms(data):
        if kind in (_CHARS, _STRING):
            texts.append(body.decode("utf-16-le", "replace"))
        elif kind == _BYTES:
            texts.append(body.decode("latin-1"))
        elif kind == _OBJECT:
            reading.member(_unpacked(reading, body) if packed else body)
    reading.add("/body", "\n".join(texts).replace("\r", "\n").replace("\x0b", "\n"))


def _unpacked(reading: Reading, body: bytes) -> bytes:
    """An object within a presentation ([MS-PPT], 2.10.34): its size, then zlib."""
    try:
        plain = zlib.decompressobj().decompress(body[4:], reading.unpacked + 1)
    except zlib.error as e:
        raise UnreadableError("a damaged object") from e
    reading.take_unpacked(len(plain))
    return plain


def _atoms(data: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """Every atom that is text or an object, in the order of the file; whether it is packed. A
    container's content follows its head."""
    at = 0
    while at + 8 <= len(data):
        version, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        if version & 0xF == 0xF:
            continue
        if kind in (_CHARS, _STRING, _BYTES, _OBJECT):
            yield kind, bool(version >> 4), data[at : at + length]
        at += length


# ---------------------------------------------------------------- Outlook


def _read_message(reading: Reading, file: olefile.OleFileIO, top: tuple[str, ...]) -> None:
    if len(top) > MAX_DEPTH:
        raise UnreadableError("mails within mails, deeper than is looked into")
    entries = [tuple(n) for n in file.listdir(streams=True, storages=True)]
    here = [n for n in entries if len(n) == len(top) + 1 and n[: len(top)] == top]
    texts = {n[-1][len(_PROPERTY) :]: n for n in here if n[-1].startswith(_PROPERTY)}
    place = "" if not top else f"/part:{reading.take_member()}"
    for name in sorted(texts):
        if name[4:] in _STRINGS:
            _read_string(reading, file, texts, name, place)
    if key := next((k for k in texts if k.startswith(_HTML)), ""):
        reading.member(file.openstream(list(texts[key])).read(), place=place + "/html")
    if packed := texts.get("10090102"):
        _read_packed(reading, file.openstream(list(packed)).read(), place)
    for entry in here:
        if entry[-1].startswith(_ATTACHED):
            _read_attachment(reading, file, entry)
        elif entry[-1].startswith(_RECIPIENT):
            _read_strings(reading, file, entry, f"/to:{reading.take_member()}")


def _read_string(
    reading: Reading,
    file: olefile.OleFileIO,
    texts: dict[str, tuple[str, ...]],
    name: str,
    place: str,
) -> None:
    """One property that is a text. Headers and addresses are what every mail has."""
    key = name[:4]
    text = _value(file, texts[name], name[4:])
    if key == _HEADERS:
        add_labels_of(reading, text)
    elif key not in _ADDRESSES:
        number = key if _NUMBER.fullmatch(key) else ""
        reading.add(place + _TEXTS.get(key, f"/property:{number}"), text)


def _read_packed(reading: Reading, data: bytes, place: str) -> None:
    """The body as RTF, mostly packed; what it says may differ from the plain one."""
    number = reading.take_member()
    try:
        reading.member(lzfu.unpack(data), place=f"{place}/rtf:{number}")
    except UnreadableError as e:
        reading.miss(str(e), f"{place}/rtf:{number}")


def _read_attachment(reading: Reading, file: olefile.OleFileIO, entry: tuple[str, ...]) -> None:
    streams = {
        n[-1][len(_PROPERTY) :]: tuple(n)
        for n in file.listdir(streams=True, storages=True)
        if tuple(n[:-1]) == entry and n[-1].startswith(_PROPERTY)
    }
    name = _string(file, streams, "3707") or _string(file, streams, "3704")
    _read_strings(reading, file, entry, f"/attachment:{reading.take_member()}")
    if "37010102" in streams:
        reading.member(file.openstream(list(streams["37010102"])).read(), name)
    elif "3701000D" in streams:
        _read_message(reading, file, streams["3701000D"])
    else:
        reading.miss("an attachment that is kept elsewhere")


def _read_strings(
    reading: Reading, file: olefile.OleFileIO, entry: tuple[str, ...], place: str
) -> None:
    """The texts about an attachment or to a recipient, but for addresses and kinds."""
    for stream in file.listdir():
        name = stream[-1][len(_PROPERTY) :]
        if tuple(stream[:-1]) == entry and name[4:] in _STRINGS and name[:4] not in _OWN:
            _read_string(reading, file, {name: tuple(stream)}, name, place)


def _string(file: olefile.OleFileIO, streams: dict[str, tuple[str, ...]], key: str) -> str:
    """A text property: UTF-16, or in the sender's code page."""
    for coding in _STRINGS:
        if found := streams.get(key + coding):
            return _value(file, found, coding)
    return ""


def _value(file: olefile.OleFileIO, stream: tuple[str, ...], coding: str) -> str:
    raw: bytes = file.openstream(list(stream)).read()
    if coding == "001F":
        return raw.decode("utf-16-le", "replace")
    found = decode(raw)
    return found[0].text if found else raw.decode("cp1252", "replace")
