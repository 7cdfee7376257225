"""A segment -> the page that rules read: its folded text, the same for RE2, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import re2

from classifiers import _lazy_re as re
from gateway.model import Segment


class Match(NamedTuple):
    """Where an expression matched: characters of the folded text, and what stands there."""

    start: int
    end: int
    text: str
    group: int | None


class Page:
    """A segment as it is searched. Offsets count characters of the folded text."""

    __slots__ = ("data", "is_plain", "segment", "text")

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.text = segment.searchable.text
        self.data = self.text.encode("utf-8", "replace")
        self.is_plain = len(self.data) == len(self.text)

    def find(self, expression: Expression) -> Iterator[Match]:
        """Every match of an expression, in order, in one pass."""
        text, data = self.text, self.data
        group_of = expression.group_of if expression.parts else _no_group
        new = tuple.__new__  # a third of what Match() takes; there are thousands
        if self.is_plain:
            for match in expression.places.finditer(data):
                start, end = match.span()
                found = text[start:end]
                yield new(Match, (start, end, found, group_of(found)))
            return
        at = byte = 0
        for match in expression.places.finditer(data):
            start, end = match.span()
            if start > byte:
                at += len(data[byte:start].decode())
            found = data[start:end].decode()
            last = at + len(found)
            yield new(Match, (at, last, found, group_of(found)))
            at, byte = last, end

    def before(self, start: int, length: int) -> str:
        return self.text[max(0, start - length) : start]

    def after(self, end: int, length: int) -> str:
        return self.text[end : end + length]

    def original(self, start: int, end: int) -> str:
        """What stands in the text as it was written."""
        first, last = self.segment.searchable.span(start, end)
        return self.segment.text[first:last]


def _no_group(_: str) -> None:
    """An expression without groups is asked for none."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A pattern twice: RE2 finds the places, which is three times as quick without groups; what was
    found is short, and `parts` tells which of the pattern's alternatives it is.
    """

    places: Any
    parts: re.Pattern[str] | None

    def group_of(self, found: str) -> int | None:
        """The number of the group that took part in a match; None if none did."""
        if self.parts is None or len(found) > _LONGEST:
            return None
        match = self.parts.fullmatch(found)
        return match.lastindex if match else None


_LONGEST = 200  # characters; longer is only what an expression passes over


def expression(pattern: str, *, grouped: bool = False) -> Expression:
    """It must compile: it comes with the product. Groups count only where it is `grouped`."""
    options = re2.Options()
    options.max_mem = 64 << 20  # a table of states that is too small is thrown away and made anew
    options.never_capture = True
    places = re2.compile(pattern.encode(), options=options)
    return Expression(places, re.compile(pattern) if grouped else None)


def alternatives(words: Iterable[str]) -> str:
    """Literal words for an expression, the longer ones first: RE2 takes the first that fits."""
    return "|".join(re2.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


DASH = r"\-‐‑‒–—―−ーｰ─"
"""Characters that people type for a hyphen between digits, for use in a character class."""

NO_NUMBER = r"[0-9]{20}[0-9]*|(?:[0-9]{1,4}-){7}[0-9\-]*"
"""Longer than any number of a person, for the front of an expression: passed over in one step."""

DASHES = frozenset("-‐‑‒–—―−ーｰ─")
_NOT_DIGITS = {c: None for c in range(0x80) if not 0x30 <= c <= 0x39} | {
    ord(c): None for c in DASHES
}


def digits(text: str) -> str:
    """The digits of a number without what groups them."""
    bare = text.replace("-", "").replace(" ", "")  # nearly always enough, and ten times as quick
    return bare if bare.isdigit() else text.translate(_NOT_DIGITS)


def stands_alone(page: Page, start: int, end: int) -> bool:
    """Is a number no part of a longer number, word, address, hash or decimal fraction?"""
    text = page.text
    if start and _goes_on(text[start - 1], text[start - 2 : start - 1]):
        return False
    return not (end < len(text) and _goes_on(text[end], text[end + 1 : end + 2]))


def _goes_on(near: str, far: str) -> bool:
    if near.isascii():
        if near.isalnum() or near == "_":
            return True
        return near in "-./:#+=%$¥\\@&" and (far.isdigit() or (near in "-_#$¥@&" and far.isalnum()))
    return near.isdecimal() or (near in DASHES and far.isdecimal())
