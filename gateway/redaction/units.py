"""Events one after another -> their bytes in the same order, as soon as their texts are certain.

A unit is an event of a stream, a JSON value of a sequence, a frame. One whose text ends in what
may become a placeholder waits, and those behind it, until the next ones tell.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from gateway.redaction import strings
from gateway.redaction.known import Known
from gateway.redaction.threads import MAX_GROWTH, Piece, Room, Thread

MAX_WAITING = 256
"""Units that wait at the most; a placeholder in pieces of one character has some thirty."""

MAX_THREADS = 1_000
"""Texts that are told apart at a time; the oldest is let go of."""

_LAST = frozenset(
    (
        *("done", "complete", "completed", "stop", "end", "ended", "finish", "finished", "final"),
        *("fail", "failed", "error", "start", "started", "created", "added", "close", "closed"),
    )
)
"""Words of an event's own name: it goes on with no text, or holds a whole one."""

_ALIVE = frozenset(("ping", "heartbeat", "keepalive", "alive"))
"""An event that only says that the sender is still there."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


_OF_CALLS = frozenset(("input", "arguments", "args", "partial_json", "parameters", "toolUse"))
"""Members in which a model says what a tool is to be called with."""


def is_call(path: strings.Path) -> bool:
    return not _OF_CALLS.isdisjoint(path)


@lru_cache(256)
def _words(kind: str) -> frozenset[str]:
    """`response.output_text.done`, `messageStop` -> their words."""
    return frozenset(word.lower() for word in _WORD.findall(kind[:100]))


@dataclass(frozen=True, slots=True)
class Unit:
    """Bytes as they came. `text` is the JSON in them, or the text itself, or None for neither;
    `build` makes the bytes with another text."""

    raw: bytes = field(repr=False)
    text: str | None = field(default=None, repr=False)
    build: Callable[[str], bytes] | None = field(default=None, repr=False)
    kind: str = ""
    plain: bool = False
    """The text is no JSON."""


@dataclass(slots=True)
class _Waiting:
    unit: Unit
    pieces: Mapping[int, Piece] = field(repr=False)

    @property
    def settled(self) -> bool:
        return all(p.settled for p in self.pieces.values())

    def bytes(self) -> bytes:
        new = {n: p.text for n, p in self.pieces.items() if p.changed}
        if not new or self.unit.build is None or self.unit.text is None:
            return self.unit.raw
        if self.unit.plain:
            return self.unit.build(new[0])
        return self.unit.build(strings.replaced(self.unit.text, new))


@dataclass(slots=True)
class Units:
    """The units of one answer."""

    known: Known = field(repr=False)
    _room: Room = field(default_factory=Room)
    _threads: dict[strings.Path, Thread] = field(default_factory=dict, repr=False)
    _queue: deque[_Waiting] = field(default_factory=deque, repr=False)

    def put(self, unit: Unit) -> Iterator[bytes]:
        """Take one more; whatever may leave now."""
        self._room.left = MAX_GROWTH
        if unit.text is None or unit.build is None:
            if unit.kind != "comment":
                self._settle()
            self._queue.append(_Waiting(unit, {}))
        else:
            self._read(unit)
        if len(self._queue) > MAX_WAITING:
            self._settle()
        yield from self._leave()

    def end(self) -> Iterator[bytes]:
        """Nothing follows: everything leaves."""
        self._settle()
        yield from self._leave()

    def unsent(self) -> bytes:
        """What waits, as it came: for whoever gives up."""
        raw = b"".join(w.unit.raw for w in self._queue)
        self._queue.clear()
        self._threads.clear()
        return raw

    def _read(self, unit: Unit) -> None:
        unit, reading = _reading(unit)
        kind = reading.kind or unit.kind
        open_ended = not (reading.finished or _words(kind) & _LAST)
        goes_on = open_ended and any(s.goes_on and s.text for s in reading.said)
        if not (goes_on or _words(kind) & _ALIVE):
            self._settle(but={(kind, *s.path) for s in reading.said})
        pieces = {s.number: self._piece(s, kind, open_ended) for s in reading.said}
        self._queue.append(_Waiting(unit, pieces))

    def _piece(self, said: strings.Said, kind: str, open_ended: bool) -> Piece:
        piece = Piece(said.text)
        if said.goes_on:
            self._thread((kind, *said.path)).feed(piece, final=not open_ended)
        elif self.known.look(said.text)[0]:
            Thread(self.known, self._room, is_call=is_call(said.path)).feed(piece, final=True)
        else:
            piece.pass_by()
        return piece

    def _thread(self, path: strings.Path) -> Thread:
        thread = self._threads.get(path)
        if thread is None:
            if len(self._threads) >= MAX_THREADS:
                self._threads.pop(next(iter(self._threads))).settle(final=True)
            made = Thread(self.known, self._room, is_call=is_call(path))
            thread = self._threads[path] = made
        return thread

    def _settle(self, but: set[strings.Path] | None = None) -> None:
        """What waits in a thread becomes certain; those that the event at hand goes on with
        do so in it."""
        for path, thread in self._threads.items():
            if thread.waits and not (but and path in but):
                thread.settle(final=True)

    def _leave(self) -> Iterator[bytes]:
        while self._queue and self._queue[0].settled:
            yield self._queue.popleft().bytes()


def _reading(unit: Unit) -> tuple[Unit, strings.Reading]:
    """What begins like JSON and is none is a text: `[PHONE-F0W8HC] is`, where it says no more."""
    if not unit.plain:
        try:
            return unit, strings.read(unit.text or "")
        except (ValueError, RecursionError):
            unit = replace(unit, plain=True)
    return unit, strings.Reading((strings.Said(0, unit.text or "", (), True),))
