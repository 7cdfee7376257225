"""Messages on a WebSocket: each is judged before it leaves, and one that may not ends the
connection with words for the person."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import resource
import socket as sockets
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError
from websockets.sync.client import ClientConnection, connect

from gateway.standin import StandIn
from tests.conftest import StartGate
from tests.kit import faulty
from tests.kit.gate import Events, Gate, start_gate, wait_for
from tests.kit.plain import in_the_clear
from tests.kit.policy import HOSTS, MARKED, OPENAI, PERMITTED, PERSONAL, POLICY, SECRET, policy

COPILOT, M365 = "copilot.microsoft.com", "substrate.office.com"
CHATHUB = "/m365Copilot/Chathub/11111111-2222@33333333-4444?access_token=sample"
PLACES = {OPENAI: "/v1/responses", COPILOT: "/c/api/chat?api-version=2", M365: CHATHUB}

WITH_COPILOT = policy(
    (
        "services:\n",
        "services:\n"
        "  copilot: {uses: copilot, may_receive: [public, internal], redact: [personal]}\n"
        "  m365: {uses: m365-copilot, may_receive: [public, internal], redact: [personal]}\n",
    )
)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    folder, hosts = tmp_path_factory.mktemp("sockets"), (*HOSTS, COPILOT, M365)
    with start_gate(folder, WITH_COPILOT, upstream, hosts=hosts) as running:
        yield running


@contextlib.contextmanager
def opened(gate: Gate, host: str = OPENAI, **how: Any) -> Iterator[ClientConnection]:
    line = gate.dial(host, alpn=())
    with connect(
        f"ws://{host}{PLACES[host]}", sock=in_the_clear(line), proxy=None, max_size=None, **how
    ) as socket:
        yield socket


def asks(prompt: str = PERMITTED) -> str:
    """A message as Codex sends it."""
    content = [{"type": "input_text", "text": prompt}]
    item = {"type": "message", "role": "user", "content": content}
    return json.dumps({"type": "response.create", "model": "m", "input": [item]})


def heard_until_the_end(socket: ClientConnection) -> tuple[list[str], ConnectionClosed]:
    said: list[str] = []
    while True:
        try:
            said.append(str(socket.recv(10)))
        except ConnectionClosed as end:
            return said, end


def messages(events: Events) -> list[dict[str, Any]]:
    return [r for r in events.records if r["method"] == "MESSAGE"]


# ---------------------------------------------------------------- what passes


@pytest.mark.parametrize("compression", ["deflate", None])
def test_what_may_go_passes_unchanged(gate: Gate, compression: str | None) -> None:
    events = gate.watch()
    with opened(gate, compression=compression) as socket:
        for number in range(3):
            socket.send(asks(f"{PERMITTED} {number}"))
            assert socket.recv(10) == f"I received: {asks(f'{PERMITTED} {number}')}"
    saw = events.upstream_saw
    assert saw.messages == tuple(asks(f"{PERMITTED} {n}").encode() for n in range(3))
    assert [r["verdict"] for r in events.records] == ["allow"] * 4  # the upgrade, three messages
    assert [r["path"] for r in messages(events)] == ["/v1/responses"] * 3


def test_a_message_in_fragments_arrives_as_one(gate: Gate) -> None:
    events = gate.watch()
    with opened(gate) as socket:
        socket.send([asks()[:30], asks()[30:31], asks()[31:]])
        assert socket.recv(10) == f"I received: {asks()}"
    assert events.upstream_saw.messages == (asks().encode(),)


def test_a_character_cut_by_a_frame_is_whole(gate: Gate) -> None:
    """Frames may end within a character (RFC 6455, 5.6)."""
    whole = PERMITTED.encode()
    with opened(gate, compression=None) as socket:
        socket.socket.sendall(frame(whole[:1], fin=False) + frame(whole[1:], opcode=0))
        assert socket.recv(10) == f"I received: {whole.decode()}"


def test_binary_that_is_text_is_read_as_text(gate: Gate) -> None:
    """Some clients send their JSON so."""
    events = gate.watch()
    with opened(gate) as socket:
        socket.send(asks().encode())
        assert socket.recv(10) == asks().encode()
        socket.send(asks(SECRET).encode())
        heard_until_the_end(socket)
    assert not events.upstream_saw.holds(SECRET.encode())


def test_a_client_may_end_the_connection(gate: Gate) -> None:
    with opened(gate) as socket:
        socket.close(1000)
        assert (socket.close_code, socket.close_reason) == (1000, "")


# ---------------------------------------------------------------- what does not


@pytest.mark.parametrize("compression", ["deflate", None])
@pytest.mark.parametrize("prompt", [SECRET, MARKED], ids=["a pattern", "a marker"])
def test_a_message_that_may_not_go_never_leaves(
    gate: Gate, compression: str | None, prompt: str
) -> None:
    events = gate.watch()
    with opened(gate, compression=compression) as socket:
        socket.send(asks())
        socket.recv(10)
        socket.send(asks(prompt))
        said, end = heard_until_the_end(socket)
    error = json.loads(said[0])
    failed = error["response"]
    assert (error["type"], failed["status"]) == ("response.failed", "failed")
    assert failed["error"]["code"] == "invalid_prompt"  # Codex shows the words, and tries no more
    assert "Decision: " in failed["error"]["message"]
    assert end.rcvd
    assert (end.rcvd.code, end.rcvd.reason) == (
        1008,
        f"Sekisho: refused, decision {error['event_id']}",
    )
    assert events.upstream_saw.messages == (asks().encode(),)
    last = messages(events)[-1]
    assert (last["verdict"], last["id"]) == ("block", error["event_id"])


def test_what_follows_a_refused_message_does_not_leave(gate: Gate) -> None:
    events = gate.watch()
    with opened(gate, compression=None) as socket:
        socket.socket.sendall(frame(asks(SECRET).encode()) + frame(asks().encode()) * 200)
        said, _ = heard_until_the_end(socket)
    assert len(said) == 1
    assert events.upstream_saw.messages == ()


def test_a_secret_in_fragments_does_not_leave(gate: Gate) -> None:
    events = gate.watch()
    with opened(gate) as socket:
        socket.send(list(asks(SECRET)))
        heard_until_the_end(socket)
    assert events.upstream_saw.messages == ()


def test_what_is_withheld_is_taken_out(gate: Gate) -> None:
    """Every other character arrives as it was; mitmproxy's own layer would cut some in two."""
    prompt = "東京" * 3_000 + PERSONAL + "大阪" * 3_000
    events = gate.watch()
    with opened(gate) as socket:
        socket.send(json.dumps({"type": "response.create", "input": prompt}, ensure_ascii=False))
        socket.recv(10)
    (message,) = events.upstream_saw.messages
    said = json.loads(message)["input"]
    assert said.startswith("東京" * 3_000 + "[")
    assert said.endswith("]" + "大阪" * 3_000)
    assert PERSONAL not in said
    assert messages(events)[-1]["verdict"] == "redact"


@pytest.mark.parametrize("host", [OPENAI, COPILOT, M365])
def test_the_person_reads_the_value_again(gate: Gate, host: str) -> None:
    """The service says the placeholder; whoever asked sees what it stands for."""
    events = gate.watch()
    with opened(gate, host) as socket:
        socket.send(json.dumps({"text": f"about {PERSONAL}, please"}))
        said = str(socket.recv(10))
        socket.send(json.dumps({"text": PERMITTED}))
        socket.recv(10)
    assert f"about {PERSONAL}, please" in said
    assert not events.upstream_saw.holds(PERSONAL.encode())


def test_what_cannot_be_read_does_not_leave(gate: Gate) -> None:
    events = gate.watch()
    with opened(gate) as socket:
        socket.send(os.urandom(4_000))
        _, end = heard_until_the_end(socket)
    assert end.rcvd
    assert end.rcvd.code == 1008
    assert events.upstream_saw.messages == ()
    assert messages(events)[-1]["scanned"]["unread"]


def test_speech_is_not_read_and_does_not_leave(gate: Gate) -> None:
    """A microphone's samples, as the Realtime API takes them."""
    events = gate.watch()
    audio = base64.b64encode(os.urandom(4_800)).decode()
    with opened(gate) as socket:
        socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
        heard_until_the_end(socket)
    assert events.upstream_saw.messages == ()


# ---------------------------------------------------------------- Microsoft's protocols


def signalr(*values: Any) -> str:
    return "".join(json.dumps(v, ensure_ascii=False) + "\x1e" for v in values)


def chat_call(prompt: str) -> dict[str, Any]:
    message = {"author": "user", "text": prompt, "inputMethod": "Keyboard"}
    return {
        "type": 4,
        "target": "chat",
        "invocationId": "0",
        "arguments": [{"source": "officeweb", "message": message}],
    }


def test_several_frames_of_signalr_in_one_message(gate: Gate) -> None:
    events = gate.watch()
    hello = signalr({"protocol": "json", "version": 1})
    with opened(gate, M365) as socket:
        socket.send(hello)
        socket.recv(10)
        socket.send(signalr({"type": 6}, chat_call(PERMITTED)))
        socket.recv(10)
        socket.send(signalr({"type": 6}, chat_call(SECRET)))
        said, end = heard_until_the_end(socket)
    completion, closing = (json.loads(s) for s in "".join(said).split("\x1e") if s)
    assert (completion["type"], completion["invocationId"]) == (3, "0")
    assert "Decision: " in completion["error"]
    assert closing["type"] == 7
    assert len(events.upstream_saw.messages) == 2
    assert not events.upstream_saw.holds(SECRET.encode())
    assert end.rcvd
    assert end.rcvd.code == 1008


def test_signalr_is_redacted_within_its_frames(gate: Gate) -> None:
    events = gate.watch()
    with opened(gate, M365) as socket:
        socket.send(signalr({"type": 6}, chat_call(PERSONAL)))
        socket.recv(10)
    (message,) = events.upstream_saw.messages
    ping, call, rest = message.decode().split("\x1e")
    assert (json.loads(ping), rest) == ({"type": 6}, "")
    assert json.loads(call)["arguments"][0]["message"]["text"].startswith("[")


def test_copilot_says_the_refusal_as_an_answer(gate: Gate) -> None:
    events = gate.watch()
    send = {"event": "send", "conversationId": "c", "content": [{"type": "text", "text": SECRET}]}
    with opened(gate, COPILOT) as socket:
        socket.send(json.dumps(send))
        said, _ = heard_until_the_end(socket)
    assert [json.loads(s)["event"] for s in said] == ["startMessage", "appendText", "done"]
    assert "Decision: " in json.loads(said[1])["text"]
    assert events.upstream_saw.messages == ()


def test_a_token_in_the_query_is_not_written_down(gate: Gate) -> None:
    with opened(gate, M365):
        pass
    assert not gate.holds_on_disk("access_token")


# ---------------------------------------------------------------- frames


def frame(payload: bytes, opcode: int = 1, *, fin: bool = True, rsv1: bool = False) -> bytes:
    """A client's frame (RFC 6455, 5.2), masked with zeros."""
    length = len(payload)
    first = (0x80 if fin else 0) | (0x40 if rsv1 else 0) | opcode
    if length < 126:
        head = bytes([first, 0x80 | length])
    elif length < 65536:
        head = struct.pack("!BBH", first, 0x80 | 126, length)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, length)
    return head + bytes(4) + payload


def test_what_is_written_into_a_ping_stays_here(gate: Gate) -> None:
    """A ping has room for 125 bytes, and its answer comes from the gate."""
    events = gate.watch()
    with opened(gate) as socket:
        assert socket.ping(SECRET).wait(10)
        socket.send(asks())
        socket.recv(10)
    assert not events.upstream_saw.holds(SECRET.encode())


def test_what_is_written_into_a_pong_stays_here(gate: Gate) -> None:
    events = gate.watch()
    with opened(gate) as socket:
        socket.pong(SECRET)
        socket.send(asks())
        socket.recv(10)
    assert not _unmasked(events).count(SECRET.encode())


def test_the_reason_of_an_end_stays_here(gate: Gate) -> None:
    events = gate.watch()
    with opened(gate) as socket:
        socket.close(4001, SECRET)
    received = _unmasked(events)
    assert struct.pack("!H", 4001) in received
    assert SECRET.encode() not in received


def _unmasked(events: Events) -> bytes:
    """Every frame that reached the upstream, its mask taken off."""
    data = events.upstream_saw.received.partition(b"\r\n\r\n")[2]
    out = b""
    while len(data) >= 6:
        length, at = data[1] & 0x7F, 2
        if length == 126:
            length, at = struct.unpack("!H", data[2:4])[0], 4
        mask, payload = data[at : at + 4], data[at + 4 : at + 4 + length]
        out += bytes(b ^ mask[n % 4] for n, b in enumerate(payload)) + b"\n"
        data = data[at + 4 + length :]
    return out


@pytest.mark.parametrize(
    "bytes_sent",
    [
        pytest.param(frame(b"\xff\xfe"), id="text that is none"),
        pytest.param(frame(b"x", 3), id="an unknown kind of frame"),
        pytest.param(frame(b"x", 0), id="a continuation of nothing"),
        pytest.param(b"\x81\x01x", id="an unmasked frame"),
        pytest.param(frame(b"\xff" * 9, rsv1=True), id="compressed text that is none"),
    ],
)
def test_frames_that_make_no_sense_end_the_connection(gate: Gate, bytes_sent: bytes) -> None:
    events = gate.watch()
    with opened(gate, compression="deflate") as socket:
        socket.socket.sendall(bytes_sent)
        _, end = heard_until_the_end(socket)
    assert end.rcvd
    assert end.rcvd.code == 1002
    assert messages(events)[-1]["verdict"] == "block"
    assert events.upstream_saw.messages == ()


def test_an_extension_that_is_not_known_is_not_offered(gate: Gate, upstream: StandIn) -> None:
    events = gate.watch()
    with gate.dial(OPENAI, alpn=()) as line:
        head = (
            f"GET /v1/responses HTTP/1.1\r\nHost: {OPENAI}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Extensions: x-secret, permessage-deflate; client_max_window_bits\r\n\r\n"
        )
        assert line.send(head.encode()).until(b"\r\n\r\n").startswith(b"HTTP/1.1 101")
    (question,) = events.upstream_saw.questions
    assert question.header("sec-websocket-extensions") == (
        "permessage-deflate; client_max_window_bits"
    )


# ---------------------------------------------------------------- size and number


SMALL = policy(("version: 1\n", "version: 1\nlimits: {body: 1MiB, decoded: 2MiB}\n"))


@pytest.mark.parametrize("how", ["one frame", "many fragments", "compressed to little"])
def test_a_message_over_the_limit_ends_the_connection(start: StartGate, how: str) -> None:
    gate = start(SMALL)
    events = gate.watch()
    with opened(gate, compression="deflate") as socket:
        if how == "one frame":
            _send_what_it_takes(socket.socket, frame(b"x" * 2**21))
        elif how == "many fragments":
            pieces = frame(b"x", fin=False) + frame(b"x" * 5_000, 0, fin=False) * 400
            _send_what_it_takes(socket.socket, pieces)
        else:
            _send_what_it_takes(socket.socket, frame(bomb(2**28), rsv1=True))
        said, end = heard_until_the_end(socket)
    assert end.rcvd
    assert end.rcvd.code == 1009
    assert json.loads(said[0])["status"] == 413
    assert messages(events)[-1]["reasons"][0]["rule"] == "too-large"
    assert events.upstream_saw.messages == ()
    assert gate.peak() < 220 * 2**20


def _send_what_it_takes(line: sockets.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):  # it was told to stop
        line.sendall(data)


def bomb(size: int) -> bytes:
    """A message of zeros that is a thousand times as long as its bytes (RFC 7692, 7.2.1)."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = b"0" * 2**20
    data = b"".join(deflate.compress(zeros) for _ in range(size // len(zeros)))
    return (data + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]


def test_memory_does_not_grow_with_the_connection(start: StartGate) -> None:
    """Messages of 100 kB, each said back; were they kept, that would be 120 MB."""
    gate = start()
    filler = b"x" * 100_000
    with opened(gate, compression=None) as socket:

        def burst(number: int) -> None:
            for _ in range(number // 20):
                socket.socket.sendall(frame(filler) * 20)
                for _ in range(20):
                    assert len(socket.recv(10)) > len(filler)

        burst(100)
        before = gate.peak()
        burst(500)
    assert gate.peak() - before < 30 * 2**20
    wait_for(lambda: len(gate.trail()) == 601, "every message on record")


# ---------------------------------------------------------------- failing


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    folder = tmp_path_factory.mktemp("failing-sockets")
    with start_gate(folder, POLICY, upstream, launcher=Path(faulty.__file__)) as running:
        yield running


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("BREAK-RAISE", id="raises"),
        pytest.param("BREAK-LATE", id="raises after its first finding"),
        pytest.param("BREAK-CANCEL", id="is cancelled"),
        pytest.param("BREAK-BASE", id="raises what is no Exception"),
        pytest.param("BREAK-RECURSE", id="calls itself without end"),
        pytest.param("BREAK-SLEEP", id="does not come back in time"),
        pytest.param("BREAK-GARBAGE", id="returns something else"),
    ],
)
@pytest.mark.parametrize("size", [0, 2**17], ids=["small", "large"])
def test_no_message_leaves_when_a_classifier(failing: Gate, word: str, size: int) -> None:
    events = failing.watch()
    with opened(failing) as socket:
        socket.send(asks(f"{word} in private words {'.' * size}"))
        said, end = heard_until_the_end(socket)
    assert isinstance(end, ConnectionClosedError)
    assert end.rcvd
    assert end.rcvd.code == 1011
    assert json.loads(said[0])["status"] == 500
    assert events.upstream_saw.messages == ()
    assert events.records[-1]["verdict"] == "block"
    assert not failing.holds_on_disk("private words")
    with opened(failing) as socket:  # and the gate goes on
        socket.send(asks())
        assert str(socket.recv(10)).startswith("I received")


def test_without_a_record_no_message_leaves(start: StartGate) -> None:
    """The disk takes no more bytes."""
    gate = start()
    with opened(gate) as socket:
        files = [f for f in (gate.state / "audit").rglob("*") if f.is_file()]
        free = resource.prlimit(gate.process.pid, resource.RLIMIT_FSIZE)
        largest = max(f.stat().st_size for f in files)
        resource.prlimit(gate.process.pid, resource.RLIMIT_FSIZE, (largest + 40, free[1]))
        events = gate.watch()
        socket.send(asks())
        said, _ = heard_until_the_end(socket)
    assert json.loads(said[0])["status"] == 500
    assert events.upstream_saw.messages == ()


def test_a_stock_mitmdump_reads_no_socket() -> None:
    """There mitmproxy's own layer would carry the messages."""
    from gateway.planes.mitmproxy.sockets import Sockets

    assert Sockets(None, str, float, set(), embedded=False).may_open(None) is False  # type: ignore[arg-type]
