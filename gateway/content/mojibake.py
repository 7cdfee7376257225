"""A text that was read in a wrong charset and saved so -> what it was.

Of all mistakes the two that every machine makes: UTF-8 that was taken for Windows' Latin, for
Shift_JIS or for GBK. What comes of these is written by nobody, and says again what it was when the
mistake is undone; what does not is left alone.
"""

from __future__ import annotations

import re
from functools import cache, partial

MAX_TIMES = 3
"""A text may be read wrongly on each machine that it passes."""

MIN_UNDONE = 2
"""Characters; fewer may be a chance."""

MOST_LOST = 0.4
"""The share of characters of which a byte was nothing in the wrong charset, and is gone."""

_OF_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_BYTES = {ord(char): char.encode("cp1252")[0] for char in _OF_WINDOWS}
_C = f"[\x80-\xbf{_OF_WINDOWS}\ufffd]"
_MORE = f"(?:[\u00c2-\u00df]{_C}|[\u00e0-\u00ef]{_C}{{2}}|[\u00f0-\u00f4]{_C}{{3}})"
_LATIN = re.compile(
    f"[\u00c2-\u00f4](?:(?<=[\u00c2-\u00df]){_C}|(?<=[\u00e0-\u00ef]){_C}{{2}}|(?<=[\u00f0-\u00f4]){_C}{{3}})"
    f"{_MORE}+"
)  # a search is ten times as fast where an expression begins with a class
"""Characters of two bytes or more side by side, each byte a letter or a sign."""

_EASTERN = ("cp932", "gb18030")
_RUN = re.compile("[^\x00-\x7f]{2,}")


def undone(text: str) -> str:
    """What the text was before it was read wrongly, each stretch by itself; nothing if it was not.

    Costs one search where nothing is to be undone.
    """
    said, before = text, ""
    for _ in range(MAX_TIMES):
        if said == before or said.isascii() or not _any_sign().search(said):
            break
        said, before = _once(said), said
    return said if said != text else ""


def _once(text: str) -> str:
    text = _LATIN.sub(_of_latin, text)
    for codec in _EASTERN:
        if _sign(codec).search(text):
            text = _RUN.sub(partial(_of_east, codec), text)
    return text


def _of_latin(run: re.Match[str]) -> str:
    data = bytes(_BYTES.get(ord(c), ord(c)) if c != "\ufffd" else 0xFF for c in run[0])
    kept = data.decode(errors="ignore")
    return kept if len(kept) >= MIN_UNDONE else run[0]


def _of_east(codec: str, run: re.Match[str]) -> str:
    """What the bytes say in UTF-8 if they are that, a few lost ones apart; else as it was."""
    data = run[0].replace("\ufffd", "").encode(codec, "replace")
    kept = data.decode(errors="ignore")
    count = len(kept) - len(kept.encode("ascii", "ignore"))
    lost = len(data) - len(kept.encode())
    return kept if count >= MIN_UNDONE and lost <= MOST_LOST * len(data) else run[0]


@cache
def _any_sign() -> re.Pattern[str]:
    """A character without which there is no sign."""
    kana = "".join(map(_of_kana, _EASTERN))
    return re.compile(f"[\u00c2-\u00f4\uff61-\uff9f{kana}]")


def _of_kana(codec: str) -> str:
    """The characters that the first two bytes of kana and of punctuation are."""
    return "".join(bytes((0xE3, b)).decode(codec) for b in range(0x80, 0x84))


@cache
def _sign(codec: str) -> re.Pattern[str]:
    """What kana and punctuation begin with, and in Shift_JIS kanji as well, of which the last byte
    often is half-width kana."""
    kana = _of_kana(codec)
    if codec != "cp932":
        return re.compile(f"[{kana}].")
    leads = (bytes((a, b)) for a in range(0xE4, 0xEA) for b in range(0x80, 0xC0))
    kanji = "".join(pair.decode(codec, "ignore") for pair in leads)
    return re.compile(f"[{kana}{kanji}](?:[\uff61-\uff9f]|(?<=[{kana}]).)")
