"""Several gates on one port: starts them, starts one again that died, and ends them together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

from gateway.settings import environment, own_environment

Address = tuple[str, int]

READY = b"sekisho ready on "

PAUSE = 5.0
"""Seconds before a worker is started again: what ended the last one may take time to pass, a
faulty policy for instance, with which a new one cannot start while the others keep the old."""


@dataclass(slots=True)
class _Pool:
    command: Sequence[str]
    memory: int
    """Descriptor of the memory that they share."""
    running: list[tuple[subprocess.Popen[bytes], float]] = field(default_factory=list)
    ending: bool = False

    def start_one(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            self.command,
            stdin=subprocess.PIPE,  # when this end of it closes, the worker ends
            stdout=subprocess.PIPE,
            env=own_environment(environment()),
            pass_fds=(self.memory,),
        )
        self.running.append((process, time.monotonic()))
        return process

    def signal(self, number: int, _frame: FrameType | None = None) -> None:
        self.ending = self.ending or number != signal.SIGHUP
        for process, _ in self.running:
            process.send_signal(number)


def run(count: int, listen: Address, arguments: Sequence[str]) -> int:
    """Run `count` workers until a signal ends them. The exit status of the first that failed."""
    with _reserve(listen) as held:
        host, port = held.getsockname()[:2]
        memory = _memory()
        pool = _Pool([*_command(arguments, host, port), "--vault", str(memory)], memory)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, pool.signal)
        if not all(_is_ready(pool.start_one()) for _ in range(count)):
            pool.signal(signal.SIGTERM)
            return _wait_all(pool) or 1
        shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        print(f"sekisho ready on {shown}", flush=True)
        return _keep(pool)


def _reserve(listen: Address) -> socket.socket:
    """Hold the port without listening: the workers share it, nobody else can take it."""
    family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
    held = socket.socket(family)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(listen)
    return held


def _memory() -> int:
    """Memory for the workers to share: without a name, gone with the last of them."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("sekisho")
    with tempfile.TemporaryFile() as file:  # where there is none: a file without a name
        return os.dup(file.fileno())


def _command(arguments: Sequence[str], host: str, port: int) -> list[str]:
    """The same command with the port that was found and one worker; the last option wins."""
    shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    own = ["--workers", "1", "--share-port", "--listen", shown]
    return [sys.executable, "-m", "gateway.cli.child_process", *arguments, *own]


def _is_ready(process: subprocess.Popen[bytes]) -> bool:
    assert process.stdout
    return process.stdout.readline().startswith(READY)


def _keep(pool: _Pool) -> int:
    """Wait; start a dead worker again, unless the pool is ending or nobody is left."""
    status = 0
    again: list[float] = []
    while pool.running:
        time.sleep(0.1)
        for entry in [e for e in pool.running if e[0].poll() is not None]:
            pool.running.remove(entry)
            if pool.ending and entry[0].returncode != -signal.SIGTERM:  # not yet listening to it
                status = status or entry[0].returncode
            if not pool.ending:
                print(f"sekisho: a worker ended ({entry[0].returncode})", file=sys.stderr)
                young = time.monotonic() - entry[1] < PAUSE
                again.append(time.monotonic() + (PAUSE if young else 0))
                status = 0 if pool.running else entry[0].returncode or 1
        while again and not pool.ending and pool.running and again[0] <= time.monotonic():
            again.pop(0)
            pool.start_one()
    return status


def _wait_all(pool: _Pool) -> int:
    return max((abs(process.wait()) for process, _ in pool.running), default=0)
