"""Where connections may lead: never to the gate itself, nor to what is near it, by any name."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.standin import StandIn
from tests.kit.client import Line, Reply, call, request
from tests.kit.gate import Gate, start_gate, wait_for
from tests.kit.policy import OPENAI, POLICY, chat, policy

NEAR = {
    "127.0.0.1": "loopback",
    "127.1": "loopback",
    "127.7.7.7": "loopback",
    "2130706433": "loopback",
    "0x7f.1": "loopback",
    "0177.0.0.1": "loopback",
    "0.0.0.0": "no-host",
    "0": "no-host",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:7f00:1": "loopback",
    "localhost": "loopback",
    "LOCALHOST": "loopback",
    "localhost.": "loopback",
}
"""How a client may write an address at which this machine listens."""


class Listener:
    """A service that trusts loopback: counts connections, and the bytes that reach it."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.sock = socket.create_server((host, 0))
        self.port = int(self.sock.getsockname()[1])
        self.connections, self.received = 0, b""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self.sock.accept()
                self.connections += 1
                threading.Thread(target=self._read, args=(peer,), daemon=True).start()

    def _read(self, peer: socket.socket) -> None:
        with contextlib.suppress(OSError), peer:
            while data := peer.recv(4096):
                self.received += data
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def close(self) -> None:
        self.sock.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


def _own_addresses() -> list[str]:
    """Addresses of this machine besides loopback."""
    found = {i[4][0] for i in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # nothing is sent
        found.add(probe.getsockname()[0])
    return [str(a) for a in found if not str(a).startswith("127.")]


def _told(gate: Gate, kind: str) -> list[dict[str, object]]:
    return [e for e in gate.entries() if e.get("event") == kind]


def _in_tunnel(gate: Gate, host: str, port: int, data: bytes) -> Reply:
    with gate.tunnel(host, port) as line:
        return line.try_ask(data)


def _in_plain(gate: Gate, host: str, port: int) -> Reply:
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    with call(gate.address) as line:
        return line.ask(request(named, b"", method="GET", target=f"http://{named}/"))


@pytest.mark.parametrize("host", NEAR)
def test_no_byte_reaches_what_listens_beside_the_gate(
    gate: Gate, listener: Listener, host: str
) -> None:
    _in_tunnel(gate, host, listener.port, b"SSH-2.0-x\r\n")
    _in_tunnel(gate, host, listener.port, b"\x00\x01raw")
    _in_tunnel(gate, host, listener.port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    with contextlib.suppress(OSError, ssl.SSLError), gate.tunnel(host, listener.port) as line:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        Line(context.wrap_socket(line.sock)).ask(request(host))
    assert _in_plain(gate, host, listener.port).status in {400, 421, 502}
    assert (listener.connections, listener.received) == (0, b"")
    wait_for(
        lambda: any(e["of"] == NEAR[host] for e in _told(gate, "peer-refused")), "it leaves word"
    )


@pytest.mark.parametrize("address", _own_addresses())
def test_nor_what_listens_at_another_address_of_the_machine(gate: Gate, address: str) -> None:
    listener = Listener(address)
    try:
        _in_tunnel(gate, address, listener.port, b"SSH-2.0-x\r\n")
        _in_tunnel(gate, f"::ffff:{address}", listener.port, b"SSH-2.0-x\r\n")
        assert _in_plain(gate, address, listener.port).status == 502
        assert (listener.connections, listener.received) == (0, b"")
    finally:
        listener.close()


PRIVILEGED = policy(
    (
        "markers:",
        "groups: {near: {members: [127.0.0.1]}}\n"
        "rules: [{groups: [near], may_receive: [public, internal, confidential, secret]}]\n"
        "markers:",
    ),
    ("mode: enforce\n", "mode: enforce\nconnections: {local: [127.0.0.0/8, '::1', 0.0.0.0/8]}\n"),
)


@pytest.mark.parametrize("host", NEAR)
def test_who_tunnels_to_the_gate_itself_does_not_become_another(
    privileged: Gate, host: str
) -> None:
    """Whatever the policy lists: there everybody would be 127.0.0.1, with that group's rights."""
    gate = privileged.seen_from("127.0.0.9")
    events = gate.watch()
    inner = request(OPENAI, chat(), target=f"http://{OPENAI}/v1/chat/completions")
    _in_tunnel(gate, host, gate.address[1], inner)
    connect = f"CONNECT {OPENAI}:443 HTTP/1.1\r\nHost: {OPENAI}:443\r\n\r\n".encode()
    assert _in_tunnel(gate, host, gate.address[1], connect).status != 200
    _in_tunnel(gate, host, gate.address[1], b"\x05\x01\x00")  # SOCKS, or anything that is no HTTP
    assert events.upstream_saw.nothing
    assert all(r["client"] != "127.0.0.1" for r in events.records)
    wait_for(
        lambda: any(e["of"] == "own-port" for e in _told(gate, "peer-refused")), "it leaves word"
    )


@pytest.fixture(scope="module")
def privileged(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    with start_gate(tmp_path_factory.mktemp("privileged"), PRIVILEGED, upstream) as gate:
        yield gate


def test_what_the_policy_lists_is_reached(tmp_path: Path, upstream: StandIn) -> None:
    listed, other = Listener(), Listener()
    rules = policy(
        ("mode: enforce\n", f"mode: enforce\nconnections: {{local: [127.0.0.1:{listed.port}]}}\n")
    )
    with start_gate(tmp_path, rules, upstream) as gate:
        assert _in_plain(gate, "127.0.0.1", listed.port).status == 200
        assert _in_plain(gate, "localhost", listed.port).status == 200
        assert _in_plain(gate, "127.0.0.1", other.port).status == 502
    assert (listed.connections, other.connections) == (2, 0)
    listed.close()
    other.close()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "loopback address"), ("ja", "ループバック")]
)
def test_who_is_refused_is_told_why(
    tmp_path: Path, upstream: StandIn, language: str, words: str
) -> None:
    rules = POLICY.replace("language: en", f"language: {language}")
    with start_gate(tmp_path, rules, upstream) as gate:
        reply = _in_plain(gate, "127.0.0.1", 9)
        assert reply.status == 502
        assert words in reply.text
        wait_for(lambda: _told(gate, "peer-refused"), "it leaves word")
        told = _told(gate, "peer-refused")[0]
    expected = {"client": "127.0.0.1", "host": "127.0.0.1", "of": "loopback", "count": 1}
    assert expected.items() <= told.items()


def test_a_service_whose_name_leads_to_the_machine_is_not_reached(
    tmp_path: Path, upstream: StandIn, listener: Listener
) -> None:
    """An approved host that resolves to loopback: rebinding, or a poisoned resolver."""
    rules = policy(("hosts: [llm.sample.test]", "hosts: [llm.localhost]"))
    with start_gate(tmp_path, rules, upstream) as gate, call(gate.address) as line:
        named = f"llm.localhost:{listener.port}"
        reply = line.ask(request(named, chat(), target=f"http://{named}/v1/chat/completions"))
    assert reply.status == 502
    assert listener.connections == 0


def test_a_reverse_gate_reaches_its_target_wherever_that_is(
    tmp_path: Path, upstream: StandIn, listener: Listener
) -> None:
    mode = f"reverse:http://127.0.0.1:{listener.port}"
    with start_gate(tmp_path, POLICY, upstream, "--mode", mode) as gate:
        for host in ("127.0.0.1", "localhost"):
            with call(gate.address) as line:
                assert line.ask(request(host, json.dumps({}).encode())).status == 200
    assert listener.connections == 2
