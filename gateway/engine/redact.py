"""Findings that a service may not receive -> the same content with placeholders in their place.

Looks again at what would be sent: a value may stand in more places than it was found in, and what
is found anew is taken out too, or the content is refused. The same for whoever asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from gateway.engine.classify import Search
from gateway.engine.content import Content
from gateway.engine.decide import Withheld, decide, withheld
from gateway.engine.facts import Facts, tallies
from gateway.model import (
    CannotRewriteError,
    Decision,
    Destination,
    Finding,
    Policy,
    Prompt,
    Request,
    Verdict,
)
from gateway.redaction import Copies, Placeholders, edits, elsewhere, may_hold_placeholder

OF_THE_CALLER = frozenset(
    (
        *("authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key"),
        "ocp-apim-subscription-key",
    )
)
"""Headers in which a key belongs that may stand in the prompt as well."""

ROUNDS = 3
"""Looks at a content that something was taken out of; after the last it is refused."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what was read and found of it."""

    request: Request
    destination: Destination
    content: Content
    prompt: Prompt
    findings: tuple[Finding, ...] = field(repr=False)


def redact(
    asked: Asked, facts: Facts, policy: Policy, search: Search, names: Placeholders
) -> tuple[Content, tuple[Finding, ...]]:
    """The content without what is withheld, and the places where its values stood once more.

    `names` are filled with what was put in. Raises CannotRewriteError with a code.
    """
    content, prompt = asked.content, asked.prompt
    kinds = withheld(facts, policy)
    taken = _of(kinds, asked.findings)
    more = search.elsewhere(elsewhere(prompt, taken), prompt)
    taken += more
    for _ in range(ROUNDS):
        content = content.edited(prompt, edits(prompt, taken, names))
        # Once a password has gone, the word behind it may be taken for the one that the label
        # speaks of: that is taken out too, unless a placeholder stands in it.
        prompt, found = _again(content, policy, search)
        facts = replace(facts, found=tallies(found, prompt), unread=())
        # What was too much to pass is not few now that most of it is gone.
        kinds |= withheld(facts, policy)
        taken = _of(kinds, found)
        if not taken:
            _refuse_copies(asked, prompt, names)
            return content, more
        if Decision(decide(facts, policy)).verdict is Verdict.BLOCK:
            break
        if any(may_hold_placeholder(_text(prompt, f)) for f in taken):
            break
    raise CannotRewriteError("still-found")


def _of(kinds: Collection[Withheld], findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if (f.information_class, f.speaks) in kinds)


def _again(content: Content, policy: Policy, search: Search) -> tuple[Prompt, tuple[Finding, ...]]:
    """What would be sent, looked at anew; but for the files within it, which no edit reaches."""
    prompt = content.read()
    found, late = search(prompt, policy)
    if late:
        raise CannotRewriteError("out-of-time")
    return prompt, found


def _refuse_copies(asked: Asked, prompt: Prompt, names: Placeholders) -> None:
    """What was taken out leaves in no other dress, and in no other place of the request."""
    copies = Copies.of(names.values.values())
    if not copies:
        return
    said = (s.text for s in prompt.segments)
    headers = (v for n, v in asked.request.headers if n.lower() not in OF_THE_CALLER)
    if any(copies.stand_in(text) for text in (*said, *headers, unquote_plus(asked.request.target))):
        raise CannotRewriteError("copy")


def _text(prompt: Prompt, finding: Finding) -> str:
    return prompt.segments[finding.segment].text[finding.start : finding.end]
