"""A client's bytes on a WebSocket: only messages that were judged reach the service."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from mitmproxy import connection, http, options
from mitmproxy.proxy import commands, context, events
from mitmproxy.proxy.layers import websocket
from wsproto import events as said
from wsproto.connection import Connection, ConnectionType
from wsproto.extensions import PerMessageDeflate

from gateway.planes.mitmproxy import flow_state
from gateway.planes.mitmproxy.flow_state import Event, FlowState, Socket, State
from gateway.planes.mitmproxy.socket_layer import SocketLayer
from tests.fuzzing.looking import CANARY
from tests.fuzzing.seeds import tables
from tests.fuzzing.target import KIB, LawError, Target

LIMIT = 8 * KIB
"""Bytes of a message."""

PIECE = 50
"""Bytes that arrive at once."""

OFFERS = ("", "permessage-deflate")

_FRAMES = (
    b"\x81\x80\0\0\0\0", b"\x01\x80\0\0\0\0", b"\x80\x80\0\0\0\0", b"\x00\x80\0\0\0\0", b"\xc1",
    b"\x89\x80\0\0\0\0", b"\x8a\x80\0\0\0\0", b"\x88\x82\0\0\0\0\x03\xe8", b"\xfe", b"\xff",
    b"\x82\x80\0\0\0\0",
)  # fmt: skip


def _law(data: bytes) -> Iterable[Hashable]:
    """Hands a client's bytes to the layer; every other message passes as it is, some edited."""
    offer, data = OFFERS[(data or b"\0")[0] % len(OFFERS)], data[1:]
    driven = _Driven(offer)
    for at in range(0, len(data), PIECE):
        if driven.ended:
            break
        driven.receive(data[at : at + PIECE])
    driven.hold_only_judged()
    return (driven.ended, len(driven.judged), len(driven.sent))


class _Driven:
    """A layer between a client that is us and a service that is us too."""

    def __init__(self, offer: str) -> None:
        client = connection.Client(
            peername=("127.0.0.1", 1),
            sockname=("127.0.0.1", 2),
            state=connection.ConnectionState.OPEN,
        )
        about = context.Context(client, _options())
        server = about.server
        server.state = connection.ConnectionState.OPEN
        self.flow = http.HTTPFlow(client, server)
        self.flow.request = http.Request.make("GET", "https://a/v1/realtime")
        headers = {"sec-websocket-extensions": offer} if offer else {}
        self.flow.response = http.Response.make(101, headers=headers)
        self.flow.websocket = http.WebSocketData()
        self.flow.metadata[flow_state.KEY] = FlowState(State.OPENED, socket=Socket())
        self.layer = SocketLayer(about, self.flow, LIMIT)
        extensions: list[Any] = []
        if offer:
            extensions.append(PerMessageDeflate())
            extensions[0].finalize(offer)
        self._service = Connection(ConnectionType.SERVER, extensions)
        self.client, self.server = client, server
        self.judged: list[bytes] = []
        self.sent: list[bytes] = []
        self._arriving = b""
        self.ended = False
        self._do(events.Start())

    def receive(self, data: bytes) -> None:
        self._do(events.DataReceived(self.client, data))

    def _do(self, event: events.Event) -> None:
        waiting = [event]
        while waiting:
            for command in self.layer.handle_event(waiting.pop(0)):
                waiting += self._answered(command)

    def _answered(self, command: commands.Command) -> list[events.Event]:
        match command:
            case websocket.WebsocketMessageHook():
                self._judge()
                return [events.HookCompleted(command, None)]
            case commands.StartHook():
                return [events.HookCompleted(command, None)]
            case commands.SendData() if command.connection is self.server:
                self._service.receive_data(command.data)
                self._heard()
            case commands.CloseConnection() if command.connection is self.client:
                self.ended = True
        return []

    def _judge(self) -> None:
        """What the plane's hook does: pass it, or, where its frames were at fault, refuse it."""
        assert self.flow.websocket
        message = self.flow.websocket.messages[-1]
        state = flow_state.of(self.flow)
        if state.at is State.UNTAKEN or b"refuse" in message.content:
            state.on(Event.REFUSE)
            return
        if len(self.judged) % 3 == 2:
            message.content = b"edited"
        self.judged.append(message.content)
        message.dropped = False
        state.on(Event.PASS)

    def _heard(self) -> None:
        for heard in self._service.events():
            match heard:
                case said.TextMessage() | said.BytesMessage():
                    data = heard.data
                    self._arriving += data.encode() if isinstance(data, str) else data
                    if heard.message_finished:
                        self.sent.append(self._arriving)
                        self._arriving = b""
                case said.Ping() | said.Pong() if heard.payload:
                    raise LawError("no words of a client's pings reach the service")
                case said.CloseConnection() if heard.reason:
                    raise LawError("no reason of a client's end reaches the service")

    def hold_only_judged(self) -> None:
        if self._arriving or self.sent != self.judged[: len(self.sent)]:
            raise LawError("only messages that were judged reach the service")


@functools.cache
def _options() -> options.Options:
    return options.Options()


def frame(payload: bytes, opcode: int = 1, final: bool = True, packed: bool = False) -> bytes:
    """One of a client's, masked with zeros."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
    return bytes([final << 7 | packed << 6 | opcode]) + length + bytes(4) + payload


def _seeds() -> Iterator[bytes]:
    text = CANARY.encode()
    for first in (b"\0", b"\1"):
        yield first + frame(text) + frame(b"ping", 9) + frame(b"\x03\xe8bye", 8)
        yield first + frame(text[:6], 1, False) + frame(b"x", 9) + frame(text[6:], 0)
        yield first + frame(b"\xff\xfe", 2) + frame(b"", 1) + frame(text * 9)
        yield first + frame(b"refuse") + frame(b"pong", 10)
    deflate = PerMessageDeflate()
    deflate.finalize(OFFERS[1])
    packed = b"\xf2H\xcd\xc9\xc9\x07\0"  # RFC 7692, 7.2.3.1: "Hello"
    yield b"\1" + frame(packed, packed=True) + frame(packed, packed=True)
    yield from (b"\0" + frame(seed) for seed in tables("live.test_socket_messages", most=400))


TARGETS = (Target("sockets", _law, _seeds, _FRAMES),)
