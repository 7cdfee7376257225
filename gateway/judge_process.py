"""Judgements in processes that may be lost: what is long, so that it holds up nobody else.

One process has the bundle loaded and forks another for each judgement, which ends when it has
answered, when its time is up, or when nobody waits for it any more. The other side is
`judge_worker`. What was found comes back with the judgement, so that the same texts are short ones
the next time. Safe in threads.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import pickle
import socket
import struct
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b

from gateway import forking
from gateway.bundle import Bundle
from gateway.content.documents import Document, NoReaderError
from gateway.engine.classify import StoppedError
from gateway.engine.content import Content
from gateway.engine.facts import Facts
from gateway.engine.finding_cache import Seen
from gateway.engine.judgement import Judgement
from gateway.forking import Mother
from gateway.model import Action, Decision, Destination, Prompt, Request, Segment, Unread
from gateway.redaction import Remembered

log = logging.getLogger("sekisho")

PROGRAM = forking.program_of("gateway.judge_worker")

START = 20.0
"""Seconds for everything to load, on a slow and busy machine; half a second on a quick one."""

STEP = 2**18

Read = dict[tuple[bytes, str], Document]
"""Digest and name of a file -> what it says."""


def key_of(data: bytes, name: str) -> tuple[bytes, str]:
    return blake2b(data, digest_size=16).digest(), name


class NoJudgeError(Exception):
    """No process can be had for it, or none that judges by the same bundle."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Of its texts, what was found in them before is asked for by their digests."""

    request: Request
    today: date
    content: Content | None
    remembered: Remembered | None = None
    read: Read = field(default_factory=dict, repr=False)
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A judgement without what the asker has, and without the texts in which nothing was found."""

    destination: Destination
    facts: Facts
    decision: Decision
    action: Action
    enforced: bool
    segments: int
    found_in: dict[int, Segment] = field(repr=False)
    unread: tuple[Unread, ...]
    learnt: Seen = field(repr=False)
    carried: tuple[Segment, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """Judging failed. No message of it is told: it may quote what was asked."""

    kind: str

    def as_error(self) -> Exception:
        if self.kind == NoReaderError.__name__:
            return NoReaderError()
        return RuntimeError(f"judging failed: {self.kind}")


Reply = Answer | Failure
Known = Callable[[Iterable[bytes]], Seen]

MOTHERS = 2
"""Bundles for which there are processes: that in force, and the one before while judgements under
it are still made."""


@dataclass(slots=True)
class JudgeProcesses:
    """The first long text starts them."""

    _mothers: OrderedDict[str, Mother] = field(default_factory=OrderedDict, repr=False)
    """By the revision of the bundle that they have, least recently asked first."""
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def judge(
        self, bundle: Bundle, question: Question, line: Line, readers: socket.socket | None
    ) -> Judgement:
        """Waits for it, on a line that somebody else may cut. `readers` is the socket of those who
        read its files.

        Raises NoJudgeError, NoReaderError, and StoppedError where it was cut, had no more time or
        memory, or was lost over it.
        """
        answer = self._asked(bundle, pickle.dumps(question), line, readers)
        if isinstance(answer, Failure):
            raise answer.as_error()
        bundle.engine.search.cache.learn(answer.learnt)
        return _judgement(bundle, question.request, answer)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for revision in tuple(self._mothers):
                self._end(revision)

    # ------------------------------------------------------------ processes

    def _asked(
        self, bundle: Bundle, question: bytes, line: Line, readers: socket.socket | None
    ) -> Reply:
        known = bundle.engine.search.cache.known
        for _ in range(2):  # the process that forks may have died since the last question
            mother = self._mother_of(bundle)
            try:
                line.lead_to(mother)
            except OSError:
                self._discard(bundle.revision, mother)
                continue
            answer = line.ask(question, readers, known)
            if answer:
                return answer
            if line.is_cut or not mother.is_gone():
                break
        raise StoppedError

    def _mother_of(self, bundle: Bundle) -> Mother:
        """Raises NoJudgeError."""
        with self._lock:
            mother = self._mothers.get(bundle.revision)
            if mother and mother.is_usable:
                self._mothers.move_to_end(bundle.revision)
                return mother
            if self._closed or bundle.recipe is None:
                raise NoJudgeError
            self._end(bundle.revision)
            if len(self._mothers) == MOTHERS:
                self._end(next(iter(self._mothers)))
            try:
                mother = self._mothers[bundle.revision] = _started(bundle)
            except OSError as e:
                log.warning("long texts are judged in threads for now: %s", e.strerror or e)
                raise NoJudgeError from None
            return mother

    def _discard(self, revision: str, mother: Mother) -> None:
        with self._lock:
            if self._mothers.get(revision) is mother:
                self._end(revision)

    def _end(self, revision: str) -> None:
        if mother := self._mothers.pop(revision, None):
            mother.end()


def _started(bundle: Bundle) -> Mother:
    """A process that judges by this very bundle. Raises OSError."""
    mother = forking.start(PROGRAM)
    try:
        with mother.line() as line:
            line.settimeout(START)
            line.sendall(pickle.dumps(bundle.recipe))
            line.shutdown(socket.SHUT_WR)
            revision = line.recv(STEP).decode()
    except BaseException:
        mother.end()
        raise
    if revision != bundle.revision:
        mother.end()
        raise OSError(errno.ESTALE, "what they would judge by is not what is in force")
    return mother


def _judgement(bundle: Bundle, request: Request, answer: Answer) -> Judgement:
    nothing = Segment("", "")
    segments = tuple(answer.found_in.get(n, nothing) for n in range(answer.segments))
    return Judgement(
        request,
        answer.destination,
        bundle.policy,
        answer.facts,
        answer.decision,
        answer.action,
        answer.enforced,
        Prompt(segments, answer.unread),
        answer.carried,
    )


def answer_of(judgement: Judgement, learnt: Seen) -> Answer:
    """What goes back of a judgement."""
    prompt = judgement.prompt
    found_in = {f.segment for f in judgement.decision.findings if f.segment >= 0}
    return Answer(
        judgement.destination,
        judgement.facts,
        judgement.decision,
        judgement.action,
        judgement.enforced,
        len(prompt.segments),
        {n: _bare(prompt.segments[n]) for n in found_in},
        prompt.unread,
        learnt,
        tuple(map(_bare, judgement.carried)),
    )


def _bare(segment: Segment) -> Segment:
    """Without what was worked out from its text."""
    return replace(segment)


# ---------------------------------------------------------------- what goes between

_LENGTH = struct.Struct(">Q")


def send(line: socket.socket, message: bytes) -> None:
    """Raises OSError."""
    line.sendall(_LENGTH.pack(len(message)))
    line.sendall(message)


def receive(line: socket.socket, before: Callable[[], object] = lambda: None) -> bytes:
    """The next message; `before` is called before each wait. Raises EOFError and OSError."""
    (length,) = _LENGTH.unpack(_exactly(line, _LENGTH.size, before))
    return _exactly(line, length, before)


def _exactly(line: socket.socket, length: int, before: Callable[[], object]) -> bytes:
    message = bytearray(length)
    view, at = memoryview(message), 0
    while at < length:
        before()
        if not (size := line.recv_into(view[at:])):
            raise EOFError
        at += size
    return bytes(message)


@dataclass(slots=True)
class Line:
    """To the process that makes one judgement. Whoever waits no more cuts it, from any thread, and
    the process ends."""

    until: float = 0.0
    """When it is over, by time.monotonic."""
    is_cut: bool = False
    _socket: socket.socket | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def lead_to(self, mother: Mother) -> None:
        """Raises OSError, and StoppedError where it was cut before."""
        line = mother.line()
        with self._lock:
            if self.is_cut:
                line.close()
                raise StoppedError
            self._socket = line

    def ask(self, question: bytes, readers: socket.socket | None, known: Known) -> Reply | None:
        """The answer; nothing where the process ended, or the time. It may ask what is `known`."""
        line = self._socket
        assert line
        try:
            line.settimeout(self._left())
            if readers:
                socket.send_fds(line, [b"r"], [readers.fileno()])
            else:
                line.sendall(b"-")
            send(line, question)
            said: Reply | list[bytes] = pickle.loads(self._next(line))  # noqa: S301 - ours
            while isinstance(said, list):
                send(line, pickle.dumps(known(said)))
                said = pickle.loads(self._next(line))  # noqa: S301
        except (OSError, EOFError):
            return None
        else:
            return said
        finally:
            with self._lock:
                self._socket = None
                line.close()

    def _left(self) -> float:
        return max(0.001, self.until - time.monotonic())

    def _next(self, line: socket.socket) -> bytes:
        return receive(line, lambda: line.settimeout(self._left()))

    def cut(self) -> None:
        with self._lock:
            self.is_cut = True
            if self._socket:
                with contextlib.suppress(OSError):  # its other end has gone already
                    self._socket.shutdown(socket.SHUT_RDWR)
