"""A text as the bytes that RE2 reads, with the way back from bytes to characters.

RE2 works on UTF-8. Handing it bytes encodes a text once, not once a pattern; only what is found
is led back to characters, in one pass because what is found comes in order.
"""

from __future__ import annotations


class Utf8:
    """UTF-8 bytes of a text. A half of a surrogate pair, which is no text, becomes `?`."""

    __slots__ = ("_byte", "_char", "_plain", "data")

    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8", "replace")
        self._plain = len(self.data) == len(text)
        self._byte = self._char = 0

    def char(self, offset: int) -> int:
        """The character that begins at a byte; cheap while offsets do not go far back."""
        if self._plain:
            return offset
        if offset >= self._byte:
            self._char += len(self.data[self._byte : offset].decode("utf-8", "replace"))
        elif self._byte - offset < offset:
            self._char -= len(self.data[offset : self._byte].decode("utf-8", "replace"))
        else:
            self._char = len(self.data[:offset].decode("utf-8", "replace"))
        self._byte = offset
        return self._char
