"""What is decided: whom a request goes to, why what becomes of it, and what the edge must do."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.model.finding import Finding
from gateway.model.ids import Args, ClassId, Verdict
from gateway.model.service import CatalogueEntry, Service
from gateway.model.unread import Unread


class Standing(enum.StrEnum):
    """What a host is to this company."""

    APPROVED = "approved"
    UNLISTED_AI = "unlisted-ai"
    SIGN_IN = "sign-in"
    OTHER = "other"


class Problem(enum.Enum):
    """What keeps a request from being looked at at all: its code, and the status of the answer."""

    TOO_LARGE = ("too-large", 413)
    INFLATED = ("inflated", 413)
    LONG_HEAD = ("long-head", 431)
    UNDECODABLE = ("undecodable", 415)
    MALFORMED = ("malformed", 400)
    MISMATCH = ("mismatch", 421)
    WEBSOCKET = ("websocket", 426)
    METHOD = ("method", 501)
    FAILURE = ("failure", 500)
    NO_RECORD = ("no-space", 500)
    NO_READER = ("no-reader", 500)
    BUSY = ("busy", 503)
    TOO_MUCH_WORK = ("too-much-work", 413)

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def status(self) -> int:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Destination:
    """Whom a request goes to: an approved service, an AI that is not on the list, or no AI."""

    standing: Standing
    host: str
    service: Service | None = None
    entry: CatalogueEntry | None = None

    def format_of(self, path: str) -> str:
        """The wire format of a request to it by its path."""
        return self.entry.format_of(path) if self.entry else "generic"

    def signs_in(self, path: str) -> bool:
        """Does somebody sign in to an approved service there?"""
        return self.service is not None and self.service.entry.signs_in(path)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one rule asked for one verdict.

    `code` is `<rule>/<case>`, or the rule alone where it has one case; `args` are what the words
    for it are made with (gateway.messages).
    """

    code: str
    verdict: Verdict
    args: Args = ()

    @property
    def rule(self) -> str:
        return self.code.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and everything that led to it. Without any reason it is a refusal."""

    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...] = ()
    unread: tuple[Unread, ...] = ()
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

    `texts` are those of a question that was plain texts. `placeholders` are what was put in,
    without brackets, and what each stands for; `classes` of what class that is.
    """

    body: bytes = field(repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)
    set_headers: tuple[tuple[str, str], ...] = ()
    drop_headers: frozenset[str] = frozenset()
    placeholders: Mapping[str, str] = field(default_factory=dict, repr=False)
    classes: Mapping[str, ClassId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer in the vendor's place; nothing leaves. `problem` is what kept it from being looked
    at, None where the policy refuses."""

    problem: Problem | None = None


Action = Forward | Rewrite | Refuse
