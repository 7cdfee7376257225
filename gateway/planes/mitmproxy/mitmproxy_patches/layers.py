"""Parts of mitmproxy's HTTP layers for which it has no option, and what a gate needs there.

Each names the behaviour that it replaces. Tests on sockets hold all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from functools import partial
from types import SimpleNamespace
from typing import Any

import h11
import h11._readers
from mitmproxy import connection, flow, http
from mitmproxy.net.http.http1 import expected_http_body_size
from mitmproxy.proxy import commands, context
from mitmproxy.proxy.layers import http as layers
from mitmproxy.proxy.layers import websocket
from mitmproxy.proxy.layers.http import _http1
from mitmproxy.proxy.layers.http._events import (
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)

from gateway.planes.mitmproxy import flow_state
from gateway.planes.mitmproxy.flow_state import Event, State
from gateway.planes.mitmproxy.frames import IN_PART, TINY, Trickle
from gateway.planes.mitmproxy.socket_layer import SocketLayer


class _ChunkedReader(h11._readers.ChunkedReader):
    """Trailers of a chunked body are dropped (RFC 9110, 6.5.1, permits it): they were not looked
    at. mitmproxy raises NotImplementedError on them and leaves the client waiting."""

    trickle: Trickle | None = None
    """What a client may still send of tiny chunks; a server's come as they come."""

    def __call__(self, buf: Any) -> Any:
        event = super().__call__(buf)
        tiny = isinstance(event, h11.Data) and len(event.data) < TINY
        if tiny and self.trickle and not self.trickle.take(IN_PART):
            raise h11.RemoteProtocolError("too many tiny chunks")
        if isinstance(event, h11.EndOfMessage) and event.headers:
            return h11.EndOfMessage()
        return event


def drop_trailers() -> None:
    _http1.ChunkedReader = _ChunkedReader  # type: ignore[misc]


def bound_heads(limit: int, most: int, tell: Tell) -> None:
    """Close a connection whose request line and headers do not end within `limit` bytes and `most`
    lines, before they are taken apart.

    mitmproxy keeps them until they end, however long that takes, and goes through all of them some
    200 times a request.
    """
    read_headers = _http1.Http1Server.read_headers

    def bounded(self: _http1.Http1Server, event: Any) -> Generator[Any, Any, None]:
        data = self.buf._data
        if data[:1].isspace():  # blank lines before a request are passed over (RFC 9112, 2.2)
            del data[: len(data) - len(data.lstrip(b"\r\n"))]
            self.buf._next_line_search = self.buf._multiple_lines_search = 0
        ends = [at for end in _ENDS if (at := data.find(end, 0, limit)) >= 0]
        end = min(ends, default=len(data))
        if (not ends and end > limit) or data.count(b"\n", 0, end) > most:
            tell(self.context.client, "head")
            yield commands.SendData(self.conn, _http1.make_error_response(431))
            yield commands.CloseConnection(self.conn)
            self.state = self.done
            return
        yield from read_headers(self, event)
        reader = getattr(self, "body_reader", None)  # not before the first head is whole
        if isinstance(reader, _ChunkedReader) and not reader.trickle:
            reader.trickle = Trickle()

    _http1.Http1Server.read_headers = bounded  # type: ignore[method-assign]


Tell = Callable[[connection.Client, str], None]
"""Is told which client asked too much, and of what."""

_ENDS = (b"\r\n\r\n", b"\n\n", b"\n\r\n")
"""Of a head, as h11 takes them."""


_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)[0-9]{2}[ \r\n]")
"""The head of an answer that is none yet (RFC 9110, 15.2); 101 is the last word in HTTP."""


def pass_over_interim_answers() -> None:
    """100, 102 and 103 are dropped; mitmproxy takes the first for the answer, and waits for ever.

    It says 100 to clients itself, and drops them all in HTTP/2.
    """
    read_headers = _http1.Http1Client.read_headers

    def passing(self: _http1.Http1Client, event: Any) -> Generator[Any, Any, None]:
        while self.request and _INTERIM.match(self.buf._data):
            if self.buf.maybe_extract_lines() is None:
                break  # not whole yet
        yield from read_headers(self, event)

    _http1.Http1Client.read_headers = passing  # type: ignore[method-assign]


MayKeep = Callable[[http.HTTPFlow, int], bool]
"""May so many bytes of a flow's body be held?"""


def bound_requests(limit: Callable[[], int], may_keep: MayKeep) -> None:
    """Stop keeping a body that is over the limit in bytes, or more than may be held beside all
    others, and let the addon answer it.

    mitmproxy's own body_size_limit answers with its own HTML page and bounds answers as well.
    Asked with the first bytes of the body, when it is known whether the body is kept at all.
    """

    def check_body_size(self: layers.HttpStream, request: bool) -> Generator[Any, Any, bool]:
        size = _size(self)
        if not request or not self.request_body_buf:
            return False
        crowded = size <= limit() and not may_keep(self.flow, len(self.request_body_buf))
        if size <= limit() and not crowded:
            return False
        self.request_body_buf.clear()
        self.flow.request.data.content = None
        state = flow_state.of(self.flow)
        state.length, state.is_crowded = size, crowded
        state.on(Event.OVERFLOW)
        yield layers.HttpRequestHook(self.flow)
        self.client_state = self.server_state = self.state_errored
        yield from _answer(self)
        return True

    layers.HttpStream.check_body_size = check_body_size  # type: ignore[method-assign]


Unreached = Callable[[http.HTTPFlow, str], http.Response]
"""Why a destination does not answer -> what the client gets in its place."""

_BAD_GATEWAY = 502


def answer_for_the_unreached(unreached: Unreached) -> None:
    """Where a destination cannot be reached, or hangs up before it answers, clients get an answer
    that they can show; mitmproxy sends a page of its own in HTML."""
    handle = layers.HttpStream.handle_protocol_error

    def handled(self: layers.HttpStream, event: Any) -> Generator[Any, Any, None]:
        waits = self.client_state == self.state_done and not self.flow.response
        ended = self.server_state in (self.state_done, self.state_errored)
        if ended or not waits or _status_of(event) != _BAD_GATEWAY:
            yield from handle(self, event)
            return
        self.flow.error = flow.Error(event.message)
        yield layers.HttpErrorHook(self.flow)
        if (yield from self.check_killed(False)):
            return
        self.server_state = self.state_errored
        self.flow.response = unreached(self.flow, event.message)
        yield from _answer(self)
        yield layers.DropStream(self.stream_id)

    layers.HttpStream.handle_protocol_error = handled  # type: ignore[method-assign]


def _status_of(event: Any) -> int | None:
    """mitmproxy 11 has the status itself in place of a code."""
    if not isinstance(event, ResponseProtocolError):
        return None
    code: Any = event.code
    status: int | None = code if isinstance(code, int) else code.http_status_code()
    return status


def _size(stream: layers.HttpStream) -> int:
    """What the body holds so far, or what the client says that it will."""
    so_far = len(stream.request_body_buf)
    try:
        return max(so_far, expected_http_body_size(stream.flow.request) or 0)
    except ValueError:
        return so_far


def _answer(stream: layers.HttpStream) -> Generator[Any, Any, None]:
    """Send the flow's response now; what the client still uploads is read and thrown away."""
    assert stream.flow.response
    response, client = stream.flow.response.copy(), stream.context.client
    response.headers["connection"] = "close"
    yield layers.SendHttp(ResponseHeaders(stream.stream_id, response, end_stream=False), client)
    yield layers.SendHttp(ResponseData(stream.stream_id, response.raw_content or b""), client)
    yield layers.SendHttp(ResponseEndOfMessage(stream.stream_id), client)
    stream.flow.live = False
    yield layers.HttpResponseHook(stream.flow)


def look_into_sockets(limit: Callable[[], int], tell: Tell) -> None:
    """Use our own layer on every WebSocket, but for those that pass unread; `limit` is asked at
    each opening."""

    def choose(context: context.Context, flow: http.HTTPFlow) -> websocket.WebsocketLayer:
        if flow_state.of(flow).at is State.STREAMED:
            return websocket.WebsocketLayer(context, flow)
        return SocketLayer(context, flow, limit(), partial(tell, context.client, "frames"))

    layers.websocket = SimpleNamespace(WebsocketLayer=choose)  # type: ignore[assignment]
