"""The stand-in itself, spoken to directly: what it answers, counts and keeps."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import ssl
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import zstandard
from websockets.sync.client import connect

from gateway.standin import Authority, Ledger, Question, StandIn
from gateway.standin.speech import last_words
from tests.kit.client import Line, chunked, request
from tests.kit.client2 import ask2, head2

HOST = "api.openai.com"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with StandIn(Authority(tmp_path_factory.mktemp("ca"))) as running:
        yield running


def _dial(server: StandIn, name: str = HOST, *alpn: str) -> Line:
    trust = ssl.create_default_context(cafile=str(server.authority.certificate))
    if alpn:
        trust.set_alpn_protocols(list(alpn))
    sock = socket.create_connection((server.host, server.port), 10)
    return Line(trust.wrap_socket(sock, server_hostname=name))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"messages": [{"role": "user", "content": "q"}]}, id="OpenAI chat"),
        pytest.param({"input": "q"}, id="OpenAI responses"),
        pytest.param(
            {"input": [{"role": "user", "content": [{"type": "input_text", "text": "q"}]}]},
            id="OpenAI responses, in parts",
        ),
        pytest.param(
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "q"}]}]},
            id="Anthropic",
        ),
        pytest.param({"contents": [{"parts": [{"text": "q"}]}]}, id="Gemini"),
        pytest.param({"messages": [{"role": "user", "content": [{"text": "q"}]}]}, id="Bedrock"),
        pytest.param(
            {
                "messages": [
                    {"role": "user", "content": "a"},
                    {"role": "assistant", "content": "b"},
                    {"role": "user", "content": "q"},
                    {"role": "tool", "content": "c"},
                ]
            },
            id="the last of the user's turns",
        ),
    ],
)
def test_the_last_words_of_the_user_are_found(body: object) -> None:
    assert last_words(json.dumps(body).encode()) == "q"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"q"', b"{}", b'{"messages":[]}', b"\xff"])
def test_where_nobody_speaks_there_are_no_last_words(body: bytes) -> None:
    assert last_words(body) == ""


@pytest.mark.parametrize(
    ("target", "body"),
    [
        pytest.param("/v1/chat/completions", '{"messages":[{"content":"q"}]}', id="chat"),
        pytest.param("/v1/responses", '{"input":"q"}', id="responses"),
        pytest.param("/v1/messages", '{"messages":[{"content":"q"}]}', id="messages"),
        pytest.param(
            "/v1beta/models/m:generateContent",
            '{"contents":[{"parts":[{"text":"q"}]}]}',
            id="Gemini",
        ),
        pytest.param(
            "/model/m/converse", '{"messages":[{"content":[{"text":"q"}]}]}', id="Bedrock"
        ),
        pytest.param("/v2/chat", '{"messages":[{"content":"q"}]}', id="Cohere"),
        pytest.param("/api/chat", '{"stream":false,"messages":[{"content":"q"}]}', id="Ollama"),
    ],
)
def test_it_says_what_it_received(server: StandIn, target: str, body: str) -> None:
    with _dial(server) as line:
        reply = line.ask(request(HOST, body.encode(), target=target))
    assert reply.status == 200
    assert "I received: q" in json.dumps(json.loads(reply.body))


def test_it_shows_a_certificate_of_whichever_name_is_asked_for(server: StandIn) -> None:
    for name in ("api.openai.com", "generativelanguage.googleapis.com", "a.sample.test"):
        mark = server.ledger.mark()
        with _dial(server, name) as line:  # the name is checked on this side
            assert line.ask(request(name, b"{}")).status == 200
        assert [c.sni for c in server.ledger.since(mark).connections] == [name]


def test_a_connection_counts_before_it_says_anything(server: StandIn) -> None:
    mark = server.ledger.mark()
    assert server.ledger.since(mark).nothing
    with socket.create_connection((server.host, server.port), 10) as sock:
        sock.sendall(b"x")
        while not server.ledger.since(mark).received:
            pass
    assert not server.ledger.since(mark).nothing


def test_every_byte_in_the_clear_is_kept(server: StandIn) -> None:
    mark = server.ledger.mark()
    data = request(HOST, b"{}", "X-Odd: \xa4")
    with _dial(server) as line:
        line.ask(data)
    assert server.ledger.since(mark).received == data


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"clean") + gzip.compress(b"needle")),
        ("deflate", zlib.compress(b"needle")),
        ("br", brotli.compress(b"needle")),
        ("zstd", zstandard.compress(b"clean") + zstandard.compress(b"needle")),
        ("gzip, br", brotli.compress(gzip.compress(b"needle"))),
    ],
)
def test_a_needle_is_found_in_a_packed_body(server: StandIn, coding: str, packed: bytes) -> None:
    mark = server.ledger.mark()
    with _dial(server) as line:
        line.ask(request(HOST, packed, f"Content-Encoding: {coding}"))
    seen = server.ledger.since(mark)
    assert seen.holds(b"needle")
    assert not seen.holds(b"haystack")


def test_a_needle_is_found_across_chunks_and_across_frames(server: StandIn) -> None:
    mark = server.ledger.mark()
    head = request(HOST, b"", "Transfer-Encoding: chunked", length=False)
    with _dial(server) as line:
        line.ask(head, chunked(b"nee", b"dle"))
    assert b"needle" not in server.ledger.since(mark).received
    assert server.ledger.since(mark).holds(b"needle")
    mark = server.ledger.mark()
    with _dial(server, HOST, "h2") as line:
        assert ask2(line, head2(HOST), b"a needle in a frame").status == 200
    assert server.ledger.since(mark).holds(b"needle")


def test_a_large_body_arrives_over_http_2(server: StandIn) -> None:
    said = "y" * 60_000
    with _dial(server, HOST, "h2") as line:
        body = json.dumps({"messages": [{"content": said}]}).encode()[:60_000]
        reply = ask2(line, head2(HOST, "/echo"), body)
    assert json.loads(reply.body)["length"] == len(body)


def test_an_event_stream_ends_as_the_vendors_end_it(server: StandIn) -> None:
    with _dial(server) as line:
        reply = line.ask(request(HOST, b'{"stream":true,"messages":[{"content":"q"}]}'))
    assert reply.header("content-type") == "text/event-stream"
    assert reply.body.endswith(b"data: [DONE]\n\n")


def test_it_speaks_without_tls_as_well(server: StandIn) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    connection.request("GET", "/v1/models")
    assert connection.getresponse().status == 200
    connection.close()


def test_what_is_no_http_is_answered_400_and_kept(server: StandIn) -> None:
    mark = server.ledger.mark()
    with _dial(server) as line:
        assert line.ask(b"SSH-2.0-x\r\n\r\n").status == 400
    assert server.ledger.since(mark).holds(b"SSH-2.0-x")


def test_a_websocket_hears_itself(server: StandIn) -> None:
    with connect(f"ws://{HOST}/ws", sock=_dial(server).sock, proxy=None) as websocket:
        websocket.send("hello")
        assert websocket.recv(10) == "I received: hello"


def test_a_handshake_that_fails_is_noted(server: StandIn, tmp_path: Path) -> None:
    mark = server.ledger.mark()
    other = ssl.create_default_context()
    sock = socket.create_connection((server.host, server.port), 10)
    with pytest.raises(ssl.SSLCertVerificationError):
        other.wrap_socket(sock, server_hostname=HOST)
    sock.close()
    seen = server.ledger.since(mark)
    assert len(seen.connections) == 1
    assert seen.received == b""


def test_a_ledger_that_keeps_nothing_keeps_nothing() -> None:
    ledger = Ledger(keep=0)
    connection = ledger.open()
    ledger.received(connection, b"x" * 100)
    ledger.asked(connection, Question("GET", "/", "HTTP/1.1", (), b""))
    seen = ledger.since()
    assert (len(seen.connections), seen.received, seen.questions) == (1, b"", ())
