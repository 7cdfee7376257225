"""A text -> the tokens in it whose form their issuer publishes.

All rules that begin with fixed letters go over the text at once, first only to see whether there is
anything, then to see which rules; the few others are tried when one of their words stands in the
text. Only the rules that are there look for the places.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

import re2

from classifiers._credentials.checks import is_genuine
from classifiers._credentials.hits import Hit, Rank
from classifiers._credentials.rules import Rule, provider_rules
from classifiers._credentials.utf8 import Utf8
from classifiers._credentials.values import entropy, make

# A token begins at the start of a text, after what is no letter or digit, after an escape such as
# the `\n` of a JSON string, or after a percent-encoded character.
_BEGINS = r"(?:^|[^0-9A-Za-z{run}]|\\[nrt]|%[0-9A-Fa-f]{{2}})"
_GROUP = "(?P<secret>"
_MEMORY = 256 << 20  # bytes that the states of all rules together may take


def tokens(text: str, source: Utf8, signs: Collection[str]) -> Iterator[Hit]:
    """Every token of a known form; `signs` tells which of the rarer forms can be there."""
    for rule in _present(source.data, signs):
        for begin, end in _spans(rule, source.data):
            if is_genuine(rule, source.data[begin:end].decode("ascii")):
                start = source.char(begin)
                yield _hit(rule, start, start + end - begin)
                if rule.id == "aws-access-key":
                    yield from _beside(text, start + end - begin)


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _any(), _which()


@cache
def _plain_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in provider_rules() if not rule.gate)


def _present(data: bytes, signs: Collection[str]) -> Iterator[Rule]:
    """The rules that match somewhere, the more specific ones first."""
    if _any().Match(data):
        yield from (_plain_rules()[i] for i in sorted(_which().Match(data) or ()))
    for rule in provider_rules():
        if rule.gate and rule.id in signs:
            yield rule


@cache
def _any() -> Any:
    """Does any rule match? One pattern has fewer states than many."""
    return _set(["|".join(map(_bare, _plain_rules()))])


@cache
def _which() -> Any:
    """Which rules match?"""
    return _set(map(_bare, _plain_rules()))


def _set(patterns: Iterable[str]) -> Any:
    found = re2.Set.SearchSet(_options())
    for pattern in patterns:
        found.Add(f"{_BEGINS.format(run='')}(?:{pattern})".encode())
    found.Compile()
    return found


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _bare(rule: Rule) -> str:
    return rule.pattern.replace(_GROUP, "(?:")


@cache
def _places(rule: Rule) -> Any:
    secret = rule.pattern if _GROUP in rule.pattern else f"{_GROUP}{rule.pattern})"
    begins = _BEGINS.format(run=re.escape(rule.run))
    return re2.compile(f"{begins}(?:{secret})".encode(), options=_options())


def _spans(rule: Rule, data: bytes) -> Iterator[tuple[int, int]]:
    """The bytes of each secret that does not go on beyond its form."""
    for match in _places(rule).finditer(data):
        following = data[match.end() : match.end() + 1]
        if not following.isalnum() and following.decode("latin-1") not in (*rule.run,):
            yield match.span(1)


def _hit(rule: Rule, start: int, end: int) -> Hit:
    owner = "" if rule.provider == "any" else f"{rule.provider} "
    reason = f"{owner}{rule.what} (rule {rule.id})"
    return Hit(start, end, Rank.PROVIDER, rule.kind, reason, 1.0)


# ---------------------------------------------------------------- the secret beside an AWS key id

_NEAR = 160  # characters: the next field of a CSV row or the next line of a file
_FORTY = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")


def _beside(text: str, end: int) -> Iterator[Hit]:
    """The secret access key has no form but its length; beside its id that is enough."""
    found = _FORTY.search(text, end, end + _NEAR)
    if found:
        kinds = make(found[0])
        if kinds.upper and kinds.lower and kinds.digits and entropy(found[0]) >= 3.8:
            reason = "AWS secret access key beside its key id (rule aws-secret-key)"
            yield Hit(*found.span(), Rank.PROVIDER, "API_KEY", reason, 0.95)
