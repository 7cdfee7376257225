"""People behind a password: nobody else passes, and the password stands nowhere."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bcrypt
import pytest

from gateway.guesses import FREE
from gateway.standin import StandIn
from tests.kit.client import Line, Refused, Reply, call, request, secure
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import INNOCENT, OPENAI, chat, policy

PASSWORD = "korrekt-pferd-2718"
NAMED = policy(("mode: enforce", "mode: enforce\nidentity: {htpasswd: users.htpasswd}"))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> object:
    folder: Path = tmp_path_factory.mktemp("guarded")
    _write_users(folder)
    with start_gate(folder, NAMED, upstream) as gate:
        yield gate


def _write_users(folder: Path) -> None:
    digest = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    (folder / "users.htpasswd").write_text(f"alice:{digest}\n", encoding="utf-8")


def _basic(name: str, password: str) -> str:
    return "Proxy-Authorization: Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param((), id="nobody"),
        pytest.param((_basic("alice", "wrong"),), id="a wrong password"),
        pytest.param((_basic("alice", ""),), id="an empty password"),
        pytest.param((_basic("bob", PASSWORD),), id="a name that is not listed"),
        pytest.param((_basic("", PASSWORD),), id="an empty name"),
        pytest.param(("Proxy-Authorization: Bearer alice",), id="another scheme"),
        pytest.param(("Proxy-Authorization: Basic ???",), id="no base64"),
        pytest.param(("Authorization: " + _basic("alice", PASSWORD)[21:],), id="for another hop"),
    ],
)
@pytest.mark.parametrize("host", [OPENAI, INNOCENT])
def test_who_is_not_known_gets_407_and_no_tunnel(
    guarded: Gate, host: str, headers: tuple[str, ...]
) -> None:
    events = guarded.watch()
    with pytest.raises(Refused) as refusal:
        guarded.tunnel(host, 443, *headers)
    assert refusal.value.reply.status == 407
    assert b"proxy-authenticate: basic" in refusal.value.reply.body.lower()
    assert events.upstream_saw.nothing


def test_who_is_known_passes_and_stands_in_the_trail_by_name(guarded: Gate) -> None:
    events = guarded.watch()
    with guarded.dial(OPENAI, _basic("alice", PASSWORD)) as line:
        assert line.ask(request(OPENAI, chat())).status == 200
        assert line.ask(request(OPENAI, chat())).status == 200
    assert [r["actor"] for r in events.records] == ["alice", "alice"]
    assert b"proxy-authorization" not in events.upstream_saw.received.lower()


def test_plain_http_asks_for_a_name_as_well(guarded: Gate) -> None:
    target = f"http://{OPENAI}/v1/chat/completions"
    with call(guarded.address) as line:
        assert line.ask(request(OPENAI, chat(), target=target)).status == 407
    events = guarded.watch()
    with call(guarded.address) as line:
        reply = line.ask(request(OPENAI, chat(), _basic("alice", PASSWORD), target=target))
    assert reply.status == 200
    assert events.record["actor"] == "alice"


def test_one_persons_connection_is_not_anothers(guarded: Gate) -> None:
    with guarded.dial(OPENAI, _basic("alice", PASSWORD)) as line:
        assert line.ask(request(OPENAI, chat())).status == 200
    with pytest.raises(Refused):
        guarded.tunnel(OPENAI)


def test_the_password_stands_nowhere(guarded: Gate) -> None:
    with guarded.dial(OPENAI, _basic("alice", PASSWORD)) as line:
        line.ask(request(OPENAI, chat()))
    for form in (PASSWORD, _basic("alice", PASSWORD)[27:]):
        assert not guarded.holds_on_disk(form)


def _request_in_plain(gate: Gate, tunnelled: bool, *headers: str) -> Reply:
    target = "/" if tunnelled else f"http://{INNOCENT}/"
    data = request(INNOCENT, b"", *headers, method="GET", target=target)
    with gate.tunnel(INNOCENT, 80, *headers) if tunnelled else call(gate.address) as line:
        return line.ask(data)


@pytest.mark.parametrize("tunnelled", [False, True])
def test_in_plain_http_to_what_is_no_ai_the_password_goes_no_further(
    guarded: Gate, tunnelled: bool
) -> None:
    credentials = _basic("alice", PASSWORD)
    events = guarded.watch()
    assert _request_in_plain(guarded, tunnelled, credentials).status == 200
    saw = events.upstream_saw
    assert len(saw.questions) == 1
    assert not saw.questions[0].header("proxy-authorization")
    assert not saw.holds(credentials.rpartition(" ")[2].encode())


def test_on_a_kept_connection_every_plain_request_says_who_it_is(guarded: Gate) -> None:
    """A proxy in front may send the requests of several people over one connection."""
    target = f"http://{OPENAI}/v1/chat/completions"
    events = guarded.watch()
    with call(guarded.address) as line:
        known = request(OPENAI, chat(), _basic("alice", PASSWORD), target=target)
        assert line.ask(known).status == 200
        assert line.ask(request(OPENAI, chat(), target=target)).status == 407
    assert events.record["actor"] == "alice"
    assert len(events.upstream_saw.questions) == 1


BOBS = "b" * 72


def _try(gate: Gate, name: str, password: str) -> bool:
    try:
        gate.tunnel(OPENAI, 443, _basic(name, password)).close()
    except Refused:
        return False
    return True


def test_whoever_guesses_holds_up_nobody_else_at_the_same_address(
    tmp_path: Path, upstream: StandIn
) -> None:
    digests = {
        name: bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode()
        for name, password, cost in (("alice", PASSWORD, 10), ("bob", BOBS, 4))
    }
    lines = "".join(f"{name}:{digest}\n" for name, digest in digests.items())
    (tmp_path / "users.htpasswd").write_text(lines, encoding="utf-8")
    with start_gate(tmp_path, NAMED, upstream) as gate, ThreadPoolExecutor(24) as guessers:
        guesses = [guessers.submit(_try, gate, "alice", f"guess-{n}") for n in range(FREE + 3)]
        assert _try(gate, "bob", BOBS)
        assert not _try(gate, "bob", BOBS + "c")  # it is not cut at what bcrypt looks at
        assert not any(g.result() for g in guesses)
        told = [e for e in gate.entries() if e.get("event") == "login-failed"]
        assert {(e["user"], e.get("of")) for e in told} == {("alice", None), ("bob", "too-long")}
        assert _try(gate, "bob", BOBS)


# ---------------------------------------------------------------- behind SOCKS

NO_PASSWORD, BY_PASSWORD = 0, 2  # RFC 1928, 3


@pytest.fixture(scope="module")
def socks(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    folder: Path = tmp_path_factory.mktemp("socks")
    _write_users(folder)
    with start_gate(folder, NAMED, upstream, "--mode", "socks5") as gate:
        yield gate


def _log_in(line: Line, name: str, password: str) -> bytes:
    """RFC 1929; the answer is two bytes, the second 0 for a right password."""
    line.send(bytes([5, 1, BY_PASSWORD]))
    assert line.read() == bytes([5, BY_PASSWORD])
    user, secret = name.encode(), password.encode()
    line.send(bytes([1, len(user)]) + user + bytes([len(secret)]) + secret)
    return line.read()


def _open(line: Line, host: str) -> bytes:
    """The name left to the proxy (RFC 1928, 4), port 443."""
    line.send(bytes([5, 1, 0, 3, len(host)]) + host.encode() + (443).to_bytes(2))
    return line.read()


@pytest.mark.parametrize("host", [OPENAI, INNOCENT])
def test_through_socks_who_offers_no_password_is_not_served(socks: Gate, host: str) -> None:
    events = socks.watch()
    with call(socks.address) as line:
        line.send(bytes([5, 1, NO_PASSWORD]))
        assert line.read()[:2] == b"\x05\xff"
        with contextlib.suppress(OSError):
            assert _open(line, host) == b""
    assert events.upstream_saw.nothing
    assert events.records == []


def test_through_socks_who_offers_both_is_asked_for_the_password(socks: Gate) -> None:
    with call(socks.address) as line:
        line.send(bytes([5, 2, NO_PASSWORD, BY_PASSWORD]))
        assert line.read() == bytes([5, BY_PASSWORD])


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("alice", "wrong", id="a wrong password"),
        pytest.param("alice", "", id="an empty password"),
        pytest.param("bob", PASSWORD, id="a name that is not listed"),
    ],
)
def test_through_socks_a_wrong_password_is_not_served(
    socks: Gate, name: str, password: str
) -> None:
    events = socks.watch()
    with call(socks.address) as line:
        assert _log_in(line, name, password)[1:2] != b"\0"
        with contextlib.suppress(OSError):
            assert _open(line, OPENAI) == b""
    assert events.upstream_saw.nothing


def test_through_socks_who_is_known_passes_and_stands_in_the_trail_by_name(socks: Gate) -> None:
    events = socks.watch()
    with call(socks.address) as line:
        assert _log_in(line, "alice", PASSWORD) == b"\x01\0"
        assert _open(line, OPENAI)[:2] == b"\x05\0"
        with secure(line, OPENAI, socks.ca) as inner:
            assert inner.ask(request(OPENAI, chat())).status == 200
    assert events.record["actor"] == "alice"
    assert not socks.holds_on_disk(PASSWORD)
