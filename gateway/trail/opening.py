"""A worker's chain as it was left on disk -> the chain open for writing at its true end.

Beyond the head there may be records of a commit that a power cut interrupted: those that follow
one another under the key are kept, a torn rest is cut off, and the chain says so. What a power
cut cannot do is left as it is, for verification to find: the chain goes on behind it.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from gateway.errors import TrailError
from gateway.keyring import Key
from gateway.trail.chain import Chain, Clock, Keys, Note, utc_now
from gateway.trail.head import Begins, Head, is_known, read_head
from gateway.trail.layout import (
    AUDIT,
    day_files,
    day_name,
    head_file,
    last_line,
    lines,
    make_folder,
    sync,
    worker_folder,
    workers,
)
from gateway.trail.seal import CHAIN, HEAD, Link, genesis, unseal

PATIENCE = 5.0
"""Seconds of a start that go into the search for old days: some gigabyte of them. The rest goes
while the gate works."""

TORN = 64 * 2**20
"""More bytes than one commit ever writes: a longer rest is no interrupted commit."""


class BusyError(TrailError):
    """Another process writes this chain."""


def open_chain(state: Path, key: Key, worker: str, clock: Clock, keep_days: int | None) -> Chain:
    """Raises BusyError if another process has this chain, TrailError if it cannot be used."""
    folder = worker_folder(state, worker)
    keys = Keys(key.derive(CHAIN), key.derive(HEAD))
    try:
        make_folder(state / AUDIT)
        make_folder(folder)
        lock = _lock(folder)
        try:
            head, notes = _end(state, worker, keys, day_name(clock().astimezone(UTC).date()))
            chain = Chain(state, head, keys, clock, keep_days, lock)
        except BaseException:
            os.close(lock)
            raise
    except OSError as e:
        raise TrailError(
            f"{folder}: the trail cannot be opened ({e.strerror}); "
            "the state folder must belong to the user who runs sekisho, with space left"
        ) from e
    return _noted(chain, notes)


def retire_idle(state: Path, key: Key, *, keep_days: int | None, clock: Clock = utc_now) -> None:
    """Let go of old days in the chains that no process writes any more.

    Their own retention ended with their last writer. Call it before the writers start: it has
    each chain to itself for a moment.
    """
    for worker in workers(state):
        with suppress(TrailError):  # in use, or broken: then verification tells of it
            chain = open_chain(state, key, worker, clock, keep_days)
            if chain.is_past:
                chain.note("idle")  # the newest file can go only once there is a newer one
            chain.upkeep()
            chain.close()


def _noted(chain: Chain, notes: list[Note]) -> Chain:
    try:
        for kind, fields in notes:
            chain.note(kind, **fields)
    except TrailError:
        chain.close()
        raise
    chain.upkeep(PATIENCE)
    return chain


def _lock(folder: Path) -> int:
    """Ends with the process, however that ends."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as e:
        os.close(descriptor)
        raise BusyError(
            f"{folder}: another sekisho writes this chain; stop it, or give this one "
            "a state folder of its own (--state)"
        ) from e
    return descriptor


def _end(state: Path, worker: str, keys: Keys, today: str) -> tuple[Head, list[Note]]:
    """Where the chain ends, and what must be said of how it was found.

    `today` is the file to write to next, unless the chain is already past it; a file of a later
    day that the chain does not lead to is not ours.
    """
    folder = worker_folder(state, worker)
    found = read_head(head_file(state, worker), worker, keys.head)
    start = genesis(worker, keys.chain)
    if found.head:
        return _resume(found.head, folder, keys.chain, today)
    if not found.exists and not day_files(folder):
        lost = is_known(state, worker, keys.head)  # gone as a whole, but the others remember it
        notes: list[Note] = [("head-lost", {"records": 0})] if lost else []
        return Head(worker, 0, start, "", 0, Begins(0, start)), notes
    return _rebuilt(worker, folder, keys.chain, today)


# ---------------------------------------------------------------- with its head


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far the chain was followed: its end, and where in which file that is."""

    count: int
    hash: str
    path: Path
    offset: int


def _resume(head: Head, folder: Path, key: bytes, today: str) -> tuple[Head, list[Note]]:
    offset = _locate(head, folder, key)
    if offset is None:
        note = ("damaged", {"file": head.file, "records": head.count})
        return _go_on(head, folder, today), [note]
    reach = _follow(head, folder, offset, key)
    cut = _cut_torn(reach, folder)
    kept = reach.count - head.count
    file = reach.path.name if reach.offset else head.file
    reached = replace(head, count=reach.count, hash=reach.hash, file=max(file, head.file))
    notes: list[Note] = []
    if kept or cut:
        notes = [("recovered", {"file": reach.path.name, "records": kept, "bytes": cut})]
    return _go_on(reached, folder, today), notes


def _locate(head: Head, folder: Path, key: bytes) -> int | None:
    """The byte behind the head's record in its file; None if the record is not there."""
    path = folder / head.file
    if not head.file:
        return 0
    if not path.is_file():
        return None
    if head.size <= path.stat().st_size and _is(unseal(last_line(path, head.size), key), head):
        return head.size
    mark = b'"hash":"%b"}\n' % head.hash.encode()
    for end, line in lines(path):
        if line.endswith(mark) and _is(unseal(line, key), head):
            return end
    return None


def _is(link: Link | None, head: Head) -> bool:
    return link is not None and link.hash == head.hash


def _follow(head: Head, folder: Path, offset: int, key: bytes) -> _Reach:
    """The records beyond the head that follow one another."""
    reach = _Reach(head.count, head.hash, folder / head.file, offset)
    for path in day_files(folder):
        if path.name < head.file:
            continue
        start = offset if path.name == head.file else 0
        reach = replace(reach, path=path, offset=start)
        for end, line in lines(path, start):
            link = unseal(line, key) if line.endswith(b"\n") else None
            if link is None or link.previous != reach.hash:
                return reach
            reach = _Reach(reach.count + 1, link.hash, path, end)
    return reach


def _cut_torn(reach: _Reach, folder: Path) -> int:
    """Cut off what an interrupted write leaves behind; how many bytes that were.

    A file whose size reached the disk before its content ends in zeros. Whole lines that are
    not proved are no interrupted write: they stay.
    """
    files = day_files(folder)
    if not files or files[-1] != reach.path:
        return 0
    size = reach.path.stat().st_size - reach.offset
    if not 0 < size <= TORN:
        return 0
    with reach.path.open("r+b") as file:
        file.seek(reach.offset)
        rest = file.read()
        if b"\n" in rest and b"\0" not in rest:
            return 0
        file.truncate(reach.offset)
        sync(file.fileno())
    return size


def _go_on(head: Head, folder: Path, today: str) -> Head:
    """The head with the file to go on in, and its size; a foreign torn line is ended."""
    files = [p for p in day_files(folder) if p.name <= max(head.file, today)]
    if not files or files[-1].name < head.file:
        return replace(head, size=0)
    path = files[-1]
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size and not last_line(path).endswith(b"\n"):
            size += file.write(b"\n")
    return replace(head, file=path.name, size=size)


# ---------------------------------------------------------------- without its head


def _rebuilt(worker: str, folder: Path, key: bytes, today: str) -> tuple[Head, list[Note]]:
    """The end as the records tell it, with a note that will not let this be forgotten."""
    first: Link | None = None
    head = Head(worker, 0, genesis(worker, key), "", 0, Begins(0, genesis(worker, key)))
    beginnings = {head.hash: head.begins}
    files = day_files(folder)
    for path in files:
        for _, line in lines(path):
            if link := unseal(line, key):
                first = first or link
                head = replace(head, count=head.count + 1, hash=link.hash, file=path.name)
                if link.record.get("event") == "retention":
                    begins = Begins(**link.record["begins"])
                    beginnings[begins.hash] = begins
    if first is None and any(p.stat().st_size for p in files):
        raise TrailError(
            f"{folder}: nothing here was written under the key in this state folder; put the "
            "right key back, or move the folders audit and heads away to begin a new trail"
        )
    begins = beginnings.get(first.previous, head.begins) if first else head.begins
    head = replace(head, count=head.count + begins.count, begins=begins)
    return _go_on(head, folder, today), [("head-lost", {"records": head.count})]
