"""A text, piece by piece -> within how many JSON strings its end stands.

A tool's arguments are JSON in a string; a value that is put there is escaped once for every string
around it. A text is taken for JSON from its first character until something says otherwise.
"""

from __future__ import annotations

import json

_STRUCTURE = frozenset(' \t\r\n{}[],:"-+.0123456789eEtrufalsn')
"""What may stand outside strings; the letters are those of true, false and null."""

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_SPACE = " \t\r\n\ufeff"

MAX_LEVELS = 8
"""Strings in strings that are followed; nobody nests more."""


class Nesting:
    """Feed it the text in order. `depth` is 0 outside of JSON strings, and in what is no JSON."""

    __slots__ = ("_escape", "_in_string", "_inner", "_is_json", "_left")

    def __init__(self, left: int = MAX_LEVELS) -> None:
        self._is_json: bool | None = None
        self._in_string = False
        self._escape = ""
        self._inner: Nesting | None = None
        self._left = left

    @property
    def depth(self) -> int:
        if not (self._is_json and self._in_string):
            return 0
        return 1 + (self._inner.depth if self._inner else 0)

    def put(self, value: str) -> str:
        """The value as it stands here; to what follows it was a word, and no part of JSON."""
        depth = self.depth
        self.feed("X")
        return escaped(value, depth)

    def feed(self, text: str) -> None:
        if self._is_json is False:
            return
        if self._is_json is None:
            text = text.lstrip(_SPACE)
            if not text:
                return
            self._is_json = text[0] in "{["
        for character in text:
            if not self._is_json:
                return
            self._take(character)

    def _take(self, character: str) -> None:
        if not self._in_string:
            if character == '"':
                self._in_string = True
                self._inner = Nesting(self._left - 1) if self._left > 1 else None
            elif character not in _STRUCTURE:
                self._is_json = False
        elif self._escape:
            self._escape += character
            if self._escape[1] != "u":
                self._hear(_ESCAPES.get(character, character))
            elif len(self._escape) == 6:
                self._hear("u")  # of what is escaped so only the place matters
        elif character == "\\":
            self._escape = character
        elif character == '"':
            self._in_string, self._inner = False, None
        else:
            self._hear(character)

    def _hear(self, character: str) -> None:
        self._escape = ""
        if self._inner:
            self._inner.feed(character)


def escaped(value: str, depth: int) -> str:
    """The value as it stands within so many JSON strings."""
    for _ in range(depth):
        value = json.dumps(value, ensure_ascii=False)[1:-1]
    return value
