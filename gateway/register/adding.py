"""Edge: files and folders -> registered assets, in batches that are whole or not there at all.

    walk -> (known? told) -> read, in a pool of processes -> batch -> plan, commit, finish

Memory holds one batch and what the pool has under way, however large the folder. Whoever kills
the process at any moment loses at most the batch: `open_register` sets right what was left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from gateway.model import Unread
from gateway.register.assets import Held, Options, Origin, Outcome, Settled, settle
from gateway.register.entry import AssetEntry, Kind
from gateway.register.extraction import Reading, Task, former, size_of, written
from gateway.register.opening import Register
from gateway.register.pool import Spread
from gateway.register.schema import FileState
from gateway.register.store import Planned
from gateway.register.walking import Found, walk

AT_ONCE = 256  # files about which the register is asked together
GROUP_FILES, GROUP_BYTES = 32, 4 * 2**20  # files a process gets together: one hand-over for all
BATCH_FILES, BATCH_BYTES = 10_000, 192 * 2**20  # what one commit holds in memory
BATCH_SECONDS = 60.0  # so long a piece of work may be lost by an interruption
FEW = 16  # so few files are read in this process: a pool takes a second to start
SETTLED = 2_000_000_000  # ns: a file changed within them may change again under the same stamp


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file, to be told."""

    path: bytes
    outcome: Outcome | None
    state: FileState
    reasons: tuple[Unread, ...] = ()
    asset: str = ""
    title: str = field(default="", repr=False)
    kind: str = ""
    information_class: str = ""
    fingerprints: int = 0
    size: int = 0


class Adding:
    """One call of `asset add`. Each file is told of when it is registered for good, or known."""

    def __init__(
        self,
        register: Register,
        options: Options,
        tell: Callable[[Result], None],
        looked_at: Callable[[int], None] = lambda files: None,
        *,
        processes: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._register, self._wish, self._tell = register, options, tell
        self._looked_at = looked_at
        self._store = register.store
        self._processes, self._clock = processes, clock
        self._batch: list[Reading] = []
        self._bytes = 0
        self._begun = clock()

    def paths(self, paths: Sequence[Path]) -> None:
        """Register files and folders."""
        tasks = self._to_read(walk(paths, but=self._register.state))
        first = list(islice(tasks, FEW + 1))
        readings = self._here(first) if len(first) <= FEW else self._spread(chain(first, tasks))
        try:
            for reading in readings:
                self._take(reading)
        except KeyboardInterrupt:
            self._end()  # what was read until then is not lost
            raise
        self._end()

    def text(self, data: bytes, name: str = "-") -> None:
        """Register what came by standard input."""
        for reading in self._here([Task(name.encode(), "", len(data), data=data)]):
            self._take(reading)
        self._end()

    # ------------------------------------------------------------ what must be read

    def _to_read(self, found: Iterator[Found]) -> Iterator[Task]:
        """Files of which the register does not know already all that is to be known."""
        while some := list(islice(found, AT_ONCE)):
            for trouble in (f for f in some if f.trouble):
                self._tell(_trouble(trouble))
                self._looked_at(1)
            files = [f for f in some if not f.trouble]
            keys = [self._store.key_of(f.path) for f in files]
            origins = self._store.origins(keys)
            held = _by_asset(self._held_for(list(origins.values())))
            for file, key in zip(files, keys, strict=True):
                origin = origins.get(key)
                task = Task(file.path, file.stamp, file.size, origin)
                settled = self._unchanged(task, held)
                if settled:
                    self._tell(_known(task, settled))
                    self._looked_at(1)
                else:
                    yield task

    def _held_for(self, origins: Sequence[Origin]) -> list[Held]:
        return self._store.held([], [o.asset for o in origins if o.asset])

    def _unchanged(self, task: Task, held: dict[str, list[Held]]) -> Settled | None:
        """Known by its stamp alone, without a look into the file."""
        origin = task.origin
        if not origin or origin.state is FileState.UNREAD or origin.stamp != task.stamp:
            return None
        if not origin.asset or origin.content is None or _is_fresh(task.stamp):
            return None
        own = held.get(origin.asset, [])
        settled = settle(task.name, origin.content, origin, own, self._wish)
        return None if settled.reads else settled

    # ------------------------------------------------------------ reading

    def _here(self, tasks: Sequence[Task]) -> Iterator[Reading]:
        if not tasks:
            return
        reader = self._register.reader(self._wish)
        for task in tasks:
            yield from reader.files([task])

    def _spread(self, tasks: Iterator[Task]) -> Iterator[Reading]:
        spread: Spread[list[Task], list[Reading]] = self._register.spread(
            self._wish, self._processes
        )
        with closing(spread):
            for readings in spread.done(_grouped(tasks)):
                yield from readings

    # ------------------------------------------------------------ batches

    def _take(self, reading: Reading) -> None:
        self._batch.append(reading)
        self._looked_at(1)
        self._bytes += reading.weight
        late = self._clock() - self._begun > BATCH_SECONDS
        if len(self._batch) >= BATCH_FILES or self._bytes >= BATCH_BYTES or late:
            self._flush()

    def _flush(self) -> None:
        """Plan, commit, finish: what is in the batch is registered then, and only then."""
        batch, self._batch, self._bytes = self._batch, [], 0
        if batch:
            for result in Batch(self._register, self._wish, batch).registered():
                self._tell(result)
        self._begun = self._clock()

    def _end(self) -> None:
        self._flush()
        self._register.take_out()


@dataclass(slots=True)
class Batch:
    """Files that were read -> results, when they are in the register and in the index."""

    register: Register
    options: Options
    readings: Sequence[Reading]
    planned: list[Planned] = field(default_factory=list)
    prints: list[Any] = field(default_factory=list)
    files: list[Origin] = field(default_factory=list)
    results: list[tuple[Result, int]] = field(default_factory=list)
    fresh: dict[bytes, tuple[str, Settled]] = field(default_factory=dict)

    def registered(self) -> Iterator[Result]:
        held = self._held()
        for at, reading in enumerate(self.readings, 1):
            self._plan(at, reading, held)
        numbered = self.register.store.plan(self.planned, self.files)
        self._commit(numbered)
        for result, at in self.results:
            yield replace(result, asset=numbered[at].asset) if at >= 0 else result

    def _held(self) -> dict[bytes, list[Held]]:
        """What the register holds of each file's content, or under the asset of its path."""
        contents = [r.content for r in self.readings if r.content]
        origins = [r.task.origin for r in self.readings if r.task.origin]
        ids = [o.asset for o in origins if o.asset]
        rows = self.register.store.held(contents, ids)
        by_content: dict[bytes, list[Held]] = {}
        for row in rows:
            by_content.setdefault(row.content, []).append(row)
        by_asset = _by_asset(rows)
        both: dict[bytes, list[Held]] = {}
        for r in self.readings:
            id = r.task.origin.asset if r.task.origin else None
            both[r.task.path] = by_content.get(r.content, []) + by_asset.get(id or "", [])
        return both

    def _plan(self, at: int, reading: Reading, held: dict[bytes, list[Held]]) -> None:
        task = reading.task
        if reading.settled is None:
            self._note(reading, None)
            outcome = Outcome.KNOWN if reading.state is FileState.DONE else None
            self._tell(_result(reading, outcome))
            return
        if reading.content in self.fresh:
            self._copy(reading, *self.fresh[reading.content])
            return
        mine = list({h.number: h for h in held[task.path]}.values())
        settled = settle(task.name, reading.content, task.origin, mine, self.options)
        if not settled.reads:
            self._note(reading, settled.asset)
            self._tell(_result(reading, settled.outcome, settled))
            return
        self._register(at, reading, settled)

    def _register(self, at: int, reading: Reading, settled: Settled) -> None:
        assert reading.settled
        settled = Settled(settled.outcome, settled.asset, reading.settled.label)
        first = len(self.planned)
        for label, one in reading.printed:
            self.prints.append(one)
            follows = settled.outcome is Outcome.VERSION
            made = (reading.content, label, reading.task.path, size_of(one))
            self.planned.append(Planned(settled.asset, at, follows, *made))
        id = settled.asset or str(at)
        self.fresh[reading.content] = (id, settled)
        self._note(reading, id)
        self._tell(_result(reading, settled.outcome, settled), first)

    def _copy(self, reading: Reading, id: str, settled: Settled) -> None:
        """The same content as that of another file of this batch."""
        self._note(reading, id)
        self._tell(_result(reading, Outcome.KNOWN, settled))

    def _note(self, reading: Reading, asset: str | None) -> None:
        task = reading.task
        if task.data is not None:
            return  # standard input is no place to come back to
        key = self.register.store.key_of(task.path)
        if reading.state is FileState.UNREAD and task.origin:  # what it held stays registered
            asset, content = task.origin.asset, task.origin.content
        else:
            content = reading.content or None
        why = written(reading.reasons)
        self.files.append(Origin(key, task.path, asset, content, reading.stamp, reading.state, why))

    def _tell(self, result: Result, at: int = -1) -> None:
        self.results.append((result, at))

    def _commit(self, numbered: Sequence[Held]) -> None:
        entries = [_entry(held) for held in numbered]
        self.register.put(list(zip(entries, self.prints, strict=True)))


# ---------------------------------------------------------------- small things


def _grouped(tasks: Iterator[Task]) -> Iterator[list[Task]]:
    group: list[Task] = []
    size = 0
    for task in tasks:
        if group and (len(group) >= GROUP_FILES or size + task.size > GROUP_BYTES):
            yield group
            group, size = [], 0
        group.append(task)
        size += task.size
    if group:
        yield group


def _by_asset(rows: Iterable[Held]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for row in rows:
        found.setdefault(row.asset, []).append(row)
    return found


def _is_fresh(stamp: str) -> bool:
    return time.time_ns() - int(stamp.split(":")[2]) < SETTLED


def _trouble(found: Found) -> Result:
    reasons = (found.trouble,) if found.trouble else ()
    return Result(found.path, None, FileState.UNREAD, reasons)


def _known(task: Task, settled: Settled) -> Result:
    state, reasons = former(task)
    return _result(Reading(task, state, reasons, size=task.size), settled.outcome, settled)


def _result(reading: Reading, outcome: Outcome | None, settled: Settled | None = None) -> Result:
    reasons = (*reading.reasons, reading.advice) if reading.advice else reading.reasons
    told = (reading.task.path, outcome, reading.state, reasons)
    result = Result(*told, fingerprints=reading.fingerprints, size=reading.size)
    if not settled:
        return result
    label = settled.label
    return replace(
        result,
        asset=settled.asset or "",
        title=label.title,
        kind=reading.kind or label.kind or "",
        information_class=label.information_class,
    )


def _entry(held: Held) -> AssetEntry:
    label = held.label
    kind, title = label.kind or Kind.DOCUMENT, label.title
    said = (title, label.information_class, kind, label.until)
    return AssetEntry(held.number, held.family, held.asset, *said)
