"""A label and a value beside it -> how sure it is that the value is a secret, 0 for not at all.

The label says what kind of secret to expect (its family), the link between the two how much is
asked of the value: a word after `パスワード：` is a password, after `password is` it is not.
"""

from __future__ import annotations

from collections.abc import Callable

from classifiers._credentials import keys, passwords
from classifiers._credentials.claims import NOT, Claim, is_counted
from classifiers._credentials.placeholders import has_odd_name, is_expression, is_stand_in
from classifiers._credentials.sentences import Link
from classifiers._credentials.values import Make, make

_FAMILIES: dict[str, Callable[[Claim, Make], float]] = {
    "password": passwords.password,
    "short": passwords.short,
    "pin": passwords.pin,
    "phrase": passwords.phrase,
    "key": keys.key,
    "token": keys.token,
    "provider": keys.provider,
    "basic": keys.basic,
    "own": keys.own,
}


_AMONG = frozenset({Link.CELL, Link.CALL, Link.SPACED})
"""Links to a value that may be one of several."""
SIGNS = "=:,."
"""What no value begins with that is apart from its label by a space."""


def judge(claim: Claim) -> float:
    """How sure it is that the claim's value is a secret."""
    value = claim.value
    family = _FAMILIES.get(claim.label.family)  # none for `login`: a pair is read by itself
    if not value or family is None or value.endswith(":") or is_counted(claim):
        return NOT
    if claim.link is Link.SPACED and value[0] in SIGNS:
        return NOT  # a sign stands between, and is read as one
    whole = claim.link not in _AMONG or claim.whole or has_odd_name(value)
    if not claim.quoted and is_expression(value, is_whole=whole):
        return NOT
    return NOT if is_stand_in(value) else family(claim, make(value))
