"""A text and the types of one person's placeholders -> where placeholders stand in it.

Models change what they repeat: the case, the brackets (【PHONE-7K3Q0A】, none at all), a backslash
before each bracket (Markdown), %5B or &#91;, full-width letters, a long dash. All of these are the
placeholder; which value it has, if any, is looked up by its name in one spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

MIN_DIGITS = 4
"""The fewest that any placeholder has."""

MAX_DIGITS = 102
"""The most: all of a 510-bit digest."""

_OPEN = r"\\?\[|%5B|&\#0*91;|&\#x0*5B;|&lsqb;|&lbrack;"
_CLOSE = r"\\?\]|%5D|&\#0*93;|&\#x0*5D;|&rsqb;|&rbrack;"

_FOLDED = {
    **{0xFF01 + n: 0x21 + n for n in range(94)},  # full-width forms of ASCII
    **dict.fromkeys(map(ord, "【〔〖⟦"), ord("[")),
    **dict.fromkeys(map(ord, "】〕〗⟧"), ord("]")),
    **dict.fromkeys(map(ord, "‐‑‒–—―−ー"), ord("-")),
}
_DIGIT = str.maketrans("OIL", "011")
"""Crockford's own: a letter O is a zero, I and L are ones."""

_BETWEEN = re.compile(r"\\?_|[ -]")

_AFTER_DASH = re.compile(r"[A-Z] ?- ?([0-9A-Z]{4,102}+)(?![0-9A-Z])", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters [start, end) of a text that may be the placeholder `name`.

    `start` is the placeholder's own, also where `before` is kept of what was matched. `escape`
    says how brackets of that kind want a value to be written.
    """

    start: int
    end: int
    name: str
    escape: str = ""


def folded(text: str) -> str:
    """The text with one ASCII character for each that only looks different, as long as it was."""
    return text if text.isascii() else text.translate(_FOLDED)


def canonical(kind: str, digits: str) -> str:
    """The name in its one spelling."""
    return f"{_BETWEEN.sub('_', kind).upper()}-{digits.upper().translate(_DIGIT)}"


@lru_cache(256)
def pattern(types: frozenset[str]) -> regex.Pattern[str]:
    """Placeholders of these types, however they are spelt. Every part of it is bounded."""
    import regex  # for answers alone, to people who had something taken out

    kinds = "|".join(
        regex.escape(kind).replace("_", r"(?:\\?_|[ -])")
        for kind in sorted(types, key=len, reverse=True)
    )
    return regex.compile(
        rf"(?:(?P<open>{_OPEN}) ?|(?<![0-9A-Z]))"
        rf"(?P<core>(?P<kind>{kinds})(?: ?- ?)(?P<digits>[0-9A-Z]{{{MIN_DIGITS},{MAX_DIGITS}}}+))"
        rf"(?: ?(?P<close>{_CLOSE})|(?![0-9A-Z]))",
        regex.IGNORECASE | regex.ASCII | regex.VERSION1,
    )


@cache
def _partly_closed() -> regex.Pattern[str]:
    import regex

    return regex.compile(rf" ?(?:{_CLOSE})", regex.IGNORECASE | regex.ASCII)


def spots(text: str, start: int, types: frozenset[str], *, final: bool) -> tuple[list[Spot], int]:
    """The placeholders in `text` from `start` on, and from where on nothing is certain yet.

    The latter is the end of the text if `final`, or if no tail of it may become a placeholder.
    """
    found: list[Spot] = []
    end = len(text)
    for match in pattern(types).finditer(folded(text), start, partial=not final):
        if match.partial or not (final or _is_settled(match, end)):
            return found, match.start()
        found.append(_spot(match))
    return found, end


def _is_settled(match: regex.Match[str], end: int) -> bool:
    """Can nothing that follows make this another match?"""
    if match["close"]:
        return True
    if match.end() == end:
        return False
    rest = _partly_closed().fullmatch(match.string, match.end(), end, partial=True)
    return not (match["open"] and rest)


def _spot(match: regex.Match[str]) -> Spot:
    name = canonical(match["kind"], match["digits"])
    opening, closing = (match["open"] or "").lower(), (match["close"] or "").lower()
    if not (opening and closing):
        start, end = match.span("core")
        return Spot(start, end, name)  # brackets of the text around it stay
    start, end = match.span()
    if opening == "\\[" and closing == "]":
        start += 1  # the backslash is the text's own
    escape = "url" if opening == "%5b" else "html" if opening[0] == "&" else ""
    return Spot(start, end, name, escape)


def may_hold_placeholder(text: str) -> bool:
    return next(digits_in(text), None) is not None


def digits_in(text: str) -> Iterator[str]:
    """The digits of whatever in a text might be taken for a placeholder, of any type."""
    for match in _AFTER_DASH.finditer(folded(text)):
        yield match[1].upper().translate(_DIGIT)
