"""Streamed answers: at once, byte for byte, and written down once, however they end."""

from __future__ import annotations

import signal
import threading

import pytest

from gateway.standin.vendors import answer
from tests.conftest import StartGate
from tests.kit.client import Reply, request
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate, wait_for
from tests.kit.policy import (
    ANTHROPIC,
    GEMINI,
    OLLAMA,
    OPENAI,
    PERMITTED,
    chat,
)
from tests.kit.routes import EVENT_LINES, PACKED, Held

HELD = "/v1/held/chat/completions"
STREAM = chat(stream=True)


@pytest.fixture(scope="module")
def gate(gate: Gate) -> Gate:
    """For somebody who had nothing taken out, so that nothing is put back."""
    return gate.seen_from("127.0.0.11")


@pytest.fixture
def holding(held: Held) -> Held:
    """The held answer, held back again."""
    held.release.clear()
    return held


def test_the_first_word_arrives_before_the_last_is_spoken(gate: Gate, holding: Held) -> None:
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, STREAM, target=HELD))
        assert b"first" in line.until(b"first")  # the upstream has not said more yet
        holding.release.set()
        assert b"[DONE]" in line.until(b"[DONE]")


def test_over_http_2_as_well_the_first_word_arrives_first(gate: Gate, holding: Held) -> None:
    holding.release.set()
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        reply = ask2(line, head2(OPENAI, HELD), STREAM)
    assert (reply.status, reply.body) == (200, holding.first + holding.last)


@pytest.mark.parametrize(
    ("target", "body"),
    [
        pytest.param("/v1/odd/chat/completions", EVENT_LINES, id="comments and mixed line ends"),
        pytest.param("/v1/packed/chat/completions", PACKED, id="compressed"),
    ],
)
def test_a_stream_arrives_byte_for_byte(gate: Gate, target: str, body: bytes) -> None:
    reply = gate.ask(OPENAI, STREAM, target=target)
    assert (reply.status, reply.body, reply.complete) == (200, body, True)
    assert reply.header("content-type") == "text/event-stream"


@pytest.mark.parametrize(
    ("host", "target", "body", "end"),
    [
        pytest.param(OPENAI, "/v1/chat/completions", STREAM, b"[DONE]\n\n", id="OpenAI chat"),
        pytest.param(
            *(OPENAI, "/v1/responses", b'{"input":"hello","stream":true}', b"}\n\n"),
            id="OpenAI responses",
        ),
        pytest.param(ANTHROPIC, "/v1/messages", STREAM, b'"message_stop"}\n\n', id="Anthropic"),
        pytest.param(
            GEMINI,
            "/v1beta/models/m:streamGenerateContent?alt=sse",
            ('{"contents":[{"parts":[{"text":"' + PERMITTED + '"}]}]}').encode(),
            b"}\r\n\r\n",
            id="Gemini",
        ),
        pytest.param(OLLAMA, "/api/chat", chat(), b'"stop"}\n', id="Ollama, a value a line"),
    ],
)
def test_each_vendors_stream_arrives_as_it_was_spoken(
    gate: Gate, host: str, target: str, body: bytes, end: bytes
) -> None:
    events = gate.watch()
    reply = gate.ask(host, body, target=target)
    assert reply.status == 200
    assert reply.body.endswith(end)
    spoken = answer(events.upstream_saw.questions[0]).pieces
    assert reply.body == b"".join(spoken)  # type: ignore[arg-type]


def test_a_reader_who_hangs_up_after_the_last_word_leaves_one_record(
    gate: Gate, holding: Held
) -> None:
    holding.release.set()
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, STREAM, target=HELD))
        line.until(b"[DONE]")
    events.upstream_saw  # noqa: B018 - waits until everything has settled
    assert events.record["verdict"] == "allow"


def test_a_reader_who_hangs_up_in_the_middle_leaves_one_record(gate: Gate, holding: Held) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, STREAM, target=HELD))
        line.until(b"first")
    holding.release.set()
    events.upstream_saw  # noqa: B018 - waits until everything has settled
    assert events.record["verdict"] == "allow"


def test_sixteen_streams_at_once_each_get_their_own(gate: Gate) -> None:
    replies: dict[int, Reply] = {}

    def read(number: int) -> None:
        replies[number] = gate.ask(OPENAI, chat(f"mountain-{number}-", stream=True))

    threads = [threading.Thread(target=read, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 16
    assert all(r.complete and r.body.endswith(b"[DONE]\n\n") for r in replies.values())


# ---------------------------------------------------------------- the end of the gate


def test_at_sigterm_a_running_answer_is_finished(start: StartGate, holding: Held) -> None:
    gate = start()
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, STREAM, target=HELD))
        line.until(b"first")
        gate.signal(signal.SIGTERM)
        wait_for(lambda: _is_deaf(gate), "no new connection is taken")
        holding.release.set()
        assert line.until(b"[DONE]").endswith(b"[DONE]")
        assert line.until(b"0\r\n\r\n").endswith(b"0\r\n\r\n")
    assert gate.wait() == 0


def _is_deaf(gate: Gate) -> bool:
    try:
        gate.ask(OPENAI, chat())
    except OSError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_gate_without_work_ends_with_status_0(start: StartGate, number: int) -> None:
    """Also with an idle connection, and after readers and writers that broke off."""
    gate = start()
    idle = gate.dial(OPENAI)
    assert idle.ask(request(OPENAI, chat())).status == 200
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, STREAM)[:-5])
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, STREAM))
        line.until(b"[DONE]")
    gate.signal(number)
    assert gate.wait() == 0
    idle.close()
    assert "Traceback" not in gate.said()
