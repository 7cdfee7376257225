"""Hits -> runs: stretches of the prompt that go along with a stretch of one asset, with evidence.

Hits of one asset whose distance between prompt and asset stays about the same belong to one run,
over words that were changed, put in or left out. Its evidence is what the covered characters are
worth (language.py), less where other assets have them too, and less for each break.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gateway.fingerprints.jit import compiled
from gateway.fingerprints.lookup import MOST_FAMILIES, Hits, is_among
from gateway.fingerprints.normal import F32, I32, I64, U8, U32
from gateway.fingerprints.prints import K, W

GAP = 5 * (K + W)
"""Characters without a hit after which a run ends: five changes close together. With three,
texts changed in every tenth character fell apart into runs of which none was enough."""

BREAK = 1.5
"""Worth that going on after a change costs: a character or two, for the ways it could go on."""

WORTH_ASKING = 10
"""Covered characters below which a run is no evidence in any language."""

SHARED = np.array([1.0, 1.0, 0.95, 0.9, 0.8, 0.75, 0.7, 0.65, 0.6], np.float32)
"""What a run is worth that so many different assets have, up to MOST_FAMILIES: copies are, and so
are habits."""

OPEN = 8
"""Runs of one asset that a prompt may be in the midst of: a passage that the asset has twice."""

DRIFT, STEADY = 2, 6
"""Characters by which the distance between prompt and asset may change at once, and one more for
so many since the last hit: a word put in or left out."""

_TOO_MANY = MOST_FAMILIES + 1


@dataclass(frozen=True, slots=True)
class Runs:
    """Run i covers characters [starts[i], ends[i]) of the prompt, `characters` of them surely."""

    rows: I32 = field(repr=False)
    starts: I32 = field(repr=False)
    ends: I32 = field(repr=False)
    characters: I32 = field(repr=False)
    worth: F32 = field(repr=False)

    def __len__(self) -> int:
        return len(self.rows)


def joined(parts: list[Hits], families: U32) -> tuple[Hits, F32]:
    """The hits of several segments that are some asset's own, by asset and place; their worth."""
    at, rows, positions = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("at", "rows", "positions")
    )
    order = np.argsort(at, kind="stable")
    worth = _worth(at[order], rows[order], families, SHARED)
    own = order[worth > 0]
    worth = worth[worth > 0]
    order = np.lexsort((at[own], rows[own]))
    own = own[order]
    return Hits(at[own], rows[own], positions[own]), worth[order]


def chained(hits: Hits) -> I64:
    """The number of the run that each hit belongs to; hits by asset and place."""
    return _chained(hits.at, hits.rows, hits.positions, GAP)


def covered(hits: Hits, chains: I64, length: int) -> U8:
    """Which characters of a prompt of this length belong to runs that are worth asking about."""
    return _covered(hits.at, chains, length, K, WORTH_ASKING)


def weighed(hits: Hits, worth: F32, chains: I64, values: F32) -> Runs:
    """The runs with their evidence; those not worth asking about are left out."""
    order = np.lexsort((hits.at, chains))
    runs = _weighed(hits.at[order], hits.rows[order], worth[order], chains[order], values, K, BREAK)
    rows, starts, ends, characters, worths = runs
    keep = characters >= WORTH_ASKING
    return Runs(rows[keep], starts[keep], ends[keep], characters[keep], worths[keep])


# ---------------------------------------------------------------- kernels


@compiled
def _worth(at: I32, rows: I32, families: U32, shared: F32) -> F32:
    """0 for what is common or public, or in too many families, else by how many share it."""
    worth = np.zeros(at.size, np.float32)
    seen = np.empty(_TOO_MANY, np.uint32)
    start = 0
    while start < at.size:
        end = start
        different = 0
        while end < at.size and at[end] == at[start]:
            row = rows[end]
            end += 1
            if row < 0:
                different = _TOO_MANY
            if different < _TOO_MANY and not is_among(families[row], seen, different):
                seen[different] = families[row]
                different += 1
        if different <= MOST_FAMILIES:
            worth[start:end] = shared[different]
        start = end
    return worth


@compiled
def _chained(at: I32, rows: I32, positions: I32, gap: int) -> I64:
    """Each hit goes on with the nearest open run of its asset, or opens one."""
    chains = np.empty(at.size, np.int64)
    open_chain = np.empty(OPEN, np.int64)
    open_at = np.empty(OPEN, np.int64)
    open_shift = np.empty(OPEN, np.int64)
    count = 0
    opened = 0
    for i in range(at.size):
        if i == 0 or rows[i] != rows[i - 1]:
            opened = 0
        shift = np.int64(at[i]) - np.int64(positions[i])
        best = -1
        nearest = np.int64(gap)  # a greater drift is none
        oldest = 0
        for j in range(opened):
            if open_at[j] < open_at[oldest]:
                oldest = j
            since = np.int64(at[i]) - open_at[j]
            drift = abs(shift - open_shift[j])
            # `since` 0 is the same place again: another position of the same run of characters.
            if 0 < since <= gap and drift <= DRIFT + since // STEADY and drift < nearest:
                best = j
                nearest = drift
        if best < 0:
            if opened < OPEN:
                best = opened
                opened += 1
            else:
                best = oldest
            open_chain[best] = count
            count += 1
        chains[i] = open_chain[best]
        open_at[best] = at[i]
        open_shift[best] = shift
    return chains


@compiled
def _covered(at: I32, chains: I64, length: int, k: int, least: int) -> U8:
    wanted = np.zeros(length, np.uint8)
    if at.size == 0:
        return wanted
    number = chains.max() + 1
    until = np.zeros(number, np.int64)
    characters = np.zeros(number, np.int64)
    for i in range(at.size):  # each run's hits come in order of place
        chain = chains[i]
        characters[chain] += at[i] + k - max(np.int64(at[i]), until[chain])
        until[chain] = at[i] + k
    for i in range(at.size):
        if characters[chains[i]] >= least:
            wanted[at[i] : at[i] + k] = 1
    return wanted


@compiled
def _weighed(
    at: I32,
    rows: I32,
    worth: F32,
    chains: I64,
    values: F32,
    k: int,
    cost: float,
) -> tuple[I32, I32, I32, I32, F32]:
    number = 0
    for i in range(chains.size):
        if i == 0 or chains[i] != chains[i - 1]:
            number += 1
    out_rows = np.empty(number, np.int32)
    starts = np.empty(number, np.int32)
    ends = np.empty(number, np.int32)
    characters = np.zeros(number, np.int32)
    worth_of = np.zeros(number, np.float32)
    n = -1
    for i in range(chains.size):
        begin = np.int64(at[i])
        if i == 0 or chains[i] != chains[i - 1]:
            n += 1
            out_rows[n] = rows[i]
            starts[n] = begin
        else:
            until = np.int64(at[i - 1]) + k
            if begin > until:
                worth_of[n] -= cost
            begin = max(begin, until)
        for j in range(begin, at[i] + k):
            worth_of[n] += values[j] * worth[i]
        characters[n] += at[i] + k - begin
        ends[n] = at[i] + k
    return out_rows, starts, ends, characters, worth_of


def warm() -> None:
    """Compile, or load what was compiled."""
    some = np.arange(3, dtype=np.int32)
    hits, worth = joined([Hits(some, some * 0, some)], np.zeros(1, np.uint32))
    chains = chained(hits)
    covered(hits, chains, 20)
    weighed(hits, worth, chains, np.ones(20, np.float32))
