"""The nouns of the gate: frozen values and enums. No I/O, nothing but the standard library.

Text that a person wrote stays out of every `repr`, so that it cannot reach a log or a
traceback by accident.
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from typing import NewType, Protocol

from gateway.text import Searchable, searchable

ClassId = NewType("ClassId", str)
"""An information class by its id in allowlist.yaml, for instance `confidential`."""


class Verdict(enum.IntEnum):
    """What becomes of a request, loosest first, so that `max` combines verdicts."""

    ALLOW = 0
    REDACT = 1
    BLOCK = 2

    @property
    def word(self) -> str:
        """`allow`, `redact` or `block`, as in the contract."""
        return self.name.lower()


# ---------------------------------------------------------------- what was sent


@dataclass(frozen=True, slots=True)
class Request:
    """One outgoing request as the proxy saw it: a frozen copy of mitmproxy's mutable flow.

    `target` is path and query as sent. `body` has its content codings undone. `actor` is a
    user's name where the proxy asked for one, else the client's address.
    """

    id: str
    actor: str
    client: str
    host: str
    method: str = "POST"
    target: str = field(default="/", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    scheme: str = "https"
    port: int = 443

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """The first value of a header (name in lower case), or the empty string."""
        return next((v for n, v in self.headers if n.lower() == name), "")

    @property
    def is_navigation(self) -> bool:
        """Is this a browser that opens a page (Fetch Metadata), not a program's call?"""
        if mode := self.header("sec-fetch-mode"):
            return mode == "navigate"
        return self.method in {"GET", "HEAD"} and "text/html" in self.header("accept")


class Part(enum.StrEnum):
    """Which part of a request a segment stood in."""

    BODY = "body"
    FILE_NAME = "file-name"
    QUERY = "query"
    PATH = "path"
    HEADER = "header"


@dataclass(frozen=True)
class Segment:
    """A piece of text in a request, and where it stood.

    `place` is a JSON Pointer (RFC 6901) into the body; names that no wire format knows are
    numbered (`#2` is the third member), so that a place never repeats what a person wrote.
    Outside the body it begins with its part: `query:/0`, `path:/2`, `header:/x-title`.
    `label` is what names the value: the key of a JSON member, the heading of a column.
    """

    place: str
    text: str = field(repr=False)
    part: Part = Part.BODY
    label: str = field(default="", repr=False)
    seams: tuple[int, ...] = ()
    """Offsets, ascending, where texts that stand in other segments too were put together."""

    def is_new(self, start: int, end: int) -> bool:
        """Does a finding at [start, end) say more than the segments that this was made of?

        One that lies within a single piece is found there, with all that stands around it.
        """
        if not self.seams:
            return True
        at = bisect_right(self.seams, start)
        return at < len(self.seams) and self.seams[at] < end

    @cached_property
    def searchable(self) -> Searchable:
        """The text as classifiers search it; worked out once, at the first use."""
        return searchable(self.text)


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters [start, end) of a prompt's segment number `segment` become `text`."""

    segment: int
    start: int
    end: int
    text: str = field(repr=False)


class CannotRewriteError(ValueError):
    """An edit falls where the wire format does not let a text be changed."""


class Rewriter(Protocol):
    """Puts edits into the body that a prompt was read from, every other byte unchanged."""

    def __call__(self, edits: Iterable[Edit]) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a request says: every piece of text, and the parts that could not be read.

    `unread` names the place and the cause, never what a person wrote:
    `/messages/0/content/1: image/png, no text can be read`.
    """

    segments: tuple[Segment, ...] = ()
    unread: tuple[str, ...] = ()
    rewrite: Rewriter | None = field(default=None, repr=False, compare=False)


# ---------------------------------------------------------------- what was found


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim that text is of a registered asset rests on, all its places in one text taken
    together: `characters` recognised in `places` of it, a `share` (0 to 1) of the asset; of a
    table `rows`, known by `cells`."""

    places: int
    characters: int = 0
    share: float = 0.0
    rows: int = 0
    cells: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One classifier's claim that characters [start, end) of a segment hold a class.

    Spans count characters of the original text. `place` is filled in by the gate, a
    classifier leaves it empty. Never holds the text itself.
    """

    classifier: str
    information_class: ClassId
    start: int
    end: int
    reason: str
    confidence: float = 1.0
    kind: str = ""
    """What it is more closely, in capitals, for a placeholder: PHONE, MY_NUMBER, API_KEY."""
    place: str = ""
    segment: int = -1
    asset: str = ""
    """The registered asset that it is a fragment of, by its id; empty for any other finding."""
    title: str = ""
    evidence: Evidence | None = None


class Classifier(Protocol):
    """Finds one kind of information. Pure, and linear in the length of the text."""

    @property
    def id(self) -> str: ...

    @property
    def revision(self) -> str:
        """Changes whenever the same text might give other findings."""
        ...

    def classify(self, segment: Segment) -> Iterable[Finding]: ...


@dataclass(frozen=True, slots=True)
class AssetMatch:
    """Characters [start, end) of a text that hold a fragment of a registered asset.

    `characters` of the text were recognised, which are `share` (0 to 1) of the asset; for a table
    `rows` of it, by `cells` cells. Never holds the text itself.
    """

    asset: str
    title: str
    information_class: ClassId
    start: int
    end: int
    characters: int = 0
    share: float = 0.0
    cells: int = 0
    rows: int = 0


class AssetIndex(Protocol):
    """The registered documents and tables, as the gate looks them up. Safe to use from threads."""

    @property
    def revision(self) -> str:
        """Changes whenever the same text might match otherwise."""
        ...

    def match(self, text: str) -> Iterable[AssetMatch]:
        """Every fragment in a text, in order of place; time linear in its length."""
        ...


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


# ---------------------------------------------------------------- the AI services


@dataclass(frozen=True, slots=True)
class Restriction:
    """A vendor's header that keeps people to the company's own workspaces.

    The gate sets it on requests to `hosts` (exact) and below `suffixes`, always overwriting.
    `tenant` names the kind of id that it takes; a service's other tenants are not for it.
    `template` makes the value of them: `{csv}` is `a,b`, `{list}` is `a, b`, `{first}` is `a`,
    `{base64}` is Google's encoded JSON.
    """

    header: str
    hosts: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    template: str = "{csv}"
    tenant: str = "text"
    most: int = 0
    """How many ids the vendor takes, 0 for any number."""
    lines: int = 1
    """Over how many numbered headers (`name`, `name1`, ...) a long list may be spread."""


@dataclass(frozen=True, slots=True)
class PathFormat:
    """Requests whose path matches `path` (`*` stands for one or more characters) use `format`."""

    path: str
    format: str


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An AI service that the world has."""

    id: str
    name: str
    vendor: str
    hosts: frozenset[str] = frozenset()
    """Exact host names, lower case."""
    suffixes: tuple[str, ...] = ()
    """Domains that stand for themselves and every host below them."""
    patterns: tuple[str, ...] = ()
    """Host names of which `*` stands for one or more characters within a label, never a dot."""
    shared: frozenset[str] = frozenset()
    """Hosts that also do other work: of this service where it is approved, else no AI."""
    format: str = "generic"
    paths: tuple[PathFormat, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    sign_in: frozenset[str] = frozenset()
    """Hosts where people sign in: a restriction header is set there, the body is not read."""
    web_app: bool = False
    http2: bool = False
    """Speak HTTP/2 to it (bot protection wants it); API hosts get HTTP/1.1."""
    api_hosts: frozenset[str] = frozenset()
    """Hosts of a web app's entry that programs call: they get HTTP/1.1 all the same."""
    sockets: tuple[PathFormat, ...] = ()
    """Paths of WebSockets whose messages can be read, with the shape of a refusal there."""

    def speaks_http2(self, host: str) -> bool:
        """Does this host of the service want HTTP/2?"""
        return self.http2 and host.lower().rstrip(".") not in self.api_hosts

    def format_of(self, path: str) -> str:
        """The wire format of a request by its path."""
        from fnmatch import fnmatchcase

        return next((p.format for p in self.paths if fnmatchcase(path, p.path)), self.format)

    def socket_of(self, path: str) -> str | None:
        """The shape in which a WebSocket at this path is refused; None where none is read."""
        from fnmatch import fnmatchcase

        return next((p.format for p in self.sockets if fnmatchcase(path, p.path)), None)


# ---------------------------------------------------------------- the policy


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a class asks of a service's `handling` before the service may receive it."""

    never: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InformationClass:
    """An information class of the policy; `rank` counts from the least sensitive, 0."""

    id: ClassId
    label: str
    rank: int
    requires: Requirements = Requirements()
    at_least: int = 1
    """Fewer distinct values than this in one prompt pass; what a marker says counts always."""


@dataclass(frozen=True, slots=True)
class Approval:
    by: str
    on: date | None = None
    review_by: date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """An approved AI: an entry of `services:` joined with its catalogue entry."""

    id: str
    entry: CatalogueEntry
    may_receive: frozenset[ClassId] = frozenset()
    redact: frozenset[ClassId] = frozenset()
    tenants: tuple[str, ...] = ()
    handling: Mapping[str, object] = field(default_factory=dict)
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    users: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """The first rule that fits wins; None leaves the service's own list as it is.

    An empty `groups` or `services` fits everyone and everything.
    """

    groups: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    may_receive: frozenset[ClassId] | None = None
    redact: frozenset[ClassId] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes. A body over `body` as sent, or over `decoded` once unpacked, is answered 413."""

    body: int = 20 * 2**20
    decoded: int = 32 * 2**20


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """One of the policy's own tests."""

    prompt: str = field(repr=False)
    to: str
    actor: str
    expect: Verdict
    line: int = 0


class Mode(enum.StrEnum):
    ENFORCE = "enforce"
    MONITOR = "monitor"


class OtherTraffic(enum.StrEnum):
    TUNNEL = "tunnel"
    INSPECT = "inspect"
    REFUSE = "refuse"


class Language(enum.StrEnum):
    JA = "ja"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Policy:
    """allowlist.yaml, parsed. `revision` is the digest of the text that it came from."""

    revision: str
    classes: Mapping[ClassId, InformationClass]
    services: Mapping[str, Service]
    organization: str = ""
    contact: str = ""
    language: Language = Language.JA
    mode: Mode = Mode.ENFORCE
    unclassified: ClassId | None = None
    other_traffic: OtherTraffic = OtherTraffic.TUNNEL
    refuse_unread: bool = True
    refuse_overdue: bool = False
    """Refuse a service whose approval is past its review date (else it is only reported)."""
    limits: Limits = Limits()
    htpasswd: str = ""
    """Path of the password file as the policy has it, relative to the policy's folder."""
    groups: Mapping[str, Group] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    needs: Needs = Needs()
    keep_days: int | None = None
    recognizers: str = ""
    credential_rules: str = ""
    """Paths of further recognizers and rules as the policy has them, relative to its folder."""
    labels: Mapping[str, ClassId] = field(default_factory=dict)
    """Microsoft sensitivity label -> class."""
    tests: tuple[PolicyTest, ...] = ()


# ---------------------------------------------------------------- what is decided


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
