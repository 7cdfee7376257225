"""`patterns:` of the policy -> a classifier that finds what they match, in the company's words.

A pattern runs on RE2, which is linear in the text. One that RE2 does not take (look-around, back
references) runs on `regex` against a clock; when time is up the text counts as unread. Each is
sought in the text as it was written, in its folded form and in that which a keyboard types, so
that full width, a zero-width space, another dash or another script's digits hide nothing.
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

from classifiers._typed import typed, typed_rule
from gateway.errors import ClassifierTimeout
from gateway.model import Classifier, Finding, Needs, PatternRule, Segment
from gateway.text import capitals_kept

VERSION = 2
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
        forms = _forms(segment)
        for expression in self.expressions:
            rule = expression.rule
            for start, end in expression.spans(segment, forms):
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
    typed: Any = field(repr=False)
    """The same as a keyboard types it, if it was written in full width."""
    folded: Any = field(repr=False)
    """The same for folded text, in which there are no capitals."""

    @classmethod
    def of(cls, rule: PatternRule) -> Expression:
        """Raises ValueError if it does not compile."""
        plain, regex = compiled(rule.regex), typed_rule(rule.regex)
        try:
            return cls(rule, plain, compiled(regex), compiled(f"(?i){regex}"))
        except ValueError:  # a range from one dash to another
            return cls(rule, plain, plain, compiled(f"(?i){rule.regex}"))

    def is_in(self, text: str) -> bool:
        segment = Segment("", text)
        return bool(self.spans(segment, _forms(segment)))

    def spans(self, segment: Segment, forms: tuple[str, ...]) -> list[Span]:
        """Where the pattern stands in the original text, in order."""
        spans = self._matches(self.plain, segment.text)
        if not forms and self.typed is self.plain:
            return spans
        form = segment.searchable
        for text in forms or (form.text,):
            for found in self._matches(self.folded, text):
                span = form.span(*found)
                if not _overlaps(spans, span) and self._has_its_capitals(
                    segment.text[slice(*span)]
                ):
                    spans.insert(bisect_right(spans, span), span)
        return spans

    def _has_its_capitals(self, found: str) -> bool:
        """Does the pattern match what was found in folded text with its capitals as well?

        What looks around itself cannot be asked apart from its surroundings; it is believed.
        """
        if _is_timed(self.plain):
            return True
        kept = capitals_kept(found)
        return any(e.fullmatch(t) for e in (self.plain, self.typed) for t in {kept, typed(kept)})

    def _matches(self, expression: Any, text: str) -> list[Span]:
        """Spans of every match that is not empty."""
        limit = {"timeout": PATIENCE} if _is_timed(expression) else {}
        try:
            found = [match.span() for match in expression.finditer(_encodable(text), **limit)]
        except TimeoutError:
            raise ClassifierTimeout("late/pattern", pattern=self.rule.id) from None
        return [(start, end) for start, end in found if start < end]


def _forms(segment: Segment) -> tuple[str, ...]:
    """The folded text, and the typed one where it differs; none where folding changed nothing but
    capitals."""
    form = segment.searchable
    if segment.text.isascii() and not form.ways:
        return ()
    plain = typed(form.text)
    return (form.text,) if plain == form.text else (form.text, plain)


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
