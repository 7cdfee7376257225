"""Requests over HTTP/2 on a line that has agreed on it; headers go out as given."""

from __future__ import annotations

from dataclasses import dataclass

import h2.config
import h2.connection
import h2.events

from tests.kit.client import Line, Reply

FRAME = 16_384  # bytes: what every peer takes in one frame (RFC 9113, 6.5.2)


def ask2(line: Line, headers: list[tuple[str, str]], body: bytes = b"") -> Reply:
    """Send one request and read its answer. Status 0: the stream or the connection was ended."""
    return ask2_all(line, (headers, body))[0]


def ask2_all(line: Line, *requests: tuple[list[tuple[str, str]], bytes]) -> list[Reply]:
    """Send several requests at once on one connection, and read their answers."""
    config = h2.config.H2Configuration(
        header_encoding="utf-8", validate_outbound_headers=False, normalize_outbound_headers=False
    )
    peer = h2.connection.H2Connection(config)
    peer.initiate_connection()
    answers = {}
    for number, (headers, body) in enumerate(requests):
        stream = 2 * number + 1
        answers[stream] = Answer()
        peer.send_headers(stream, headers, end_stream=not body)
        for at in range(0, len(body), FRAME):
            peer.send_data(stream, body[at : at + FRAME], end_stream=at + FRAME >= len(body))
    line.send(peer.data_to_send())
    _read(line, peer, answers)
    return [a.reply for a in answers.values()]


@dataclass
class Answer:
    """What has come of one stream so far."""

    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    over: bool = False
    complete: bool = False

    @property
    def reply(self) -> Reply:
        status = int(dict(self.headers).get(":status", "0"))
        return Reply(status, self.headers, self.body, self.complete)


def _read(line: Line, peer: h2.connection.H2Connection, answers: dict[int, Answer]) -> None:
    while not all(a.over for a in answers.values()) and (data := line.read()):
        for event in peer.receive_data(data):
            match event:
                case h2.events.ResponseReceived(stream_id=int(n), headers=found):
                    answers[n].headers = tuple((str(k), str(v)) for k, v in found or ())
                case h2.events.DataReceived(stream_id=int(n)):
                    answers[n].body += event.data or b""
                    peer.acknowledge_received_data(event.flow_controlled_length or 0, n)
                case h2.events.StreamEnded(stream_id=int(n)):
                    answers[n].over = answers[n].complete = True
                case h2.events.StreamReset(stream_id=int(n)):
                    answers[n].over = True
                case h2.events.ConnectionTerminated():
                    return
        line.send(peer.data_to_send())


def head2(
    authority: str, path: str = "/v1/chat/completions", *more: tuple[str, str]
) -> list[tuple[str, str]]:
    return [
        (":method", "POST"),
        (":scheme", "https"),
        (":authority", authority),
        (":path", path),
        ("content-type", "application/json"),
        *more,
    ]
