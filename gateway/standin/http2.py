"""HTTP/2 on a wire: questions in, answers out, several at a time (RFC 9113)."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from gateway.standin.answers import Answer
from gateway.standin.http1 import Ask, Rest, each
from gateway.standin.ledger import Question
from gateway.standin.wire import Wire

WINDOW = 2**24  # bytes a peer may send before it is told to go on; uploads need not wait

GOAWAY = struct.pack(">HBBBI", 0, 8, 7, 0, 0)
"""The head of the frame (RFC 9113, 4.1, 6.8): eight bytes follow, which belong to no stream."""


@dataclass
class Stream:
    """A question that is still arriving, or an answer that waits for room."""

    headers: tuple[tuple[str, str], ...]
    body: bytearray = field(default_factory=bytearray)


class Session:
    """One HTTP/2 connection."""

    def __init__(self, wire: Wire, ask: Ask, rest: Rest) -> None:
        self._wire, self._ask, self._rest = wire, ask, rest
        self._peer = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        )
        self._streams: dict[int, Stream] = {}
        self._last: int | None = None
        self._room = asyncio.Event()
        self._speaking: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        self._peer.initiate_connection()
        self._peer.increment_flow_control_window(WINDOW)
        await self._flush()
        try:
            while data := await self._wire.read():
                for event in self._peer.receive_data(data):
                    self._heard(event)
                await self._flush()
        except h2.exceptions.ProtocolError as fault:
            self._wire.connection.fault = str(fault)
            await self._flush()
        finally:
            for task in self._speaking:
                task.cancel()

    def _heard(self, event: h2.events.Event) -> None:
        match event:
            case h2.events.RequestReceived(stream_id=int(number)) if self._takes(number):
                pairs = ((_text(n), _text(v)) for n, v in event.headers or ())
                self._streams[number] = Stream(tuple(pairs))
            case h2.events.DataReceived(stream_id=int(number)):
                if stream := self._streams.get(number):
                    stream.body += event.data or b""
                self._peer.acknowledge_received_data(event.flow_controlled_length or 0, number)
            case h2.events.StreamEnded(stream_id=int(number)) if number in self._streams:
                task = asyncio.get_running_loop().create_task(self._answer(number))
                self._speaking.add(task)
                task.add_done_callback(self._speaking.discard)
            case h2.events.WindowUpdated() | h2.events.RemoteSettingsChanged():
                self._room.set()

    async def _answer(self, number: int) -> None:
        question = self._question(self._streams.pop(number))
        self._wire.ledger.asked(self._wire.connection, question)
        answer = self._ask(question)
        with contextlib.suppress(h2.exceptions.ProtocolError, ConnectionError):
            self._peer.send_headers(number, _head(answer))
            async for piece in each(answer.pieces):
                await self._send(number, piece)
                if answer.streamed:
                    await self._rest()
            self._peer.end_stream(number)
            await self._flush()
            if answer.last:
                await self._take_leave()

    def _takes(self, number: int) -> bool:
        """Is a stream not behind the last one that was taken in?"""
        return self._last is None or number <= self._last

    async def _take_leave(self) -> None:
        """Take in no further stream, and finish those under way (RFC 9113, 6.8).

        The peer hangs up, not we: bytes of its own that are still on their way would have a socket
        that is closed answer with a reset, and what was sent before would be lost to it. h2 knows
        only of leaving at once.
        """
        if self._last is None:
            self._last = self._peer.highest_inbound_stream_id
            await self._wire.write(GOAWAY + struct.pack(">II", self._last, 0))

    async def _send(self, number: int, data: bytes) -> None:
        """Send as the peer's windows allow (RFC 9113, 5.2)."""
        while data:
            size = min(
                self._peer.local_flow_control_window(number), self._peer.max_outbound_frame_size
            )
            if size <= 0:
                self._room.clear()
                await self._room.wait()
                continue
            self._peer.send_data(number, data[:size])
            data = data[size:]
            await self._flush()

    async def _flush(self) -> None:
        await self._wire.write(self._peer.data_to_send())

    def _question(self, stream: Stream) -> Question:
        pseudo = {n: v for n, v in stream.headers if n.startswith(":")}
        host = (("host", pseudo.get(":authority", "")),)
        return Question(
            method=pseudo.get(":method", ""),
            target=pseudo.get(":path", ""),
            http_version="HTTP/2.0",
            headers=host + tuple(h for h in stream.headers if not h[0].startswith(":")),
            body=bytes(stream.body),
            sni=self._wire.connection.sni,
        )


async def serve(wire: Wire, ask: Callable[[Question], Answer], rest: Rest) -> None:
    """Answer until the peer hangs up."""
    await Session(wire, ask, rest).run()


def _head(answer: Answer) -> list[tuple[str, str]]:
    return [
        (":status", str(answer.status)),
        ("content-type", answer.content_type),
        *answer.headers,
    ]


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
