"""Stretches of a text that stand for other characters: numbers, dumps, base64 in pieces, base32.

What programs write where a text should stand: arrays of bytes, `xxd`, `chr(31038)`, string
constants that are put together, quoted and numbered lines. None of it is edited: what would be
taken out of such a stretch is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import re2

from gateway.formats import spots
from gateway.formats.opaque import says_something, uncut
from gateway.formats.prompt_builder import Budget
from gateway.formats.spots import Spots
from gateway.formats.stretches.base64_pieces import lines, pieces, quoted
from gateway.formats.stretches.dumps import dumps
from gateway.formats.stretches.numbers import calls, numbers
from gateway.formats.stretches.stretch import Candidates, Stretch
from gateway.formats.stretches.words import ascii85, base32, punycode, utf7, uuencoded

__all__ = ["Stretch", "stretches"]

MIN_DATA = 6
"""Bytes: two kanji. Fewer say nothing that is worth hiding."""

Read = Callable[[str, Spots], Candidates]

KINDS: tuple[tuple[re2._Regexp, Read], ...] = (
    (spots.NUMBERS, numbers),
    (spots.CALLS, calls),
    (spots.DUMPS, dumps),
    (spots.PIECES, pieces),
    (spots.LINES, lines),
    (spots.PIECES, quoted),
    (spots.BASE32, base32),
    (spots.NAMED, ascii85),
    (spots.NAMED, uuencoded),
    (spots.NAMED, utf7),
    (spots.NAMED, punycode),
)
"""What gives a kind away, and what reads it."""


def stretches(text: str, budget: Budget) -> Iterator[Stretch]:
    """What stands for something else, and says something. Raises FullError."""
    raw = text.encode()
    if not spots.STRETCHES.search(raw):
        return
    for sign, read in KINDS:
        found = Spots(sign, text, raw)
        if found.next > len(text):
            continue
        for start, end, candidates in read(text, found):
            for data in dict.fromkeys(map(uncut, candidates)):
                if len(data) >= MIN_DATA and says_something(data):
                    budget.try_spot()  # of the others the text itself is the bound
                    yield Stretch(start, end, data)
