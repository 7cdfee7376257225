"""Characters -> how surprising each is: what a run that was found is worth as evidence.

A phrase that everybody writes is cheap, a rare sentence dear, in any language and in code alike.
Two sources tell what everybody writes: a table of what the world writes, which is shipped, and one
of what the company writes, which each index learns from what is registered. There a document speaks
once for each run of characters, and what is being judged is taken out, so that a secret is not
cheap for standing in its own document.

A character's worth is the root of its surprise in bits, both sources taken together: that so many
characters follow each other as registered says more than that a few of them are rare.

Both count runs of `ORDERS` characters by hashes; a run's probability backs off to shorter ones.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import cache
from importlib import resources

import numpy as np

from gateway.fingerprints import language_kernels as kernels
from gateway.fingerprints.normal import F32, U8, U16, U32, U64, normalise

ORDERS = np.array([1, 2, 3, 4, 6], np.int64)
"""Characters of a run that is counted: in Japanese four tell what comes next, in English six."""

LEARNED = np.array([2, 3, 4, 6], np.int64)
"""Runs that a register's documents are counted by."""

SAMPLE = 3_000
"""Characters of a document that teach its language: the register's size must not matter, and of
many documents the language is known long before the last."""

SHIPPED_BITS = 21
"""2^21 counters of a byte, of which most are empty: a run that nobody writes meets no other's."""

RARE = 12
"""Occurrences below which a run is not what everybody writes."""

LEARNED_BITS = (18, 22)
"""A few documents have a table of 512 KB; more begin anew with one of 8 MB, which some hundreds
fill by half, and then the language is known."""


def learn(texts: Iterable[tuple[str, int]]) -> U8:
    """Texts and their weights -> the shipped table, counts on a scale of logarithms.

    Counted in a table 16 times as large, so that runs do not count for each other; the rare ones
    are dropped before the table is folded, so that most of its places stay empty.
    """
    counts = np.zeros(16 << SHIPPED_BITS, np.uint32)
    for text, weight in texts:
        kernels.count(normalise(text).codes, ORDERS, np.uint64(0), weight, counts)
    counts[counts < RARE] = 0
    folded = counts.reshape(1 << SHIPPED_BITS, 16).max(axis=1)
    table: U8 = np.round(np.log2(1.0 + folded) * _STEPS).astype(np.uint8)
    return table


_STEPS = 10  # a step is 7 %; 255 of them reach 2^25


@cache
def _shipped() -> tuple[U8, F32]:
    """The shipped table, and what its values count."""
    packed = resources.files(__package__).joinpath("language.bin").read_bytes()
    counts = np.exp2(np.arange(256, dtype=np.float32) / np.float32(_STEPS)) - np.float32(1)
    return np.frombuffer(zlib.decompress(packed), np.uint8), counts


@cache
def _plain() -> F32:
    """What the values of a learned table count: themselves."""
    return np.arange(1 << 16, dtype=np.float32)


def context_of(codes: U32, secret: U64) -> U32:
    """What a document teaches of its language: each of its runs once, and its context with it."""
    third = SAMPLE // 3
    if codes.size > SAMPLE:  # its head, its middle and its end: a letterhead is not all of it
        middle = codes.size // 2
        codes = np.concatenate(
            [codes[:third], codes[middle : middle + third], codes[codes.size - third :]]
        )
    return kernels.distinct(codes, LEARNED, secret[5])


def worths(codes: U32, wanted: U8, learned: U16, secret: U64) -> F32:
    """What each character is worth where `wanted`, else 0. `learned` is the table of an index."""
    table, counts = _shipped()
    return kernels.worths(
        codes, wanted, ORDERS, table, counts, LEARNED, learned, _plain(), secret[5]
    )


def take_in(learned: U16, context: U32) -> bool:
    """Let one document more teach the table of an index. False: the table is full already."""
    if np.count_nonzero(learned) > learned.size // 2:
        return False
    kernels.add(learned, context)
    return True


def warm() -> None:
    """Compile, or load what was compiled."""
    codes = normalise("warm kernels").codes
    secret = np.ones(6, np.uint64)
    kernels.count(codes, ORDERS, np.uint64(0), 1, np.zeros(16, np.uint32))
    learned = np.zeros(16, np.uint16)
    take_in(learned, context_of(codes, secret))
    worths(codes, np.ones(codes.size, np.uint8), learned, secret)
    learned.flags.writeable = False  # as it is when it is a file
    worths(codes, np.ones(codes.size, np.uint8), learned, secret)
