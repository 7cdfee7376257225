"""The places where mitmproxy has no option for what a gate needs, and what we put there.

Only the embedded gate uses them; in a stock mitmdump they are left alone. Each names the
behaviour that it replaces. Tests on sockets hold all of them.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Generator
from types import ModuleType
from typing import Any

import h11
import h11._readers
from mitmproxy.net.http.http1 import expected_http_body_size
from mitmproxy.proxy import commands, mode_servers, server
from mitmproxy.proxy.layers import http as layers
from mitmproxy.proxy.layers.http import _http1
from mitmproxy.proxy.layers.http._events import (
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
)

from gateway.planes.mitmproxy.connection_table import TOO_LARGE

Address = tuple[str, int]


class _Asyncio(ModuleType):
    """asyncio as one module of mitmproxy sees it, with a function or two replaced."""

    def __init__(self, **replaced: Any) -> None:
        super().__init__("asyncio")
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


def connect_elsewhere(routes: dict[Address, Address]) -> None:
    """Open connections meant for A at B, as curl's --connect-to does.

    Changing the address in a hook would change the host that is judged and the name that the
    certificate is checked against as well.
    """

    async def open_connection(host: str, port: int, **options: Any) -> Any:
        host, port = routes.get((host.lower().rstrip("."), port), (host, port))
        return await asyncio.open_connection(host, port, **options)

    server.asyncio = _Asyncio(open_connection=open_connection)


def share_port(backlog: int = 1024) -> None:
    """Let several processes listen on one port; the kernel spreads connections over them."""
    start = functools.partial(asyncio.start_server, reuse_port=True, backlog=backlog)
    mode_servers.asyncio = _Asyncio(start_server=start)


class _ChunkedReader(h11._readers.ChunkedReader):
    """Trailers of a chunked body are dropped (RFC 9110, 6.5.1, permits it): they were not looked
    at. mitmproxy raises NotImplementedError on them and leaves the client waiting."""

    def __call__(self, buf: Any) -> Any:
        event = super().__call__(buf)
        if isinstance(event, h11.EndOfMessage) and event.headers:
            return h11.EndOfMessage()
        return event


def drop_trailers() -> None:
    _http1.ChunkedReader = _ChunkedReader  # type: ignore[misc]


def bound_heads(limit: int) -> None:
    """Close a connection whose request line and headers do not end within `limit` bytes.

    mitmproxy keeps them until they end, however long that takes.
    """
    read_headers = _http1.Http1Server.read_headers

    def bounded(self: _http1.Http1Server, event: Any) -> Generator[Any, Any, None]:
        data = self.buf._data
        if data[:1].isspace():  # blank lines before a request are passed over (RFC 9112, 2.2)
            del data[: len(data) - len(data.lstrip(b"\r\n"))]
            self.buf._next_line_search = self.buf._multiple_lines_search = 0
        if len(data) > limit and not any(data.find(end, 0, limit) >= 0 for end in _ENDS):
            yield commands.SendData(self.conn, _http1.make_error_response(431))
            yield commands.CloseConnection(self.conn)
            self.state = self.done
            return
        yield from read_headers(self, event)

    _http1.Http1Server.read_headers = bounded  # type: ignore[method-assign]


_ENDS = (b"\r\n\r\n", b"\n\n", b"\n\r\n")
"""Of a head, as h11 takes them."""


def bound_requests(limit: Callable[[], int]) -> None:
    """Stop keeping a body that is over the limit in bytes, and let the addon answer it.

    mitmproxy's own body_size_limit answers with its own HTML page and bounds answers as well.
    Asked with the first bytes of the body, when it is known whether the body is kept at all.
    """

    def check_body_size(self: layers.HttpStream, request: bool) -> Generator[Any, Any, bool]:
        size = _size(self)
        if not request or not self.request_body_buf or size <= limit():
            return False
        self.request_body_buf.clear()
        self.flow.request.data.content = None
        self.flow.metadata[TOO_LARGE] = size
        yield layers.HttpRequestHook(self.flow)
        self.client_state = self.server_state = self.state_errored
        yield from _answer(self)
        return True

    layers.HttpStream.check_body_size = check_body_size  # type: ignore[method-assign]


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
