"""Policy, service, class -> what the gate answers. The table of `engine.decide`, seen whole."""

from __future__ import annotations

from datetime import date

from gateway.engine.decide import unmet
from gateway.model import ClassId, InformationClass, Policy, Service, Verdict

Lists = tuple[frozenset[ClassId], frozenset[ClassId]]
"""What may be received as it is, and what is redacted."""

OWN = "own:"
"""Begins the id of an entry that the policy itself makes: a service called `openai` with hosts
of its own must not pass for the vendor's entry."""

FOUND_IN_PART = frozenset({"personal", "credential"})
"""Classes of which a part of the text is found, so that it can be taken out. What a marker
finds speaks for the whole text."""


def answer(listed: InformationClass, service: Service, lists: Lists) -> Verdict:
    """What becomes of a text in which this class was found in part (not by a marker)."""
    may_receive, redact = lists
    if listed.requires.never:
        return Verdict.BLOCK
    if listed.id in may_receive:
        return Verdict.BLOCK if short_of(listed, service) else Verdict.ALLOW
    return Verdict.REDACT if listed.id in redact else Verdict.BLOCK


def short_of(listed: InformationClass, service: Service) -> list[str]:
    """The facts that the class requires and the service's handling does not meet."""
    return unmet(listed.requires.facts, service.handling)


def plain_answer(policy: Policy, lists: Lists) -> Verdict:
    """What becomes of a text in which nothing was found."""
    if policy.unclassified is None or policy.unclassified in lists[0]:
        return Verdict.ALLOW
    return Verdict.BLOCK


def own_lists(service: Service) -> Lists:
    return service.may_receive, service.redact


def can_be_redacted(class_id: ClassId, policy: Policy) -> bool:
    """Does anything find this class in a part of a text?"""
    return class_id in FOUND_IN_PART or any(
        p.information_class == class_id for p in policy.needs.patterns
    )


def overdue(service: Service, today: date) -> bool:
    """Is the service's approval past its review date?"""
    review = service.approval.review_by if service.approval else None
    return review is not None and review < today
