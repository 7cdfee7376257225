"""Reads files in processes that may be lost. The caller's side of `worker`; safe in threads.

No file is read by a process that has read another, so that one file can neither slow nor see the
next. A reader's end is its socket's: nothing leaks when the gate ends, by whatever end.
"""

from __future__ import annotations

import atexit
import errno
import os
import socket
import sys
import threading
import time
from dataclasses import dataclass, field, replace

from gateway import forking
from gateway.content.documents import wire
from gateway.content.documents.model import (
    ATTACHMENT,
    MIB,
    Document,
    Limits,
    NoReaderError,
    ReadDocument,
    not_read,
)
from gateway.forking import Mother

AT_ONCE = 4
"""Files that are read at the same time; each may take its `memory`."""

START = 20.0
"""Seconds for everything to load, on a slow and busy machine."""

GRACE = 2.0
"""Seconds after which a reader that outlives its own timer is ended with all others."""

PER_REQUEST = 12.0
"""Seconds that the files of one request may take in all: the gate answers within thirty."""

IN_LINE = 14.0
"""Seconds that a request may wait for those before it, besides."""

STEP = 256 * 1024

_PROGRAM = forking.program_of("gateway.content.documents.worker")

TOO_SLOW = not_read("late/reader")
LOST = not_read("damaged/reader-lost")
NO_READER = not_read("late/no-reader")
NO_TIME = not_read("late/no-time-left")


@dataclass(slots=True)
class Readers:
    """Readers of files. The first file starts them; a lost one is replaced at the next."""

    fault: str = ""
    """Why none can be started, and what to do; nothing where one could be."""
    _mother: Mother | None = None
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _room: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(AT_ONCE), repr=False
    )

    def read(self, data: bytes, name: str = "", limits: Limits | None = None) -> Document:
        """What a file says. Waits; never raises for any bytes."""
        try:
            return self._bounded(data, name, limits or Limits())
        except NoReaderError:
            return NO_READER

    def start(self) -> None:
        """Begin to load, and return at once."""
        with self._lock:
            try:
                self._running()
            except OSError as e:
                self._note(e)

    def close(self) -> None:
        """End every reader, for good; whoever waits for one learns that the file is unread."""
        with self._lock:
            self._closed = True
            self._end()

    def control(self) -> socket.socket | None:
        """The socket by which a process that was given it has its files read by the same readers;
        None where they cannot be started now."""
        with self._lock:
            try:
                return self._running().control
            except OSError as e:
                self._note(e)
                return None

    def session(self, seconds: float = PER_REQUEST) -> ReadDocument:
        """Reads the files of one request, which have so much time in all.

        Raises NoReaderError where the gate cannot read files at all.
        """
        left = seconds
        until = time.monotonic() + seconds + IN_LINE  # from here on, where the request is taken in

        def read_next(data: bytes, name: str) -> Document:
            nonlocal left
            started = time.monotonic()
            most = min(left, until - started)
            if most <= 0:
                return NO_TIME
            limits = replace(
                ATTACHMENT,
                seconds=min(ATTACHMENT.seconds, most),
                ocr_seconds=min(ATTACHMENT.ocr_seconds, most),
            )
            found = self._bounded(data, name, limits)
            left -= time.monotonic() - started
            return found

        return read_next

    # ------------------------------------------------------------ one file

    def _bounded(self, data: bytes, name: str, limits: Limits) -> Document:
        if len(data) > limits.size:
            return not_read("limits/size", most=limits.size)
        with self._room:
            return self._read(data, name, limits)

    def _read(self, data: bytes, name: str, limits: Limits) -> Document:
        fault: OSError | None = None
        for _ in range(2):  # the process that forks may have died since the last file
            try:
                line, mother = self._line()
            except OSError as e:
                fault = e
                continue
            started = time.monotonic()
            with line:
                raw = _ask(line, wire.question(data, name, limits), limits)
            if raw:
                self.fault = ""
                return _parsed(raw)
            if raw is None:  # not even its own timer ended it
                self._discard(mother)
                return TOO_SLOW
            if not mother.is_gone():
                slow = time.monotonic() - started >= limits.seconds
                return TOO_SLOW if slow else LOST
        self._note(fault)
        raise NoReaderError

    def _note(self, e: OSError | None) -> None:
        """Keep why no reader could be started, unless they were ended on purpose."""
        if not self._closed:
            cause = e.strerror or e if e and e.errno != errno.EPIPE else "it ends at once"
            self.fault = (
                f"{sys.executable}: the process that reads files cannot be started ({cause}); "
                "see to free memory and processes, or install Sekisho anew"
            )

    def _line(self) -> tuple[socket.socket, Mother]:
        """A line to a new reader. Raises OSError."""
        with self._lock:
            mother = self._running()
            try:
                return mother.line(), mother
            except OSError:
                self._end()
                raise

    def _running(self) -> Mother:
        if self._mother and self._mother.is_usable:
            return self._mother
        self._end()
        if self._closed:
            raise OSError("the readers were ended")
        self._mother = forking.start(_PROGRAM)
        return self._mother

    def _discard(self, mother: Mother) -> None:
        with self._lock:
            if self._mother is mother:
                self._end()

    def _end(self) -> None:
        mother, self._mother = self._mother, None
        if mother:
            mother.end()


def _ask(line: socket.socket, question: bytes, limits: Limits) -> bytes | None:
    """The answer; nothing where the reader died, None where it never ends."""
    until = time.monotonic() + START + limits.seconds + GRACE
    most = wire.ANSWER * 2 * limits.text + 64 * MIB
    answer = bytearray()
    try:
        line.settimeout(START)
        line.sendall(question)
        line.shutdown(socket.SHUT_WR)
        while (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            piece = line.recv(STEP)
            if not piece:
                return bytes(answer)
            answer += piece
            if len(answer) > most:
                return None
    except TimeoutError:
        return None
    except OSError:
        return b""
    return None


def _parsed(raw: bytes) -> Document:
    try:
        return wire.parse_answer(raw)
    except ValueError:  # it died in the middle of its answer
        return LOST


def borrowed(control: socket.socket) -> Readers:
    """The readers of whoever gave us their `control`; our own once those are gone."""
    readers = Readers()
    readers._mother = Mother(None, control, os.getpid())
    return readers


# ---------------------------------------------------------------- for everyone in this process

_shared = Readers()
atexit.register(_shared.close)


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    """What a file says, read in a process that may be lost. Never raises for any bytes."""
    return _shared.read(data, name, limits)
