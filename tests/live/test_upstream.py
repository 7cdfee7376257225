"""The far side: who it must prove to be, when it is contacted at all, and what it may say."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.standin import Authority, StandIn
from tests.conftest import StartGate
from tests.kit.client import request
from tests.kit.client2 import ask2, ask2_all, head2
from tests.kit.gate import Gate, start_gate, wait_for
from tests.kit.policy import (
    ANTHROPIC,
    CHATGPT,
    COHERE,
    GEMINI,
    OLLAMA,
    OPENAI,
    OWN,
    POLICY,
    SECRET,
    UNLISTED,
    chat,
    policy,
)
from tests.kit.routes import Held


class SomebodyElse(Authority):
    """Shows a certificate of another name, whoever is asked for."""

    def leaf(self, name: str) -> Path:
        return super().leaf("somebody-else.test")


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Troubled:
    """A gate whose upstreams are not what they should be, each under the name of one host."""

    gate: Gate
    impostors: dict[str, StandIn]
    listener: socket.socket


@pytest.fixture(scope="module")
def troubled(
    tmp_path_factory: pytest.TempPathFactory, upstream: StandIn, authority: Authority
) -> Iterator[Troubled]:
    def folder() -> Path:
        return tmp_path_factory.mktemp("authority")

    wrong, expired = SomebodyElse(folder()), Authority(folder(), lifetime=timedelta(days=-1))
    trusted = folder() / "trusted.pem"
    known = (authority, wrong, expired)
    trusted.write_bytes(b"".join(a.certificate.read_bytes() for a in known))
    authorities = {OPENAI: Authority(folder()), GEMINI: wrong, ANTHROPIC: expired}
    with contextlib.ExitStack() as stack:
        impostors = {h: stack.enter_context(StandIn(a)) for h, a in authorities.items()}
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        ports = {host: server.port for host, server in impostors.items()}
        ports |= {OLLAMA: _closed_port(), COHERE: listener.getsockname()[1]}
        trust = ["--upstream-ca", str(trusted)]
        gate = start_gate(folder(), POLICY, upstream, *trust, elsewhere=ports)
        yield Troubled(stack.enter_context(gate), impostors, listener)


@pytest.mark.parametrize(
    "host",
    [
        pytest.param(OPENAI, id="of a CA that nobody trusts"),
        pytest.param(GEMINI, id="of another name"),
        pytest.param(ANTHROPIC, id="that has expired"),
    ],
)
def test_nothing_is_sent_to_a_server_with_a_certificate(troubled: Troubled, host: str) -> None:
    assert troubled.gate.ask(host, chat(), target="/v1/messages").status == 502
    seen = troubled.impostors[host].ledger.since()
    assert len(seen.connections) >= 1
    assert seen.received == b""


def test_a_server_that_cannot_be_reached_is_said_to_be_so(troubled: Troubled) -> None:
    events = troubled.gate.watch()
    reply = troubled.gate.ask(OLLAMA, chat(), target="/api/chat")
    assert reply.status == 502
    assert json.loads(reply.body)["error"].startswith(f"Sekisho could not reach {OLLAMA} (")
    assert reply.header("x-sekisho-decision") == events.record["id"]
    assert reply.header("x-should-retry") == ""
    assert troubled.gate.ask(OWN, chat()).status == 200


@pytest.mark.parametrize("protocol", ["http/1.1", "h2"])
def test_a_name_that_there_is_not_is_said_to_be_so(start: StartGate, protocol: str) -> None:
    """In the vendor's shape; nobody resolves `.invalid` (RFC 6761, 6.4)."""
    gone = "llm.gone.invalid"
    gate = start(policy(("hosts: [llm.sample.test]", f"hosts: [llm.sample.test, {gone}]")))
    with gate.dial(gone, alpn=(protocol,)) as line:
        asked = head2(gone), chat()
        reply = ask2(line, *asked) if protocol == "h2" else line.ask(request(gone, chat()))
    assert reply.status == 502
    assert reply.header("content-type").startswith("application/json")
    error = json.loads(reply.body)["error"]
    assert error["code"] == "destination_unreachable"
    assert error["message"].startswith(f"Sekisho could not reach {gone} (")


def test_a_server_that_hangs_up_is_said_to_have_done_so(troubled: Troubled) -> None:
    with troubled.gate.dial(COHERE) as line:
        line.send(request(COHERE, chat(), target="/v2/chat"))
        troubled.listener.accept()[0].close()
        assert line.reply().status == 502


@pytest.mark.parametrize(
    ("host", "body"),
    [
        pytest.param(OPENAI, chat(SECRET), id="an approved AI that is sent a secret"),
        pytest.param(UNLISTED, chat(), id="an AI that is not on the list"),
    ],
)
def test_a_refused_request_opens_no_connection(gate: Gate, host: str, body: bytes) -> None:
    """Not at CONNECT, not for the certificate, not for the name: the vendor learns nothing."""
    events = gate.watch()
    with gate.dial(host) as line:
        assert events.upstream_saw.nothing
        assert line.ask(request(host, body)).status == 400
    assert events.upstream_saw.nothing


def test_a_connect_without_a_request_opens_no_connection(gate: Gate) -> None:
    events = gate.watch()
    for host in (OPENAI, UNLISTED):
        gate.tunnel(host).close()
        gate.dial(host).close()
    assert events.upstream_saw.nothing


def test_http_3_is_not_offered_to_the_client(gate: Gate) -> None:
    """It would go past the gate, over UDP."""
    for host in (OPENAI, CHATGPT):
        reply = gate.ask(host, b"", method="GET", target="/v1/http3")
        assert (reply.status, reply.header("alt-svc")) == (200, "")


def test_a_web_app_is_spoken_to_in_http_2_where_the_catalogue_says_so(gate: Gate) -> None:
    events = gate.watch()
    assert gate.ask(CHATGPT, chat(), target="/backend-api/f/conversation").status == 200
    assert {c.alpn for c in events.upstream_saw.connections} <= {"h2", "http/1.1"}
    assert events.upstream_saw.questions[0].body == chat()


_LEAVING = ("/v1/leaving", "/v1/chat/completions")


@pytest.mark.parametrize(
    ("host", "paths", "statuses"),
    [
        pytest.param(
            *(OPENAI, 2 * _LEAVING, {200}), id="an API, in HTTP/1.1, a connection a request"
        ),
        pytest.param(CHATGPT, 2 * _LEAVING, {200, 502}, id="a web app, in HTTP/2"),
        pytest.param(
            *(CHATGPT, (*_LEAVING, *_LEAVING[1:] * 80), {200, 502}),
            id="a web app that is asked much at once, as before its settings are known",
        ),
    ],
)
def test_a_server_that_takes_its_leave_holds_nobody_up(
    gate: Gate, host: str, paths: tuple[str, ...], statuses: set[int]
) -> None:
    """GOAWAY (RFC 9113, 6.8): what the server took in is answered, whole; what it did not take in
    any more is refused at once, or asked on another connection."""
    events = gate.watch()
    with gate.dial(host, alpn=("h2",)) as line:
        replies = ask2_all(line, *((head2(host, path), chat()) for path in paths))
    questions = events.upstream_saw.questions
    assert all(r.complete for r in replies)
    assert {r.status for r in replies} <= statuses
    assert [r.status for r in replies].count(200) == len(questions) >= 1
    with gate.dial(host, alpn=("h2",)) as line:
        assert ask2_all(line, (head2(host), chat()))[0].status == 200
    asked_in = {q.http_version for q in questions}
    assert asked_in == ({"HTTP/2.0"} if host == CHATGPT else {"HTTP/1.1"})


def test_the_gate_asks_for_no_more_than_one_server_name(gate: Gate) -> None:
    events = gate.watch()
    for host in (OPENAI, GEMINI, OWN):
        gate.ask(host, b"", method="GET", target="/v1/models")
    assert [c.sni for c in events.upstream_saw.connections] == [OPENAI, GEMINI, OWN]


def test_when_the_client_leaves_the_upstream_is_left(gate: Gate, held: Held) -> None:
    """An answer that nobody reads is not paid for to its end."""
    held.release.clear()
    events = gate.watch()
    target = "/v1/held/chat/completions"
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, chat(stream=True), target=target))
        line.until(b"first")
    (connection,) = events.upstream_saw.connections
    held.release.set()  # the stand-in hears of it when it speaks on; its connection is kept alive
    wait_for(lambda: connection.closed, "the upstream connection is closed")
