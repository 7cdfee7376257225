"""Characters and a key -> fingerprints."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.fingerprints import K, W, normalise, prints, public_prints
from gateway.fingerprints.hashing import siphash
from gateway.fingerprints.prints import all_keys, key_id

KEY = bytes(range(32))
LETTERS = st.text("abcdefgh", max_size=40)


def siphash13(word: int, k0: int, k1: int) -> int:
    """SipHash-1-3 as its authors wrote it down, for one word of eight bytes."""
    mask = 2**64 - 1
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D]
    v += [k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def left(x: int, n: int) -> int:
        return ((x << n) | (x >> (64 - n))) & mask

    def turn() -> None:
        v[0] = (v[0] + v[1]) & mask
        v[1] = left(v[1], 13) ^ v[0]
        v[0] = left(v[0], 32)
        v[2] = (v[2] + v[3]) & mask
        v[3] = left(v[3], 16) ^ v[2]
        v[0] = (v[0] + v[3]) & mask
        v[3] = left(v[3], 21) ^ v[0]
        v[2] = (v[2] + v[1]) & mask
        v[1] = left(v[1], 17) ^ v[2]
        v[2] = left(v[2], 32)

    for block in (word, 8 << 56):
        v[3] ^= block
        turn()
        v[0] ^= block
    v[2] ^= 0xFF
    for _ in range(3):
        turn()
    return v[0] ^ v[1] ^ v[2] ^ v[3]


@settings(deadline=None)
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_the_hash_is_siphash(word: int, k0: int, k1: int) -> None:
    hashed = siphash(np.uint64(word), np.uint64(k0), np.uint64(k1))
    assert int(hashed) == siphash13(word, k0, k1)


@settings(deadline=None)
@given(LETTERS, LETTERS, st.text("abcdefgh", min_size=K + W - 1, max_size=K + W - 1), LETTERS)
def test_any_run_in_common_shares_a_fingerprint(a: str, b: str, run: str, c: str) -> None:
    registered = set(prints(a + run + b, KEY).keys.tolist())
    here = all_keys(normalise(c + run), KEY)[len(c) :].tolist()
    assert registered & set(here)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_what_is_registered_is_among_what_is_looked_up_at_its_place(text: str) -> None:
    kept = prints(text, KEY)
    every = all_keys(normalise(text), KEY)
    assert kept.length == len(normalise(text))
    assert kept.keys.tolist() == every[kept.positions].tolist()
    assert kept.positions.tolist() == sorted(set(kept.positions.tolist()))


@settings(deadline=None)
@given(st.text(max_size=100))
def test_of_a_public_text_every_run_is_kept(text: str) -> None:
    assert public_prints(text, KEY).keys.tolist() == all_keys(normalise(text), KEY).tolist()


def test_another_key_has_nothing_in_common() -> None:
    text = "来期の原価は据え置き、支給単価だけを見直す。" * 5
    mine, other = prints(text, KEY), prints(text, bytes(32))
    assert not set(mine.keys.tolist()) & set(other.keys.tolist())
    assert not set(mine.context.tolist()) & set(other.context.tolist())
    assert key_id(KEY) != key_id(bytes(32))


@pytest.mark.parametrize("length", [0, 1, K - 1, K, K + 1, K + W])
def test_a_short_text_has_what_it_can_have(length: int) -> None:
    assert (len(prints("abcdefghijklmnop"[:length], KEY)) > 0) is (length >= K)


def test_a_long_text_keeps_one_run_in_two_on_average() -> None:
    rng = np.random.default_rng(1)
    text = "".join(map(chr, rng.integers(0x4E00, 0x9000, 50_000)))
    assert len(prints(text, KEY)) / 50_000 == pytest.approx(2 / (W + 1), rel=0.03)
