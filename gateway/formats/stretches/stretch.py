"""What a stretch is, and how its readers find theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.formats.spots import Spots


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands for other characters at [start, end), and the bytes that it means."""

    start: int
    end: int
    data: bytes = field(repr=False)


Candidates = Iterator[tuple[int, int, Iterator[bytes]]]
"""Where a stretch begins and ends, and all that it may mean."""


def at_signs(signs: Spots, text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where the pattern matches at a sign."""
    while (at := signs.next) < len(text):
        found = pattern.match(text, at)
        if found:
            yield found
        signs.move(max(found.end() if found else 0, at + 1))
