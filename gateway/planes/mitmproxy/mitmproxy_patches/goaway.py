"""A server that takes its leave finishes what it took in (RFC 9113, 6.8): mitmproxy lets it.

mitmproxy ends every stream of an HTTP/2 connection at GOAWAY, answers under way included, and h2
takes whatever follows for an error and then gives none of what stood before it in the same read.
Web apps lost answers in their midst that way, whenever a server closed a connection in good order.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any
from weakref import WeakSet

import h2.events
from h2.errors import ErrorCodes
from hyperframe.frame import GoAwayFrame
from mitmproxy.connection import Connection
from mitmproxy.proxy import commands
from mitmproxy.proxy.layers import http as layers
from mitmproxy.proxy.layers.http import _http2
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import RequestHeaders, ResponseProtocolError
from mitmproxy.proxy.layers.http._http_h2 import BufferedH2Connection

NOT_TAKEN = "The server closes this connection, and did not take the request; ask again."

_leaving: WeakSet[Connection] = WeakSet()
"""Connections that take no further request."""


class Leaving(h2.events.Event):
    """GOAWAY without an error: streams up to `last` are answered, those behind it were not read."""

    def __init__(self, last: int) -> None:
        self.last = last


class Peer(BufferedH2Connection):
    """Stays open for streams under way when the server takes its leave."""

    def _receive_goaway_frame(self, frame: GoAwayFrame) -> tuple[list[Any], list[Any]]:
        if not self.config.client_side or frame.error_code:
            found: tuple[list[Any], list[Any]] = super()._receive_goaway_frame(frame)
            return found
        return [], [Leaving(frame.last_stream_id)]


def finish_streams() -> None:
    """Put it in place, for all connections that are opened from now on."""
    _http2.BufferedH2Connection = Peer  # type: ignore[misc]
    client = _http2.Http2Client
    handle, take, matches = (
        client.handle_h2_event,
        client._handle_event2,
        layers.GetHttpConnection.connection_spec_matches,
    )

    def handle_h2_event(self: _http2.Http2Client, event: Any) -> Generator[Any, Any, bool]:
        if isinstance(event, Leaving):
            _leaving.add(self.conn)
            yield from _give_back(self, event.last)
        elif (yield from handle(self, event)):
            return True
        if self.conn not in _leaving or self.streams:
            return False
        yield commands.CloseConnection(self.conn)
        self._handle_event = self.done  # type: ignore[method-assign]
        return True

    def handle_event2(self: _http2.Http2Client, event: Any) -> Generator[Any, Any, None]:
        if isinstance(event, RequestHeaders) and self.conn in _leaving:
            yield ReceiveHttp(_not_taken(event.stream_id))
        else:
            yield from take(self, event)

    def connection_spec_matches(self: layers.GetHttpConnection, connection: Connection) -> bool:
        return connection not in _leaving and matches(self, connection)

    client.handle_h2_event = handle_h2_event  # type: ignore[method-assign]
    client._handle_event2 = handle_event2  # type: ignore[method-assign]
    layers.GetHttpConnection.connection_spec_matches = connection_spec_matches  # type: ignore[method-assign]


def _give_back(client: _http2.Http2Client, last: int) -> Generator[Any, Any, None]:
    """Streams that the server did not read, and those that still wait to be sent to it."""
    for stream in [number for number in client.streams if number > last]:
        del client.streams[stream]
        client.h2_conn.reset_stream(stream, ErrorCodes.CANCEL)
        yield ReceiveHttp(_not_taken(stream))
    for waiting in tuple(client.stream_queue):
        client.their_stream_id[-waiting] = waiting  # they have no number of ours yet
        yield ReceiveHttp(_not_taken(-waiting))
    client.stream_queue.clear()


def _not_taken(stream: int) -> ResponseProtocolError:
    return ResponseProtocolError(stream, NOT_TAKEN, ResponseProtocolError.code)
