"""flow -> Request, and Action -> flow. mitmproxy's mutable flow is touched here only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mitmproxy import http
from mitmproxy.net.http.url import hostport

from gateway.content import decompression
from gateway.model import Action, Forward, Limits, Refuse, Request, Rewrite

HOP = frozenset({"proxy-authorization", "proxy-connection"})
"""Meant for the gate itself; never part of what is judged or sent on."""

NEXT_HOP = frozenset({"connection", "keep-alive", "te", "trailer"})
"""Meant for the next hop (RFC 9110, 7.6.1). `Connection` may name any header, for the next proxy
to drop: the vendor's restriction header too."""


def head(flow: http.HTTPFlow, decision_id: str, actor: str) -> Request:
    """The request without its body: enough to refuse it by."""
    request = flow.request
    return Request(
        id=decision_id,
        actor=actor,
        client=client_address(flow),
        host=request.host,
        method=request.method,
        target=request.path,
        headers=tuple((n, v) for n, v in request.headers.items(multi=True) if n.lower() not in HOP),
        scheme=request.scheme,
        port=request.port,
    )


def with_body(request: Request, body: bytes) -> Request:
    return replace(request, body=body)


def body(flow: http.HTTPFlow, limits: Limits) -> bytes:
    """The body with its content codings undone.

    Raises decompression.TooLargeError and decompression.UndecodableError.
    """
    raw = flow.request.raw_content
    if raw is None:
        raise decompression.UndecodableError("the body was not received")
    if len(raw) > limits.body:
        raise decompression.TooLargeError
    transfer = flow.request.headers.get("transfer-encoding", "chunked").strip().lower()
    if transfer != "chunked":  # a coding that no Content-Encoding mentions
        raise decompression.UndecodableError("transfer coding")
    return decompression.decode(
        raw, flow.request.headers.get_all("content-encoding"), limits.decoded
    )


def client_address(flow: http.HTTPFlow) -> str:
    return str(flow.client_conn.peername[0]) if flow.client_conn.peername else ""


def apply(action: Action, flow: http.HTTPFlow) -> None:
    """Do what was decided. Until then the flow bears a refusal."""
    match action:
        case Refuse():
            flow.response = answer(action)
        case Rewrite():
            flow.request.headers.pop("content-encoding", None)
            flow.request.raw_content = action.body
            _let_through(action, flow)
        case Forward():
            _let_through(action, flow)


def answer(refusal: Refuse) -> http.Response:
    fields = [(n.encode("ascii"), v.encode("ascii", "replace")) for n, v in refusal.headers]
    return http.Response.make(refusal.status, refusal.body, fields)


def _let_through(action: Forward | Rewrite, flow: http.HTTPFlow) -> None:
    _drop(flow.request, HOP | NEXT_HOP | action.drop_headers)
    _name_the_host(flow.request)
    for name, value in action.set_headers:
        flow.request.headers[name] = value
    flow.request.trailers = None  # not looked at, so not sent
    _measure(flow.request)
    flow.response = None


def pass_by(flow: http.HTTPFlow) -> None:
    """Let a flow through that nobody looks at: all but what was meant for the gate."""
    _drop(flow.request, HOP)
    flow.response = None


def _drop(request: http.Request, names: frozenset[str]) -> None:
    """Headers by their names, in lower case."""
    fields = request.headers.fields
    request.headers.fields = tuple(
        f for f in fields if f[0].lower().decode("utf-8", "surrogateescape") not in names
    )


def _name_the_host(request: http.Request) -> None:
    """The upstream is called by the name that was judged, with the port that is connected to."""
    if "host" in request.headers:
        request.headers["host"] = hostport(request.scheme, request.host, request.port)


def _measure(request: http.Request) -> None:
    """RFC 9112, 6.2: a body is either chunked or has a length.

    HTTP/2 needs neither; sent on in HTTP/1.1 without one, a body would be the next request.
    """
    if request.is_http2:
        request.headers.pop("transfer-encoding", None)
    body, framed = request.raw_content, "transfer-encoding" in request.headers
    if body is not None and not framed and (body or "content-length" in request.headers):
        request.headers["content-length"] = str(len(body))


def is_framed(request: http.Request) -> bool:
    """Can the body be passed on as it comes, in whatever version the upstream speaks?"""
    return not request.is_http2 or "content-length" in request.headers


_BREAKS = re.compile(rb"[\r\n\0]")
_TARGET = re.compile(rb"(?:/[^\x00-\x20]*|\*)")


def is_well_formed(request: http.Request) -> bool:
    """May this be written down as HTTP/1.1 without becoming another request?

    HTTP/2 carries any bytes in names, values and the target; mitmproxy 11 hands them on.
    """
    data = request.data
    fields = (data.authority, *(part for field in data.headers.fields for part in field))
    names = (data.host, request.authority, *request.headers.get_all("host"))
    return (
        bool(_TARGET.fullmatch(data.path))
        and not any(map(_BREAKS.search, fields))
        and all(name.isascii() for name in names)
    )


def stated_names(flow: http.HTTPFlow, *, reverse: bool) -> Iterator[str | None]:
    """Every name by which the client calls the destination."""
    request = flow.request
    yield request.host
    yield request.authority or None
    if not reverse:  # there the client speaks to the gate's own name; the target is configured
        yield flow.client_conn.sni
    yield from request.headers.get_all("host")
