"""Credentials and secrets in a text: keys, tokens, passwords, private keys, connection strings.

Looked for are tokens whose form their issuer publishes (`_credentials/rules/*.yaml`), private keys,
passwords in addresses, command lines and headers, values beside a label in code or in a sentence
(`パスワード：`, `password is`), columns under such a label, and what the company's own rules in
gitleaks' form find. What only stands in for a secret (`<YOUR_KEY>`, `${TOKEN}`, `xxxx`) is none.

A finding covers the secret alone, so that a redaction leaves the label in its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from classifiers._credentials import (
    addresses,
    blocks,
    commands,
    headers,
    logins,
    phrases,
    placeholders,
    sentences,
    signs,
    tables,
    tokens,
    wraps,
)
from classifiers._credentials.company import CompanyRules
from classifiers._credentials.hits import GenericRule, Hit, Rank, bounded, distinct, wider
from classifiers._credentials.label_lexicon import sources
from classifiers._credentials.labelled import keyed, labelled
from classifiers._credentials.rules import FILES, provider_rules
from classifiers._credentials.utf8 import Utf8
from classifiers._typed import typed
from gateway.model import ClassId, Classifier, CredentialRule, Finding, Needs, Segment

VERSION = 7
"""Goes up when the same rules might find something else."""

CREDENTIAL = ClassId("credential")
FAMILIES = (
    *(tokens, headers, logins, phrases, sentences, signs, tables, commands, blocks, addresses),
    placeholders,
)


def classifier(needs: Needs) -> Classifier:
    listed = not needs.classes or CREDENTIAL in needs.classes
    return Credentials(needs.credential_rules, CompanyRules.of(needs.credential_rules), listed)


def rules() -> dict[str, tuple[str, ...]]:
    """Every rule, and the names of the arguments of its words; a company's own come besides."""
    found = {rule.code: rule.takes for rule in GenericRule}
    return found | {rule.id: tuple(name for name, _ in rule.args) for rule in provider_rules()}


@dataclass(frozen=True)
class Credentials:
    """Finds credentials. Pure, and linear in the text."""

    rules: tuple[CredentialRule, ...] = field(default=(), repr=False)
    company: CompanyRules = field(default=CompanyRules(()), repr=False)
    listed: bool = True
    """Does the policy list the class? A classifier reports no other."""
    id: str = "credential"

    @cached_property
    def revision(self) -> str:
        digest = hashlib.sha256(repr((self.rules, self.listed)).encode())
        for name in ("words.yaml", "lists.yaml", *FILES):
            digest.update(sources().texts[name].encode())
        return f"{VERSION}-{digest.hexdigest()[:16]}"

    def warm(self) -> Iterator[None]:
        """Compile every family of rules, one at each step."""
        for module in FAMILIES:
            module.warm()
            yield

    def classify(self, segment: Segment) -> Iterator[Finding]:
        if not self.listed or not segment.text:
            return
        shown = segment.shown
        hits = self._hits(shown.segment)
        if whole := wraps.unwrapped(shown.segment.text):
            broken = self._hits(replace(shown.segment, text=whole.text))
            hits = wider([*hits, *(hit.moved(*whole.span(hit.start, hit.end)) for hit in broken)])
        if shown.form.ways:  # what is shown joined may begin where a line began
            seen = [hit.moved(*shown.span(hit.start, hit.end)) for hit in hits]
            hits = wider([*seen, *self._hits(segment)])
        for hit in hits:
            code = f"{self.id}/{hit.rule}"
            yield Finding(code, CREDENTIAL, hit.start, hit.end, hit.args, hit.confidence, hit.kind)

    def _hits(self, segment: Segment) -> list[Hit]:
        """What is found in a text as it stands."""
        present = signs.signs(segment.searchable.text.encode("utf-8", "replace"))
        hits = [*self._in_seen(segment.text, present)]
        hits += _in_searched(_head(segment, hits), present)
        return distinct(hits)

    def _in_seen(self, text: str, present: frozenset[str]) -> Iterator[Hit]:
        """What is found where capitals count."""
        source = Utf8(text)
        found = [
            tokens.tokens(text, source, present),
            bounded(blocks.blocks(text), text) if signs.BLOCK in present else (),
            addresses.addresses(text, source, present),
            headers.headers(text, source, present),
            bounded(commands.commands(text, source), text) if signs.COMMAND in present else (),
            bounded(logins.logins(source), text) if signs.LOGIN in present else (),
            self._of_company(text, source),
        ]
        yield from chain.from_iterable(found)

    def _of_company(self, text: str, source: Utf8) -> Iterator[Hit]:
        """Its rules, in the text as it stands and as a keyboard types it."""
        yield from self.company.hits(text, source)
        if self.company.rules and not text.isascii():
            plain = typed(source.data.decode("utf-8", "replace"))
            yield from self.company.hits(plain, Utf8(plain)) if plain != text else ()


_MARGIN = 5_000
"""Characters past which no value goes on that a label before them points at."""


def _head(segment: Segment, hits: list[Hit]) -> Segment:
    """A segment without what is one secret to its end already: nothing more is to be found there.

    What begins before is still read to its end.
    """
    rest = min((hit.start for hit in hits if hit.rank is Rank.REST), default=len(segment.text))
    if rest + _MARGIN >= len(segment.text):
        return segment
    return replace(segment, text=segment.text[: rest + _MARGIN])


def _in_searched(segment: Segment, present: frozenset[str]) -> Iterator[Hit]:
    """What a label points at."""
    if segment.label:
        yield from keyed(segment.text, segment.label)
    yield from labelled(segment)
    yield from bounded(tables.tables(segment), segment.text)
    if signs.PHRASE in present:
        yield from bounded(phrases.phrases(segment), segment.text)
