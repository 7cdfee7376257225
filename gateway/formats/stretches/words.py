"""Words of an alphabet of their own -> what they mean: base32, uuencode, UTF-7, Punycode."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from gateway.formats.spots import Spots
from gateway.formats.stretches.stretch import Candidates, at_signs

MIN_WIDE = 3
"""Characters that are no ASCII in UTF-7; fewer come of chance."""

_BASE32 = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{16,}+={0,6}")
_ASCII85 = re.compile(r"<~[!-u\sz]{10,}?~>")
_UUENCODED = re.compile(
    r"\bbegin [0-7]{3,4} [^\n]{0,255}\n((?:(?>[ -`]{1,62}[ \t\r]*\n))+?)(?:`?[ \t\r]*\n)?end"
)
"""Each line is taken once: its last blanks may be its own or those behind it."""
_UTF7 = re.compile(r"\+[A-Za-z0-9+/]{5,}[!-~]*")
_ODD = re.compile(r"[a-z0-9][A-Z]|[A-Za-z][0-9]")
_PUNYCODE = re.compile(r"(?<![A-Za-z0-9-])xn--[a-z0-9-]{4,}", re.IGNORECASE)

_COMMON = (
    ("cp932", range(0x81, 0x98)),
    ("gb2312", range(0xA1, 0xD8)),
    ("cp949", range(0xB0, 0xC9)),
)
"""Charsets, and the first bytes of their common characters: what comes of chance is seldom one."""


def base32(text: str, signs: Spots) -> Candidates:
    """RFC 4648, 6."""
    for run in at_signs(signs, text, _BASE32):
        yield *run.span(), _of_base32(run[0].rstrip("="))


def _of_base32(core: str) -> Iterator[bytes]:
    with suppress(binascii.Error):
        yield base64.b32decode(core + "=" * (-len(core) % 8))


def ascii85(text: str, _: Spots) -> Candidates:
    """As Adobe writes it."""
    for run in _ASCII85.finditer(text):
        yield *run.span(), _of_ascii85(run[0])


def _of_ascii85(run: str) -> Iterator[bytes]:
    with suppress(ValueError):
        yield base64.a85decode(run, adobe=True)


def uuencoded(text: str, _: Spots) -> Candidates:
    """Of POSIX."""
    for run in _UUENCODED.finditer(text):
        yield *run.span(), _of_uuencoded(run[1].splitlines())


def _of_uuencoded(lines: Sequence[str]) -> Iterator[bytes]:
    with suppress(binascii.Error):
        yield b"".join(binascii.a2b_uu(line) for line in lines)


def utf7(text: str, _: Spots) -> Candidates:
    """RFC 2152. The lines of a diff begin with a plus too."""
    for run in _UTF7.finditer(text):
        if _ODD.search(run[0]):
            yield *run.span(), _of_utf7(run[0])


def _of_utf7(run: str) -> Iterator[bytes]:
    with suppress(UnicodeError):  # also where half of a pair came out
        said = run.encode().decode("utf-7")
        wide = [c for c in said if not c.isascii()]
        if len(wide) >= MIN_WIDE and all(map(_is_common, wide)):
            yield said.encode()


def _is_common(char: str) -> bool:
    return any(char.encode(codec, "replace")[0] in first for codec, first in _COMMON)


def punycode(text: str, _: Spots) -> Candidates:
    """RFC 3492."""
    for run in _PUNYCODE.finditer(text):
        yield *run.span(), _of_punycode(run[0][4:])


def _of_punycode(core: str) -> Iterator[bytes]:
    with suppress(UnicodeError):
        yield core.encode().decode("punycode").encode()
