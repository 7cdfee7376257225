"""`sekisho` with a classifier that waits, at the word WAIT-FOR-IT, for a file: for tests only.

The file is named by the environment, PATIENT. One client's bodies may be HELD bytes, not to fill a
test machine's memory. Everything else is as in the product.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import classifiers
from gateway.model import Classifier, Finding, Needs, Segment
from gateway.planes.mitmproxy import held_bytes

held_bytes.EACH = HELD = 8 * 2**20
WORD = "WAIT-FOR-IT"


class Patient:
    """Finds nothing, and takes its time over it."""

    id, revision = "patient", "1"

    def classify(self, segment: Segment) -> Iterable[Finding]:
        while WORD in segment.text and not Path(os.environ["PATIENT"]).exists():
            time.sleep(0.01)
        return ()


def main() -> None:
    real = classifiers.load

    def load(needs: Needs) -> tuple[Classifier, ...]:
        return (*real(needs), Patient())

    classifiers.load = load
    from gateway.cli import main as sekisho

    sekisho()


if __name__ == "__main__":
    main()
