"""A WebSocket that is looked into: frames in, and out only the messages that were judged.

Stands where mitmproxy's own layer stands, on the flows that `sockets` has opened. That one sends
a message on when its hook has failed, keeps every message of a connection, has no bound on what a
message may unpack to, hands on what a client writes into pings and into the reason of its end, and
has no way to end a connection from a hook.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import Any

from mitmproxy import connection, http
from mitmproxy.proxy import commands, context, events
from mitmproxy.proxy.layers import websocket
from mitmproxy.websocket import WebSocketMessage
from wsproto import events as said
from wsproto.connection import ConnectionState, ConnectionType
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import CloseReason, Opcode

from gateway.planes.mitmproxy import flow_state
from gateway.planes.mitmproxy.flow_state import Event, Refused, Socket, State
from gateway.planes.mitmproxy.frames import IN_PART, TINY, Trickle

MAX_FRAMES = 1_000
"""Frames of one message that are sent on as they were cut; one of more becomes a single frame."""

MAX_HELD = 2**20
"""Bytes of a service's message that are kept until its end, so that nothing is put into the middle
of it. Longer ones are passed on as they come."""

MAX_PINGS = 16
"""Pings of the service that wait for their answer; senders have one or two."""

PATIENCE = 1.0
"""Seconds that a client has to take the end of its connection in."""

Commands = Generator[commands.Command, Any, None]


@dataclass(slots=True)
class Arriving:
    """A message of which the last frame is not there yet."""

    frames: list[bytearray] = field(default_factory=lambda: [bytearray()], repr=False)
    size: int = 0
    is_text: bool = True

    def take(self, event: said.TextMessage | said.BytesMessage) -> None:
        data = event.data.encode() if isinstance(event.data, str) else event.data
        self.is_text = isinstance(event.data, str)
        self.frames[-1] += data
        self.size += len(data)
        if event.frame_finished and not event.message_finished and len(self.frames) < MAX_FRAMES:
            self.frames.append(bytearray())

    @property
    def content(self) -> bytes:
        return b"".join(self.frames)


class Deflate(PerMessageDeflate):
    """permessage-deflate (RFC 7692) of which no step unpacks to more than the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def frame_inbound_payload_data(self, proto: Any, data: bytes) -> bytes | CloseReason:
        if not self._inbound_compressed or not self._inbound_is_compressible:
            return data
        assert self._decompressor is not None
        try:
            found: bytes = self._decompressor.decompress(bytes(data), self._limit + 1)
        except zlib.error:
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA
        return found if len(found) <= self._limit else CloseReason.MESSAGE_TOO_BIG


class SocketLayer(websocket.WebsocketLayer):
    """One connection. The hook `websocket_message` is asked once for each message of the client;
    unless that message has passed, the connection ends."""

    def __init__(
        self,
        context: context.Context,
        flow: http.HTTPFlow,
        limit: int,
        flooded: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(context, flow)
        self.standing = flow_state.of(flow)
        self.socket = self.standing.socket = self.standing.socket or Socket()
        self.limit = limit
        self._flooded = flooded
        self._trickle = Trickle()
        self._asked = Arriving()
        self._answer = Arriving()
        self._answer_has_begun = False
        self._pings: deque[bytes] = deque(maxlen=MAX_PINGS)
        self._waiting = 0
        self._state: Callable[[events.Event], Commands] = self.start

    def _handle_event(self, event: events.Event) -> Commands:
        yield from self._state(event)

    def handle_event(self, event: events.Event) -> Commands:
        """While a message is judged, the next ones wait; not more of them than one may be long."""
        if self._paused and self._is_from_client(event):
            self._waiting += len(event.data)  # type: ignore[attr-defined]
            if self._waiting > self.limit:
                yield commands.CloseConnection(self.context.client)
                return
        yield from super().handle_event(event)

    def _is_from_client(self, event: events.Event) -> bool:
        return isinstance(event, events.DataReceived) and event.connection is self.context.client

    def start(self, _: events.Event) -> Commands:
        assert self.flow.response
        extensions = self.flow.response.headers.get_all("sec-websocket-extensions")
        self.client_ws = self._peer(ConnectionType.SERVER, self.context.client, extensions)
        self.server_ws = self._peer(ConnectionType.CLIENT, self.context.server, extensions)
        yield websocket.WebsocketStartHook(self.flow)
        self._state = self.relay

    def _peer(
        self, kind: ConnectionType, conn: connection.Connection, extensions: list[str]
    ) -> websocket.WebsocketConnection:
        found = []
        for offer in deflate_offers(extensions):
            deflate = Deflate(self.limit) if kind is ConnectionType.SERVER else PerMessageDeflate()
            deflate.finalize(offer)
            found.append(deflate)
        return websocket.WebsocketConnection(kind, found, conn=conn)

    def relay(self, event: events.Event) -> Commands:
        from_client = isinstance(event, events.ConnectionEvent) and (
            event.connection is self.context.client
        )
        source = self.client_ws if from_client else self.server_ws
        hear = self._heard_client if from_client else self._heard_server
        if isinstance(event, events.DataReceived):
            if from_client:
                self._waiting = max(0, self._waiting - len(event.data))
            source.receive_data(event.data)
        elif isinstance(event, events.ConnectionClosed):
            source.receive_data(None)
        for heard in source.events():
            if from_client and not self._trickle.take(_cost_of(heard)):
                yield from self._cut_off()
                return
            yield from hear(heard)
            if self._state != self.relay:
                return

    def _cut_off(self) -> Commands:
        """End both sides without a word: a client that floods does not listen either."""
        self._flooded()
        yield from _closed(self.server_ws, CloseReason.GOING_AWAY, "")
        yield commands.CloseConnection(self.context.server)
        yield websocket.WebsocketEndHook(self.flow)
        self.flow.live = False
        self._state = self.done
        yield commands.CloseConnection(self.context.client)

    # ------------------------------------------------------------ the client

    def _heard_client(self, heard: said.Event) -> Commands:
        match heard:
            case said.TextMessage() | said.BytesMessage():
                self._asked.take(heard)
                if self._asked.size > self.limit:
                    yield from self._not_taken(CloseReason.MESSAGE_TOO_BIG)
                elif heard.message_finished:
                    yield from self._judge()
            case said.Ping():  # its words are the client's own: they are answered here
                yield self.client_ws.send2(heard.response())
                if self.server_ws.state is ConnectionState.OPEN:
                    yield self.server_ws.send2(said.Ping())
            case said.Pong():
                if bytes(heard.payload) in self._pings:
                    yield self.server_ws.send2(heard)
            case said.CloseConnection():
                if self.client_ws.state is ConnectionState.OPEN:  # its frames make no sense
                    yield from self._not_taken(heard.code)
                else:  # the reason is left out: nobody looked at it
                    yield from self._end(Refused((), heard.code, ""), heard.code)

    def _judge(self, fault: int | None = None) -> Commands:
        assert self.flow.websocket
        asked, self._asked = self._asked, Arriving()
        state = self.standing
        state.on(Event.MESSAGE if fault is None else Event.FAULT)
        self.socket.fault = fault
        content = asked.content
        kind = Opcode.TEXT if asked.is_text else Opcode.BINARY
        message = WebSocketMessage(kind, True, content, dropped=True)
        self.flow.websocket.messages[:] = [message]
        yield websocket.WebsocketMessageHook(self.flow)
        self.flow.websocket.messages.clear()
        if state.at is not State.PASSED or message.dropped:
            yield from self._end(self.socket.refused or Refused())
            return
        unchanged = message.content == content
        frames = [bytes(f) for f in asked.frames] if unchanged else [message.content]
        yield from _sent(self.server_ws, frames, asked.is_text)
        state.on(Event.SENT)

    def _not_taken(self, fault: int) -> Commands:
        """A message that is too long, or frames that are none."""
        self._asked = Arriving()
        yield from self._judge(fault)

    # ------------------------------------------------------------ the service

    def _heard_server(self, heard: said.Event) -> Commands:
        match heard:
            case said.TextMessage() | said.BytesMessage():
                self._answer.take(heard)
                if heard.message_finished or self._answer.size > MAX_HELD:
                    yield from self._answered(heard.message_finished)
            case said.Ping():
                self._pings.append(bytes(heard.payload))
                yield from self._to_client(heard)
            case said.Pong():
                pass  # the client's ping was answered here
            case said.CloseConnection():
                restore = self.socket.restore
                waiting = tuple(restore.end()) if restore else ()
                yield from self._end(Refused(waiting, heard.code, heard.reason or ""))

    def _answered(self, finished: bool) -> Commands:
        """What the service said so far goes to the client, restored where that was asked for."""
        answer, self._answer = self._answer, Arriving(is_text=self._answer.is_text)
        whole = finished and not self._answer_has_begun
        self._answer_has_begun = not finished
        restore = self.socket.restore
        if restore and whole and answer.is_text:
            content = answer.content.decode()
            restored = restore(content)
            if restored != [content]:
                for text in restored:
                    yield from _sent(self.client_ws, [text.encode()], True)
                return
        frames = [bytes(f) for f in answer.frames]
        yield from _sent(self.client_ws, frames, answer.is_text, finished)

    def _to_client(self, event: said.Event) -> Commands:
        if self.client_ws.state is ConnectionState.OPEN:
            yield self.client_ws.send2(event)

    # ------------------------------------------------------------ the end

    def _end(self, refused: Refused, to_server: int = CloseReason.NORMAL_CLOSURE) -> Commands:
        """Tell the client why, and end both sides; the client's when it has heard of it."""
        assert self.flow.websocket
        if not self._answer_has_begun:
            for text in refused.messages:
                yield from self._to_client(said.TextMessage(text))
        yield from _closed(self.server_ws, to_server, "")
        yield commands.CloseConnection(self.context.server)
        yield from _closed(self.client_ws, refused.code, refused.reason)
        self.flow.websocket.close_code = refused.code
        yield websocket.WebsocketEndHook(self.flow)
        self.flow.live = False
        if self.client_ws.state is ConnectionState.LOCAL_CLOSING:
            self._state = self.linger
            yield commands.RequestWakeup(PATIENCE)
        else:
            self._state = self.done
            yield commands.CloseConnection(self.context.client)

    def linger(self, event: events.Event) -> Commands:
        """Closed while bytes of the client wait unread, a connection loses what was said last."""
        if self._is_from_client(event):
            self.client_ws.receive_data(event.data)  # type: ignore[attr-defined]
            if not any(isinstance(e, said.CloseConnection) for e in self.client_ws.events()):
                return
        elif isinstance(event, events.ConnectionEvent) and (
            event.connection is not self.context.client
        ):
            return
        self._state = self.done
        yield commands.CloseConnection(self.context.client)

    def done(self, _: events.Event) -> Commands:
        yield from ()


def _sent(
    peer: websocket.WebsocketConnection, frames: list[bytes], is_text: bool, finished: bool = True
) -> Commands:
    """A message in the frames that it came in; no character is cut by them."""
    for number, frame in enumerate(frames, 1):
        if peer.state is not ConnectionState.OPEN:
            return
        last = finished and number == len(frames)
        if is_text:
            yield peer.send2(said.TextMessage(frame.decode(), message_finished=last))
        else:
            yield peer.send2(said.BytesMessage(frame, message_finished=last))


def _cost_of(heard: said.Event) -> float:
    """Of a frame, among those that carry nothing."""
    if isinstance(heard, said.TextMessage | said.BytesMessage):
        if heard.data or heard.message_finished:
            return 0.0 if heard.message_finished or len(heard.data) >= TINY else IN_PART
        return 0.0 if not heard.frame_finished else 1.0
    return 0.0 if isinstance(heard, said.CloseConnection) else 1.0


def _closed(peer: websocket.WebsocketConnection, code: int, reason: str) -> Commands:
    if peer.state in {ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING}:
        yield peer.send2(said.CloseConnection(code, reason or None))


_OFFER = re.compile(
    r"permessage-deflate(?:[ \t]*;[ \t]*(?:(?:client|server)_no_context_takeover"
    r"|(?:client|server)_max_window_bits(?:=[0-9]{1,2})?))*+"
)


def deflate_offers(headers: Iterable[str]) -> list[str]:
    """What is offered of permessage-deflate; of all other extensions nothing is known here."""
    offers = (offer.strip() for header in headers for offer in header.split(","))
    return [offer for offer in offers if _OFFER.fullmatch(offer)]


def is_understood(headers: Iterable[str]) -> bool:
    """Can messages be read under the extensions that a service has agreed to?"""
    headers = list(headers)
    offers = deflate_offers(headers)
    if len(offers) != sum(bool(o.strip()) for h in headers for o in h.split(",")):
        return False
    try:
        for offer in offers:
            PerMessageDeflate().finalize(offer)
    except (ValueError, IndexError):  # windows that are not supported
        return False
    return len(offers) <= 1
