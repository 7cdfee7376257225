"""Kernels that texts and tables are hashed with alike: characters under a key, and SipHash."""

from __future__ import annotations

import numpy as np

from gateway.fingerprints.jit import compiled

_U1, _U29 = np.uint64(1), np.uint64(29)
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
    return x ^ (x >> _U29)


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
