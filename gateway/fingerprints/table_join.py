"""Places of cells in a prompt -> the rows of which enough cells stand together.

A cell that few rows have opens them; their other cells are looked for around it. Linear in the
cells found: each opens at most MOST_OPENED rows, and NEAREST places of a further cell are tried.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gateway.fingerprints.jit import compiled

COMMON = 0xFFFFFFFF
"""In place of a row: many rows have this cell, it opens none."""
MOST_OPENED = 256
"""Rows that one cell may open: 16 in each of 16 tables."""
NEAREST = 4
"""Places of a cell, on either side, that are tried for one row."""
SHORT = 0x80
"""Beside what a cell says: it is the short form of the cell before it and counts in its place."""
BITS = 0x7F
MOST_COLUMNS = 64
"""Of a table; a row's cells are gone through whenever one of them is found."""

_TAG = np.uint64(0xFFFFFFFF)  # as much of a hash as a row keeps of each cell
_GOLDEN, _WEAK = 0x9E3779B1, 7  # 2^32 by the golden ratio; the lowest bits, which tell the least


@compiled
def _group_by_tag(hashes: Any) -> Any:
    """Which cells found are the same cell: a number for each, and where each number's stand."""
    n = hashes.size
    capacity = 4
    while capacity < 2 * n:
        capacity *= 2
    slots = np.full(capacity, -1, np.int64)
    tags = np.empty(n, np.uint64)
    group = np.empty(n, np.int64)
    counts = np.zeros(n + 1, np.int64)
    groups = 0
    for i in range(n):
        tag = hashes[i] & _TAG
        found = _slot(tag, slots, tags)
        if slots[found] < 0:
            slots[found] = groups
            tags[groups] = tag
            groups += 1
        group[i] = slots[found]
        counts[group[i] + 1] += 1
    offsets = np.cumsum(counts)
    filled = offsets[:n].copy()
    members = np.empty(n, np.int64)
    for i in range(n):
        members[filled[group[i]]] = i
        filled[group[i]] += 1
    return group, slots, tags, offsets, members


@compiled
def _slot(tag: Any, slots: Any, tags: Any) -> Any:
    """Where a tag is, or would be, in an open table of which half is always free."""
    mask = slots.size - 1
    at = (np.int64(tag) * _GOLDEN >> _WEAK) & mask
    while slots[at] >= 0 and tags[slots[at]] != tag:
        at = (at + 1) & mask
    return at


@compiled
def _place(
    members: Any, low: Any, high: Any, starts: Any, spans: Any, reach: Any, taken: Any, count: Any
) -> Any:
    """Of one cell's places the nearest that overlaps no cell of the row, within reach of them all.

    `taken[:count]` holds the row's places so far, the first of them the cell that opened it.
    """
    centre = starts[taken[0]]
    first, last = starts[taken[0]], starts[taken[0]]
    for k in range(count):
        first, last = min(first, starts[taken[k]]), max(last, starts[taken[k]])
    right = _first_from(members, low, high, starts, centre)
    left = right - 1
    for _ in range(2 * NEAREST):
        left_far = centre - starts[members[left]] if left >= low else reach + 1
        right_far = starts[members[right]] - centre if right < high else reach + 1
        if min(left_far, right_far) > reach:
            return -1
        if left_far < right_far:
            candidate = members[left]
            left -= 1
        else:
            candidate = members[right]
            right += 1
        s, e = starts[candidate], starts[candidate] + spans[candidate]
        if max(last, s) - min(first, s) > reach:
            continue
        free = True
        for k in range(count):
            t = taken[k]
            if s < starts[t] + spans[t] and starts[t] < e:
                free = False
        if free:
            return candidate
    return -1


@compiled
def _first_from(members: Any, low: Any, high: Any, starts: Any, centre: Any) -> Any:
    """The first of members [low, high) that does not begin before the centre."""
    while low < high:
        middle = (low + high) // 2
        if starts[members[middle]] < centre:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def find_rows(
    starts: Any, spans: Any, hashes: Any, entries: Any, keys: Any, rows: Any, cells: Any, says: Any,
    row_base: Any, cell_base: Any, width: Any, need: Any, floor: Any, alive: Any,
    reach: Any, alone: float,
) -> Any:  # fmt: skip
    """The rows of which enough cells stand together: table, row, start, end, cells, characters.

    `floor` is the evidence in bits that a row of each table takes where nothing else stands
    around; every further cell that does is one more chance of a coincidence and raises it.
    `alone` is what a single cell must say where one is enough.
    """
    n = starts.size
    group, slots, tags, offsets, members = _group_by_tag(hashes)
    dead = np.zeros(n + 1, np.bool_)
    explained = np.zeros(n, np.int64)  # the table + 1 by whose row a place was explained last
    taken, best = np.empty(2 * MOST_COLUMNS, np.int64), np.empty(2 * MOST_COLUMNS, np.int64)
    out = np.empty((64, 6), np.int64)
    m = low = high = 0
    for i in range(n):
        while low < n and starts[low] < starts[i] - reach:
            low += 1
        while high < n and starts[high] <= starts[i] + reach:
            high += 1
        if dead[group[i]]:
            continue
        around = np.log2(max(1.0, high - low - 1.0))
        possible = False
        at, stop = entries[i], min(keys.size, entries[i] + MOST_OPENED)
        while at < stop and keys[at] == hashes[i]:
            if rows[at] == COMMON:
                at += 1
                continue
            t = np.searchsorted(row_base, np.int64(rows[at]), side="right") - 1
            best_row, best_count, best_bits = np.int64(-1), 0, 0.0
            while at < stop and keys[at] == hashes[i] and rows[at] < row_base[t + 1]:
                row = np.int64(rows[at])
                at += 1
                if not alive[t]:
                    continue
                if explained[i] == t + 1:
                    possible = True
                    continue
                count, bits, present = _weigh(
                    i, row, cells, says, cell_base[t] + (row - row_base[t]) * width[t], width[t],
                    need[t], hashes, entries, keys, rows, slots, tags, offsets, members,
                    starts, spans, reach, taken,
                )  # fmt: skip
                possible |= present >= need[t]
                needed = alone if need[t] == 1 else floor[t] + (count - 1) * around
                if count < need[t] or bits < needed:
                    continue
                if count > best_count or (count == best_count and bits > best_bits):
                    best_row, best_count, best_bits = row, count, bits
                    best[:count] = taken[:count]
            if best_row < 0:
                continue
            if m == out.shape[0]:
                out = np.concatenate((out, np.empty((m, 6), np.int64)))
            places = best[:best_count]
            explained[places] = t + 1
            out[m, 0], out[m, 1] = t, best_row - row_base[t]
            out[m, 2], out[m, 3], out[m, 4], out[m, 5] = _extent(places, starts, spans)
            m += 1
        dead[group[i]] = not possible
    return out[:m]


@compiled
def _extent(places: Any, starts: Any, spans: Any) -> Any:
    """Of the cells of a row: where the first begins, the last ends, how many, their characters."""
    begin, end, characters = starts[places[0]], 0, 0
    for place in places:
        begin, end = min(begin, starts[place]), max(end, starts[place] + spans[place])
        characters += spans[place]
    return begin, end, places.size, characters


@compiled
def _weigh(
    i: Any, row: Any, cells: Any, says: Any, at: Any, width: Any, need: Any, hashes: Any,
    entries: Any, keys: Any, rows: Any, slots: Any, tags: Any, offsets: Any, members: Any,
    starts: Any, spans: Any, reach: Any, taken: Any,
) -> Any:  # fmt: skip
    """How many cells of a row stand around place i, their bits, and how many the prompt holds."""
    own = hashes[i] & _TAG
    present, bits = 1, 0.0
    for c in range(at, at + width):  # most rows end here: nothing else of them is in the prompt
        if cells[c] == own:
            bits = max(bits, float(says[c] & BITS))
        elif says[c] and slots[_slot(np.uint64(cells[c]), slots, tags)] >= 0:
            present += 1
    if present < need:
        return 0, 0.0, present
    taken[0] = i
    count, before = 1, False
    for c in range(at, at + width):
        if before and says[c] & SHORT:
            continue
        before = cells[c] == own
        if says[c] == 0 or before:
            continue
        g = slots[_slot(np.uint64(cells[c]), slots, tags)]
        if g < 0 or not _has(members[offsets[g]], row, hashes, entries, keys, rows):
            continue
        found = _place(members, offsets[g], offsets[g + 1], starts, spans, reach, taken, count)
        if found >= 0:
            taken[count] = found
            count += 1
            before = True
            bits += float(says[c] & BITS)
    return count, bits, present


@compiled
def _has(i: Any, row: Any, hashes: Any, entries: Any, keys: Any, rows: Any) -> Any:
    """Is the cell found at place i the row's, by its whole hash, as far as its rows are listed?"""
    at = entries[i]
    while at < keys.size and keys[at] == hashes[i]:
        if rows[at] == row or rows[at] == COMMON:
            return True
        at += 1
    return False
