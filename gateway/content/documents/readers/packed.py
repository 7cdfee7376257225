"""7z, RAR, CAB, LHA, cpio and ar -> the files within, by libarchive. Nothing is written to a disk.

libarchive-c calls the system's libarchive (Debian: libarchive13), since no package of PyPI brings
the library with it: py7zr knows 7z alone, and rarfile starts a program. One format is switched on
at a time and no filter, because for some of them libarchive would start programs too.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

from gateway.content.documents.readers import names, rar
from gateway.content.documents.readers.archives import USER
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.file_type import CPIO, LHA

try:
    import libarchive
    from libarchive import ffi
except (ImportError, OSError, AttributeError, TypeError):  # by its way of loading
    libarchive = None

IS_HERE = libarchive is not None

STEP = 64 * 1024
"""Bytes unpacked at a time: by so much may a member go over what is left."""

RAR = "application/vnd.rar"
_CAB, _7Z = "application/vnd.ms-cab-compressed", "application/x-7z-compressed"
_FORMATS = {
    _7Z: "7zip", RAR: "rar", _CAB: "cab", LHA: "lha", CPIO: "cpio", "application/x-archive": "ar",
}  # fmt: skip
KINDS = frozenset(_FORMATS)
_TYPE, _FILE, _FOLDER = 0o170000, 0o100000, 0o040000
_ENCRYPTED = re.compile("encrypt|crypto codec", re.IGNORECASE)
_NAMES = ("pathname", "symlink", "hardlink")
_WHO = ("uname", "gname")


def read(reading: Reading, data: bytes, media_type: str) -> None:
    """Every member of an archive. Raises UnreadableError, FullError."""
    if not libarchive:
        raise UnreadableError("archives/no-libarchive", media_type=media_type)
    end = _look_around(reading, data, media_type)
    before = reading.members
    known = "rar5" if data.startswith(rar.NEW) else _FORMATS[media_type]
    with libarchive.read.new_archive_read(known, "none") as archive:
        try:
            _read_all(reading, archive, data, known)
        except libarchive.ArchiveError as e:
            raise UnreadableError(_cause(e)) from e
        end = end or ffi.filter_bytes(archive, 0)
    if reading.members == before:
        reading.miss("archives/empty", media_type=media_type)
    if rest := data[end:].strip(b"\0"):
        reading.member(rest)


def _read_all(reading: Reading, archive: int, data: bytes, known: str) -> None:
    is_lha = known == "lha"
    if is_lha:  # else it takes no name in another charset than the locale's
        _set_option(archive, b"lha", b"hdrcharset", b"ISO-8859-1")
    ffi.read_open_memory(archive, data, len(data))
    for entry in _entries(archive):
        _read_entry(reading, archive, entry, is_lha)


def _look_around(reading: Reading, data: bytes, media_type: str) -> int:
    """What libarchive passes over; where the archive ends, if it says so. Raises FullError."""
    if media_type == RAR:
        return rar.look_around(reading, data)
    if media_type == _7Z:  # its directory stands last: where, and how long, is said first
        return 32 + sum(int.from_bytes(data[at : at + 8], "little") for at in (12, 20))
    return _around_cab(reading, data) if media_type == _CAB else 0


def _set_option(archive: int, *said: bytes) -> None:
    setter = ffi.ffi(
        "read_set_format_option", [ctypes.c_void_p, *[ctypes.c_char_p] * 3], ctypes.c_int
    )
    setter(archive, *said)


def _entries(archive: int) -> Iterator[int]:
    with libarchive.entry.new_archive_entry() as entry:
        while ffi.read_next_header2(archive, entry) != ffi.ARCHIVE_EOF:
            yield entry


def _read_entry(reading: Reading, archive: int, entry: int, is_lha: bool) -> None:
    name = _names(reading, entry, is_lha)
    kind = ffi.entry_filetype(entry) & _TYPE
    if kind == _FOLDER and not ffi.entry_size(entry):
        reading.lost_member("", name)
        return
    try:
        content = _content(reading, archive)
    except libarchive.ArchiveError as e:
        reading.lost_member(_cause(e), name)
        if e.retcode == ffi.ARCHIVE_FATAL:
            raise
        return
    if content or kind == _FILE:
        reading.member(content, name)
    else:
        reading.lost_member("", name)


def _names(reading: Reading, entry: int, is_lha: bool) -> str:
    """What a member is called, and what it points to; whose it is stands apart."""
    names = [_text(entry, field) for field in _NAMES]
    if not names[0]:
        reading.miss("archives/name")
    if who := [w for f in _WHO if (w := _text(entry, f)) and not USER.fullmatch(w)]:
        reading.add_property("/owner", "\n".join(who))
    return "\n".join(_of_lha(n) if is_lha else n for n in names if n)


def _content(reading: Reading, archive: int) -> bytes:
    out, buffer = bytearray(), ctypes.create_string_buffer(STEP)
    while length := ffi.read_data(archive, buffer, STEP):
        if length < 0:  # a warning: a checksum that is wrong
            raise libarchive.ArchiveError("damaged", retcode=ffi.ARCHIVE_FAILED)
        reading.take_unpacked(length)
        out += memoryview(buffer)[:length]
    return bytes(out)


def _cause(error: Exception) -> str:
    if _ENCRYPTED.search(str(error)):
        return "encrypted/file"
    return "archives/damaged-or-unknown"


def _text(entry: int, field: str) -> str:
    """A name: as Unicode where the archive says its charset, else in the charset of its writer."""
    if wide := getattr(ffi, f"entry_{field}_w")(entry):
        return str(wide)
    return _decoded(getattr(ffi, f"entry_{field}")(entry) or b"")


def _decoded(raw: bytes) -> str:
    return names.read(raw)


_PAIR = re.compile(rb"([\x81-\x9f\xe0-\xfc])(?:(/)|.)", re.DOTALL)


def _of_lha(wide: str) -> str:
    """libarchive took each byte for a character, and the second one of a pair, where it is a
    backslash, for a separator of folders: no pair of CP932 ends with a slash."""
    try:
        raw = wide.encode("latin-1")
    except UnicodeEncodeError:  # the archive says its code page, and libarchive went by that
        return wide
    return _decoded(_PAIR.sub(lambda m: m[1] + b"\\" if m[2] else m[0], raw))


def _around_cab(reading: Reading, data: bytes) -> int:
    """What a cabinet says beside its files ([MS-CAB], 2.1); where it ends."""
    flags = int.from_bytes(data[30:32], "little")
    if flags & 3:
        reading.miss("archives/volume")
    if flags & 4:  # room for whoever made it
        length = int.from_bytes(data[36:38], "little")
        if (own := data[40 : 40 + length]).strip(b"\0"):
            reading.member(own)
    return int.from_bytes(data[8:12], "little")
