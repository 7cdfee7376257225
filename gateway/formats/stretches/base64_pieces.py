"""Base64 that is cut into pieces -> the bytes: lines, cells, strings that are put together."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from contextlib import suppress

from gateway.formats.spots import Spots
from gateway.formats.stretches.stretch import Candidates

MIN_PIECES, MIN_LINES = 3, 2

MIN_CODED = 12
"""Characters of base64 in pieces: three kanji."""

MAX_LEAD, MAX_LINE = 24, 4096
"""Characters before base64 in its line, and of a line that stands before the first of it."""

MAX_BEFORE = 72
"""Characters of a piece with what stands behind it."""

_PIECE = r"[A-Za-z0-9+/_-]{1,60}={0,2}"
_GLUE = r"[^A-Za-z0-9+/=_-]{1,12}"
_SPLIT = re.compile(rf"({_PIECE})({_GLUE})")
_BEFORE = re.compile(rf"(?<![A-Za-z0-9+/=_-])({_PIECE})({_GLUE})\Z")
_FIRST_PIECE = re.compile(r"[A-Za-z0-9+/_-]")

_QUOTE = "[\"'`]"
_BETWEEN_QUOTES = rf"{_QUOTE}[\s+,.&|\\_]{{0,40}}{_QUOTE}"
_WHOLE = r"[A-Za-z0-9+/_-]++={0,2}"
_QUOTED = re.compile(rf"(?<![A-Za-z0-9+/=_-]){_WHOLE}(?:{_BETWEEN_QUOTES}{_WHOLE})++")
"""The first and the last need no quotes of their own: the text may be one within quotes."""
_BETWEEN = re.compile(_BETWEEN_QUOTES)

# Possessive, all of it: what a line ends with may be long, and is no reason to try again.
_LEAD = (
    r"[^\S\n]*+(?:[>#*|/;%-]{1,3}[^\S\n]*+)?"
    r"(?:[0-9]{1,4}[.):|\]]?[^\S\n]++|\|[^\S\n]*+)?[\"'`|(\[]*+"
)
_TAIL = r"(?:[\"'`|)\],;+.&_]|[^\S\n\r]|\\(?!n))*+(?:\r?\n|\\n|\Z)"
_ALONE = r"(?:[A-Za-z0-9+/_-]{4,}|[A-Za-z0-9+/_-]{2,3}(?==))"
_LINES = re.compile(rf"(?:{_LEAD}{_ALONE}={{0,2}}{_TAIL})++")
_OF_LINE = re.compile(rf"{_LEAD}({_ALONE})={{0,2}}{_TAIL}")
_FIRST = re.compile(rf"[\s:：(「『]({_ALONE})[^\S\n]*\r?\n\Z")

_TO_STANDARD = str.maketrans("-_", "+/")
_CAPITALS = re.compile(r"[a-z0-9+/][A-Z]")


def pieces(text: str, signs: Spots) -> Candidates:
    """`44CQ 56S+ 5aSW`, one letter a cell: pieces of one length with one and the same between them;
    the last may be shorter."""
    text += "\n"
    while (at := signs.next) < len(text) - 1:
        first = _FIRST_PIECE.search(text, at)
        found = _alike(text, first.start()) if first else []
        if found and len(found) >= MIN_PIECES - 1:
            found = _alike(text, _first_alike(text, found[0]))
        if len(found) >= MIN_PIECES:
            joined = "".join(m[1] for m in found)
            yield from _joined(found[0].start(), found[-1].end(1), joined)
        signs.move(max(found[-1].end(1) if found else 0, at + 1))


def _first_alike(text: str, first: re.Match[str]) -> int:
    """Where the pieces begin that are like the one at a sign: not all of them look like base64."""
    at = first.start()
    while before := _BEFORE.search(text, max(0, at - MAX_BEFORE), at):
        if len(before[1]) != len(first[1]) or before[2] != first[2]:
            break
        at = before.start(1)
    return at


def _alike(text: str, at: int) -> list[re.Match[str]]:
    """The pieces from here on that belong together."""
    found: list[re.Match[str]] = []
    while piece := _SPLIT.match(text, at):
        found.append(piece)
        at = piece.end()
        first, size = found[0], len(piece[1])
        if size != len(first[1]):
            return found if size < len(first[1]) else found[:-1]
        if piece[2] != first[2]:
            break
    return found


def quoted(text: str, _: Spots) -> Candidates:
    """`"44CQ" + "56S+"`, a list of strings, constants over several lines."""
    for run in _QUOTED.finditer(text):
        yield from _joined(*run.span(), _BETWEEN.sub("", run[0]).replace("=", ""))


def lines(text: str, signs: Spots) -> Candidates:
    """Lines of base64, quoted, numbered, in cells; the first of them may stand behind words."""
    while (at := signs.next) < len(text):
        run = _LINES.match(text, _line_of(text, at)) or _LINES.match(text, _line_behind(text, at))
        if run:
            parts, start = _OF_LINE.findall(run[0]), run.start()
            if first := _FIRST.search(text, max(0, start - MAX_BEFORE), start):
                parts.insert(0, first[1])
                start = first.start(1)
            if len(parts) >= MIN_LINES:
                yield from _joined(start, run.end(), "".join(parts))
        signs.move(max(run.end() if run else 0, at + 1))


def _line_of(text: str, at: int) -> int:
    """Where the line of a sign begins, or so much of it as may stand before base64."""
    first = max(0, at - MAX_LEAD)
    end = max(text.rfind("\n", first, at) + 1, text.rfind("\\n", first, at) + 2)
    return max(first, end) if end > 1 else first


def _line_behind(text: str, at: int) -> int:
    end = text.find("\n", at, at + MAX_LINE)
    return end + 1 if end >= 0 else at


def _joined(start: int, end: int, joined: str) -> Candidates:
    if _is_mixed(joined):
        yield start, end, _meant(joined)


def _is_mixed(joined: str) -> bool:
    """Has it capitals behind small letters or digits, as base64 has and words have not?"""
    return (
        len(joined) >= MIN_CODED
        and joined.upper() != joined != joined.lower()
        and _CAPITALS.search(joined) is not None
    )


def _meant(joined: str) -> Iterator[bytes]:
    core = joined.translate(_TO_STANDARD).rstrip("=")
    if len(core) % 4 == 1:
        core = core[:-1]
    with suppress(binascii.Error):
        yield binascii.a2b_base64(core + "=" * (-len(core) % 4))
