"""A request as a plane took it in -> the same with its content codings undone, or what is wrong.

What is true of any request, whichever plane brings it: its form, its method, the names that must
agree, its size, its codings.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from gateway.content import decompression
from gateway.engine.content import Content
from gateway.engine.host_names import agree
from gateway.model import Limits, Problem, Request

METHODS = frozenset(
    ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY")
)
"""Methods that are served: RFC 9110, PATCH (5789), and QUERY, its safe POST."""

VERSIONS = frozenset(("", "HTTP/1.0", "HTTP/1.1", "HTTP/2.0"))
"""Of HTTP, or none stated, where a plane speaks another protocol."""

SOCKET_MESSAGE = "MESSAGE"
"""Stands for a method in the request that is a message on a WebSocket, and in its record."""


MAX_HEADERS = 256
"""Of one request; browsers send 30, a chain of proxies some more. Each costs as much as a text of
its own: 8,000 took four seconds."""

MAX_HEAD = 64 * 2**10
"""Bytes of a target and all headers together, as most servers have it; a browser keeps 4 KiB for a
cookie, and sends a web app ten of them at the most."""


class InadmissibleError(Exception):
    """The request is refused without a look into it, in every mode."""

    def __init__(self, problem: Problem, **values: str | int) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.values = values


def admit(request: Request, limits: Limits, content: Content | None = None) -> Request:
    """The request with its codings undone. Raises InadmissibleError.

    `content` is what is asked about where it is not the request's own body.
    """
    if not is_well_formed(request):
        raise InadmissibleError(Problem.MALFORMED)
    if is_long_headed(request):
        raise InadmissibleError(Problem.LONG_HEAD, limit=MAX_HEAD)
    if request.method not in METHODS and request.method != SOCKET_MESSAGE:
        raise InadmissibleError(Problem.METHOD)
    if not agree((request.host, *request.names)):
        raise InadmissibleError(Problem.MISMATCH)
    asked = len(content.body) if content else 0
    if max(request.length, len(request.body), asked) > limits.body:
        raise InadmissibleError(Problem.TOO_LARGE, limit=limits.body)
    return _decoded(request, limits)


_BREAKS = re.compile(r"[\r\n\0]")
_TARGET = re.compile(r"(?:/[^\x00-\x20]*|\*)")


def is_well_formed(request: Request) -> bool:
    """May this be written down as HTTP/1.1 without becoming another request?

    HTTP/2 carries any bytes in names, values and the target.
    """
    names = (request.host, *request.names)
    said = itertools.chain(names, *request.headers)
    return (
        request.version in VERSIONS
        and bool(_TARGET.fullmatch(request.target))
        and all(map(str.isascii, names))
        and not _BREAKS.search("".join(said))
    )


def is_long_headed(request: Request) -> bool:
    """Are there more headers, or longer ones, than are looked at?"""
    return len(request.headers) > MAX_HEADERS or head_size(request) > MAX_HEAD


def head_size(request: Request) -> int:
    """Characters of its target and headers."""
    return len(request.target) + sum([len(n) + len(v) for n, v in request.headers])


def _decoded(request: Request, limits: Limits) -> Request:
    transfer = request.header("transfer-encoding").strip().lower()
    if transfer not in {"", "chunked"}:  # a coding that no Content-Encoding mentions
        raise InadmissibleError(Problem.UNDECODABLE, cause="transfer-coding")
    codings = [v for n, v in request.headers if n.lower() == "content-encoding"]
    room = decompression.room(len(request.body), limits.decoded)
    try:
        body = decompression.decode(request.body, codings, room)
    except decompression.TooLargeError:
        if room < limits.decoded:
            raise InadmissibleError(Problem.INFLATED, limit=decompression.RATIO) from None
        raise InadmissibleError(Problem.TOO_LARGE, limit=limits.decoded) from None
    except decompression.UndecodableError as e:
        raise InadmissibleError(Problem.UNDECODABLE, cause=str(e)) from None
    if body is request.body:
        return request
    return replace(request, body=body, length=len(request.body))
