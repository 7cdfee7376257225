"""Texts that come in pieces -> the same pieces, with the values where placeholders stood.

A thread is one text: the deltas of one choice, one tool call's arguments. Of a placeholder that
is split over pieces the first piece gets the value and the others lose their part of the name.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from gateway.redaction.addresses import Address
from gateway.redaction.known import Known
from gateway.redaction.nesting import Nesting

MAX_HELD = 4_096
"""Characters that wait at the most; the longest placeholder, however it is spelt, has fewer."""

MAX_GROWTH = 16 * 2**20
"""Characters of values that are put in at one go, that is for one event or JSON value. A private
key has a hundred times the length of its placeholder: an answer of those alone would fill the
memory that everyone's answers need. The placeholders that follow stay."""


@dataclass(slots=True)
class Room:
    """What may still be put in."""

    left: int = MAX_GROWTH

    def take(self, value: str) -> bool:
        """Is there room for it?"""
        self.left -= len(value)
        return self.left >= 0


@dataclass(slots=True, eq=False)
class Piece:
    """Part of a thread. `text` is what it says once it is `settled`."""

    original: str = field(repr=False)
    left: int = 0
    """Characters of `original` that are not settled yet."""
    _said: list[str] = field(default_factory=list, repr=False)  # a text that grew would be copied

    def __post_init__(self) -> None:
        self.left = len(self.original)

    def say(self, text: str) -> None:
        self._said.append(text)

    def pass_by(self) -> None:
        """Nothing is to be put in."""
        self._said, self.left = [self.original], 0

    @property
    def text(self) -> str:
        return "".join(self._said)

    @property
    def settled(self) -> bool:
        return not self.left

    @property
    def changed(self) -> bool:
        return self.text != self.original


@dataclass(slots=True, eq=False)
class Thread:
    """One text that is still coming."""

    known: Known = field(repr=False)
    room: Room = field(default_factory=Room)
    _waiting: deque[Piece] = field(default_factory=deque, repr=False)
    _pending: str = field(default="", repr=False)
    _before: str = field(default="", repr=False)
    _nesting: Nesting = field(default_factory=Nesting)
    _address: Address = field(default_factory=Address)
    is_call: bool = False
    """Arguments of a call: whoever is called gets what the person would have written."""

    @property
    def waits(self) -> bool:
        return bool(self._waiting)

    def feed(self, piece: Piece, *, final: bool) -> None:
        """One more piece. With `final`, nothing that follows belongs to this placeholder."""
        if not piece.left:
            piece.pass_by()
        else:
            self._waiting.append(piece)
            self._pending += piece.original
        self.settle(final=final)

    def settle(self, *, final: bool) -> None:
        """Put the values in as far as it is certain which; all of it, if `final`."""
        if not self._pending:
            return
        text, start = self._before + self._pending, len(self._before)
        found, certain = self.known.look(text, start, final=final)
        if len(text) - certain > MAX_HELD:
            found, certain = self.known.look(text, start, final=True)
        at = start
        for spot in found:
            self._keep(text[at : spot.start])
            at = spot.start
            if self._is_fetched:
                continue
            value = self.known.value(spot)
            if not self.room.take(value):
                break
            self._put(text[spot.start : spot.end], self._nesting.put(value))
            at = spot.end
        self._keep(text[at:certain])
        self._before = text[:certain][-1:]
        self._pending = text[certain:]

    @property
    def _is_fetched(self) -> bool:
        return not self.is_call and self._address.is_open

    def _keep(self, text: str) -> None:
        self._nesting.feed(text)
        self._address.feed(text)
        while text:
            piece = self._waiting[0]
            part, text = text[: piece.left], text[piece.left :]
            piece.say(part)
            self._consume(len(part))

    def _put(self, name: str, value: str) -> None:
        self._address.feed("X")  # a word, whose brackets are none of the text's
        self._waiting[0].say(value)
        left = len(name)
        while left:
            taken = min(left, self._waiting[0].left)
            self._consume(taken)
            left -= taken

    def _consume(self, count: int) -> None:
        piece = self._waiting[0]
        piece.left -= count
        if not piece.left:
            self._waiting.popleft()
