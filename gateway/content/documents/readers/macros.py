"""The storages of a VBA project -> the source of its macros and the texts of its forms. [MS-OVBA]

Ours and not oletools': olevba has no bounds, and takes a graphical toolkit and a decrypter along.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.content import charset
from gateway.content.documents.readers import codepages, objects, runs
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.storage import Storage, opened

_CHUNK = 4096
_SOURCE = re.compile(rb"\x01..\x00Attribut", re.DOTALL)
MAX_SOURCE = 8 * 2**20
"""Bytes of source in a module; a module has 65,534 lines at the most."""

_PAGE, _VERSION, _STREAM_NAME, _OFFSET = 0x0003, 0x0009, 0x001A, 0x0031
_SAID = frozenset((0x0005, 0x0006, 0x000C, 0x001C))
"""Records of the directory that a person writes: descriptions, a file for help, constants."""
_OWN = re.compile(r"dir|_VBA_PROJECT|__SRP_[0-9a-f]{1,4}", re.IGNORECASE)
"""Streams that the editor keeps for itself: the macros once more, compiled."""
_KEYS = re.compile(r"(?m)^(?:ID|CMG|DPB|GC)=.*$")
"""Of the project's own file: its id, and what protects it."""
_HEAD = re.compile(
    r"(?m)^Attribute VB_(?:Name|Base|GlobalNameSpace|Creatable|PredeclaredId|Exposed|"
    r"TemplateDerived|Customizable|Control) = .*$"
)
"""What the editor writes before each module, and nobody sees."""
_LISTS = frozenset(("PROJECT", "PROJECTwm", "PROJECTlk"))
"""The project's own file, the names of its modules, licences of its controls."""
LOST = "documents/macro-without-source"


@dataclass(frozen=True, slots=True)
class _Directory:
    page: int = 0
    modules: tuple[tuple[bytes, int], ...] = ()
    """The name of each module's stream, and where in it the source begins."""
    said: tuple[bytes, ...] = ()


def read(reading: Reading, data: bytes, place: str) -> None:
    """Add what a vbaProject.bin holds. Raises UnreadableError, FullError."""
    with opened(reading, data) as top:
        if top.storage("VBA") is None:
            raise UnreadableError("documents/macros")
        read_project(top, place)


def read_project(project: Storage, place: str) -> None:
    """Add the source of every module, and what forms say. Raises UnreadableError, FullError."""
    reading, code = project.reading, project.storage("VBA")
    if code is None:
        return
    directory = _directory(code)
    _read_modules(reading, code, directory, place)
    said = [codepages.text(raw, directory.page) for raw in directory.said]
    reading.add(place + "/project", "\n".join(s.strip() for s in said))
    with reading.template():
        own = _KEYS.sub("", codepages.text(project.read("PROJECT"), directory.page))
        reading.add(place + "/project", own.strip())
    for name, entry in project.streams():
        if name not in _LISTS:
            objects.read_stream(reading, project.content(entry), place, name)
    for number, (_, form) in enumerate(project.storages(), 1):
        if form.entry is not code.entry:
            _read_form(form, directory.page, f"{place}/form:{number}")


def _read_modules(reading: Reading, code: Storage, directory: _Directory, place: str) -> None:
    """By the directory, and whatever else looks like a module."""
    listed = {codepages.text(n, directory.page).upper(): at for n, at in directory.modules}
    found = 0
    for name, entry in code.streams():
        stream = code.content(entry)
        looks = _SOURCE.search(stream)
        at = listed.pop(name.upper(), looks.start() if looks else -1)
        if at < 0:
            if not _OWN.fullmatch(name) or charset.is_text(stream):
                objects.read_stream(reading, stream, place, name)
            continue
        source = decompress(stream[at:])
        found += 1
        if source.strip():
            text = codepages.text(source, directory.page)
            reading.add(place, _HEAD.sub("", text))
            with reading.template():
                reading.add(place, "\n".join(_HEAD.findall(text)))
        else:
            reading.miss(LOST, place)
    if listed or not found:
        reading.miss(LOST if listed else "documents/macros", place)


def _read_form(form: Storage, page: int, place: str) -> None:
    """The controls of a form, in binary, and those within them."""
    texts = [runs.read(form.content(entry), page) for _, entry in form.streams()]
    form.reading.add(place, "\n".join(texts))
    for _, inner in form.storages():
        _read_form(inner, page, place)


def _directory(code: Storage) -> _Directory:
    try:
        records = list(_records(decompress(code.read("dir"))))
    except (struct.error, UnreadableError):
        return _Directory()
    page, name, modules = 0, b"", []
    for kind, body in records:
        if kind == _PAGE and len(body) == 2:
            page = struct.unpack("<H", body)[0]
        elif kind == _STREAM_NAME:
            name = body
        elif kind == _OFFSET and len(body) == 4:
            modules.append((name, struct.unpack("<I", body)[0]))
    return _Directory(page, tuple(modules), tuple(b for k, b in records if k in _SAID))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Records of the directory (2.3.4.2): a kind, a size, so many bytes; all but one."""
    at = 0
    while at + 6 <= len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        size = 6 if kind == _VERSION else size
        yield kind, data[at + 6 : at + 6 + size]
        at += 6 + size


def decompress(data: bytes) -> bytes:
    """A compressed container -> its bytes. Raises UnreadableError."""
    out = bytearray()
    at = 1
    while at + 2 < len(data):
        header = struct.unpack_from("<H", data, at)[0]
        if header >> 12 & 7 != 3:
            break
        end = min(len(data), at + (header & 0xFFF) + 3)
        start = len(out)
        at += 2
        if not header & 0x8000:
            out += data[at : at + _CHUNK]
            at = end
        else:
            at = _chunk(data, at, end, out, start)
        if len(out) > MAX_SOURCE:
            raise UnreadableError("limits/macro")
    return bytes(out)


def _chunk(data: bytes, at: int, end: int, out: bytearray, start: int) -> int:
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end:
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > end:
                return end
            at = _copy(struct.unpack_from("<H", data, at)[0], at, out, start)
    return end


def _copy(token: int, at: int, out: bytearray, start: int) -> int:
    """A copy of what came before: so far back, so long."""
    bits = max(4, (len(out) - start - 1).bit_length())
    length = (token & (0xFFFF >> bits)) + 3
    offset = (token >> (16 - bits)) + 1
    if offset > len(out) - start:
        raise UnreadableError("damaged/macros")
    for _ in range(length):
        out.append(out[-offset])
    return at + 2
