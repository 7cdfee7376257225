"""What a stand-in has seen: every connection, every byte in the clear, every question.

Written by the server's thread, read by any other. A mark is a point in that record;
`since` gives what came after it, so that "nothing at all arrived" can be counted.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import brotli
import zstandard


@dataclass(frozen=True, slots=True)
class Question:
    """One request as it arrived. `body` is as sent, its content codings still on it."""

    method: str
    target: str = field(repr=False)
    http_version: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    sni: str = ""
    arrived: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """All values of a header (name in lower case), joined as RFC 9110, 5.3 allows."""
        return ", ".join(v for n, v in self.headers if n == name)

    @property
    def content(self) -> bytes:
        """The body, its codings undone as far as a generous server would manage."""
        body = self.body
        for coding in reversed(self.header("content-encoding").lower().split(",")):
            body = _undo(coding.strip(), body)
        return body


@dataclass(slots=True)
class Connection:
    """One TCP connection: who asked for whom, and what came, once TLS was taken off."""

    number: int
    sni: str = ""
    alpn: str = ""
    encrypted: bool = False
    fault: str = ""
    closed: bool = False
    received: bytearray = field(default_factory=bytearray, repr=False)
    questions: list[Question] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list, repr=False)
    """On a WebSocket: each message of the client, whole and unmasked."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in the record: how many connections, and how far each had come."""

    connections: int
    received: tuple[int, ...]
    questions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came after a mark."""

    connections: tuple[Connection, ...]
    received: bytes = field(repr=False)
    questions: tuple[Question, ...]

    @property
    def nothing(self) -> bool:
        """Did nothing come, not even a TCP connection?"""
        return not self.connections and not self.received

    @property
    def messages(self) -> tuple[bytes, ...]:
        """What came on WebSockets that were opened since."""
        return tuple(m for c in self.connections for m in c.messages)

    def holds(self, needle: bytes) -> bool:
        """Did these bytes arrive, on the wire or once a body was decoded?"""
        return any(needle in text for text in self._forms())

    def _forms(self) -> Iterator[bytes]:
        yield self.received
        yield from self.messages  # frames are masked on the wire
        for question in self.questions:
            yield question.target.encode("utf-8", "surrogateescape")
            yield "\n".join(f"{n}: {v}" for n, v in question.headers).encode("utf-8", "replace")
            yield question.body  # HTTP/2 frames and chunks split what stands together here
            yield question.content


class Ledger:
    """The record. `keep` limits the bytes kept a connection (None: all of them)."""

    def __init__(self, keep: int | None = None) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._connections: list[Connection] = []

    def open(self) -> Connection:
        with self._lock:
            connection = Connection(len(self._connections))
            self._connections.append(connection)
            return connection

    def received(self, connection: Connection, data: bytes) -> None:
        with self._lock:
            room = len(data) if self._keep is None else self._keep - len(connection.received)
            connection.received += data[: max(room, 0)]

    def asked(self, connection: Connection, question: Question) -> None:
        with self._lock:
            if self._keep is None:
                connection.questions.append(question)

    def heard(self, connection: Connection, message: bytes) -> None:
        with self._lock:
            if self._keep is None:
                connection.messages.append(message)

    def mark(self) -> Mark:
        with self._lock:
            return Mark(
                len(self._connections),
                tuple(len(c.received) for c in self._connections),
                tuple(len(c.questions) for c in self._connections),
            )

    def since(self, mark: Mark | None = None) -> Seen:
        """What came after the mark; without one, everything."""
        mark = mark or Mark(0, (), ())
        with self._lock:
            old = list(zip(self._connections, mark.received, mark.questions, strict=False))
            new = self._connections[mark.connections :]
            received = [bytes(c.received[n:]) for c, n, _ in old] + [bytes(c.received) for c in new]
            questions = [q for c, _, n in old for q in c.questions[n:]]
            questions += [q for c in new for q in c.questions]
            return Seen(tuple(new), b"".join(received), tuple(questions))


def _undo(coding: str, body: bytes) -> bytes:
    """One content coding undone; what cannot be undone stays as it is."""
    try:
        return _DECODERS.get(coding, bytes)(body)
    except (zlib.error, brotli.error, zstandard.ZstdError):
        return body


def _gunzip(body: bytes) -> bytes:
    """Every member (RFC 1952, 2.2), as most servers read them; a cut end is let pass."""
    out = bytearray()
    while body:
        member = zlib.decompressobj(31)
        out += member.decompress(body)
        body = member.unused_data if member.eof else b""
    return bytes(out)


def _inflate(body: bytes) -> bytes:
    """RFC 9110 says zlib; many clients send the bare stream, and servers take both."""
    try:
        return zlib.decompress(body)
    except zlib.error:
        return zlib.decompress(body, -15)


def _unzstd(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj(read_across_frames=True).decompress(body)


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": brotli.decompress,
    "zstd": _unzstd,
}
