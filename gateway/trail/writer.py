"""Trail: what the gate writes its records to. A record is on disk when `append` returns.

One thread writes. It takes all that waits, writes it at once, syncs once, and wakes everyone
with one call into the event loop. Under load many records share one sync and one change of
threads (PACE); the first record after a pause waits for nobody.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent import futures
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any, Self

from gateway.errors import TrailError
from gateway.keyring import Key
from gateway.trail.chain import Chain, Clock, utc_now
from gateway.trail.opening import BusyError, open_chain
from gateway.trail.seal import canonical

SETTLE = 1.0
"""Seconds for which the head on disk may be older than the records: it costs two syncs more,
and what a power cut takes from it is found again from the records."""

PACE = 0.005
"""Seconds between two commits while records keep coming: a thread that is woken and a sync for each
record cost more than the record. 200 syncs a second are no burden for any disk, and an AI's first
word takes a hundred times as long."""

SLICE = 0.005
"""Seconds of looking for old days between two looks at what waits to be written."""

BATCH = 1_000  # records of one commit; bounds its memory, far above what waits in practice

log = logging.getLogger(__name__)

_Waiter = asyncio.Future[None] | futures.Future[None]
_Item = tuple[bytes, _Waiter]


class Trail:
    """A worker's trail, open for writing."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._queue: SimpleQueue[_Item | None] = SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="sekisho-trail", daemon=True)
        self._thread.start()

    @classmethod
    def open(
        cls,
        state: Path,
        key: Key,
        *,
        worker: str = "0",
        clock: Clock = utc_now,
        keep_days: int | None = None,
    ) -> Self:
        """Open a worker's chain, and mend what a power cut left.

        Raises TrailError if another process writes it or the disk does not take it.
        """
        return cls(open_chain(state, key, worker, clock, keep_days))

    @classmethod
    def open_free(
        cls,
        state: Path,
        key: Key,
        *,
        prefix: str,
        clock: Clock = utc_now,
        keep_days: int | None = None,
    ) -> Self:
        """The first of `prefix-0`, `prefix-1`, ... that no other process writes."""
        number = 0
        while True:
            try:
                worker = f"{prefix}-{number}"
                return cls.open(state, key, worker=worker, clock=clock, keep_days=keep_days)
            except BusyError:
                number += 1

    @property
    def head(self) -> tuple[int, str]:
        """How many records the chain has had, and the hash of the last one."""
        return self._chain.head.count, self._chain.head.hash

    def keep(self, days: int | None) -> None:
        """What a reloaded policy says of retention; holds from the next day on."""
        self._chain.keep_days = days

    async def append(self, record: Mapping[str, Any]) -> None:
        """Returns when the record is on disk. Raises TrailError: then nothing may pass."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(record, waiter)
        await waiter

    def append_now(self, record: Mapping[str, Any]) -> None:
        """As `append`, for callers without an event loop."""
        waiter: futures.Future[None] = futures.Future()
        self._put(record, waiter)
        waiter.result()

    def close(self) -> None:
        """Write what waits, make the head durable, let go of the chain. May be called again."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _put(self, record: Mapping[str, Any], waiter: _Waiter) -> None:
        """Nothing is put behind the closing mark: it would wait for ever."""
        try:
            body = canonical(record)
        except (TypeError, ValueError, RecursionError) as e:
            raise TrailError(f"a record cannot be written as JSON: {type(e).__name__}") from e
        with self._door:
            if self._closed:
                raise TrailError("the trail is closed: the gate is stopping")
            self._queue.put((body, waiter))

    # ------------------------------------------------------------ the writing thread

    def _work(self) -> None:
        due = monotonic() + SETTLE
        open = True
        while open:
            batch, open = self._take(due)
            if batch:
                _answer(batch, self._commit(batch))
                sleep(PACE)
            if self._chain.turned:
                self._look_after(lambda: self._chain.upkeep(SLICE))
            if self._chain.unsettled and monotonic() >= due:
                self._look_after(self._chain.settle)
                due = monotonic() + SETTLE
        self._chain.close()

    def _take(self, due: float) -> tuple[list[_Item], bool]:
        """All that waits; and False once the trail is to be closed."""
        timeout = max(0.0, due - monotonic()) if self._chain.unsettled else None
        if self._chain.turned:
            timeout = PACE  # old days are looked for, and the others have their turn
        batch: list[_Item] = []
        try:
            item = self._queue.get(timeout=timeout)
            while item is not None:
                batch.append(item)
                if len(batch) == BATCH:
                    return batch, True
                item = self._queue.get_nowait()
        except Empty:
            return batch, True
        return batch, False

    def _look_after(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError:
            return  # tried again; until then verification tells of it
        except Exception as e:  # this thread must live: without it every request would wait
            log.error("the trail's upkeep failed: %s", type(e).__name__)  # noqa: TRY400

    def _commit(self, batch: list[_Item]) -> str:
        """What went wrong, or nothing."""
        try:
            self._chain.commit([body for body, _ in batch])
        except TrailError as e:
            return str(e)
        except Exception as e:  # whatever it is, those who wait must hear of it
            return f"the trail failed: {type(e).__name__}"
        return ""


def _answer(batch: list[_Item], fault: str) -> None:
    """Wake everyone who waits: one call a loop, however many they are."""
    loops: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for _, waiter in batch:
        if isinstance(waiter, futures.Future):
            _settle(waiter, fault)
        else:
            loops.setdefault(waiter.get_loop(), []).append(waiter)
    for loop, waiters in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_all, waiters, fault)
        except RuntimeError:
            continue  # the loop is closed: nobody waits any more


def _settle_all(waiters: list[asyncio.Future[None]], fault: str) -> None:
    for waiter in waiters:
        _settle(waiter, fault)


def _settle(waiter: _Waiter, fault: str) -> None:
    if waiter.done():  # its request was given up
        return
    if fault:
        waiter.set_exception(TrailError(fault))
    else:
        waiter.set_result(None)
