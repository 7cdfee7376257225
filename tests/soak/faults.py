"""What goes wrong in a soak: each fault is brought about, and mended, while the load goes on."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway.register.opening import index_folder
from tests.kit.gate import Gate

LOOKED_AT = 1.5  # seconds in which a gate takes up a changed file

Bring = Callable[[Gate], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    """`holds`: seconds until it is mended."""

    name: str
    bring: Bring
    holds: float


def processes(gate: Gate) -> list[int]:
    """The gate's own and all below it."""
    found, waiting = [], [gate.process.pid]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        with contextlib.suppress(OSError):
            tasks = Path(f"/proc/{pid}/task").glob("*/children")
            waiting += [int(child) for task in tasks for child in task.read_text().split()]
    return found


def _told(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    return ""


def workers(gate: Gate) -> list[int]:
    return [p for p in processes(gate) if "gateway.cli.child_process" in _told(p)]


def readers(gate: Gate) -> list[int]:
    """The processes that read files: whatever stands below a worker."""
    return [p for p in processes(gate) if p != gate.process.pid and p not in workers(gate)]


@contextlib.contextmanager
def _killed(pids: Callable[[Gate], list[int]], gate: Gate, most: int) -> Iterator[None]:
    for pid in pids(gate)[:most]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    yield


def worker_killed(gate: Gate) -> contextlib.AbstractContextManager[None]:
    return _killed(workers, gate, 1)


def readers_killed(gate: Gate) -> contextlib.AbstractContextManager[None]:
    return _killed(readers, gate, 100)


@contextlib.contextmanager
def disk_full(gate: Gate) -> Iterator[None]:
    """No file of a worker may grow: writing fails, as on a full disk (EFBIG in place of ENOSPC)."""
    held = workers(gate)
    for pid in held:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in held:
            with contextlib.suppress(ProcessLookupError):
                unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)


@contextlib.contextmanager
def register_unreadable(gate: Gate) -> Iterator[None]:
    """The file that says which index is in force is away for a while."""
    current = index_folder(gate.state) / "CURRENT"
    away = current.with_name("AWAY")
    current.rename(away)
    try:
        yield
    finally:
        away.rename(current)


def clock_set(by: int) -> Bring:
    """The clock of the gate's processes is set (clock/sitecustomize.py)."""

    @contextlib.contextmanager
    def bring(gate: Gate) -> Iterator[None]:
        file = clock_file(gate.state)
        file.write_text(f"{by:+d}\n")
        try:
            yield
        finally:
            file.write_text("+0\n")

    return bring


def clock_file(state: Path) -> Path:
    return state.parent / "clock"


def policy_flapping(text: str, other: str) -> Bring:
    """Another policy, one that is broken, and the first, again and again."""

    @contextlib.contextmanager
    def bring(gate: Gate) -> Iterator[None]:
        try:
            for new in (other, "", text, other):
                if new:
                    gate.write_policy(new)
                else:
                    gate.policy.write_text("version: [", encoding="utf-8")
                time.sleep(LOOKED_AT)
            yield
        finally:
            gate.write_policy(text)

    return bring
