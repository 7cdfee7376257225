"""Cells -> keyed hashes; a prompt -> the places where registered cells stand in it.

A polynomial hash over the prompt gives the hash of any stretch in two multiplications; SipHash-1-3
under the register's key makes of it what is stored and looked up. Linear in the prompt: at any
place there are at most 63 lengths to try.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gateway.fingerprints.arrays import grown
from gateway.fingerprints.characters import NINE, ZERO, is_digit
from gateway.fingerprints.hashing import HALF, siphash, substituted
from gateway.fingerprints.jit import compiled
from gateway.fingerprints.table_text import APART, EDGE, PARTED

LONGEST = 64
"""Letters and digits of a cell that count; the lengths of cells are the bits of one word."""
MOST_AT_ONE_PLACE = 8
"""Cells that may begin at one place (東京, 東京都, 東京都千代田区...), the longest first."""

DIGIT_BITS, LETTER_BITS, KANJI_BITS = 3.32, 4.0, 7.0
"""What a character says: log2 10; of Latin and kana little more; a kanji of the few hundred that
stand in names and addresses."""
AGAIN_BITS, ZEROS_BITS = 1.0, 1.0
"""What a character says that was just said, and the zeros that round an amount, all together."""
PHONE, PHONE_KNOWN = (10, 11), 3
"""Digits of a telephone number, and how many of them everybody has: 090, 03-3."""
MOST_BITS = 48.0
"""Of a cell; a longer one is a sentence, and says no more."""

_SEPARATE = np.uint64(1 << 24)  # beyond every code point: a digit parted from the digit before
_KIND = np.uint64(1 << 63)  # of a cell in which separators count
_U1, _LENGTH = np.uint64(1), np.uint64(56)  # bits before a cell's length
_KANA_BEGINS, _KANA_END, _WIDE = ord("ぁ"), 0x30FF, 0x3000  # from _WIDE on: CJK


@compiled
def _symbol(code: Any, parted: bool, sub: Any) -> Any:
    return substituted(np.uint64(code) + (_SEPARATE if parted else np.uint64(0)), sub)


@compiled
def _seal(polynomial: Any, length: Any, separate: bool, k0: Any, k1: Any) -> Any:
    kind = _KIND if separate else np.uint64(0)
    return siphash(polynomial ^ (np.uint64(length) << _LENGTH) ^ kind, k0, k1)


@compiled
def _opening(first: Any, second: Any, sub: Any, salt: Any) -> Any:
    """A keyed hash of a cell's first two characters."""
    x = ((np.uint64(first) + _U1) * sub ^ (np.uint64(second) + _U1)) * salt
    x = (x ^ (x >> HALF)) * sub
    return x ^ (x >> np.uint64(32))


@compiled
def hash_cells(codes: Any, flags: Any, starts: Any, ends: Any, separate: bool, secret: Any) -> Any:
    """Of each cell codes[starts[i]:ends[i]]: its hash, its opening's hash, its bits of surprise.

    The bits are those of its characters, each by its script: what is known without the column.
    """
    base, sub, salt, k0, k1 = secret[0], secret[1], secret[2], secret[3], secret[4]
    n = starts.size
    hashes = np.zeros(n, np.uint64)
    openings = np.zeros(n, np.uint64)
    surprise = np.zeros(n, np.float32)
    for i in range(n):
        s, e = starts[i], ends[i]
        if e - s < 2:
            continue
        h = np.uint64(0)
        for j in range(s, e):
            parted = separate and j > s and (flags[j] & PARTED) != 0
            h = h * base + _symbol(codes[j], parted, sub)
        hashes[i] = _seal(h, e - s, separate, k0, k1)
        openings[i] = _opening(codes[s], codes[s + 1], sub, salt)
        surprise[i] = _surprise(codes, s, e)
    return hashes, openings, surprise


@compiled
def _surprise(codes: Any, start: Any, end: Any) -> Any:
    """Bits of a string of characters, by script: log2 10 for a digit, about 7 for a kanji.

    The zeros that round an amount say nothing, nor do the digits with which every telephone
    number begins, nor a character said again.
    """
    digits = True
    for j in range(start, end):
        if codes[j] > NINE:
            digits = False
    if digits:
        stop = end
        while stop > start + 1 and codes[stop - 1] == ZERO:
            stop -= 1
        known = PHONE_KNOWN if codes[start] == ZERO and end - start in PHONE else 0
        rounded = ZEROS_BITS if stop < end else 0.0
        return max(0.0, DIGIT_BITS * (stop - start - known)) + rounded
    bits = 0.0
    for j in range(start, end):
        code = codes[j]
        if j > start and code == codes[j - 1]:
            bits += AGAIN_BITS
        elif code <= NINE:
            bits += DIGIT_BITS
        elif _KANA_BEGINS <= code <= _KANA_END or code < _WIDE:
            bits += LETTER_BITS
        else:
            bits += KANJI_BITS
    return min(bits, MOST_BITS)


@compiled
def find_cells(
    codes: Any, flags: Any, secret: Any, lengths: Any, bitmap: Any, keys: Any, prefix: Any
) -> Any:
    """Every place of a prompt where a registered cell stands: starts, lengths, hashes, entries.

    `lengths[0]` and `lengths[1]` (of columns in which separators count) tell by a cell's opening
    which lengths cells have that begin so: most places of a prompt begin none.
    """
    base, sub, salt, k0, k1 = secret[0], secret[1], secret[2], secret[3], secret[4]
    n = codes.size
    opening_shift = np.uint64(64 - _log2(lengths.shape[1]))
    bitmap_shift = np.uint64(64 - _log2(bitmap.size * 8))
    prefix_shift = np.uint64(64 - _log2(prefix.size - 1))
    powers, sums = _powers(base), _sums(codes, flags, base, sub)
    digits, number = _digits(codes, flags)
    size, m = 256, 0
    starts, spans = np.empty(size, np.int32), np.empty(size, np.int32)
    hashes, entries = np.empty(size, np.uint64), np.empty(size, np.int64)
    for i in range(n - 1):
        if flags[i] & EDGE == 0:
            continue
        if m + MOST_AT_ONE_PLACE * 2 > size:
            starts, spans = grown(starts, size), grown(spans, size)
            hashes, entries = grown(hashes, size), grown(entries, size)
            size *= 2
        opening = _opening(codes[i], codes[i + 1], sub, salt) >> opening_shift
        for separate in range(2):
            here = 0
            mask = lengths[separate, opening]
            while mask != 0 and here < MOST_AT_ONE_PLACE:
                bit = _log2(mask)
                mask ^= _U1 << np.uint64(bit)
                length = bit + 1
                end = i + length
                if end > n or (flags[end] & EDGE == 0 and length < LONGEST):
                    continue
                if number[i] < end <= digits[i]:  # digits alone, and of two numbers
                    continue
                h = sums[separate, end] - sums[separate, i] * powers[length]
                if separate and flags[i] & PARTED:  # what stands before a cell is not its own
                    h -= _symbol(codes[i], True, sub) * powers[length - 1]
                    h += _symbol(codes[i], False, sub) * powers[length - 1]
                h = _seal(h, length, separate == 1, k0, k1)
                bucket = h >> bitmap_shift
                if (bitmap[bucket >> np.uint64(3)] >> (bucket & np.uint64(7))) & 1 == 0:
                    continue
                at = _first(h, keys, prefix, prefix_shift)
                if at < 0:
                    continue
                starts[m], spans[m], hashes[m], entries[m] = i, length, h, at
                m += 1
                here += 1
    return starts[:m], spans[:m], hashes[:m], entries[:m]


@compiled
def _powers(base: Any) -> Any:
    powers = np.ones(LONGEST + 1, np.uint64)
    for i in range(LONGEST):
        powers[i + 1] = powers[i] * base
    return powers


@compiled
def _sums(codes: Any, flags: Any, base: Any, sub: Any) -> Any:
    """The polynomial of all that stands before each place, without and with separators."""
    sums = np.zeros((2, codes.size + 1), np.uint64)
    for i in range(codes.size):
        parted = (flags[i] & PARTED) != 0
        sums[0, i + 1] = sums[0, i] * base + _symbol(codes[i], False, sub)
        sums[1, i + 1] = sums[1, i] * base + _symbol(codes[i], parted, sub)
    return sums


@compiled
def _digits(codes: Any, flags: Any) -> Any:
    """Of each place where the digits that stand there end, and where the number does."""
    n = codes.size
    digits = np.empty(n + 1, np.int32)
    number = np.empty(n + 1, np.int32)
    digits[n] = number[n] = n
    for i in range(n - 1, -1, -1):
        following = i + 1 < n and is_digit(codes[i + 1])
        if not is_digit(codes[i]):
            digits[i] = number[i] = i
        elif not following:
            digits[i] = number[i] = i + 1
        else:
            digits[i] = digits[i + 1]
            number[i] = i + 1 if flags[i + 1] & APART else number[i + 1]
    return digits, number


@compiled
def _log2(x: Any) -> Any:
    """The number of a word's highest bit."""
    x = np.uint64(x)
    bit = 0
    for shift in (32, 16, 8, 4, 2, 1):
        if x >> np.uint64(shift) != 0:
            x >>= np.uint64(shift)
            bit += shift
    return bit


@compiled
def _first(h: Any, keys: Any, prefix: Any, shift: Any) -> Any:
    """Where in the sorted keys a hash begins, -1 if nowhere."""
    bucket = h >> shift
    low, high = np.int64(prefix[bucket]), np.int64(prefix[bucket + _U1])
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < h:
            low = middle + 1
        else:
            high = middle
    return low if low < keys.size and keys[low] == h else -1
