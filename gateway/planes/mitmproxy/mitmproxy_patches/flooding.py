"""A client that floods an HTTP/2 connection with frames that carry nothing is cut off.

h2 answers each of them, and mitmproxy passes each on as an event; neither counts them. A stream
that is opened and reset at once (CVE-2023-44487) costs the most.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import hyperframe.frame as frames
from h2.errors import ErrorCodes
from h2.exceptions import ProtocolError
from mitmproxy.proxy import context
from mitmproxy.proxy.layers.http import _http2

from gateway.planes.mitmproxy.frames import IN_PART, RESET, Trickle
from gateway.planes.mitmproxy.mitmproxy_patches.goaway import Peer
from gateway.planes.mitmproxy.mitmproxy_patches.layers import Tell

BODIES = (frames.HeadersFrame, frames.ContinuationFrame)
"""Bounded by themselves: a request each, and how long its head may be."""


class FloodError(ProtocolError):
    """More frames without anything in them than any client needs."""

    error_code = ErrorCodes.ENHANCE_YOUR_CALM


class Counting(Peer):
    """Counts what a client sends; a server's frames are passed on as they come."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.trickle = Trickle()
        self.tell: Any = lambda of: None

    def _receive_frame(self, frame: frames.Frame) -> list[Any]:
        counts = not self.config.client_side and (cost := cost_of(frame))
        if counts and not self.trickle.take(cost):
            self.tell("frames")
            raise FloodError("too many frames without anything in them")
        found: list[Any] = super()._receive_frame(frame)
        return found


def cost_of(frame: frames.Frame) -> float:
    match frame:
        case frames.DataFrame():
            return 0.0 if frame.data or "END_STREAM" in frame.flags else 1.0
        case frames.RstStreamFrame():
            return RESET
        case frames.WindowUpdateFrame():
            return IN_PART
    return 0.0 if isinstance(frame, BODIES) else 1.0


def bound_frames(tell: Tell) -> None:
    """Put it in place, for all connections that are opened from now on."""
    _http2.BufferedH2Connection = Counting  # type: ignore[misc]
    server = _http2.Http2Server
    begin = server.__init__

    def __init__(self: _http2.Http2Server, context: context.Context) -> None:  # noqa: N807
        begin(self, context)
        self.h2_conn.tell = partial(tell, context.client)  # type: ignore[attr-defined]

    server.__init__ = __init__  # type: ignore[method-assign]
