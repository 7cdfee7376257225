"""A finding -> as much of the text as must go with it, so that nothing left of it says the rest.

A fragment of a registered asset takes the sentence, line or cell along that it stands in. Any other
finding takes the rest of the word or number along that it begins or ends within: whoever found
`Emer` in `Emerson` found too little. Where words have no blanks between them (Japanese, Chinese,
Korean, Thai) nothing shows where one ends, and a finding keeps its bounds.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from gateway.model import CannotRewriteError, Finding
from gateway.shown import MARKS, REFERENCE
from gateway.text import INVISIBLE

WIDEST = 200
"""Characters that a finding is widened by on either side. A longer sentence is cut there; a longer
word is refused."""

# Where a sentence, a line or a cell ends; a stop before a blank is no decimal point.
_ENDS = re.compile(r"[\n\r\t。．！？!?]|\.(?=\s)")


def whole_sentence(finding: Finding, text: str) -> Finding:
    """The finding with its sentence, line or cell, if it is a fragment of an asset."""
    if not finding.asset:
        return finding
    return replace(finding, start=_start(finding, text), end=_end(finding, text))


def whole_words(finding: Finding, text: str, after: int, before: int) -> Finding:
    """The finding with the rest of the words that it begins and ends within, between two offsets.

    Raises CannotRewriteError where a word has no end.
    """
    if finding.asset:
        return finding
    start, end = max(after, _word_start(finding, text)), min(before, _word_end(finding, text))
    if (start, end) == (finding.start, finding.end):
        return finding
    return replace(finding, start=start, end=end)


# ---------------------------------------------------------------- words and numbers

# Scripts that put no blanks between words, or write particles right behind them.
_NO_BLANKS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
_UNSEEN = MARKS + INVISIBLE.pattern.strip("[]")
_SOME = rf"{{0,{WIDEST + 1}}}+"
_WORD = re.compile(rf"(?:[^\W_{_NO_BLANKS}]|[{_UNSEEN}]){_SOME}")
_NUMBER = re.compile(rf"[\d{_UNSEEN}]{_SOME}")
_EDGE = re.compile(rf"[^\W_{_NO_BLANKS}]|[{_UNSEEN}]|[!#$%&*+./=?@^_~-]")
# Letters that are the end of what stands for another character: \n, \u3042, %0A.
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[nrtbf])|%[0-9a-fA-F]{2}")
_LONGEST_ESCAPE = 6


def _word_end(finding: Finding, text: str) -> int:
    end = finding.end
    if finding.start >= end or not _EDGE.match(text, end - 1):
        return end
    while end - finding.end <= WIDEST:
        run = _kind(finding, text).match(text, end)
        end = run.end() if run else end
        reference = REFERENCE.match(text, end)
        if not (reference and unescape(reference[0]).isalnum()):
            break
        end = reference.end()
    return _bounded(end, end - finding.end)


def _word_start(finding: Finding, text: str) -> int:
    start = finding.start
    if start >= finding.end or not _EDGE.match(text, start):
        return start
    first = max(0, start - WIDEST - 1)
    run = _kind(finding, text).match(text[first:start][::-1])
    begin = start - (run.end() if run else 0)
    for escape in _ESCAPE.finditer(text, max(0, begin - _LONGEST_ESCAPE), start):
        if escape.start() < begin < escape.end() or escape.end() == start:
            begin = escape.end()
    return _bounded(begin, start - begin)


def _kind(finding: Finding, text: str) -> re.Pattern[str]:
    """Of a number only digits go on: `Tel` before one is another word, as `kg` behind one is."""
    value = text[finding.start : finding.end]
    return _WORD if any(map(str.isalpha, value)) else _NUMBER


def _bounded(place: int, length: int) -> int:
    if length > WIDEST:
        raise CannotRewriteError("within-a-word")
    return place


# ---------------------------------------------------------------- sentences, lines and cells


def _start(finding: Finding, text: str) -> int:
    first = max(0, finding.start - WIDEST)
    ends = [m.end() for m in _ENDS.finditer(text[first : finding.start])]
    return first + (ends[-1] if ends else 0)


def _end(finding: Finding, text: str) -> int:
    if _ENDS.match(text, finding.end - 1):
        return finding.end  # it ends with its sentence already
    last = min(len(text), finding.end + WIDEST)
    found = _ENDS.search(text, finding.end, last)
    if not found:
        return last
    return found.start() if found[0].isspace() else found.end()
