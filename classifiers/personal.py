"""A text -> the personal information in it: names, numbers, addresses, dates, with the rule.

Rules are candidates by RE2 and validation in Python: check digits, numbering plans, labels beside
the value or above it. They are also Presidio recognizers (`_personal/engine.py`), and a company's
own ones in Presidio's YAML form work beside them. No language model is ever loaded.
"""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from classifiers._personal.hits import Hit, Rule
from classifiers._personal.rules import recognise
from gateway.model import ClassId, Classifier, Finding, Needs, Segment, Shown

VERSION = 5
"""Goes up when the same rules might find something else."""

PERSONAL, BULK = ClassId("personal"), ClassId("personal_bulk")


def classifier(needs: Needs) -> Classifier:
    """Finds nothing where the policy does not ask for it, or does not list the class."""
    classes = needs.classes if needs.personal else frozenset[ClassId]()
    return Personal(classes, _company(needs.recognizers), dict(needs.recognizers))


def rules() -> dict[str, tuple[str, ...]]:
    """Every rule, and the names of the arguments of its words; a company's own come besides."""
    return {rule.code: rule.takes for rule in Rule}


def check(recognizers: Mapping[str, object]) -> list[str]:
    """What is wrong with a company's own recognizers, in words; nothing if they can be used."""
    return engine().check(recognizers) if recognizers else []


def _company(recognizers: Mapping[str, object]) -> Recognizers | None:
    return engine().Company.of(recognizers) if recognizers else None


def engine() -> Any:
    """The side of Presidio, which takes two seconds to import: only where it is wanted."""
    return importlib.import_module("classifiers._personal.engine")


class Recognizers(Protocol):
    """A company's own recognizers."""

    def hits(self, segment: Segment) -> list[Hit]:
        """What they find in the folded text; raises ClassifierTimeout."""
        ...


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal information. Finds nothing where the policy lists no class for it."""

    classes: frozenset[ClassId]
    company: Recognizers | None = None
    document: Mapping[str, object] = field(default_factory=dict, repr=False)
    id: str = "personal"

    @property
    def revision(self) -> str:
        rules = json.dumps([sorted(self.classes), self.document], default=str, sort_keys=True)
        return f"{VERSION}-{hashlib.sha256(rules.encode()).hexdigest()[:16]}"

    def classify(self, segment: Segment) -> Iterator[Finding]:
        if not self.classes & {PERSONAL, BULK}:
            return
        shown = segment.shown
        seen = shown.segment
        for hit in recognise(seen, self.company.hits(seen) if self.company else ()):
            yield self._finding(shown, hit)

    def _finding(self, shown: Shown, hit: Hit) -> Finding:
        """Whether they are so many that they are `personal_bulk` is counted over the prompt."""
        start, end = shown.span(*shown.segment.searchable.span(hit.start, hit.end))
        return Finding(
            f"{self.id}/{hit.rule}", PERSONAL, start, end, hit.args, hit.confidence, hit.kind
        )
