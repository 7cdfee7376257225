"""Confidentiality markers: a text that bears one (【社外秘】 as a header) -> a finding.

A text that only speaks of a marker (社外秘とは何ですか) bears none, and neither does one that has
the same characters in another word (社外秘書). The words come from packs, one a language, and from
the policy; `_marker/` tells how an occurrence is judged. A word of the company's own is a secret
by itself and is found wherever it is mentioned.
"""

from __future__ import annotations

import hashlib
import importlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from classifiers import _lazy_re as re
from classifiers._marker import levels
from classifiers._marker.lexicon import LEVELS, Lexicon, digest, lexicon
from classifiers._marker.own import OwnWords, own_words
from gateway.model import ClassId, Classifier, Finding, Needs, Segment, Speaks
from gateway.text import Searchable

VERSION = 6
"""Goes up when the same packs might find something else."""

OWN_WORD = "own-word"
"""The rule of a word of the company's own."""

ENOUGH = 20
"""Findings of one class in one text: a marker speaks for all of it, more add nothing."""


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
    from classifiers._marker.forms import Form

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

    def warm(self) -> Iterator[None]:
        """Load and compile what an occurrence is judged by: most texts have none."""
        _judging()
        yield
        yield from self.lexicon.warm()

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
        searched, judge = segment.searchable, None
        found: Counter[ClassId] = Counter()
        for start, end, word in self.lexicon.occurrences(searched.text):
            if found[self.classes[word.level]] == ENOUGH:
                continue
            if word.common and _is_idle(searched, segment.text, start, end):
                continue
            judge = judge or _judging().Judge(segment, self.lexicon)
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


def _judging() -> Any:
    return importlib.import_module("classifiers._marker.judging")


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
