"""`patterns:` of the policy -> a classifier that finds what they match, in the company's words.

A pattern runs on RE2, which is linear in the text. One that RE2 does not take (look-around, back
references) runs on `regex` against a clock; when time is up the text counts as unread. Each is
sought in the text as it was written and in its folded form, so that full width or a zero-width
space hides nothing.
"""

from __future__ import annotations

import hashlib
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import re2

from gateway.errors import ClassifierTimeout
from gateway.model import Classifier, Finding, Needs, PatternRule, Segment
from gateway.text import capitals_kept

VERSION = 1
"""Goes up when the same rules might find something else."""

PATIENCE = 0.25
"""Seconds for one pattern that is not linear in one text; a sensible one needs thousandths."""

Span = tuple[int, int]


def classifier(needs: Needs) -> Classifier:
    return Patterns(tuple(map(Expression.of, needs.patterns)))


def check(rule: PatternRule) -> list[str]:
    """What is wrong with a pattern by its own examples, in words; nothing if it holds.

    Examples are quoted: they are the policy's, not a prompt's.
    """
    try:
        expression = Expression.of(rule)
    except ValueError as e:
        return [str(e)]
    try:
        return [
            *(f"does not find {text!r}" for text in rule.finds if not expression.is_in(text)),
            *(f"finds {text!r}, which must pass" for text in rule.passes if expression.is_in(text)),
        ]
    except ClassifierTimeout:
        return [f"the pattern {rule.id} took too long on one of its examples"]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The policy's patterns. Raises ClassifierTimeout where one could not be looked for."""

    expressions: tuple[Expression, ...]
    id: str = "pattern"

    @property
    def revision(self) -> str:
        rules = [(e.rule.id, e.rule.information_class, e.rule.regex) for e in self.expressions]
        return f"{VERSION}-{hashlib.sha256(repr(rules).encode()).hexdigest()[:16]}"

    def classify(self, segment: Segment) -> Iterator[Finding]:
        for expression in self.expressions:
            rule = expression.rule
            for start, end in expression.spans(segment):
                yield Finding(
                    f"{self.id}/{rule.id}",
                    rule.information_class,
                    start,
                    end,
                    kind=rule.id.upper(),
                )


@dataclass(frozen=True, slots=True)
class Expression:
    """One pattern of the policy, compiled."""

    rule: PatternRule
    plain: Any = field(repr=False)
    folded: Any = field(repr=False)
    """The same for folded text, in which there are no capitals."""

    @classmethod
    def of(cls, rule: PatternRule) -> Expression:
        """Raises ValueError if it does not compile."""
        return cls(rule, compiled(rule.regex), compiled(f"(?i){rule.regex}"))

    def is_in(self, text: str) -> bool:
        return bool(self.spans(Segment("", text)))

    def spans(self, segment: Segment) -> list[Span]:
        """Where the pattern stands in the original text, in order."""
        spans = self._matches(self.plain, segment.text)
        form = segment.searchable
        if segment.text.isascii() and not form.ways:  # folding changed nothing but capitals
            return spans
        for start, end in self._matches(self.folded, form.text):
            span = form.span(start, end)
            if not _overlaps(spans, span) and self._has_its_capitals(segment.text[slice(*span)]):
                spans.insert(bisect_right(spans, span), span)
        return spans

    def _has_its_capitals(self, found: str) -> bool:
        """Does the pattern match what was found in folded text with its capitals as well?

        What looks around itself cannot be asked apart from its surroundings; it is believed.
        """
        if _is_timed(self.plain):
            return True
        return self.plain.fullmatch(capitals_kept(found)) is not None

    def _matches(self, expression: Any, text: str) -> list[Span]:
        """Spans of every match that is not empty."""
        limit = {"timeout": PATIENCE} if _is_timed(expression) else {}
        try:
            found = [match.span() for match in expression.finditer(_encodable(text), **limit)]
        except TimeoutError:
            raise ClassifierTimeout("late/pattern", pattern=self.rule.id) from None
        return [(start, end) for start, end in found if start < end]


@lru_cache(1024)  # a policy's own tests make the classifiers anew for each of them
def compiled(expression: str) -> Any:
    """For RE2 where it takes the expression, else for `regex`. ValueError if neither does."""
    options = re2.Options()
    options.log_errors = False  # they would go to standard error
    try:
        return re2.compile(expression, options=options)
    except re2.error:
        pass
    import regex

    try:
        return regex.compile(expression)
    except (regex.error, RecursionError, OverflowError) as e:
        raise ValueError(f"is no regular expression: {e}") from None


def _is_timed(expression: Any) -> bool:
    """Is it one of `regex`, which is loaded only where RE2 did not take an expression?"""
    regex = sys.modules.get("regex")
    return regex is not None and isinstance(expression, regex.Pattern)


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(text: str) -> str:
    """The same text for RE2, which works on UTF-8; halves of surrogate pairs become U+FFFD."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def _overlaps(spans: list[Span], span: Span) -> bool:
    """Does one of some spans that stand in order and apart share a character with another?"""
    at = bisect_right(spans, span)
    left = at > 0 and spans[at - 1][1] > span[0]
    return left or (at < len(spans) and spans[at][0] < span[1])
