"""An open index and an asset -> how much of its text stands in nothing else that is registered.

What stands in many assets or in a public text is nobody's secret, and is not found as a fragment.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gateway.fingerprints.normal import U64
from gateway.register.entry import AssetEntry, Kind
from gateway.register.matching import Index
from gateway.register.segments import TextSegment


def distinctive(index: Index, ids: frozenset[str]) -> dict[str, float]:
    """For the documents with these ids, the share of their fingerprints that is theirs alone."""
    found = {}
    for segment, row, entry in _documents(index, ids):
        keys = _keys(segment, row)
        shared = np.zeros(keys.size, bool)
        for other in index.segments:
            shared |= _elsewhere(other, keys, entry.family)
        count = int(segment.arrays["counts"][row])  # those in very many assets are counted only
        found[entry.id] = float((~shared).sum()) / max(1, count)
    return found


def _documents(index: Index, ids: frozenset[str]) -> Iterator[tuple[TextSegment, int, AssetEntry]]:
    for segment, dead in zip(index.segments, index.dead, strict=True):
        for row in np.flatnonzero(~np.isin(segment.numbers, dead)).tolist():
            entry = segment.entry(row)
            is_text = entry.kind is Kind.DOCUMENT and int(segment.arrays["counts"][row])
            if entry.id in ids and is_text:
                yield segment, row, entry


def _keys(segment: TextSegment, row: int) -> U64:
    keys: U64 = segment.entries.keys[segment.entries.rows == row]
    return keys


def _elsewhere(
    segment: TextSegment, keys: U64, family: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of these does an asset of another family hold here?"""
    held, rows = segment.entries.keys, segment.entries.rows
    families = np.append(segment.arrays["families"], 0)
    at, end = np.searchsorted(held, keys, "left"), np.searchsorted(held, keys, "right")
    found = np.zeros(keys.size, bool)
    while (open_ := at < end).any():
        row = np.minimum(rows[at[open_]], len(families) - 1)  # the last stands for very many
        found[open_] |= families[row] != family
        at = at + 1
    return found
