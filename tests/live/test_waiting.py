"""How long the gate waits: for answers that are thought about, for tunnels and sockets that are
silent, and for a server that says a word before its answer."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from websockets.sync.client import connect

from gateway.standin import Authority
from tests.conftest import StartGate
from tests.kit.client import request
from tests.kit.gate import Gate
from tests.kit.plain import in_the_clear
from tests.kit.policy import INNOCENT, OPENAI, chat, policy

Talk = Callable[[ssl.SSLSocket], None]

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
SILENCE = 2.0  # seconds, of an answer; tunnels and sockets may be silent for much longer


@contextlib.contextmanager
def server(authority: Authority, talk: Talk) -> Iterator[int]:
    """A server that reads a request and then says what it is told to."""
    context = authority.context(OPENAI, ("http/1.1",))
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    accepted, _ = listener.accept()
                    threading.Thread(target=one, args=(accepted,), daemon=True).start()

        def one(accepted: socket.socket) -> None:
            with contextlib.suppress(OSError), context.wrap_socket(accepted, True) as line:
                asked = b""
                while not asked.endswith(chat()):
                    asked += (got := line.recv(65536))
                    if not got:
                        return
                talk(line)

        threading.Thread(target=serve, daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.close()


# ---------------------------------------------------------------- a word before the answer


def says(*pieces: bytes) -> Talk:
    def talk(line: ssl.SSLSocket) -> None:
        for piece in pieces:
            line.sendall(piece)
            time.sleep(0.01)  # so that pieces arrive one by one

    return talk


def byte_by_byte(said: bytes) -> Talk:
    return says(*(said[n : n + 1] for n in range(len(said))))


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
PROCESSING = b"HTTP/1.1 102 Processing\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\nx-hint: 1\r\n\r\n"


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(says(CONTINUE, ANSWER), id="100"),
        pytest.param(says(PROCESSING, ANSWER), id="102"),
        pytest.param(says(HINTS, ANSWER), id="103, with headers"),
        pytest.param(says(b"HTTP/1.1 199 \r\n\r\n" + ANSWER), id="one that nobody knows"),
        pytest.param(says(CONTINUE + HINTS + ANSWER), id="two at once with the answer"),
        pytest.param(says(*[PROCESSING] * 30, ANSWER), id="thirty"),
        pytest.param(byte_by_byte(HINTS + ANSWER), id="byte by byte"),
    ],
)
def test_a_word_before_the_answer_holds_nobody_up(
    start: StartGate, authority: Authority, talk: Talk
) -> None:
    with server(authority, talk) as port, start(elsewhere={OPENAI: port}) as gate:
        reply = gate.ask(OPENAI, chat())
    assert (reply.status, reply.body) == (200, b"{}")
    assert reply.header("x-hint") == ""


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(CONTINUE, id="no more than a first word"),
        pytest.param(HINTS[:30], id="half of one"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_server_that_hangs_up_before_its_answer_is_said_to_have_done_so(
    start: StartGate, authority: Authority, said: bytes
) -> None:
    with server(authority, says(said)) as port, start(elsewhere={OPENAI: port}) as gate:
        assert gate.ask(OPENAI, chat()).status == 502


# ---------------------------------------------------------------- silence


@contextlib.contextmanager
def impatient(start: StartGate, **how: object) -> Iterator[Gate]:
    limits = f"limits: {{answer_silence: {SILENCE:.0f}s, tunnel_silence: 1h}}\nmarkers:"
    with start(policy(("markers:", limits)), **how) as gate:
        yield gate


def test_an_answer_that_is_silent_for_too_long_is_given_up(
    start: StartGate, authority: Authority
) -> None:
    over = threading.Event()
    with (
        server(authority, lambda _: (over.wait(60), None)[1]) as port,
        impatient(start, elsewhere={OPENAI: port}) as gate,
        gate.dial(OPENAI) as line,
    ):
        line.send(request(OPENAI, chat()))
        assert line.is_over()
    over.set()


def test_an_answer_that_says_something_now_and_then_is_waited_for(
    start: StartGate, authority: Authority
) -> None:
    def slowly(line: ssl.SSLSocket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n")
        for number in range(6):
            time.sleep(SILENCE / 4)
            line.sendall(b"%d" % number)

    with server(authority, slowly) as port, impatient(start, elsewhere={OPENAI: port}) as gate:
        assert gate.ask(OPENAI, chat()).body == b"012345"


def test_a_tunnel_and_a_socket_may_be_silent_for_longer(start: StartGate) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        with impatient(start, elsewhere={INNOCENT: port}) as gate, gate.tunnel(INNOCENT) as line:
            line.send(b"\x00 no TLS, no HTTP")
            far, _ = listener.accept()
            clear = in_the_clear(gate.dial(OPENAI, alpn=()))
            with far, connect(f"ws://{OPENAI}/v1/responses", sock=clear, proxy=None) as spoken:
                assert far.recv(100)
                time.sleep(3 * SILENCE)
                far.sendall(b"still here")
                assert line.read() == b"still here"
                spoken.send("still here")
                assert spoken.recv(10)
