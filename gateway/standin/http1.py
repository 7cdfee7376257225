"""HTTP/1.1 on a wire: questions in, answers out, one after another (RFC 9112)."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from http import HTTPStatus

import h11

from gateway.standin import websocket
from gateway.standin.answers import Answer, Pieces
from gateway.standin.ledger import Question
from gateway.standin.wire import Wire

MAX_HEAD = 256 * 1024  # real clients send long cookies; h11's own limit is 16 KiB
Ask = Callable[[Question], Answer]
Rest = Callable[[], Awaitable[None]]


async def serve(wire: Wire, ask: Ask, rest: Rest) -> None:
    """Answer until the peer has no more to ask. `rest` is the pause between two pieces."""
    peer = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
    try:
        while (question := await _next_question(wire, peer)) is not None:
            wire.ledger.asked(wire.connection, question)
            if question.header("upgrade").lower() == "websocket":
                await websocket.serve(wire, question, peer.trailing_data[0])
                return
            await _speak(wire, peer, question, ask(question), rest)
            if peer.our_state is h11.MUST_CLOSE or peer.their_state is h11.MUST_CLOSE:
                return
            peer.start_next_cycle()
    except h11.RemoteProtocolError as fault:
        wire.connection.fault = str(fault)
        await _complain(wire, peer)


async def _next_question(wire: Wire, peer: h11.Connection) -> Question | None:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = peer.next_event()
        if event is h11.NEED_DATA:
            if peer.they_are_waiting_for_100_continue:
                await wire.write(peer.send(h11.InformationalResponse(status_code=100, headers=[])))
            peer.receive_data(await wire.read())
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _question(wire, head, bytes(body))
        else:  # PAUSED cannot be: each cycle is answered before the next; the rest is the end
            return None


def _question(wire: Wire, head: h11.Request, body: bytes) -> Question:
    return Question(
        method=head.method.decode("latin-1"),
        target=head.target.decode("utf-8", "surrogateescape"),
        http_version="HTTP/" + head.http_version.decode("latin-1"),
        headers=tuple((n.decode(), v.decode("utf-8", "replace")) for n, v in head.headers),
        body=body,
        sni=wire.connection.sni,
    )


async def _speak(
    wire: Wire, peer: h11.Connection, question: Question, answer: Answer, rest: Rest
) -> None:
    headers = [("content-type", answer.content_type), *answer.headers]
    if answer.last:
        headers.append(("connection", "close"))
    if answer.streamed and question.http_version == "HTTP/1.1":
        headers.append(("transfer-encoding", "chunked"))
    reason = HTTPStatus(answer.status).phrase.encode()
    silent = question.method == "HEAD"
    if answer.streamed:
        head = h11.Response(status_code=answer.status, headers=headers, reason=reason)
        await wire.write(peer.send(head))
        async for piece in each(() if silent else answer.pieces):
            await wire.write(peer.send(h11.Data(data=piece)) or b"")
            await rest()
        await wire.write(peer.send(h11.EndOfMessage()) or b"")
        return
    body = await _joined(answer.pieces)
    headers.append(("content-length", str(len(body))))
    head = h11.Response(status_code=answer.status, headers=headers, reason=reason)
    said = [head, *([] if silent else [h11.Data(data=body)]), h11.EndOfMessage()]
    await wire.write(b"".join(peer.send(event) or b"" for event in said))


async def each(pieces: Pieces) -> AsyncIterator[bytes]:
    """The pieces of an answer, whether they are at hand or still being made."""
    if isinstance(pieces, AsyncIterable):
        async for piece in pieces:
            yield piece
    else:
        for piece in pieces:
            yield piece


async def _joined(pieces: Pieces) -> bytes:
    return b"".join([piece async for piece in each(pieces)])


async def _complain(wire: Wire, peer: h11.Connection) -> None:
    with contextlib.suppress(h11.LocalProtocolError):
        refusal = h11.Response(status_code=400, headers=[("connection", "close")])
        await wire.write(peer.send(refusal) or b"")
        await wire.write(peer.send(h11.EndOfMessage()) or b"")
