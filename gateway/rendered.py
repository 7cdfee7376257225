"""Text as a person wrote it -> the same without the markup within its words, with the way back.

What HTML and Markdown put into a word, nobody sees: 社<b>外</b>秘 and 社**外**秘 read 社外秘. Gone
are tags of a line and comments between two letters or digits, the readings of ruby, and marks of
emphasis and escapes between two letters of a script that has none of its own (Markdown takes `_`
and `*` within Latin words for what they are, but for `**`). Breaks between lines, cells and
paragraphs stay. Gone are also the sequences that colour a terminal (ECMA-48), and the same in
writing: their last letter would be the first of the word behind them. For the same reason what
programs write in place of a blank, a quote, `=` or the end of a line (`\\n`, `%20`, `=3D`) becomes
what it stands for, where a word stands beside it.

Nearly every text has none of it, which is all that is asked of it then.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from gateway.text import INVISIBLE, Searchable, Trace

_BLOCKS = (
    "address article aside blockquote body br caption col colgroup dd details dialog div dl dt"
    " fieldset figcaption figure footer form h[1-6] head header hr html legend li main menu nav ol"
    " optgroup option p pre script search section select style summary table tbody td template"
    " textarea tfoot th thead title tr ul"
)
"""Elements that begin a line, a cell, or a text of their own. All others stand in a line."""
MAX_TAG, MAX_COMMENT, MAX_READING = 400, 1_000, 60
"""Characters of a tag, a comment, and the reading of a character."""
_REST = (
    rf"(?:!--(?s:.{{0,{MAX_COMMENT}}}?)-->"
    rf"|r[tp]\b[^<>]{{0,{MAX_TAG}}}+>[^<]{{0,{MAX_READING}}}+(?:</r[tp]>)?"
    rf"|/?(?!(?:{'|'.join(_BLOCKS.split())})[\s/>])[a-z][\w:.-]{{0,40}}+"
    rf"(?:\s[^<>]{{0,{MAX_TAG}}}+)?/?>)"
)
_UNSEEN = INVISIBLE.pattern
_MARKS = "*_~`\\"
_MARK = r"[*_~`\\]"
_MORE = rf"(?:<{_REST}|{_MARK}|{_UNSEEN})*+"
_JOINED = r"[\w@+-]"
"""What may stand in a word, a number or an address."""
_LETTER = r"[^\W\d_\x00-\x7f]"
"""Of any script but ASCII's."""

# Each begins with what is sought, which is quicker than to ask each character what is before it,
# and takes all that follows of its kind: what is behind is asked then, or time were quadratic.
_MARKUP = rf"<(?<={_JOINED}<){_REST}{_MORE}"
_EMPHASIS = rf"{_MARK}(?:(?<={_LETTER}{_MARK}){_MORE}|(?<=[A-Za-z]\*)\*++)"
_BEHIND = {_MARKUP: _JOINED, _EMPHASIS: rf"{_LETTER}|(?<=[A-Za-z]\*\*)[A-Za-z]"}

_COLOURS = (
    r"(?:\x1b\[|\x9b|(?:\\(?:x1b|u001b|0?33|e)|\^\[)\[)[0-9;:?]{0,24}[ -/]{0,2}[@-~]"
    r"|\x1b\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)|\x1b[@-Z\\^_=>78]"
)
_COLOUR_SIGNS = ("\x1b", "\x9b", "\\x1b[", "\\u001b[", "\\033[", "\\33[", "\\e[", "^[[")

_MEANT = {"20": " ", "22": '"', "27": "'", "3d": "=", "0a": "\n", "0d": "\n", "09": "\t"}
"""What parts words, by its code in hex."""
_CODE = f"(?:{'|'.join(_MEANT)})"
_VALUE = r"(?=[\w+])(?!(?-i:[a-z]{1,15})(?![\w-]))"
"""A short word in small letters is no value, and stands behind half of the escapes in code."""
_WIDE = r"[^\W\x00-\x7f]"
# A backslash ends the word before it as well as any sign does, and a quotation mark begins the one
# behind: but of a line that is nothing but a word in Japanese.
# Of the codes of Quoted-Printable `=20` and `=22` are numbers as well (n=2012345678): but before a
# letter they count if another one closes what they open.
_ESCAPES = (
    r"[\\%=_#](?:"
    rf"(?<=\\)\\{{0,7}}(?:(?:u00|x)(?P<u>{_CODE})|r\\{{1,8}}n|[nrt]){_VALUE}"
    rf"|(?<=\\)\\{{0,7}}[\"'](?={_WIDE})|(?<={_WIDE}\\)\\{{0,7}}(?:r\\{{1,8}}n|[nrt\"'])"
    r"|(?:(?<=%)(?:25){0,3}"
    rf"|(?<==)(?=3d|0[ad]|2[027](?:[^\W\d]|[^\s=]{{1,64}}=2)))(?P<c>{_CODE})"
    r"|(?<=_)(?:(?<=[0-9]_)_{0,2}(?!\w)|(?<!\w_)_{0,2}(?=\d))"
    r"|(?<=#)(?<!##)#{1,5}(?=\d))"
)
"""And emphasis around a number, and headings that are one, in Markdown."""
_ESCAPE_SIGNS = ("\\", "%2", "%0", "%3", "=3", "=2", "=0", "_", "##")

AROUND, AROUND_ESCAPE = 200, 80
"""Characters on either side of markup, of an escape, that are looked at once more, to the ends of
their lines. Escapes may be many; what stands right beside one is short."""
SHORT = 4_000
"""Characters of a text that is looked at whole once more."""
_GAP = "\n\n"
"""Between such stretches: nothing goes on there."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Stretches of a text as they are rendered, and where the markup was."""

    form: Searchable
    seams: tuple[int, ...]
    gaps: tuple[int, ...]
    signs: tuple[int, ...] = ()
    """Where the characters are that were escapes."""
    is_coloured: bool = False
    """Has it sequences for a terminal, whose letters are the neighbours of words?"""

    def joins(self, start: int, end: int) -> bool:
        """Is there markup within [start, end) or an escape beside it, and no gap between two
        stretches? What parts words may part a label from its value as well."""
        is_beside = _has_within(self.signs, start - 2, end + 1)
        is_here = self.is_coloured or is_beside or _has_within(self.seams, start, end)
        return is_here and not _has_within(self.gaps, start, end)


def rendered(text: str) -> Rendered | None:
    """The text as it is rendered, where markup stands within its words; None where none does."""
    found = [*_spans(_MARKUP, text)] if "<" in text else []
    if ("**" in text) if text.isascii() else any(mark in text for mark in _MARKS):
        found += _spans(_EMPHASIS, text)
    colours = _colours(text) if any(sign in text for sign in _COLOUR_SIGNS) else []
    escapes = _escapes(text) if any(sign in text for sign in _ESCAPE_SIGNS) else {}
    if not found and not colours and not escapes:
        return None
    places = sorted([*found, *colours, *escapes])
    return replace(_without(text, places, escapes), is_coloured=bool(colours))


def _colours(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _compiled(_COLOURS).finditer(text)]


def _escapes(text: str) -> dict[tuple[int, int], str]:
    """Escapes with a word beside them that they may hide, and what they stand for."""
    found = _compiled(_ESCAPES).finditer(text)
    return {escape.span(): _meant(escape) for escape in found if _hides(escape, text)}


def _hides(escape: re.Match[str], text: str) -> bool:
    """Of percent codes and Quoted-Printable a word before is asked as well: `%` and `=` are part
    of some values."""
    start, end = escape.span()
    is_code = escape["c"] is not None
    return (
        not is_code or text[start - 1 : start].isalnum() or bool(_compiled(_VALUE).match(text, end))
    )


def _meant(escape: re.Match[str]) -> str:
    """One character, whatever the escape's length."""
    if code := escape["u"] or escape["c"]:
        return _MEANT[code.lower()]
    last = escape[0][-1].lower()
    return last if last in "\"'" else "\n" if last in "nr" else "\t" if last == "t" else " "


def _spans(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    behind = _compiled(_BEHIND[pattern])
    for found in _compiled(pattern).finditer(text):
        if behind.match(text, found.end()):
            yield found.span()


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _without(
    text: str, found: list[tuple[int, int]], meant: Mapping[tuple[int, int], str]
) -> Rendered:
    """The stretches around what was found, without it, or with what is meant in its place."""
    pieces: list[str] = []
    seams, gaps, signs, trace = list[int](), list[int](), list[int](), Trace()
    done = length = reach = 0

    def put(start: int, end: int, new: str) -> int:
        """Where the new text begins."""
        nonlocal done, length
        pieces.extend((text[done:start], new))
        trace.replace(start, end - start, len(new))
        at = length + start - done
        done, length = end, at + len(new)
        return at

    for start, end in found:
        if start < done:
            continue
        first, last = _around(text, start, end, AROUND_ESCAPE if (start, end) in meant else AROUND)
        if first > reach:
            gaps.append(put(reach, first, _GAP) + 1)
        sign = meant.get((start, end), "")
        (signs if sign else seams).append(put(start, end, sign))
        reach = max(reach, last)
    put(reach, len(text), "")
    way = trace.way()
    form = Searchable("".join(pieces), (way,) if way else ())
    return Rendered(form, tuple(seams), tuple(gaps), tuple(signs))


def _around(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """From the line before to the line behind, or so much of them; of a short text all."""
    if len(text) <= SHORT:
        return 0, len(text)
    first, last = max(0, start - reach), min(len(text), end + reach)
    before = text.rfind("\n", first, max(first, text.rfind("\n", first, start)))
    line = text.find("\n", end, last)
    behind = text.find("\n", line + 1, last) if line >= 0 else -1
    return before + 1 if before >= 0 else first, behind if behind >= 0 else last


def _has_within(places: tuple[int, ...], start: int, end: int) -> bool:
    at = bisect_right(places, start)
    return at < len(places) and places[at] < end
