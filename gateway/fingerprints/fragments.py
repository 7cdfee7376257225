"""Runs -> fragments: which assets a prompt holds parts of, and where.

One threshold of evidence serves every language, as it is counted in surprise (language.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from gateway.fingerprints.normal import U32
from gateway.fingerprints.runs import Runs

ENOUGH = 34.5
"""Worth of one run that is a fragment, in a prompt of 1,500 characters. Measured on texts of one
trade that share words and turns of phrase: of documents that were never registered one or two in a
hundred reach it where the language is learned. Twenty characters of a rare Japanese sentence
reach it, and forty to fifty of English or code."""

DOUBLED = 0.5
"""Worth by which the threshold rises when the prompt, or a large register, becomes twice as long:
the longest stretch that two texts share by chance grows with the logarithm of both."""

USUAL, SMALL, LARGE = 1_500, 64, 2_000_000
"""Characters of a prompt at which ENOUGH was measured, below which nothing changes; characters of
a register up to which what is learned of its language makes up for its size."""

ALSO = 22.0
"""Worth of a run that counts beside others of the same asset."""

TOGETHER = 2.5
"""Several runs of one asset are enough together if they are worth so many times one."""

WHOLE, MOST_OF_IT = 12.0, 0.8
"""Worth that is enough where it is most of an asset: a short note, copied whole."""


def threshold(prompt: int, register: int) -> float:
    """The worth of one run that is a fragment, by the characters of both."""
    doubled = log2(max(prompt, SMALL) / USUAL) + log2(max(register / LARGE, 1))
    return ENOUGH + DOUBLED * doubled


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters [start, end) of the normalised prompt are of asset `row`."""

    row: int
    start: int
    end: int
    characters: int
    worth: float


def fragments(runs: Runs, families: U32, lengths: U32, enough: float) -> list[Fragment]:
    """In order of place; of the versions of a document only the one that fits best."""
    by_row: defaultdict[int, list[Fragment]] = defaultdict(list)
    for i in np.flatnonzero(runs.worth >= WHOLE):
        by_row[int(runs.rows[i])].append(_fragment(runs, int(i)))
    kept: dict[int, list[Fragment]] = {}
    for row, found in by_row.items():
        if told := _told(_apart(found), int(lengths[row]), enough):
            family = int(families[row])
            kept[family] = max(kept.get(family, told), told, key=_fit)
    return sorted((f for found in kept.values() for f in found), key=lambda f: (f.start, f.end))


def _fragment(runs: Runs, i: int) -> Fragment:
    start, end = int(runs.starts[i]), int(runs.ends[i])
    return Fragment(int(runs.rows[i]), start, end, int(runs.characters[i]), float(runs.worth[i]))


def _apart(found: Sequence[Fragment]) -> list[Fragment]:
    """Of runs on the same characters the best; what touches becomes one."""
    taken: list[Fragment] = []
    for one in sorted(found, key=lambda f: f.start):
        last = taken[-1] if taken else None
        if last is None or one.start >= last.end:
            taken.append(one)
        elif one.end - last.end < (one.end - one.start) // 2:
            taken[-1] = max(last, one, key=lambda f: f.worth)
        else:
            taken[-1] = _merged(last, one)
    return taken


def _merged(first: Fragment, second: Fragment) -> Fragment:
    """One place. Two patches of one text beside each other are not worth the sum of both."""
    new = second.end - first.end
    characters = first.characters + min(new, second.characters)
    return Fragment(first.row, first.start, second.end, characters, max(first.worth, second.worth))


def _told(found: Sequence[Fragment], length: int, enough: float) -> list[Fragment]:
    """The fragments of one asset, or none if they are no evidence together."""
    if sum(f.characters for f in found) >= MOST_OF_IT * length:
        return list(found)  # each is worth WHOLE
    counted = [f for f in found if f.worth >= ALSO]
    best = max((f.worth for f in counted), default=0)
    together = sum(f.worth for f in counted) / TOGETHER
    return counted if max(best, together) >= enough else []


def _fit(found: Sequence[Fragment]) -> tuple[float, int]:
    """Of two versions that fit alike the newer one, which has the higher row."""
    return sum(f.worth for f in found), found[0].row
