"""Bytes without a signature -> the text that was deflated into them, and the way back.

Drawings of diagrams.net stand so in their files, in SVG, PNG and HTML: an XML in percent escapes,
deflated (RFC 1951), in base64. Other programs put zlib's head before it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from urllib.parse import quote, unquote_to_bytes

from gateway.content import charset
from gateway.content.decompression import TooLargeError, UndecodableError
from gateway.content.decompression.decoder import BROTLI, DEFLATE, Coding, Decoder
from gateway.formats.prompt_builder import Budget

HEAD = 256
"""Bytes that are unpacked to see whether a text comes out."""
MAX_HEAD = 2**20
"""Bytes that come out of it meanwhile."""
MIN_TEXT = 16
"""Bytes of a text; fewer come of chance, and fewer nobody packs."""
MIN_BYTES = 8
"""Different bytes of it: what one letter over and over is taken for, in base64, has 3 and unpacks
to something by chance. A text that packs a thousandfold has 20."""
_BLOCK = 0b110
"""Where a block of deflate says how it is packed (RFC 1951, 3.2.3)."""
_PACKED = (0b010, 0b100)
"""With Huffman codes, fixed or its own."""
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f]")
_MARKUP = b"%3C"

Undone = tuple[bytes, Callable[[bytes], bytes]]


def from_deflate(data: bytes, budget: Budget) -> Undone | None:
    """The text, if it is one from end to end, and what packs it again. Raises FullError."""
    bits = _bits(data)
    if not bits or not _begins(data, bits):
        return None
    text = _unpacked(data, DEFLATE, budget)
    if text is None or not charset.is_text(text):
        return None
    if text.startswith(_MARKUP):
        return unquote_to_bytes(text), lambda new: _packed(_quoted(new), bits)
    return text, lambda new: _packed(new, bits)


def _unpacked(data: bytes, coding: Coding, budget: Budget) -> bytes | None:
    """All that comes out, if that is long enough for a text. Raises FullError."""
    decoder = Decoder(coding, budget.unpacked)
    try:
        text = b"".join(decoder.feed(data))
        decoder.end()
    except UndecodableError:
        return None
    except TooLargeError:
        budget.take_unpacked(budget.unpacked + 1)
        return None
    budget.take_unpacked(len(text))
    return text if len(text) >= MIN_TEXT else None


def _bits(data: bytes) -> int:
    """How zlib is told what this may be, by its first bytes: with its head, bare, or neither."""
    if len(data) < MIN_BYTES:
        return 0
    if data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0:
        return zlib.MAX_WBITS
    return -zlib.MAX_WBITS if data[0] & _BLOCK in _PACKED or _is_stored(data) else 0


def _is_stored(data: bytes) -> bool:
    """Stored unpacked, as what is too short to be packed: its length, and once more inverted."""
    return not data[0] & _BLOCK and int.from_bytes(data[1:3]) ^ int.from_bytes(data[3:5]) == 0xFFFF


def from_brotli(data: bytes, budget: Budget) -> bytes | None:
    """The text that was packed with brotli (RFC 7932), if it is one from end to end. Raises
    FullError."""
    if len(data) < MIN_BYTES or not _begins_in_brotli(data):
        return None
    text = _unpacked(data, BROTLI, budget)
    return text if text and charset.is_utf8(text) else None


def _begins_in_brotli(data: bytes) -> bool:
    try:
        head = next(Decoder(BROTLI, MAX_HEAD).feed(data[:HEAD]), b"")
    except (UndecodableError, TooLargeError):
        return False
    return not _CONTROL.search(head)


def _begins(data: bytes, bits: int) -> bool:
    try:
        head = zlib.decompressobj(bits).decompress(data, HEAD)
    except zlib.error:
        return False
    if len(head) < MIN_TEXT or _CONTROL.search(head):
        return False
    return len(set(data)) >= MIN_BYTES


def _quoted(text: bytes) -> bytes:
    return quote(text, safe="~()*!.'").encode()


def _packed(text: bytes, bits: int) -> bytes:
    tool = zlib.compressobj(9, zlib.DEFLATED, bits)
    return tool.compress(text) + tool.flush()
