"""The size of a small picture -> ornament, piece of a larger picture, or one that may hold text.

What nothing legible fits into is passed over. A line is legible at a height of five points, at
any length; a letter within a few points each way; and what is cut into strips, tiles or letters is
legible where it is put together again: of ornaments there are few, and no two lines are as long.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

MIN_SIDE = 24
"""Points. A picture of which both sides are below this is a bullet or an icon, of a letter or two;
one of which no side is, may hold anything."""
MIN_LINE = 5
"""Points of height: the smallest Latin letters that are read; below it a picture is a rule."""
MIN_LENGTH = 48
"""Points of a line of some words; programs have pairs of shorter ornaments of one size."""
MAX_ICONS = 12
"""Different icons of a file or a page; a word of more letters could be spelled with them."""
MAX_STRIP, STRIPS = 64, 3
"""Points of height of a strip into which a scan is cut, at a quarter of its length at the most; so
many of one size are no banners. What is cut in between two strips nobody reads in either."""
MAX_ROWS = 7
"""Points of all rules on top of each other: kana and ideographs take eight."""


class Kind(Enum):
    """What a picture is by its size, and by those before it."""

    ORNAMENT = "ornament"
    PIECE = "piece"
    PICTURE = "picture"


@dataclass(slots=True)
class Ornaments:
    """The small pictures of a file, or of a page, so far. One that is seen again says no more."""

    seen: dict[bytes, Kind] = field(default_factory=dict)
    icons: int = 0
    rows: int = 0
    lines: set[int] = field(default_factory=set)
    strips: Counter[tuple[int, int]] = field(default_factory=Counter)

    def kind(self, data: bytes, size: tuple[int, int] | None) -> Kind:
        """What is a picture of this size, in points? Of none where it is not known."""
        if not size or min(size) >= MAX_STRIP:
            return Kind.PICTURE
        key = hashlib.sha256(b"%d %d " % size + data).digest()
        if key not in self.seen:
            self.seen[key] = self._kind(*sorted(size))
        return self.seen[key]

    def _kind(self, short: int, long: int) -> Kind:
        if short >= MIN_SIDE:
            self.strips[short, long] += long >= 4 * short
            return Kind.PIECE if self.strips[short, long] >= STRIPS else Kind.PICTURE
        if long < MIN_SIDE:
            self.icons += 1
            return Kind.ORNAMENT if self.icons <= MAX_ICONS else Kind.PIECE
        if short < MIN_LINE:
            self.rows += short
            return Kind.ORNAMENT if self.rows <= MAX_ROWS else Kind.PIECE
        if long < MIN_LENGTH:
            self.icons += 1
            return Kind.PICTURE if self.icons <= MAX_ICONS else Kind.PIECE
        if long in self.lines:
            return Kind.PIECE
        self.lines.add(long)
        return Kind.PICTURE
