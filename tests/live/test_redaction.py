"""What a service may have only without some of it arrives without it, and well framed."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from tests.kit.assertions import assert_refused
from tests.kit.client import chunked, request
from tests.kit.gate import Gate
from tests.kit.policy import ANTHROPIC, BEDROCK, CHATGPT, OPENAI, PERSONAL, chat

PROMPT = f"Write to {PERSONAL} and to {PERSONAL}, please."
PLACEHOLDER = re.compile(r"\[[A-Z_]+-[0-9A-HJKMNP-TV-Z]{4,}\]")


def _message(body: bytes) -> str:
    said = json.loads(body)["messages"][0]["content"]
    assert isinstance(said, str)
    return said


def test_what_is_taken_out_does_not_arrive_and_every_other_byte_does(gate: Gate) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, chat(PROMPT)).status == 200
    saw = events.upstream_saw
    (question,) = saw.questions
    assert not saw.holds(PERSONAL.encode())
    (placeholder,) = set(PLACEHOLDER.findall(_message(question.body)))
    assert question.body == chat(PROMPT.replace(PERSONAL, placeholder))
    assert question.header("content-length") == str(len(question.body))
    assert events.record["verdict"] == "redact"


def test_the_same_value_has_the_same_placeholder_in_every_request(gate: Gate) -> None:
    events = gate.watch()
    for host in (OPENAI, ANTHROPIC):
        gate.ask(host, chat(PROMPT), target="/v1/messages")
    first, second = (_message(q.body) for q in events.upstream_saw.questions)
    assert first == second


def test_a_body_in_chunks_stays_in_chunks(gate: Gate) -> None:
    body = chat(PROMPT)
    at = body.index(PERSONAL.encode()) + 4  # the chunks cut the value in two
    head = request(OPENAI, b"", "Transfer-Encoding: chunked", length=False)
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        assert line.ask(head, chunked(body[:at], body[at:])).status == 200
    (question,) = events.upstream_saw.questions
    assert not events.upstream_saw.holds(PERSONAL.encode())
    assert PLACEHOLDER.search(_message(question.body))


def test_a_compressed_body_leaves_without_its_coding(gate: Gate) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, gzip.compress(chat(PROMPT)), "Content-Encoding: gzip").status == 200
    (question,) = events.upstream_saw.questions
    assert question.header("content-encoding") == ""
    assert not events.upstream_saw.holds(PERSONAL.encode())
    assert PLACEHOLDER.search(_message(question.body))


def test_of_thousands_of_values_in_one_text_none_arrives(gate: Gate) -> None:
    """300 KB of the same value: what is linear is answered long before any limit of time."""
    events = gate.watch()
    assert gate.ask(OPENAI, chat(f"{PERSONAL}\n" * 28_000)).status == 200
    (question,) = events.upstream_saw.questions
    assert question.body.count(b"[EMPLOYEE-") == 28_000
    assert not events.upstream_saw.holds(PERSONAL.encode())


def test_the_answer_still_comes_in_its_shape(gate: Gate) -> None:
    reply = gate.ask(OPENAI, chat(PROMPT))
    assert json.loads(reply.body)["choices"][0]["message"]["content"].startswith("I received")


SIGNED = "Authorization: AWS4-HMAC-SHA256 Credential=sample, Signature=0"


@pytest.mark.parametrize(
    ("host", "target", "headers"),
    [
        pytest.param(BEDROCK, "/model/m/converse", (SIGNED,), id="a signed body"),
        pytest.param(OPENAI, f"/v1/models?who={PERSONAL}", (), id="a value in the query"),
        pytest.param(
            CHATGPT, "/backend-api/f/conversation", (), id="a service that redacts nothing"
        ),
    ],
)
def test_what_cannot_be_taken_out_is_refused(
    gate: Gate, host: str, target: str, headers: tuple[str, ...]
) -> None:
    events = gate.watch()
    reply = gate.ask(host, chat(PROMPT), *headers, target=target)
    assert_refused(reply, events, 400)


def test_a_value_of_ten_thousand_places_is_taken_out_of_all(gate: Gate) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, chat(f"{PERSONAL} " * 10_000)).status == 200
    assert not events.upstream_saw.holds(PERSONAL.encode())
