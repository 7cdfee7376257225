"""Durable records -> those who want to hear of them, in a thread of its own.

Publishing is one append to a queue with a bound: an observer that is slow, or that fails, delays
no request and fails none. What the queue has no room for is dropped, and counted.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from queue import Empty, Full, Queue

from gateway.ports import Event, Observer

CAPACITY = 10_000
"""Events that wait; at 200 records a second an observer may stand still for 50 seconds."""

log = logging.getLogger("sekisho")


class Publisher:
    """Tells every observer of every event, in order."""

    def __init__(self, observers: Sequence[Observer] = (), capacity: int = CAPACITY) -> None:
        self._observers = tuple(observers)
        self._queue: Queue[Event | None] = Queue(capacity)
        self._thread: threading.Thread | None = None
        self.dropped = 0
        """Events that nobody was told of."""

    def publish(self, event: Event) -> None:
        """Returns at once. Of one thread."""
        if not self._observers:
            return
        try:
            self._queue.put_nowait(event)
        except Full:
            self.dropped += 1
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, name="observers", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system has none to give: tried again with the next event
            return
        self._thread = thread

    def close(self, seconds: float = 5.0) -> None:
        """Let the observers hear what waits, for so long and no longer."""
        if self._thread is None:
            return
        while True:
            try:
                self._queue.put_nowait(None)
                break
            except Full:
                self._drop_one()
        self._thread.join(seconds)
        self._thread = None

    def _drop_one(self) -> None:
        try:
            self._queue.get_nowait()
            self.dropped += 1
        except Empty:
            pass

    def _work(self) -> None:
        while (event := self._queue.get()) is not None:
            for observer in self._observers:
                try:
                    observer.notice(event)
                except BaseException as e:  # whatever an observer does, the others hear of it
                    log.error("an observer failed: %s", type(e).__name__)  # noqa: TRY400
