"""Packed RTF of Outlook's mails -> RTF. [MS-OXRTFCP]: LZ77 over a ring of 4,096 bytes."""

from __future__ import annotations

import struct

from gateway.content.documents.readers.document_builder import UnreadableError

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What stands in the ring at the beginning (2.1.3.1.2)."""
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_RING, HEAD = 4096, 16
MAX_SIZE = 16 * 2**20


def unpack(data: bytes) -> bytes:
    """Raises UnreadableError."""
    try:
        _, size, kind, _ = struct.unpack_from("<4I", data)
    except struct.error as e:
        raise UnreadableError("damaged/rtf-body") from e
    if kind == _PLAIN:
        return data[HEAD:]
    if kind != _PACKED or size > MAX_SIZE:
        raise UnreadableError("documents/rtf-body")
    return _unpacked(data)


def _unpacked(data: bytes) -> bytes:
    out = bytearray(_START)
    at = HEAD
    while at < len(data):
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > len(data):
                raise UnreadableError("damaged/rtf-body")
            token = data[at] << 8 | data[at + 1]
            at += 2
            if token >> 4 == len(out) % _RING:
                return bytes(out[len(_START) :])
            _copy(out, token >> 4, (token & 15) + 2)
            if len(out) > MAX_SIZE:
                raise UnreadableError("limits/rtf-body")
    return bytes(out[len(_START) :])


def _copy(out: bytearray, offset: int, length: int) -> None:
    """From a place of the ring: the last one of it that was written."""
    back = (len(out) - offset) % _RING or _RING
    if back > len(out):
        raise UnreadableError("damaged/rtf-body")
    for _ in range(length):
        out.append(out[-back])
