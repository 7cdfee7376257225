"""Mixed load with faults for SOAK_MINUTES (an hour): no leak, no lost record, memory flat."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from gateway.standin import Authority, StandIn
from tests.kit.gate import ROOT, Gate, start_gate
from tests.kit.policy import POLICY, policy
from tests.soak import faults
from tests.soak.faults import Fault
from tests.soak.load import NEVER, REGISTERED, WORK, Load, once
from tests.soak.watching import Watching

MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
WORKERS, PEOPLE = 2, 6
REST = 10.0  # seconds of load between two faults
RECOVERY = 60.0  # seconds in which all must be well again
GROWTH = 1.15
"""The last quarter may hold so much more memory than the second; what is warm stays warm."""

CLOCK = Path(__file__).parent / "clock"
OTHER = policy(("may_receive: [public, internal]\n    redact: [personal]", "may_receive: [public]"))
HOUR = 60 * 60

FAULTS = (
    Fault("a worker is killed", faults.worker_killed, 5),
    Fault("the readers of files are killed", faults.readers_killed, 5),
    Fault("the disk is full", faults.disk_full, 5),
    Fault("the register cannot be read", faults.register_unreadable, 5),
    Fault("the policy flaps", faults.policy_flapping(POLICY, OTHER), 1),
    Fault("the clock is set a day ahead", faults.clock_set(24 * HOUR), 5),
    Fault("the clock is set a day back", faults.clock_set(-24 * HOUR), 5),
)


@pytest.fixture
def upstream(authority: Authority) -> Iterator[StandIn]:
    server = StandIn(authority)
    server.ledger = Watching(NEVER)
    with server:
        yield server


@pytest.fixture
def gate(tmp_path: Path, upstream: StandIn) -> Iterator[Gate]:
    folder = tmp_path / "gate"
    folder.mkdir()
    clock = faults.clock_file(folder / "state")
    clock.write_text("+0\n")
    environment = {"SOAK_CLOCK": str(clock), "PYTHONPATH": os.pathsep.join([str(CLOCK), str(ROOT)])}
    workers = ("--workers", str(WORKERS))
    with start_gate(folder, POLICY, upstream, *workers, environment=environment) as running:
        register(running, folder / "plan.txt")
        yield running


def sekisho(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def register(gate: Gate, file: Path) -> None:
    file.write_text(REGISTERED, encoding="utf-8")
    where = ("--state", gate.state, "--policy", gate.policy)
    added = sekisho("asset", "add", *where, "--class", "secret", file)
    assert added.returncode == 0, added.stderr


def memory(gate: Gate) -> int:
    """Bytes that all processes of the gate hold together, shared ones counted once: PSS."""
    total = 0
    for pid in faults.processes(gate):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(li.split()[1]) for li in rollup.splitlines() if li.startswith("Pss:"))
    return total * 1024


def unwell(gate: Gate) -> list[str]:
    """What people do that has not the status that it should have."""
    words = str(time.monotonic())
    told = [(work, once(gate, work, words)) for work in WORK]
    found = [f"{work.name}: {status}" for work, status in told if status != work.expected]
    at_work = len(faults.workers(gate))
    return found if at_work == WORKERS else [*found, f"{at_work} workers"]


def await_well(gate: Gate, when: str) -> None:
    until = time.monotonic() + RECOVERY
    while wrong := unwell(gate):
        assert time.monotonic() < until, f"{when}: {wrong}"


@pytest.mark.soak
def test_an_hour_with_faults(gate: Gate, upstream: StandIn) -> None:
    saw = upstream.ledger
    assert isinstance(saw, Watching)
    await_well(gate, "before the first fault")
    saw.leaks.clear()  # what was registered is recognised from now on
    held, begun = [memory(gate)], time.monotonic()
    number = 0
    with Load(gate, PEOPLE) as load:
        while time.monotonic() - begun < MINUTES * 60:
            fault = FAULTS[number % len(FAULTS)]
            number += 1
            with fault.bring(gate):
                time.sleep(fault.holds)
            await_well(gate, f"after: {fault.name}")
            time.sleep(REST)
            held.append(memory(gate))
            tell(begun, number, fault, saw, held)
    assert saw.leaks == []
    assert {work for work, status in load.told if status} == {w.name for w in WORK}
    assert gate.stop() == 0
    permitted = [r for r in gate.trail() if r["verdict"] != "block"]
    assert len(permitted) >= saw.questions + saw.said, "what arrived is on record"
    assert_flat(held)
    verified = sekisho("audit", "verify", "--state", gate.state)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    print(f"{number} faults, {sum(load.told.values())} requests, {saw.questions} arrived")
    print("\n".join(f"{w}: {s or 'none'} x {n}" for (w, s), n in sorted(load.told.items())))


def tell(begun: float, number: int, fault: Fault, saw: Watching, held: Sequence[int]) -> None:
    minutes = (time.monotonic() - begun) / 60
    print(
        f"{minutes:5.1f} min, fault {number}: {fault.name}; {saw.questions} arrived, "
        f"{len(saw.leaks)} leaks, {held[-1] / 2**20:.0f} MiB",
        flush=True,
    )


def assert_flat(held: Sequence[int]) -> None:
    quarter = len(held) // 4
    if quarter:
        early = statistics.median(held[quarter : 2 * quarter])
        late = statistics.median(held[-quarter:])
        assert late <= early * GROWTH, f"{early:.0f} -> {late:.0f} bytes"
