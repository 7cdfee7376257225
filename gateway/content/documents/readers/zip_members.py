"""A member of a zip, as packed -> what it holds, piece by piece, and what stands behind that.

The standard library's reader ends where the size that the zip states is reached, and does not say
what follows within the member.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from gateway.content.decompression.bounds import XZ_MEMORY
from gateway.content.decompression.members import Inflate, Member, Stream

SLICE = 64 * 1024
"""Packed bytes given at a time: what is left of them is copied at each step."""
STEP = 256 * 1024
"""Bytes unpacked at a time: by so much may a member go over what is left."""

_HEAD, _HEAD_SIZE = b"PK\3\4", 30
_UTF_8 = 0x800
_LZMA_HEAD = 4
"""Bytes that say a version and how many more of properties follow (APPNOTE.TXT, 5.8.8)."""


def packed(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member. Raises BadZipFile where its own head is another's."""
    at = info.header_offset
    head = data[at : at + _HEAD_SIZE]
    if head[:4] != _HEAD or len(head) < _HEAD_SIZE:
        raise zipfile.BadZipFile("no head")
    flags = struct.unpack_from("<H", head, 6)[0]
    length, extra = struct.unpack_from("<HH", head, 26)
    name = data[at + _HEAD_SIZE :][:length].decode("utf-8" if flags & _UTF_8 else "cp437")
    start = at + _HEAD_SIZE + length + extra
    if name != info.orig_filename or start + info.compress_size > len(data):
        raise zipfile.BadZipFile("another name, or cut short")
    return data[start : start + info.compress_size]


def unpacked(raw: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a member holds, then, as the last piece, what is left of it. Raises what the libraries
    do of damaged ones, BadZipFile where size or checksum are not as stated."""
    tool, raw = _TOOLS[info.compress_type](info, raw)
    size = checksum = 0
    at = 0
    while not tool.ended and at < len(raw):
        piece = tool.take(raw[at : at + SLICE], STEP)
        at += SLICE
        while piece or not (tool.hungry or tool.ended):
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            if size > info.file_size:
                raise zipfile.BadZipFile("larger than stated")
            yield piece
            piece = b"" if tool.ended or tool.hungry else tool.take(b"", STEP)
    if not tool.ended or (size, checksum) != (info.file_size, info.CRC):
        raise zipfile.BadZipFile("cut short, or another content")
    yield tool.rest + raw[at:]


class _Stored:
    """Bytes as they are, so many as the zip states."""

    hungry, rest = True, b""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, data: bytes, most: int) -> bytes:
        taken, self.rest = data[: self._left], data[self._left :]
        self._left -= len(taken)
        return taken

    @property
    def ended(self) -> bool:
        return not self._left


def _of_lzma(info: zipfile.ZipInfo, raw: bytes) -> tuple[Member, bytes]:
    """As a stream of the older format, whose head states the size instead."""
    length = struct.unpack_from("<H", raw, 2)[0]
    start = _LZMA_HEAD + length
    head = raw[_LZMA_HEAD:start] + struct.pack("<Q", info.file_size)
    return Stream(lzma.LZMADecompressor(lzma.FORMAT_ALONE, XZ_MEMORY)), head + raw[start:]


_TOOLS: dict[int, Callable[[zipfile.ZipInfo, bytes], tuple[Member, bytes]]] = {
    zipfile.ZIP_STORED: lambda info, raw: (_Stored(info.file_size), raw),
    zipfile.ZIP_DEFLATED: lambda info, raw: (Inflate(-zlib.MAX_WBITS), raw),
    zipfile.ZIP_BZIP2: lambda info, raw: (Stream(bz2.BZ2Decompressor()), raw),
    zipfile.ZIP_LZMA: _of_lzma,
}
METHODS = frozenset(_TOOLS)
