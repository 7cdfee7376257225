"""Kernels of the language model: counts of runs of characters by hash, and what they say.

A context is hashed from its last character backwards, so that each order extends the one before.
With the character that follows it is a run; with none, what all its runs are counted against.
"""

from __future__ import annotations

import numpy as np

from gateway.fingerprints.characters import LATIN_END, is_digit
from gateway.fingerprints.hashing import HALF, MIX_1, MIX_2
from gateway.fingerprints.jit import compiled
from gateway.fingerprints.normal import F32, I64, U8, U16, U32, U64

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""2^64 by the golden ratio, odd: multiples of it lie far apart."""

ORDER = 40
"""Bits before an order: above every code point, so that a run of three is none of two."""

MOST = 2**16 - 1
"""What a learned counter can hold."""

_BEYOND = 1 << 32  # every code point: a script is none
_WEAK = np.uint64(20)  # the lowest bits of a product, which tell the least

DIGIT, LATIN, KANA, KANJI, OTHER = range(5)
"""Scripts, by which a first guess can be made; KANJI with hangul."""

_KANA_BEGINS, _KANA_END, _KANJI_BEGINS = 0x3040, 0x30FF, 0x2E80

GUESSES = (1 / 12, 1 / 30, 1 / 60, 1 / 1500, 1 / 60)
"""The probability of a character by its script: about one by as many as it has. Of kanji not
1/3000: a few hundred make up most of any text."""

DOUBT = 3.0
"""A context that was seen so often has half of the say."""

COMPANY, WORLD = 0.6, 0.4
"""How much what the company writes says, and what the world writes."""


@compiled
def _step(state: np.uint64, code: np.uint64) -> np.uint64:
    x = (state ^ code) * GOLDEN
    return x ^ (x >> HALF)


@compiled
def _slot(state: np.uint64, code: np.uint64, order: int) -> np.uint32:
    x = (state ^ (code + np.uint64(order << ORDER))) * MIX_1
    x = (x ^ (x >> np.uint64(31))) * MIX_2
    return np.uint32(x >> np.uint64(32))


@compiled
def _script(code: np.uint32) -> int:
    if is_digit(code):
        return DIGIT
    if code <= LATIN_END:
        return LATIN
    if _KANA_BEGINS <= code <= _KANA_END:
        return KANA
    return KANJI if code >= _KANJI_BEGINS else OTHER


@compiled
def _guess(code: np.uint32) -> float:
    """The probability of a character of which no more is known than its script."""
    return GUESSES[_script(code)]


@compiled
def _contexts(codes: U32, i: int, orders: I64, seed: np.uint64, states: U64) -> int:
    """What stands before character i, for each order; for how many orders there is enough."""
    state = _step(seed, np.uint64(0))
    length = 0
    for n in range(orders.size):
        if i - orders[n] + 1 < 0:
            return n
        while length < orders[n] - 1:
            length += 1
            state = _step(state, np.uint64(codes[i - length]) + np.uint64(1))
        states[n] = state
        if orders[n] == 1:  # a character alone is counted against its script
            states[n] = _step(state, np.uint64(_script(codes[i]) + _BEYOND))
    return orders.size


@compiled
def count(codes: U32, orders: I64, seed: np.uint64, weight: int, counts: U32) -> None:
    """Each run and its context, wherever they stand."""
    shift = np.uint32(32 - int(np.log2(counts.size)))
    states = np.empty(orders.size, np.uint64)
    for i in range(codes.size):
        for n in range(_contexts(codes, i, orders, seed, states)):
            run = _slot(states[n], np.uint64(codes[i]) + np.uint64(1), orders[n])
            counts[run >> shift] += weight
            counts[_slot(states[n], np.uint64(0), orders[n]) >> shift] += weight


@compiled
def distinct(codes: U32, orders: I64, seed: np.uint64) -> U32:
    """Each different run once, and after it its context."""
    most = codes.size * orders.size
    size = 64  # of any power of two; the shortest texts need no more
    while size < 2 * most:
        size *= 2
    seen = np.zeros(size, np.uint64)
    out = np.empty(2 * most, np.uint32)
    states = np.empty(orders.size, np.uint64)
    found = 0
    for i in range(codes.size):
        for n in range(_contexts(codes, i, orders, seed, states)):
            whole = _step(states[n], np.uint64(codes[i]) + np.uint64(1)) | np.uint64(1)
            whole ^= np.uint64(orders[n] << 1)
            at = int(whole >> _WEAK) & (size - 1)
            while seen[at] != 0 and seen[at] != whole:
                at = (at + 1) & (size - 1)
            if seen[at] == whole:
                continue
            seen[at] = whole
            out[found] = _slot(states[n], np.uint64(codes[i]) + np.uint64(1), orders[n])
            out[found + 1] = _slot(states[n], np.uint64(0), orders[n])
            found += 2
    return out[:found].copy()


@compiled
def add(learned: U16, context: U32) -> None:
    """Count what a document teaches."""
    shift = np.uint32(32 - int(np.log2(learned.size)))
    for slot in context:
        if learned[slot >> shift] < MOST:
            learned[slot >> shift] += 1


@compiled
def _chance(
    codes: U32,
    i: int,
    orders: I64,
    seed: np.uint64,
    table: U8 | U16,
    counts: F32,
    own: float,
    floor: float,
    states: U64,
) -> float:
    """The probability of character i after those before it; `own` counts are taken out."""
    shift = np.uint32(32 - int(np.log2(table.size)))
    chance = floor
    for n in range(_contexts(codes, i, orders, seed, states)):
        seen = counts[table[_slot(states[n], np.uint64(0), orders[n]) >> shift]] - own
        if seen <= 0:
            continue
        slot = _slot(states[n], np.uint64(codes[i]) + np.uint64(1), orders[n]) >> shift
        run = counts[table[slot]] - own
        weight = seen / (seen + DOUBT)
        chance = (1 - weight) * chance + weight * min(max(run, 0.0) / seen, 1.0)
    return chance


@compiled
def worths(
    codes: U32,
    wanted: U8,
    orders: I64,
    shipped: U8,
    shipped_counts: F32,
    orders_learned: I64,
    learned: U16,
    learned_counts: F32,
    seed: np.uint64,
) -> F32:
    """What each character is worth where `wanted`, else 0."""
    out = np.zeros(codes.size, np.float32)
    states = np.empty(max(orders.size, orders_learned.size), np.uint64)
    for i in range(codes.size):
        if wanted[i] == 0:
            continue
        floor = _guess(codes[i])
        world = _chance(codes, i, orders, np.uint64(0), shipped, shipped_counts, 0.0, floor, states)
        company = _chance(
            codes, i, orders_learned, seed, learned, learned_counts, 1.0, world, states
        )
        # A character that was never seen here says little more than that its script did.
        world = max(world, floor / 2)
        bits = -WORLD * np.log2(world) - COMPANY * np.log2(max(world, company))
        out[i] = np.sqrt(max(bits, 0.0))
    return out
