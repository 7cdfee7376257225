"""What a service may have only without some of it arrives without it, and well framed."""

from __future__ import annotations

import base64
import gzip
import hashlib
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


CODED = "".join(f"%{ord(c):02X}" for c in PERSONAL)
ROUND = "".join(chr(ord(c) + 0xFEE0) for c in PERSONAL)


@pytest.mark.parametrize(
    ("target", "headers", "more"),
    [
        pytest.param(f"?who={PERSONAL}", (), "", id="the query"),
        pytest.param("?who=EMP%2D314159", (), "", id="the query, coded"),
        pytest.param("", (f"X-Note: {PERSONAL}",), "", id="a header"),
        pytest.param("", (f"Cookie: a=b; who={PERSONAL}",), "", id="a cookie"),
        pytest.param("", (f"Cookie: who=x{PERSONAL}x",), "", id="within a cookie"),
        pytest.param("", (f"Referer: https://x.test/{PERSONAL}",), "", id="the page before"),
        pytest.param("", (f"User-Agent: x/1 {PERSONAL}",), "", id="the program's name"),
        pytest.param("", (f"Cookie: who={CODED}",), "", id="a cookie, coded"),
        pytest.param("", (f"X-Note: {CODED.replace('%', '%25')}",), "", id="a header, coded twice"),
        pytest.param("", (), CODED.replace("%", "%25"), id="coded twice"),
        pytest.param("", (), f"x{PERSONAL}x", id="within a word"),
        pytest.param("", (), " ".join(PERSONAL), id="spaced"),
        pytest.param("", (), "\u200b".join(PERSONAL), id="spaces of no width"),
        pytest.param("", (), PERSONAL.lower(), id="small letters"),
        pytest.param("", (), ROUND, id="full width"),
        pytest.param("", (), PERSONAL.replace("-", ""), id="without its hyphen"),
        pytest.param("", (), "".join(f"&#{ord(c)};" for c in PERSONAL), id="references"),
        pytest.param("", (), base64.b64encode(PERSONAL.encode()).decode(), id="base64"),
        pytest.param("", (), PERSONAL.encode().hex(), id="hex"),
    ],
)
def test_of_what_was_taken_out_no_copy_arrives(
    gate: Gate, target: str, headers: tuple[str, ...], more: str
) -> None:
    events = gate.watch()
    path = "/v1/chat/completions" + target
    reply = gate.ask(OPENAI, chat(f"ask {PERSONAL}, {more}"), *headers, target=path)
    digits = PERSONAL.partition("-")[2]
    if reply.status == 200:  # it was known for what it is, and taken out as well
        for form in (digits, "".join(f"%{ord(c):02X}" for c in digits), digits.encode().hex()):
            assert not events.upstream_saw.holds(form.encode())
    else:
        assert_refused(reply, events, 400)


def test_a_number_without_the_nought_that_leads_it_does_not_arrive(gate: Gate) -> None:
    events = gate.watch()
    body = json.loads(chat(f"ask {PERSONAL}, telephone 090-1234-5678"))
    reply = gate.ask(OPENAI, json.dumps(body | {"seed": 9012345678}).encode())
    assert_refused(reply, events, 400)
    assert not events.upstream_saw.holds(b"9012345678")


@pytest.mark.parametrize("name", ["sha256", "md5"])
def test_a_digest_of_the_body_leaves_under_no_name(gate: Gate, name: str) -> None:
    events, body = gate.watch(), chat(PROMPT)
    digest = hashlib.new(name, body).hexdigest()
    reply = gate.ask(OPENAI, body, f"If-Match: {digest}", f"Idempotency-Key: {digest}")
    assert reply.status == 200
    assert not events.upstream_saw.holds(digest.encode())


def test_a_value_of_ten_thousand_places_is_taken_out_of_all(gate: Gate) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, chat(f"{PERSONAL} " * 10_000)).status == 200
    assert not events.upstream_saw.holds(PERSONAL.encode())
