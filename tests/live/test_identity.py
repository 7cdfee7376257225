"""People behind a password: nobody else passes, and the password stands nowhere."""

from __future__ import annotations

import base64
from pathlib import Path

import bcrypt
import pytest

from gateway.standin import StandIn
from tests.kit.client import Refused, call, request
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import INNOCENT, OPENAI, chat, policy

PASSWORD = "korrekt-pferd-2718"
NAMED = policy(("mode: enforce", "mode: enforce\nidentity: {htpasswd: users.htpasswd}"))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> object:
    folder: Path = tmp_path_factory.mktemp("guarded")
    digest = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    (folder / "users.htpasswd").write_text(f"alice:{digest}\n", encoding="utf-8")
    with start_gate(folder, NAMED, upstream) as gate:
        yield gate


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
