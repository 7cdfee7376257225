"""Policy, service, class, groups -> what the gate answers, and whose rights hold.

The one home of the decision table: the engine decides by it; the linter, the summary and the
comparison of two policies read it.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from gateway.model import ClassId, Group, InformationClass, Policy, Service, Verdict

Lists = tuple[frozenset[ClassId], frozenset[ClassId]]
"""What may be received as it is, and what is redacted."""

OWN = "own:"
"""Begins the id of an entry that the policy itself makes: a service called `openai` with hosts
of its own must not pass for the vendor's entry."""

FOUND_IN_PART = frozenset({"personal", "credential"})
"""Classes of which a part of the text is found, so that it can be taken out. What a marker
finds speaks for the whole text."""


class Answer(enum.Enum):
    """What the policy says of a class at a service, with the verdict that follows."""

    MAY = ("may", Verdict.ALLOW)
    REDACT = ("redact", Verdict.REDACT)
    MAY_NOT = ("may-not", Verdict.BLOCK)
    REQUIRES = ("requires", Verdict.BLOCK)
    NEVER = ("never", Verdict.BLOCK)

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def verdict(self) -> Verdict:
        return self.value[1]


def answer(listed: InformationClass, service: Service, lists: Lists) -> Answer:
    """What becomes of a text in which this class was found in a part that can be taken out."""
    may_receive, redact = lists
    if listed.requires.never:
        return Answer.NEVER
    if listed.id in may_receive:
        return Answer.REQUIRES if short_of(listed, service) else Answer.MAY
    return Answer.REDACT if listed.id in redact else Answer.MAY_NOT


def short_of(listed: InformationClass, service: Service) -> list[str]:
    """The facts that the class requires and the service's handling does not meet."""
    return unmet(listed.requires.facts, service.handling)


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


def plain_answer(policy: Policy, lists: Lists) -> Verdict:
    """What becomes of a text in which nothing was found."""
    if policy.unclassified is None or policy.unclassified in lists[0]:
        return Verdict.ALLOW
    return Verdict.BLOCK


def can_be_redacted(class_id: ClassId, policy: Policy) -> bool:
    """Does anything find this class in a part of a text?"""
    return class_id in FOUND_IN_PART or any(
        p.information_class == class_id for p in policy.needs.patterns
    )


def overdue(service: Service, today: date) -> bool:
    """Is the service's approval past its review date?"""
    review = service.approval.review_by if service.approval else None
    return review is not None and review < today


# ---------------------------------------------------------------- whose rights


def own_lists(service: Service) -> Lists:
    return service.may_receive, service.redact


def rights(policy: Policy, service: Service, groups: Collection[str]) -> Lists:
    """What members of these groups may send to a service: as it is, and redacted.

    The lists of the first rule that fits, else the service's own.
    """
    may_receive, redact = own_lists(service)
    for rule in policy.rules:
        here = not rule.services or service.id in rule.services
        if here and (not rule.groups or not rule.groups.isdisjoint(groups)):
            return (
                may_receive if rule.may_receive is None else rule.may_receive,
                redact if rule.redact is None else rule.redact,
            )
    return may_receive, redact


def groups_of(policy: Policy, actor: str, client: str) -> tuple[str, ...]:
    """The groups of which this user, or the address that a request came from, is a member."""
    address = _address(client)
    return tuple(g.id for g in policy.groups.values() if _is_member(g, actor, address))


_Address = IPv4Address | IPv6Address


@lru_cache(maxsize=4096)  # as many clients as an office has; their addresses are short
def _address(client: str) -> _Address | None:
    """An address; one of IPv4 in IPv6's form is what it maps. None for what is no address."""
    try:
        address = ip_address(client)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_member(group: Group, actor: str, address: _Address | None) -> bool:
    if actor in group.users:
        return True
    return address is not None and any(
        address.version == n.version and address in n for n in group.networks
    )
