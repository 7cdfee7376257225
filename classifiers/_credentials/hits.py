"""Hits in a text -> the hits that stay: one for each secret, the most specific."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Rank(enum.IntEnum):
    """How much a rule knows of what it found; of two hits that overlap the higher stays."""

    LABEL = 1
    ADDRESS = 2
    PROVIDER = 3
    COMPANY = 4
    BLOCK = 5
    REST = 6


class Hit(NamedTuple):
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
        return self._replace(start=start, end=end)


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in order of place, none overlapping another."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.rank is Rank.REST:
            kept[-1] = hit._replace(start=kept[-1].start)
        elif _weight(hit) > _weight(kept[-1]):
            kept[-1] = hit
    return kept


def _weight(hit: Hit) -> tuple[int, float, int]:
    return hit.rank, hit.confidence, hit.end - hit.start


ENOUGH = 500
"""Distinct secrets that are found one by one, by one rule or as tokens whose form is published.

A text with more is a dump of secrets."""


def bounded(hits: Iterator[Hit], text: str) -> Iterator[Hit]:
    """Hits of one rule, in order; if there are more than ENOUGH, one more is the rest of the text.

    So nothing that the rule would have found is left out, and a dump costs no more than its head.
    """
    seen: set[str] = set()
    for hit in hits:
        yield hit
        seen.add(text[hit.start : hit.end])
        if len(seen) == ENOUGH:
            break
    if next(hits, None):
        reason = f"more than {ENOUGH} secrets of one kind: the rest of the text counts as one"
        yield Hit(hit.end, len(text), Rank.REST, "SECRET", f"{reason} (rule many-secrets)", 1.0)
