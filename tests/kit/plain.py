"""A TLS line of a client -> a plain socket. One thread alone reads and writes the TLS: in Python
3.13 a read that waits keeps other threads from writing, and WebSocket clients do both at once."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading

from tests.kit.client import DEADLINE, Line

WAIT = 0.05  # seconds between two looks; only an end that select does not show waits so long


def in_the_clear(line: Line) -> socket.socket:
    """The other end of a pair that is pumped until either side hangs up."""
    ours, theirs = socket.socketpair()
    threading.Thread(target=_pump, args=(line.sock, theirs), daemon=True).start()
    return ours


def _pump(secured: socket.socket, plain: socket.socket) -> None:
    with contextlib.suppress(OSError, ValueError), secured, plain:
        while True:
            readable, _, _ = select.select([secured, plain], [], [], WAIT)
            if plain in readable:
                if not (data := plain.recv(65536)):
                    return
                secured.settimeout(DEADLINE)
                secured.sendall(data)
            if secured in readable or _pending(secured):
                secured.settimeout(WAIT)
                with contextlib.suppress(TimeoutError):  # a record that is not there as a whole
                    if not (data := secured.recv(65536)):
                        return
                    plain.sendall(data)


def _pending(secured: socket.socket) -> int:
    return secured.pending() if isinstance(secured, ssl.SSLSocket) else 0
