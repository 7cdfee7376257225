"""Two policies -> what people may newly send, or no longer: by service, class and group. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.model import ClassId, Policy, Verdict
from gateway.policy.diff.changes import Change, both, first_of, named, one, other
from gateway.policy.diff.diff_subjects import Kind, kinds
from gateway.policy.rights import answer, plain_answer, rights

_Cell = tuple[str, ClassId | None, Verdict, Verdict]


def answers_changed(old: Policy, new: Policy) -> Iterator[Change]:
    """What becomes of each class at each service, for each kind of people."""
    shared = [s for s in old.services if s in new.services]
    everyone = kinds(old, new)
    if everyone is None:
        if (old.groups, old.rules) != (new.groups, new.rules):
            en = "groups or rules change; there are too many groups to tell for whom"
            yield from both(
                ("many",), en, "グループか規則が変わります（多いため個別には示せません）"
            )
        everyone = (Kind(frozenset(), frozenset()),)
    found: dict[_Cell, list[Kind]] = {}
    for kind in everyone:
        for service in shared:
            for cell in _cells(service, kind, old, new):
                found.setdefault(cell, []).append(kind)
    yield from _told(found, everyone, old, new)
    if not found and (old.groups, old.rules) != (new.groups, new.rules):
        en = "groups or rules are written differently, to the same effect"
        ja = "グループか規則の書き方が変わります（効果は同じ）"
        yield from other(("rules",), en, ja)


def _cells(service_id: str, kind: Kind, old: Policy, new: Policy) -> Iterator[_Cell]:
    was, now = old.services[service_id], new.services[service_id]
    before = rights(old, was, kind.before)
    after = rights(new, now, kind.after)
    changed: set[tuple[ClassId | None, Verdict, Verdict]] = set()
    for class_id in old.classes.keys() & new.classes.keys():
        first = answer(old.classes[class_id], was, before).verdict
        then = answer(new.classes[class_id], now, after).verdict
        if first is not then:
            changed.add((class_id, first, then))
    first, then = plain_answer(old, before), plain_answer(new, after)
    said = old.unclassified == new.unclassified and (old.unclassified, first, then) in changed
    if first is not then and not said:
        changed.add((None, first, then))
    for which, was_then, is_now in changed:
        yield service_id, which, was_then, is_now


def _told(
    found: dict[_Cell, list[Kind]], everyone: tuple[Kind, ...], old: Policy, new: Policy
) -> Iterator[Change]:
    """One sentence for the classes that change alike, for the same people, at one service."""
    alike: dict[tuple[str, Verdict, Verdict, tuple[Kind, ...]], set[ClassId | None]] = {}
    for (service, class_id, first, then), people in found.items():
        alike.setdefault((service, first, then, tuple(people)), set()).add(class_id)
    for (service, first, then, some), classes in alike.items():
        ordered: list[ClassId | None] = [c for c in (*new.classes, None) if c in classes]
        who = _who(some, everyone, old, new)
        parts = frozenset(kind.parts for kind in some)
        topic = ("answer", service, frozenset((first, then)), frozenset(classes), parts)
        labels = [new.classes[c].label if c else None for c in ordered]
        en = ", ".join(label or "text without a finding" for label in labels)
        ja = "、".join(label or "何も見つからない文" for label in labels)
        yield from one(
            then < first,
            topic,
            f"{who[0]}{service} {_THEN[then][0]} {en} ({_FIRST[first][0]})",
            f"{who[1]}{service} に {ja} を{_THEN[then][1]}（{_FIRST[first][1]}）",
        )


_THEN = {
    Verdict.ALLOW: ("may receive", "そのまま渡せるようになります"),
    Verdict.REDACT: ("receives in redacted form", "伏せ字で渡すようになります"),
    Verdict.BLOCK: ("may not receive", "渡せなくなります"),
}
_FIRST = {
    Verdict.ALLOW: ("until now as it is", "これまではそのまま"),
    Verdict.REDACT: ("until now redacted", "これまでは伏せ字"),
    Verdict.BLOCK: ("until now refused", "これまでは拒否"),
}


def _who(
    some: tuple[Kind, ...], everyone: tuple[Kind, ...], old: Policy, new: Policy
) -> tuple[str, str]:
    if len(some) == len(everyone):
        return "", ""
    en: dict[str, None] = {}
    ja: dict[str, None] = {}
    singles = {part for kind in some for part in kind.parts if not all(kind.parts)}
    for kind in some:
        if all(kind.parts) and any(part in singles for part in kind.parts):
            continue  # said of the person or of the place already
        first, then = _people(kind, old, new)
        en[first], ja[then] = None, None
    return f"for {first_of(en, '; ')}: ", f"{first_of(ja, '、')}: "


def _people(kind: Kind, old: Policy, new: Policy) -> tuple[str, str]:
    if kind.before == kind.after and kind.before and _same_members(kind.before, old, new):
        groups = " + ".join(sorted(kind.before))
        return f"members of {groups}", f"{groups} のメンバー"
    users, networks = named(kind.users), named(kind.networks)
    if users and networks:
        return f"{users} at {networks}", f"{networks} の {users}"
    if users or networks:
        return users or networks, users or networks
    return "people of no group", "どのグループにも属さない人"


def _same_members(groups: Iterable[str], old: Policy, new: Policy) -> bool:
    return all(old.groups.get(g) == new.groups.get(g) for g in groups)
