"""Outlook's .msg -> headers, subject, every body, properties, recipients, attachments. [MS-OXMSG]

Ours and not python-oxmsg's, which reads what the list of properties names, knows neither mails
within mails nor bounds, and fails at the first byte outside the code page that a mail states.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

from gateway.content import charset
from gateway.content.documents.readers import codepages, html, lzfu, mail, objects, runs
from gateway.content.documents.readers.document_builder import UnreadableError
from gateway.content.documents.readers.properties import add_labels_of
from gateway.content.documents.readers.storage import Storage
from gateway.content.file_type import sniff

LIST = "__properties_version1.0"
_HEADS = {"top": 32, "within": 24, "other": 8}
"""Bytes before the list of properties: of a mail, of one within, of attachments and recipients."""
_PROPERTY = re.compile("__substg1[.]0_([0-9A-F]{4})([0-9A-F]{4})(?:-([0-9A-F]{8}))?", re.IGNORECASE)
_ATTACHED, _RECIPIENT, _NAMED = "__attach_version1.0_", "__recip_version1.0_", "__nameid_version1.0"

_MESSAGE_PAGE, _BODY_PAGE = 0x3FFD, 0x3FDE
"""PidTagMessageCodepage, PidTagInternetCodepage: [MS-OXCMSG], 2.2.1.34 and 2.2.56.6."""

_HTML, _RTF, _HEADERS, _DATA = "1013", "1009", "007D", "3701"
_STRING8, _STRING, _BINARY, _OBJECT = "001E", "001F", "0102", "000D"
_MANY = {"101E": _STRING8, "101F": _STRING, "1102": _BINARY}
"""Several values, such as categories: one stream for each, beside one with their sizes."""
_REPEATED = frozenset(
    {"001A", "003D", "0040", "0042", "0044", "0064", "0065", "0075", "0076", "0077", "0078",
     "0C1E", "0E1D", "1035", "1039", "1042", "3002", "3003", "39FE", "5D01", "5D02", "5D07",
     "5D08", "5D09", "5D0A", "0E28", "0E29", "3FFA", "3FF8", "4038", "4039", "4022", "4023",
     "4024", "4025", "3FF9", "0050", "0051", "0052", "0053", "0055", "003F", "0074", "4030",
     "4031", "0C18", "3703", "370E", "3A20", "5FF6", "39FF", "3A00", "403D"}
)  # fmt: skip
"""Who a mail is from, by way of whom, ids of it; its subject once more without a prefix; kinds of
attachments, names of recipients once more: looked at where they are more than that."""
_TOKEN = re.compile(r"[\x21-\x7e]{0,400}")
_PERSON = re.compile(r"[^\W\d_](?:[^\W\d_]|[ \u3000.,'\u00b7\u30fb-]){0,40}+")
_IDS = frozenset(
    {"0FFF", "0FF9", "0FF6", "0FFB", "0FF8", "0FFA", "300B", "3013", "3014", "65E0", "65E1", "65E2",
     "65E3", "0C19", "0C1D", "003B", "003F", "0041", "0043", "0051", "0052", "0071", "0E09", "0E0A",
     "0E27", "3016", "3019", "4019", "401A", "4059", "405A", "3902", "3709", "370A", "3702", "0C2A",
     "3905", "3A0D", "5FF7", "5FFB", "0CFB", "0EB0", "3FFB", "3FFC", "0062", "0063", "348A"}
)  # fmt: skip
"""Ids and keys in binary, of entries, senders and stores; what an attachment looks like."""
MAX_ID = 512
"""Bytes; with the name and the address of whoever it is of, 300 are usual."""
_ADDRESS = re.compile(
    rb"(?:[A-Z0-9]{2,8}:[\x21-\x7e]{1,400}|(?:EX:)?/O=[A-Z0-9/=@()._ -]{1,400})\0?", re.IGNORECASE
)
"""What ids hold in plain: SMTP:NAME@HOST, EX:/O=ORGANISATION/OU=GROUP/CN=NAME."""
_NAMES = frozenset(("3707", "3704"))
"""What an attached file is called, in full and in eight letters and three."""
_SHORT = re.compile(r"[A-Z0-9_~$-]{1,8}(?:\.[A-Z0-9]{1,3})?")
_TEXTS = {
    "0037": "/subject", "1000": "/body", "0C1A": "/from", "0C1F": "/from", "0E04": "/to",
    "0E03": "/cc", "0E02": "/bcc", "0070": "/topic",
}  # fmt: skip


_WRITTEN = frozenset(("0037", "1000", "0070"))
"""Subject, body, topic. Other properties say who a mail is for, or are a program's."""


@dataclass(frozen=True, slots=True)
class _Pages:
    """The code pages that a mail states: of its strings, of its body."""

    message: int = 0
    body: int = 0

    def text(self, raw: bytes, kind: str, is_body: bool = False) -> str:
        if kind == _STRING:
            return raw.decode("utf-16-le", "replace").rstrip("\0")
        if b"\0" in raw.rstrip(b"\0"):  # not what it says it is
            return runs.read(raw)
        pages = (self.body, self.message) if is_body else (self.message, self.body)
        return codepages.text(raw.rstrip(b"\0"), *filter(None, pages))


ReadObject = Callable[[Storage, str], object]
"""Reads an object that is no mail, of another application."""


def read(storage: Storage, place: str, read_object: ReadObject) -> None:
    """Add all that a mail says. Raises UnreadableError, FullError."""
    pages = _pages(storage, _HEADS["within" if place else "top"])
    _read_properties(storage, pages, place)
    for name, inner in storage.storages():
        if name.startswith(_ATTACHED):
            _read_attachment(inner, pages, read_object)
        elif name.startswith(_RECIPIENT):
            place_of_it = f"/to:{storage.reading.take_member()}"
            _read_properties(inner, pages, place_of_it)
            _read_strange(inner, place_of_it)
        elif name == _NAMED:
            _read_names(inner, place)
        else:
            number = storage.reading.take_member()
            objects.read_unknown(inner, f"{place}/storage:{number}", name)


def _read_strange(storage: Storage, place: str, known: str = "") -> None:
    """Storages that a recipient or an attachment does not have."""
    for name, inner in storage.storages():
        if name != known:
            number = storage.reading.take_member()
            objects.read_unknown(inner, f"{place}/storage:{number}", name)


def _pages(storage: Storage, head: int) -> _Pages:
    listed = storage.read(LIST)[head:]
    entries = (struct.unpack_from("<HH4xI", listed, at) for at in range(0, len(listed) - 15, 16))
    found = {number: value for kind, number, value in entries if kind == 3}
    return _Pages(found.get(_MESSAGE_PAGE, 0), found.get(_BODY_PAGE, 0))


def _read_properties(storage: Storage, pages: _Pages, place: str) -> None:
    """Every property that is kept in a stream of its own, and streams that are none."""
    said: set[str] = set()
    for name, entry in sorted(storage.streams(), key=lambda pair: pair[0]):
        found = _PROPERTY.fullmatch(name)
        if not found:
            if name != LIST:
                objects.read_stream(storage.reading, storage.content(entry), place, name)
            continue
        key, kind, number = found[1].upper(), found[2].upper(), found[3]
        raw = storage.content(entry)
        if (key, kind) == (_DATA, _BINARY):
            continue  # the attached file
        if kind in _MANY and number is None:
            if not _are_lengths(storage, name, kind, raw):
                objects.read_stream(storage.reading, raw, place, "")
            continue
        kind = _MANY.get(kind, kind)
        if kind in (_STRING, _STRING8) and key in _REPEATED | _NAMES:
            text = pages.text(raw, kind)
            if key in _NAMES or _is_repeated(text, said):
                continue
        _read_property(storage, pages, key, kind, raw, place)
        if kind in (_STRING, _STRING8):
            said.add(pages.text(raw, kind))


def _are_lengths(storage: Storage, name: str, kind: str, raw: bytes) -> bool:
    """Does it say no more than how long each of several values is ([MS-OXMSG], 2.1.4)?"""
    values = sum(n.upper().startswith(f"{name.upper()}-") for n, _ in storage.streams())
    return len(raw) == values * (8 if _MANY[kind] == _BINARY else 4)


def _is_repeated(text: str, said: set[str]) -> bool:
    """Is it an address, a bare name, or a text that stands in the mail anyway?"""
    return bool(_TOKEN.fullmatch(text) or _PERSON.fullmatch(text)) or any(text in s for s in said)


def _read_property(
    storage: Storage, pages: _Pages, key: str, kind: str, raw: bytes, place: str
) -> None:
    reading = storage.reading
    if key == _HTML:
        html.read(reading, pages.text(raw, kind, is_body=True), f"{place}/html")
    elif key == _RTF and kind == _BINARY:
        _read_packed(storage, raw, place)
    elif kind in (_STRING, _STRING8):
        _read_string(storage, key, pages.text(raw, kind, is_body=key == "1000"), place)
    elif kind == _BINARY:
        _read_binary(storage, key, raw, pages, f"{place}/property:{key}")
    else:
        objects.read_stream(reading, raw, f"{place}/property:{key}", "")


def _read_string(storage: Storage, key: str, text: str, place: str) -> None:
    """One property that is a text. Headers are many."""
    if key == _HEADERS:
        add_labels_of(storage.reading, text)
        mail.read_headers(storage.reading, text, f"{place}/headers")
    else:
        with storage.reading.template(key not in _WRITTEN):
            storage.reading.add(place + _TEXTS.get(key, f"/property:{key}"), text)


def _read_binary(storage: Storage, key: str, raw: bytes, pages: _Pages, place: str) -> None:
    if key in _IDS and _ADDRESS.fullmatch(raw):
        return
    if sniff(raw) or (raw and charset.is_text(raw)):
        storage.reading.member(raw, place=place)
    elif key not in _IDS or len(raw) > MAX_ID:
        storage.reading.add(place, runs.read(raw, pages.message))


def _read_packed(storage: Storage, data: bytes, place: str) -> None:
    """The body as RTF, mostly packed; what it says may differ from the plain one."""
    place = f"{place}/rtf:{storage.reading.take_member()}"
    try:
        storage.reading.member(lzfu.unpack(data), place=place)
    except UnreadableError as e:
        storage.reading.not_read(e, place)


def _read_attachment(storage: Storage, pages: _Pages, read_object: ReadObject) -> None:
    reading, data = storage.reading, f"__substg1.0_{_DATA}"
    place, name = f"/attachment:{reading.take_member()}", _name(storage, pages)
    _read_properties(storage, pages, place)
    _read_strange(storage, place, data + _OBJECT)
    inner = storage.storage(data + _OBJECT)
    if data + _BINARY in storage.names():
        reading.member(storage.read(data + _BINARY), name)
    elif name:
        reading.add_property(f"{place}/name", name, is_name=True)
    if inner and LIST in inner.names():
        read(inner, f"/part:{reading.take_member()}", read_object)
    elif inner:
        read_object(inner, f"{place}/object")
    elif data + _BINARY not in storage.names():
        reading.miss("documents/attachment-elsewhere")


def _name(storage: Storage, pages: _Pages) -> str:
    names = (
        pages.text(storage.read(f"__substg1.0_{key}{kind}"), kind)
        for key in sorted(_NAMES, reverse=True)
        for kind in (_STRING, _STRING8)
    )
    found = list(dict.fromkeys(filter(None, names)))
    return "\n".join(found[:1] + [n for n in found[1:] if not _SHORT.fullmatch(n)])


def _read_names(storage: Storage, place: str) -> None:
    """The names that people and programs gave to properties ([MS-OXMSG], 2.2.3.1.3)."""
    data, at, names = storage.read("__substg1.0_00040102"), 0, []
    while at + 4 <= len(data):
        length = struct.unpack_from("<I", data, at)[0]
        names.append(data[at + 4 : at + 4 + length].decode("utf-16-le", "replace"))
        at += 4 + -(-length // 4) * 4
    with storage.reading.template():
        storage.reading.add_property(f"{place}/names", "\n".join(names))
