"""Edge: the vault of several workers on one port -> what each of them took out, known to all.

The next request of a person may reach another worker, and a conversation that the vendor holds is
answered with the placeholders of all its requests. The workers share a piece of memory that has no
name in any folder: it ends with the last of them. In it stand records one after another, behind a
head that says how far they go; it is never larger than MAX_SHARED.
"""

from __future__ import annotations

import fcntl
import json
import os
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from gateway.model import ClassId
from gateway.redaction import Known, Remembered
from gateway.vault.memory import Vault

MAX_SHARED = 64 * 2**20
"""Bytes, some half a million values. When it is full it begins anew: each worker still has what it
took out itself."""

TOLD_AGAIN = 3600.0
"""Seconds after which a value that is still in use is told again, so that all keep it as long."""

_HEAD = struct.Struct(">QQ")
"""How often it was begun anew, and where the records end. Nothing (a new piece) is all zeros."""

_LENGTH = struct.Struct(">I")


def own_vault() -> Vault:
    """For one worker alone."""
    return Vault(time.monotonic)


@dataclass(slots=True)
class SharedVault:
    """A vault that reads and writes shared memory, known by its descriptor."""

    descriptor: int
    own: Vault = field(default_factory=own_vault, repr=False)
    clock: Callable[[], float] = time.monotonic
    limit: int = MAX_SHARED
    _seen: tuple[int, int] = (0, _HEAD.size)
    _told: dict[tuple[str, str], float] = field(default_factory=dict, repr=False)

    def put(
        self, actor: str, values: Mapping[str, str], classes: Mapping[str, ClassId] | None = None
    ) -> None:
        self.own.put(actor, values, classes)
        now = self.clock()
        old = now - TOLD_AGAIN
        new = {n: v for n, v in values.items() if self._told.get((actor, n), old) <= old}
        if new:
            self._told.update(dict.fromkeys(((actor, n) for n in new), now))
            self._append(json.dumps([now, actor, new, classes or {}]).encode())

    def known(self, actor: str) -> Known | None:
        self._catch_up()
        return self.own.known(actor)

    def remembered(self, actor: str) -> Remembered | None:
        self._catch_up()
        return self.own.remembered(actor)

    def sweep(self) -> bool:
        """Let go of what is old, here and of what was told."""
        self._catch_up()
        if not self.own.sweep():
            return False
        old = self.clock() - TOLD_AGAIN
        self._told = {key: at for key, at in self._told.items() if at > old}
        return True

    # ------------------------------------------------------------ the shared piece

    def _append(self, record: bytes) -> None:
        record = _LENGTH.pack(len(record)) + record
        with self._locked(fcntl.LOCK_EX):
            begun, end = self._head()
            if end + len(record) > self.limit:
                os.ftruncate(self.descriptor, 0)
                begun, end = begun + 1, _HEAD.size
            if end + len(record) <= self.limit:
                os.pwrite(self.descriptor, record, end)
                # Last, so that what a worker left half written when it died is never read.
                os.pwrite(self.descriptor, _HEAD.pack(begun, end + len(record)), 0)

    def _catch_up(self) -> None:
        """Take up what the others told since the last look."""
        if self._head() == self._seen:
            return
        with self._locked(fcntl.LOCK_SH):
            head = self._head()
            start = self._seen[1] if head[0] == self._seen[0] else _HEAD.size
            data = os.pread(self.descriptor, head[1] - start, start)
        self._seen = head
        now = self.clock()
        for at, actor, values, classes in _records(data):
            self.own.put(actor, values, classes, max(0.0, now - at))

    def _head(self) -> tuple[int, int]:
        begun, end = _HEAD.unpack(os.pread(self.descriptor, _HEAD.size, 0).ljust(_HEAD.size, b"\0"))
        return begun, max(end, _HEAD.size)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """POSIX locks are a process's own, and end with it."""
        fcntl.lockf(self.descriptor, how, 1)
        try:
            yield
        finally:
            fcntl.lockf(self.descriptor, fcntl.LOCK_UN, 1)


def _records(data: bytes) -> Iterator[tuple[float, str, dict[str, str], dict[str, ClassId]]]:
    at = 0
    while at < len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        when, actor, values, classes = json.loads(data[at : at + length])
        yield when, actor, values, classes
        at += length
