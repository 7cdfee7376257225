"""A table's rows -> a keyed hash for every cell, and how much each cell says.

How much is measured in bits: by a cell's characters, and by how often its column repeats itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.fingerprints.characters import NINE, is_digit
from gateway.fingerprints.jit import compiled
from gateway.fingerprints.table_cells import LONGEST, PHONE, hash_cells
from gateway.fingerprints.table_join import MOST_COLUMNS, SHORT
from gateway.fingerprints.table_rows import Chosen, Table, choose, short_form
from gateway.fingerprints.table_text import APART, PARTED, Stream, stream

FEW = 16
"""A cell that more rows have opens none of them."""
OPENS = 7.0
"""Bits that a cell must say to open its rows."""
SHORTEST_OPENING = 3  # two characters stand everywhere
BATCH = 50_000  # cells normalised at once: some megabytes
_LETTERS_END = 0x2FF  # Latin, and signs of pronunciation: an address has others too


def secret(key: bytes) -> NDArray[np.uint64]:
    """The five words of the hashes, from the register's key; the first three are odd."""
    digest = hashlib.blake2b(b"tables 1", key=key[:64], digest_size=40).digest()
    words = np.frombuffer(digest, "<u8").astype(np.uint64)
    words[:3] |= np.uint64(1)
    return words


@dataclass(frozen=True, slots=True)
class TablePrints:
    """A table as keyed hashes, a value for every cell; 0 bits where a cell says nothing.

    After a column of names stands one of their short forms, marked in `bits` (SHORT).

    `openings` are the pairs that `find_cells` asks for: a hash of a cell's first two characters
    (its highest 16 bits), its length, and whether separators count.
    """

    headings: tuple[str, ...]
    need: int
    hashes: NDArray[np.uint64] = field(repr=False)
    bits: NDArray[np.uint8] = field(repr=False)
    opens: NDArray[np.bool_] = field(repr=False)
    openings: NDArray[np.uint32] = field(repr=False)

    @property
    def rows(self) -> int:
        return len(self.hashes)

    def __len__(self) -> int:
        """How many cells are registered."""
        return int(np.count_nonzero((self.bits > 0) & (self.bits < SHORT)))


def table_prints(table: Table, key: bytes) -> TablePrints:
    """The hashes of a table's cells. Raises TableError where the columns are not there."""
    chosen = choose(table)
    columns = list(_columns(chosen, secret(key)))
    shape = (len(chosen.rows), len(columns))
    hashes, bits = np.zeros(shape, np.uint64), np.zeros(shape, np.uint8)
    for c, column in enumerate(columns):
        hashes[:, c], bits[:, c] = column.hashes, column.bits()
        bits[bits[:, c] > 0, c] |= SHORT if column.short else 0
    openings = [c.openings for c in columns]
    return TablePrints(
        chosen.headings,
        table.need,
        hashes,
        bits,
        _opening_cells(hashes, bits, columns),
        np.unique(np.concatenate(openings)) if openings else np.empty(0, np.uint32),
    )


def _columns(chosen: Chosen, words: NDArray[np.uint64]) -> Iterator[_Column]:
    """Each column, and after one of names or companies what people write of them for short."""
    for c in _widest(chosen):
        cells = [row[c] for row in chosen.rows]
        yield _Column.of(cells, words)
        some = [cell for cell in cells[:1000] if cell]
        if sum(bool(short_form(cell)) for cell in some) * 3 > len(some):
            yield replace(_Column.of(list(map(short_form, cells)), words), short=True)


def _widest(chosen: Chosen) -> Sequence[int]:
    """The columns to register: of a very wide table those with the most different cells."""
    every = range(len(chosen.headings))
    if len(every) <= MOST_COLUMNS:
        return every
    different = [len({row[c] for row in chosen.rows}) for c in every]
    return sorted(sorted(every, key=lambda c: -different[c])[:MOST_COLUMNS])


def _opening_cells(
    hashes: NDArray[np.uint64], bits: NDArray[np.uint8], columns: Sequence[_Column]
) -> NDArray[np.bool_]:
    opens = bits >= OPENS
    for c, column in enumerate(columns):
        opens[:, c] &= (column.lengths >= SHORTEST_OPENING) & (not column.short)
    _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    few: NDArray[np.bool_] = counts[inverse].reshape(hashes.shape) <= FEW
    return opens & few


@dataclass(frozen=True, slots=True)
class _Column:
    hashes: NDArray[np.uint64]
    lengths: NDArray[np.int64]
    surprise: NDArray[np.float32]
    openings: NDArray[np.uint32]
    short: bool = False

    @classmethod
    def of(cls, cells: Sequence[str], words: NDArray[np.uint64]) -> _Column:
        batches = [cells[i : i + BATCH] for i in range(0, len(cells), BATCH)] or [()]
        separate = _separators_count(batches[0])
        parts = [_hashed(batch, separate, words) for batch in batches]
        hashes, openings, surprise, lengths = (np.concatenate(p) for p in zip(*parts, strict=True))
        there = lengths >= 2
        pairs = (openings[there] >> np.uint64(48) << np.uint64(8)).astype(np.uint32)
        pairs |= (lengths[there] - 1).astype(np.uint32) | np.uint32(0x80 if separate else 0)
        return cls(hashes, lengths, surprise, np.unique(pairs))

    def bits(self) -> NDArray[np.uint8]:
        """What each cell says: no more than its characters, and no more than its column.

        A value that more than FEW rows have says log2(rows / such rows). For the rarer ones the
        column tells by how often two rows agree (collision entropy).
        """
        there = self.lengths >= 2
        rows = len(there)
        _, inverse, counts = np.unique(self.hashes, return_inverse=True, return_counts=True)
        same = counts[inverse].astype(np.float64)
        rare = there & (same <= FEW)
        limit = np.where(rare, _collision_bits(same[rare]), np.log2(max(rows, 1) / same))
        bits = np.minimum(self.surprise, limit)
        return np.where(there, np.clip(np.rint(bits), 0, 63), 0).astype(np.uint8)


def _collision_bits(same: NDArray[np.float64]) -> float:
    """-log2 of the chance that two cells agree, from how many rows have each cell."""
    agreeing = float((same - 1).sum()) / 2
    pairs = len(same) * (len(same) - 1) / 2
    return float(np.log2(pairs / agreeing)) if agreeing else float("inf")


def _cut(cells: Sequence[str]) -> tuple[Stream, NDArray[np.int64], NDArray[np.int64]]:
    """One stream of all cells, and where in it each begins and ends."""
    text = "\x1f\x1f".join(cells)  # two, so that no number or date runs over from cell to cell
    sizes = np.fromiter((len(c) + 2 for c in cells), np.int64, len(cells))
    joined = stream(text)
    bounds = np.searchsorted(joined.origin, np.concatenate(([0], np.cumsum(sizes))))
    return joined, bounds[:-1], bounds[1:]


def _hashed(cells: Sequence[str], separate: bool, words: NDArray[np.uint64]) -> Any:
    joined, starts, ends = _cut(cells)
    ends = np.minimum(_first_numbers(joined.codes, joined.flags, starts, ends), starts + LONGEST)
    hashes, openings, surprise = hash_cells(
        joined.codes, joined.flags, starts, ends, separate, words
    )
    return hashes, openings, surprise, ends - starts


@compiled
def _first_numbers(codes: Any, flags: Any, starts: Any, ends: Any) -> Any:
    """Where cells end; of one that holds several numbers and nothing else, where the first does."""
    out = ends.copy()
    for i in range(starts.size):
        for j in range(starts[i], ends[i]):
            if codes[j] > NINE:
                out[i] = ends[i]
                break
            if j > starts[i] and flags[j] & APART != 0:
                out[i] = min(out[i], j)
    return out


def _separators_count(cells: Sequence[str]) -> bool:
    """Is this a column of addresses, where 1-11-1 and 11-1-1 are different places?"""
    joined, starts, ends = _cut([c for c in cells[:1000] if c])
    if not len(starts):
        return False
    return bool(_with_parted_numbers(joined.codes, joined.flags, starts, ends) * 3 > len(starts))


@compiled
def _with_parted_numbers(codes: Any, flags: Any, starts: Any, ends: Any) -> int:
    """How many cells are words with numbers like 1-11-1, of fewer digits than a telephone's."""
    count = 0
    for i in range(starts.size):
        words = parted = False
        run = longest = 0
        for j in range(starts[i], ends[i]):
            if is_digit(codes[j]):
                run += 1
                longest = max(longest, run)
                parted |= j > starts[i] and flags[j] & PARTED != 0
            else:
                run = 0
                words |= codes[j] > _LETTERS_END
        count += words and parted and longest < PHONE[0]
    return count
