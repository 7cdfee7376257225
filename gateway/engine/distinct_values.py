"""How many distinct values a prompt holds, over all of its segments: one may pass where fifty may
not, and many persons are more than one person. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from gateway.model import ClassId, Finding, InformationClass, Prompt

PERSONAL, BULK = ClassId("personal"), ClassId("personal_bulk")

NOT_PERSONS = frozenset({"POSTAL_CODE"})
"""Kinds of which many are a table of places, and no list of persons."""

WHOLE_TEXTS = frozenset({"marker", "asset"})
"""Classifiers that speak for a text or a document: there is nothing in it to count."""

_Group = TypeVar("_Group", bound=str)

_MARKS = re.compile(r"[\W_]+")


def in_bulk(
    findings: Sequence[Finding], prompt: Prompt, bulk: int, classes: Iterable[ClassId]
) -> tuple[Finding, ...]:
    """Personal information becomes `personal_bulk` where so many distinct values of one kind stand.

    Each value of a kind is a person; of several kinds, one person may have each. What is then of
    no class that the policy lists is no finding.
    """
    if not findings:
        return ()
    listed = frozenset(classes)
    personal = [f for f in findings if f.information_class == PERSONAL]
    counted = [f for f in personal if f.kind not in NOT_PERSONS]
    most = max(map(len, distinct(counted, prompt, lambda f: f.kind).values()), default=0)
    many = BULK in listed and most >= bulk
    if not many and PERSONAL in listed:
        return tuple(findings)
    raised = (
        replace(f, information_class=BULK) if many and f.information_class == PERSONAL else f
        for f in findings
    )
    return tuple(f for f in raised if f.information_class in listed or f not in personal)


def too_few(
    findings: Iterable[Finding], prompt: Prompt, classes: Mapping[ClassId, InformationClass]
) -> dict[ClassId, int]:
    """The classes of which fewer distinct values stand in the prompt than their `at_least`."""
    bounded = [
        f
        for f in findings
        if f.classifier not in WHOLE_TEXTS
        and (listed := classes.get(f.information_class))
        and listed.at_least > 1
    ]
    found = distinct(bounded, prompt, lambda f: f.information_class)
    return {
        class_id: len(values)
        for class_id, values in found.items()
        if len(values) < classes[class_id].at_least
    }


def distinct(
    findings: Iterable[Finding], prompt: Prompt, group: Callable[[Finding], _Group]
) -> dict[_Group, set[str]]:
    """The values of each group, as one whoever writes them: "A-1" is "Ａ１"."""
    values: defaultdict[_Group, set[str]] = defaultdict(set)
    for f in findings:
        text = prompt.segments[f.segment].text[f.start : f.end]
        values[group(f)].add(_MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold())
    return dict(values)
