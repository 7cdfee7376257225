"""Edge: STATE and its key -> the register and its index, open for one who writes.

    with open_register(state, keys, url) as register: ...

Whatever an interruption left between the two is set right first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from gateway.keyring import Key
from gateway.ownership import make_folder
from gateway.register import database, index
from gateway.register.assets import Options
from gateway.register.entry import AssetEntry, Kind
from gateway.register.extraction import Reader, Reading, Task, killer
from gateway.register.fingerprinting import press
from gateway.register.pool import Spread
from gateway.register.store import Store

INDEX = "index"


def index_folder(state: Path) -> Path:
    """Where the gate looks for what is registered."""
    return state / database.FOLDER / INDEX


@dataclass(frozen=True, slots=True)
class Register:
    """The register and the index's writer: what is put here is in both, or in neither."""

    state: Path
    where: URL
    keys: Key = field(repr=False)
    store: Store
    writer: index.IndexWriter

    def put(self, printed: Sequence[tuple[AssetEntry, Any]]) -> None:
        """Prints that are planned in the store go into the index; what retired leaves it."""
        gone = self.store.retiring()
        for entry, one in printed:
            if entry.kind == Kind.TABLE:
                self.writer.put_table(entry, one)
            else:
                self.writer.put(entry, one)
        self._commit([entry.number for entry, _ in printed], gone)

    def take_out(self) -> None:
        """What retired leaves the index, if there is anything."""
        if gone := self.store.retiring():
            self._commit([], gone)

    def _commit(self, numbers: Sequence[int], gone: Sequence[int]) -> None:
        for number in gone:
            self.writer.remove(number)
        if numbers or gone:
            self.store.finish(numbers, gone, self.writer.commit())

    def reader(self, options: Options) -> Reader:
        """Reads files in this process."""
        return Reader(self.store, options, press(self.keys, self.store.heading, options.names))

    def spread(self, options: Options, processes: int | None) -> Spread[list[Task], list[Reading]]:
        """Reads files in processes of their own."""
        arguments = (self.where, self.keys, options)
        return Spread(_read, _lost, _begin, *arguments, processes=processes)


@contextmanager
def open_register(state: Path, keys: Key, url: str | None = None) -> Iterator[Register]:
    """Raises StateError: another process writes, the key is another, something is damaged."""
    where = database.location(state, url)
    key = keys.derive(index.PURPOSE)
    with closing(Store(where, keys)) as store:
        folder = index_folder(state)
        make_folder(folder)
        with index.IndexWriter(folder, key) as writer:
            register = Register(state, where, keys, store, writer)
            version = index.version_of(folder, date.min)  # without a word on what has expired
            if store.unsettled(version):
                store.reconcile(_numbers(folder, key), version)
                register.take_out()
            yield register


def _numbers(folder: Path, key: bytes) -> frozenset[int]:
    """What the index holds, by number."""
    found = index.open_index(folder, key)
    return frozenset(entry.number for entry in found.assets()) if found else frozenset()


def numbers_in_index(state: Path, keys: Key) -> frozenset[int]:
    return _numbers(index_folder(state), keys.derive(index.PURPOSE))


# ---------------------------------------------------------------- in the processes of a pool

_reader: Reader | None = None


def _begin(where: URL, keys: Key, options: Options) -> None:
    global _reader
    store = Store(where, keys)
    _reader = Reader(store, options, press(keys, store.heading, options.names))


def _read(tasks: list[Task]) -> list[Reading]:
    assert _reader
    return _reader.files(tasks)


def _lost(spread: Spread[list[Task], list[Reading]], tasks: list[Task]) -> list[Reading]:
    """One of these kills whoever reads it: it is looked for by halves."""
    if len(tasks) == 1:
        return [killer(tasks[0])]
    half = len(tasks) // 2
    return spread.alone(tasks[:half]) + spread.alone(tasks[half:])
