"""No request costs more than its share: a well-behaved client beside hostile ones, on sockets.

Nothing here is timed. What is hostile is refused by a code, or held until the test lets it go, and
the friendly client is answered meanwhile.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import zstandard

from gateway.standin import StandIn
from tests.kit import patient
from tests.kit.assertions import assert_refused
from tests.kit.client import Line, request
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate, start_gate, wait_for
from tests.kit.policy import OPENAI, POLICY, chat

MIB = 2**20
FRIEND, HOSTILE = "127.0.0.2", "127.0.0.3"
MIDDLING, LONG = 30 * 1024, 300 * 1024


def is_well(gate: Gate) -> bool:
    """Is another person's prompt answered?"""
    return gate.seen_from(FRIEND).ask(OPENAI, chat()).status == 200


def overuse(gate: Gate, client: str = HOSTILE) -> list[str]:
    """What of a client's connections were ended for, as the trail has it."""
    return [
        entry["of"]
        for entry in gate.entries()
        if entry.get("event") == "overuse" and entry["client"] == client
    ]


# ---------------------------------------------------------------- what it unpacks to


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(lambda text: zstandard.compress(text, 19), id="Zstandard"),
        pytest.param(lambda text: gzip.compress(text, 9), id="gzip"),
        pytest.param(lambda text: gzip.compress(zstandard.compress(text, 3)), id="one in another"),
    ],
)
def test_two_kilobytes_that_hold_megabytes_are_not_unpacked(gate: Gate, pack: Any) -> None:
    packed = base64.b64encode(pack("山田".encode() * (16 * MIB // 6))).decode()
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, chat(f"読んで {packed} ください")), events, 400)
    assert [u["code"] for u in events.record["facts"]["unread"]] == ["limits/packed"]
    assert is_well(gate)


def test_a_body_that_holds_a_thousand_times_its_size_is_refused_and_says_why(gate: Gate) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, gzip.compress(b" " * 20 * MIB), "Content-Encoding: gzip")
    assert_refused(reply, events, 413)
    assert events.record["reasons"][0]["rule"] == "inflated"
    assert "100 times" in reply.text


def test_what_packs_well_and_is_no_bomb_is_read(gate: Gate) -> None:
    """A log: thirty times its packed size."""
    lines = "\n".join(f"2026-04-01 09:{n % 60:02} INFO done {n}" for n in range(9_000))
    packed = base64.b64encode(gzip.compress(lines.encode())).decode()
    events = gate.watch()
    assert gate.ask(OPENAI, chat(f"読んで {packed} ください")).status == 200
    assert events.record["facts"]["unread"] == []


# ---------------------------------------------------------------- heads

MANY = [f"X-Note-{n}: y" for n in range(8_000)]


def test_thousands_of_headers_end_the_connection_and_stand_in_the_trail(gate: Gate) -> None:
    events, hostile = gate.watch(), gate.seen_from(HOSTILE)
    with hostile.dial(OPENAI) as line:
        assert line.ask(request(OPENAI, chat(), *MANY)).status == 431
        assert line.is_over()
    assert events.upstream_saw.nothing
    wait_for(lambda: "head" in overuse(gate), "it is told")
    assert is_well(gate)


def test_thousands_of_headers_over_http2(gate: Gate) -> None:
    events = gate.watch()
    more = [(f"x-note-{n}", "y") for n in range(8_000)]
    with gate.seen_from(HOSTILE).dial(OPENAI, alpn=("h2",)) as line:
        assert ask2(line, head2(OPENAI, "/v1/chat/completions", *more), chat()).status in {0, 431}
    assert events.upstream_saw.nothing
    assert is_well(gate)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([f"X-{n}: y" for n in range(251)], id="many"),
        pytest.param([f"X-Long-{n}: {'y' * 9_000}" for n in range(7)], id="long ones"),
    ],
)
def test_as_many_headers_as_a_head_may_have_pass(gate: Gate, headers: list[str]) -> None:
    assert gate.ask(OPENAI, chat(), *headers).status == 200


# ---------------------------------------------------------------- turns


@dataclass
class Slow:
    """A gate whose classifier waits at a word until it is let go."""

    gate: Gate
    go: Path

    def begin(self, size: int) -> Line:
        """A prompt that is not answered before `go` is there."""
        line = self.gate.seen_from(HOSTILE).dial(OPENAI)
        line.sock.settimeout(60)
        return line.send(request(OPENAI, chat(f"{patient.WORD} {'.' * size}")))


@pytest.fixture
def slow(tmp_path: Path, upstream: StandIn) -> Iterator[Slow]:
    go, launcher = tmp_path / "go", Path(patient.__file__)
    environment = {"PATIENT": str(go)}
    with start_gate(
        tmp_path / "gate", POLICY, upstream, launcher=launcher, environment=environment
    ) as gate:
        yield Slow(gate, go)
        go.touch()


@pytest.mark.parametrize("size", [MIDDLING, LONG], ids=["30 KB", "300 KB"])
def test_whoever_asks_for_much_leaves_a_place_for_others(slow: Slow, size: int) -> None:
    """As many long prompts as there are places, and more: another's passes beside them."""
    with contextlib.ExitStack() as open_now:
        hostile = [open_now.enter_context(slow.begin(size)) for _ in range(5)]
        for _ in range(3):
            assert slow.gate.seen_from(FRIEND).ask(OPENAI, chat("." * size)).status == 200
        assert [r["client"] for r in slow.gate.trail()] == [FRIEND] * 3
        slow.go.touch()
        assert [line.reply().status for line in hostile] == [200] * 5


def test_a_gate_ends_though_a_judgement_does_not(slow: Slow) -> None:
    line = slow.begin(LONG)
    assert is_well(slow.gate)  # the gate has read what came before it
    line.close()
    slow.gate.signal(signal.SIGTERM)
    assert slow.gate.process.wait(30) == 0
