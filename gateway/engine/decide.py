"""Destination, findings, unread -> reasons: the table of the policy. Every rule speaks.

Takes only what an audit record holds, so that a past decision can be taken again under
another policy without keeping one prompt.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from gateway.engine.distinct_values import WHOLE_TEXTS
from gateway.messages.wording import say
from gateway.model import (
    ClassId,
    Destination,
    Finding,
    Group,
    InformationClass,
    Policy,
    Reason,
    Rule,
    Service,
    Standing,
    Verdict,
)

MARKER = "marker"
"""The classifier whose finding speaks for the whole text and is never redacted."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on."""

    destination: Destination
    actor: str
    client: str
    findings: tuple[Finding, ...] = ()
    unread: tuple[str, ...] = ()
    has_text: bool = False
    """Is there text in the body, not only a path and headers?"""
    fixed: str = ""
    """Why the body cannot be rewritten (signed, binary), or empty."""
    today: date = date.min
    few: Mapping[ClassId, int] = field(default_factory=dict)
    """Classes of which the prompt holds fewer distinct values than their `at_least`; how many."""


def decide(facts: Facts, policy: Policy) -> tuple[Reason, ...]:
    """The reasons of every rule, for yes as for no. The verdict is their maximum."""
    match facts.destination.standing:
        case Standing.APPROVED:
            assert facts.destination.service
            return tuple(_approved(facts, facts.destination.service, policy))
        case Standing.UNLISTED_AI:
            return (_unlisted(facts.destination, policy),)
        case Standing.SIGN_IN:
            return (_passes(facts, policy, "sign-in"),)
        case Standing.OTHER:
            return (_other(facts, policy),)


def _unlisted(destination: Destination, policy: Policy) -> Reason:
    key = "unlisted" if destination.entry else "unlisted-host"
    name = destination.entry.name if destination.entry else ""
    text = say(policy.language, key, host=destination.host, name=name)
    return Reason("destination", Verdict.BLOCK, text)


def _passes(facts: Facts, policy: Policy, key: str) -> Reason:
    text = say(policy.language, key, host=facts.destination.host)
    return Reason("destination", Verdict.ALLOW, text)


def _other(facts: Facts, policy: Policy) -> Reason:
    if policy.other_traffic != "refuse":
        return _passes(facts, policy, "other")
    text = say(policy.language, "other-refused", host=facts.destination.host)
    return Reason("destination", Verdict.BLOCK, text)


def _approved(facts: Facts, service: Service, policy: Policy) -> Iterator[Reason]:
    yield Reason("destination", Verdict.ALLOW, say(policy.language, "approved", service=service.id))
    yield from _approval(service, policy, facts.today)
    may_receive, redact = rights(service, policy, facts.actor, facts.client)
    for class_id, found in _by_class(facts.findings).items():
        listed = policy.classes.get(class_id) or InformationClass(class_id, class_id, 0)
        yield from _for_class(_Case(service, listed, may_receive, redact, facts), found, policy)
    yield from _unclassified(facts, service, may_receive, policy)
    for what in facts.unread:
        yield _unread(what, policy)


def _approval(service: Service, policy: Policy, today: date) -> Iterator[Reason]:
    review = service.approval.review_by if service.approval else None
    if review and review < today:
        verdict = Verdict.BLOCK if policy.refuse_overdue else Verdict.ALLOW
        text = say(policy.language, "overdue", service=service.id, date=review.isoformat())
        yield Reason("approval", verdict, text)


@dataclass(frozen=True, slots=True)
class _Case:
    service: Service
    listed: InformationClass
    may_receive: frozenset[ClassId]
    redact: frozenset[ClassId]
    facts: Facts


def _for_class(case: _Case, found: list[Finding], policy: Policy) -> Iterator[Reason]:
    """One reason for all findings of a class; markers and the rest apart, as they may differ."""
    marked = [f for f in found if f.classifier == MARKER]
    others = [f for f in found if f.classifier != MARKER]
    for group, by_marker in ((marked, True), (others, False)):
        if group:
            few = all(f.classifier not in WHOLE_TEXTS for f in group) and _few(case)
            key, verdict, values = few or _rule_for(case, by_marker)
            text = say(
                policy.language,
                key,
                service=case.service.id,
                label=case.listed.label,
                count=len(group),
                **values,
            )
            yield Reason("information-class", verdict, text)


def _few(case: _Case) -> tuple[str, Verdict, dict[str, str]] | None:
    """So few that the policy lets them pass, whatever the service may receive."""
    if (distinct := case.facts.few.get(case.listed.id)) is None:
        return None
    return "few", Verdict.ALLOW, {"distinct": str(distinct), "least": str(case.listed.at_least)}


def _rule_for(case: _Case, by_marker: bool) -> tuple[str, Verdict, dict[str, str]]:
    requires = case.listed.requires
    if requires.never:
        return "never", Verdict.BLOCK, {}
    if case.listed.id in case.may_receive:
        if lacking := unmet(requires.facts, case.service.handling):
            return "requires", Verdict.BLOCK, {"facts": ", ".join(lacking)}
        return "may", Verdict.ALLOW, {}
    if case.listed.id not in case.redact:
        return "may-not", Verdict.BLOCK, {}
    if by_marker:
        return "marker-speaks", Verdict.BLOCK, {}
    if case.facts.fixed:
        return "cannot-redact", Verdict.BLOCK, {"cause": case.facts.fixed}
    return "redact", Verdict.REDACT, {}


def unmet(required: Mapping[str, object], handling: Mapping[str, object]) -> list[str]:
    """The facts of a service's handling that fall short; an unknown fact falls short too."""
    return [
        f"{name}: {want}" for name, want in required.items() if not _meets(name, want, handling)
    ]


def _meets(name: str, want: object, handling: Mapping[str, object]) -> bool:
    have = handling.get(name)
    if have is None:
        return False
    if name == "retention_days" and isinstance(have, int) and isinstance(want, int):
        return have <= want  # kept for a shorter time than demanded is better, not worse
    if isinstance(want, (list, tuple)):
        return have in want
    return have == want


def _unclassified(
    facts: Facts, service: Service, may_receive: frozenset[ClassId], policy: Policy
) -> Iterator[Reason]:
    """Text without a finding has a class as well: the one that the policy gives it."""
    listed = policy.classes.get(policy.unclassified) if policy.unclassified else None
    if listed and facts.has_text and listed.id not in may_receive:
        text = say(policy.language, "unclassified", service=service.id, label=listed.label)
        yield Reason("unclassified", Verdict.BLOCK, text)


def _unread(what: str, policy: Policy) -> Reason:
    verdict = Verdict.BLOCK if policy.refuse_unread else Verdict.ALLOW
    key = "unread" if policy.refuse_unread else "unread-allowed"
    return Reason("unread", verdict, say(policy.language, key, what=what))


def _by_class(findings: Iterable[Finding]) -> dict[ClassId, list[Finding]]:
    groups: dict[ClassId, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.information_class, []).append(finding)
    return groups


# ---------------------------------------------------------------- who may send what


def rights(
    service: Service, policy: Policy, actor: str, client: str
) -> tuple[frozenset[ClassId], frozenset[ClassId]]:
    """What a person may send to a service: as it is, and redacted. The first rule that fits."""
    for rule in policy.rules:
        if _fits(rule, service, policy, actor, client):
            return (
                service.may_receive if rule.may_receive is None else rule.may_receive,
                service.redact if rule.redact is None else rule.redact,
            )
    return service.may_receive, service.redact


def _fits(rule: Rule, service: Service, policy: Policy, actor: str, client: str) -> bool:
    if rule.services and service.id not in rule.services:
        return False
    groups = (policy.groups[g] for g in rule.groups if g in policy.groups)
    return not rule.groups or any(belongs(g, actor, client) for g in groups)


def belongs(group: Group, actor: str, client: str) -> bool:
    """Is this user, or the address that the request came from, a member of the group?"""
    if actor in group.users:
        return True
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped.version == n.version and mapped in n for n in group.networks)
