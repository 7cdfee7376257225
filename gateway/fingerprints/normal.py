"""A text -> the characters that count, and where each stood.

Every code point is folded by itself, so that a fragment folds to the same wherever it is cut:
NFKD, marks dropped (and with them the dakuten, which half-width kana write apart), letters and
digits only, case folded, katakana as hiragana, the long-vowel mark dropped, old forms of kanji as
the new ones, Greek and Cyrillic letters that look Latin as Latin. The table is data that
`tools/fingerprint_data.py` makes, so that an index fits under every version of Python's Unicode.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from gateway.fingerprints.jit import compiled

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

SEVERAL = 0xF0000000
"""Codes from here on stand for several characters: an index into the expansions."""

ITSELF = 0xFFFFFFFF
"""In the shipped table: a character that folds to itself, as most do; it packs well."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """`codes[i]` is a folded character, `origin[i]` the index in the text that it came from."""

    codes: U32 = field(repr=False)
    origin: I32 = field(repr=False)

    def __len__(self) -> int:
        return len(self.codes)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the text that codes [start, end) came from; not empty."""
        return int(self.origin[start]), int(self.origin[end - 1]) + 1

    def grown(self, start: int, end: int, most: int) -> tuple[int, int]:
        """Codes [start, end) and up to `most` on either side that follow as closely as within."""
        at = self.origin
        close = max(1, int(at[min(start + 1, end - 1)] - at[start]))
        first, last = max(0, start - most), min(len(at), end + most)
        while start > first and at[start] - at[start - 1] <= close:
            start -= 1
        close = max(1, int(at[end - 1] - at[max(end - 2, start)]))
        while end < last and at[end] - at[end - 1] <= close:
            end += 1
        return start, end


def normalise(text: str) -> Normalised:
    """Linear in the length; a lone surrogate counts as nothing."""
    table, offsets, expansions = folding()
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return Normalised(*_fold(points, table, offsets, expansions))


@cache
def folding() -> tuple[U32, U32, U32]:
    """Code point -> code (0: dropped); where each expansion begins; the expansions."""
    packed = resources.files(__package__).joinpath("folding.bin").read_bytes()
    data = np.frombuffer(zlib.decompress(packed), np.uint32)
    points, several = int(data[0]), int(data[1])
    table = np.zeros(0x110000, np.uint32)
    given = data[2 : 2 + points]
    table[:points] = np.where(given == ITSELF, np.arange(points, dtype=np.uint32), given)
    offsets = data[2 + points : 3 + points + several]
    return table, offsets, data[3 + points + several :]


@compiled
def _fold(points: U32, table: U32, offsets: U32, expansions: U32) -> tuple[U32, I32]:
    length = 0
    for point in points:
        code = table[point]
        if code >= SEVERAL:
            length += offsets[code - SEVERAL + 1] - offsets[code - SEVERAL]
        elif code:
            length += 1
    codes = np.empty(length, np.uint32)
    origin = np.empty(length, np.int32)
    at = 0
    for i in range(points.size):
        code = table[points[i]]
        if code == 0:
            continue
        if code < SEVERAL:
            codes[at] = code
            origin[at] = i
            at += 1
        else:
            several = code - SEVERAL
            for j in range(offsets[several], offsets[several + 1]):
                codes[at] = expansions[j]
                origin[at] = i
                at += 1
    return codes, origin


def warm() -> None:
    """Compile, or load what was compiled."""
    normalise("㌔a")
