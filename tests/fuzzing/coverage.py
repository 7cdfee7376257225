"""Which lines and branches of the product an input was the first to reach.

From Python 3.12 on by sys.monitoring: a line that was reached once costs nothing again. Before, by
sys.settrace, at some ten times the cost.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Protocol

ROOT = Path(__file__).parents[2]
_MEASURED = (f"{ROOT}/gateway/", f"{ROOT}/classifiers/")

Point = tuple[CodeType, int, int]
"""A line (and -1), or a branch: where it is, and where it went."""


class Coverage(Protocol):
    """`count` grows when something is reached for the first time."""

    count: int

    def start(self) -> None: ...

    def stop(self) -> None: ...


def coverage() -> Coverage:
    """What this Python can do."""
    return Monitored() if sys.version_info >= (3, 12) else Traced()


if sys.version_info >= (3, 12):
    _MONITORING = sys.monitoring
    _TOOL = 4  # the numbers below are debuggers', coverage's and profilers'

    class Monitored:
        """By sys.monitoring. A branch is asked until it has gone both ways."""

        def __init__(self) -> None:
            self.count = 0
            self._first: dict[tuple[CodeType, int], int] = {}

        def start(self) -> None:
            events = _MONITORING.events
            _MONITORING.use_tool_id(_TOOL, "sekisho-fuzzing")
            _MONITORING.restart_events()
            _MONITORING.register_callback(_TOOL, events.LINE, self._line)
            _MONITORING.register_callback(_TOOL, events.BRANCH, self._branch)
            _MONITORING.set_events(_TOOL, events.LINE | events.BRANCH)

        def stop(self) -> None:
            _MONITORING.set_events(_TOOL, 0)
            _MONITORING.free_tool_id(_TOOL)

        def _line(self, code: CodeType, line: int) -> Any:
            self.count += code.co_filename.startswith(_MEASURED)
            return _MONITORING.DISABLE

        def _branch(self, code: CodeType, offset: int, destination: int) -> Any:
            if not code.co_filename.startswith(_MEASURED):
                return _MONITORING.DISABLE
            first = self._first.setdefault((code, offset), destination)
            if first == destination:
                return None
            self.count += 1
            return _MONITORING.DISABLE


class Traced:
    """By sys.settrace: pairs of lines that followed one another."""

    def __init__(self) -> None:
        self.count = 0
        self._seen: set[Point] = set()

    def start(self) -> None:
        sys.settrace(self._called)

    def stop(self) -> None:
        sys.settrace(None)

    def _called(self, frame: FrameType, event: str, arg: object) -> Callable[..., Any] | None:
        return self._within() if frame.f_code.co_filename.startswith(_MEASURED) else None

    def _within(self) -> Callable[..., Any]:
        before = -1

        def trace(frame: FrameType, event: str, arg: object) -> Callable[..., Any]:
            nonlocal before
            if event == "line":
                self._seen.add((frame.f_code, before, frame.f_lineno))
                before = frame.f_lineno
                self.count = len(self._seen)
            return trace

        return trace
