"""A process that has everything loaded and forks one for each question: the caller's side.

What is forked may be lost, slow or fat: its line is its life, nothing is left when either end is
gone. `forked` is the other side. Raises OSError where a process cannot be had.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MOMENT = 0.1
"""Seconds for a process that was just killed to be gone."""

_ROOT = Path(__file__).parents[1]


@dataclass(slots=True)
class Mother:
    """The process that forks, and our end of its socket. `process` is None where it is somebody
    else's, who let us use the socket."""

    process: subprocess.Popen[bytes] | None
    control: socket.socket
    owner: int

    @property
    def pid(self) -> int:
        """0 where it is somebody else's."""
        return self.process.pid if self.process else 0

    @property
    def is_usable(self) -> bool:
        """Is it ours, not that of whom we were forked from, and alive as far as one can see?"""
        alive = self.process is None or self.process.poll() is None
        return self.owner == os.getpid() and alive

    def line(self) -> socket.socket:
        """A line to a process that was just forked."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"."], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def is_gone(self) -> bool:
        """Has it ended? One that was just killed takes a moment."""
        if self.process is None:
            return False
        try:
            self.process.wait(MOMENT)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self) -> None:
        """End it with all that it forked, if it is ours to end."""
        self.control.close()
        if self.process is None or self.owner != os.getpid():
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(program: str) -> Mother:
    """Run a program that serves the socket whose descriptor is the last of its arguments."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        try:
            process = _run(program, theirs.fileno())
        except OSError:
            ours.close()
            raise
    return Mother(process, ours, os.getpid())


def program_of(module: str) -> str:
    """The program that is a module's `main`, found where this one was."""
    return (
        "import sys; sys.path.insert(0, sys.argv[1]); "
        f"from {module} import main; main(int(sys.argv[2]))"
    )


def _run(program: str, control: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-P", "-c", program, str(_ROOT), str(control)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # libraries quote what they read
        pass_fds=[control],
        start_new_session=True,  # a group of its own, to be ended as one
    )
