"""Bytes that are no UTF-8 -> what they say in the charsets that came before it, and how likely.

A reading is as likely as its characters are common in texts of its charset: kana and the kanji of
the first level in Japan, the first levels of China and Taiwan, whole syllables in Korea, letters
with accents beside letters without. What is written in one of them is rare or nothing in another;
for a word or two there is no certainty, so that each likely reading is given.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from gateway.content.iso2022 import of_row

LIKELY = 0.7
"""The share of common characters in what people write; names and terms have rare ones."""

MARGIN = 0.25
"""What is so much less likely than another reading is not meant. Japanese prose has a third of its
characters in kana, which Chinese and Korean have not at all."""

UNUSUAL = 0.85
"""What prose is worth that has none of the commonest characters of its language: it comes after
what has them, and is read all the same, since tables and titles are like that."""

FOREIGN = 0.72
"""What Japanese is worth in a Chinese charset: it is meant where Japan's own make nothing of it."""

PROSE = 24
"""Characters; shorter texts need not have any of these."""

SAMPLE = 4096

CODECS = ("cp932", "euc_jp", "gb18030", "cp950", "cp949", "cp874", "cp1252")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, its codec, and how likely it is, from 0 to 1."""

    text: str = field(repr=False)
    codec: str
    chance: float


def likely(data: bytes) -> list[Reading]:
    """Every likely reading of bytes none of which is wrong, the likeliest first."""
    found = sorted(readings(data), key=lambda r: -r.chance)
    return [r for r in found if r.chance >= max(LIKELY, found[0].chance - MARGIN)]


def damaged(data: bytes) -> list[Reading]:
    """Every likely reading with a wrong byte here and there, each of them U+FFFD."""
    found = (Reading(t, c, chance(t, c)) for c in CODECS[:5] if (t := data.decode(c, "replace")))
    return sorted((r for r in found if r.chance >= LIKELY), key=lambda r: -r.chance)


def strict(data: bytes, codec: str) -> str | None:
    """The text in a charset, if all bytes are right in it."""
    try:
        return data.decode(codec, _OF_WINDOWS if codec == "euc_jp" else "strict")
    except UnicodeDecodeError:
        return None


def chance(text: str, codec: str) -> float:
    """How likely a text is in this charset. Of a long one, three samples say it."""
    if len(text) > 3 * SAMPLE:
        middle = len(text) // 2
        text = text[:SAMPLE] + text[middle : middle + SAMPLE] + text[-SAMPLE:]
    count = len(text) - len(text.encode("ascii", "ignore"))
    if not count:
        return 1.0
    found = _common(codec)(text, count)
    if codec == "gb18030" and _KANA.search(text):
        return min(found, FOREIGN)
    usual = _USUAL.get(codec)
    return found * UNUSUAL if count >= PROSE and usual and not usual.search(text) else found


def readings(data: bytes) -> Iterator[Reading]:
    """Every reading of bytes none of which is wrong."""
    best = 0.0
    for codec in CODECS:
        # Nearly all bytes are letters with accents, of which nothing but Latin texts consist.
        if codec == "cp1252" and best >= LIKELY:
            break
        if (text := strict(data, codec)) is not None:
            found = Reading(text, codec, chance(text, codec))
            best = max(best, found.chance)
            yield found


# ---------------------------------------------------------------- EUC-JP as Windows writes it

_OF_WINDOWS = "sekisho-euc-jp"


def _of_windows(error: UnicodeError) -> tuple[str, int]:
    """What Python's EUC-JP lacks: the rows of NEC and IBM (CP51932), and EUC-JIS-2004."""
    assert isinstance(error, UnicodeDecodeError)
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and 0xA0 < pair[0] < 0xFF and 0xA0 < pair[1] < 0xFF:
        char, end = of_row(pair[0] - 160, pair[1] - 160), error.start + 2
    else:
        three = error.object[error.start : error.start + 3]
        end = error.start + 3
        char = three.decode("euc_jis_2004", "replace") if pair[:1] == b"\x8f" else "\ufffd"
    if "\ufffd" in char:
        raise error
    return char, end


codecs.register_error(_OF_WINDOWS, _of_windows)


# ---------------------------------------------------------------- behind a wrong byte

PAIRS = "sekisho-pairs"
"""How to go on behind a byte that begins no character: Python passes over that one, browsers and
Node over the next as well, unless it is ASCII (WHATWG Encoding, 5). What is read in the one way is
noise in the other, up to the next letter of ASCII."""


def _passed_over(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    after = error.object[error.start + 1 : error.start + 2]
    return "\ufffd", error.start + (2 if after >= b"\x80" else 1)


codecs.register_error(PAIRS, _passed_over)


# ---------------------------------------------------------------- what is common

_Measure = Callable[[str, int], float]
"""A text and the number of its characters that are not ASCII -> the share that is common."""

_JAPANESE = ("cp932", "euc_jp")
_USUAL = {
    "cp932": re.compile("[のにはをたがでとし]"), "euc_jp": re.compile("[のにはをたがでとし]"),
    "gb18030": re.compile("[的一是不了在人有和为]"), "cp950": re.compile("[的一是不了在人有和為]"),
    "cp949": re.compile("[이다는을에의가은로고]"),
}  # fmt: skip
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HALF_WIDTH = re.compile("[\x00-\x7f\uff61-\uff9f]+")
_ACCENTED = re.compile(
    "(?<=[A-Za-z])[À-ÖØ-öø-ÿŒœŠšŽžŸ’]|[À-ÖØ-öø-ÿŒœŠšŽžŸ‘](?=[A-Za-z])|(?<![^\\s'’])[ÀÉàèéêòùìó](?!\\S)"
    "|(?<![A-Za-z])[«“„‚‘¿¡]|[»”’](?![A-Za-z])|[–—…€£§©®°·¼½¾²³ªº\xa0\xad•×±]"
)
_MOST_ACCENTS = 0.5
"""The share of letters with accents in a short word (`Öl`, `où`); in what is no Latin text it is
more, since each character takes two such letters."""
_THAI = re.compile(
    "[\u0e40-\u0e44]?[\u0e01-\u0e2e](?:[\u0e31\u0e34-\u0e3a]?[\u0e47-\u0e4e]?)(?:[\u0e30\u0e32\u0e33\u0e45])?"
    "|[\u0e2f\u0e3f\u0e46\u0e50-\u0e59]|[“”‘’–—…\xa0]"
)

_KANA_IN_THAI = "\u0e04\u0e05"
"""The first byte of kana in EUC-JP and GBK is a rare letter in Thailand."""
_A_WORD = 8


@cache
def _common(codec: str) -> _Measure:
    if codec == "cp1252":
        return _accents
    if codec == "cp874":
        return _syllables
    common = "".join(sorted({*_characters(codec)} - {"\ufffd"}))
    rare = re.compile(f"[^\x00-\x7f{re.escape(common)}]")
    if codec not in _JAPANESE:
        return lambda text, count: 1 - len(rare.findall(text)) / count

    def of_japan(text: str, count: int) -> float:
        # Nothing but half-width kana is what old machines write; among kanji it is another charset.
        return 1.0 if _HALF_WIDTH.fullmatch(text) else 1 - len(rare.findall(text)) / count

    return of_japan


def _accents(text: str, count: int) -> float:
    if count > _MOST_ACCENTS * len(text.strip()):
        return 0.0
    return len(_ACCENTED.findall(text)) / count


def _syllables(text: str, count: int) -> float:
    if count >= _A_WORD and sum(map(text.count, _KANA_IN_THAI)) * 5 > count:
        return 0.0
    return sum(len(m[0]) for m in _THAI.finditer(text)) / count


def _characters(codec: str) -> Iterator[str]:
    match codec:
        case "cp932" | "euc_jp":
            rows = (1, 2, 3, 4, 5, 13, *range(16, 48))
            for row in rows:
                yield from (of_row(row, cell) for cell in range(1, 95))
            yield "々〆ー\u2014\u2212\u301c\u2016"
        case "gb18030":  # GB/T 2312: signs, wide letters, kana, the first level
            yield from _decoded(
                codec, (0xA1, 0xA3, 0xA4, 0xA5, *range(0xB0, 0xD8)), range(0xA1, 0xFF)
            )
        case "cp950":  # Big5: signs, and the first level
            trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
            yield from _decoded(codec, (0xA1, 0xA2, *range(0xA4, 0xC7)), trails)
        case _:  # KS X 1001: signs, wide letters, and the syllables
            yield from _decoded(codec, (0xA1, 0xA3, *range(0xB0, 0xC9)), range(0xA1, 0xFF))


def _decoded(codec: str, leads: tuple[int, ...], trails: tuple[int, ...] | range) -> Iterator[str]:
    for lead in leads:
        for trail in trails:
            text = bytes((lead, trail)).decode(codec, "ignore")
            if len(text) == 1:
                yield text
