"""What is too large is refused, early where that can be told early, and held by no one."""

from __future__ import annotations

import gzip

import pytest

from tests.kit.assertions import assert_refused
from tests.kit.client import call, request
from tests.kit.gate import Gate
from tests.kit.policy import OPENAI, SECRET, UNLISTED, chat

MIB = 2**20
OVER = 21 * MIB  # the policy's limit is 20 MiB as sent and 32 MiB decoded


def test_a_body_over_the_limit_is_refused_before_it_was_sent(gate: Gate) -> None:
    """The client says how much it has, sends a little and waits: it is answered at once."""
    events = gate.watch()
    head = request(OPENAI, b"", f"Content-Length: {OVER}", length=False)
    with gate.dial(OPENAI) as line:
        reply = line.ask(head, b'{"messages": ')
    assert_refused(reply, events, 413)
    assert '"error"' in reply.text  # the vendor's shape, not a page of mitmproxy's


def test_a_body_in_chunks_over_the_limit_is_refused(gate: Gate) -> None:
    events = gate.watch()
    head = request(OPENAI, b"", "Transfer-Encoding: chunked", length=False)
    chunk = b"%x\r\n%s\r\n" % (MIB, b"x" * MIB)
    with gate.dial(OPENAI) as line:
        reply = line.ask(head, *([chunk] * (OVER // MIB)))
    assert_refused(reply, events, 413)


def test_a_body_over_the_limit_once_unpacked_is_refused(gate: Gate) -> None:
    events = gate.watch()
    body = gzip.compress(b" " * (33 * MIB))
    assert_refused(gate.ask(OPENAI, body, "Content-Encoding: gzip"), events, 413)


def test_a_large_body_within_the_limit_passes_whole(gate: Gate) -> None:
    body = chat("富士山 " * (2 * MIB // 10))
    events = gate.watch()
    assert gate.ask(OPENAI, body).status == 200
    assert events.upstream_saw.questions[0].body == body


def test_a_secret_at_the_end_of_a_large_body_is_found(gate: Gate) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, chat("富士山 " * (4 * MIB // 10) + SECRET))
    assert_refused(reply, events, 400)


def test_a_large_body_to_an_unlisted_ai_is_not_waited_for_in_vain(gate: Gate) -> None:
    events = gate.watch()
    head = request(UNLISTED, b"", f"Content-Length: {OVER}", length=False)
    with gate.dial(UNLISTED) as line:
        reply = line.ask(head, b"{")
    assert_refused(reply, events, 400, 413)


def test_a_secret_in_the_last_of_very_many_headers_is_found(gate: Gate) -> None:
    events = gate.watch()
    many = [f"X-Note-{n}: {'y' * 4000}" for n in range(100)]
    reply = gate.ask(OPENAI, chat(), *many, f"X-Last: {SECRET}")
    assert reply.status in {400, 431}
    assert events.upstream_saw.nothing


def test_a_large_answer_streams_through_without_being_kept(gate: Gate) -> None:
    """36 MiB: more than any limit on what goes out. The limits are not for answers."""
    gate.ask(OPENAI, chat())
    before = gate.peak()
    reply = gate.ask(OPENAI, b"", method="GET", target="/v1/large")
    assert (reply.status, len(reply.body), reply.complete) == (200, 36 * MIB, True)
    assert gate.peak() - before < 24 * MIB


@pytest.mark.parametrize("in_tunnel", [False, True])
@pytest.mark.parametrize(
    ("start", "piece"),
    [
        pytest.param(b"GET /", b"a", id="a request line"),
        pytest.param(b"GET / HTTP/1.1\r\nX-Long: ", b"a", id="one header"),
        pytest.param(b"GET / HTTP/1.1\r\n", b"X-Many: a\r\n", id="many headers"),
    ],
)
def test_a_head_without_end_is_not_kept(
    gate: Gate, start: bytes, piece: bytes, in_tunnel: bool
) -> None:
    events = gate.watch()
    data = start + piece * (2 * MIB // len(piece))
    with gate.dial(OPENAI) if in_tunnel else call(gate.address) as line:
        assert line.ask(data).status in {431, 0}  # 0: closed; one that stays open times out
        assert line.is_over()
    assert events.upstream_saw.nothing
    assert gate.ask(OPENAI, chat()).status == 200


def test_blank_lines_before_a_request_are_passed_over_and_not_kept(gate: Gate) -> None:
    before = gate.peak()
    with call(gate.address) as line:
        for _ in range(16):
            line.send(b"\r\n" * (MIB // 2))
        assert line.ask(b"GET http://sekisho.internal/health HTTP/1.1\r\n\r\n").status == 200
    assert gate.peak() - before < 8 * MIB
