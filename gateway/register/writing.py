"""Edge: assets -> new versions of the index. One writer at a time; readers are never in its way.

Each commit adds a segment. Segments of like size are merged as they come, so that there are few of
them, each at least FACTOR times the next; what is dead leaves with the merging.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from gateway import ownership
from gateway.errors import StateError
from gateway.fingerprints import Prints
from gateway.fingerprints.language import LEARNED_BITS, take_in
from gateway.fingerprints.normal import U16
from gateway.fingerprints.prints import key_id
from gateway.register import container, manifest, segments, table_segments
from gateway.register.container import Container, Sealed
from gateway.register.entry import AssetEntry
from gateway.register.manifest import Manifest, Segment
from gateway.register.opened import another_key, opened
from gateway.register.table_segments import TableSegment

FACTOR = 4
"""Each fingerprint is merged once for each fourfold growth: 12 times up to 100 million."""

_NOTHING = Prints(np.empty(0, np.uint64), np.empty(0, np.uint32), 0)


class BusyError(StateError):
    """Another process writes the index."""


class IndexWriter:
    """`with IndexWriter(folder, key) as writer:` put, remove, commit; as often as is wanted.

    What was not committed when the block ends is dropped. Raises StateError if another process
    writes, the key is another one, or a file is damaged.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key
        self._put: dict[int, tuple[AssetEntry, Prints]] = {}
        self._tables: dict[int, tuple[AssetEntry, Any]] = {}
        self._removed: set[int] = set()
        self._lock = -1

    def __enter__(self) -> IndexWriter:
        ownership.make_folder(self._folder)
        self._lock = _locked(self._folder)
        try:
            self._take_up()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def _take_up(self) -> None:
        """The version that is in force."""
        mine = key_id(self._key)
        self._manifest = manifest.read(self._folder) or Manifest(0, mine)
        if self._manifest.key_id != mine:
            raise another_key(self._folder)
        self._parts = opened(self._folder, self._manifest, self._key)
        self._version = manifest.version(self._folder)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._lock)

    # ------------------------------------------------------------ what is wanted

    def put(self, asset: AssetEntry, prints: Prints) -> None:
        """A document or a public text, in the place of what had its number."""
        self._tables.pop(asset.number, None)
        self._put[asset.number] = (asset, prints)

    def put_table(self, asset: AssetEntry, rows: Any) -> None:
        """A table, as `table_segments.build` takes it, in the place of what had its number."""
        self._put[asset.number] = (asset, _NOTHING)
        self._tables[asset.number] = (asset, rows)

    def remove(self, number: int) -> None:
        """An asset, if it is there."""
        self._put.pop(number, None)
        self._tables.pop(number, None)
        self._removed.add(number)

    def commit(self) -> str:
        """Put it all in force; the version that then is. Nothing new is no new version."""
        order = self._order() + 1
        removed = self._no_longer()
        if not self._put and not removed:
            self._drop()
            return self._version
        new = self._manifest
        if removed:
            new = replace(new, removed=(*new.removed, *((n, order) for n in removed)))
        if self._put:
            new = replace(new, segments=(*new.segments, self._segment(order)))
            new = replace(new, language=self._language())
        self._publish(new)
        self._drop()
        while len(tail := self._like_size()) > 1:
            self._merge(len(tail))
        return self._version

    def compact(self) -> bool:
        """Merge everything; was there anything to merge or to let go?"""
        if len(self._manifest.segments) < 2 and not self._manifest.removed:
            return False
        if self._manifest.segments:
            self._merge(len(self._manifest.segments))
        return True

    # ------------------------------------------------------------ how it comes about

    def _order(self) -> int:
        """The order of the newest segment or removal."""
        removed = (order for _, order in self._manifest.removed)
        return max([0, *(s.order for s in self._manifest.segments), *removed])

    def _no_longer(self) -> list[int]:
        """The numbers that older segments must give up."""
        wanted = np.array(sorted({*self._removed, *self._put}), np.uint32)
        return [int(n) for n in wanted[np.isin(wanted, self._parts.numbers())]]

    def _segment(self, order: int) -> Segment:
        assets = list(self._put.values())
        text = self._written(*segments.build(assets))
        tables: tuple[Sealed, ...] = ()
        if self._tables:
            built = table_segments.build(list(self._tables.values()), self._key)
            tables = (self._written(*built),)
        return Segment(order, text, tables, sum(len(p) for _, p in assets), len(assets))

    def _written(self, arrays: Mapping[str, Any], about: Mapping[str, Any]) -> Sealed:
        name = f"{secrets.token_hex(8)}.segment"
        return container.write(self._folder / name, arrays, about)

    def _language(self) -> Sealed | None:
        """What is learned with the documents that are new; families that are known say no more."""
        known = set(self._parts.families().tolist())
        lessons = []
        for entry, prints in self._put.values():
            if entry.family not in known and prints.context.size:
                known.add(entry.family)
                lessons.append(prints.context)
        if not lessons:
            return self._manifest.language
        before = self._parts.learned
        learned = _room(before, sum(x.size for x in lessons))
        for lesson in lessons:
            if not take_in(learned, lesson):
                break
        return self._written({"learned": learned}, {})

    def _publish(self, new: Manifest) -> None:
        """New files are on the disk already; now they are in force."""
        parts = opened(self._folder, new, self._key)
        days = manifest.days(list(segments.until_days(parts.text)))
        new = replace(new, number=new.number + 1, until=days)
        self._version = manifest.publish(self._folder, new)
        self._manifest, self._parts = new, parts
        manifest.sweep(self._folder, new, self._version)

    def _drop(self) -> None:
        self._put, self._tables, self._removed = {}, {}, set()

    def _like_size(self) -> Sequence[Segment]:
        """The segments at the end that are not much smaller than what stands before them."""
        tail = list(self._manifest.segments[-1:])
        for older in reversed(self._manifest.segments[:-1]):
            if older.size > FACTOR * sum(s.size for s in tail):
                break
            tail.insert(0, older)
        return tail

    def _merge(self, count: int) -> None:
        """The last `count` segments become one."""
        old, last = self._manifest.segments[:-count], self._manifest.segments[-count:]
        parts, first = self._parts, len(old)
        arrays, about = segments.merge(parts.text[first:], parts.dead[first:])
        alive = frozenset(arrays["numbers"].tolist())
        tables = self._merged_tables(first, alive)
        text = self._written(arrays, about)
        merged = Segment(last[-1].order, text, tables, len(arrays["keys"]), len(alive))
        kept = (*old, merged) if alive else old
        oldest = min((s.order for s in kept), default=self._order())
        removed = tuple((n, o) for n, o in self._manifest.removed if o > oldest)
        self._publish(replace(self._manifest, segments=kept, removed=removed))

    def _merged_tables(self, first: int, alive: frozenset[int]) -> tuple[Sealed, ...]:
        """The tables of the segments from `first` on; each number in its newest segment alone."""
        parts = self._parts
        living = []
        for segment, dead in zip(parts.text[first:], parts.dead[first:], strict=True):
            gone = set(dead.tolist())
            for order, table in parts.tables:
                if order == segment.order:
                    mine = frozenset(n for n in table.numbers if n in alive and n not in gone)
                    living.append((table, mine))
        trimmed = [self._trimmed(table, mine) for table, mine in living if mine]
        if not trimmed:
            return ()
        return (self._written(*table_segments.merge(trimmed, alive, self._key)),)

    def _trimmed(self, table: TableSegment, mine: frozenset[int]) -> TableSegment:
        """One segment's tables without those that a newer one has."""
        if mine == frozenset(table.numbers):
            return table
        arrays, about = table_segments.merge([table], mine, self._key)
        return TableSegment(Container(Sealed("", 0, ""), arrays, about), self._key)


def _room(before: U16, wanted: int) -> U16:
    """A table to learn in: the one there is, or a larger one that begins anew."""
    few, many = (1 << bits for bits in LEARNED_BITS)
    if before.size == many:
        return before.copy()
    filled = int(np.count_nonzero(before)) if before.size == few else 0
    if filled + wanted > few // 2:
        return np.zeros(many, np.uint16)
    return before.copy() if before.size == few else np.zeros(few, np.uint16)


def _locked(folder: Path) -> int:
    descriptor = ownership.create(folder / manifest.LOCK, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as e:
        os.close(descriptor)
        raise BusyError(
            f"{folder}: another process writes the index; try again when it has ended"
        ) from e
    return descriptor
