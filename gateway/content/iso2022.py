"""Bytes with the escape sequences of ISO 2022 -> the same in UTF-8, as lenient readers have it.

Python's codecs know what the standards say. Mailers and hosts write more: circled numbers (NEC's
row 13), IBM's kanji, half-width kana in three ways, user's own rows, stretches that never end, and
such lines within a text in UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_ESCAPE = re.compile(
    rb"\x1b(?:\$[@AB]|\$\([@A-DOPQ]|\$\)[AC]|\([@-Z0-9a-z]|&@|\.[A-F]|N)|[\x0e\x0f\r\n]"
)
"""A sequence that says what follows, a shift, or the end of a line, where all of them end."""

_PAIR = re.compile(rb"[!-~][!-~]|[^!-~]|[!-~]")
_HALF_WIDTH = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xdf])+")

_HIGH = bytes(range(128)) + bytes(range(128))
_KANA_7, _KANA_8 = 0xFF61 - 0x21, 0xFF61 - 0xA1


def is_marked(data: bytes) -> bool:
    """Are there escape sequences that change the charset?"""
    return b"\x1b" in data and (b"\x1b$" in data or b"\x1b(" in data)


def undone(data: bytes) -> bytes:
    """The bytes with every stretch behind such a sequence in UTF-8."""
    pieces: list[bytes] = []
    charset: _Charset = _plain
    done, shifted, other = 0, False, _half_width
    for escape in (*_ESCAPE.finditer(data), None):
        end = escape.start() if escape else len(data)
        if end > done:
            pieces.append((other if shifted else charset)(data[done:end]))
        if not escape:
            break
        done, sequence = escape.end(), escape[0]
        if sequence in (b"\n", b"\r"):
            pieces.append(sequence)
            charset, shifted = _plain, False
        elif sequence in (b"\x0e", b"\x0f"):
            shifted = sequence == b"\x0e"
        elif sequence in _OTHERS:  # until the next shift
            other = _OTHERS[sequence]
        else:
            charset = _charset_of(sequence, charset)
    return b"".join(pieces)


_Charset = Callable[[bytes], bytes]


def _charset_of(sequence: bytes, before: _Charset) -> _Charset:
    match sequence[1:]:
        case b"$@" | b"$B" | b"$(@" | b"$(B" | b"$(O" | b"$(Q":
            return _kanji
        case b"$(D":
            return _supplement
        case b"$(P":
            return _second_plane
        case b"$A" | b"$(A":
            return _chinese
        case b"$(C":
            return _korean
        case b"(I":
            return _half_width
        case b"&@" | b"N":
            return before
    return _plain


def _plain(piece: bytes) -> bytes:
    """ASCII, or UTF-8; else half-width kana in eight bits."""
    try:
        piece.decode()
    except UnicodeDecodeError:
        if _HALF_WIDTH.fullmatch(piece):
            return _shown(piece, 0xA1, 0xDF, _KANA_8)
    return piece


def _half_width(piece: bytes) -> bytes:
    return _shown(piece.translate(_HIGH), 0x21, 0x5F, _KANA_7)


def _shown(piece: bytes, first: int, last: int, to: int) -> bytes:
    return "".join(chr(b + to) if first <= b <= last else chr(b) for b in piece).encode()


def _kanji(piece: bytes) -> bytes:
    try:
        return (b"\x1b$B" + piece).decode("iso2022_jp").encode()
    except UnicodeDecodeError:
        pass
    return _pairs(piece, of_row)


def _supplement(piece: bytes) -> bytes:
    return _pairs(piece, lambda row, cell: _euc(b"\x8f", row, cell, "euc_jp"))


def _second_plane(piece: bytes) -> bytes:
    return _pairs(piece, lambda row, cell: _euc(b"\x8f", row, cell, "euc_jis_2004"))


def _chinese(piece: bytes) -> bytes:
    return _pairs(piece, lambda row, cell: _euc(b"", row, cell, "gb2312"))


def _korean(piece: bytes) -> bytes:
    return _pairs(piece, lambda row, cell: _euc(b"", row, cell, "euc_kr"))


def _pairs(piece: bytes, read: Callable[[int, int], str]) -> bytes:
    def shown(match: re.Match[bytes]) -> bytes:
        pair = match[0]
        return read(pair[0] - 32, pair[1] - 32).encode() if len(pair) == 2 else pair

    return _PAIR.sub(shown, piece)


_OTHERS = {b"\x1b$)A": _chinese, b"\x1b$)C": _korean}
"""What a shift leads to in ISO-2022-CN and ISO-2022-KR; in Japan to kana."""


@cache
def of_row(row: int, cell: int) -> str:
    """A character of JIS X 0208 by row and cell (1 to 94), with what NEC and IBM added as Windows
    has it, and in what is empty there JIS X 0213; U+FFFD where there is none."""
    lead = (row + 1) // 2 + (0x80 if row <= 62 else 0xC0)
    trail = cell + 0x9E if row % 2 == 0 else cell + (0x3F if cell <= 63 else 0x40)
    try:
        return bytes((lead, trail)).decode("cp932")
    except UnicodeDecodeError:
        return _euc(b"", row, cell, "euc_jis_2004")


def _euc(before: bytes, row: int, cell: int, codec: str) -> str:
    return (before + bytes((row + 0xA0, cell + 0xA0))).decode(codec, "replace")[:1]
