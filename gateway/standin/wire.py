"""One accepted connection: bytes off TCP -> bytes in the clear, and back; counted on the way.

TLS is taken off here, with memory BIOs, so that a connection counts from its first TCP packet
on, whether or not a handshake follows. Whether it is TLS at all is told by the first byte.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from gateway.standin.ledger import Connection, Ledger

HANDSHAKE = 0x16  # RFC 8446, 5.1: the content type of a TLS record that carries a ClientHello
CHUNK = 256 * 1024


class Tls(Protocol):
    """Makes the server's side of TLS for one connection."""

    def __call__(
        self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, connection: Connection
    ) -> ssl.SSLObject: ...


class Wire(asyncio.Protocol):
    """`read` gives what came, `b""` at the end; `write` sends and waits while the peer is slow."""

    def __init__(
        self,
        ledger: Ledger,
        tls: Tls,
        serve: Callable[[Wire], Coroutine[Any, Any, None]],
    ) -> None:
        self.ledger, self._make_tls, self._serve = ledger, tls, serve
        self.reader = asyncio.StreamReader(limit=CHUNK)
        self._tls: ssl.SSLObject | None = None
        self._shaken = False
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._writable = asyncio.Event()
        self._writable.set()
        self._begun = False
        self._first = b""

    # ---- asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.reader.set_transport(transport)
        self.connection = self.ledger.open()
        self.task = asyncio.get_running_loop().create_task(self._serve(self))
        self.task.add_done_callback(lambda _: transport.close())

    def data_received(self, data: bytes) -> None:
        if not self._begun:
            self._begun = True
            if data[0] == HANDSHAKE:
                self.connection.encrypted = True
                self._tls = self._make_tls(self._incoming, self._outgoing, self.connection)
        if self._tls is None:
            self._arrived(data)
            return
        self._incoming.write(data)
        try:
            self._read_tls(self._tls)
        except ssl.SSLError as fault:
            self.connection.fault = fault.reason or type(fault).__name__
            self._flush()
            self.transport.close()

    def eof_received(self) -> bool:
        self.reader.feed_eof()
        return True  # an answer may still be on its way to a peer that has said all it had to say

    def connection_lost(self, exc: Exception | None) -> None:
        self.connection.closed = True
        self._writable.set()
        self.reader.feed_eof()
        self.task.cancel()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    # ---- the protocols' side

    @property
    def alpn(self) -> str:
        return (self._tls.selected_alpn_protocol() or "") if self._tls else ""

    async def begun(self) -> bool:
        """Wait for the first bytes in the clear, by when TLS has agreed on a protocol."""
        self._first = await self.reader.read(1)
        return bool(self._first)

    async def read(self) -> bytes:
        first, self._first = self._first, b""
        return first or await self.reader.read(CHUNK)

    async def write(self, data: bytes) -> None:
        if self.transport.is_closing():
            raise ConnectionResetError
        if self._tls is None:
            self.transport.write(data)
        elif data:
            self._tls.write(data)
            self._flush()
        await self._writable.wait()

    # ---- TLS

    def _read_tls(self, tls: ssl.SSLObject) -> None:
        try:
            if not self._shaken:
                tls.do_handshake()
                self._shaken = True
                self.connection.alpn = tls.selected_alpn_protocol() or ""
            while data := tls.read(CHUNK):
                self._arrived(data)
            self.reader.feed_eof()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.reader.feed_eof()
        self._flush()

    def _flush(self) -> None:
        if data := self._outgoing.read():
            self.transport.write(data)

    def _arrived(self, data: bytes) -> None:
        self.ledger.received(self.connection, data)
        self.reader.feed_data(data)
