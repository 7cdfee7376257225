"""Distinct values are counted over the whole prompt, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.distinct_values import BULK, PERSONAL, distinct, in_bulk, too_few
from gateway.model import ClassId, Finding, InformationClass, Prompt, Segment

BOTH = frozenset({PERSONAL, BULK})


def a_prompt(
    *texts: str, classifier: str = "personal", kind: str = "PHONE"
) -> tuple[Prompt, tuple[Finding, ...]]:
    """Segments of one value each, all of them found."""
    segments = tuple(Segment(f"/messages/{i}/content", text) for i, text in enumerate(texts))
    findings = tuple(
        Finding(classifier, PERSONAL, 0, len(t), "found", kind=kind, segment=i)
        for i, t in enumerate(texts)
    )
    return Prompt(segments), findings


def classes_of(findings: tuple[Finding, ...]) -> set[ClassId]:
    return {f.information_class for f in findings}


@pytest.mark.parametrize(
    ("texts", "listed", "expected"),
    [
        pytest.param(("a", "b", "c"), BOTH, {BULK}, id="as many as bulk, in messages of their own"),
        pytest.param(("a", "b"), BOTH, {PERSONAL}, id="one fewer"),
        pytest.param(("a", "a", "a", "b"), BOTH, {PERSONAL}, id="the same value again"),
        pytest.param(("1-2", "１２", "12"), BOTH, {PERSONAL}, id="the same value in other writing"),
        pytest.param(("a", "b", "c"), {PERSONAL}, {PERSONAL}, id="a policy without the class"),
        pytest.param(("a", "b"), {BULK}, set(), id="few, where only bulk is listed"),
        pytest.param(("a", "b", "c"), {BULK}, {BULK}, id="many, where only bulk is listed"),
    ],
)
def test_many_persons_are_another_class(
    texts: tuple[str, ...], listed: frozenset[ClassId], expected: set[ClassId]
) -> None:
    prompt, findings = a_prompt(*texts)
    assert classes_of(in_bulk(findings, prompt, 3, listed)) == expected


def test_many_kinds_may_be_one_person() -> None:
    prompt, findings = a_prompt("a", "b", "c")
    mixed = tuple(
        Finding(f.classifier, PERSONAL, f.start, f.end, "", kind=kind, segment=f.segment)
        for f, kind in zip(findings, ("PHONE", "EMAIL", "PERSON"), strict=True)
    )
    assert classes_of(in_bulk(mixed, prompt, 3, BOTH)) == {PERSONAL}


def test_postal_codes_are_places() -> None:
    prompt, findings = a_prompt("a", "b", "c", kind="POSTAL_CODE")
    assert classes_of(in_bulk(findings, prompt, 3, BOTH)) == {PERSONAL}


@pytest.mark.parametrize(
    ("texts", "classifier", "expected"),
    [
        pytest.param(("a", "b"), "personal", {PERSONAL: 2}, id="fewer than at_least"),
        pytest.param(("a", "b", "c"), "personal", {}, id="as many as at_least"),
        pytest.param(("a", "a", "a"), "personal", {PERSONAL: 1}, id="one value three times"),
        pytest.param(("a",), "marker", {}, id="a marker counts always"),
        pytest.param(("a",), "asset", {}, id="a registered asset counts always"),
    ],
)
def test_few_values_pass(
    texts: tuple[str, ...], classifier: str, expected: dict[ClassId, int]
) -> None:
    prompt, findings = a_prompt(*texts, classifier=classifier)
    classes = {PERSONAL: InformationClass(PERSONAL, "個人情報", 0, at_least=3)}
    assert too_few(findings, prompt, classes) == expected


def test_without_at_least_nothing_is_few() -> None:
    prompt, findings = a_prompt("a")
    assert too_few(findings, prompt, {PERSONAL: InformationClass(PERSONAL, "個人情報", 0)}) == {}


@given(st.lists(st.text(min_size=1, max_size=6), max_size=6))
def test_no_more_values_than_findings(texts: list[str]) -> None:
    prompt, findings = a_prompt(*texts)
    assert sum(map(len, distinct(findings, prompt, lambda f: f.kind).values())) <= len(findings)
