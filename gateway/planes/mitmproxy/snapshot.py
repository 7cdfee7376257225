"""flow -> Request, and Judgement -> flow. mitmproxy's mutable flow is touched here only."""

from __future__ import annotations

from collections.abc import Iterator

from mitmproxy import connection, http
from mitmproxy.net.http.url import hostport
from mitmproxy.proxy import mode_specs

from gateway.engine.judgement import Judgement
from gateway.model import Forward, Refuse, Request, Rewrite
from gateway.planes.mitmproxy import flow_state
from gateway.planes.mitmproxy.connection_table import Actor
from gateway.planes.mitmproxy.flow_state import State
from gateway.refusal import Refusal, refusal

PLANE = "proxy"
"""The name of this plane in records."""

HOP = frozenset({"proxy-authorization", "proxy-connection"})
"""Meant for the gate itself; never part of what is judged or sent on."""

NEXT_HOP = frozenset({"connection", "keep-alive", "te", "trailer"})
"""Meant for the next hop (RFC 9110, 7.6.1). `Connection` may name any header, for the next proxy
to drop: the vendor's restriction header too."""


def head(flow: http.HTTPFlow, decision_id: str, who: Actor) -> Request:
    """The request without its body: enough to refuse it by."""
    return _taken(flow, decision_id, who)


def whole(flow: http.HTTPFlow, decision_id: str, who: Actor, *, switches: bool) -> Request:
    """The request with its body as it was sent; or with its length, where it was not kept.

    `switches`: does it ask for a protocol in which nobody here can read?
    """
    raw, state = flow.request.raw_content, flow_state.of(flow)
    if state.at is State.OVERLONG:
        return _taken(flow, decision_id, who, length=state.length, switches=switches)
    if raw is None:
        raise ValueError("the body was not received")
    return _taken(flow, decision_id, who, body=raw, switches=switches)


def _taken(
    flow: http.HTTPFlow,
    decision_id: str,
    who: Actor,
    *,
    body: bytes = b"",
    length: int = -1,
    switches: bool = False,
) -> Request:
    request = flow.request
    reverse = isinstance(flow.client_conn.proxy_mode, mode_specs.ReverseMode)
    return Request(
        id=decision_id,
        actor=who.name,
        client=client_address(flow),
        host=request.host,
        method=request.method,
        target=request.path,
        headers=tuple((n, v) for n, v in request.headers.items(multi=True) if n.lower() not in HOP),
        body=body,
        scheme=request.scheme,
        port=request.port,
        names=tuple(n for n in stated_names(flow, reverse=reverse) if n),
        length=length,
        switches=switches,
        plane=PLANE,
        identified_by=who.identified_by,
        version=_version(flow),
    )


def _version(flow: http.HTTPFlow) -> str:
    """Of HTTP, as the client stated it; of HTTP/2 only where that was agreed on."""
    if flow.request.is_http2 and flow.client_conn.alpn != b"h2":
        return "HTTP/2.0 in a line of HTTP/1.1"
    return flow.request.http_version


def client_address(flow: http.HTTPFlow) -> str:
    return address_of(flow.client_conn)


def address_of(client: connection.Client) -> str:
    return str(client.peername[0]) if client.peername else ""


def apply(judgement: Judgement, flow: http.HTTPFlow) -> None:
    """Do what was decided. Until then the flow bears a refusal."""
    match action := judgement.action:
        case Refuse():
            flow.response = answer(refusal(judgement))
        case Rewrite():
            flow.request.headers.pop("content-encoding", None)
            flow.request.raw_content = action.body
            _let_through(action, flow)
        case Forward():
            _let_through(action, flow)


def answer(refusal: Refusal) -> http.Response:
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
        _say(request, "host", hostport(request.scheme, request.host, request.port))


def _say(request: http.Request, name: str, value: str) -> None:
    """A header once and with this value; to write what stands there already costs more."""
    if request.headers.get_all(name) != [value]:
        request.headers[name] = value


def _measure(request: http.Request) -> None:
    """RFC 9112, 6.2: a body is either chunked or has a length.

    HTTP/2 needs neither; sent on in HTTP/1.1 without one, a body would be the next request.
    """
    if request.is_http2:
        request.headers.pop("transfer-encoding", None)
    body, framed = request.raw_content, "transfer-encoding" in request.headers
    if body is not None and not framed and (body or "content-length" in request.headers):
        _say(request, "content-length", str(len(body)))


def is_framed(request: http.Request) -> bool:
    """Can the body be passed on as it comes, in whatever version the upstream speaks?"""
    return not request.is_http2 or "content-length" in request.headers


def stated_names(flow: http.HTTPFlow, *, reverse: bool) -> Iterator[str | None]:
    """Every name by which the client calls the destination."""
    request = flow.request
    yield request.host
    yield request.authority or None
    if not reverse:  # there the client speaks to the gate's own name; the target is configured
        yield flow.client_conn.sni
    yield from request.headers.get_all("host")
