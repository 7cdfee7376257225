"""Dumps of bytes -> the bytes: `xxd`, `hexdump -C`, `od -x`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gateway.formats.spots import Spots
from gateway.formats.stretches.stretch import Candidates

A_LINE, ANY = 32, 1024
"""Hexadecimal digits of a line that are read: those of sixteen bytes, or all."""

_LINE = re.compile(
    r"[^\S\n]*[0-9A-Fa-f]{4,16}[:h]?[^\S\n]{1,4}"
    r"(?P<bytes>(?:[0-9A-Fa-f]{2}){1,8}(?:[^\S\n]{1,3}(?:[0-9A-Fa-f]{2}){1,8}){0,31}+)"
    r"[^\n]*(?:\n|\Z)"
)
_BEGINS = re.compile(r"[\s:：](?=[0-9A-Fa-f]{4,16}[:h]?\s)")


def dumps(text: str, _: Spots) -> Candidates:
    """An offset, bytes, and often what they are in ASCII, line by line."""
    at = 0
    while at < len(text):
        start, lines = at, list[list[str]]()
        while at < len(text) and (line := _line(text, at, not lines)):
            lines.append(line["bytes"].split())
            at = line.end()
        if lines:
            yield start, at, _meant(lines)
        end = text.find("\n", at)
        at = end + 1 if end >= 0 else len(text)


def _line(text: str, at: int, is_first: bool) -> re.Match[str] | None:
    """A line of a dump; the first of them may stand behind words."""
    if (line := _LINE.match(text, at)) or not is_first:
        return line
    end = text.find("\n", at)
    begins = _BEGINS.search(text, at, end if end >= 0 else len(text))
    return _LINE.match(text, begins.end()) if begins else None


def _meant(lines: Sequence[Sequence[str]]) -> Iterator[bytes]:
    """The first sixteen bytes of each line, for what follows may look like more; or all of it."""
    for most in (A_LINE, ANY):
        words = [word for line in lines for word in _first(line, most)]
        data = bytes.fromhex("".join(words))
        yield data
        if {len(w) for w in words} == {4}:
            yield swapped(data).rstrip(b"\0")


def _first(words: Sequence[str], digits: int) -> Iterator[str]:
    for word in words:
        digits -= len(word)
        if digits < 0:
            return
        yield word


def swapped(words: bytes) -> bytes:
    """Words of 16 bits, the lower byte first."""
    return bytes(b for pair in zip(words[1::2], words[::2], strict=True) for b in pair)
