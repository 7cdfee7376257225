"""Frames that carry nothing, counted: how many a connection may send before it is ended.

Pings, settings, resets, empty fragments and pieces of a byte cost a client next to nothing and the
gate a step of its event loop each. What honest clients need of them is a trickle: a ping each ten
seconds, a few settings, a reset where somebody leaves a page.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

BURST = 200.0
"""At once, when a connection has been well-behaved for a second."""

A_SECOND = 100.0
"""From then on: a hundredth of what a core gets through, and ten times what any client needs."""

RESET = 4.0
"""What the reset of a stream counts for: opening it took the gate some milliseconds. A page that is
left takes back its requests, up to a few dozen at once."""


TINY = 16
"""Bytes: a piece of a message with less in it counts in part."""

IN_PART = 0.05
"""What a tiny piece, or a step of flow control, counts for: two thousand a second may come."""


@dataclass(slots=True)
class Trickle:
    """What one connection may still send of such frames."""

    clock: Callable[[], float] = time.monotonic
    _left: float = BURST
    _at: float = 0.0

    def take(self, cost: float = 1.0) -> bool:
        """One more frame. False where it is too many."""
        now = self.clock()
        self._left = min(BURST, self._left + (now - self._at) * A_SECOND) - cost
        self._at = now
        return self._left >= 0
