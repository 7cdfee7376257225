"""Load on loopback: an upstream that answers at once, and a client that keeps connections busy.

Both are as bare as they can be, so that what is measured is the proxy between them.
"""

from __future__ import annotations

import asyncio
import ssl
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway.standin.certificates import Authority

ANSWER = b'{"id":"x","object":"chat.completion","choices":[{"message":{"content":"ok"}}]}'
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
CHUNK = b'data: {"choices":[{"delta":{"content":"token"}}],"at":%f}\n\n'


class _Upstream(asyncio.Protocol):
    """Answers a request once its body is there; `/stream` in chunks, with the time in each."""

    chunks, pause = 50, 0.02

    def __init__(self) -> None:
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.buffer[:end]).lower()
        size = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        if len(self.buffer) < end + 4 + size:
            return
        del self.buffer[: end + 4 + size]
        if b"/stream" in head.split(b"\r\n")[0]:
            self.task = asyncio.ensure_future(self._stream())
        else:
            self.transport.write(OK % (len(ANSWER), ANSWER))

    async def _stream(self) -> None:
        self.transport.write(STREAM)
        for _ in range(self.chunks):
            await asyncio.sleep(self.pause)
            piece = CHUNK % time.perf_counter()
            self.transport.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.transport.write(b"0\r\n\r\n")


def start_upstream(folder: Path, name: str) -> tuple[int, Path]:
    """An upstream in a thread; its port and the CA to trust."""
    authority = Authority(folder)
    context = authority.context(name, ("http/1.1",))
    ready: list[int] = []
    listening = threading.Event()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(_Upstream, "127.0.0.1", 0, ssl=context)
        ready.append(server.sockets[0].getsockname()[1])
        listening.set()
        await asyncio.Event().wait()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    listening.wait(10)
    return ready[0], authority.certificate


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one run: requests a second, and the median and 99th percentile in milliseconds."""

    requests: int
    per_second: float
    median: float
    slowest: float


@dataclass(frozen=True, slots=True)
class Client:
    """Speaks CONNECT and TLS to a proxy, HTTP/1.1 with keep-alive inside."""

    proxy: tuple[str, int]
    target: tuple[str, int]
    ca: Path
    source: str = "127.0.0.1"
    """The address that the proxy sees: whom it takes the client for."""

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(
            *self.proxy, limit=2**24, local_addr=(self.source, 0)
        )
        name = b"%s:%d" % (self.target[0].encode(), self.target[1])
        writer.write(b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (name, name))
        await reader.readuntil(b"\r\n\r\n")
        context = ssl.create_default_context(cafile=str(self.ca))
        context.set_alpn_protocols(["http/1.1"])
        await writer.start_tls(context, server_hostname=self.target[0])
        return reader, writer

    def request(self, path: str, body: bytes) -> bytes:
        return (
            b"POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
            b"Accept: application/json\r\nUser-Agent: OpenAI/Python 2.54.0\r\n"
            b"Content-Length: %d\r\n\r\n%s"
        ) % (path.encode(), self.target[0].encode(), len(body), body)

    async def run(
        self, bodies: Iterator[bytes], count: int, connections: int, *, chunked: bool = False
    ) -> Measured:
        """Send `count` requests over that many connections. Raises if one is not answered 200.

        `chunked`: the answers' lengths are not known beforehand.
        """
        waits: list[float] = []
        left = iter(range(count))

        async def worker() -> None:
            reader, writer = await self.connect()
            for _ in left:
                began = time.perf_counter()
                writer.write(self.request("/v1/chat/completions", next(bodies)))
                head = await reader.readuntil(b"\r\n\r\n")
                if chunked:
                    answer = await reader.readuntil(b"0\r\n\r\n")
                else:
                    size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                    answer = await reader.readexactly(size)
                assert head.startswith(b"HTTP/1.1 200"), (head[:40], answer[:300])
                waits.append(time.perf_counter() - began)
            writer.close()

        began = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(connections)))
        took = time.perf_counter() - began
        waits.sort()
        return Measured(
            count, count / took, statistics.median(waits) * 1e3, waits[int(count * 0.99)] * 1e3
        )

    async def chunk_delays(self, streams: int) -> list[float]:
        """Milliseconds from the upstream's writing of a chunk to its arrival here."""

        async def one() -> list[float]:
            reader, writer = await self.connect()
            writer.write(self.request("/v1/stream", b'{"messages":[],"stream":true}'))
            await reader.readuntil(b"\r\n\r\n")
            delays = []
            while True:
                line = await reader.readline()
                if line == b"0\r\n":
                    break
                if line.startswith(b"data:"):
                    sent = float(line.rpartition(b'"at":')[2].rstrip(b"}\n"))
                    delays.append((time.perf_counter() - sent) * 1e3)
            writer.close()
            return delays

        found = await asyncio.gather(*(one() for _ in range(streams)))
        return [d for delays in found for d in delays]
