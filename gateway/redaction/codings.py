"""Compressed bytes of an answer, as they come -> the bytes within, as they come."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

STEP = 2**20
"""Bytes that one step of inflating gives at the most; a full chunk would give 64 MiB."""

SMALL = 8
"""Bytes that are given at a time to decoders that know no such bound: four of Zstandard may be a
block of 128 KiB, five of Brotli one of 16 MiB."""

MAX_RATIO = 1_100
"""Bytes that one byte may become; of gzip and deflate 1,032 do. What gives more (800 bytes of
Brotli may be a gibibyte) is no answer, and would fill the memory that all answers need."""

ALWAYS = 2**20
"""Bytes that may come of however few."""

Decode = Callable[[bytes], Iterator[bytes]]


class DamagedError(ValueError):
    """The answer is not what its Content-Encoding says, or unpacks without end."""


def decoder(coding: str) -> Decode | None:
    """For the value of Content-Encoding; None for one that is not known."""
    made = _DECODERS.get(coding.strip().lower())
    return _Bounded(made()) if made else None


class _Bounded:
    """A decoder of which no more comes than an honest sender's bytes could hold."""

    def __init__(self, decode: Decode) -> None:
        self._decode = decode
        self._room = ALWAYS

    def __call__(self, data: bytes) -> Iterator[bytes]:
        self._room += MAX_RATIO * len(data)
        for out in self._decode(data):
            self._room -= len(out)
            if self._room < 0:
                raise DamagedError
            yield out


def _identity() -> Decode:
    return lambda data: iter((data,) if data else ())


class _Inflate:
    """gzip with any number of members, and deflate in either of its forms."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inflater = zlib.decompressobj(window)
        self._begun = False

    def __call__(self, data: bytes) -> Iterator[bytes]:
        while data:
            try:
                out = self._inflater.decompress(data, STEP)
            except zlib.error as e:
                if self._begun or self._window != zlib.MAX_WBITS:
                    raise DamagedError from e
                self._window = -zlib.MAX_WBITS  # bare deflate, as some servers send it
                self._inflater = zlib.decompressobj(self._window)
                self._begun = True
                continue
            self._begun = True
            if out:
                yield out
            data = self._inflater.unconsumed_tail
            if self._inflater.eof:
                data = self._inflater.unused_data
                self._inflater = zlib.decompressobj(self._window)


def _brotli() -> Decode:
    decompressor = brotli.Decompressor()

    def decode(data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), SMALL):
            try:
                out = decompressor.process(data[start : start + SMALL])
            except brotli.error as e:
                raise DamagedError from e
            if out:
                yield out

    return decode


def _zstd() -> Decode:
    decompressor = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj(
        read_across_frames=True
    )

    def decode(data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), SMALL):
            try:
                out = decompressor.decompress(data[start : start + SMALL])
            except zstandard.ZstdError as e:
                raise DamagedError from e
            if out:
                yield out

    return decode


_DECODERS: dict[str, Callable[[], Decode]] = {
    "": _identity,
    "identity": _identity,
    "gzip": lambda: _Inflate(16 + zlib.MAX_WBITS),
    "x-gzip": lambda: _Inflate(16 + zlib.MAX_WBITS),
    "deflate": lambda: _Inflate(zlib.MAX_WBITS),
    "br": _brotli,
    "zstd": _zstd,
}
