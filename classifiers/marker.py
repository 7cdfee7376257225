"""Confidentiality markers: a text that bears one (【社外秘】 as a header) -> a finding.

A text that only speaks of a marker (社外秘とは何ですか) bears none, and neither does one that has
the same characters in another word (社外秘書). The words come from packs, one a language, and from
the policy; `_marker/` tells how an occurrence is judged. A word of the company's own is a secret
by itself and is found wherever it is mentioned.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from classifiers._marker import levels
from classifiers._marker.files import names_file
from classifiers._marker.forms import Form, form
from classifiers._marker.lexicon import LEVELS, Cues, Lexicon, Word, digest, lexicon
from classifiers._marker.own import OwnWords, own_words
from classifiers._marker.setting import LINE, Setting, reach, setting
from gateway.model import ClassId, Classifier, Finding, Needs, Part, Segment, Speaks
from gateway.text import Searchable, searchable

VERSION = 2
"""Goes up when the same packs might find something else."""

OWN_WORD = "own-word"
"""The rule of a word of the company's own."""

ENOUGH = 20
"""Findings of one class in one text: a marker speaks for all of it, more add nothing."""

MANY = 100
"""Occurrences after which those in surroundings seen before are not judged anew."""


def classifier(needs: Needs) -> Classifier:
    """Raises ValueError if the policy lists no class that a marker could stand for."""
    classes = levels.classes(needs.classes)
    if needs.marker_packs and not classes:
        raise ValueError(
            f"markers.packs: the policy lists none of the classes {', '.join(LEVELS)}; "
            "list one of them, or set `packs: []`"
        )
    return Markers(lexicon(needs.marker_packs), classes, own_words(needs.marker_words))


def rules() -> dict[str, tuple[str, ...]]:
    """Every rule, and the names of the arguments of its words."""
    return {OWN_WORD: ()} | {form.code: ("word",) for form in Form}


@dataclass(frozen=True, slots=True)
class Markers:
    """Finds markers by the packs of some languages, and the company's own words."""

    lexicon: Lexicon = field(repr=False)
    classes: Mapping[str, ClassId]
    own: tuple[OwnWords, ...] = field(repr=False)
    id: str = "marker"

    @property
    def revision(self) -> str:
        own = [(words.information_class, words.digest) for words in self.own]
        packs = sorted(self.lexicon.words)
        state = repr((VERSION, digest(), sorted(self.classes.items()), packs, own))
        return hashlib.sha256(state.encode()).hexdigest()[:16]

    def classify(self, segment: Segment) -> Iterator[Finding]:
        yield from self._own_words(segment)
        yield from self._markers(segment)

    def _own_words(self, segment: Segment) -> Iterator[Finding]:
        """The reason must not say what is a secret itself."""
        searched = segment.searchable
        for words in self.own:
            for found in words.spans(searched.text):
                start, end = searched.span(*found)
                yield Finding(
                    f"{self.id}/{OWN_WORD}",
                    words.information_class,
                    start,
                    end,
                    kind="MARKER",
                    speaks=Speaks.TEXT,
                )

    def _markers(self, segment: Segment) -> Iterator[Finding]:
        searched, judge = segment.searchable, _Judge(segment, self.lexicon.cues)
        found: Counter[ClassId] = Counter()
        for start, end, word in self.lexicon.occurrences(searched.text):
            if found[self.classes[word.level]] == ENOUGH:
                continue
            if word.common and _is_idle(searched, segment.text, start, end):
                continue
            if borne := judge.form(start, end, word):
                class_id = self.classes[word.level]
                found[class_id] += 1
                yield Finding(
                    f"{self.id}/{borne.code}",
                    class_id,
                    *searched.span(start, end),
                    (("word", word.text),),
                    borne.confidence,
                    "MARKER",
                    Speaks.TEXT,
                )


# What stands before a common word that says something of a text: a mark, or "is", "strictly".
_SAID = re.compile(
    r"(?:[:=|>→\-–—【\[(<「\"'*]\s?|\b(?:is|are|as|remains?|contains?|strictly|for|and|&) )$"
)


def _is_idle(searched: Searchable, original: str, start: int, end: int) -> bool:
    """Is a common word, not in capitals, where it is no marker? Programs have thousands."""
    before = searched.text[max(0, start - 12) : start]
    if not before.strip() or "\n" in before or _SAID.search(before):
        return False
    return not original[slice(*searched.span(start, end))].isupper()


# Fields that hold what a person or a program says, so that a word alone in one is a stamp. In any
# other (a key of a table of labels, a choice in a schema) it is the name of a level.
_SAYS = frozenset(
    ["content", "text", "input", "prompt", "parts", "message", "title", "subject", "header", "body"]
)
_SHORT = 200
"""Characters of a segment that may be a marker and nothing else."""


Around = tuple[str, str, int, str, str]


class _Judge:
    """Judges the occurrences of one segment; of many in the same surroundings only the first."""

    def __init__(self, segment: Segment, cues: Cues) -> None:
        self._segment, self._cues = segment, cues
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
