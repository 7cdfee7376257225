"""Fingerprints of a prompt -> where they stand in a segment of the index.

A segment is sorted fingerprints with the row of their asset and their position in it. Before them
stand a bitmap, which sends nine of ten strangers away with one glance, and a table of prefixes,
which says between which entries to look. The upper 32 bits of a fingerprint, scaled to the size of
either, are the place in it, so that both are exactly as large as they need be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gateway.fingerprints.jit import compiled
from gateway.fingerprints.normal import I32, I64, U8, U32, U64

BITS = 10
"""Bits of the bitmap for each entry: one stranger in ten passes it."""

BUCKET = 4
"""Entries between two prefixes, on average: one line of the processor's cache holds them."""

COMMON = 0xFFFFFFFF
"""The row of an entry that stands in too many places to keep them all."""

MOST_PLACES = 64
"""Places of a fingerprint that are kept; what repeats more often is a form, no secret."""

MOST_FAMILIES = 8
"""Assets that may share a fingerprint and still call it theirs; in more it is boilerplate."""

ALIVE, PUBLIC = 1, 2
"""What a row may be, besides dead (0): removed, replaced or past its date."""

_PLENTY, _FEW = 1 << 19, 1  # after half a million hits more places of one run say nothing new
_ROOM = 4096  # hits of a prompt that nobody registered are few; more are counted, then fetched


@dataclass(frozen=True, slots=True)
class Entries:
    """The fingerprints of a segment, sorted, ready to be looked up."""

    keys: U64 = field(repr=False)
    rows: U32 = field(repr=False)
    positions: U32 = field(repr=False)
    bitmap: U8 = field(repr=False)
    prefixes: U32 = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hits:
    """Entry i: run `at[i]` of the prompt stands at `positions[i]` of asset `rows[i]`, or is
    common (-1)."""

    at: I32 = field(repr=False)
    rows: I32 = field(repr=False)
    positions: I32 = field(repr=False)

    def __len__(self) -> int:
        return len(self.at)


def entries(keys: U64, rows: U32, positions: U32) -> Entries:
    """Sorted, with what stands in too many places marked as common, ready to be looked up."""
    order = np.argsort(keys, kind="stable")
    keep = _common(keys[order], order)
    keys, rows, positions = (
        keys[order[keep >= 0]],
        rows[order[keep >= 0]],
        positions[order[keep >= 0]],
    )
    rows = np.where(keep[keep >= 0] == 1, np.uint32(COMMON), rows).astype(np.uint32)
    bits = max(64, -(-keys.size * BITS // 64) * 64)
    buckets = max(1, keys.size // BUCKET)
    bitmap, prefixes = _tables(keys, bits, buckets)
    return Entries(keys, rows, positions, bitmap, prefixes)


def look_up(wanted: U64, found_in: Entries, alive: U8, families: U32, first: int) -> Hits:
    """Every place of every fingerprint. `first` is the first row of this segment among all."""
    maybe = _sieved(wanted, found_in.bitmap)
    room = _ROOM
    while True:
        at, rows, positions = (np.empty(room, np.int32) for _ in range(3))
        e = found_in
        count = _look_up(
            wanted, maybe, e.keys, e.rows, e.positions, e.prefixes, alive, families, first,
            at, rows, positions,
        )  # fmt: skip
        if count <= room:
            return Hits(at[:count], rows[:count], positions[:count])
        room = count


@compiled
def _common(keys: U64, order: I64) -> I64:
    """For each sorted entry: 0 keep it, 1 keep it as common, -1 drop it."""
    keep = np.zeros(order.size, np.int64)
    start = 0
    while start < keys.size:
        end = start
        while end < keys.size and keys[end] == keys[start]:
            end += 1
        if end - start > MOST_PLACES:
            keep[start] = 1
            keep[start + 1 : end] = -1
        start = end
    return keep


@compiled
def _tables(keys: U64, bits: int, buckets: int) -> tuple[U8, U32]:
    bitmap = np.zeros(bits // 8, np.uint8)
    prefixes = np.zeros(buckets + 1, np.uint32)
    for i in range(keys.size):
        high = keys[i] >> np.uint64(32)
        bit = (high * np.uint64(bits)) >> np.uint64(32)
        bitmap[bit >> np.uint64(3)] |= np.uint8(1) << np.uint8(bit & np.uint64(7))
        prefixes[((high * np.uint64(buckets)) >> np.uint64(32)) + np.uint64(1)] += 1
    for i in range(buckets):
        prefixes[i + 1] += prefixes[i]
    return bitmap, prefixes


@compiled
def _sieved(wanted: U64, bitmap: U8) -> I32:
    """Those that the bitmap does not send away. Without a branch, so that the processor fetches
    the next places while it waits for one: most are not in its cache."""
    bits = np.uint64(bitmap.size * 8)
    maybe = np.empty(wanted.size + 1, np.int32)
    count = 0
    for i in range(wanted.size):
        bit = ((wanted[i] >> np.uint64(32)) * bits) >> np.uint64(32)
        maybe[count] = i
        count += (bitmap[bit >> np.uint64(3)] >> np.uint8(bit & np.uint64(7))) & np.uint8(1)
    return maybe[:count]


@compiled
def _begins(wanted: U64, maybe: I32, prefixes: U32) -> U32:
    """Where to look for each of them; alone, for the same reason as in the sieve."""
    buckets = np.uint64(prefixes.size - 1)
    begins = np.empty(maybe.size, np.uint32)
    for m in range(maybe.size):
        high = wanted[maybe[m]] >> np.uint64(32)
        begins[m] = prefixes[(high * buckets) >> np.uint64(32)]
    return begins


@compiled
def is_among(family: np.uint32, seen: U32, count: int) -> bool:
    """Is it one of the first `count`?"""
    known = False
    for j in range(count):
        known = known or seen[j] == family
    return known


@compiled
def _look_up(
    wanted: U64,
    maybe: I32,
    keys: U64,
    rows: U32,
    positions: U32,
    prefixes: U32,
    alive: U8,
    families: U32,
    first: int,
    out_at: I32,
    out_rows: I32,
    out_positions: I32,
) -> int:
    """In one piece: handing its arrays on for each hit takes three times as long (jit.py)."""
    buckets = np.uint64(prefixes.size - 1)
    count = 0
    seen = np.empty(MOST_FAMILIES, np.uint32)
    begins = _begins(wanted, maybe, prefixes)
    for m in range(maybe.size):
        i = maybe[m]
        key = wanted[i]
        bucket = ((key >> np.uint64(32)) * buckets) >> np.uint64(32)
        at = np.int64(begins[m])
        # What a damaged file says must not lead out of it.
        end = min(np.int64(prefixes[bucket + np.uint64(1)]), np.int64(keys.size))
        while at < end and keys[at] < key:
            at += 1
        begin = count
        different = 0
        common = False
        most = MOST_PLACES if count < _PLENTY else _FEW
        while at < end and keys[at] == key:
            row = np.int64(rows[at])
            at += 1
            if row == COMMON:
                common = True
                break
            row += first
            if row >= alive.size or alive[row] == 0:
                continue
            if alive[row] & PUBLIC:
                common = True
                break
            if not is_among(families[row], seen, different):
                if different == MOST_FAMILIES:
                    common = True
                    break
                seen[different] = families[row]
                different += 1
            if count - begin < most:
                if count < out_at.size:
                    out_at[count] = i
                    out_rows[count] = row
                    out_positions[count] = positions[at - 1]
                count += 1
        if common:
            count = begin + 1
            if begin < out_at.size:
                out_at[begin] = i
                out_rows[begin] = -1
                out_positions[begin] = 0
    return count


def warm() -> None:
    """Compile, or load what was compiled; with arrays that can be written and that cannot."""
    some = np.arange(3, dtype=np.uint64)
    rows = np.zeros(3, np.uint32)
    e = entries(some, rows, rows)
    ready = np.ones(1, np.uint8), np.zeros(1, np.uint32)
    look_up(some, e, *ready, 0)
    for array in (e.keys, e.rows, e.positions, e.bitmap, e.prefixes):
        array.flags.writeable = False
    look_up(some, e, *ready, 0)
