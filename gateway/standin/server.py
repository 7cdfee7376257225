"""The stand-in itself: listens on loopback, in a thread of its own, until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import weakref
from collections.abc import Sequence
from types import TracebackType

from gateway.standin import http1, http2, vendors
from gateway.standin.answers import Answer, Route
from gateway.standin.certificates import Authority
from gateway.standin.ledger import Connection, Ledger, Question
from gateway.standin.wire import Wire

PATIENCE = 10.0  # seconds to wait for the thread to begin or to end


class StandIn:
    """Answers like the AI vendors, over TLS or in the clear, and keeps what it was sent.

    `routes` are asked before the vendors' own. `pace` is the pause in seconds between two
    pieces of a streamed answer; both it and `protocols` may be set while it runs.
    """

    def __init__(
        self,
        authority: Authority,
        *,
        routes: Sequence[Route] = (),
        pace: float = 0.0,
        protocols: tuple[str, ...] = ("h2", "http/1.1"),
        keep: int | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.authority, self.routes, self.pace = authority, tuple(routes), pace
        self.protocols, self.host, self.port = protocols, host, port
        self.ledger = Ledger(keep)
        self._names: weakref.WeakKeyDictionary[ssl.SSLObject, Connection] = (
            weakref.WeakKeyDictionary()
        )
        self._contexts: dict[tuple[str, tuple[str, ...]], ssl.SSLContext] = {}
        self._ready = threading.Event()
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="stand-in", daemon=True)

    # ---- from any thread

    def start(self) -> StandIn:
        """Returns once it listens; `port` then tells where. Raises OSError if it cannot."""
        self._thread.start()
        self._ready.wait(PATIENCE)
        if self._fault is not None:
            raise self._fault
        return self

    def stop(self) -> None:
        """Hang up on everyone and end the thread."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(PATIENCE)

    def __enter__(self) -> StandIn:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # ---- in its own thread

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as fault:  # start() raises it in the thread that asked
            self._fault = fault
            self._ready.set()

    async def _main(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        wires: weakref.WeakSet[Wire] = weakref.WeakSet()

        def accept() -> Wire:
            wire = Wire(self.ledger, self._tls, self._serve)
            wires.add(wire)
            return wire

        server = await self._loop.create_server(accept, self.host, self.port, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()
        server.close()
        for wire in list(wires):
            wire.transport.abort()

    async def _serve(self, wire: Wire) -> None:
        with contextlib.suppress(ConnectionError):
            if await wire.begun():
                speak = http2.serve if wire.alpn == "h2" else http1.serve
                await speak(wire, self._answer, self._rest)

    def _answer(self, question: Question) -> Answer:
        for route in self.routes:
            if (answer := route(question)) is not None:
                return answer
        return vendors.answer(question)

    async def _rest(self) -> None:
        await asyncio.sleep(self.pace)

    def _tls(
        self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, connection: Connection
    ) -> ssl.SSLObject:
        peer = self._context("localhost").wrap_bio(incoming, outgoing, server_side=True)
        self._names[peer] = connection
        return peer

    def _context(self, name: str) -> ssl.SSLContext:
        key = (name, self.protocols)
        if key not in self._contexts:
            context = self.authority.context(name, self.protocols)
            context.sni_callback = self._named
            self._contexts[key] = context
        return self._contexts[key]

    def _named(
        self, peer: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLContext
    ) -> None:
        """Server Name Indication (RFC 6066, 3): note who was asked for, show that certificate."""
        if isinstance(peer, ssl.SSLObject) and name:
            self._names[peer].sni = name
            peer.context = self._context(name)
