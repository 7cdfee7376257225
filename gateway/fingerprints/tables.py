"""Tables: rows of cells -> keyed hashes; a prompt and the hashes -> the rows it holds.

There is no tokeniser: every place of a prompt is tried with every length that a registered cell
has which begins so. A cell that few rows have opens those rows, and their other cells are looked
for around it. How much a cell says is measured in bits: by its characters, and by how often the
column repeats itself. A row is found when enough cells stand together and say, all in all, more
than chance would have it in a table of that size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.fingerprints.table_cells import find_cells
from gateway.fingerprints.table_join import COMMON, find_rows
from gateway.fingerprints.table_prints import TablePrints, secret, table_prints
from gateway.fingerprints.table_rows import Table, TableError
from gateway.fingerprints.table_text import stream

__all__ = [
    "Cells",
    "RowMatch",
    "Table",
    "TableError",
    "TablePrints",
    "match",
    "secret",
    "table_prints",
]

REACH = 200
"""Letters and digits between the beginnings of the first and the last cell of a row."""
MARGIN = 8.0
"""Bits beyond log2(rows): in a text with as many cells as a row needs, one in 256 is chance."""
SMALL = 64
"""A smaller table is taken for one of so many rows: its columns cannot tell what is usual."""
ALONE = 16.0
"""Bits of a cell where one is enough: five digits."""
TOGETHER = 40
"""Rows no further apart (in letters and digits) are one match."""

Arrays = dict[str, NDArray[Any]]


# ---------------------------------------------------------------- hashes -> what is looked up


@dataclass(frozen=True, slots=True)
class Cells:
    """Tables as arrays to be looked up: what a segment file holds (read-only views will do).

    keys, rows        each cell's hash, sorted, and the row that it opens (COMMON: none)
    cells, says       of every row every column: 32 bits of its hash, and what it says (`SHORT`)
    lengths           by opening: the lengths of cells, twice (the second time: separators count)
    bitmap, prefix    what spares looking at the keys, and where in them to look
    row_base, cell_base, width, need    of each table
    """

    keys: NDArray[np.uint64]
    rows: NDArray[np.uint32]
    cells: NDArray[np.uint32]
    says: NDArray[np.uint8]
    lengths: NDArray[np.uint64]
    bitmap: NDArray[np.uint8]
    prefix: NDArray[np.uint32]
    row_base: NDArray[np.int64]
    cell_base: NDArray[np.int64]
    width: NDArray[np.int64]
    need: NDArray[np.int64]

    def table_rows(self) -> NDArray[np.int64]:
        """How many rows each table has."""
        return np.diff(self.row_base)


def cells_of(tables: Sequence[TablePrints]) -> Cells:
    """What is looked up, of all tables together."""
    row_base = np.concatenate(([0], np.cumsum([t.rows for t in tables]))).astype(np.int64)
    width = np.array([t.hashes.shape[1] for t in tables], np.int64)
    keys, rows = [], []
    for base, table in zip(row_base, tables, strict=False):
        opens, says = table.opens, table.bits > 0
        keys.append(table.hashes[opens])
        rows.append((np.nonzero(opens)[0] + base).astype(np.uint32))
        others = np.unique(table.hashes[says & ~opens])
        keys.append(others)
        rows.append(np.full(len(others), COMMON, np.uint32))
    openings = np.concatenate([t.openings for t in tables])
    return assemble(
        np.concatenate(keys),
        np.concatenate(rows),
        np.concatenate([t.hashes.astype(np.uint32).ravel() for t in tables]),
        np.concatenate([t.bits.ravel() for t in tables]),
        _lengths(openings, sum(map(len, keys))),
        row_base,
        width,
        np.array([t.need for t in tables], np.int64),
    )


def _lengths(openings: NDArray[np.uint32], keys: int) -> NDArray[np.uint64]:
    """By opening a word whose bits are lengths; few openings for few cells."""
    size = int(np.clip(_power(keys), 1 << 8, 1 << 16))
    lengths = np.zeros((2, size), np.uint64)
    place = (openings >> np.uint32(8)).astype(np.int64) * size >> 16
    bit = np.uint64(1) << (openings & np.uint32(0x3F)).astype(np.uint64)
    np.bitwise_or.at(
        lengths, ((openings >> np.uint32(7) & np.uint32(1)).astype(np.int64), place), bit
    )
    return lengths


def _power(n: int) -> int:
    """The power of two that is not below n."""
    return 1 << max(0, n - 1).bit_length()


def assemble(
    keys: NDArray[np.uint64],
    rows: NDArray[np.uint32],
    cells: NDArray[np.uint32],
    says: NDArray[np.uint8],
    lengths: NDArray[np.uint64],
    row_base: NDArray[np.int64],
    width: NDArray[np.int64],
    need: NDArray[np.int64],
) -> Cells:
    """Sorted and with what speeds the search up; entries and tables in any order."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    again = np.zeros(len(keys), np.bool_)
    again[1:] = (keys[1:] == keys[:-1]) & (rows[1:] == rows[:-1])
    keys, rows = keys[~again], rows[~again]
    buckets = max(2, _power(len(keys) // 8 + 1))
    top = (keys >> np.uint64(64 - (buckets.bit_length() - 1))).astype(np.int64)
    prefix = np.searchsorted(top, np.arange(buckets + 1)).astype(np.uint32)
    cell_base = np.concatenate(([0], np.cumsum(np.diff(row_base) * width))).astype(np.int64)
    bitmap = _bitmap(keys)
    return Cells(keys, rows, cells, says, lengths, bitmap, prefix, row_base, cell_base, width, need)


def _bitmap(keys: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Eight to sixteen bits a key: of what is not registered nine in ten are passed over here."""
    size = max(64, _power(len(keys) * 8))
    bits = np.zeros(size, np.bool_)
    bits[(keys >> np.uint64(64 - (size.bit_length() - 1))).astype(np.int64)] = True
    return np.packbits(bits, bitorder="little")


# ---------------------------------------------------------------- a prompt -> rows


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Characters [start, end) of a text hold `rows` rows of table number `table`."""

    table: int
    start: int
    end: int
    rows: int
    cells: int
    characters: int


def match(
    text: str,
    cells: Cells,
    words: NDArray[np.uint64],
    alive: Callable[[], NDArray[np.bool_]] | None = None,
) -> list[RowMatch]:
    """The registered rows in a text, rows beside each other together; linear in its length.

    `alive` says of each table whether it counts; it is asked only where cells were found.
    """
    seen = stream(text)
    starts, spans, hashes, entries = find_cells(
        seen.codes, seen.flags, words, cells.lengths, cells.bitmap, cells.keys, cells.prefix
    )
    if not len(starts):
        return []
    sizes = np.maximum(cells.table_rows(), SMALL)
    rows = find_rows(
        starts, spans, hashes, entries, cells.keys, cells.rows, cells.cells, cells.says,
        cells.row_base, cells.cell_base, cells.width, cells.need, np.log2(sizes) + MARGIN,
        np.ones(len(sizes), np.bool_) if alive is None else alive(), REACH, ALONE,
    )  # fmt: skip
    return list(_together(rows, seen.origin))


def _together(rows: NDArray[np.int64], origin: NDArray[np.int32]) -> Iterator[RowMatch]:
    """Runs of rows of one table: a row found by several of its cells counts once."""
    for table in np.unique(rows[:, 0]):
        of_table = rows[rows[:, 0] == table]
        of_table = of_table[np.argsort(of_table[:, 2], kind="stable")]
        reached = np.maximum.accumulate(of_table[:, 3])
        apart = np.flatnonzero(of_table[1:, 2] > reached[:-1] + TOGETHER) + 1
        for run in np.split(of_table, apart):
            start, end = int(run[:, 2].min()), int(run[:, 3].max())
            best = _once(run)
            yield RowMatch(
                int(table), int(origin[start]), int(origin[end - 1]) + 1,
                len(best), int(best[:, 4].sum()), int(best[:, 5].sum()),
            )  # fmt: skip


def _once(run: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each row in a run the finding with the most cells."""
    run = run[np.lexsort((-run[:, 4], run[:, 1]))]
    first = np.ones(len(run), np.bool_)
    first[1:] = run[1:, 1] != run[:-1, 1]
    return run[first]


def warm() -> None:
    """Compile, or load what was compiled."""
    table = table_prints(Table([["山田太郎", "東京都1-2-3", "0312345678"]]), b"warm")
    match("山田太郎 0312345678", cells_of([table]), secret(b"warm"))


def as_arrays(cells: Cells) -> Mapping[str, NDArray[Any]]:
    """The arrays by name, as a segment file holds them."""
    return {name: getattr(cells, name) for name in Cells.__slots__}
