"""Stretches of a text that stand for other characters: numbers, dumps, base64 in pieces, base32.

What programs write where a text should stand: arrays of bytes, `xxd`, `chr(31038)`, string
constants that are put together, quoted and numbered lines. None of it is edited: what would be
taken out of such a stretch is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import re2

from gateway.formats import spots
from gateway.formats.opaque import is_surely_something, says_something, uncut
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
Says = Callable[[bytes], bool]

KINDS: tuple[tuple[re2._Regexp, Read, Says], ...] = (
    (spots.NUMBERS, numbers, says_something),
    (spots.CALLS, calls, says_something),
    (spots.DUMPS, dumps, says_something),
    (spots.PIECES, pieces, is_surely_something),
    (spots.LINES, lines, is_surely_something),
    (spots.STRINGS, quoted, is_surely_something),
    (spots.BASE32, base32, is_surely_something),
    (spots.NAMED, ascii85, is_surely_something),
    (spots.NAMED, uuencoded, is_surely_something),
    (spots.NAMED, utf7, is_surely_something),
    (spots.NAMED, punycode, is_surely_something),
)
"""What gives a kind away, what reads it, and what tells whether something was said: words stand
side by side as pieces of base64 do, and of chance they are something in some charset or other."""


AROUND, MOST = 64, 40
"""Bytes around a sign in which another may begin; and signs that are told apart one by one."""


def _kinds_in(raw: bytes) -> set[int]:
    """Which kinds a text may hold: a text without any sign is gone through but once."""
    found: set[int] = set()
    at = 0
    for _ in range(MOST):
        sign = spots.STRETCHES.search(raw, at)
        if not sign:
            return found
        near = raw[max(0, sign.start() - AROUND) : sign.end() + AROUND]
        found.update(n for n, kind in enumerate(KINDS) if n not in found and kind[0].search(near))
        at = sign.end()
    return {n for n, kind in enumerate(KINDS) if n in found or kind[0].search(raw)}


def stretches(text: str, budget: Budget) -> Iterator[Stretch]:
    """What stands for something else, and says something. Raises FullError."""
    raw = text.encode()
    for number in sorted(_kinds_in(raw)):
        sign, read, says = KINDS[number]
        found = Spots(sign, text, raw)
        for start, end, candidates in read(text, found):
            for data in dict.fromkeys(map(uncut, candidates)):
                if len(data) >= MIN_DATA and says(data):
                    budget.try_spot()  # of the others the text itself is the bound
                    yield Stretch(start, end, data)
