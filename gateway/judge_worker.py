"""The other side of `judge_process`: makes the bundle, then forks a process for each judgement."""

from __future__ import annotations

import os
import pickle
import socket
from collections.abc import Callable, Iterable
from functools import partial

import classifiers
from gateway import forked
from gateway.bundle import Bundle
from gateway.content.documents import Document, ReadDocument
from gateway.content.documents.process import Readers, borrowed
from gateway.engine.finding_cache import Seen
from gateway.judge_process import Failure, Question, Read, answer_of, key_of, receive, send
from gateway.model import Finding

NICE = 5
"""Whoever sends megabytes waits for seconds; everyone's prompts come first."""

MEMORY = 2 * 2**30
"""Bytes that one judgement may take besides what is loaded: twenty times the largest body in
strings of four bytes a character, and what was found in them."""

DESCRIPTORS = 256


def main(control: int) -> None:
    """Make the bundle that comes first, say its revision, and judge until the gate is gone."""
    forked.leave_the_network()
    os.nice(NICE)
    with socket.socket(fileno=control) as gate:
        with next(forked.lines(gate)) as line:
            bundle: Bundle = pickle.loads(forked.read_all(line)).bundle()  # noqa: S301 - the gate's
            for _ in classifiers.warm(bundle.engine.search.classifiers):
                pass
            forked.write_all(line, bundle.revision.encode())
        forked.serve(gate, partial(_serve, bundle))


def _serve(bundle: Bundle, line: socket.socket) -> None:
    """Make one judgement and answer."""
    _, readers, _, _ = socket.recv_fds(line, 1, 1)
    question: Question = pickle.loads(receive(line))  # noqa: S301 - the gate's
    forked.confine(question.seconds, forked.address_space() + MEMORY, DESCRIPTORS)
    watch = forked.Watch(line)
    with watch:
        answer = _answer(bundle, question, readers, partial(_ask, watch))
    if answer:
        send(line, answer)


def _ask(watch: forked.Watch, digests: Iterable[bytes]) -> Seen:
    """What the gate knows of texts."""
    with watch.paused():
        send(watch.line, pickle.dumps([*digests]))
        seen: Seen = pickle.loads(receive(watch.line))  # noqa: S301 - the gate's
    return seen


def _answer(
    bundle: Bundle, question: Question, readers: list[int], ask: Callable[[Iterable[bytes]], Seen]
) -> bytes:
    """Nothing where there is not enough memory."""
    reads, told = _session(question.read, readers), dict[bytes, tuple[Finding, ...]]()

    def ask_new(digests: Iterable[bytes]) -> Seen:
        told.update(ask(digests))
        return told

    try:
        judgement = bundle.engine.looking(ask=ask_new).judge(
            question.request, question.today, question.content, reads, question.remembered
        )
        seen = bundle.engine.search.cache.seen()
        learnt = {digest: found for digest, found in seen.items() if digest not in told}
        return pickle.dumps(answer_of(judgement, learnt))
    except MemoryError:
        return b""
    except Exception as e:
        return pickle.dumps(Failure(type(e).__name__))


def _session(read: Read, readers: list[int]) -> ReadDocument:
    """Files that were read before are not read again."""
    whose = borrowed(socket.socket(fileno=readers[0])) if readers else Readers()
    session = whose.session()

    def read_next(data: bytes, name: str) -> Document:
        return read.get(key_of(data, name)) or session(data, name)

    return read_next
