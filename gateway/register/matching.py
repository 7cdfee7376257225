"""Edge: an open version of the index: a text -> the fragments of assets in it.

Holds mapped files and a few bytes an asset, so that the workers of a gate share the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from gateway.fingerprints import K, W
from gateway.fingerprints.fragments import Fragment, fragments, threshold
from gateway.fingerprints.language import worths
from gateway.fingerprints.lookup import Hits, look_up
from gateway.fingerprints.normal import U8, U16, U32, U64, Normalised, normalise
from gateway.fingerprints.prints import all_keys, secrets
from gateway.fingerprints.runs import Runs, chained, covered, joined, weighed
from gateway.model import AssetMatch
from gateway.register.entry import AssetEntry
from gateway.register.segments import TABLE, TextSegment
from gateway.register.table_segments import TableSegment


@dataclass(frozen=True, slots=True)
class Day:
    """What stands in the index on one day."""

    today: date
    standing: U8 = field(repr=False)
    tables: Sequence[Mapping[int, AssetEntry]] = field(repr=False)
    """For each file of tables those that are alive, by number."""


@dataclass(slots=True)
class Index:
    """One version of the index, open. Safe to use from threads; a `model.AssetIndex`."""

    version: str
    segments: Sequence[TextSegment] = field(repr=False)
    tables: Sequence[tuple[int, TableSegment]] = field(repr=False)
    """Each with the order of its commit."""
    learned: U16 = field(repr=False)
    dead: Sequence[U32] = field(repr=False)
    """For each segment the numbers of assets that are no longer its."""
    key: bytes = field(repr=False)
    clock: Callable[[], date] = date.today
    _first: list[int] = field(init=False, repr=False)
    _families: U32 = field(init=False, repr=False)
    _lengths: U32 = field(init=False, repr=False)
    _characters: int = field(init=False, repr=False)
    _secret: U64 = field(init=False, repr=False)
    _day: Day = field(init=False, repr=False)

    def __post_init__(self) -> None:
        empty = np.empty(0, np.uint32)
        arrays = [s.arrays for s in self.segments]
        self._families = np.concatenate([empty, *(a["families"] for a in arrays)])
        self._lengths = np.concatenate([empty, *(a["lengths"] for a in arrays)])
        self._characters = int(self._lengths.sum())
        self._first = [0, *np.cumsum([len(s) for s in self.segments]).tolist()]
        self._secret = secrets(self.key)
        self._day = self._of_day(self.clock())

    # ------------------------------------------------------------ what is in it

    @property
    def revision(self) -> str:
        """The version, and which assets have expired."""
        return f"{self.version}@{self._today().today.isoformat()}"

    def assets(self) -> Iterator[AssetEntry]:
        """Everything that was not removed, also what has expired."""
        for segment, dead in zip(self.segments, self.dead, strict=True):
            gone = np.isin(segment.numbers, dead)
            yield from (segment.entry(int(row)) for row in np.flatnonzero(~gone))

    def fingerprints(self, number: int) -> int:
        """How many fingerprints of an asset are held; of a table, how many cells."""
        for segment, dead in zip(self.segments, self.dead, strict=True):
            row = int(np.searchsorted(segment.numbers, number))
            held = row < len(segment) and segment.numbers[row] == number
            if held and number not in dead:
                cells = sum(t.cells(number) for order, t in self.tables if order == segment.order)
                return cells or int(segment.arrays["counts"][row])
        return 0

    def _today(self) -> Day:
        today = self.clock()
        if self._day.today != today:
            self._day = self._of_day(today)
        return self._day

    def _of_day(self, today: date) -> Day:
        standing = [s.standing(d, today) for s, d in zip(self.segments, self.dead, strict=True)]
        by_order: dict[int, dict[int, AssetEntry]] = {}
        for segment, alive in zip(self.segments, standing, strict=True):
            tables = np.flatnonzero((segment.arrays["kinds"] == TABLE) & (alive != 0))
            entries = [segment.entry(int(row)) for row in tables]
            by_order[segment.order] = {entry.number: entry for entry in entries}
        of_files = [by_order.get(order, {}) for order, _ in self.tables]
        return Day(today, np.concatenate([np.empty(0, np.uint8), *standing]), of_files)

    # ------------------------------------------------------------ a text

    def match(self, text: str) -> tuple[AssetMatch, ...]:
        """Every fragment of a document and every row of a table in a text, in order of place."""
        day = self._today()
        found = [*self._documents(text, day), *self._rows(text, day)]
        return tuple(sorted(found, key=lambda m: (m.start, m.end)))

    @property
    def has_tables(self) -> bool:
        """Is there a table in it that has not expired?"""
        return any(self._today().tables)

    def rows(self, text: str) -> tuple[AssetMatch, ...]:
        """Every row of a table in a text, in order of place."""
        return tuple(sorted(self._rows(text, self._today()), key=lambda m: (m.start, m.end)))

    def _documents(self, text: str, day: Day) -> Iterator[AssetMatch]:
        normalised = normalise(text)
        if len(normalised) < K:
            return
        enough = threshold(len(normalised), self._characters)
        runs = self._runs(normalised, day)
        found = fragments(runs, self._families, self._lengths, enough)
        characters: defaultdict[int, int] = defaultdict(int)
        for one in found:
            characters[one.row] += one.characters
        for one in found:
            yield self._match(one, characters[one.row], normalised)

    def _runs(self, text: Normalised, day: Day) -> Runs:
        wanted = all_keys(text, self.key)
        parts = [
            look_up(wanted, s.entries, day.standing, self._families, first)
            for s, first in zip(self.segments, self._first, strict=False)
        ]
        none = np.empty(0, np.int32)
        parts = [p for p in parts if len(p)] or [Hits(none, none, none)]
        hits, worth = joined(parts, self._families)
        chains = chained(hits)
        asked = covered(hits, chains, len(text))
        values = worths(text.codes, asked, self.learned, self._secret)
        return weighed(hits, worth, chains, values)

    def _match(self, one: Fragment, characters: int, text: Normalised) -> AssetMatch:
        entry = self._entry(one.row)
        # The first fingerprint that was kept may begin W - 1 characters into what was copied.
        start, end = text.span(*text.grown(one.start, one.end, W - 1))
        share = min(1.0, characters / max(1, int(self._lengths[one.row])))
        return AssetMatch(
            entry.id, entry.title, entry.information_class, start, end, one.characters, share
        )

    def _entry(self, row: int) -> AssetEntry:
        at = int(np.searchsorted(self._first, row, "right")) - 1
        return self.segments[at].entry(row - self._first[at])

    def _rows(self, text: str, day: Day) -> Iterator[AssetMatch]:
        for (_, file), alive in zip(self.tables, day.tables, strict=True):
            if alive:
                yield from file.match(text, alive)
