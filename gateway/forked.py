"""A process that has everything loaded and forks one for each question: its own side.

It waits at a socket for the ends of others; at each it forks a process that answers one question
and ends. It has one thread, so that forking is safe, and ends with its caller, whose end of the
socket closes. The kernel holds what a question may cost.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import math
import os
import resource
import select
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

_STEP = 2**20
_PR_SET_NO_NEW_PRIVS, _PR_SET_PDEATHSIG = 38, 1
_NEW_NETWORK = 0x50000000
"""CLONE_NEWUSER | CLONE_NEWNET: a network of its own, in which there is nothing."""


def leave_the_network() -> None:
    """Where the kernel lets us; nothing here needs it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_NEW_NETWORK)


def lines(control: socket.socket) -> Iterator[socket.socket]:
    """The lines that come over `control`, until the caller is gone."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 16, 1)
        if not message:
            return
        for descriptor in descriptors:
            yield socket.socket(fileno=descriptor)


def serve(control: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    """Fork a process for every line; at the end all are ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller says when it is over
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.collect()
    gc.freeze()  # no collector touches what all of them share
    for line in lines(control):
        with line:
            _fork(control, line, answer)
    os.killpg(0, signal.SIGKILL)  # ourselves and whoever still works


def _fork(
    control: socket.socket, line: socket.socket, answer: Callable[[socket.socket], None]
) -> None:
    try:
        child = os.fork()
    except OSError:
        return
    if child:
        return
    status = 1
    try:
        control.close()
        _begin()
        answer(line)
        status = 0
    finally:
        os._exit(status)


def _begin() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


# ---------------------------------------------------------------- what a forked process uses


def read_all(line: socket.socket) -> bytes:
    """Everything up to where the caller ends its side."""
    pieces = []
    while piece := line.recv(_STEP):
        pieces.append(piece)
    return b"".join(pieces)


def write_all(line: socket.socket, answer: bytes) -> None:
    line.sendall(answer)
    line.shutdown(socket.SHUT_WR)


class Watch:
    """Ends this process as soon as nobody is at the other end, native code or not (SIGIO). Nothing
    may come or go on the line meanwhile.

    Where the system sends no such signal, its timer ends it.
    """

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self._flags = fcntl.fcntl(line, fcntl.F_GETFL)
        fcntl.fcntl(line, fcntl.F_SETOWN, os.getpid())
        signal.signal(signal.SIGIO, signal.SIG_DFL)

    def __enter__(self) -> None:
        fcntl.fcntl(self.line, fcntl.F_SETFL, self._flags | os.O_ASYNC)
        watched = select.poll()
        watched.register(self.line, 0)
        if watched.poll(0):  # it was too late for the signal
            os._exit(1)

    def __exit__(self, *_: object) -> None:
        fcntl.fcntl(self.line, fcntl.F_SETFL, self._flags)

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """While we speak with the other end."""
        self.__exit__()
        yield
        self.__enter__()


def address_space() -> int:
    """Bytes of it that this process has by now; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def confine(seconds: float, memory: int, descriptors: int) -> None:
    """What the kernel lets this process have: time, bytes of address space, open files."""
    signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM ends it, native code or not
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, math.ceil(seconds) + 1),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, descriptors),
    ):
        resource.setrlimit(what, (most, most))
