"""A searched text -> passphrases of several words, and watchwords in any script."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.hits import Hit
from classifiers._credentials.label_lexicon import bare, labels, loose, spellings
from classifiers._credentials.labelled import hit
from classifiers._credentials.sentences import Link, options
from classifiers._credentials.utf8 import Utf8
from gateway.model import Segment

# BIP 39 asks for 12 to 24 words; a diceware passphrase has four or more.
_WORDS = re.compile(r"[a-z]{2,12}(?:(?:[ ,、]{1,2}|[-_.+])[a-z]{2,12}){3,23}")
_QUOTED = re.compile(r"[「『\"“'‘]([^「」『』\"“”'‘’\n]{2,80})[」』\"”'’]")
_WATCHWORD = re.compile(
    r"([ぁ-んァ-ヶー一-龯々a-z0-9]{2,16}?)(?:です|だよ|でした|になります)?(?:[。、\s（(]|$)"
)
_SAYS = re.compile(
    r"[はをがにのか]?(?:必要|不要|なし|ありま|変更|設定|未定|別途|後日|何|忘|入力|確認|決ま|決め|同じ|前回|以下|次|なに|どこ|誰|送|伝|共有|教)"
)
_PLAIN_ENGLISH = re.compile(
    r"(?<![a-z])(?:the|is|are|you|your|must|should|will|can|please|required|for|with|this|that|not|and|to|of|in)(?![a-z])"
)


@cache
def _finder() -> Any:
    words = sorted(
        (w.word for w in spellings() if w.family == "phrase"), key=lambda w: (-len(w), w)
    )
    names = "|".join(loose(word) for word in words)
    return re2.compile(
        (
            rf"""({names})(?:\([^()\n]{{0,20}}\))?["'`」』\])*_ \t]{{0,4}}(:=?|=|→|は|が|is )"""
            r"[、,:]?[ \t*_]{0,8}(?:\r?\n[ \t]{0,8})?([^\n]{2,300})"
        ).encode(),
        options=options(),
    )


def phrases(segment: Segment) -> Iterator[Hit]:
    """Passphrases and watchwords."""
    folded = segment.searchable
    source = Utf8(folded.text)
    for match in _finder().finditer(source.data):
        label = labels()[bare(match[1].decode())]
        rest = match[3].decode("utf-8", "replace")
        span = _span(rest, match[2] in {b":", b"=", b":=", "→".encode()})
        if span:
            start = source.char(match.start(3)) + span[0]
            yield hit(*folded.span(start, start + span[1] - span[0]), label, 0.8, Link.PHRASE)


def _span(rest: str, assigned: bool) -> tuple[int, int] | None:
    if (quoted := _QUOTED.match(rest)) and not _SAYS.match(quoted[1]):
        return None if quoted[1].isascii() and not _WORDS.fullmatch(quoted[1]) else quoted.span(1)
    start = len(rest) - len(rest.lstrip("\"'`“"))
    if words := _WORDS.match(rest, start):
        return None if _PLAIN_ENGLISH.search(words[0]) else words.span()
    if (word := _WATCHWORD.match(rest)) and not word[1].isascii() and not _SAYS.search(rest[:24]):
        katakana = all("\u30a1" <= c <= "\u30fc" for c in word[1])
        return word.span(1) if assigned or katakana else None
    return None


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _finder()
