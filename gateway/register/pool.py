"""Edge: work spread over processes, its results in order. Two processes where there are two cores.

A process that dies (out of memory, a fault in a native library) costs the one piece of work that
killed it: what was under way is done again, each piece alone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing.connection import wait
from typing import Generic, TypeVar

W = TypeVar("W")
R = TypeVar("R")

AHEAD = 3
"""Pieces under way a process: one in work, others ready. More would only fill the memory."""


class Spread(Generic[W, R]):
    """`done(pieces)` gives what `work` makes of each piece, in order; `lost` of one that kills."""

    def __init__(
        self,
        work: Callable[[W], R],
        lost: Callable[[Spread[W, R], W], R],
        begin: Callable[..., None],
        *arguments: object,
        processes: int | None = None,
    ) -> None:
        self._work, self._lost = work, lost
        self._begin, self._arguments = begin, arguments
        self._processes = processes or cores()
        self._pool = self._new(self._processes)

    def done(self, pieces: Iterable[W]) -> Iterator[R]:
        under_way: deque[tuple[W, Future[R]]] = deque()
        for piece in pieces:
            under_way.append((piece, self._submit(piece, under_way)))
            if len(under_way) >= AHEAD * self._processes:
                yield self._first(under_way)
        while under_way:
            yield self._first(under_way)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new(self, processes: int) -> ProcessPoolExecutor:
        # Never fork: this process has threads (a progress bar, the pool's own).
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([self._begin.__module__])  # loaded once for all of them
        begin = partial(_begin, self._begin, *self._arguments)
        return ProcessPoolExecutor(processes, context, begin)

    def _submit(self, piece: W, under_way: deque[tuple[W, Future[R]]]) -> Future[R]:
        try:
            return self._pool.submit(self._work, piece)
        except BrokenProcessPool:
            self._again(under_way)
            return self._pool.submit(self._work, piece)

    def _first(self, under_way: deque[tuple[W, Future[R]]]) -> R:
        piece, future = under_way.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            result = self.alone(piece)
            self._again(under_way)
            return result

    def _again(self, under_way: deque[tuple[W, Future[R]]]) -> None:
        """Another pool, and in it all that the broken one did not get done."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._new(self._processes)
        for at, (piece, future) in enumerate(under_way):
            if not future.done() or future.exception() is not None:
                result: Future[R] = Future()
                result.set_result(self.alone(piece))
                under_way[at] = (piece, result)

    def alone(self, piece: W) -> R:
        with self._new(1) as pool, suppress(BrokenProcessPool):
            return pool.submit(self._work, piece).result()
        return self._lost(self, piece)


def cores() -> int:
    """How many processes can really run at once: a container may have fewer than the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(begin: Callable[..., None], *arguments: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts means the parent, who ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    begin(*arguments)


def _end_with_parent() -> None:
    """Where the parent is killed nobody else would end us."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
