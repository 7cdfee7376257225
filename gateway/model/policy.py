"""allowlist.yaml as values: classes, groups, rules, and the policy that holds them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from gateway.model.ids import ClassId, Language, Verdict
from gateway.model.needs import Needs
from gateway.model.service import Service


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
    """Bytes, and seconds. A body over `body` as sent, or over `decoded` once unpacked, is
    answered 413."""

    body: int = 20 * 2**20
    decoded: int = 32 * 2**20
    answer_silence: int = 60 * 60
    """Seconds for which nothing may come while an answer is awaited; models think for long."""
    tunnel_silence: int = 24 * 60 * 60
    """The same of a tunnel that passes closed, and of a socket."""


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """One of the policy's own tests."""

    prompt: str = field(repr=False)
    to: str
    actor: str
    expect: Verdict
    line: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """Addresses near the gate that may be connected to through it; no port: at any."""

    network: IPv4Network | IPv6Network
    port: int | None = None

    def __str__(self) -> str:
        whole = self.network.prefixlen == self.network.max_prefixlen
        shown = str(self.network.network_address if whole else self.network)
        if self.port is None:
            return shown
        return f"[{shown}]:{self.port}" if ":" in shown else f"{shown}:{self.port}"


class Mode(enum.StrEnum):
    ENFORCE = "enforce"
    MONITOR = "monitor"


class OtherTraffic(enum.StrEnum):
    TUNNEL = "tunnel"
    INSPECT = "inspect"
    REFUSE = "refuse"


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
    local: tuple[Reach, ...] = ()
    """What may be reached of the gate's own machine, its loopback and link-local addresses."""
    refuse_nameless: bool = True
    """Refuse TLS to a public address without a server name, or with one that cannot be read."""
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
    is_sample: bool = False
    """Is it the one that comes with the product? Its names and approvals are nobody's."""
    tests: tuple[PolicyTest, ...] = ()
