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
from typing import Any

import re2

from classifiers._marker import levels
from classifiers._marker.forms import Form, form, names_file
from classifiers._marker.lexicon import Cues, Lexicon, compiled, digest, is_latin, lexicon
from classifiers._marker.setting import Setting, setting
from gateway.model import Classifier, ClassId, Finding, Needs, Part, Segment
from gateway.text import searchable

VERSION = 1
"""Goes up when the same packs might find something else."""

ENOUGH = 20
"""Findings of one class in one text: a marker speaks for all of it, more add nothing."""


def classifier(needs: Needs) -> Classifier:
    """Raises ValueError if the policy lists no class that a marker could stand for."""
    classes = levels.classes(needs.classes)
    if needs.marker_packs and not classes:
        raise ValueError(
            f"markers.packs: the policy lists none of the classes {', '.join(levels.LEVELS)}; "
            "list one of them, or set `packs: []`"
        )
    return Markers(lexicon(needs.marker_packs), classes, _own(needs.marker_words))


@dataclass(frozen=True, slots=True)
class Markers:
    lexicon: Lexicon = field(repr=False)
    classes: Mapping[str, ClassId]
    own: tuple[tuple[Any, ClassId], ...] = field(repr=False)
    id: str = "marker"

    @property
    def revision(self) -> str:
        own = [(expression.pattern, class_id) for expression, class_id in self.own]
        state = repr((VERSION, digest(), sorted(self.classes.items()), own))
        words = repr(sorted(self.lexicon.words))
        return hashlib.sha256((state + words).encode()).hexdigest()[:16]

    def classify(self, segment: Segment) -> Iterator[Finding]:
        yield from self._own_words(segment)
        searched, found = segment.searchable, Counter[ClassId]()
        for match in self.lexicon.finder.finditer(searched.text):
            word = self.lexicon.word(match[0])
            class_id = self.classes[word.level] if word else None
            if word is None or class_id is None or found[class_id] == ENOUGH:
                continue
            if word.common and _is_idle(segment, *match.span()):
                continue
            place = setting(searched, segment.text, *match.span(), word)
            if borne := _form(place, segment, self.lexicon.cues):
                found[class_id] += 1
                start, end = searched.span(*match.span())
                reason = f"marked {word.text}, {borne.words}"
                yield Finding(self.id, class_id, start, end, reason, borne.confidence, "MARKER")

    def _own_words(self, segment: Segment) -> Iterator[Finding]:
        """Wherever they are mentioned. The reason must not say what is itself a secret."""
        searched = segment.searchable
        for expression, class_id in self.own:
            for match in expression.finditer(searched.text):
                if _has_edges(searched.text, *match.span()):
                    reason = "a word that the policy's markers.add lists"
                    start, end = searched.span(*match.span())
                    yield Finding(self.id, class_id, start, end, reason, kind="MARKER")


# What stands before a common word that says something of a text: a mark, or "is", "strictly".
_SAID = re.compile(r"(?:[:=|>→\-–—【\[(<「\"'*]\s?|\b(?:is|are|as|remains?|contains?|strictly|and|&) )$")


def _is_idle(segment: Segment, start: int, end: int) -> bool:
    """Is a common word in no place where it could be a marker, and not in capitals?"""
    searched = segment.searchable
    line_head = searched.text[max(0, start - 12) : start]
    if not line_head.strip() or "\n" in line_head or _SAID.search(line_head):
        return False
    return not segment.text[slice(*searched.span(start, end))].isupper()


# Fields that hold what a person or a program says, so that a word alone in one is a stamp. In any
# other (a key of a table of labels, a choice in a schema) it is the name of a level.
_SAYS = frozenset("content text input prompt parts message title subject header body".split())


def _form(s: Setting, segment: Segment, cues: Cues) -> Form | None:
    """The form in which a segment bears a word: by what the segment is, else by its text."""
    if segment.part is Part.FILE_NAME:
        return Form.PART if names_file(s, cues) else None
    label = segment.label and searchable(segment.label).text
    if label and cues.pure.fullmatch(s.text):
        if cues.key.fullmatch(label):
            return Form.FIELD
        if label not in _SAYS:
            return None
    return form(s, cues)


# ---------------------------------------------------------------- the company's own words


def _own(words: Mapping[ClassId, tuple[str, ...]]) -> tuple[tuple[Any, ClassId], ...]:
    return tuple(
        (compiled("|".join(map(_loosely, sorted(texts))), longest=True), class_id)
        for class_id, texts in sorted(words.items())
        if texts
    )


def _loosely(word: str) -> str:
    """A word as an expression: HAYABUSA計画 is also HAYABUSA 計画, Blue Fox also blue-fox."""
    out = ""
    folded = "".join(c if c.isalnum() else " " if c in " -_・" else c for c in searchable(word).text)
    for i, char in enumerate(folded):
        if char == " ":
            out += r"[\s\-_・]*"
            continue
        if i and folded[i - 1] != " " and is_latin(char) != is_latin(folded[i - 1]):
            out += r"\s?"
        out += re2.escape(char)
    return out


def _has_edges(text: str, start: int, end: int) -> bool:
    """Is it a word of its own: no Latin letter beside a Latin one, no katakana beside katakana?"""
    return not (_joins(text[start - 1 : start], text[start]) or _joins(text[end - 1], text[end : end + 1]))


def _joins(left: str, right: str) -> bool:
    if not left or not right:
        return False
    return (is_latin(left) and is_latin(right)) or (_is_katakana(left) and _is_katakana(right))


def _is_katakana(char: str) -> bool:
    return "ァ" <= char <= "ヺ" or char == "ー"
