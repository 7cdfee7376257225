"""A text -> the tokens in it whose form their issuer publishes.

One pattern made of all that begin with fixed letters goes over the text once; the few others are
tried when one of their words stands in the text. Which rule spoke is worked out for what was found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Finder:
    """Rules that are looked for together, in texts that have a sign of `sign` if it is given."""

    sign: str
    pattern: Any
    which: Any
    rules: tuple[tuple[Rule, Any], ...]


@cache
def _finders() -> tuple[_Finder, ...]:
    rules = provider_rules()
    together = tuple(r for r in rules if not r.gate)
    return (_finder(together), *(_finder((r,)) for r in rules if r.gate))


def _finder(rules: tuple[Rule, ...]) -> _Finder:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    begins = _BEGINS.format(run=re.escape(rules[0].run))
    bare = [rule.pattern.replace(_GROUP, "(?:") for rule in rules]
    which = re2.Set.FullMatchSet(options)
    for pattern in bare:
        which.Add(f"{begins}(?:{pattern})".encode())
    which.Compile()
    return _Finder(
        rules[0].id if rules[0].gate else "",
        re2.compile(f"{begins}(?:{'|'.join(bare)})".encode(), options=options),
        which,
        tuple((rule, _exact(begins, rule, options)) for rule in rules),
    )


def _exact(begins: str, rule: Rule, options: Any) -> Any:
    secret = rule.pattern if _GROUP in rule.pattern else f"{_GROUP}{rule.pattern})"
    return re2.compile(f"{begins}(?:{secret})".encode(), options=options)


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _finders()


def tokens(text: str, source: Utf8, signs: Collection[str]) -> Iterator[Hit]:
    """Every token of a known form; `signs` tells which of the rarer forms can be there."""
    for finder in _finders():
        if not finder.sign or finder.sign in signs:
            yield from _found(finder, source, text)


def _found(finder: _Finder, source: Utf8, text: str) -> Iterator[Hit]:
    data = source.data
    for match in finder.pattern.finditer(data):
        located = _locate(finder, data, *match.span())
        if located is None:
            continue
        rule, begin, end = located
        secret = data[begin:end].decode("ascii")
        if is_genuine(rule, secret):
            start = source.char(begin)
            yield _hit(rule, start, start + end - begin)
            if rule.id == "aws-access-key":
                yield from _beside(text, start + end - begin)


def _locate(finder: _Finder, data: bytes, start: int, end: int) -> tuple[Rule, int, int] | None:
    """Which rule it was, and the bytes of the secret; None if the run goes on."""
    found = finder.which.Match(data[start:end])
    if not found:
        return None
    rule, exact = finder.rules[min(found)]
    following = data[end : end + 1].decode("latin-1")
    if following and ((following.isascii() and following.isalnum()) or following in rule.run):
        return None
    begin, stop = exact.fullmatch(data[start:end]).span(exact.groupindex[b"secret"])
    return rule, start + begin, start + stop


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
