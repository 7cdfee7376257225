"""Bytes that are partly text, such as the controls of a form -> the texts among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from gateway.content import charset
from gateway.content.documents.readers import codepages

MIN_BYTES = 4
UTF_16 = 1200
"""The code page of a file whose strings are all Unicode: other bytes are no text but ASCII."""
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f]+")
_ASCII = re.compile(rb"[\t\r\n\x20-\x7e]{6,}")
_WIDE = re.compile(
    "[\t\r\n\x20-\x7e\xa0-\u05ff\u0e00-\u0e7f\u1e00-\u1eff\u2010-\u21ff\u2460-\u26ff\u3000-\u30ff"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uffee]{3,}"
)
"""Latin to Hebrew, Thai, Vietnamese, signs, kana, ideographs, Hangul, variants, wide forms."""
_WORD = re.compile(r"[^\W_]{2}")
_RARE = re.compile("[\u4e00-\u9fff\uac00-\ud7a3]")
_USUAL = {"cp932": range(0x88, 0x98), "gb2312": range(0xB0, 0xD8), "euc_kr": range(0xB0, 0xC9)}
"""First bytes of the ideographs and syllables that people write most. Two bytes are one of these
by chance in one of ten cases."""
MAX_RARE = 0.2
"""The share of others in what people write: names of persons and places."""
_SPELLED = re.compile(r"[\w\s\x20-\x7e\u2010-\u2026\u3000-\u3020\uff01-\uff60]+")
MAX_SIGNS = 0.1
"""The share of other signs in what people write."""
_KANA = re.compile("[\u3040-\u30ff]")
"""What tells that bytes of no known code page are Japanese."""


def read(data: bytes, page: int = 0, known: Collection[str] = ()) -> str:
    """The runs of text, a line each, but for what is known: in UTF-16, and in a code page."""
    found = (text for text in (*_wide(data, known), *_narrow(data, page)) if text not in known)
    return "\n".join(dict.fromkeys(text for text in found if _WORD.search(text)))


def _wide(data: bytes, known: Collection[str]) -> Iterator[str]:
    """UTF-16 may begin at any byte."""
    for start in (0, 1):
        units = data[start : len(data) - (len(data) - start) % 2].decode("utf-16-le", "replace")
        for found in _WIDE.finditer(units):
            text = _bare(found[0])
            if text not in known and not _is_chance(text):
                yield text


def _bare(run: str) -> str:
    """Without what stands before a string in Office, as characters: its length, and that it is
    UTF-16."""
    at = run.find("\u0100", 0, 2)
    if at == 0 or (at == 1 and not ord(run[0]) & 0xFF):
        run = run[at + 1 :]
    return run.strip()


def _is_chance(text: str) -> bool:
    """May bytes that are no such text look like this: ASCII, UTF-16 off by one byte, binary?"""
    raw = text.encode("utf-16-le", "replace")
    if len(text) < 3 or not any(raw[::2]) or (raw.isascii() and all(raw)):
        return True
    found = _RARE.findall(text)
    if len({c < "\uac00" for c in found}) > 1:  # ideographs and Hangul
        return True
    return sum(not _is_usual(c) for c in found) > MAX_RARE * len(found)


@lru_cache(2**16)
def _is_usual(character: str) -> bool:
    for name, leads in _USUAL.items():
        raw = character.encode(name, "ignore")
        if raw and raw[0] in leads:
            return True
    return False


def _narrow(data: bytes, page: int) -> Iterator[str]:
    if page == UTF_16:
        yield from (m[0].decode().strip() for m in _ASCII.finditer(data))
        return
    for piece in _CONTROL.split(data):
        if len(piece) < MIN_BYTES:
            continue
        text = codepages.texts(piece, page)[0]
        told = _is_spelled(text) if page else _KANA.search(text)
        if (told or piece.isascii()) and charset.makes_sense(text):
            yield text.strip()
        else:
            yield from (m[0].decode().strip() for m in _ASCII.finditer(piece))


def _is_spelled(text: str) -> bool:
    """Is it of letters, mostly? In a code page of one byte half of all others are signs."""
    return len(set(text)) > 2 and len(_SPELLED.sub("", text)) <= MAX_SIGNS * len(text)
