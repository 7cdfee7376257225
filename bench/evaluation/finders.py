"""Ours: the classifiers `personal` and `credential`, as finders of spans."""

from __future__ import annotations

from bench.evaluation.scoring import Finder
from bench.evaluation.texts import Span, Text
from classifiers import credential, personal
from gateway.model import ClassId, Classifier, Needs, Segment

PERSONAL = personal.classifier(Needs(frozenset({ClassId("personal"), ClassId("personal_bulk")})))
CREDENTIAL = credential.classifier(Needs(frozenset({ClassId("credential")})))

SECRET = "SECRET"
"""The one type of a credential's span: whether it is called key or token is all the same."""


def ours(classifier: Classifier, only: str = "") -> Finder:
    """The classifier's findings by their kind, or all of one type."""

    def find(text: Text) -> tuple[Span, ...]:
        return tuple(
            Span(f.start, f.end, only or f.kind)
            for f in classifier.classify(Segment("", text.text, label=text.label))
        )

    return find


our_personal = ours(PERSONAL)
our_credentials = ours(CREDENTIAL, SECRET)
