"""The other ways to stand in the road: as a server (reverse), as SOCKS, and what is not offered."""

from __future__ import annotations

import contextlib
import socket
import struct

import pytest

from tests.conftest import StartGate
from tests.kit.assertions import assert_refused
from tests.kit.client import DEADLINE, Line, call, request, secure
from tests.kit.gate import Gate
from tests.kit.policy import (
    ANTHROPIC,
    INNOCENT,
    LOOK_ALIKE,
    OPENAI,
    POLICY,
    SECRET,
    UNLISTED,
    chat,
)


def _reverse(start: StartGate, host: str) -> Gate:
    return start(POLICY, "--mode", f"reverse:https://{host}")


def test_in_reverse_the_gate_judges_for_the_host_behind_it(start: StartGate) -> None:
    gate = _reverse(start, OPENAI)
    own = f"{gate.address[0]}:{gate.address[1]}"
    events = gate.watch()
    with call(gate.address) as line:
        assert line.ask(request(own, chat())).status == 200
    assert events.record["service"] == "openai-api"
    (question,) = events.upstream_saw.questions
    assert (question.sni, question.body) == (OPENAI, chat())
    events = gate.watch()
    with call(gate.address) as line:
        assert_refused(line.ask(request(own, chat(SECRET))), events, 400)


def test_in_reverse_an_unlisted_ai_stays_unlisted(start: StartGate) -> None:
    gate = _reverse(start, UNLISTED)
    events = gate.watch()
    with call(gate.address) as line:
        assert_refused(line.ask(request(UNLISTED, chat())), events, 400)


@pytest.fixture(scope="module")
def socks(tmp_path_factory: pytest.TempPathFactory, upstream: object) -> object:
    from gateway.standin import StandIn
    from tests.kit.gate import start_gate

    assert isinstance(upstream, StandIn)
    folder = tmp_path_factory.mktemp("socks")
    with start_gate(folder, POLICY, upstream, "--mode", "socks5") as gate:
        yield gate


def _socks(gate: Gate, host: str, port: int = 443) -> Line:
    """RFC 1928, the name left to the proxy."""
    line = Line(socket.create_connection(gate.address, DEADLINE))
    line.send(b"\x05\x01\x00")
    assert line.read() == b"\x05\x00"
    name = host.encode()
    line.send(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + struct.pack("!H", port))
    assert line.read()[:2] == b"\x05\x00"
    return line


def test_through_socks_an_approved_ai_is_read(socks: Gate) -> None:
    events = socks.watch()
    with secure(_socks(socks, OPENAI), OPENAI, socks.ca) as line:
        assert line.ask(request(OPENAI, chat())).status == 200
    assert events.record["service"] == "openai-api"
    events = socks.watch()
    with secure(_socks(socks, OPENAI), OPENAI, socks.ca) as line:
        assert_refused(line.ask(request(OPENAI, chat(SECRET))), events, 400)


@pytest.mark.parametrize("host", [UNLISTED])
def test_through_socks_an_unlisted_ai_is_never_contacted(socks: Gate, host: str) -> None:
    events = socks.watch()
    with secure(_socks(socks, host), host, socks.ca) as line:
        assert_refused(line.ask(request(host, chat())), events, 400)


@pytest.mark.parametrize(
    ("outer", "sni", "inner"),
    [
        pytest.param(OPENAI, ANTHROPIC, OPENAI, id="another server name"),
        pytest.param(OPENAI, OPENAI, ANTHROPIC, id="another Host"),
        pytest.param(INNOCENT, OPENAI, OPENAI, id="an innocent outer name"),
    ],
)
def test_through_socks_two_names_are_refused(socks: Gate, outer: str, sni: str, inner: str) -> None:
    events = socks.watch()
    with secure(_socks(socks, outer), sni, socks.ca) as line:
        assert_refused(line.ask(request(inner, chat())), events, 421)


def test_through_socks_what_is_no_ai_stays_closed(socks: Gate) -> None:
    assert socks.upstream
    events = socks.watch()
    trust = socks.upstream.authority.certificate
    with secure(_socks(socks, LOOK_ALIKE), LOOK_ALIKE, trust) as line:
        assert line.ask(request(LOOK_ALIKE, chat(SECRET))).status == 200
    assert events.records == []


def test_through_socks_a_packet_of_one_byte_hides_nothing(socks: Gate) -> None:
    data = request(OPENAI, chat(SECRET))
    events = socks.watch()
    with _socks(socks, OPENAI, 80) as line:
        line.send(data[:1])
        reply = line.ask(data[1:])
    assert_refused(reply, events, 400)


@pytest.mark.parametrize(
    "host", ["ａｐｉ.ｄｅｅｐｓｅｅｋ.com", "api。deepseek。com", "API.deepseek.com."]
)
def test_through_socks_an_unlisted_ai_is_known_in_every_spelling(socks: Gate, host: str) -> None:
    """What a resolver would fold must not pass for a host that is no AI."""
    events = socks.watch()
    with contextlib.suppress(OSError), _socks(socks, host, 80) as line:
        reply = line.try_ask(request(host, chat()), patience=3)
        assert reply.status in {0, 400, 421}, reply.text
    assert events.upstream_saw.nothing


def test_mitmproxys_own_page_is_not_served(gate: Gate) -> None:
    """mitm.it hands out a CA to whoever asks; here it is a name like any other."""
    with call(gate.address) as line:
        reply = line.ask(request("mitm.it", b"", method="GET", target="http://mitm.it/"))
    assert "mitmproxy" not in reply.text.lower()


def test_the_gate_says_that_it_is_well(gate: Gate) -> None:
    target = "http://sekisho.internal/health"
    with call(gate.address) as line:
        reply = line.ask(request("sekisho.internal", b"", method="GET", target=target))
    assert reply.status == 200
    assert '"status": "ok"' in reply.text
