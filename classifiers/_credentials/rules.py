"""rules/*.yaml -> the rules for tokens whose form their issuer publishes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from classifiers._credentials.label_lexicon import read_yaml
from gateway.model import Args

# More specific files come first; of two rules that fit the same characters the first speaks.
FILES = ("rules/ai.yaml", "rules/cloud.yaml", "rules/code.yaml", "rules/saas.yaml")


@dataclass(frozen=True, slots=True, eq=False)  # told apart for every token: by itself, at once
class Rule:
    """The form of one kind of token.

    `pattern` is RE2. If it has a group `secret`, that is the secret, and the rest is what stands
    around it. `run` are characters besides letters and digits that must not stand right before or
    after. `gate`, if not empty, lists words (as they are written) of which a text must hold one
    before the pattern is tried: patterns that do not begin with fixed letters.
    """

    id: str
    provider: str
    keywords: tuple[str, ...]
    pattern: str
    source: str
    sample: str
    kind: str = "API_KEY"
    entropy: float = 2.5
    """Bits a character that it must have at least."""
    mixed: bool = False
    """Must it have capital and small letters and digits?"""
    digit: bool = False
    """Must it have a digit?"""
    check: str = ""
    """What else must hold, by its name in checks.py."""
    run: str = ""
    gate: tuple[str, ...] = ()
    has_secret_beside: bool = False
    """Is it the id of a key, whose secret has no form and stands beside it?"""

    @property
    def args(self) -> Args:
        """What words for a token of it are made with."""
        return () if self.provider == _ANY else (("provider", self.provider),)


_ANY = "any"
"""The provider of a form that many have."""


@cache
def provider_rules() -> tuple[Rule, ...]:
    """Every rule that comes with the product."""
    return tuple(_rule(entry) for name in FILES for entry in read_yaml(name))


def _rule(entry: dict[str, Any]) -> Rule:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Rule(**fields)
