"""gRPC and Connect through the gate: read, refused in the call's own terms, passed over HTTP/2."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from gateway.standin import StandIn
from tests.kit.assertions import assert_refused
from tests.kit.client import Reply
from tests.kit.client2 import ask2
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import HOSTS, PERMITTED, PERSONAL, SECRET, policy

VERTEX, CURSOR = "us-central1-aiplatform.googleapis.com", "api2.cursor.sh"
GENERATE = "/google.cloud.aiplatform.v1.PredictionService/GenerateContent"
CALLS = policy(
    (
        "services:\n",
        "services:\n"
        "  vertex: {uses: vertex, may_receive: [public, internal], redact: [personal]}\n"
        "  cursor: {uses: cursor, may_receive: [public, internal], redact: [personal]}\n",
    )
)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    folder, hosts = tmp_path_factory.mktemp("calls"), (*HOSTS, VERTEX, CURSOR)
    with start_gate(folder, CALLS, upstream, hosts=hosts) as running:
        yield running


def message(text: str) -> bytes:
    """Field 2 of a message is a message whose field 1 is the text."""
    said = text.encode()
    inner = b"\x0a" + bytes([len(said)]) + said
    return b"\x12" + bytes([len(inner)]) + inner


def call(gate: Gate, host: str, body: bytes, content_type: str) -> Reply:
    head = [
        (":method", "POST"),
        (":scheme", "https"),
        (":authority", host),
        (":path", GENERATE),
        ("content-type", content_type),
        ("te", "trailers"),
    ]
    with gate.dial(host, alpn=("h2",)) as line:
        return ask2(line, head, body)


def envelope(data: bytes) -> bytes:
    return b"\0" + len(data).to_bytes(4) + data


@pytest.mark.parametrize("host", [VERTEX, CURSOR])
def test_a_call_that_may_go_keeps_its_protocol(gate: Gate, host: str) -> None:
    """The service too is spoken to in HTTP/2: its answers end in trailers."""
    events, body = gate.watch(), envelope(message(PERMITTED))
    assert call(gate, host, body, "application/grpc").status == 200
    (question,) = events.upstream_saw.questions
    assert (question.http_version, question.body) == ("HTTP/2.0", body)
    assert events.record["scanned"]["unread"] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(SECRET, "may not receive", id="what may not be received"),
        pytest.param(PERSONAL, "cannot be taken out (protobuf", id="what would be redacted"),
    ],
)
def test_a_call_that_may_not_go_ends_with_a_status(gate: Gate, text: str, why: str) -> None:
    events = gate.watch()
    reply = call(gate, VERTEX, envelope(message(text)), "application/grpc")
    assert_refused(reply, events, 200)
    assert (reply.header("grpc-status"), reply.body) == ("7", b"")
    assert why in unquote(reply.header("grpc-message"))


def test_a_call_that_cannot_be_read_does_not_leave(gate: Gate) -> None:
    events = gate.watch()
    reply = call(gate, VERTEX, envelope(b"\x0a\xff"), "application/grpc")
    assert_refused(reply, events, 200)
    assert "could not be looked into" in unquote(reply.header("grpc-message"))


def test_connect_is_told_in_its_last_envelope(gate: Gate) -> None:
    events = gate.watch()
    reply = call(gate, CURSOR, envelope(message(SECRET)), "application/connect+proto")
    assert_refused(reply, events, 200)
    assert reply.body[0] == 2
    assert json.loads(reply.body[5:])["error"]["code"] == "permission_denied"


def test_a_connect_call_over_http_1(gate: Gate) -> None:
    events = gate.watch()
    reply = gate.ask(CURSOR, message(SECRET), "Content-Type: application/proto")
    assert_refused(reply, events, 403)
    assert json.loads(reply.body)["code"] == "permission_denied"
