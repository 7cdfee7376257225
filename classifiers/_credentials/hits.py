"""The rules of no provider's own; hits in a text -> the hits that stay: one for each secret, the
most specific."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gateway.model import Args


class Rank(enum.IntEnum):
    """How much a rule knows of what it found; of two hits that overlap the higher stays."""

    LABEL = 1
    ADDRESS = 2
    PROVIDER = 3
    COMPANY = 4
    BLOCK = 5
    REST = 6


class Hit(NamedTuple):
    """Characters [start, end) of the original text are a secret, by which rule, and what words for
    it are made with: words of our own lists, never the text."""

    start: int
    end: int
    rank: Rank
    kind: str
    rule: str
    args: Args = ()
    confidence: float = 1.0

    def moved(self, start: int, end: int) -> Hit:
        """The same hit at another place."""
        if (start, end) == (self.start, self.end):
            return self
        return self._replace(start=start, end=end)


class GenericRule(enum.Enum):
    """What a secret of any provider is found by: the rule's code, how much it knows, the kind of
    the secret, its arguments' names.

    A rule `labelled-...` has the label from our lists and the `link`, a code of `sentences.Link`.
    """

    LABELLED_PASSWORD = ("labelled-password", Rank.LABEL, "PASSWORD", "label", "link")
    LABELLED_PIN = ("labelled-pin", Rank.LABEL, "PIN", "label", "link")
    LABELLED_PASSPHRASE = ("labelled-passphrase", Rank.LABEL, "PASSPHRASE", "label", "link")
    LABELLED_KEY = ("labelled-key", Rank.LABEL, "API_KEY", "label", "link")
    LABELLED_TOKEN = ("labelled-token", Rank.LABEL, "TOKEN", "label", "link")
    LABELLED_BASIC = ("labelled-basic", Rank.LABEL, "PASSWORD", "label", "link")
    LABELLED_PAIR = ("labelled-pair", Rank.LABEL, "PASSWORD", "label")
    GENERIC_KEY = ("generic-key", Rank.LABEL, "API_KEY", "label", "link")
    ADDRESS_PASSWORD = ("address-password", Rank.ADDRESS, "CONNECTION_STRING", "address")
    COMMAND_PASSWORD = ("command-password", Rank.ADDRESS, "PASSWORD", "command")
    LOGIN_PAIR = ("login-pair", Rank.ADDRESS, "PASSWORD")
    BASIC_HEADER = ("basic-header", Rank.ADDRESS, "PASSWORD")
    AUTHORIZATION_HEADER = ("authorization-header", Rank.ADDRESS, "TOKEN")
    BEARER_TOKEN = ("bearer-token", Rank.ADDRESS, "TOKEN")
    SESSION_COOKIE = ("session-cookie", Rank.ADDRESS, "TOKEN")
    CREDENTIAL_PAIR = ("credential-pair", Rank.ADDRESS, "PASSWORD")
    PGPASS = ("pgpass", Rank.ADDRESS, "PASSWORD")
    AWS_SECRET_KEY = ("aws-secret-key", Rank.PROVIDER, "API_KEY")
    PRIVATE_KEY = ("private-key", Rank.BLOCK, "PRIVATE_KEY", "key")
    PRIVATE_KEY_CUT = ("private-key-cut", Rank.BLOCK, "PRIVATE_KEY", "key")
    PUTTY_KEY = ("putty-key", Rank.BLOCK, "PRIVATE_KEY")
    JWK = ("jwk", Rank.BLOCK, "PRIVATE_KEY")
    MANY_SECRETS = ("many-secrets", Rank.REST, "SECRET", "many")

    code: str
    rank: Rank
    kind: str
    takes: tuple[str, ...]

    def __init__(self, code: str, rank: Rank, kind: str, *takes: str) -> None:
        self.code, self.rank, self.kind, self.takes = code, rank, kind, takes

    def at(self, start: int, end: int, confidence: float, *given: str | int) -> Hit:
        """A hit of this rule, with its arguments in their order."""
        args = tuple(zip(self.takes, given, strict=True))
        return Hit(start, end, self.rank, self.kind, self.code, args, confidence)


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in order of place, none overlapping another."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.rank is Rank.REST:
            kept[-1] = hit._replace(start=kept[-1].start)
        elif _weight(hit) > _weight(kept[-1]):
            kept[-1] = hit
    return kept


def wider(hits: Iterable[Hit]) -> list[Hit]:
    """Hits of two readings of a text in order of place; of those that overlap the one that knows
    most, as wide as all of them."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        else:
            best = max(kept[-1], hit, key=lambda h: h.rank)
            kept[-1] = best._replace(start=kept[-1].start, end=max(kept[-1].end, hit.end))
    return kept


def _weight(hit: Hit) -> tuple[int, float, int]:
    return hit.rank, hit.confidence, hit.end - hit.start


ENOUGH = 500
"""Distinct secrets that are found one by one, by one rule or as tokens whose form is published.

A text with more is a dump of secrets."""


def bounded(hits: Iterator[Hit], text: str) -> Iterator[Hit]:
    """Hits of one rule, in order; if there are more than ENOUGH, one more is the rest of the text.

    So nothing that the rule would have found is left out, and a dump costs no more than its head.
    """
    seen: set[str] = set()
    for hit in hits:
        yield hit
        seen.add(text[hit.start : hit.end])
        if len(seen) == ENOUGH:
            break
    if next(hits, None):
        yield GenericRule.MANY_SECRETS.at(hit.end, len(text), 1.0, ENOUGH)
