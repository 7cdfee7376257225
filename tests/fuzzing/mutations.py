"""Bytes -> other bytes: what breaks, doubles, moves or codes a piece of them."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from random import Random
from urllib.parse import quote, quote_plus

MOST = 4
"""Changes at once; more of them seldom leave anything that a reader knows."""

_NUMBERS = tuple(
    n.to_bytes(size, order)
    for size in (1, 2, 4, 8)
    for order in ("little", "big")
    for n in (0, 1, 2 ** (8 * size - 1), 2 ** (8 * size) - 1, 2 ** (8 * size - 1) - 1)
)


def _as_text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


_CODED: tuple[Callable[[bytes], bytes], ...] = (
    base64.b64encode,
    base64.urlsafe_b64encode,
    base64.encodebytes,
    base64.b32encode,
    lambda data: data.hex().encode(),
    lambda data: quote(data, safe="").encode(),
    lambda data: quote_plus(data).encode(),
    lambda data: json.dumps(_as_text(data)).encode(),
    lambda data: json.dumps(_as_text(data))[1:-1].encode(),
    lambda data: json.dumps({"content": _as_text(data)}).encode(),
    lambda data: _as_text(data).encode("utf-16-le"),
    lambda data: _as_text(data).encode("utf-16"),
    lambda data: _as_text(data).encode("cp932", "ignore"),
    lambda data: _as_text(data).encode("iso2022_jp", "ignore"),
    lambda data: data.replace(b"\r\n", b"\n"),
    lambda data: data.replace(b"\n", b"\r\n"),
    lambda data: data.swapcase(),
    zlib.compress,
    lambda data: gzip.compress(data, mtime=0),
)


def mutated(data: bytes, other: bytes, words: Sequence[bytes], rng: Random, most: int) -> bytes:
    """A few changes to `data`; `other` lends pieces. Never longer than `most`."""
    for _ in range(rng.randint(1, MOST)):
        data = rng.choice(_CHANGES)(data, other, words, rng)[:most]
    return data


Change = Callable[[bytes, bytes, Sequence[bytes], Random], bytes]


def _span(data: bytes, rng: Random) -> tuple[int, int]:
    """A stretch, rather a short one."""
    start = rng.randint(0, len(data))
    longest = len(data) - start
    return start, start + rng.randint(0, min(longest, rng.choice((1, 4, 16, 64, longest))))


def _flip(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _byte(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + bytes([rng.randrange(256)]) + data[at + rng.randint(0, 1) :]


def _without(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def _doubled(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    start, end = _span(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 2, 3, 16)) + data[end:]


def _moved(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    start, end = _span(data, rng)
    rest = data[:start] + data[end:]
    at = rng.randint(0, len(rest))
    return rest[:at] + data[start:end] + rest[at:]


def _word(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    word = rng.choice(words) if words else b""
    return data[:at] + word + data[at + rng.choice((0, 0, len(word))) :]


def _number(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    at, number = rng.randint(0, len(data)), rng.choice(_NUMBERS)
    return data[:at] + number + data[at + rng.choice((0, len(number))) :]


def _crossed(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    return data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]


def _lent(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    (start, end), (from_, to) = _span(data, rng), _span(other, rng)
    return data[:start] + other[from_:to] + data[end:]


def _coded(data: bytes, other: bytes, words: Sequence[bytes], rng: Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + rng.choice(_CODED)(data[start:end]) + data[end:]


_CHANGES: tuple[Change, ...] = (
    _flip, _byte, _without, _without, _doubled, _moved, _word, _word, _word, _number, _crossed,
    _lent, _lent, _coded,
)  # fmt: skip
