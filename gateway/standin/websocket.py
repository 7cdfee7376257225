"""A WebSocket on a wire: it says back what it hears (RFC 6455)."""

from __future__ import annotations

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.extensions import PerMessageDeflate
from wsproto.utilities import RemoteProtocolError

from gateway.standin.ledger import Question
from gateway.standin.wire import Wire


async def serve(wire: Wire, question: Question, trailing: bytes) -> None:
    """Take the upgrade, then echo each message until the peer closes."""
    peer = WSConnection(ConnectionType.SERVER)
    peer.receive_data(_as_sent(question) + trailing)
    while True:
        for event in peer.events():
            if not await _answer(wire, peer, event):
                return
        data = await wire.read()
        if not data:
            return
        try:
            peer.receive_data(data)
        except RemoteProtocolError as fault:
            wire.connection.fault = str(fault)
            return


async def _answer(wire: Wire, peer: WSConnection, event: object) -> bool:
    """Answer one event; False when there will be no other."""
    match event:
        case Request():
            accept = AcceptConnection(extensions=[PerMessageDeflate()])
            await wire.write(peer.send(accept))
        case TextMessage():
            await wire.write(peer.send(TextMessage(data=f"I received: {event.data}")))
        case BytesMessage():
            await wire.write(peer.send(BytesMessage(data=bytes(event.data))))
        case Ping():
            await wire.write(peer.send(event.response()))
        case CloseConnection():
            await wire.write(peer.send(event.response()))
            return False
        case RejectConnection():
            return False
    return True


def _as_sent(question: Question) -> bytes:
    """The request again, byte for byte as far as a handshake needs it."""
    lines = [f"{question.method} {question.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in question.headers]
    return "\r\n".join([*lines, "", ""]).encode()
