"""A value -> what it is made of. Says nothing of where it stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import log2

from classifiers import _lazy_re as re

_SEQUENCES = (
    "0123456789012345",
    "abcdefghijklmnopqrstuvwxyzabcdef",
    "9876543210",
    "qwertyuiopasdfghjklzxcvbnm",
)
# No random key of a hundred characters has eight in such an order (36**-8 a place).
_SEQUENCE = 8
_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])|[A-Z](?=[^a-z]|$)|[a-z](?=[^a-z]|$)|\d+")
# Vowels and no five consonants in a row.
_SPEAKABLE = re.compile(r"[^aeiouyAEIOUY]{0,4}(?:[aeiouyAEIOUY]+[^aeiouyAEIOUY]{0,4})+")
_PARTS = re.compile(r"[^A-Za-z0-9]+")
_PLAIN_PART = re.compile(
    r"[A-Za-z]?[a-z]{2,}|[A-Z]{2,}|[vV]?\d{1,4}|[a-z]{1,8}\d{1,4}[a-z]{0,3}|[A-Za-z]|"
)


_SHORT = 24  # characters up to which it is quicker to count each character by itself
_TABLED = 256  # characters up to which shares are kept; a token has no more


def entropy(text: str) -> float:
    """Shannon's entropy in bits a character."""
    total = len(text)
    each: Iterable[int] = (
        map(text.count, dict.fromkeys(text)) if total <= _SHORT else Counter(text).values()
    )
    if total <= _TABLED:
        return -sum(map(_shares(total).__getitem__, each))
    return -sum(n / total * log2(n / total) for n in each)


@cache  # as many as there are lengths
def _shares(total: int) -> list[float]:
    """What a character adds that stands so many times in a text of a length."""
    return [0.0, *(n / total * log2(n / total) for n in range(1, total + 1))]


def sequences() -> list[str]:
    """Runs that count up, go through the alphabet, or along the keyboard."""
    return [s[i : i + _SEQUENCE] for s in _SEQUENCES for i in range(len(s) - _SEQUENCE + 1)]


@dataclass(frozen=True, slots=True)
class Make:
    """What a value is made of: how many characters of each sort.

    `joins` are the marks that join the parts of a name (`_`, `-`, `.`, `/`, `:`), `marks` the
    others.
    """

    length: int
    lower: int
    upper: int
    digits: int
    joins: int
    marks: int

    @property
    def letters(self) -> int:
        return self.lower + self.upper

    @property
    def sorts(self) -> int:
        """How many of the four sorts it has: small, capital, digit, any mark."""
        return sum(map(bool, (self.lower, self.upper, self.digits, self.marks + self.joins)))

    @property
    def is_strong(self) -> bool:
        """A password as password rules ask for: nobody writes such a thing as a word."""
        if self.length >= 8 and self.sorts >= 3 and (self.upper or self.marks):
            return bool(self.digits or self.marks > 1)
        return self.length >= 6 and bool(self.digits and self.letters and self.marks)

    @property
    def is_medium(self) -> bool:
        """More than a word and more than a number."""
        return self.length >= 4 and (
            bool(self.digits and self.letters) or bool(self.marks and self.letters)
        )

    @property
    def is_number(self) -> bool:
        return self.digits == self.length

    @property
    def is_word(self) -> bool:
        return self.letters == self.length


def _sort(byte: int) -> str:
    char = chr(byte)
    if byte < 0x80 and char.isalnum():
        return "0" if char.isdigit() else "A" if char.isupper() else "a"
    return "-" if char in "_-./:" else "*"


_SORTS = "".join(map(_sort, range(256))).encode()


def make(text: str) -> Make:
    """Count the sorts of characters; what is neither letter, digit nor joint is a mark."""
    sorts = text.encode("utf-8", "replace").translate(_SORTS)
    lower, upper, digits, joins = map(sorts.count, (b"a", b"A", b"0", b"-"))
    marks = len(text) - lower - upper - digits - joins
    return Make(len(text), lower, upper, digits, joins, marks)


def is_wordy(text: str) -> bool:
    """Is it put together from words and short numbers, as the names of things are: `utf8-ci`?"""
    parts = _PARTS.split(text)
    if len(parts) > 1:
        return all(_PLAIN_PART.fullmatch(p) or is_wordy(p) for p in parts)
    runs = _WORD.findall(text)
    words = [run for run in runs if not run[0].isdigit()]
    if len(runs) - len(words) > 2:
        return False  # names have a number or two, random texts have many
    least = 4 if len(text) < 16 else 5  # in a long random text a few letters stand together anyway
    long = sum(len(word) for word in words if len(word) >= least and _SPEAKABLE.fullmatch(word))
    return len("".join(runs)) == len(text) and long * 2 >= len(text) and len(words) * 4 <= len(text)


def is_random(text: str, floor: float) -> bool:
    """Does it look drawn by lot: letters with digits or case mixed, not words, entropy enough?"""
    kinds = make(text)
    if not (kinds.digits and kinds.letters) and not (
        kinds.length >= 16 and kinds.lower > 3 and kinds.upper > 3
    ):
        return False
    return not is_wordy(text) and entropy(text) >= floor
