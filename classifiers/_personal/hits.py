"""Hits in a text -> the hits that stay: none overlaps another, the surer one stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

SILENT = "SILENT"
"""The kind of what is public or no number of a person: it silences what it covers."""


class Hit(NamedTuple):
    """Characters [start, end) of the folded text are of a kind, and why. Never the text."""

    start: int
    end: int
    kind: str
    reason: str
    confidence: float = 0.9


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in order of place, none overlapping another, the silencing ones taken out."""
    ranked = sorted(hits, key=_rank)
    taken = bytearray(max((hit.end for hit in ranked), default=0))
    kept: list[Hit] = []
    for hit in ranked:
        start, end, kind, _, _ = hit
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            if kind != SILENT:
                kept.append(hit)
    kept.sort()
    return kept


def _rank(hit: Hit) -> tuple[bool, float, int, int]:
    start, end, kind, _, confidence = hit
    return kind != SILENT, -confidence, start - end, start
