"""Encoders of every coding that the gate undoes, and ways to feed what they wrote."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import brotli
import zstandard

from gateway.content.decompression import decoder
from gateway.content.decompression.decoder import Coding, Decoder

MIB = 2**20
BOMB = 40 * MIB


def bare_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def fast_brotli(data: bytes) -> bytes:
    packed: bytes = brotli.compress(data, quality=5)
    return packed


def skipped(data: bytes) -> bytes:
    """A frame of Zstandard that decoders pass over."""
    return b"\x50\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data


@dataclass(frozen=True)
class Case:
    coding: Coding
    encode: Callable[[bytes], bytes]
    has_checksum: bool = True


CASES = {
    "gzip": Case(decoder.GZIP, gzip.compress),
    "gzip or zlib": Case(decoder.GZIP_OR_ZLIB, zlib.compress),
    "zlib": Case(decoder.DEFLATE, zlib.compress),
    "bare deflate": Case(decoder.DEFLATE, bare_deflate, has_checksum=False),
    "brotli": Case(decoder.BROTLI, fast_brotli, has_checksum=False),
    "brotli in steps": Case(decoder.BROTLI_IN_STEPS, fast_brotli, has_checksum=False),
    "zstd": Case(decoder.ZSTD, zstd),
    "zstd unskipped": Case(decoder.ZSTD_UNSKIPPED, zstd),
    "bzip2": Case(decoder.BZIP2, bz2.compress),
    "xz": Case(decoder.XZ, lzma.compress),
}


@cache
def bomb(name: str) -> bytes:
    """BOMB zeros, packed."""
    return CASES[name].encode(bytes(BOMB))


def undone(coding: Coding, pieces: Iterable[bytes], room: int = MIB) -> bytes:
    """What these pieces of compressed bytes hold, to their end."""
    decoder = Decoder(coding, room)
    out = b"".join(out for piece in pieces for out in decoder.feed(piece))
    decoder.end()
    return out


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    """The same bytes in pieces of these sizes, over and over."""
    out, at, number = [], 0, 0
    while at < len(data):
        out.append(data[at : at + sizes[number % len(sizes)]])
        at += sizes[number % len(sizes)]
        number += 1
    return out
