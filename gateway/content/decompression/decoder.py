"""One coding, from its first byte to its last: bytes as they come -> pieces of what they hold.

However the bytes are cut, the pieces together are the same. Never is more held than the room that
is left and what one step may give; what is damaged, cut short or goes on behind its end is an
error with a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gateway.content.decompression import members
from gateway.content.decompression.bounds import MAX_MEMBERS, PIECE, SLICE
from gateway.content.decompression.members import FAULTS, Deflate, Member

Cause = Literal[
    "bytes-after-the-end",
    "cut-short",
    "damaged",
    "many-codings",
    "many-frames",
    "many-members",
    "unknown-coding",
]
"""Codes of what is wrong with compressed bytes; their words stand in messages/reasons.py."""


class DecompressionError(ValueError):
    """Compressed bytes that cannot be undone. Its text is a code."""


class UndecodableError(DecompressionError):
    """They are not what they are said to be."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)


class TooLargeError(DecompressionError):
    """They hold more than the limit."""

    def __init__(self) -> None:
        super().__init__("too-large")


@dataclass(frozen=True, slots=True)
class Coding:
    """How one member is undone. `begins` are the bytes with which members begin, none where there
    is one only; `padding` what may stand behind each."""

    member: Callable[[], Member]
    begins: bytes = b""
    padding: bytes = b""
    many: Cause = "many-members"


_ZLIB_BEGINS = bytes(range(0x08, 0x80, 0x10))  # RFC 1950, 2.2: deflate, a window up to 32 KiB
_SKIPPED_BEGINS = bytes(range(0x50, 0x60))  # RFC 8878, 3.1.2

GZIP = Coding(members.gzip_member, begins=b"\x1f")
GZIP_OR_ZLIB = Coding(members.gzip_or_zlib, begins=b"\x1f" + _ZLIB_BEGINS)
DEFLATE = Coding(Deflate)
BROTLI = Coding(members.brotli_stream)
BROTLI_IN_STEPS = Coding(members.brotli_in_steps)
"""For a library that is older than 1.2; then it is BROTLI too."""
ZSTD = Coding(members.zstd_frame, begins=b"\x28" + _SKIPPED_BEGINS, many="many-frames")
ZSTD_UNSKIPPED = replace(ZSTD, begins=b"\x28")
"""Without frames that decoders pass over, in which anything may stand."""
BZIP2 = Coding(members.bzip2_stream, begins=b"B", padding=b"\0")
XZ = Coding(members.xz_stream, begins=b"\xfd", padding=b"\0")

CONTENT_CODINGS = {
    "gzip": GZIP,
    "x-gzip": GZIP,
    "deflate": DEFLATE,
    "br": BROTLI,
    "zstd": ZSTD_UNSKIPPED,
}
"""By their names in Content-Encoding (RFC 9110, 8.4.1; RFC 7932; RFC 8878)."""


class Decoder:
    """Undoes a coding. `room` is how many bytes may still come out of it; it may be raised.

    Where members begin is written to `starts`, counted from the first byte fed.
    """

    def __init__(
        self,
        coding: Coding,
        room: int,
        most_members: int | None = MAX_MEMBERS,
        starts: list[int] | None = None,
    ) -> None:
        self.room = room
        self._coding = coding
        self._most, self._count = most_members, 0
        self._starts, self._fed = starts, 0
        self._member: Member | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes hold, never an empty piece. Raises UndecodableError, TooLargeError."""
        for start in range(0, len(data), SLICE):
            yield from self._slice(data[start : start + SLICE])

    def end(self) -> None:
        """There are no more bytes. Raises UndecodableError where more should be."""
        if self._member:
            raise UndecodableError("cut-short")

    def _slice(self, data: bytes) -> Iterator[bytes]:
        self._fed += len(data)
        while data := self._unpadded(data):
            member = self._member = self._member or self._begun(data)
            hungry = False
            while not hungry:
                if out := self._taken(member, data):
                    yield out
                data = b""
                hungry = member.ended or member.hungry
            if member.ended:
                data, self._member = member.rest, None

    def _unpadded(self, data: bytes) -> bytes:
        within = self._member or not self._count
        return data if within else data.lstrip(self._coding.padding)

    def _begun(self, data: bytes) -> Member:
        begins = self._coding.begins
        if self._count and data[0] not in begins:
            raise UndecodableError("bytes-after-the-end")
        if begins and data[0] not in begins:
            raise UndecodableError("damaged")
        if self._count == self._most:
            raise UndecodableError(self._coding.many)
        self._count += 1
        if self._starts is not None:
            self._starts.append(self._fed - len(data))
        return self._coding.member()

    def _taken(self, member: Member, data: bytes) -> bytes:
        try:
            out = member.take(data, min(PIECE, self.room + 1))
        except FAULTS as e:
            raise UndecodableError("damaged") from e
        self.room -= len(out)
        if self.room < 0:
            raise TooLargeError
        return out
