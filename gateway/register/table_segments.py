"""Edge: tables as hashes -> the arrays of a segment file, and a segment file -> matches in a text.

A segment holds many tables, so that a prompt is looked up once for all of them. Two segments make
a third without the tables being read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.errors import StateError
from gateway.fingerprints import tables
from gateway.fingerprints.table_join import COMMON, SHORT
from gateway.fingerprints.tables import Cells, TablePrints
from gateway.model import AssetMatch
from gateway.register.container import Container
from gateway.register.entry import AssetEntry

FORMAT = 1
"""Changes with what the hashes or the arrays mean: an older segment is refused, not misread."""

Contents = tuple[dict[str, NDArray[Any]], dict[str, Any]]
"""The arrays of a segment file, and what is said of them."""


def build(
    registered: Sequence[tuple[AssetEntry, TablePrints | Sequence[TablePrints]]], key: bytes
) -> Contents:
    """A segment of tables; the sheets of one asset are several tables under its number."""
    numbers, prints = [], []
    for entry, given in registered:
        sheets = [given] if isinstance(given, TablePrints) else list(given)
        prints += sheets
        numbers += [entry.number] * len(sheets)
    return _contents(tables.cells_of(prints), numbers)


def _contents(cells: Cells, numbers: Sequence[int]) -> Contents:
    arrays = dict(tables.as_arrays(cells))
    arrays["numbers"] = np.array(numbers, np.int64)
    return arrays, {"format": FORMAT, "tables": len(numbers), "cells": len(cells.keys)}


class TableSegment:
    """The tables of one segment file. Safe to use from threads: nothing in it changes."""

    def __init__(self, container: Container, key: bytes) -> None:
        """Raises StateError where the file is not one of these."""
        arrays = dict(container.arrays)
        try:
            if container.about["format"] != FORMAT:
                raise StateError(_REMEDY)
            self._numbers: NDArray[np.int64] = arrays.pop("numbers")
            self.contents = Cells(**arrays)
        except (KeyError, TypeError, ValueError):
            raise StateError(_REMEDY) from None
        self._secret = tables.secret(key)

    @property
    def numbers(self) -> Sequence[int]:
        """The assets whose tables are in it, each once."""
        return list(dict.fromkeys(self.of_tables))

    @property
    def of_tables(self) -> list[int]:
        """Of each table the number of its asset."""
        return [int(number) for number in self._numbers]

    def cells(self, number: int) -> int:
        """How many cells of an asset are registered."""
        held, total = self.contents, 0
        for t, of in enumerate(self.of_tables):
            if of == number:
                part = held.says[held.cell_base[t] : held.cell_base[t + 1]]
                total += int(np.count_nonzero((part > 0) & (part < SHORT)))
        return total

    def match(self, text: str, entries: Mapping[int, AssetEntry]) -> Iterator[AssetMatch]:
        """The rows in a text of the tables that `entries` knows, in order of place."""

        def alive() -> NDArray[np.bool_]:
            return np.array([n in entries for n in self.of_tables], np.bool_)

        found = tables.match(text, self.contents, self._secret, alive)
        sizes = self.contents.table_rows()
        for m in sorted(found, key=lambda m: (m.start, m.end)):
            entry = entries[int(self._numbers[m.table])]
            yield AssetMatch(
                asset=entry.id,
                title=entry.title,
                information_class=entry.information_class,
                start=m.start,
                end=m.end,
                characters=m.characters,
                share=m.rows / int(sizes[m.table]),
                cells=m.cells,
                rows=m.rows,
            )


_REMEDY = "this is no segment of tables that this version reads; register the tables again"


# ---------------------------------------------------------------- several segments -> one


def merge(segments: Sequence[TableSegment], alive: frozenset[int], key: bytes) -> Contents:
    """The living tables of several segments as one; those of the others leave no cell behind."""
    parts = [_living(s.contents, [n in alive for n in s.of_tables]) for s in segments]
    numbers = [n for s in segments for n in s.of_tables if n in alive]
    bases = np.cumsum([0] + [int(p.row_base[-1]) for p in parts])
    rows = [_moved(p.rows, int(base)) for p, base in zip(parts, bases, strict=False)]
    row_base = [p.row_base[:-1] + base for p, base in zip(parts, bases, strict=False)]
    cells = tables.assemble(
        np.concatenate([p.keys for p in parts]),
        np.concatenate(rows),
        np.concatenate([p.cells for p in parts]),
        np.concatenate([p.says for p in parts]),
        _either([p.lengths for p in parts]),
        np.concatenate([*row_base, bases[-1:]]),
        np.concatenate([p.width for p in parts]),
        np.concatenate([p.need for p in parts]),
    )
    return _contents(cells, numbers)


def _living(cells: Cells, alive: Sequence[bool]) -> Cells:
    """The tables of one segment that are to stay, their rows numbered anew."""
    keep = np.array(alive, np.bool_)
    sizes = cells.table_rows()
    stays = np.repeat(keep, sizes)
    moved = np.cumsum(stays) - 1
    of_rows = np.repeat(keep, sizes * cells.width)
    kept, says = cells.cells[of_rows], cells.says[of_rows]
    opens = cells.rows != COMMON
    # A common cell has no row: it stays where a row that stays has a cell of its tag.
    stay = np.isin(cells.keys.astype(np.uint32), np.unique(kept[says > 0]))
    stay[opens] = stays[cells.rows[opens]]
    rows = cells.rows[stay].copy()
    opens = rows != COMMON
    rows[opens] = moved[rows[opens]].astype(np.uint32)
    return replace(
        cells,
        keys=cells.keys[stay],
        rows=rows,
        cells=kept,
        says=says,
        row_base=np.concatenate(([0], np.cumsum(sizes[keep]))).astype(np.int64),
        width=cells.width[keep],
        need=cells.need[keep],
    )


def _moved(rows: NDArray[np.uint32], base: int) -> NDArray[np.uint32]:
    return np.where(rows == COMMON, rows, rows + np.uint32(base)).astype(np.uint32)


def _either(lengths: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """The lengths that any of them has; one of fewer openings speaks for several of the most."""
    size = max(part.shape[1] for part in lengths)
    together = np.zeros((2, size), np.uint64)
    for part in lengths:
        together |= np.repeat(part, size // part.shape[1], axis=1)
    return together
