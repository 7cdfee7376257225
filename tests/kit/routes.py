"""Further answers of the stand-in, for tests: held back, large, compressed, with odd headers."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace

import brotli
import zstandard

from gateway.standin import vendors
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


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


def coded(question: Question) -> Answer | None:
    """/coded/CODING/...: the vendor's answer to the rest of the path, compressed, in pieces."""
    first, _, rest = question.target.removeprefix("/coded/").partition("/")
    if first not in CODINGS or not question.target.startswith("/coded/"):
        return None
    answer = vendors.answer(replace(question, target="/" + rest))
    assert isinstance(answer.pieces, Iterable)
    body = CODINGS[first](b"".join(answer.pieces))
    pieces = [body[n : n + 7] for n in range(0, len(body), 7)]
    return replace(answer, pieces=pieces, headers=(("content-encoding", first),))


def damaged(question: Question) -> Answer | None:
    """/damaged: an event stream that says gzip and is none."""
    if not question.path.startswith("/damaged"):
        return None
    headers = (("content-encoding", "gzip"),)
    return Answer((b"data: {}\n\n",), 200, EVENTS, headers, streamed=True)


def tool_call(question: Question) -> Answer | None:
    """/tools: what was said comes back in a tool's arguments, JSON in JSON, in fragments."""
    if not question.path.startswith("/tools"):
        return None
    said = vendors.reply(question)
    arguments = json.dumps({"to": said, "more": json.dumps({"to": said})})
    calls = [
        {"index": 0, "function": {"arguments": arguments[n : n + 5]}}
        for n in range(0, len(arguments), 5)
    ]
    values = ({"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]} for call in calls)
    events = (b"data: " + json.dumps(v).encode() + b"\n\n" for v in values)
    return Answer((*events, b"data: [DONE]\n\n"), 200, EVENTS, streamed=True)


ROUTES = (large, http3, leaving, odd_stream, packed_stream, coded, damaged, tool_call)
