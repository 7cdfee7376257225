"""Bytes whose lines are in several charsets -> one text, each line read in its own.

A log is written by many programs, a file by many hands: a line of EUC-JP or Shift_JIS stands among
lines of UTF-8. A line that is wrong in UTF-8 is read as what it most likely is, whole; else word by
word. What else it may be is kept beside the text. A stray byte is U+FFFD, as every reader has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gateway.content import legacy

MAX_STRAY = 3
"""Bytes side by side that are wrong by mistake: those of a character that was cut."""

MIN_LOST = 6
"""Bytes of a word that are no text: three characters of two bytes, which may be a marker."""

MOST_DAMAGED = 0.4
"""The share of wrong bytes among those of a word that are not ASCII, if it is UTF-8 still. In other
charsets it is 0.6 and more."""

MAX_PIECES = 300_000
"""Lines and words that are tried in every charset, at up to 20 microseconds each. A log of 20 MB in
EUC-JP has so many lines; what has more is given up."""

_WORD = re.compile(rb"[0-9@-\xff]*[\x80-\xff][0-9@-\xff]*")
"""The second byte of a character in Shift_JIS, GBK or Big5 may be `@` and up, or a digit."""


@dataclass(slots=True)
class Lines:
    """What lines say as they most likely are, and what else they may be."""

    said: list[str] = field(default_factory=list, repr=False)
    others: list[str] = field(default_factory=list, repr=False)
    wrong: int = 0
    """Bytes that are no text in any charset."""
    is_lost: bool = False
    """Are there so many of them in one word that something may have been said?"""

    left: int = MAX_PIECES

    def takes_one_more(self) -> bool:
        """May one more piece be tried? What is not tried is lost."""
        self.left -= 1
        self.is_lost |= self.left < 0
        return self.left >= 0

    def add(self, piece: bytes, found: list[str]) -> None:
        """One more piece: the first of its readings, or UTF-8 with what is damaged in it."""
        if _is_utf8_still(piece) or not found:
            found = [piece.decode(errors="replace"), *found]
            if len(found) == 1:
                self._lose(piece)
        self.said.append(found[0])
        self.others += (other.rstrip("\r\n") + "\n" for other in found[1:])

    def _lose(self, piece: bytes) -> None:
        wrong = _wrong(piece)
        self.wrong += wrong
        self.is_lost |= wrong >= MIN_LOST and not _is_utf8_still(piece)


def read(data: bytes, most: int = MAX_PIECES) -> Lines:
    """Read every line by itself, so many of them in other charsets."""
    lines = Lines(left=most)
    for line in data.splitlines(keepends=True):
        try:
            lines.said.append(line.decode())
        except UnicodeDecodeError:
            _read_line(lines, line)
    return lines


def _read_line(lines: Lines, line: bytes) -> None:
    found = [r.text for r in legacy.likely(line)] if lines.takes_one_more() else []
    if found or _is_utf8_still(line):
        lines.add(line, found)
        return
    done = 0
    for word in _WORD.finditer(line):
        lines.said.append(line[done : word.start()].decode())
        try:
            lines.said.append(word[0].decode())
        except UnicodeDecodeError:
            is_tried = lines.takes_one_more()
            readings = is_tried and (legacy.likely(word[0]) or legacy.damaged(word[0]))
            lines.add(word[0], [r.text for r in readings or ()])
        done = word.end()
    lines.said.append(line[done:].decode())


def _is_utf8_still(piece: bytes) -> bool:
    high = len(piece) - len(piece.decode("ascii", "ignore"))
    return _wrong(piece) <= min(MAX_STRAY, MOST_DAMAGED * high)


def _wrong(piece: bytes) -> int:
    """How many bytes are none of UTF-8."""
    return len(piece) - len(piece.decode(errors="ignore").encode())
