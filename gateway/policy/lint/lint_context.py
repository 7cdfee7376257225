"""What a check of the linter has before it: the policy, its text by lines, and the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gateway.errors import Fault
from gateway.model import ClassId, Policy, Rule, Service
from gateway.policy.lines import Source
from gateway.policy.rights import own_lists
from gateway.policy.syntax import shorten


@dataclass(frozen=True, slots=True)
class LintContext:
    policy: Policy
    source: Source
    name: str
    today: date

    def at(self, *path: str | int, en: str, ja: str) -> Fault:
        place = ".".join(shorten(p) for p in path if isinstance(p, str))
        lead = f"{place}: " if place else ""
        return Fault(self.source.line(*path), lead + en, self.name, lead + ja)

    def has(self, *path: str | int) -> bool:
        return path in self.source.lines


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a service, or of a rule for a service."""

    path: tuple[str | int, ...]
    service: Service
    may_receive: frozenset[ClassId]
    redact: frozenset[ClassId]
    own: tuple[bool, bool] = (True, True)
    """Are may_receive and redact written at this path, not taken over from the service?"""


def all_lists(policy: Policy) -> Iterator[Lists]:
    for service in policy.services.values():
        yield Lists(("services", service.id), service, *own_lists(service))
    for i, rule in enumerate(policy.rules):
        for service in services_of(rule, policy):
            yield Lists(
                ("rules", i),
                service,
                service.may_receive if rule.may_receive is None else rule.may_receive,
                service.redact if rule.redact is None else rule.redact,
                (rule.may_receive is not None, rule.redact is not None),
            )


def services_of(rule: Rule, policy: Policy) -> list[Service]:
    return [s for s in policy.services.values() if not rule.services or s.id in rule.services]
