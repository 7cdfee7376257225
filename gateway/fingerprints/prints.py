"""A text and a key -> the fingerprints of its runs of K characters, and where each begins.

A fingerprint is SipHash-1-3 (Aumasson, Bernstein 2012) of a rolling hash whose base is secret as
well, both from the installation's key: without it nobody can tell which text a fingerprint is of.
Of what is registered a fingerprint in every W stays, the smallest (winnowing: Schleimer, Wilkerson,
Aiken 2003), so that any W + K - 1 characters in common with it share one; of what is looked up all
are compared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np

from gateway.fingerprints.hashing import mixed, siphash, substituted
from gateway.fingerprints.jit import compiled
from gateway.fingerprints.language import context_of
from gateway.fingerprints.normal import I64, U32, U64, Normalised, normalise

K = 8
"""Characters of a run. One changed character in ten leaves 43 % of them whole, of 12 only 28 %;
what eight characters alone say too little, the score of a match makes up for."""

W = 3
"""Of so many runs in a row one is kept: half a fingerprint a character."""

VERSION = 1
"""Goes up when a text would get other fingerprints: an index of another version is of no use."""


@dataclass(frozen=True, slots=True)
class Prints:
    """What the index keeps of a text. `positions` count normalised characters, of `length`.

    `context` is what the language model learns of it: keyed hashes of a few characters each.
    """

    keys: U64 = field(repr=False)
    positions: U32 = field(repr=False)
    length: int
    context: U32 = field(repr=False, default_factory=lambda: np.empty(0, np.uint32))

    def __len__(self) -> int:
        return len(self.keys)


def prints(text: str, key: bytes, k: int = K, w: int = W) -> Prints:
    """The fingerprints of a text that is to be recognised."""
    return prints_of(normalise(text), key, k, w)


def public_prints(text: str, key: bytes) -> Prints:
    """The fingerprints of a text that is nobody's secret: all of them, so that none is missed."""
    return prints(text, key, K, 1)


def prints_of(text: Normalised, key: bytes, k: int = K, w: int = W) -> Prints:
    secret = secrets(key)
    rolled = _roll(text.codes, k, secret)
    at = _winnow(rolled, w)
    return Prints(
        _sealed(rolled[at], secret), at.astype(np.uint32), len(text), context_of(text.codes, secret)
    )


def all_keys(text: Normalised, key: bytes, k: int = K) -> U64:
    """The fingerprint of every run: entry i is that of codes [i, i + k)."""
    secret = secrets(key)
    return _sealed(_roll(text.codes, k, secret), secret)


def secrets(key: bytes) -> U64:
    """Six secret words of a key: base and substitution of the rolling hash, its mask, SipHash's
    key, and the mask of the language model."""
    state = hashlib.blake2b(key=key, person=b"sekisho prints 1", digest_size=48)
    words = np.frombuffer(state.digest(), np.uint64).copy()
    words[:2] |= np.uint64(1)  # odd, so that multiplying loses nothing
    return words


def key_id(key: bytes) -> str:
    """Which key it is, telling nothing of it."""
    return hashlib.blake2b(key=key, person=b"sekisho key id 1", digest_size=8).hexdigest()


# ---------------------------------------------------------------- kernels


@compiled
def _roll(codes: U32, k: int, secret: U64) -> U64:
    """A polynomial of k substituted characters, mixed: its low bits alone would say too much."""
    n = codes.size - k + 1
    if n <= 0:
        return np.empty(0, np.uint64)
    base, substitution, mask = secret[0], secret[1], secret[2]
    out = np.empty(n, np.uint64)
    leaving = np.uint64(1)
    for _ in range(k):
        leaving *= base
    state = np.uint64(0)
    for i in range(codes.size):
        state = state * base + substituted(np.uint64(codes[i]), substitution)
        if i >= k:
            state -= substituted(np.uint64(codes[i - k]), substitution) * leaving
        if i >= k - 1:
            out[i - k + 1] = mixed(state ^ mask)
    return out


@compiled
def _winnow(rolled: U64, w: int) -> I64:
    """Where the smallest of each w values in a row stand, the rightmost of equals."""
    n = rolled.size
    at = np.empty(n, np.int64)
    if n == 0:
        return at
    count = 0
    last = -1
    for start in range(max(n - w + 1, 1)):
        end = min(start + w, n)
        if last < start:
            last = start
            for i in range(start + 1, end):
                if rolled[i] <= rolled[last]:
                    last = i
        elif rolled[end - 1] <= rolled[last]:
            last = end - 1
        else:
            continue
        at[count] = last
        count += 1
    return at[:count]


@compiled
def _sealed(words: U64, secret: U64) -> U64:
    """What of a rolling hash is stored and compared."""
    k0, k1 = secret[3], secret[4]
    out = np.empty(words.size, np.uint64)
    for i in range(words.size):
        out[i] = siphash(words[i], k0, k1)
    return out


def warm() -> None:
    """Compile, or load what was compiled."""
    some = prints("warm kernels, every one", bytes(32))
    assert len(some)
