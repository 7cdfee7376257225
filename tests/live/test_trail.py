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
