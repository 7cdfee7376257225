"""How long a connection may be silent: by what it is used for, on a clock that nobody sets.

mitmproxy has one figure for all, ten minutes where its version has no option, and counts them by
the time of day: models think for longer, tunnels are silent for hours, and clocks are set.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from mitmproxy.proxy import server

LOOK = 5.0
"""Seconds between two looks at most: what a connection is used for changes."""


class Watchdog(server.TimeoutWatchdog):
    """`silence` says how many seconds the connection of a client may be silent; its id is asked."""

    silence: Callable[[str], float]

    def __init__(self, timeout: int, callback: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(timeout, callback)
        self._client = callback.__self__.client.id  # type: ignore[attr-defined]
        self.register_activity()

    def register_activity(self) -> None:
        self.last_activity = monotonic()

    async def watch(self) -> None:
        try:
            while (left := self._left()) > 0:
                await asyncio.sleep(min(left, LOOK))
                await self.can_timeout.wait()
            await self.callback()
        except asyncio.CancelledError:
            return

    def _left(self) -> float:
        return self.last_activity + self.silence(self._client) - monotonic()


def end_silence(silence: Callable[[str], float]) -> None:
    Watchdog.silence = staticmethod(silence)
    server.TimeoutWatchdog = Watchdog  # type: ignore[misc]
