"""Answers: passed on as they come, with the values of whoever asked where placeholders stand."""

from __future__ import annotations

import logging

from mitmproxy import http

from gateway.planes.mitmproxy import flow_state
from gateway.planes.mitmproxy.connection_table import ConnectionTable
from gateway.planes.mitmproxy.flow_state import Event
from gateway.ports import Decisions
from gateway.redaction import DecompressionError, Restorer, restorer

log = logging.getLogger("sekisho")

OF_THE_BYTES = (
    *("content-length", "content-encoding", "content-md5", "digest", "content-digest"),
    *("repr-digest", "etag"),
)
"""Headers that speak of the bytes as the vendor sent them."""

WITHOUT_BODY = frozenset({101, 204, 205, 304})


class Answers:
    """The hooks of an answer, and of a flow's end."""

    def __init__(self, service: Decisions, present: ConnectionTable) -> None:
        self.service = service
        self.present = present

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Answers are passed on as they come; HTTP/3 would go round the gate."""
        state = flow_state.of(flow)
        if not (flow.response and state.leaves):
            return
        flow.response.headers.pop("alt-svc", None)
        flow.response.stream = flow.response.status_code != 101
        if flow.response.stream:
            state.on(Event.ANSWER)
        if whole := self._restorer(flow, flow.response, state.restored_for):
            _reframe(flow.request, flow.response)
            flow.response.stream = _Stream(whole, flow)

    def _restorer(
        self, flow: http.HTTPFlow, response: http.Response, actor: str
    ) -> Restorer | None:
        """None for almost every answer: nothing was taken out for whoever it is meant for."""
        known = self.service.placeholders(actor) if actor else None
        if known is None or flow.request.method == "HEAD" or response.status_code in WITHOUT_BODY:
            return None
        headers = response.headers
        return restorer(headers.get("content-type", ""), headers.get("content-encoding", ""), known)

    def response(self, flow: http.HTTPFlow) -> None:
        self.present.answered(flow.id)

    def error(self, flow: http.HTTPFlow) -> None:
        """Also the end of a streamed answer whose reader hangs up after the last word."""
        self.present.answered(flow.id)


class _Stream:
    """What mitmproxy calls with each chunk, and with none at the end."""

    def __init__(self, whole: Restorer, flow: http.HTTPFlow) -> None:
        self._whole, self._flow = whole, flow
        self._said = self._damaged = False

    def __call__(self, data: bytes) -> list[bytes]:
        if self._damaged:
            return []
        try:
            out = self._whole(data)
        except DecompressionError:
            self._break_off()
            return []
        if self._whole.failed and not self._said:
            self._said = True
            log.error("an answer was not restored: %s", self._whole.failed)
        return out

    def _break_off(self) -> None:
        """The reader learns that it is not whole: there will be no last chunk."""
        self._damaged = True
        log.error("an answer is not what its content-encoding says; broken off")
        if self._flow.killable:
            self._flow.kill()


def _reframe(request: http.Request, response: http.Response) -> None:
    """The length is no longer known: chunks for HTTP/1.1, frames for HTTP/2, the end of the
    connection for HTTP/1.0 (RFC 9112, 6.3)."""
    for name in OF_THE_BYTES:
        response.headers.pop(name, None)
    response.headers.pop("transfer-encoding", None)
    if request.http_version == "HTTP/1.1":
        response.headers["transfer-encoding"] = "chunked"
