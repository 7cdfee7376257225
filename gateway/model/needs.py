"""What classifiers are given: the policy's words for what is to be looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.model.finding import AssetIndex
from gateway.model.ids import ClassId


@dataclass(frozen=True, slots=True)
class PatternRule:
    """An entry of `patterns:` in the policy."""

    id: str
    information_class: ClassId
    regex: str
    finds: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a rule for credentials lets pass: an allowlist in gitleaks' sense.

    `target` says what `regexes` look at: the secret, the match or the line. Stopwords are in lower
    case. With `every` both must fit, else one is enough.
    """

    regexes: tuple[str, ...] = ()
    stopwords: tuple[str, ...] = ()
    target: str = "secret"
    every: bool = False


@dataclass(frozen=True, slots=True)
class CredentialRule:
    """A rule of the company for credentials, in gitleaks' sense; `regex` is RE2.

    A text without any of the keywords (lower case) is not looked at. `secret_group` 0 stands for
    the first group that took part, else the whole match. `notes` say what of the rule was left out.
    """

    id: str
    regex: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    entropy: float = 0.0
    secret_group: int = 0
    allow: tuple[Allowance, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What a classifier is given: the policy's words for it. It never opens a file."""

    classes: frozenset[ClassId] = frozenset()
    """The ids of the classes that the policy lists; a classifier reports no other."""
    marker_packs: tuple[str, ...] = ()
    marker_words: Mapping[ClassId, tuple[str, ...]] = field(default_factory=dict)
    patterns: tuple[PatternRule, ...] = ()
    credential_rules: tuple[CredentialRule, ...] = ()
    """The company's own rules for credentials."""
    bulk: int = 20
    """So many persons or numbers in one prompt are class `personal_bulk`."""
    personal: bool = True
    """Is personal information looked for, where its class is listed?"""
    recognizers: Mapping[str, object] = field(default_factory=dict)
    """The company's own recognizers in Presidio's form, as its YAML file has them."""
    labels: Mapping[str, ClassId] = field(default_factory=dict)
    """Microsoft sensitivity label (GUID) -> class."""
    assets: AssetIndex | None = field(default=None, repr=False, compare=False)
    """What the company has registered; None where there is no register."""
