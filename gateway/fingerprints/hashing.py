"""Kernels that texts and tables are hashed with: characters under a key, mixing, SipHash."""

from __future__ import annotations

import numpy as np

from gateway.fingerprints.jit import compiled

_U1 = np.uint64(1)
HALF = np.uint64(29)
"""Bits by which a word is shifted into itself so that its upper half tells in its lower one."""
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
"""Multipliers of the finalizer of MurmurHash3, variant 13 (Stafford)."""

_INITIAL = (
    np.uint64(0x736F6D6570736575), np.uint64(0x646F72616E646F6D),
    np.uint64(0x6C7967656E657261), np.uint64(0x7465646279746573),
)  # fmt: skip
"""Of SipHash, "somepseudorandomlygeneratedbytes"."""
_LENGTH = np.uint64(8 << 56)  # of a message of eight bytes, in the highest byte of its last word
_END = np.uint64(0xFF)


@compiled
def substituted(code: np.uint64, secret: np.uint64) -> np.uint64:
    """What a character counts in a polynomial, by an odd secret; 0 counts too."""
    x = (code + _U1) * secret
    return x ^ (x >> HALF)


@compiled
def mixed(x: np.uint64) -> np.uint64:
    """Every bit of it tells in every bit of what comes out (MurmurHash3's finalizer)."""
    x = (x ^ (x >> np.uint64(30))) * MIX_1
    x = (x ^ (x >> np.uint64(27))) * MIX_2
    return x ^ (x >> np.uint64(31))


@compiled
def siphash(word: np.uint64, k0: np.uint64, k1: np.uint64) -> np.uint64:
    """SipHash-1-3 (Aumasson, Bernstein 2012) of eight bytes."""
    v0, v1 = k0 ^ _INITIAL[0], k1 ^ _INITIAL[1]
    v2, v3 = k0 ^ _INITIAL[2], k1 ^ _INITIAL[3]
    for message in (word, _LENGTH):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3 ^ message)
        v0 ^= message
    v2 ^= _END
    for _ in range(3):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


@compiled
def _round(
    v0: np.uint64, v1: np.uint64, v2: np.uint64, v3: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    v0 += v1
    v1 = _rotated(v1, 13) ^ v0
    v0 = _rotated(v0, 32)
    v2 += v3
    v3 = _rotated(v3, 16) ^ v2
    v0 += v3
    v3 = _rotated(v3, 21) ^ v0
    v2 += v1
    v1 = _rotated(v1, 17) ^ v2
    return v0, v1, _rotated(v2, 32), v3


@compiled
def _rotated(x: np.uint64, by: int) -> np.uint64:
    return (x << np.uint64(by)) | (x >> np.uint64(64 - by))
