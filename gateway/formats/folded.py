"""Text of calendars, cards or directories -> the same with its long lines whole, and the way back.

A line that begins with a blank goes on with the one before it, at any letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.model import Edit

_KINDS = re.compile(r"\bBEGIN:V(?:CALENDAR|CARD|EVENT|JOURNAL|TODO)\b|\bdn: ")
_FOLD = re.compile(r"(?<![\r\n])\r?\n[ \t]")
"""RFC 5545, 3.1; RFC 6350, 3.2; RFC 2849, note 2. A blank line has none that go on with it, so that
what was made whole is folded nowhere: once is enough."""


def unfolded(text: str) -> str:
    """Empty where nothing is folded."""
    if not ("BEGIN:V" in text or "dn:" in text) or not _KINDS.search(text):
        return ""
    said, count = _FOLD.subn("", text)
    return said if count else ""


@dataclass(frozen=True, slots=True)
class Folded:
    """Edits of what lines say when they are whole; folds elsewhere stay."""

    def lift(self, raw: str, edits: Sequence[Edit]) -> list[Edit]:
        at, behind, gone = list[int](), [0], 0
        for fold in _FOLD.finditer(raw):
            at.append(fold.start() - gone)
            gone += len(fold[0])
            behind.append(gone)

        def start(offset: int) -> int:
            return offset + behind[bisect_right(at, offset)]

        def end(offset: int) -> int:
            return offset + behind[bisect_left(at, offset)]

        return [Edit(0, start(e.start), max(start(e.start), end(e.end)), e.text) for e in edits]


FOLDED = Folded()
