"""Several gates on one port: each serves, all write a trail that holds, all end together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.standin import StandIn
from tests.kit.client import Refused
from tests.kit.gate import ROOT, Gate, start_gate, wait_for
from tests.kit.policy import OPENAI, PERSONAL, POLICY, SECRET, chat


@pytest.fixture
def pair(tmp_path: Path, upstream: StandIn) -> Iterator[Gate]:
    with start_gate(tmp_path / "pair", POLICY, upstream, "--workers", "2") as gate:
        yield gate


def _children(pid: int) -> set[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _trails(gate: Gate) -> list[Path]:
    return [f for f in (gate.state / "audit").rglob("*.jsonl") if '"verdict"' in f.read_text()]


def test_two_workers_share_the_port_and_the_trail_holds(pair: Gate) -> None:
    children = _children(pair.process.pid)
    assert len(children) == 2
    events = pair.watch()
    for number in range(60):  # the kernel spreads connections by chance: 2 ** -59 that one gets all
        assert pair.ask(OPENAI, chat(f"mountain {number}")).status == 200
    assert pair.ask(OPENAI, chat(SECRET)).status == 400
    assert len(events.upstream_saw.questions) == 60
    assert len(events.records) == 61
    assert len(_trails(pair)) == 2
    assert pair.stop() == 0
    wait_for(lambda: not any(map(_is_running, children)), "the workers have ended")
    assert _verify(pair) == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_no_second_gate_starts_on_the_port(pair: Gate, tmp_path: Path, workers: str) -> None:
    host, port = pair.address
    where = ("--listen", f"{host}:{port}", "--workers", workers)
    own = ("--policy", str(tmp_path / "pair" / "allowlist.yaml"), "--state", str(tmp_path / "own"))
    answer = subprocess.run(
        [sys.executable, "-m", "gateway", "serve", *where, *own],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 2
    assert f"sekisho: {host}:{port} is in use" in answer.stderr
    assert "--mode" not in answer.stderr
    assert pair.ask(OPENAI, chat()).status == 200


def test_what_one_worker_took_out_every_worker_puts_back(pair: Gate) -> None:
    """Also one that was started later: conversations outlive connections and workers."""
    events = pair.watch()
    assert pair.ask(OPENAI, chat(PERSONAL)).status == 200
    prompt = json.loads(events.upstream_saw.questions[0].body)["messages"][0]["content"]
    assert PERSONAL not in prompt
    for _ in range(20):
        assert PERSONAL in pair.ask(OPENAI, chat(prompt)).text
    os.kill(min(_children(pair.process.pid)), 9)
    wait_for(lambda: _count(pair, "gate-started") == 3, "the worker is back", 20)
    for _ in range(20):
        assert PERSONAL in pair.ask(OPENAI, chat(prompt)).text
    assert pair.holds_on_disk(PERSONAL) == []


def test_a_worker_that_dies_takes_nobody_with_it(pair: Gate) -> None:
    one, other = sorted(_children(pair.process.pid))
    os.kill(one, 9)
    wait_for(lambda: not _is_running(one), "one worker is gone")
    events = pair.watch()
    answered = [_status(pair) for _ in range(10)]
    assert answered.count(200) >= 1
    assert len(events.upstream_saw.questions) == answered.count(200)
    pair.stop()
    wait_for(lambda: not _is_running(other), "the other has ended")
    assert _verify(pair) == 0


def _status(gate: Gate) -> int:
    try:
        return gate.ask(OPENAI, chat()).status
    except (OSError, Refused):
        return 0


def _verify(gate: Gate) -> int:
    command = ["-m", "gateway", "audit", "verify", "--state", str(gate.state)]
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, check=False
    ).returncode


def test_a_worker_that_cannot_come_back_yet_takes_nobody_with_it(pair: Gate) -> None:
    """With a broken policy no worker starts; the one that runs keeps the last good policy."""
    one, other = sorted(_children(pair.process.pid))
    pair.write_policy("services: [oops")
    os.kill(one, 9)
    wait_for(lambda: pair.said().count("a worker ended") == 2, "a start has failed", 20)
    assert [_status(pair) for _ in range(10)] == [200] * 10
    assert _children(pair.process.pid) == {other}
    pair.write_policy(POLICY)
    wait_for(lambda: _count(pair, "gate-started") == 3, "the worker is back", 20)
    assert len(_children(pair.process.pid)) == 2
    pair.stop()
    assert _verify(pair) == 0


def _count(gate: Gate, event: str) -> int:
    return len([e for e in gate.entries() if e.get("event") == event])
