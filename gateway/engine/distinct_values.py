"""How many distinct values a prompt holds, over all of its segments: many persons are more than one
person. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from gateway.engine.facts import as_one
from gateway.model import ClassId, Finding, Prompt

PERSONAL, BULK = ClassId("personal"), ClassId("personal_bulk")

NOT_PERSONS = frozenset({"POSTAL_CODE"})
"""Kinds of which many are a table of places, and no list of persons."""


def in_bulk(
    findings: Sequence[Finding], prompt: Prompt, bulk: int, classes: Collection[ClassId]
) -> tuple[Finding, ...]:
    """Personal information becomes `personal_bulk` where so many distinct values of one kind stand.

    Each value of a kind is a person; of several kinds, one person may have each. What is then of
    no class that the policy lists is no finding.
    """
    personal = [f for f in findings if f.information_class == PERSONAL]
    if not personal:
        return tuple(findings)
    counted = (f for f in personal if f.kind not in NOT_PERSONS)
    many = BULK in classes and _most(counted, prompt) >= bulk
    if many:
        findings = [
            replace(f, information_class=BULK) if f.information_class == PERSONAL else f
            for f in findings
        ]
    listed = {*classes} if PERSONAL in classes else {*classes} - {PERSONAL}
    return tuple(
        f for f in findings if f.information_class in listed or f.information_class != PERSONAL
    )


def _most(findings: Iterable[Finding], prompt: Prompt) -> int:
    """Of the kind that has most: how many distinct values it has."""
    values: defaultdict[str, set[str]] = defaultdict(set)
    for f in findings:
        values[f.kind].add(as_one(prompt.segments[f.segment].text[f.start : f.end]))
    return max(map(len, values.values()), default=0)
