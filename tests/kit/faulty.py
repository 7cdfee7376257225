"""`sekisho` with a classifier that breaks on command, and a shorter deadline: for tests only.

The words that break it: BREAK-RAISE, BREAK-CANCEL, BREAK-BASE, BREAK-RECURSE, BREAK-SLEEP,
BREAK-GARBAGE, BREAK-LATE. Everything else about this gate is as in the product.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import classifiers
from gateway.model import ClassId, Classifier, Finding, Needs, Segment
from gateway.planes.mitmproxy import addon

addon.HOOK_DEADLINE = 1.0
SLEEP = 2.5  # seconds: longer than the deadline


class Base(BaseException):
    """Not an Exception: what only a careful `except` catches."""


class Faulty:
    """Finds nothing; breaks in the way that the text asks for."""

    id, revision = "faulty", "1"

    def classify(self, segment: Segment) -> Iterable[Finding]:
        text = segment.text
        if "BREAK-RAISE" in text:
            raise RuntimeError(f"in the middle of {text}")
        if "BREAK-CANCEL" in text:
            raise asyncio.CancelledError
        if "BREAK-BASE" in text:
            raise Base(text)
        if "BREAK-RECURSE" in text:
            return self.classify(segment)
        if "BREAK-SLEEP" in text:
            time.sleep(SLEEP)
        if "BREAK-GARBAGE" in text:
            return [None]  # type: ignore[list-item]
        if "BREAK-LATE" in text:
            return self._late(text)
        return ()

    def _late(self, text: str) -> Iterable[Finding]:
        """Breaks only while its findings are being read."""
        yield Finding(f"{self.id}/first", ClassId("public"), 0, 1)
        raise ValueError(text)


def main() -> None:
    real = classifiers.load

    def load(needs: Needs) -> tuple[Classifier, ...]:
        return (*real(needs), Faulty())

    classifiers.load = load
    from gateway.cli import main as sekisho

    sekisho()


if __name__ == "__main__":
    main()
