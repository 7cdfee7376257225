"""Hits in a text -> the hits that stay: one for each secret, the most specific."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace


class Rank(enum.IntEnum):
    """How much a rule knows of what it found; of two hits that overlap the higher stays."""

    LABEL = 1
    ADDRESS = 2
    PROVIDER = 3
    COMPANY = 4
    BLOCK = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters [start, end) of the original text are a secret, and why. Never the text."""

    start: int
    end: int
    rank: Rank
    kind: str
    reason: str
    confidence: float = 1.0

    def moved(self, start: int, end: int) -> Hit:
        """The same hit at another place."""
        if (start, end) == (self.start, self.end):
            return self
        return replace(self, start=start, end=end)


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in order of place, none overlapping another."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif _weight(hit) > _weight(kept[-1]):
            kept[-1] = hit
    return kept


def _weight(hit: Hit) -> tuple[int, float, int]:
    return hit.rank, hit.confidence, hit.end - hit.start
