"""The readers' side: one process that has everything loaded, and forks one for each file.

It waits at a socket for the ends of others; at each it forks a process that reads one file,
answers and ends. The kernel holds what a file may cost: address space, processor time, a timer.
It has one thread, so that forking is safe, and ends with the gate, whose end of the socket closes.
"""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import gc
import locale
import math
import os
import resource
import signal
import socket
import sys

from gateway.content.documents import ocr, wire
from gateway.content.documents.model import Document, Limits, not_read
from gateway.content.documents.readers import read_here

_STEP = 2**20
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_PDEATHSIG = 4, 38, 1
_NEW_NETWORK = 0x50000000
"""CLONE_NEWUSER | CLONE_NEWNET: a network of its own, in which there is nothing."""
_DESCRIPTORS = 64
_CODECS = (
    *("cp932", "euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"),
    *("cp1252", "cp949", "gb18030", "cp950", "cp437", "latin-1", "utf-7", "ascii", "cp874"),
)


def main(control: int) -> None:
    """Fork a reader for every socket that comes over `control`, until the gate is gone."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_NEW_NETWORK)  # where the kernel lets us; nothing needs it
    _warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the gate says when it is over
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with socket.socket(fileno=control) as gate:
        while True:
            message, sockets, _, _ = socket.recv_fds(gate, 16, 1)
            if not message:
                break
            for descriptor in sockets:
                _fork(gate, descriptor)
    os.killpg(0, signal.SIGKILL)  # ourselves and whoever still reads


def _warm() -> None:
    """Load what a reader would load by itself, each anew; then let no collector touch it."""
    for name in _CODECS:
        codecs.lookup(name)
    for sample in (
        b"From: a@b\nTo: c@d\nSubject: =?utf-8?B?44GC?=\nMIME-Version: 1.0\n\ntext\n",
        b"<html><p>text</p></html>",
        b'<?xml version="1.0"?><a>text</a>',
        b"a,b\nc,d\n",
        "\u793e\u5916\u79d8".encode("cp932"),
    ):
        read_here(sample)
    ocr.command()
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")  # libarchive keeps names in its charset
    gc.collect()
    gc.freeze()


def _fork(gate: socket.socket, descriptor: int) -> None:
    try:
        child = os.fork()
    except OSError:
        os.close(descriptor)
        return
    if child:
        os.close(descriptor)
        return
    status = 1
    try:
        gate.close()
        with socket.socket(fileno=descriptor) as line:
            _serve(line)
        status = 0
    finally:
        os._exit(status)


def _serve(line: socket.socket) -> None:
    """Read one file and answer."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    data, name, limits = wire.parse_question(_all(line))
    _confine(limits)
    line.sendall(wire.answer(_read(data, name, limits)))
    line.shutdown(socket.SHUT_WR)


def _all(line: socket.socket) -> bytes:
    pieces = []
    while piece := line.recv(_STEP):
        pieces.append(piece)
    return b"".join(pieces)


def _confine(limits: Limits) -> None:
    """What the kernel lets this process have."""
    seconds = math.ceil(limits.seconds) + 1
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)  # SIGALRM ends it, native code or not
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _DESCRIPTORS),
    ):
        resource.setrlimit(what, (most, most))


def _read(data: bytes, name: str, limits: Limits) -> Document:
    try:
        return read_here(data, name, limits, ocr.reader(limits.ocr_seconds))
    except MemoryError:
        return not_read("limits/memory")
    except Exception as e:  # whatever a file does to a reader, it is unread
        return not_read("damaged/reader-failed", error=type(e).__name__)


if __name__ == "__main__":
    main(int(sys.argv[1]))
