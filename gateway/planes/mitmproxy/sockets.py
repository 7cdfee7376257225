"""WebSockets to approved AIs: which may be opened, and each message of a client judged.

A message is refused before anything is asked about it, and only a finished judgement takes that
away; `socket_layer` sends on what is no longer refused, and ends the connection otherwise.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from mitmproxy import http
from mitmproxy.websocket import WebSocketMessage
from wsproto.frame_protocol import CloseReason

from gateway import formats
from gateway.engine.admission import SOCKET_MESSAGE
from gateway.engine.judgement import Judgement
from gateway.model import Forward, Problem, Refuse, Request, Rewrite, Standing
from gateway.planes.mitmproxy import flow_state, snapshot
from gateway.planes.mitmproxy.connection_table import Actor
from gateway.planes.mitmproxy.flow_state import Event, FlowState, Refused, Socket, State
from gateway.planes.mitmproxy.socket_layer import deflate_offers, is_understood
from gateway.ports import Decisions
from gateway.redaction import Known, Messages, restore_text
from gateway.refusal import API, CODE, lines

log = logging.getLogger("sekisho")

EXTENSIONS = "sec-websocket-extensions"

FAILURE_DEADLINE = 5.0
"""Seconds to write a failure down; the connection ends in any case."""

CODES: Mapping[Problem | None, CloseReason] = {
    Problem.TOO_LARGE: CloseReason.MESSAGE_TOO_BIG,
    Problem.MALFORMED: CloseReason.PROTOCOL_ERROR,
    Problem.FAILURE: CloseReason.INTERNAL_ERROR,
}


class Sockets:
    """The hooks of a WebSocket. `actor` says who speaks on a flow, `deadline` how many seconds a
    judgement may take; `lasting` takes the connections that may be silent for long. In a stock
    mitmdump (`embedded` false) no socket is opened."""

    def __init__(
        self,
        service: Decisions,
        actor: Callable[[http.HTTPFlow], Actor],
        deadline: Callable[[], float],
        lasting: set[str],
        *,
        embedded: bool,
    ) -> None:
        self.service = service
        self.actor = actor
        self.deadline = deadline
        self.lasting = lasting
        self.embedded = embedded

    # ------------------------------------------------------------ the upgrade

    def may_open(self, flow: http.HTTPFlow) -> bool:
        """Is this an upgrade to a WebSocket of which the messages can be read?"""
        return self.embedded and _is_upgrade(flow.request) and self._shape(flow) is not None

    def _shape(self, flow: http.HTTPFlow) -> str | None:
        path = flow.request.path.partition("?")[0]
        destination = self.service.identify(flow.request.host, path)
        if destination.standing is Standing.OTHER:
            return "generic"
        if destination.standing is not Standing.APPROVED or not destination.entry:
            return None
        return destination.entry.socket_of(path)

    def open(self, flow: http.HTTPFlow) -> None:
        """Let a judged upgrade through: its hop-by-hop headers anew, and known extensions only."""
        headers = flow.request.headers
        headers["connection"], headers["upgrade"] = "Upgrade", "websocket"
        offers = deflate_offers(headers.get_all(EXTENSIONS))
        headers.pop(EXTENSIONS, None)
        if offers:
            headers[EXTENSIONS] = ", ".join(offers)
        state = flow_state.of(flow)
        state.socket = Socket(self._shape(flow) or "generic")
        if state.restored_for:
            shape = state.socket.shape
            state.socket.restore = Restoring(self.service, state.restored_for, shape)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """A service may switch protocols where that was asked for and judged, and nowhere else."""
        response = flow.response
        if not response or response.status_code != 101:
            return
        state = flow_state.of(flow)
        if not state.leaves:
            return
        if state.at is State.STREAMED:  # what passes unread may do so in another protocol
            agreed = "upgrade" in flow.request.headers
        else:
            agreed = is_understood(response.headers.get_all(EXTENSIONS))
        if agreed and state.may(Event.SWITCH):
            state.on(Event.SWITCH)
        else:
            flow.kill()

    def websocket_start(self, flow: http.HTTPFlow) -> None:
        self.lasting.add(flow.client_conn.id)

    # ------------------------------------------------------------ messages

    async def websocket_message(self, flow: http.HTTPFlow) -> None:
        """The one path again: snapshot, decide, apply. What breaks on it stays refused."""
        assert flow.websocket
        message, state = flow.websocket.messages[-1], flow_state.of(flow)
        if state.at is State.STREAMED:
            del flow.websocket.messages[:-1]  # mitmproxy keeps them all
            return
        message.dropped = True
        assert state.socket
        request = self._request(flow, message, state.socket)
        try:
            async with asyncio.timeout(self.deadline()):
                judgement = await self._judged(request, state.socket.fault)
                self._apply(judgement, state, message)
        except BaseException as e:
            message.dropped = True
            state.on(Event.FAIL)
            state.socket.refused = None
            log.error("websocket_message failed: %s; refused", type(e).__name__)  # noqa: TRY400
            await self._say_failure(request, state.socket)
            if isinstance(e, KeyboardInterrupt | SystemExit):
                raise

    def _request(self, flow: http.HTTPFlow, message: WebSocketMessage, socket: Socket) -> Request:
        """A message as a request: what stood in the query and headers was judged at the upgrade."""
        head = snapshot.head(flow, self.service.new_id(), self.actor(flow))
        path = head.path
        return replace(
            head,
            method=SOCKET_MESSAGE,
            target=path,
            headers=(),
            names=(),
            body=message.content,
            before=socket.before,
        )

    async def _judged(self, request: Request, fault: int | None) -> Judgement:
        limit = self.service.policy.limits.body
        if fault == CloseReason.MESSAGE_TOO_BIG:
            return await self.service.refuse(request, Problem.TOO_LARGE, limit=limit)
        if fault is not None:
            return await self.service.refuse(request, Problem.MALFORMED)
        return await self.service.decide(request)

    def _apply(self, judgement: Judgement, state: FlowState, message: WebSocketMessage) -> None:
        assert state.socket
        match judgement.action:
            case Refuse():
                shape = state.socket.shape
                state.socket.refused = self._refused(judgement, judgement.action, shape)
            case Rewrite():
                message.content = judgement.action.body
                if message.is_text:
                    message.content.decode()  # what is no text must not go out as one
            case Forward():
                pass
        state.socket.before = judgement.carried
        state.judged(judgement.action, Event.PASS)
        message.dropped = state.at is not State.PASSED

    def _refused(self, judgement: Judgement, action: Refuse, shape: str) -> Refused:
        request, problem = judgement.request, action.problem
        messages = formats.refuse_message(
            shape,
            problem.status if problem else API,
            CODE,
            "\n".join(lines(judgement)),
            request.id,
            request.body,
        )
        code = CODES.get(problem, CloseReason.POLICY_VIOLATION)
        return Refused(messages, code, f"Sekisho: refused, decision {request.id}")

    async def _say_failure(self, request: Request, socket: Socket) -> None:
        try:
            async with asyncio.timeout(FAILURE_DEADLINE):
                judgement = await self.service.refuse(request, Problem.FAILURE)
            if isinstance(judgement.action, Refuse):
                socket.refused = self._refused(judgement, judgement.action, socket.shape)
        except BaseException as e:  # the connection ends without a word
            log.error("the failure could not be written down: %s", type(e).__name__)  # noqa: TRY400


class Restoring:
    """A person's own values, put back into what a service says on one socket."""

    def __init__(self, service: Decisions, actor: str, shape: str) -> None:
        self._service, self._actor = service, actor
        self._framed = shape == "signalr"
        self._known: Known | None = None
        self._messages: Messages | None = None

    def __call__(self, text: str) -> list[str]:
        try:
            return self._restored(text)
        except Exception as e:  # a placeholder stays; nobody else's value is shown
            log.error("a message was not restored: %s", type(e).__name__)  # noqa: TRY400
            return [text]

    def _restored(self, text: str) -> list[str]:
        known = self._service.placeholders(self._actor)
        if self._framed:
            return [text if known is None else _by_frame(text, known)]
        if known is self._known and self._messages:
            return self._messages(text)
        waiting = self.end()  # more was taken out since
        self._known, self._messages = known, Messages(known) if known else None
        return [*waiting, *(self._messages(text) if self._messages else [text])]

    def end(self) -> list[str]:
        messages, self._messages = self._messages, None
        try:
            return messages.end() if messages else []
        except Exception as e:
            log.error("a message was not restored: %s", type(e).__name__)  # noqa: TRY400
            return []


def _by_frame(text: str, known: Known) -> str:
    frames = text.split(formats.RECORD_SEPARATOR)
    return formats.RECORD_SEPARATOR.join(restore_text(f, known) for f in frames)


def _is_upgrade(request: http.Request) -> bool:
    """The one form of it (RFC 6455, 4.1); whoever asks for more than that gets no socket."""
    return (
        request.method == "GET"
        and not request.is_http2
        and not request.raw_content
        and [v.strip().lower() for v in request.headers.get_all("upgrade")] == ["websocket"]
        and request.headers.get_all("sec-websocket-version") == ["13"]
        and len(request.headers.get_all("sec-websocket-key")) == 1
    )
