"""A WebSocket on a wire: each message is answered as its vendor would (RFC 6455)."""

from __future__ import annotations

from dataclasses import dataclass, field

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.extensions import PerMessageDeflate
from wsproto.utilities import RemoteProtocolError

from gateway.standin.dialogue import Speaker, speaker
from gateway.standin.ledger import Question
from gateway.standin.wire import Wire


@dataclass
class Listener:
    """One connection, with what has come of a message so far."""

    wire: Wire
    speak: Speaker
    peer: WSConnection = field(default_factory=lambda: WSConnection(ConnectionType.SERVER))
    arriving: bytearray = field(default_factory=bytearray)

    async def hear(self, event: object) -> bool:
        """Answer one event; False when there will be no other."""
        match event:
            case Request():
                await self._say(AcceptConnection(extensions=[PerMessageDeflate()]))
            case TextMessage() | BytesMessage():
                data = event.data.encode() if isinstance(event.data, str) else event.data
                self.arriving += data
                if event.message_finished:
                    await self._answer(isinstance(event, TextMessage))
            case Ping():
                await self._say(event.response())
            case CloseConnection():
                await self._say(event.response())
                return False
            case RejectConnection():
                return False
        return True

    async def _answer(self, is_text: bool) -> None:
        message = bytes(self.arriving)
        self.arriving.clear()
        self.wire.ledger.heard(self.wire.connection, message)
        if is_text:
            for said in self.speak(message.decode()):
                await self._say(TextMessage(data=said))
        else:
            await self._say(BytesMessage(data=message))

    async def _say(self, event: Event) -> None:
        await self.wire.write(self.peer.send(event))


async def serve(wire: Wire, question: Question, trailing: bytes) -> None:
    """Take the upgrade, then answer each message until the peer closes."""
    listener = Listener(wire, speaker(question))
    listener.peer.receive_data(_as_sent(question) + trailing)
    while True:
        for event in listener.peer.events():
            if not await listener.hear(event):
                return
        data = await wire.read()
        if not data:
            return
        try:
            listener.peer.receive_data(data)
        except RemoteProtocolError as fault:
            wire.connection.fault = str(fault)
            return


def _as_sent(question: Question) -> bytes:
    """The request again, byte for byte as far as a handshake needs it."""
    lines = [f"{question.method} {question.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in question.headers]
    return "\r\n".join([*lines, "", ""]).encode()
