"""One member, frame or stream of a coding: compressed bytes -> what they hold, as they come.

Every library has a face of its own; here they have one. What is damaged raises one of FAULTS.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
import zstandard

from gateway.content.decompression.bounds import BROTLI_STEP, XZ_MEMORY, ZSTD_STEP, ZSTD_WINDOW

FAULTS = (zlib.error, brotli.error, zstandard.ZstdError, lzma.LZMAError, OSError, EOFError)
"""What the libraries raise for damaged bytes; bz2 raises OSError."""


class Member(Protocol):
    """Is given bytes until it has ended; `rest` is then what stands behind it."""

    def take(self, data: bytes, most: int) -> bytes:
        """What these bytes hold, or the first of it: `most` bytes, and what a step goes beyond.

        While it is not `hungry`, more of it comes for no bytes.
        """

    @property
    def hungry(self) -> bool: ...
    @property
    def ended(self) -> bool: ...
    @property
    def rest(self) -> bytes: ...


# ---------------------------------------------------------------- what stops where it is told


class Inflate:
    """Of gzip, zlib or bare deflate, by the window of zlib, which says what stands around it."""

    def __init__(self, window: int) -> None:
        self._tool = zlib.decompressobj(window)
        self.hungry = True

    def take(self, data: bytes, most: int) -> bytes:
        out = self._tool.decompress(self._tool.unconsumed_tail + data, most)
        self.hungry = len(out) < most
        return out

    @property
    def ended(self) -> bool:
        return self._tool.eof

    @property
    def rest(self) -> bytes:
        return self._tool.unused_data


class Deflate:
    """The zlib format, or bare deflate as some servers read and send it: two bytes tell."""

    ended, rest, hungry = False, b"", True

    def __init__(self) -> None:
        self._head = b""
        self._inflate: Inflate | None = None

    def take(self, data: bytes, most: int) -> bytes:
        if self._inflate is None:
            data = self._head = self._head + data
            if len(data) < 2:
                return b""
            self._inflate = Inflate(zlib.MAX_WBITS if _is_zlib(data) else -zlib.MAX_WBITS)
        out = self._inflate.take(data, most)
        self.hungry, self.ended = self._inflate.hungry, self._inflate.ended
        self.rest = self._inflate.rest
        return out


def _is_zlib(head: bytes) -> bool:
    """RFC 1950, 2.2. No encoder of bare deflate begins so: what pads a stored block is zeros."""
    return head[0] & 15 == 8 and int.from_bytes(head[:2]) % 31 == 0


class Stream:
    """Of bzip2 or xz, which have one face in Python."""

    def __init__(self, tool: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._tool = tool

    def take(self, data: bytes, most: int) -> bytes:
        return self._tool.decompress(data, most)

    @property
    def hungry(self) -> bool:
        return self._tool.needs_input

    @property
    def ended(self) -> bool:
        return self._tool.eof

    @property
    def rest(self) -> bytes:
        return self._tool.unused_data


class Brotli:
    """Of the library from 1.2 on. It stops where it is told, or after twice as much; bytes behind
    the end are damage to it."""

    rest = b""

    def __init__(self) -> None:
        self._tool = brotli.Decompressor()

    def take(self, data: bytes, most: int) -> bytes:
        out: bytes = self._tool.process(data, output_buffer_limit=most)
        return out

    @property
    def hungry(self) -> bool:
        return bool(self._tool.can_accept_more_data())

    @property
    def ended(self) -> bool:
        return bool(self._tool.is_finished())


# ---------------------------------------------------------------- what cannot be told


class InSteps:
    """Gives few bytes at a time, until what came of them is enough."""

    def __init__(
        self,
        undo: Callable[[bytes], bytes],
        has_ended: Callable[[], bool],
        unused: Callable[[], bytes],
        step: int,
    ) -> None:
        self._undo, self._has_ended, self._unused, self._step = undo, has_ended, unused, step
        self._left = b""

    def take(self, data: bytes, most: int) -> bytes:
        data, self._left, step = self._left + data, b"", self._step
        out: list[bytes] = []
        size = 0
        for start in range(0, len(data), step):
            piece = self._undo(data[start : start + step])
            out.append(piece)
            size += len(piece)
            if size >= most or self._has_ended():
                self._left = data[start + step :]
                break
        return b"".join(out)

    @property
    def hungry(self) -> bool:
        return not self._left

    @property
    def ended(self) -> bool:
        return self._has_ended()

    @property
    def rest(self) -> bytes:
        return self._unused() + self._left


# ---------------------------------------------------------------- by coding


def gzip_member() -> Member:
    return Inflate(16 + zlib.MAX_WBITS)


def gzip_or_zlib() -> Member:
    return Inflate(32 + zlib.MAX_WBITS)


def zstd_frame() -> Member:
    tool = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
    return InSteps(tool.decompress, lambda: tool.eof, lambda: tool.unused_data, ZSTD_STEP)


def brotli_in_steps() -> Member:
    tool = brotli.Decompressor()
    return InSteps(tool.process, tool.is_finished, bytes, BROTLI_STEP)


brotli_stream: Callable[[], Member] = (
    Brotli if hasattr(brotli.Decompressor, "can_accept_more_data") else brotli_in_steps
)
"""mitmproxy 11 asks for a library before 1.2."""


def bzip2_stream() -> Member:
    return Stream(bz2.BZ2Decompressor())


def xz_stream() -> Member:
    return Stream(lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY))
