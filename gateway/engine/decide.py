"""Facts, policy -> reasons: the policy's table applied. Every rule speaks, for yes as for no.

Takes only what an audit record holds, so that a past decision can be taken again under another
policy without keeping one prompt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.engine.facts import Facts, Tally
from gateway.model import (
    ClassId,
    InformationClass,
    OtherTraffic,
    Policy,
    Reason,
    Service,
    Speaks,
    Standing,
    Unread,
    Verdict,
    args,
)
from gateway.model.unread import bounded
from gateway.policy.rights import Answer, Lists, answer, overdue, rights, short_of

MAX_FINDINGS = 1_000
"""Findings that a decision keeps; a record lists as many of them as fit (listing.py)."""

MAX_UNREAD_TOLD = 20
"""Places of which each has a reason; whoever is refused reads no more, and one is enough."""


def decide(facts: Facts, policy: Policy) -> tuple[Reason, ...]:
    """The reasons of every rule. The verdict is their maximum."""
    if facts.problem:
        return (Reason(facts.problem, Verdict.BLOCK, facts.problem_args),)
    match facts.standing:
        case Standing.APPROVED:
            service = policy.services.get(facts.service)
            return tuple(_approved(facts, service, policy)) if service else (_unlisted(facts),)
        case Standing.UNLISTED_AI:
            return (_unlisted(facts),)
        case Standing.SIGN_IN:
            return (Reason("destination/sign-in", Verdict.ALLOW, args(host=facts.host)),)
        case Standing.OTHER:
            return (_other(facts, policy),)


def _unlisted(facts: Facts) -> Reason:
    if not facts.ai:
        return Reason("destination/unlisted-host", Verdict.BLOCK, args(host=facts.host))
    named = args(host=facts.host, name=facts.ai)
    return Reason("destination/unlisted", Verdict.BLOCK, named)


def _other(facts: Facts, policy: Policy) -> Reason:
    host = args(host=facts.host)
    if policy.other_traffic is OtherTraffic.REFUSE:
        return Reason("destination/other-refused", Verdict.BLOCK, host)
    return Reason("destination/other", Verdict.ALLOW, host)


def _approved(facts: Facts, service: Service, policy: Policy) -> Iterator[Reason]:
    yield Reason("destination/approved", Verdict.ALLOW, args(service=service.id))
    yield from _approval(service, policy, facts)
    if "register" in facts.lacking:
        yield Reason("lacking/register", Verdict.BLOCK)
    lists = rights(policy, service, facts.groups)
    yield from (a.reason for a in _answers(facts, service, lists, policy))
    yield from _unclassified(facts, service, lists, policy)
    for unread in _told(facts.unread):
        yield _unread(unread, policy)
    if facts.unlisted:
        kept = args(count=facts.count, kept=facts.count - facts.unlisted)
        yield Reason("findings", Verdict.ALLOW, kept)


def _approval(service: Service, policy: Policy, facts: Facts) -> Iterator[Reason]:
    if overdue(service, facts.today):
        assert service.approval
        assert service.approval.review_by
        verdict = Verdict.BLOCK if policy.refuse_overdue else Verdict.ALLOW
        date = service.approval.review_by.isoformat()
        yield Reason("approval", verdict, args(service=service.id, date=date))


def _unclassified(facts: Facts, service: Service, lists: Lists, policy: Policy) -> Iterator[Reason]:
    """Text without a finding has a class as well: the one that the policy gives it."""
    listed = policy.classes.get(policy.unclassified) if policy.unclassified else None
    if listed and facts.has_text and listed.id not in lists[0]:
        counts_as = args(service=service.id, information_class=listed.id)
        yield Reason("unclassified", Verdict.BLOCK, counts_as)


def _told(unread: Sequence[Unread]) -> Sequence[Unread]:
    """The places that have a reason of their own; all of them stand in the record besides."""
    return unread if len(unread) <= MAX_UNREAD_TOLD else bounded(unread, MAX_UNREAD_TOLD)


def _unread(unread: Unread, policy: Policy) -> Reason:
    said = args(**{**dict(unread.args), "place": unread.place, "code": unread.code})
    if policy.refuse_unread:
        return Reason("unread/refused", Verdict.BLOCK, said)
    return Reason("unread/allowed", Verdict.ALLOW, said)


# ---------------------------------------------------------------- what was found


@dataclass(frozen=True, slots=True)
class _Answered:
    """The answer to all findings of one class that speak for the same."""

    information_class: ClassId
    speaks: Speaks
    reason: Reason


Withheld = tuple[ClassId, Speaks]
"""A class, and what its findings speak for, that a service may not receive as they are."""


def withheld(facts: Facts, policy: Policy) -> frozenset[Withheld]:
    """What of these facts the service may not receive as it is."""
    service = policy.services.get(facts.service)
    if not service:
        return frozenset()
    return frozenset(
        (a.information_class, a.speaks)
        for a in _answers(facts, service, rights(policy, service, facts.groups), policy)
        if a.reason.verdict is not Verdict.ALLOW
    )


def _answers(facts: Facts, service: Service, lists: Lists, policy: Policy) -> Iterator[_Answered]:
    for (class_id, speaks), found in _by_class(facts.found).items():
        listed = policy.classes.get(class_id) or InformationClass(class_id, class_id, 0)
        code, verdict, more = _answer(facts, listed, speaks, service, lists)
        count = sum(t.count for t in found)
        said = args(service=service.id, information_class=class_id, count=count, **more)
        yield _Answered(class_id, speaks, Reason(f"information-class/{code}", verdict, said))


def _by_class(found: Sequence[Tally]) -> dict[tuple[ClassId, Speaks], list[Tally]]:
    """By class in the order in which they were found; of a class what speaks for the text first."""
    classes = {t.information_class: None for t in found}
    groups: dict[tuple[ClassId, Speaks], list[Tally]] = {}
    for class_id in classes:
        for speaks in (Speaks.TEXT, Speaks.PASSAGE, Speaks.VALUE):
            of = [t for t in found if t.information_class == class_id and t.speaks is speaks]
            if of:
                groups[class_id, speaks] = of
    return groups


def _answer(
    facts: Facts, listed: InformationClass, speaks: Speaks, service: Service, lists: Lists
) -> tuple[str, Verdict, dict[str, str | int]]:
    """The policy's answer, and what of this prompt makes it another."""
    distinct = facts.distinct(listed.id)
    if speaks is Speaks.VALUE and distinct < listed.at_least:
        # So few that the policy lets them pass, whatever the service may receive.
        return "few", Verdict.ALLOW, {"distinct": distinct, "least": listed.at_least}
    answered = answer(listed, service, lists)
    if answered is Answer.REQUIRES:
        lacking = ", ".join(short_of(listed, service))
        return answered.code, answered.verdict, {"facts": lacking}
    if answered is Answer.REDACT and speaks is Speaks.TEXT:
        return "speaks-for-the-text", Verdict.BLOCK, {}
    if answered is Answer.REDACT and facts.not_rewritable:
        return "cannot-redact", Verdict.BLOCK, {"cause": facts.not_rewritable}
    return answered.code, answered.verdict, {}
