"""No request costs more than its share: a well-behaved client beside hostile ones, on sockets.

Nothing here is timed. What is hostile is refused by a code, or held until the test lets it go, and
the friendly client is answered meanwhile.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hpack
import pytest
import zstandard

from gateway.standin import StandIn
from tests.kit import patient
from tests.kit.assertions import assert_refused
from tests.kit.client import Line, request
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate, start_gate, wait_for
from tests.kit.policy import OPENAI, POLICY, chat
from tests.live.test_websocket import UPGRADE

MIB = 2**20
FRIEND, HOSTILE = "127.0.0.2", "127.0.0.3"
MIDDLING, LONG = 30 * 1024, 300 * 1024


def is_well(gate: Gate) -> bool:
    """Is another person's prompt answered?"""
    return gate.seen_from(FRIEND).ask(OPENAI, chat()).status == 200


def overuse(gate: Gate, client: str = HOSTILE) -> list[str]:
    """What of a client's connections were ended for, as the trail has it."""
    return [
        entry["of"]
        for entry in gate.entries()
        if entry.get("event") == "overuse" and entry["client"] == client
    ]


# ---------------------------------------------------------------- what it unpacks to


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(lambda text: zstandard.compress(text, 19), id="Zstandard"),
        pytest.param(lambda text: gzip.compress(text, 9), id="gzip"),
        pytest.param(lambda text: gzip.compress(zstandard.compress(text, 3)), id="one in another"),
    ],
)
def test_two_kilobytes_that_hold_megabytes_are_not_unpacked(gate: Gate, pack: Any) -> None:
    packed = base64.b64encode(pack("山田".encode() * (16 * MIB // 6))).decode()
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, chat(f"読んで {packed} ください")), events, 400)
    assert [u["code"] for u in events.record["facts"]["unread"]] == ["limits/packed"]
    assert is_well(gate)


def test_a_body_that_holds_a_thousand_times_its_size_is_refused_and_says_why(gate: Gate) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, gzip.compress(b" " * 20 * MIB), "Content-Encoding: gzip")
    assert_refused(reply, events, 413)
    assert events.record["reasons"][0]["rule"] == "inflated"
    assert "100 times" in reply.text


def test_what_packs_well_and_is_no_bomb_is_read(gate: Gate) -> None:
    """A log: thirty times its packed size."""
    lines = "\n".join(f"2026-04-01 09:{n % 60:02} INFO done {n}" for n in range(9_000))
    packed = base64.b64encode(gzip.compress(lines.encode())).decode()
    events = gate.watch()
    assert gate.ask(OPENAI, chat(f"読んで {packed} ください")).status == 200
    assert events.record["facts"]["unread"] == []


# ---------------------------------------------------------------- heads

MANY = [f"X-Note-{n}: y" for n in range(8_000)]


def test_thousands_of_headers_end_the_connection_and_stand_in_the_trail(gate: Gate) -> None:
    events, hostile = gate.watch(), gate.seen_from(HOSTILE)
    with hostile.dial(OPENAI) as line:
        assert line.ask(request(OPENAI, chat(), *MANY)).status == 431
        assert line.is_over()
    assert events.upstream_saw.nothing
    wait_for(lambda: "head" in overuse(gate), "it is told")
    assert is_well(gate)


def test_thousands_of_headers_over_http2(gate: Gate) -> None:
    events = gate.watch()
    more = [(f"x-note-{n}", "y") for n in range(8_000)]
    with gate.seen_from(HOSTILE).dial(OPENAI, alpn=("h2",)) as line:
        assert ask2(line, head2(OPENAI, "/v1/chat/completions", *more), chat()).status in {0, 431}
    assert events.upstream_saw.nothing
    assert is_well(gate)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([f"X-{n}: y" for n in range(251)], id="many"),
        pytest.param([f"X-Long-{n}: {'y' * 9_000}" for n in range(7)], id="long ones"),
    ],
)
def test_as_many_headers_as_a_head_may_have_pass(gate: Gate, headers: list[str]) -> None:
    assert gate.ask(OPENAI, chat(), *headers).status == 200


def test_a_head_that_comes_in_pieces_is_waited_for(gate: Gate) -> None:
    head = request(OPENAI, chat(), *[f"X-{n}: y" for n in range(50)])
    with gate.dial(OPENAI) as line:
        for at in range(0, len(head), 100):
            line.send(head[at : at + 100])
            time.sleep(0.001)  # so that they are read one by one
        assert line.reply().status == 200


# ---------------------------------------------------------------- frames that carry nothing

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
FLOOD = 5_000


def frame2(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """RFC 9113, 4.1."""
    head = len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4)
    return head + payload


DATA, HEADERS, PRIORITY, RESET, SETTINGS, PING, WINDOW = 0, 1, 2, 3, 4, 6, 8
PINGS = frame2(PING, 0, 0, b"12345678")


def opened_and_reset(count: int) -> bytes:
    encoder, end = hpack.Encoder(), 0x5  # END_HEADERS, END_STREAM
    return b"".join(
        frame2(HEADERS, end, n, encoder.encode(head2(OPENAI))) + frame2(RESET, 0, n, bytes(4))
        for n in range(1, 2 * count, 2)
    )


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(PINGS * FLOOD, id="pings"),
        pytest.param(frame2(SETTINGS, 0, 0) * FLOOD, id="settings"),
        pytest.param(frame2(PRIORITY, 0, 1, bytes(5)) * FLOOD, id="priorities"),
        pytest.param(frame2(WINDOW, 0, 0, b"\0\0\0\1") * 20 * FLOOD, id="steps of flow control"),
        pytest.param(frame2(0xFA, 0, 0) * FLOOD, id="frames that nobody knows"),
        pytest.param(
            frame2(HEADERS, 0x4, 1, hpack.Encoder().encode(head2(OPENAI)))
            + frame2(DATA, 0, 1) * FLOOD,
            id="empty pieces of a body",
        ),
        pytest.param(opened_and_reset(500), id="streams that are reset at once"),
    ],
)
def test_a_flood_of_frames_ends_its_connection(gate: Gate, flood: bytes) -> None:
    with gate.seen_from(HOSTILE).dial(OPENAI, alpn=("h2",)) as line:
        with contextlib.suppress(OSError):
            line.send(PREFACE, frame2(SETTINGS, 0, 0), flood)
        while not line.is_over():
            pass
    assert is_well(gate)
    wait_for(lambda: "frames" in overuse(gate), "it is told")


def test_as_many_pings_as_a_client_needs_are_answered(gate: Gate) -> None:
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        line.send(PREFACE, frame2(SETTINGS, 0, 0), PINGS * 100)
        answered = b""
        while answered.count(frame2(PING, 1, 0, b"12345678")) < 100:
            answered += line.read()


def piece(payload: bytes, opcode: int, fin: bool) -> bytes:
    """A client's frame of a WebSocket (RFC 6455, 5.2), under the mask 0."""
    return bytes([(0x80 if fin else 0) | opcode, 0x80 | len(payload)]) + bytes(4) + payload


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(piece(b"a", 1, False) + piece(b"", 0, False) * FLOOD, id="empty pieces"),
        pytest.param(piece(b"a", 1, False) + piece(b"b", 0, False) * 20 * FLOOD, id="letters"),
        pytest.param(piece(b"p", 9, True) * FLOOD, id="pings"),
        pytest.param(piece(b"p", 10, True) * FLOOD, id="answers to no ping"),
    ],
)
def test_a_flood_on_a_socket_ends_it(gate: Gate, flood: bytes) -> None:
    events = gate.watch()
    with gate.seen_from(HOSTILE).dial(OPENAI, alpn=()) as line:
        head = "\r\n".join(["GET /v1/responses HTTP/1.1", f"Host: {OPENAI}", *UPGRADE, "", ""])
        assert line.ask(head.encode()).status == 101
        with contextlib.suppress(OSError):
            line.send(flood)
        while not line.is_over():
            pass
    assert events.upstream_saw.messages == ()
    assert is_well(gate)


def test_a_body_in_chunks_of_one_byte_is_not_waited_for(gate: Gate) -> None:
    events = gate.watch()
    head = request(OPENAI, b"", "Transfer-Encoding: chunked", length=False)
    with gate.seen_from(HOSTILE).dial(OPENAI) as line:
        assert line.ask(head, b"1\r\n \r\n" * 20 * FLOOD).status in {0, 400}
    assert events.upstream_saw.nothing
    assert is_well(gate)


# ---------------------------------------------------------------- turns


@dataclass
class Slow:
    """A gate whose classifier waits at a word until it is let go."""

    gate: Gate
    go: Path

    def begin(self, size: int) -> Line:
        """A prompt that is not answered before `go` is there."""
        line = self.gate.seen_from(HOSTILE).dial(OPENAI)
        line.sock.settimeout(60)
        return line.send(request(OPENAI, chat(f"{patient.WORD} {'.' * size}")))


@pytest.fixture
def slow(tmp_path: Path, upstream: StandIn) -> Iterator[Slow]:
    go, launcher = tmp_path / "go", Path(patient.__file__)
    environment = {"PATIENT": str(go)}
    with start_gate(
        tmp_path / "gate", POLICY, upstream, launcher=launcher, environment=environment
    ) as gate:
        yield Slow(gate, go)
        go.touch()


@pytest.mark.parametrize("size", [MIDDLING, LONG], ids=["30 KB", "300 KB"])
def test_whoever_asks_for_much_leaves_a_place_for_others(slow: Slow, size: int) -> None:
    """As many long prompts as there are places, and more: another's passes beside them."""
    with contextlib.ExitStack() as open_now:
        hostile = [open_now.enter_context(slow.begin(size)) for _ in range(5)]
        for _ in range(3):
            assert slow.gate.seen_from(FRIEND).ask(OPENAI, chat("." * size)).status == 200
        assert [r["client"] for r in slow.gate.trail()] == [FRIEND] * 3
        slow.go.touch()
        assert [line.reply().status for line in hostile] == [200] * 5


def test_a_gate_ends_though_a_judgement_does_not(slow: Slow) -> None:
    line = slow.begin(LONG)
    assert is_well(slow.gate)  # the gate has read what came before it
    line.close()
    slow.gate.signal(signal.SIGTERM)
    assert slow.gate.process.wait(30) == 0


# ---------------------------------------------------------------- bytes that are held


def test_uploads_that_never_end_are_not_held_without_bound(slow: Slow) -> None:
    """Ten bodies without their last byte, of which four may be held."""
    gate, size = slow.gate, patient.HELD // 4 - MIB // 16
    head = request(OPENAI, b"", f"Content-Length: {size + 1}", length=False)
    most = b"x" * size
    with contextlib.ExitStack() as open_now:
        hostile = [open_now.enter_context(gate.seen_from(HOSTILE).dial(OPENAI)) for _ in range(10)]
        for line in hostile:
            with contextlib.suppress(OSError):
                line.send(head, most)
        wait_for(lambda: len(gate.trail()) == 6, "those beyond the bound are refused")
        assert {r["reasons"][0]["rule"] for r in gate.trail()} == {"busy"}
        with gate.seen_from(HOSTILE).dial(OPENAI) as one_more:
            assert one_more.ask(head, most).status == 503
        assert is_well(gate)
        assert gate.seen_from(FRIEND).ask(OPENAI, chat("." * 4 * MIB)).status == 200
    wait_for(
        lambda: gate.seen_from(HOSTILE).ask(OPENAI, chat("." * 4 * MIB)).status == 200,
        "what was let go counts no more",
    )
