"""Hits in a text -> the hits that stay: none overlaps another, the surer one stays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

SILENT = "SILENT"
"""The kind of what is public or no number of a person: it silences what it covers."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters [start, end) of the folded text are of a kind, and why. Never the text."""

    start: int
    end: int
    kind: str
    reason: str
    confidence: float = 0.9


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in order of place, none overlapping another, the silencing ones taken out."""
    kept: list[Hit] = []
    starts: list[int] = []
    for hit in sorted(hits, key=_rank):
        at = bisect_right(starts, hit.start)
        if at and kept[at - 1].end > hit.start:
            continue
        if at < len(kept) and kept[at].start < hit.end:
            continue
        kept.insert(at, hit)
        starts.insert(at, hit.start)
    return [hit for hit in kept if hit.kind != SILENT]


def _rank(hit: Hit) -> tuple[bool, float, int, int]:
    return hit.kind != SILENT, -hit.confidence, hit.start - hit.end, hit.start
