"""Answers: passed on as they come."""

from __future__ import annotations

from mitmproxy import http

from gateway.proxy.keeper import FORWARDED, Present


class Answers:
    """The hooks of an answer, and of a flow's end."""

    def __init__(self, present: Present) -> None:
        self.present = present

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Answers are passed on as they come; HTTP/3 would go round the gate."""
        if flow.response and flow.metadata.get(FORWARDED):
            flow.response.headers.pop("alt-svc", None)
            flow.response.stream = flow.response.status_code != 101

    def response(self, flow: http.HTTPFlow) -> None:
        self.present.under_way.pop(flow.id, None)

    def error(self, flow: http.HTTPFlow) -> None:
        """Also the end of a streamed answer whose reader hangs up after the last word."""
        self.present.under_way.pop(flow.id, None)
