"""The gate is killed, or the power goes: what reached an upstream stands in the trail."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from gateway.standin import StandIn
from tests.conftest import StartGate
from tests.kit import synced
from tests.kit.client import Refused, request
from tests.kit.gate import ROOT, Gate, wait_for
from tests.kit.policy import OPENAI, POLICY, chat

WRITERS = 4


class Load:
    """Clients that ask without pause, each request with a path of its own, until they are cut."""

    def __init__(self, gate: Gate) -> None:
        self._gate, self._over = gate, threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def _ask(self, writer: int) -> None:
        with contextlib.suppress(OSError, Refused), self._gate.dial(OPENAI) as line:
            number = 0
            while not self._over.is_set():
                number += 1
                target = f"/v1/files/probe-{writer}-{number}"
                if not line.ask(request(OPENAI, chat(), target=target)).status:
                    return

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


def _verify(gate: Gate) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gateway", "audit", "verify", "--state", str(gate.state)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_after_kill_9_everything_that_left_is_on_record(start: StartGate) -> None:
    gate = start()
    events = gate.watch()
    load = Load(gate)
    wait_for(lambda: len(events.upstream_saw.questions) > 40, "some requests have passed")
    gate.signal(signal.SIGKILL)
    gate.wait()
    load.end()
    left = {q.path for q in events.upstream_saw.questions}
    recorded = {r["path"] for r in _whole_records(gate)}
    assert len(left) > 40
    assert left <= recorded
    again = start(POLICY, state=gate.state)  # the same state, a new gate
    assert again.ask(OPENAI, chat()).status == 200
    again.stop()
    verified = _verify(gate)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_after_a_power_cut_everything_that_left_is_on_disk(
    start: StartGate, tmp_path: Path, upstream: StandIn
) -> None:
    """When a request arrived, its record had already been synced, not only written."""
    log = tmp_path / "synced"
    gate = start(POLICY, launcher=Path(synced.__file__), environment={"SYNCED": str(log)})
    events = gate.watch()
    load = Load(gate)
    time.sleep(1.5)
    load.end()
    gate.stop()
    arrived = {q.path: q.arrived for q in events.upstream_saw.questions}
    assert len(arrived) > 20
    safe = _safe_since(gate, log)
    late = {path for path, moment in arrived.items() if safe.get(path, moment + 1) > moment}
    assert late == set()


def _whole_records(gate: Gate) -> list[dict[str, str]]:
    """The records of a trail whose last line may be torn."""
    found = []
    for file in (gate.state / "audit").rglob("*.jsonl"):
        for line in file.read_text().splitlines():
            with contextlib.suppress(ValueError):
                record = json.loads(line)
                if "verdict" in record:
                    found.append(record)
    return found


def _safe_since(gate: Gate, log: Path) -> dict[str, float]:
    """For each recorded path the moment from which on its record would survive a power cut."""
    synced_at: dict[str, list[tuple[float, int]]] = {}
    for line in log.read_text().splitlines():
        moment, size, path = line.split(" ", 2)
        synced_at.setdefault(path, []).append((float(moment), int(size)))
    safe: dict[str, float] = {}
    for file in (gate.state / "audit").rglob("*.jsonl"):
        end = 0
        for entry in file.read_bytes().splitlines(keepends=True):
            end += len(entry)
            moments = [m for m, size in synced_at.get(str(file), []) if size >= end]
            record = json.loads(entry)
            if "verdict" in record and moments:
                safe[record["path"]] = min(moments)
    return safe
