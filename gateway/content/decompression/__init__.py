"""Compressed bytes -> what they hold, bounded: gzip, deflate, brotli, Zstandard, bzip2 and xz.

members    one member, frame or stream of each coding
decoder    a row of them, in pieces as they come
bounds     how much of what, and why
bodies     a body by its Content-Encoding, at once and strictly
files      a file by its first bytes, with what stands in its heads
answers    an answer as it comes, of which no more comes than an honest sender's could hold
"""

from gateway.content.decompression.answers import Decode, answer_decoder
from gateway.content.decompression.bodies import decode
from gateway.content.decompression.bounds import RATIO, room
from gateway.content.decompression.decoder import (
    Cause,
    DecompressionError,
    TooLargeError,
    UndecodableError,
)
from gateway.content.decompression.files import COMPRESSED, Unpacked, unpack

__all__ = [
    "COMPRESSED",
    "RATIO",
    "Cause",
    "Decode",
    "DecompressionError",
    "TooLargeError",
    "UndecodableError",
    "Unpacked",
    "answer_decoder",
    "decode",
    "room",
    "unpack",
]
