"""Finding the classifiers: every public module, none twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

import classifiers
from gateway.model import ClassId, Classifier, Finding, Needs, Segment

CLASSES = frozenset(map(ClassId, ("internal", "confidential", "personal", "credential")))


@dataclass(frozen=True)
class Stub:
    id: str
    revision: str = "1"

    def classify(self, segment: Segment) -> Iterable[Finding]:
        return ()


def test_every_public_module_gives_a_classifier() -> None:
    loaded = classifiers.load(Needs(CLASSES, ("ja", "en")))
    assert {"marker", "pattern"} <= {c.id for c in loaded}
    assert len(loaded) == len(list(classifiers.modules()))


def test_they_come_in_order_of_name() -> None:
    loaded = [module.__name__ for module in classifiers.modules()]
    assert loaded == sorted(loaded)


def test_each_has_a_revision() -> None:
    assert all(c.revision for c in classifiers.load(Needs(CLASSES)))


def test_two_of_one_id_are_an_error_that_names_it() -> None:
    some: list[Classifier] = [Stub("a"), Stub("b"), Stub("a")]
    with pytest.raises(ValueError, match="two classifiers are called 'a'"):
        classifiers.distinct(some)
