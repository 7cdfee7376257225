"""One input -> the work and the memory that its reader spends on it, counted and not timed.

Work is calls, of Python's functions and of those in C, and generators gone on with. What a single
call in C does is not in it: a pattern that goes back and forth is found by whoever watches the
process (`watching`).
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from tests.fuzzing.target import LawError, Target

SMALL = 512
"""Bytes that every input may cost besides its own: what a reader does for an empty one."""

REPEATED = 24
"""Times that an input is repeated, and twice as often, to see how the work grows."""

GROWTH = 2.6
"""Times the work for twice as much. What is quadratic comes to three and more; a bound that is
passed in between changes what is done for the rest, which is allowed for."""

FLOOR = 20_000
"""Calls below which what is done once hides how the rest grows."""


@dataclass(frozen=True, slots=True)
class Cost:
    calls: int
    memory: int


def spent(do: Callable[[], object]) -> Cost:
    """What it costs; errors of `do` pass through."""
    calls = 0

    def called(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += 1

    tracemalloc.start()
    sys.setprofile(called)
    try:
        do()
    finally:
        sys.setprofile(None)
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return Cost(calls, memory)


def hold_in_proportion(target: Target, data: bytes) -> None:
    """Raises LawError where an input costs more than its share, or one of twice the length more
    than twice."""
    _do(target, data)  # what is compiled and loaded at the first use
    cost, share = _do(target, data), len(data) + SMALL
    if cost.calls > target.calls * share:
        raise LawError("the work is in proportion to the input", cost.calls)
    if cost.memory > target.memory * share:
        raise LawError("the memory is in proportion to the input", cost.memory)
    if 0 < len(data) <= target.most // (2 * REPEATED):
        some = _do(target, data * REPEATED).calls
        twice = _do(target, data * REPEATED * 2).calls
        if some > FLOOR and twice > GROWTH * some:
            raise LawError("twice as much costs twice the work", (some, twice))


def _do(target: Target, data: bytes) -> Cost:
    return spent(lambda: list(target.law(data)))
