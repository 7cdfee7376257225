"""A text and a place -> the value that begins there, without its quotes."""

from __future__ import annotations

from typing import NamedTuple

from classifiers import _lazy_re as re
from classifiers._credentials.sentences import QUOTES

# A bare value is looked at up to this length; when it is believed it goes on to the next space.
_LOOK = 300
_PREFIX = re.compile(r"[A-Za-z@$]{1,2}(?=[\"'])|\\+(?=[\"'])")
_BARE = re.compile(rf"[!-~]{{1,{_LOOK}}}")
_BARE_WIDE = re.compile(rf"[!-~\uff01-\uff5e]{{1,{_LOOK}}}")
# Where a bare value ends before the next space: a written-out line end, the next field, a tag.
_BREAK = re.compile(
    r"\\+[nrt\"']|&(?:quot|lt|gt|amp|#39|#34);|</|[,;&][A-Za-z_][\w .-]{0,30}[:=]"
    r"|[;|](?=\s|$)|[\"']\)?[,;]"
)
_TRAILING = ".,;:)]}>\"'`*"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_WIDE = re.compile(r"[\uff01-\uff5e]")
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_MORE = re.compile(r"[A-Za-z0-9_\-./+=~%]*")


class Value(NamedTuple):
    """Characters [start, end) of the text, and whether quotes stand around them."""

    start: int
    end: int
    quoted: bool = False


def read(text: str, start: int) -> Value:
    """The value that begins at `start`."""
    char = text[start : start + 1]
    if char == "&" and (anchor := _NODE.match(text, start)):
        start = anchor.end()
        char = text[start : start + 1]
    if _is_alias(text, start):
        return Value(start, start)
    if (char.isalpha() or char in "\\@$") and (prefix := _PREFIX.match(text, start)):
        start = prefix.end()  # b"...", @"...", \"...
        char = text[start : start + 1]
    if char in QUOTES:
        first = start
        while text[start : start + 1] == char and start < first + 3:
            start += 1
        close = text.find(QUOTES[char], start, start + _LOOK)
        if close >= 0 and "\n" not in text[start:close]:
            return Value(start, start + len(text[start:close].rstrip("\\")), quoted=True)
    return _bare(text, start)


# YAML 1.2, 6.9.2 and 7.1: an anchor stands before its value, an alias in place of one.
_NODE = re.compile(r"&[A-Za-z][\w-]*[ ]+(?=\S)")
_ALIAS = re.compile(r"(?<=: \*)[A-Za-z][\w-]*[ \t]*(?:#|\r?\n|$)")


def _is_alias(text: str, start: int) -> bool:
    return text[start - 1 : start] == "*" and _ALIAS.match(text, start) is not None


def _bare(text: str, start: int) -> Value:
    """A bare value goes to the next space, and not into other scripts or the next field."""
    run = (_BARE_WIDE if _WIDE.match(text, start) else _BARE).match(text, start)
    if run is None:
        return Value(start, start)
    value = run[0]
    if cut := _BREAK.search(value, 1):
        value = value[: cut.start()]
    if text[start - 1 : start] == "_":  # emphasised: _hunter2_
        value = value.rstrip("_" + _TRAILING)
    return Value(start, start + len(trim(value)))


def rest(text: str, value: Value) -> int:
    """Where a bare value ends that is longer than what was looked at."""
    if value.end - value.start < _LOOK:
        return value.end
    more = _MORE.match(text, value.end)
    return more.end() if more else value.end


def trim(value: str) -> str:
    """Without the marks that end a sentence or close what was opened before."""
    while value and value[-1] in _TRAILING:
        opening = _PAIRS.get(value[-1])
        if opening and opening in value:
            break
        value = value[:-1]
    return value


def narrow(value: str) -> str:
    """Full-width characters as what they stand for."""
    return value if value.isascii() else value.translate(_NARROW)
