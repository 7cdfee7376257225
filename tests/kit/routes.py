"""Further answers of the stand-in, for tests: held back, large, compressed, with odd headers."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from gateway.standin.answers import EVENTS, Answer
from gateway.standin.ledger import Question

MIB = 2**20


@dataclass
class Held:
    """A streamed answer at /held: its first event at once, the rest when the test says so."""

    release: threading.Event = field(default_factory=threading.Event)
    first: bytes = b'data: {"choices":[{"index":0,"delta":{"content":"first"}}]}\n\n'
    last: bytes = b"data: [DONE]\n\n"

    def __call__(self, question: Question) -> Answer | None:
        if not question.path.endswith("/held/chat/completions"):
            return None
        return Answer(self._pieces(), 200, EVENTS, streamed=True)

    async def _pieces(self) -> AsyncIterator[bytes]:
        yield self.first
        # A thread's event: no asyncio.Event can be set from the test's thread.
        while not self.release.is_set():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        yield self.last


def large(question: Question) -> Answer | None:
    """/large: 36 MiB, more than any limit on what goes out, in pieces of 1 MiB."""
    if not question.path.endswith("/large"):
        return None
    return Answer((b"x" * MIB for _ in range(36)), 200, "application/octet-stream", streamed=True)


def http3(question: Question) -> Answer | None:
    """/http3: an answer that offers HTTP/3 (RFC 7838)."""
    if not question.path.endswith("/http3"):
        return None
    return Answer((b"{}",), headers=(("alt-svc", 'h3=":443"; ma=86400'),))


def leaving(question: Question) -> Answer | None:
    """/leaving: an answer behind which the server takes no more on this connection."""
    if not question.path.endswith("/leaving"):
        return None
    return Answer((b"{}",), last=True)


EVENT_LINES = b": a comment\r\nevent: x\rdata: \xe3\x81\x82\n\ndata: [DONE]\n\ndata: after\n\n"


def odd_stream(question: Question) -> Answer | None:
    """/odd: an event stream with comments, mixed line ends and pieces that cut a character."""
    if not question.path.endswith("/odd/chat/completions"):
        return None
    pieces = [EVENT_LINES[n : n + 3] for n in range(0, len(EVENT_LINES), 3)]
    return Answer(pieces, 200, EVENTS, streamed=True)


PACKED = gzip.compress(EVENT_LINES, mtime=0)


def packed_stream(question: Question) -> Answer | None:
    """/packed: the same, compressed."""
    if not question.path.endswith("/packed/chat/completions"):
        return None
    headers = (("content-encoding", "gzip"),)
    return Answer((PACKED[:9], PACKED[9:]), 200, EVENTS, headers, streamed=True)


ROUTES = (large, http3, leaving, odd_stream, packed_stream)
