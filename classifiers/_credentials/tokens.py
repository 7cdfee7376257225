"""A text -> the tokens in it whose form their issuer publishes.

All rules that begin with fixed letters go over the text at once, only to see whether there is
anything and in which pieces of the text; only there each is asked whether it may fit. The few
others are tried when one of their words stands in the text. Only the rules that are there look for
the places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import takewhile
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.checks import is_genuine
from classifiers._credentials.hits import GenericRule, Hit, Rank, bounded
from classifiers._credentials.rules import Rule, provider_rules
from classifiers._credentials.utf8 import Utf8
from classifiers._credentials.values import entropy, make

# A token begins at the start of a text, after what is no letter or digit, after an escape such as
# the `\n` of a JSON string, or after a percent-encoded character.
_BEGINS = r"(?:^|[^0-9A-Za-z{run}]|\\[nrt]|%[0-9A-Fa-f]{{2}})"
_GROUP = "(?P<secret>"
_MEMORY = 64 << 20  # bytes that the states of all rules together may take


Span = tuple[int, int]
"""Bytes [first, last) of a text."""


def tokens(text: str, source: Utf8, signs: Collection[str]) -> Iterator[Hit]:
    """Every token of a known form; `signs` tells which of the rarer forms can be there."""
    yield from bounded(_by_place(text, source), text)
    for rule in provider_rules():
        if rule.gate and rule.id in signs:
            yield from bounded(_of_rule(rule, text, source, (0, len(source.data))), text)


def _by_place(text: str, source: Utf8) -> Iterator[Hit]:
    """Tokens of all plain rules from the first to the last: a dump of many kinds is one as well."""
    for piece, rules in _present(source.data):
        found = [hit for rule in rules for hit in _of_rule(rule, text, source, piece)]
        yield from sorted(found, key=lambda hit: (hit.start, -hit.end))


def _of_rule(rule: Rule, text: str, source: Utf8, piece: Span) -> Iterator[Hit]:
    for begin, end in _spans(rule, source.data, *piece):
        if is_genuine(rule, source.data[begin:end].decode("ascii")):
            start = source.char(begin)
            yield _hit(rule, start, start + end - begin)
            if rule.has_secret_beside:
                yield from _beside(text, start + end - begin)


def warm() -> None:
    """Compile what any text is asked for; one rule's form takes a tenth of a millisecond more."""
    _any(), _doors(), _letter_set()
    for rule in _plain_rules():
        _beginning(rule)


@cache
def _plain_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in provider_rules() if not rule.gate)


def _present(data: bytes) -> Iterator[tuple[Span, list[Rule]]]:
    """The pieces in which something may match, and the rules that may, more specific ones first."""
    if not _any().Match(data):
        return
    for first, last in _pieces(data):
        piece = data[first:last]
        if _any().Match(piece):
            yield (first, last), [_plain_rules()[i] for i in sorted(_which(piece))]


_PIECE = 1024  # bytes; to ask each rule costs ten times what it costs to ask for any
_SPACE = re.compile(rb"(?<!FlyV1)\s")


def _pieces(data: bytes) -> Iterator[Span]:
    """A text in pieces that end at a space: no token goes across it, but for one of Fly's."""
    first = 0
    while first < len(data):
        space = _SPACE.search(data, first + _PIECE)
        last = space.start() if space else len(data)
        yield first, last
        first = last


@cache
def _any() -> Any:
    """May any rule match?"""
    return _any_of(_plain_rules())


def _any_of(rules: Iterable[Rule]) -> Any:
    """One pattern has fewer states than many."""
    found = re2.Set.SearchSet(_options())
    found.Add(_begun("|".join(map(_loosely, rules))).encode())
    found.Compile()
    return found


def _which(piece: bytes) -> Iterator[int]:
    """The numbers of the rules that may match in a piece.

    To ask for all of them in one pass would cost more: an automaton for a hundred rules has a state
    for nearly every character of a token, and no two tokens are alike. For the letters alone that
    they begin with it has few; rules without are asked together first, then each.
    """
    rules, lettered, others, other = _doors()
    numbers = [lettered[i] for i in _letter_set().Match(piece) or ()]
    if others.Match(piece):
        numbers += other
    yield from (number for number in numbers if _beginning(rules[number]).search(piece))


@cache
def _doors() -> tuple[tuple[Rule, ...], list[int], Any, list[int]]:
    """All rules; the numbers of those with letters; the others as one question; their numbers."""
    rules = _plain_rules()
    lettered = [number for number, rule in enumerate(rules) if _letters(rule)]
    other = [number for number, rule in enumerate(rules) if not _letters(rule)]
    return rules, lettered, _any_of(rules[number] for number in other), other


@cache
def _letter_set() -> Any:
    """The letters of the rules that have some."""
    found = re2.Set.SearchSet(_options())
    for letters in filter(None, map(_letters, _plain_rules())):
        found.Add("|".join(re2.escape(letter.decode()) for letter in letters).encode())
    found.Compile()
    return found


_CHOICE = re.compile(r"\(\?:([^()]*)\)(?![?*+{])(.*)")


@cache
def _letters(rule: Rule) -> tuple[bytes, ...]:
    """What all that fits a rule begins with, one of a few; nothing if it may begin with much."""
    pattern = _loosely(rule, _MOST_LETTERS)  # to compile it takes a third of the time
    choice = _CHOICE.fullmatch(pattern)
    choices = [f"{one}{choice[2]}" for one in choice[1].split("|")] if choice else [pattern]
    letters = tuple(map(_first_letters, choices))
    return letters if min(map(len, letters)) >= _LEAST_LETTERS else ()


_LEAST_LETTERS = 2  # one stands in every text


def _first_letters(pattern: str) -> bytes:
    """What the least and the greatest text that fits a pattern have in common."""
    anchored = re2.compile(f"^(?:{pattern})".encode())
    least, greatest = anchored.possiblematchrange(_MOST_LETTERS)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(least, greatest, strict=False))
    return bytes(byte for byte, _ in same)


_MOST_LETTERS = 16


def _begun(pattern: str, run: str = "") -> str:
    return f"{_BEGINS.format(run=re.escape(run))}(?:{pattern})"


_COUNTED = 8  # characters up to which a set of rules counts
_COUNT = re.compile(r"\{([0-9]+)(?:,[0-9]*)?\}")


def _loosely(rule: Rule, most: int = _COUNTED) -> str:
    """A rule's pattern that counts to so many: fits what the rule fits, and a little more.

    An automaton that counts for a hundred rules at once has a state for every character of a text
    of digits and hyphens.
    """
    return _COUNT.sub(lambda count: f"{{{min(int(count[1]), most)},}}?", _bare(rule))


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _finding(pattern: str) -> Any:
    options = _options()
    options.never_capture = True
    return re2.compile(pattern.encode(), options=options)


def _bare(rule: Rule) -> str:
    return rule.pattern.replace(_GROUP, "(?:")


@cache
def _places(rule: Rule) -> Any:
    secret = rule.pattern if _GROUP in rule.pattern else f"{_GROUP}{rule.pattern})"
    return re2.compile(_begun(secret, rule.run).encode(), options=_options())


def _spans(rule: Rule, data: bytes, first: int, last: int) -> Iterator[Span]:
    """The bytes of each secret within some that does not go on beyond its form."""
    for start, end in (_tried if _is_whole(rule) else _sought)(rule, data, first, last):
        following = data[end : end + 1]
        if not following.isalnum() and following.decode("latin-1") not in (*rule.run,):
            yield start, end


def _sought(rule: Rule, data: bytes, first: int, last: int) -> Iterator[Span]:
    for match in _places(rule).finditer(data, first, last):
        yield match.start(1), match.end()


def _is_whole(rule: Rule) -> bool:
    """Is all that fits the rule the secret, and may it be asked for by how it begins?"""
    return not rule.gate and _GROUP not in rule.pattern


_PATIENCE = 50
"""So many places where a token only seems to begin, before the whole form is sought at once."""


def _tried(rule: Rule, data: bytes, first: int, last: int) -> Iterator[Span]:
    """The same as `_sought`, by the beginning of a token and then the rest.

    To seek a form that counts to hundreds takes a state of an automaton for each character of each
    token. To ask whether it fits at a place does not, but may take as long as the text.
    """
    seems, fits, failures = _beginning(rule), _form(rule), 0
    while failures < _PATIENCE:
        place = seems.search(data, first, last)
        if place is None:
            return
        at = place.start()
        match = next(
            (m for k in _begun_by(rule, data, at) if (m := fits.match(data, at + k, last))), None
        )
        if match:
            yield match.span()
            first = match.end()
        else:
            failures += 1
            first = at + 1
    yield from _sought(rule, data, first, last)


def _begun_by(rule: Rule, data: bytes, at: int) -> Iterator[int]:
    """How many bytes may stand at a place before a token begins, in the order of `_BEGINS`."""
    if at == 0:
        yield 0
    byte, char = data[at], chr(data[at])
    if byte >= 0x80:
        yield 2 + (byte >= 0xE0) + (byte >= 0xF0)  # a character of UTF-8
    elif not char.isalnum() and char not in rule.run:
        yield 1
    if char == "\\" and data[at + 1 : at + 2] in {b"n", b"r", b"t"}:
        yield 2
    if char == "%":
        yield 3


@cache
def _form(rule: Rule) -> Any:
    return _finding(_bare(rule))


@cache
def _beginning(rule: Rule) -> Any:
    """How a token of a rule begins: fits wherever the rule fits, and elsewhere."""
    return _finding(_begun(_loosely(rule), rule.run))


def _hit(rule: Rule, start: int, end: int) -> Hit:
    return Hit(start, end, Rank.PROVIDER, rule.kind, rule.id, rule.args, 1.0)


# ---------------------------------------------------------------- the secret beside an AWS key id

_NEAR = 160  # characters: the next field of a CSV row or the next line of a file
_FORTY = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")


def _beside(text: str, end: int) -> Iterator[Hit]:
    """The secret access key has no form but its length; beside its id that is enough."""
    found = _FORTY.search(text, end, end + _NEAR)
    if found:
        kinds = make(found[0])
        if kinds.upper and kinds.lower and kinds.digits and entropy(found[0]) >= 3.8:
            yield GenericRule.AWS_SECRET_KEY.at(*found.span(), 0.95)
