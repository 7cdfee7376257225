"""A text -> what the company's own rules (in gitleaks' form) find in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import re2

from classifiers._company import company_rule
from classifiers._credentials.hits import Hit, Rank, bounded
from classifiers._credentials.utf8 import Utf8
from classifiers._credentials.values import entropy
from gateway.model import Allowance, CredentialRule


@dataclass(frozen=True, slots=True)
class CompanyRules:
    """The rules, compiled."""

    rules: tuple[_Compiled, ...]

    @classmethod
    def of(cls, rules: Iterable[CredentialRule]) -> CompanyRules:
        return cls(tuple(map(_Compiled.of, rules)))

    def hits(self, text: str, source: Utf8) -> Iterator[Hit]:
        """What the rules find, without what their allowlists let pass."""
        if not self.rules:
            return
        low = text.lower()
        for rule in self.rules:
            if rule.is_called_for(low):
                yield from bounded(rule.hits(source), text)


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: CredentialRule
    code: str
    pattern: Any
    allow: tuple[tuple[Allowance, tuple[Any, ...]], ...]

    @classmethod
    def of(cls, rule: CredentialRule) -> _Compiled:
        allow = tuple((a, tuple(map(compiled, a.regexes))) for a in rule.allow)
        return cls(rule, company_rule(rule.id), compiled(rule.regex), allow)

    def is_called_for(self, low: str) -> bool:
        """Does the text hold one of the rule's keywords?"""
        return not self.rule.keywords or any(word in low for word in self.rule.keywords)

    def hits(self, source: Utf8) -> Iterator[Hit]:
        for match in self.pattern.finditer(source.data):
            begin, end = self._secret(match)
            if begin >= end or self._is_allowed(source.data, match, begin, end):
                continue
            secret = source.data[begin:end].decode("utf-8", "replace")
            if self.rule.entropy and entropy(secret) <= self.rule.entropy:
                continue
            start = source.char(begin)
            args = (("company_rule", self.rule.id),)
            yield Hit(start, start + len(secret), Rank.COMPANY, "SECRET", self.code, args, 1.0)

    def _secret(self, match: Any) -> tuple[int, int]:
        """The rule's group, or the first group that took part, or the whole match."""
        wanted = self.rule.secret_group
        groups = [wanted] if wanted else range(1, self.pattern.groups + 1)
        span: tuple[int, int]
        for group in groups:
            span = match.span(group)
            if span[0] >= 0 and span[0] < span[1]:
                return span
        span = match.span()
        return span

    def _is_allowed(self, data: bytes, match: Any, begin: int, end: int) -> bool:
        return any(
            _allows(allowance, patterns, data, match, data[begin:end])
            for allowance, patterns in self.allow
        )


def _allows(
    allowance: Allowance, patterns: tuple[Any, ...], data: bytes, match: Any, secret: bytes
) -> bool:
    target = secret
    if allowance.target == "match":
        target = match[0]
    elif allowance.target == "line":
        target = _line(data, *match.span())
    low = secret.decode("utf-8", "replace").lower()
    said = []
    if patterns:
        said.append(any(pattern.search(target) for pattern in patterns))
    if allowance.stopwords:
        said.append(any(word in low for word in allowance.stopwords))
    return all(said) if allowance.every else any(said)


_MAX_LINE = 4_000  # bytes of a line that an allowlist looks at, either side


def _line(data: bytes, start: int, end: int) -> bytes:
    first = data.rfind(b"\n", max(0, start - _MAX_LINE), start) + 1 or max(0, start - _MAX_LINE)
    last = data.find(b"\n", end, end + _MAX_LINE)
    return data[first : last if last >= 0 else end + _MAX_LINE]


def compiled(expression: str) -> Any:
    """RE2's form of an expression. gitleaks' rules ask for more memory than RE2's default."""
    options = re2.Options()
    options.max_mem = 64 << 20
    options.log_errors = False
    return re2.compile(expression.encode(), options=options)
