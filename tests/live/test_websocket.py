"""A WebSocket that the gate does not read is answered 426, and so never carries a prompt."""

from __future__ import annotations

import h2.config
import h2.connection
import h2.settings
import pytest
from websockets.sync.client import connect

from gateway.standin import StandIn
from tests.conftest import StartGate
from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate
from tests.kit.plain import in_the_clear
from tests.kit.policy import ANTHROPIC, CHATGPT, HOSTS, INNOCENT, OPENAI, UNLISTED, policy

UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        pytest.param(OPENAI, "/v1/models", id="a path of which no socket is known"),
        pytest.param(ANTHROPIC, "/v1/messages", id="an API that has none"),
        pytest.param(CHATGPT, "/ws", id="a web app's own"),
    ],
)
@pytest.mark.parametrize("word", ["websocket", "WebSocket", "h2c, websocket"])
def test_an_upgrade_that_is_not_read_is_answered_426(
    gate: Gate, host: str, target: str, word: str
) -> None:
    """426 makes Codex go on over HTTPS at once; 403 makes it try seven times."""
    upgrade = tuple(h.replace("websocket", word) if h.startswith("Upgrade") else h for h in UPGRADE)
    events = gate.watch()
    with gate.dial(host, alpn=()) as line:
        head = "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {host}", *upgrade, "", ""])
        reply = line.ask(head.encode())
    assert_refused(reply, events, 426)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param((*UPGRADE[:1], "Upgrade: h2c, websocket", *UPGRADE[2:]), id="two protocols"),
        pytest.param((*UPGRADE[:2], "Sec-WebSocket-Version: 8", UPGRADE[3]), id="an old version"),
        pytest.param(UPGRADE[:3], id="without a key"),
    ],
)
def test_an_odd_upgrade_to_a_socket_that_is_read(gate: Gate, headers: tuple[str, ...]) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, b"", *headers, method="GET", target="/v1/responses")
    assert_refused(reply, events, 426)


def test_an_upgrade_to_an_unlisted_ai_is_refused(gate: Gate) -> None:
    events = gate.watch()
    reply = gate.ask(UNLISTED, b"", *UPGRADE, method="GET", target="/ws")
    assert_refused(reply, events, 400, 426)


def test_an_upgrade_with_a_body_carries_nothing(gate: Gate) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, b'{"type":"response.create"}', *UPGRADE, target="/v1/responses")
    assert_refused(reply, events, 426)


def test_http_2_offers_no_websocket(gate: Gate) -> None:
    """RFC 8441: without SETTINGS_ENABLE_CONNECT_PROTOCOL a client must not open one."""
    peer = h2.connection.H2Connection(h2.config.H2Configuration())
    peer.initiate_connection()
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        line.send(peer.data_to_send())
        peer.receive_data(line.read())
    assert not peer.remote_settings.get(h2.settings.SettingCodes.ENABLE_CONNECT_PROTOCOL)


def test_a_websocket_to_a_host_that_is_no_ai_works(gate: Gate, upstream: StandIn) -> None:
    line = gate.dial(INNOCENT, trust=upstream.authority.certificate)
    with connect(f"ws://{INNOCENT}/ws", sock=in_the_clear(line), proxy=None) as socket:
        socket.send("hello")
        assert socket.recv(10) == "I received: hello"


def test_a_websocket_to_a_host_that_is_no_ai_works_where_it_is_inspected(start: StartGate) -> None:
    """Looked into, recorded and passed, as every request to such a host."""
    gate = start(policy(("mode: enforce\n", "mode: enforce\nother_traffic: inspect\n")))
    line = gate.dial(INNOCENT, alpn=())
    with connect(f"ws://{INNOCENT}/ws", sock=in_the_clear(line), proxy=None) as socket:
        socket.send("hello")
        assert socket.recv(10) == "I received: hello"
    assert [r["verdict"] for r in gate.trail()] == ["allow", "allow"]


SIGN_IN, SHARED_SIGN_IN = "auth.openai.com", "accounts.google.com"
WITH_WORKSPACE = policy(
    (
        "services:\n",
        "services:\n"
        "  gemini-app: {uses: gemini-app, tenants: [sample.test], may_receive: [public]}\n",
    )
)


def test_an_upgrade_where_people_sign_in_is_answered_426(start: StartGate) -> None:
    """There bodies pass unread, and so would everything that is said on a WebSocket."""
    gate = start(WITH_WORKSPACE, hosts=(*HOSTS, SIGN_IN, SHARED_SIGN_IN))
    for host in (SIGN_IN, SHARED_SIGN_IN):
        events = gate.watch()
        reply = gate.ask(host, b"", *UPGRADE, method="GET", target="/ws")
        assert_refused(reply, events, 426)
