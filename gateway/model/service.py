"""The AI services that the world has, and those of them that a company approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gateway.model.ids import ClassId


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


OAUTH_PATHS = frozenset(
    f"{root}/{oauth}/{end}"
    for root in ("", "/api", "/v1", "/api/v1")
    for oauth in ("oauth", "oauth2")
    for end in ("token", "revoke", "introspect", "device/code", "device_authorization")
)
"""Where OAuth 2.0 (RFC 6749, 7009, 7662, 8628) is spoken at a vendor's own hosts, as a rule."""


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
    sign_in_paths: frozenset[str] = frozenset()
    """Paths of its other hosts at which programs and people sign in. What they are made of (keys,
    passwords, addresses) goes as it is; it is no prompt."""
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

    def signs_in(self, path: str) -> bool:
        """Does somebody sign in at this path? Only in the one spelling that the vendor uses."""
        return path in self.sign_in_paths or path in OAUTH_PATHS

    def format_of(self, path: str) -> str:
        """The wire format of a request by its path."""
        from fnmatch import fnmatchcase

        return next((p.format for p in self.paths if fnmatchcase(path, p.path)), self.format)

    def socket_of(self, path: str) -> str | None:
        """The shape in which a WebSocket at this path is refused; None where none is read."""
        from fnmatch import fnmatchcase

        return next((p.format for p in self.sockets if fnmatchcase(path, p.path)), None)


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
