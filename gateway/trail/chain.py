"""One worker's chain on disk: records in, bytes that are on disk for good out.

A batch of records is one write and one sync. If either fails, the file is cut back to its last
good byte before anything else is written, so that what stands on disk is always a chain.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from gateway.engine.record import event
from gateway.errors import TrailError
from gateway.ownership import create
from gateway.trail.head import MAX_CHAINS, Head, HeadFile
from gateway.trail.layout import (
    SYNCED,
    append,
    chains,
    day_files,
    day_name,
    head_file,
    last_line,
    sync,
    sync_folder,
    worker_folder,
    write_all,
)
from gateway.trail.retention import Removal, Search, leftovers, limit, remove, search
from gateway.trail.seal import canonical, seal, unseal

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Keys:
    """What a chain and its head are proved with."""

    chain: bytes = field(repr=False)
    head: bytes = field(repr=False)


Note = tuple[str, dict[str, Any]]
"""An event to come: its kind and its fields."""


class Chain:
    """The end of a chain, open for writing. One thread at a time may use it."""

    def __init__(
        self, state: Path, head: Head, keys: Keys, clock: Clock, keep_days: int | None, lock: int
    ) -> None:
        """`head`: where the chain ends on disk, with all `size` bytes that its last file has.

        `lock`: the descriptor that keeps other processes out, closed with the chain.
        """
        self.keep_days = keep_days
        self.unsettled = False
        self.turned = True
        self._lock = lock
        self._state = state
        self._folder = worker_folder(state, head.worker)
        self._key = keys.chain
        self._clock = clock
        self._head = head
        self._heads = HeadFile(head_file(state, head.worker), head, keys.head)
        self._file: int | None = None
        self._inode = 0
        self._suspect = False
        self._search: Search | None = None

    @property
    def head(self) -> Head:
        return self._head

    @property
    def is_past(self) -> bool:
        """Is even the newest record older than the policy keeps?"""
        path, days = self._folder / self._head.file, self.keep_days
        if days is None or not self._head.file or not path.is_file():
            return False
        link = unseal(last_line(path, self._head.size), self._key)
        if link is None or link.hash != self._head.hash:
            return False  # someone was here: what is left is evidence
        return str(link.record.get("time", "")) < limit(self._today(), days)

    def commit(self, bodies: Sequence[bytes]) -> None:
        """Canonical records, onto the disk. Raises TrailError if they are not there for sure."""
        try:
            self._open_day()
            self._append([*map(self._body, self._disturbances()), *bodies])
        except OSError as e:
            raise TrailError(
                f"{self._folder}: the trail cannot be written ({e.strerror or e}); "
                "nothing passes until it can: see to free space and to the folder's owner"
            ) from e

    def note(self, kind: str, **fields: Any) -> None:
        """An event of the trail itself."""
        self.commit([self._body((kind, fields))])

    def upkeep(self, patience: float | None = None) -> None:
        """What may wait until nobody does: the removal of old days, and then a durable head.

        After so many seconds of looking for old days the rest is left for the next time, while
        `turned` stays true. What cannot be done now is done when the next day begins; until then
        verification tells of it.
        """
        with suppress(OSError, TrailError):
            while self.turned:  # word of a removal may itself begin a new day
                self.turned = False
                if not self.retire(patience):
                    self.turned = True
                    return
            self.settle()

    def settle(self) -> None:
        """Make the head as durable as the records are, and take note of the other chains.

        A chain that was once seen is never forgotten.
        """
        known = set(self._head.chains)
        if new := chains(self._state) - known:
            self._head = replace(self._head, chains=tuple(sorted(known | new)[:MAX_CHAINS]))
            self._heads.write(self._head)
        self._heads.settle()
        self.unsettled = False

    def retire(self, patience: float | None = None) -> bool:
        """Remove days that are older than the policy keeps them, and leave word of it.

        The word is on disk, in the chain and in the head, before the first file goes. False: the
        search is not done, and goes on with the next call.
        """
        if self._search is None:
            begins = self._head.begins
            remove(self._folder, leftovers(day_files(self._folder), begins, self._key))
            if (days := self.keep_days) is None:
                return True
            until = limit(self._today(), days)
            self._search = search(self._folder, self._head, self._key, until)
        done, found = _advanced(self._search, patience)
        if done:
            self._search = None
        if found:
            self._leave_word(found)
            remove(self._folder, found.files)
        return done

    def close(self) -> None:
        with suppress(OSError):
            self.settle()
        self._heads.close()
        if self._file is not None:
            os.close(self._file)
        os.close(self._lock)

    # ------------------------------------------------------------ one commit

    def _append(self, bodies: Sequence[bytes]) -> None:
        hash, sealed = self._head.hash, []
        for body in bodies:
            line, hash = seal(body, hash, self._key)
            sealed.append(line)
        content = b"".join(sealed)
        self._write(content)
        count, size = self._head.count + len(bodies), self._head.size + len(content)
        self._head = replace(self._head, count=count, hash=hash, size=size)
        self.unsettled = True
        self._heads.write(self._head)

    def _write(self, content: bytes) -> None:
        assert self._file is not None
        try:
            append(self._file, content)
        except OSError:
            self._suspect = True
            self._take_back()
            raise

    def _take_back(self) -> None:
        """Cut the file back to its last good byte; tried again before the next write."""
        assert self._file is not None
        try:
            os.ftruncate(self._file, self._head.size)
            sync(self._file)
        except OSError:
            return
        self._suspect = False

    # ------------------------------------------------------------ the file of the day

    def _open_day(self) -> None:
        """The file of the clock's day; a clock that goes back does not lead to an older one."""
        name = max(self._head.file, day_name(self._today()))
        if name != self._head.file or self._file is None:
            self.turned = True
            self._open(name)
        if self._suspect:
            self._take_back()
            if self._suspect:
                raise OSError(0, "a failed write could not be taken back")

    def _open(self, name: str) -> None:
        file = create(self._folder / name, os.O_RDWR | os.O_APPEND | os.O_CREAT | SYNCED)
        sync_folder(self._folder)
        if self._file is not None:
            os.close(self._file)
        self._file, status = file, os.fstat(file)
        self._inode = status.st_ino
        if name != self._head.file:
            self._head = replace(self._head, file=name, size=status.st_size)

    def _disturbances(self) -> list[Note]:
        """What happened to the file since the last write that was not our doing.

        The chain goes on behind it: the gap that was torn stays to be found.
        """
        assert self._file is not None
        name, expected = self._head.file, self._head.size
        found = self._size_in_place()
        notes: list[Note] = []
        if found != expected:
            self._head = replace(self._head, size=self._end_line(found))
            notes.append(("disturbed", {"file": name, "expected": expected, "found": found}))
        if found == 0 and self._before():
            notes.insert(0, ("day", {"file": self._before(), "records": self._head.count}))
        return notes

    def _size_in_place(self) -> int:
        """The size of the day's file; one that was taken away or replaced is opened anew."""
        with suppress(FileNotFoundError):
            status = os.stat(self._folder / self._head.file)
            if status.st_ino == self._inode:
                return status.st_size
        assert self._file is not None
        os.close(self._file)
        self._file = None
        self._open(self._head.file)
        assert self._file is not None
        return os.fstat(self._file).st_size

    def _end_line(self, size: int) -> int:
        """A line that someone else left torn is ended, so that ours begins on its own."""
        assert self._file is not None
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            write_all(self._file, b"\n")
            return size + 1
        return size

    def _before(self) -> str:
        """The file before the open one, or nothing."""
        older = [p.name for p in day_files(self._folder) if p.name < self._head.file]
        return older[-1] if older else ""

    # ------------------------------------------------------------ its own words

    def _leave_word(self, found: Removal) -> None:
        begins = found.begins
        self.note(
            "retention",
            order=f"trail.keep_days: {self.keep_days}",
            files=[found.files[0].name, found.files[-1].name],
            days=len(found.files),
            records=begins.count - self._head.begins.count,
            newest=found.newest,
            begins={"count": begins.count, "hash": begins.hash, "file": begins.file},
        )
        self._head = replace(self._head, begins=begins)
        self._heads.write(self._head)
        self.settle()

    def _body(self, note: Note) -> bytes:
        kind, fields = note
        return canonical(event(kind, id=secrets.token_hex(8), time=self._clock(), fields=fields))

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()


def _advanced(search: Search, patience: float | None) -> tuple[bool, Removal | None]:
    """Go on with a search, for so many seconds; is it done, and what did it find?"""
    until = None if patience is None else monotonic() + patience
    try:
        while True:
            next(search)
            if until is not None and monotonic() >= until:
                return False, None
    except StopIteration as e:
        found: Removal | None = e.value
        return True, found
    except OSError:  # a file went while it was read: nothing is known of it, nothing goes
        return True, None
