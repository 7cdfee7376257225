"""Options of `serve` -> a running gate that ends with the block, or with this process.

Its messages go to a file under STATE/log: the terminal belongs to the program behind it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from gateway.ownership import create, make_folder
from gateway.settings import own_environment

READY = "sekisho ready on "

START = 60.0
"""Seconds for a gate to be ready: a cold cache on a slow disk; some two are usual."""

STOP = 15.0
"""Seconds for it to end: answers that still run have 10."""

LOOK = 0.02
"""Seconds between two looks at whether it is ready."""


@dataclass(frozen=True, slots=True)
class OwnGate:
    """A gate on a port of its own. `address` is HOST:PORT."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None


@contextlib.contextmanager
def own_gate(
    state: Path, environment: Mapping[str, str], options: Sequence[str]
) -> Iterator[OwnGate]:
    """Start a gate on a free port of the loopback interface and wait until it is ready.

    Ends this process, once the gate has told its own words, if it will not be ready.
    """
    log = _new_log(state)
    process = _start(options, log, environment)
    try:
        yield OwnGate(process, _address(process, log), log)
    finally:
        if _end(process) == 0:
            log.unlink(missing_ok=True)


def _new_log(state: Path) -> Path:
    logs = state / "log"
    make_folder(logs)
    return logs / f"exec-{os.getpid()}-{secrets.token_hex(3)}.log"


def _start(
    options: Sequence[str], log: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """In a session of its own, so that the terminal's signals do not end the gate first."""
    command = [
        sys.executable,
        "-m",
        "gateway.cli.child_process",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--warm-later",  # while the program starts
    ]
    with open(create(log, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
        return subprocess.Popen(  # noqa: S603 - ourselves
            [*command, *options],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=own_environment(environment),
            start_new_session=True,
        )


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """HOST:PORT once the gate says that it is ready; its own words if it will not be."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        ended = process.poll() is not None
        text = log.read_text("utf-8", "replace")
        for line in text.splitlines(keepends=True):
            if line.startswith(READY) and line.endswith("\n"):
                return line.removeprefix(READY).strip()
        if ended:
            click.echo(text, err=True, nl=False)
            sys.exit(process.returncode if process.returncode > 0 else 1)
        time.sleep(LOOK)
    click.echo(f"sekisho: the gate was not ready after {START:.0f} seconds; see {log}", err=True)
    sys.exit(1)


def _end(process: subprocess.Popen[bytes]) -> int:
    """Ask it to end, and make it end, with its workers, if it does not."""
    try:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdin:
            process.stdin.close()
    return process.returncode
