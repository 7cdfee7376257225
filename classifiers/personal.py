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
from gateway.model import ClassId, Classifier, Finding, Needs, Segment, Shown

VERSION = 7
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


def _own() -> Any:
    """Our own rules: only where the policy wants personal information found."""
    return importlib.import_module("classifiers._personal.rules")


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

    @property
    def is_wanted(self) -> bool:
        return bool(self.classes & {PERSONAL, BULK})

    def warm(self) -> Iterator[None]:
        """Load and compile the rules, and load the dictionary of names."""
        if self.is_wanted:
            own = _own()
            yield
            own.warm()
            yield

    def classify(self, segment: Segment) -> Iterator[Finding]:
        if not self.is_wanted:
            return
        shown = segment.shown
        seen = shown.segment
        more = self.company.hits(seen) if self.company else ()
        for hit in _own().recognise(seen, more):
            yield self._finding(shown, hit)

    def _finding(self, shown: Shown, hit: Hit) -> Finding:
        """Whether they are so many that they are `personal_bulk` is counted over the prompt."""
        start, end = shown.span(*shown.segment.searchable.span(hit.start, hit.end))
        return Finding(
            f"{self.id}/{hit.rule}", PERSONAL, start, end, hit.args, hit.confidence, hit.kind
        )
