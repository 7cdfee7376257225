"""What a running gate writes down, and what nobody without its key can make it lose."""

from __future__ import annotations

from pathlib import Path

from gateway import keyring
from gateway.standin import StandIn
from gateway.trail.checking import Report, verify
from gateway.trail.diagnosis import Kind
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import OPENAI, chat, policy

KEPT = policy(("mode: enforce", "mode: enforce\ntrail: {keep_days: 30}"))


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
