"""Checks of the linter on groups and rules: who is nobody, and what is never reached. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.errors import Fault
from gateway.model import Group, Policy, Rule, Service
from gateway.policy.lint.lint_context import LintContext, services_of

MAX_RULES = 300
"""Rules of which it is asked whether earlier ones hide them; the time grows with their square."""


def check_groups(context: LintContext) -> Iterator[Fault]:
    """A group of nobody, or that nothing speaks of."""
    used = {g for rule in context.policy.rules for g in rule.groups}
    for group in context.policy.groups.values():
        if not group.users and not group.networks:
            yield context.at(
                "groups",
                group.id,
                en="has no members; add some, or take the group away",
                ja="メンバーがいません。加えるか、グループを除いてください",
            )
        if group.id not in used:
            yield context.at(
                "groups",
                group.id,
                en="no rule speaks of this group; add a rule, or take the group away",
                ja="このグループを使う規則がありません。規則を加えるか、除いてください",
            )
        if group.users and not context.policy.htpasswd:
            yield context.at(
                "groups",
                group.id,
                en="names users, but without identity: the gate never learns who asks; "
                "add identity: {htpasswd: ...}, or name networks",
                ja="利用者名がありますが、identity: がないため誰か分かりません。"
                "identity: {htpasswd: ...} を加えるか、ネットワークで書いてください",
            )


def check_rules(context: LintContext) -> Iterator[Fault]:
    """A rule without effect, or that is never reached."""
    for i, rule in enumerate(context.policy.rules):
        if rule.may_receive is None and rule.redact is None:
            yield context.at(
                "rules",
                i,
                en="changes nothing but keeps later rules from being read; "
                "add may_receive or redact",
                ja="何も変えません（後の規則を隠すだけです）。may_receive か redact を"
                "加えてください",
            )
        if i < MAX_RULES and (hidden := _hidden(i, context.policy)):
            first = context.source.line("rules", hidden[0])
            yield context.at(
                "rules",
                i,
                en=f"is never reached: the rule in line {first} fits before it; "
                "put the narrower rule first",
                ja=f"{first} 行目の規則が先に当てはまるため、使われません。"
                "狭い規則を先に書いてください",
            )


def _hidden(number: int, policy: Policy) -> list[int]:
    """The earlier rules that together fit wherever this one does, or none."""
    rule = policy.rules[number]
    parts: list[Group | None] = [policy.groups[g] for g in sorted(rule.groups)] or [None]
    covers: set[int] = set()
    for service in services_of(rule, policy):
        for part in parts:
            earlier = next(
                (j for j in range(number) if _fits_first(policy.rules[j], service, part, policy)),
                None,
            )
            if earlier is None:
                return []
            covers.add(earlier)
    return sorted(covers)


def _fits_first(rule: Rule, service: Service, part: Group | None, policy: Policy) -> bool:
    if rule.services and service.id not in rule.services:
        return False
    if not rule.groups:
        return True
    return part is not None and _within(part, [policy.groups[g] for g in rule.groups])


def _within(group: Group, others: Iterable[Group]) -> bool:
    """Is every member of the group a member of one of the others?"""
    others = list(others)
    if any(o.id == group.id for o in others):
        return True
    if not group.users and not group.networks:
        return False
    users = {u for o in others for u in o.users}
    networks = {n for o in others for n in o.networks}
    return group.users <= users and all(
        n in networks or any(n.version == m.version and n.subnet_of(m) for m in networks)  # type: ignore[arg-type]
        for n in group.networks
    )
