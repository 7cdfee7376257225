"""The number of a Windows code page, and bytes -> the texts that they may be.

A text in an old file of Office or Outlook is in the code page of whoever wrote it, and the file
says which. What it says may be wrong: a reader that guesses sees another text, so each is given.
"""

from __future__ import annotations

import codecs
import re

from gateway.content import charset

_NAMES = {
    708: "iso8859_6", 936: "gb18030", 1200: "utf-16-le", 1201: "utf-16-be", 10000: "mac_roman",
    10001: "cp932", 10006: "mac_greek", 10007: "mac_cyrillic", 10029: "mac_latin2",
    10081: "mac_turkish", 20127: "ascii", 20866: "koi8_r", 20932: "euc_jp", 20936: "gb18030",
    20949: "cp949", 21866: "koi8_u", 50220: "iso2022_jp_ext", 50221: "iso2022_jp_ext",
    50222: "iso2022_jp_ext", 50225: "iso2022_kr", 51932: "euc_jp", 51936: "gb18030",
    51949: "cp949", 52936: "hz", 54936: "gb18030", 65000: "utf-7", 65001: "utf-8",
}  # fmt: skip
"""[MS-UCODEREF], 2.2.1, where it is not `cp` and the number; 28591 to 28606 are ISO 8859."""
_PLAIN = range(437, 1362)
"""Between these a name of `cp` and a number is a charset, of one byte or two."""
_LATIN = "cp1252"
_LEADS = bytes(range(0x81, 0xA0)), bytes(range(0xE0, 0xFD))
"""First bytes of CP932: of what people write most are of the first kind, and letters with accents
are of the second."""


def codec(number: int) -> str:
    """The name of a code page's codec, or nothing."""
    name = _NAMES.get(number, "")
    if 28591 <= number <= 28606:
        name = f"iso8859_{number - 28590}"
    elif not name and number in _PLAIN:
        name = f"cp{number}"
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def texts(raw: bytes, *numbers: int) -> tuple[str, ...]:
    """The texts that bytes may be, in the code pages that a file names, the likeliest first.

    Where it names none that fits, whatever they make sense as.
    """
    found: dict[str, None] = {}
    for number in numbers:
        if (text := _strict(raw, codec(number))) is not None:
            found[text] = None
            if charset.makes_sense(text):
                break
    if not found or (not raw.isascii() and _may_be_wrong(raw, found)):
        readings = charset.decode(raw)
        guesses = [d.text for d in readings if d.exact and charset.makes_sense(d.text)]
        found.update(dict.fromkeys(guesses[:1] if found else guesses or [d.text for d in readings]))
    if not found or not any(map(charset.makes_sense, found)):
        found[raw.decode(_LATIN, "replace")] = None
    return tuple(dict.fromkeys(charset.clean(text) for text in found))


def text(raw: bytes, *numbers: int) -> str:
    """All that bytes may be, one after the other: mostly one text."""
    return "\n".join(t for t in texts(raw, *numbers))


def _strict(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name) if name else None
    except UnicodeDecodeError:
        return None


def _may_be_wrong(raw: bytes, found: dict[str, None]) -> bool:
    """Is it UTF-8, or Japanese, whatever the file says?"""
    if _strict(raw, "utf-8") is not None or not any(map(charset.makes_sense, found)):
        return True
    usual, other = (len(raw) - len(raw.translate(None, leads)) for leads in _LEADS)
    return usual > other and _JAPANESE.search(_strict(raw, "cp932") or "") is not None


_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]{2}")
