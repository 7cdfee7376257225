"""Distinct values are counted over the whole prompt, however they are written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.engine.distinct_values import BULK, PERSONAL, in_bulk
from gateway.model import ClassId, Finding, Prompt, Segment

BOTH = frozenset({PERSONAL, BULK})


def a_prompt(*texts: str, kind: str = "PHONE") -> tuple[Prompt, tuple[Finding, ...]]:
    """Segments of one value each, all of them found."""
    segments = tuple(Segment(f"/messages/{i}/content", text) for i, text in enumerate(texts))
    findings = tuple(
        Finding("personal/x", PERSONAL, 0, len(t), kind=kind, segment=i)
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
        replace(f, kind=kind)
        for f, kind in zip(findings, ("PHONE", "EMAIL", "PERSON"), strict=True)
    )
    assert classes_of(in_bulk(mixed, prompt, 3, BOTH)) == {PERSONAL}


def test_postal_codes_are_places() -> None:
    prompt, findings = a_prompt("a", "b", "c", kind="POSTAL_CODE")
    assert classes_of(in_bulk(findings, prompt, 3, BOTH)) == {PERSONAL}
