"""What becomes of a passage on its way into a prompt: cut, typed anew with slips, reformatted."""

# ruff: noqa: E501 frames read best unbroken

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

LETTERS = "あいうかきしたてとなにのはもるをん一二三大中小人日本年月新見合"
LATIN = "abcdefghijklmnoprstuvwy"


def cut(passage: str, length: int, rng: random.Random) -> str:
    """So many characters of a passage, from anywhere in it; a run of blanks counts as one."""
    counted = [
        i for i, c in enumerate(passage) if not (c.isspace() and passage[i - 1 : i].isspace())
    ]
    start = rng.randrange(max(1, len(counted) - length + 1))
    return passage[counted[start] : counted[min(start + length, len(counted)) - 1] + 1]


def slips(text: str, rate: float, rng: random.Random) -> str:
    """Of the characters so many are hit: a third inserted before, a third lost, a third replaced."""
    others = LATIN if text.isascii() else LETTERS
    out = []
    for char in text:
        kind = rng.randrange(3) if rng.random() < rate else -1
        if kind == 0:
            out += [rng.choice(others), char]
        elif kind == 2:
            out.append(rng.choice(others))
        elif kind == -1:
            out.append(char)
    return "".join(out)


# ---------------------------------------------------------------- reformatting

FULL = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}
FULL[0x20] = 0x3000
KATAKANA = {c: c + 0x60 for c in range(0x3041, 0x3097)}
HIRAGANA = {c + 0x60: c for c in range(0x3041, 0x3097)}


def _half_kana() -> dict[int, str]:
    """Full katakana -> the half-width forms that NFKC makes it from."""
    table = {}
    for code in range(0xFF66, 0xFF9E):
        table[ord(unicodedata.normalize("NFKC", chr(code)))] = chr(code)
        for mark in "ﾞﾟ":
            whole = unicodedata.normalize("NFKC", chr(code) + mark)
            if len(whole) == 1:
                table[ord(whole)] = chr(code) + mark
    return table


HALF_KANA = _half_kana()


def _wrapped(text: str, width: int, begin: str) -> str:
    lines = (text[i : i + width] for i in range(0, len(text), width))
    return "\n".join(begin + line for line in lines)


def _no_punctuation(text: str) -> str:
    return "".join(c for c in text if c.isspace() or c.isalnum() or c == "_")


REFORMATTED: dict[str, Callable[[str], str]] = {
    "full width": lambda t: t.translate(FULL),
    "half-width kana": lambda t: t.translate(HALF_KANA),
    "re-wrapped": lambda t: _wrapped(t, 17, ""),
    "quoted": lambda t: _wrapped(t, 23, "> "),
    "spaced": " ".join,
    "punctuation stripped": _no_punctuation,
    "NFD": lambda t: unicodedata.normalize("NFD", t),
    "kana swapped": lambda t: t.translate(KATAKANA | HIRAGANA),
    "capitals": str.upper,
    "zero-width spaces": "\u200b".join,
}

JA_FRAMES = ("次の文を要約してください。\n「{0}」", "{0}\n\nこの内容を英語にしてください。", "以下について、分かりやすく言い換えてください。\n\n{0}\n\nよろしくお願いします。",
             "会議で次の話が出ました。{0} どう返事をすればよいですか。", "{0}")  # fmt: skip
EN_FRAMES = ("Please summarise this:\n\"{0}\"", "{0}\n\nTranslate it into Japanese.", "Rewrite the following in plain English.\n\n{0}\n\nThanks!",
             "Someone wrote: {0} How should I answer?", "{0}")  # fmt: skip


def asked(passage: str, language: str, rng: random.Random) -> str:
    """A prompt around a passage."""
    return rng.choice(JA_FRAMES if language == "ja" else EN_FRAMES).replace("{0}", passage)
