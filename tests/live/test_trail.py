"""What a running gate writes down, and what nobody without its key can make it lose."""

from __future__ import annotations

import base64
import contextlib
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bcrypt
import pytest

from gateway import keyring
from gateway.standin import StandIn
from gateway.trail.checking import Report, verify
from gateway.trail.diagnosis import Kind
from tests.kit.client import Line, Refused, call, request
from tests.kit.gate import Gate, start_gate, wait_for
from tests.kit.policy import INNOCENT, OPENAI, POLICY, UNLISTED, chat, policy

KEPT = policy(("mode: enforce", "mode: enforce\ntrail: {keep_days: 30}"))

MAILS = policy(("mode: enforce", "mode: enforce\npersonal: {find: true}"))


def _verified(gate: Gate) -> Report:
    return verify(gate.state, keyring.load(gate.state))


def test_a_day_renamed_to_an_old_month_is_there_after_the_next_start(
    tmp_path: Path, upstream: StandIn
) -> None:
    with start_gate(tmp_path, KEPT, upstream) as gate:
        for _ in range(12):
            assert gate.ask(OPENAI, chat()).status == 200
    (day,) = (gate.state / "audit" / "gate-0").iterdir()
    day.rename(day.with_name("2020-01-01.jsonl"))
    with start_gate(tmp_path, KEPT, upstream) as again:
        assert again.ask(OPENAI, chat()).status == 200
    assert len(again.trail()) == 13
    (problem,) = _verified(again).problems
    assert (problem.kind, problem.spot.file) == (Kind.RENAMED, "2020-01-01.jsonl")


def test_kilobytes_of_mail_addresses_leave_a_record_of_less(
    tmp_path: Path, upstream: StandIn
) -> None:
    addresses = "".join(f"employee.{n:04}@mail.sample-kogyo.co.jp\n" for n in range(320))
    with start_gate(tmp_path, MAILS, upstream) as gate:
        before = _bytes_of_trail(gate)
        assert gate.ask(OPENAI, chat(addresses)).status == 200
        written = _bytes_of_trail(gate) - before
        (record,) = gate.trail()
    assert len(addresses) > 12_000 > written
    (tally,) = record["facts"]["found"]
    assert (tally["kind"], tally["count"], tally["distinct"]) == ("EMAIL", 320, 320)
    assert record["facts"]["unlisted"] == 320 - len(record["findings"])


def _bytes_of_trail(gate: Gate) -> int:
    return sum(p.stat().st_size for p in (gate.state / "audit").rglob("*.jsonl"))


# ---------------------------------------------------------------- what is no request

PASSWORD = "korrekt-pferd-2718"
MISTYPED = "hatsuhinode-in-the-wrong-field"
NAMED = policy(("mode: enforce", "mode: enforce\nidentity: {htpasswd: users.htpasswd}"))
CLOSED = policy(("mode: enforce", "mode: enforce\nother_traffic: refuse"))


def _told(gate: Gate, kind: str) -> list[dict[str, Any]]:
    """The events of a kind, without what every record has."""
    own = ("id", "time", "event", "previous", "hash")
    return [
        {name: value for name, value in entry.items() if name not in own}
        for entry in gate.entries()
        if entry.get("event") == kind
    ]


def _guess(gate: Gate, name: str, password: str) -> None:
    token = base64.b64encode(f"{name}:{password}".encode()).decode()
    with pytest.raises(Refused):
        gate.tunnel(OPENAI, 443, f"Proxy-Authorization: Basic {token}")


def _guess_by_socks(gate: Gate, name: str, password: str) -> None:
    user, secret = name.encode(), password.encode()
    with call(gate.address) as line:
        line.send(bytes([5, 1, 2]))
        assert line.read() == bytes([5, 2])
        line.send(bytes([1, len(user)]) + user + bytes([len(secret)]) + secret)
        assert line.read()[1:2] != b"\0"


@pytest.mark.parametrize(
    ("guess", "via", "mode"),
    [(_guess, "proxy", "regular"), (_guess_by_socks, "socks5", "socks5")],
    ids=["by the proxy's header", "by SOCKS"],
)
def test_failed_log_ins_are_told_once_and_counted(
    guess: Callable[[Gate, str, str], None],
    via: str,
    mode: str,
    tmp_path: Path,
    upstream: StandIn,
) -> None:
    digest = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    (tmp_path / "users.htpasswd").write_text(f"alice:{digest}\n", encoding="utf-8")
    with start_gate(tmp_path, NAMED, upstream, "--mode", mode) as gate:
        for number in range(20):
            guess(gate, "alice", f"guess-{number}")
        guess(gate, MISTYPED, "alice")
        guess(gate, f"{MISTYPED}-too", PASSWORD)
        by_alice = {"client": "127.0.0.1", "via": via, "user": "alice"}
        by_nobody = {"client": "127.0.0.1", "via": via}
        wait_for(lambda: len(_told(gate, "login-failed")) == 2, "the first of each is told")
        assert [{**by_alice, "count": 1}, {**by_nobody, "count": 1}] == _told(gate, "login-failed")
    assert _told(gate, "login-failed")[2:] == [
        {**by_alice, "count": 19},
        {**by_nobody, "count": 1},
    ]
    for text in (MISTYPED, PASSWORD, "guess-", base64.b64encode(MISTYPED.encode())[:20].decode()):
        assert not gate.holds_on_disk(text)
    assert _verified(gate).holds


def _says_nothing(gate: Gate, host: str) -> None:
    gate.tunnel(host).close()


def _trusts_nobody(gate: Gate, host: str) -> None:
    assert gate.upstream
    with pytest.raises(ssl.SSLError):
        gate.dial(host, trust=gate.upstream.authority.certificate)


def _speaks_otherwise(gate: Gate, host: str) -> None:
    with gate.tunnel(host) as line, contextlib.suppress(OSError):
        line.send(b"\x00\x01\x02\x03 no protocol of ours")
        assert line.is_over()


@pytest.mark.parametrize("visit", [_says_nothing, _trusts_nobody, _speaks_otherwise])
def test_a_tunnel_to_what_is_refused_leaves_word(
    visit: Callable[[Gate, str], None], tmp_path: Path, upstream: StandIn
) -> None:
    with start_gate(tmp_path, CLOSED, upstream) as gate:
        events = gate.watch()
        for host in (UNLISTED, INNOCENT):
            for _ in range(3):
                visit(gate, host)
        told = [{"client": "127.0.0.1", "via": "connect", "host": h} for h in (UNLISTED, INNOCENT)]
        wait_for(lambda: len(_told(gate, "tunnel-refused")) == 2, "the first of each is told")
        visit(gate, OPENAI)
        assert events.upstream_saw.nothing
    counts = [*({**t, "count": 1} for t in told), *({**t, "count": 2} for t in told)]
    assert _told(gate, "tunnel-refused") == counts
    assert gate.trail() == []


def test_a_tunnel_in_which_a_request_was_refused_is_told_of_by_that(
    tmp_path: Path, upstream: StandIn
) -> None:
    with start_gate(tmp_path, POLICY, upstream) as gate:
        assert gate.ask(UNLISTED, chat()).status == 400
        assert len(gate.trail()) == 1
    assert _told(gate, "tunnel-refused") == []


def _by_address(line: Line, address: bytes) -> bytes:
    """RFC 1928, 4: the client has looked the name up itself."""
    line.send(bytes([5, 1, 0]))
    assert line.read() == bytes([5, 0])
    line.send(bytes([5, 1, 0, 1]) + address + (80).to_bytes(2))
    return line.read()


def test_socks_by_address_is_told_and_counted(tmp_path: Path, upstream: StandIn) -> None:
    with start_gate(tmp_path, POLICY, upstream, "--mode", "socks5") as gate:
        for _ in range(3):
            with call(gate.address) as line:
                assert _by_address(line, bytes([192, 0, 2, 7]))[:2] == bytes([5, 0])
                assert line.ask(request(UNLISTED, chat())).status == 400
        by = {"client": "127.0.0.1", "host": "192.0.2.7"}
        wait_for(lambda: _told(gate, "socks-by-address"), "the first is told")
    assert _told(gate, "socks-by-address") == [{**by, "count": 1}, {**by, "count": 2}]
