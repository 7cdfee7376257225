"""The company's own words -> where a text mentions them, however they are spaced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import re2

from classifiers._marker.lexicon import compiled, is_latin
from classifiers._typed import typed
from gateway.model import ClassId
from gateway.text import searchable

_SEPARATORS = " -_・"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Words of one class. A code name is a secret by itself: any mention of it counts."""

    information_class: ClassId
    expression: Any = field(repr=False)

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        for match in self.expression.finditer(typed(folded)):
            if _has_edges(folded, *match.span()):
                yield match.span()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.expression.pattern.encode()).hexdigest()


def own_words(words: Mapping[ClassId, tuple[str, ...]]) -> tuple[OwnWords, ...]:
    """Raises ValueError for a word without a letter, a digit or a sign."""
    return tuple(
        OwnWords(class_id, compiled("|".join(map(_loosely, sorted(some))), longest=True))
        for class_id, some in sorted(words.items())
        if some
    )


def _loosely(word: str) -> str:
    """A word as an expression: HAYABUSA計画 is also HAYABUSA 計画, Blue Fox also blue-fox."""
    folded = typed(searchable(word).text).strip(_SEPARATORS)
    if not folded:
        raise ValueError("markers.add: a word of separators only would be found everywhere")
    out = ""
    for i, char in enumerate(folded):
        if char in _SEPARATORS:
            out += r"[\s\-_・]*"
            continue
        if i and folded[i - 1] not in _SEPARATORS and is_latin(char) != is_latin(folded[i - 1]):
            out += r"\s?"
        out += re2.escape(char)
    return out


def _has_edges(text: str, start: int, end: int) -> bool:
    """Is it a word of its own: no Latin letter beside a Latin one, no katakana beside katakana?"""
    left, right = text[start - 1 : start], text[end : end + 1]
    return not (_joins(left, text[start]) or _joins(text[end - 1], right))


def _joins(left: str, right: str) -> bool:
    if not left or not right:
        return False
    return (is_latin(left) and is_latin(right)) or (_is_katakana(left) and _is_katakana(right))


def _is_katakana(char: str) -> bool:
    return "ァ" <= char <= "ヺ" or char == "ー"
