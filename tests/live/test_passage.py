"""What is permitted arrives as it was sent, whatever the method, the version and the framing."""

from __future__ import annotations

import gzip
import json
import zlib

import brotli
import pytest
import zstandard

from tests.kit.client import chunked, request
from tests.kit.client2 import ask2, ask2_all, head2
from tests.kit.gate import Gate
from tests.kit.policy import (
    ANTHROPIC,
    BEDROCK,
    CHATGPT,
    COHERE,
    GEMINI,
    MARKED,
    OLLAMA,
    OPENAI,
    OWN,
    PERMITTED,
    SECRET,
    chat,
)

SPACED = '{ "model":"m",\n\t"messages":[{"role":"user","content":"\\u5bcc\\u58eb 富士"}] , "n":1e0}'
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nassistants\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="notes.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nheights of mountains\r\n--b--\r\n"
)
FORM = "Content-Type: multipart/form-data; boundary=b"
GEMINI_BODY = json.dumps({"contents": [{"parts": [{"text": PERMITTED}]}]}).encode()
CONVERSE = json.dumps({"messages": [{"role": "user", "content": [{"text": PERMITTED}]}]}).encode()


@pytest.mark.parametrize(
    ("host", "target", "body", "headers"),
    [
        pytest.param(OPENAI, "/v1/chat/completions", chat(), (), id="OpenAI chat"),
        pytest.param(OPENAI, "/v1/chat/completions", SPACED.encode(), (), id="JSON's own spacing"),
        pytest.param(OPENAI, "/v1/responses", b'{"input":"hello"}', (), id="OpenAI responses"),
        pytest.param(OPENAI, "/v1/embeddings", b'{"input":["a","b"]}', (), id="embeddings"),
        pytest.param(OPENAI, "/v1/files", MULTIPART, (FORM,), id="a file that is text"),
        pytest.param(ANTHROPIC, "/v1/messages", chat(), (), id="Anthropic messages"),
        pytest.param(ANTHROPIC, "/v1/messages/count_tokens", chat(), (), id="a count of tokens"),
        pytest.param(
            GEMINI, "/v1beta/models/m:generateContent", GEMINI_BODY, (), id="Gemini content"
        ),
        pytest.param(BEDROCK, "/model/m/converse", CONVERSE, (), id="Bedrock converse"),
        pytest.param(COHERE, "/v2/chat", chat(), (), id="Cohere chat"),
        pytest.param(OLLAMA, "/api/chat", chat(), (), id="Ollama chat"),
        pytest.param(OWN, "/v1/chat/completions", chat(), (), id="a host of the policy's own"),
    ],
)
def test_a_permitted_request_arrives_byte_for_byte(
    gate: Gate, host: str, target: str, body: bytes, headers: tuple[str, ...]
) -> None:
    events = gate.watch()
    reply = gate.ask(host, body, "X-Request: 7", *headers, target=target)
    saw = events.upstream_saw
    assert reply.status == 200, reply.text
    assert not reply.decision
    (question,) = saw.questions
    assert (question.method, question.target, question.body) == ("POST", target, body)
    assert question.header("host") == host
    assert question.header("x-request") == "7"
    assert question.sni == host
    assert events.record["verdict"] == "allow"
    assert events.record["host"] == host
    assert events.record["path"] == target


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        pytest.param("gzip", gzip.compress, id="gzip"),
        pytest.param("deflate", zlib.compress, id="deflate"),
        pytest.param("br", brotli.compress, id="brotli"),
        pytest.param("zstd", zstandard.compress, id="zstd, as Codex sends it"),
    ],
)
def test_a_compressed_body_arrives_as_it_was_read(gate: Gate, coding: str, encode: object) -> None:
    """What a packing has room for beside its content, nobody has looked at."""
    assert callable(encode)
    events = gate.watch()
    reply = gate.ask(OPENAI, encode(chat()), f"Content-Encoding: {coding}", "Digest: sha-256=x")
    assert reply.status == 200, reply.text
    (question,) = events.upstream_saw.questions
    assert question.body == chat()
    assert question.header("content-encoding") == ""
    assert question.header("content-length") == str(len(chat()))
    assert question.header("digest") == ""
    assert events.record["verdict"] == "allow"


def test_a_body_in_chunks_arrives_whole(gate: Gate) -> None:
    body = chat()
    events = gate.watch()
    data = chunked(body[:7], body[7:20], body[20:])
    head = request(OPENAI, b"", "Transfer-Encoding: chunked", length=False)
    with gate.dial(OPENAI) as line:
        assert line.ask(head, data).status == 200
    (question,) = events.upstream_saw.questions
    assert question.body == body


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("body", [b"", b'{"name":"notes"}'], ids=["without body", "with body"])
def test_every_method_arrives_with_its_body(gate: Gate, method: str, body: bytes) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, body, method=method, target="/v1/files/file-1")
    assert reply.status == 200
    (question,) = events.upstream_saw.questions
    assert (question.method, question.body) == (method, body)
    assert events.record["method"] == method


def test_a_client_of_http_1_0_is_served(gate: Gate) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, chat(), version="HTTP/1.0")
    assert (reply.status, reply.complete) == (200, True)
    assert events.upstream_saw.questions[0].body == chat()


def test_a_client_that_waits_for_100_continue_is_told_to_go_on(gate: Gate) -> None:
    body = chat()
    events = gate.watch()
    whole = request(OPENAI, body, "Expect: 100-continue")
    with gate.dial(OPENAI) as line:
        line.send(whole[: -len(body)])
        assert line.until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        assert line.ask(body).status == 200
    assert events.upstream_saw.questions[0].body == body


def test_questions_on_one_connection_are_judged_one_by_one(gate: Gate) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        for number in range(3):
            assert line.ask(request(OPENAI, chat(f"mountain {number}"))).status == 200
    assert [r["verdict"] for r in events.records] == ["allow"] * 3
    assert len(events.upstream_saw.questions) == 3


def test_an_api_host_is_spoken_to_in_http_1_1_whatever_the_client_speaks(gate: Gate) -> None:
    """One GOAWAY of an HTTP/2 upstream would end every answer under way."""
    events = gate.watch()
    with gate.dial(OPENAI, alpn=("h2", "http/1.1")) as line:
        if line.alpn == "h2":
            assert ask2(line, head2(OPENAI), chat()).status == 200
        else:
            assert line.ask(request(OPENAI, chat())).status == 200
    saw = events.upstream_saw
    assert {c.alpn for c in saw.connections} <= {"", "http/1.1"}
    assert saw.questions[0].http_version == "HTTP/1.1"


def test_a_client_that_speaks_http_2_only_is_served(gate: Gate) -> None:
    events = gate.watch()
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        assert line.alpn == "h2"
        assert ask2(line, head2(OPENAI), chat()).status == 200
    assert events.upstream_saw.questions[0].body == chat()


def test_a_body_over_http_2_is_framed_so_that_no_second_request_hides_in_it(gate: Gate) -> None:
    """HTTP/2 needs no length; sent on without one, the body would be read as another request."""
    body = request(OPENAI, b"{}", method="PUT", target="/v1/files/inner")
    headers = [h for h in head2(OPENAI) if h[0] != "content-type"]
    events = gate.watch()
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        ask2(line, [*headers, ("content-type", "text/plain")], body)
    saw = events.upstream_saw
    assert len(saw.questions) <= len(events.records) == 1
    assert not [q for q in saw.questions if q.method == "PUT"]


def test_streams_of_one_connection_are_judged_each_by_itself(gate: Gate) -> None:
    events = gate.watch()
    prompts = ["one", SECRET, "two", MARKED, "three"]
    with gate.dial(CHATGPT, alpn=("h2",)) as line:
        replies = ask2_all(line, *((head2(CHATGPT), chat(prompt)) for prompt in prompts))
    assert [r.status for r in replies] == [200, 400, 200, 400, 200]
    saw = events.upstream_saw
    assert sorted(q.body for q in saw.questions) == sorted(map(chat, ["one", "two", "three"]))
    assert not saw.holds(SECRET.encode())
    assert len(events.records) == 5


def test_a_client_without_alpn_is_served(gate: Gate) -> None:
    with gate.dial(OPENAI, alpn=()) as line:
        assert line.ask(request(OPENAI, chat())).status == 200


def test_what_the_upstream_sees_bears_no_trace_of_the_gate(gate: Gate) -> None:
    events = gate.watch()
    headers = ("Proxy-Connection: keep-alive", "Proxy-Authorization: Basic YTpi")
    gate.ask(OPENAI, chat(), *headers)
    received = events.upstream_saw.received.lower()
    for word in (b"proxy-", b"via:", b"x-forwarded", b"sekisho", b"mitmproxy"):
        assert word not in received
