"""What is decided: whom a request goes to, why what becomes of it, and what the edge must do."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.model.finding import Finding
from gateway.model.ids import ClassId, Verdict
from gateway.model.request import Prompt, Request
from gateway.model.service import CatalogueEntry, Service


class Standing(enum.StrEnum):
    """What a host is to this company."""

    APPROVED = "approved"
    UNLISTED_AI = "unlisted-ai"
    SIGN_IN = "sign-in"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Destination:
    """Whom a request goes to: an approved service, an AI that is not on the list, or no AI."""

    standing: Standing
    host: str
    service: Service | None = None
    entry: CatalogueEntry | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one rule asked for one verdict, in words for the person who reads them."""

    rule: str
    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and everything that led to it. Without any reason it is a refusal."""

    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...] = ()
    unread: tuple[str, ...] = ()
    segments: int = 0
    characters: int = 0

    @property
    def verdict(self) -> Verdict:
        return max((r.verdict for r in self.reasons), default=Verdict.BLOCK)


@dataclass(frozen=True, slots=True)
class Forward:
    """Let it through as it is, but for the vendor's restriction headers."""

    set_headers: tuple[tuple[str, str], ...] = ()
    drop_headers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Let it through with another body (content codings are dropped by the edge).

    `placeholders` are what was put in, without brackets, and what each stands for; `classes` of
    what class that is.
    """

    body: bytes = field(repr=False)
    set_headers: tuple[tuple[str, str], ...] = ()
    drop_headers: frozenset[str] = frozenset()
    placeholders: Mapping[str, str] = field(default_factory=dict, repr=False)
    classes: Mapping[str, ClassId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer in the vendor's place; nothing leaves."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


Action = Forward | Rewrite | Refuse


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says of one request: why, and what the edge must do."""

    request: Request
    destination: Destination
    decision: Decision
    action: Action
    enforced: bool = True
    prompt: Prompt = Prompt()
