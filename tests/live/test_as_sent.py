"""What the vendor signs or checks goes as it was sent, or the request is refused in words."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.conftest import StartGate
from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate
from tests.kit.policy import (
    ANTHROPIC,
    CHATGPT,
    GEMINI,
    HOSTS,
    MARKED,
    OPENAI,
    PERSONAL,
    POLICY,
    chat,
)

CONSOLE, CURSOR, DEEPSEEK = "platform.claude.com", "api2.cursor.sh", "chat.deepseek.com"
MORE = """\
  cursor: {uses: cursor, may_receive: [public, internal], redact: [personal]}
  deepseek: {uses: deepseek, may_receive: [public], redact: [personal]}
"""
SIGN_INS = POLICY.replace("markers:", MORE + "markers:")
REFRESH = {"grant_type": "refresh_token", "refresh_token": PERSONAL, "client_id": "0000-1111"}
SEALED = "EqQBCkgIARABGAIiQL8xYz0x" * 5
"""A signature: base64 that says nothing."""


@pytest.fixture
def gate_with_more(start: StartGate) -> Gate:
    return start(SIGN_INS, hosts=(*HOSTS, CONSOLE, CURSOR, DEEPSEEK))


def test_a_sign_in_arrives_as_it_was_sent(gate_with_more: Gate) -> None:
    """Also where unclassified text may not be received, and in a form as in JSON."""
    body, form = json.dumps(REFRESH).encode(), urlencode(REFRESH).encode()
    typed = "Content-Type: application/x-www-form-urlencoded"
    for host, target, sent, headers in (
        (CONSOLE, "/v1/oauth/token", body, ()),
        (ANTHROPIC, "/v1/oauth/token", body, ()),
        (CURSOR, "/oauth/token", form, (typed,)),
        (DEEPSEEK, "/api/v0/users/login", body, ()),
        (CHATGPT, "/oauth/token", body, ()),
    ):
        events = gate_with_more.watch()
        assert gate_with_more.ask(host, sent, *headers, target=target).status == 200, host
        (question,) = events.upstream_saw.questions
        assert question.body == sent
        assert events.record["verdict"] == "allow"


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("/v1/oauth/token/../messages", id="a path that leads elsewhere"),
        pytest.param("/v1/oauth/token%2f", id="another spelling"),
        pytest.param("/v1/messages", id="a prompt"),
    ],
)
def test_elsewhere_a_value_is_taken_out_or_the_request_refused(gate: Gate, target: str) -> None:
    events = gate.watch()
    gate.ask(ANTHROPIC, chat(PERSONAL), target=target)
    assert not events.upstream_saw.holds(PERSONAL.encode())


def test_a_document_is_no_part_of_a_sign_in(gate: Gate) -> None:
    events = gate.watch()
    sent = json.dumps({**REFRESH, "state": MARKED}).encode()
    assert_refused(gate.ask(ANTHROPIC, sent, target="/v1/oauth/token"), events, 400)


def a_thinking_block(text: str) -> dict[str, Any]:
    block = {"type": "thinking", "thinking": text, "signature": SEALED}
    said = {"type": "text", "text": "checked"}
    history = [{"role": "assistant", "content": [block, said]}, {"role": "user", "content": "go"}]
    return {"model": "m", "max_tokens": 9, "messages": history}


def a_reasoning_item(text: str) -> dict[str, Any]:
    summary = [{"type": "summary_text", "text": text}]
    item = {"type": "reasoning", "summary": summary, "encrypted_content": SEALED}
    return {"model": "m", "input": [item, {"role": "user", "content": "go"}]}


def a_signed_call(text: str) -> dict[str, Any]:
    call = {"functionCall": {"name": "f", "args": {"who": text}}, "thoughtSignature": SEALED}
    return {"contents": [{"role": "model", "parts": [call]}]}


SIGNED = [
    pytest.param(ANTHROPIC, "/v1/messages", a_thinking_block, id="a thinking block"),
    pytest.param(OPENAI, "/v1/responses", a_reasoning_item, id="an encrypted reasoning item"),
    pytest.param(
        GEMINI, "/v1beta/models/m:generateContent", a_signed_call, id="a thought signature"
    ),
]


@pytest.mark.parametrize(("host", "target", "make"), SIGNED)
def test_a_value_in_what_the_vendor_signed_is_refused_with_that_reason(
    gate: Gate, host: str, target: str, make: Any
) -> None:
    events = gate.watch()
    reply = gate.ask(host, json.dumps(make(PERSONAL)).encode(), target=target)
    assert_refused(reply, events, 400)
    assert "signed" in reply.text


@pytest.mark.parametrize(("host", "target", "make"), SIGNED)
def test_what_the_vendor_signed_goes_whole_beside_a_value_that_is_taken_out(
    gate: Gate, host: str, target: str, make: Any
) -> None:
    events = gate.watch()
    body = json.dumps({"user": PERSONAL, **make("nothing")}).encode()
    assert gate.ask(host, body, target=target).status == 200
    (question,) = events.upstream_saw.questions
    assert not events.upstream_saw.holds(PERSONAL.encode())
    arrived = json.loads(question.body)
    assert {**arrived, "user": ""} == {**json.loads(body), "user": ""}


def test_a_member_called_signature_seals_nothing_by_its_name(gate: Gate) -> None:
    """A function's signature, in a tool's arguments."""
    events = gate.watch()
    body = chat(PERSONAL, signature="def f(x: int) -> str")
    assert gate.ask(OPENAI, body).status == 200
    assert not events.upstream_saw.holds(PERSONAL.encode())


OFFER = "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=-\r\na=ice-pwd:%s\r\na=setup:actpass\r\n"


@pytest.mark.parametrize("in_json", [False, True], ids=["as it is", "in JSON"])
def test_the_offer_of_a_call_is_refused_or_goes_as_it_was_sent(gate: Gate, in_json: bool) -> None:
    target, kind = "/v1/realtime/calls", "application/json" if in_json else "application/sdp"
    for pwd, passes in (("w3Kx", True), (PERSONAL, False)):
        events, offer = gate.watch(), OFFER % pwd
        sent = json.dumps({"sdp": offer}).encode() if in_json else offer.encode()
        reply = gate.ask(OPENAI, sent, f"Content-Type: {kind}", target=target)
        if passes:
            (question,) = events.upstream_saw.questions
            assert question.body == sent
        else:
            assert_refused(reply, events, 400)
            assert "SDP" in reply.text
