"""An occurrence of a word in a segment -> the form in which the segment bears it, if it does.

Loaded for the first text that has such a word.
"""

from __future__ import annotations

from classifiers._marker.files import names_file
from classifiers._marker.forms import Form, form
from classifiers._marker.lexicon import Cues, Lexicon, Word
from classifiers._marker.setting import LINE, Setting, reach, setting
from gateway.model import Part, Segment
from gateway.text import searchable

MANY = 100
"""Occurrences after which those in surroundings seen before are not judged anew."""

# Fields that hold what a person or a program says, so that a word alone in one is a stamp. In any
# other (a key of a table of labels, a choice in a schema) it is the name of a level.
_SAYS = frozenset(
    ["content", "text", "input", "prompt", "parts", "message", "title", "subject", "header", "body"]
)
_SHORT = 200
"""Characters of a segment that may be a marker and nothing else."""


Around = tuple[str, str, int, str, str]


class Judge:
    """Judges the occurrences of one segment; of many in the same surroundings only the first."""

    def __init__(self, segment: Segment, lexicon: Lexicon) -> None:
        self._segment, self._cues = segment, lexicon.cues
        self._judged = 0
        self._last: tuple[Around, Form | None] | None = None
        self._known: dict[int, Form | None] = {}

    def form(self, start: int, end: int, word: Word) -> Form | None:
        """The form in which characters [start, end) of the folded text bear a word."""
        self._judged += 1
        if self._judged <= MANY:
            return self._judge(start, end, word)
        around = self._around(start, end)
        if self._last is None or self._last[0] != around:  # to compare is ten times as quick
            key = hash(around)
            if key not in self._known:
                self._known[key] = self._judge(start, end, word)
            self._last = around, self._known[key]
        return self._last[1]

    def _judge(self, start: int, end: int, word: Word) -> Form | None:
        searched, text = self._segment.searchable, self._segment.text
        return _form(setting(searched, text, start, end, word), self._segment, self._cues)

    def _around(self, start: int, end: int) -> Around:
        """What a judgement may depend on: the folded text around, and the line as written."""
        searched, original = self._segment.searchable, self._segment.text
        text, first, begin, last = searched.text, max(0, start - LINE), start, end
        if searched.ways:
            first, last = searched.span(first, end)
            begin = searched.span(start, end)[0]
        far = reach(text, start, end)
        return (
            text[max(0, start - far) : start],
            text[start : start + far],
            end - start,
            original[first:begin],
            original[begin:last],
        )


def _form(here: Setting, segment: Segment, cues: Cues) -> Form | None:
    """The form in which a segment bears a word: by what the segment is, else by its text."""
    if segment.part is Part.FILE_NAME:
        return Form.SENT if names_file(here, cues) else None
    if segment.label and len(here.text) < _SHORT and cues.pure.fullmatch(here.text):
        label = searchable(segment.label).text
        if cues.key.fullmatch(label):
            return Form.FIELD
        if label not in _SAYS:
            return None
    return form(here, cues)
