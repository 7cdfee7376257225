"""Findings -> is a stretch of a text within one of them? In time that does not grow with the square
of their number: a table has thousands, and values that stand in it once more as many.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable

from gateway.model import Finding


class Covered:
    """`key` says which findings may cover which stretches: those of one text, of one class."""

    def __init__(self, found: Iterable[Finding], key: Callable[[Finding], Hashable]) -> None:
        self._starts: dict[Hashable, list[int]] = {}
        self._reach: dict[Hashable, list[int]] = {}
        for f in sorted(found, key=lambda f: f.start):
            reach = self._reach.setdefault(key(f), [])
            self._starts.setdefault(key(f), []).append(f.start)
            reach.append(max(f.end, reach[-1] if reach else 0))

    def holds(self, key: Hashable, start: int, end: int) -> bool:
        before = bisect_right(self._starts.get(key, ()), start)
        return before > 0 and self._reach[key][before - 1] >= end
