"""TLS to an address, under no name or one that cannot be read: what is behind it nobody knows."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator

import pytest

from gateway.standin import StandIn
from tests.kit.client import Line, call, request, secure
from tests.kit.gate import Gate, start_gate, wait_for
from tests.kit.policy import INNOCENT, OPENAI, POLICY, SECRET, chat, policy

PRIVATE = "10.99.0.1"
PUBLIC = "93.184.215.14"  # those for documentation are not public, as it is counted here
"""Both are opened at the stand-in by --connect-to; no packet goes anywhere else."""

HOSTS = (PUBLIC, PRIVATE, INNOCENT, OPENAI)
TUNNELLED = policy(("mode: enforce\n", "mode: enforce\nconnections: {nameless: tunnel}\n"))


@pytest.fixture(scope="module", params=["regular", "socks5"])
def gate_by_address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, upstream: StandIn
) -> Iterator[tuple[Gate, str]]:
    folder = tmp_path_factory.mktemp("nameless")
    options = ("--mode", request.param)
    with start_gate(folder, POLICY, upstream, *options, hosts=HOSTS) as gate:
        yield gate, request.param


def _open(gate: Gate, mode: str, address: str) -> Line:
    if mode == "regular":
        return gate.tunnel(address, 443)
    line = call(gate.address)
    line.send(bytes([5, 1, 0]))
    assert line.read() == bytes([5, 0])
    line.send(bytes([5, 1, 0, 1]) + bytes(map(int, address.split("."))) + (443).to_bytes(2))
    assert line.read()[:2] == bytes([5, 0])
    return line


def _hello(name: str | None) -> bytes:
    """What a client of TLS says first."""
    context = ssl.create_default_context()
    context.check_hostname = False
    came, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
    inner = context.wrap_bio(came, goes, server_hostname=name)
    with contextlib.suppress(ssl.SSLWantReadError):
        inner.do_handshake()
    return goes.read()


HIDDEN = b"hidden.sample.test"


def _named(other: bytes) -> bytes:
    assert len(other) == len(HIDDEN)
    return _hello(HIDDEN.decode()).replace(HIDDEN, other)


def _of_type(kind: int) -> bytes:
    """A server name of another type than the one that there is (RFC 6066, 3)."""
    size = len(HIDDEN).to_bytes(2)
    return _hello(HIDDEN.decode()).replace(b"\0" + size + HIDDEN, bytes([kind]) + size + HIDDEN)


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "two dots": lambda: _named(b"hidden..ample.test"),
    "a zero byte": lambda: _named(b"hidden\0sample.test"),
    "a blank": lambda: _named(b"hidden sample.test"),
    "a slash": lambda: _named(b"hidden/sample.test"),
    "no ASCII": lambda: _named(b"hidd\xc3\xa9.sample.test"),
    "another type of name": lambda: _of_type(7),
}


@pytest.mark.parametrize("hello", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("address", [PUBLIC, PRIVATE])
def test_a_name_that_cannot_be_read_leads_nowhere(
    gate_by_address: tuple[Gate, str], address: str, hello: Callable[[], bytes]
) -> None:
    gate, mode = gate_by_address
    events = gate.watch()
    with _open(gate, mode, address) as line:
        line.send(hello())
        with contextlib.suppress(TimeoutError, OSError):
            line.sock.settimeout(1)
            while line.read():
                pass
    assert events.upstream_saw.nothing


@pytest.mark.parametrize("sni", [None, PUBLIC], ids=["no name", "the address as the name"])
def test_behind_a_public_address_without_a_name_could_be_an_ai(
    gate_by_address: tuple[Gate, str], upstream: StandIn, sni: str | None
) -> None:
    gate, mode = gate_by_address
    events = gate.watch()
    line = _open(gate, mode, PUBLIC)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        secure(line, sni, upstream.authority.certificate)
    assert events.upstream_saw.nothing
    wait_for(lambda: _lacks(gate) >= {"missing"}, "it leaves word")


def _lacks(gate: Gate) -> set[object]:
    return {e["of"] for e in gate.entries() if e.get("event") == "nameless-refused"}


def test_behind_a_private_address_is_no_vendor(
    gate_by_address: tuple[Gate, str], upstream: StandIn
) -> None:
    gate, mode = gate_by_address
    events = gate.watch()
    with secure(_open(gate, mode, PRIVATE), None, upstream.authority.certificate) as line:
        assert line.ask(request(PRIVATE, chat(SECRET))).status == 200
    assert [q.body for q in events.upstream_saw.questions] == [chat(SECRET)]


def test_a_name_is_looked_up_by_the_gate_and_the_address_does_not_count(
    tmp_path_factory: pytest.TempPathFactory, upstream: StandIn
) -> None:
    """An AI's address under an innocent name: what is reached is the innocent host."""
    with (
        StandIn(upstream.authority) as theirs,
        start_gate(
            tmp_path_factory.mktemp("fronted"), POLICY, upstream, elsewhere={PUBLIC: theirs.port}
        ) as gate,
        secure(gate.tunnel(PUBLIC), INNOCENT, upstream.authority.certificate) as line,
    ):
        mark = theirs.ledger.mark()
        events = gate.watch()
        assert line.ask(request(OPENAI, chat(SECRET))).status == 200
        assert theirs.ledger.since(mark).nothing
        assert len(events.upstream_saw.questions) == 1


def test_what_begins_like_tls_and_is_none_is_not_passed_on(
    gate_by_address: tuple[Gate, str],
) -> None:
    gate, mode = gate_by_address
    events = gate.watch()
    for data in (b"\x16\x03\x01\x00\x05hello", b"\x16\x09\x09\xff\xffx", b"\x16" + b"\xff" * 600):
        with _open(gate, mode, PUBLIC) as line, contextlib.suppress(OSError):
            line.sock.settimeout(1)
            line.send(data)
            while line.read():
                pass
    assert events.upstream_saw.nothing


def test_the_policy_may_let_the_nameless_pass(
    tmp_path_factory: pytest.TempPathFactory, upstream: StandIn
) -> None:
    folder = tmp_path_factory.mktemp("tunnelled")
    with start_gate(folder, TUNNELLED, upstream, hosts=HOSTS) as gate:
        events = gate.watch()
        with secure(gate.tunnel(PUBLIC), None, upstream.authority.certificate) as line:
            assert line.ask(request(PUBLIC, chat())).status == 200
        assert len(events.upstream_saw.questions) == 1
