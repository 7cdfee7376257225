"""A segment -> the page that rules read: its folded text, the same for RE2, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import re2

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

    def find(self, expression: Any) -> Iterator[Match]:
        """Every match of an RE2 expression, in order, in one pass."""
        at = byte = 0
        grouped = expression.groups > 0  # asking every match for its group costs as much as it
        for match in expression.finditer(self.data):
            start, end = match.span()
            found = self.data[start:end].decode("utf-8", "replace")
            if self.is_plain:
                at = start
            else:
                at += len(self.data[byte:start].decode("utf-8", "replace"))
                byte = start
            yield Match(at, at + len(found), found, match.lastindex if grouped else None)

    def before(self, start: int, length: int) -> str:
        return self.text[max(0, start - length) : start]

    def after(self, end: int, length: int) -> str:
        return self.text[end : end + length]

    def original(self, start: int, end: int) -> str:
        """What stands in the text as it was written."""
        first, last = self.segment.searchable.span(start, end)
        return self.segment.text[first:last]


def expression(pattern: str) -> Any:
    """For RE2, over UTF-8. It must compile: it comes with the product."""
    options = re2.Options()
    options.max_mem = 64 << 20  # a table of states that is too small is thrown away and made anew
    return re2.compile(pattern.encode(), options=options)


def alternatives(words: Iterable[str]) -> str:
    """Literal words for an expression, the longer ones first: RE2 takes the first that fits."""
    return "|".join(re2.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


DASH = r"\-‐‑‒–—―−ーｰ─"
"""Characters that people type for a hyphen between digits, for use in a character class."""

NO_NUMBER = r"[0-9]{20}[0-9]*|(?:[0-9]{1,4}-){7}[0-9\-]*"
"""Longer than any number of a person, for the front of an expression: passed over in one step."""

_DASHES = frozenset("-‐‑‒–—―−ーｰ─")
_NOT_DIGITS = {c: None for c in range(0x80) if not 0x30 <= c <= 0x39} | {
    ord(c): None for c in _DASHES
}


def digits(text: str) -> str:
    """The digits of a number without what groups them."""
    return text.translate(_NOT_DIGITS)


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
    return near.isdecimal() or (near in _DASHES and far.isdecimal())
