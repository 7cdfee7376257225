"""Edge: assets and their fingerprints -> the arrays of a segment file, and back.

A segment has a row for each asset, and sorted fingerprints that name a row and a position in it.
Tables have a row too, so that their title is at hand; their cells stand in a file of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.fingerprints import Prints
from gateway.fingerprints.lookup import ALIVE, COMMON, PUBLIC, Entries, entries
from gateway.fingerprints.normal import U8, U32, U64
from gateway.model import ClassId
from gateway.register.container import Container
from gateway.register.entry import AssetEntry, Kind

KINDS = (Kind.DOCUMENT, Kind.TABLE, Kind.PUBLIC)
TABLE = KINDS.index(Kind.TABLE)
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class TextSegment:
    """The assets of an open segment, by row, and their fingerprints."""

    order: int
    arrays: Mapping[str, NDArray[Any]] = field(repr=False)
    classes: Sequence[str]
    entries: Entries = field(repr=False)

    @staticmethod
    def of(order: int, container: Container) -> TextSegment:
        a = container.arrays
        found = Entries(a["keys"], a["rows"], a["positions"], a["bitmap"], a["prefixes"])
        return TextSegment(order, a, container.about["classes"], found)

    def __len__(self) -> int:
        return len(self.arrays["numbers"])

    @property
    def numbers(self) -> U32:
        numbers: U32 = self.arrays["numbers"]
        return numbers

    def entry(self, row: int) -> AssetEntry:
        """What is known of the asset in a row."""
        a = self.arrays
        end = a["name_ends"]
        name = a["names"][int(end[row - 1]) if row else 0 : int(end[row])].tobytes()
        id, _, title = name.decode("utf-8", "surrogatepass").partition("\0")
        until = int(a["until"][row])
        return AssetEntry(
            int(a["numbers"][row]),
            int(a["families"][row]),
            id,
            title,
            ClassId(self.classes[int(a["classes"][row])]),
            KINDS[int(a["kinds"][row])],
            date.fromordinal(until) if until else None,
        )

    def standing(self, dead: U32, today: date) -> U8:
        """What each row is today: dead, alive, public. `dead` are the numbers no longer here."""
        a = self.arrays
        until = a["until"]
        public = a["kinds"] == KINDS.index(Kind.PUBLIC)
        standing = np.where(public, ALIVE | PUBLIC, ALIVE).astype(np.uint8)
        standing[(until != 0) & (until < today.toordinal())] = 0
        if dead.size:
            standing[np.isin(a["numbers"], dead)] = 0
        return standing


def build(assets: Sequence[tuple[AssetEntry, Prints]]) -> tuple[Arrays, dict[str, Any]]:
    """The arrays of a segment and what is said of them."""
    assets = sorted(assets, key=lambda a: a[0].number)
    keys = _joined([p.keys for _, p in assets], np.uint64)
    positions = _joined([p.positions for _, p in assets], np.uint32)
    counts = np.array([len(p) for _, p in assets], np.uint32)
    rows = np.repeat(np.arange(len(assets), dtype=np.uint32), counts)
    lengths = np.array([p.length for _, p in assets], np.uint32)
    columns, classes = _columns([entry for entry, _ in assets])
    found = entries(keys, rows, positions)
    return {**columns, "counts": counts, "lengths": lengths, **_arrays(found)}, {"classes": classes}


def merge(segments: Sequence[TextSegment], dead: Sequence[U32]) -> tuple[Arrays, dict[str, Any]]:
    """The living assets of several segments as one. `dead[i]` are numbers dead in segment i."""
    living = [~np.isin(s.numbers, d) for s, d in zip(segments, dead, strict=True)]
    kept = [
        (s, int(row))
        for s, alive in zip(segments, living, strict=True)
        for row in np.flatnonzero(alive)
    ]
    order = sorted(range(len(kept)), key=lambda i: int(kept[i][0].numbers[kept[i][1]]))
    place = np.empty(len(kept), np.uint32)
    place[order] = np.arange(len(kept), dtype=np.uint32)
    keys, rows, positions = _moved(segments, living, place)
    columns, classes = _columns([kept[i][0].entry(kept[i][1]) for i in order])
    for name in ("counts", "lengths"):
        columns[name] = np.array([kept[i][0].arrays[name][kept[i][1]] for i in order], np.uint32)
    return {**columns, **_arrays(entries(keys, rows, positions))}, {"classes": classes}


def _moved(
    segments: Sequence[TextSegment], living: Sequence[NDArray[np.bool_]], place: U32
) -> tuple[U64, U32, U32]:
    """The fingerprints of the living rows, with their new rows."""
    keys, rows, positions = [], [], []
    first = 0
    for segment, alive in zip(segments, living, strict=True):
        moved = np.full(len(alive) + 1, COMMON, np.uint32)  # the last row stands for the common
        count = int(alive.sum())
        moved[:-1][alive] = place[first : first + count]
        first += count
        e = segment.entries
        row = np.minimum(e.rows, len(alive))
        keep = (e.rows == COMMON) | (moved[row] != COMMON)
        keys.append(e.keys[keep])
        rows.append(moved[row[keep]])
        positions.append(e.positions[keep])
    return _joined(keys, np.uint64), _joined(rows, np.uint32), _joined(positions, np.uint32)


def _columns(assets: Sequence[AssetEntry]) -> tuple[Arrays, list[str]]:
    classes = sorted({str(a.information_class) for a in assets})
    names = [f"{a.id}\0{a.title}".encode("utf-8", "surrogatepass") for a in assets]
    return {
        "numbers": np.array([a.number for a in assets], np.uint32),
        "families": np.array([a.family for a in assets], np.uint32),
        "kinds": np.array([KINDS.index(Kind(a.kind)) for a in assets], np.uint8),
        "until": np.array([a.until.toordinal() if a.until else 0 for a in assets], np.uint32),
        "classes": np.array([classes.index(a.information_class) for a in assets], np.uint16),
        "names": np.frombuffer(b"".join(names), np.uint8),
        "name_ends": np.cumsum([len(n) for n in names], dtype=np.uint64),
    }, classes


def _arrays(found: Entries) -> Arrays:
    names = ("keys", "rows", "positions", "bitmap", "prefixes")
    return {name: getattr(found, name) for name in names}


def _joined(parts: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype), *parts])


def until_days(segments: Sequence[TextSegment]) -> Iterator[date]:
    """The days after which some asset matches no more."""
    for segment in segments:
        for day in np.unique(segment.arrays["until"]):
            if day:
                yield date.fromordinal(int(day))
