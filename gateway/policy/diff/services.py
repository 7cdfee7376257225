"""Two policies -> what changes in their services: approval, hosts, tenants. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gateway.model import OtherTraffic, Policy, Service
from gateway.policy.diff.changes import Change, from_to, named, one, other
from gateway.policy.rights import OWN


def services_changed(old: Policy, new: Policy) -> Iterator[Change]:
    """Services that come and go, and what changes in those that stay."""
    for service_id in dict.fromkeys([*old.services, *new.services]):
        was, now = old.services.get(service_id), new.services.get(service_id)
        if was and now:
            yield from _hosts(was, now, old, new)
            yield from _tenants(was, now)
            yield from _approvals(was, now, old.refuse_overdue and new.refuse_overdue)
            yield from _facts(was, now)
        elif now:
            topic = ("service", service_id)
            yield from one(
                True,
                topic,
                f"{service_id} is newly approved; it may receive {_received(now, new)}",
                f"{service_id} が新たに許可されます（渡せるもの: {_received(now, new)}）",
            )
            yield from _uncertain(_domains(now), service_id, now, old, gone=False)
        elif was:
            topic = ("service", service_id)
            en, ja = f"{service_id} is no longer approved", f"{service_id} の許可がなくなります"
            yield from one(False, topic, en, ja)
            yield from _uncertain(_domains(was), service_id, was, new, gone=True)


def _received(service: Service, policy: Policy) -> str:
    listed = [c.label for c in policy.classes.values() if c.id in service.may_receive]
    return ", ".join(listed) or "-"


def _domains(service: Service) -> frozenset[str]:
    """Every host, domain and pattern that the service stands for."""
    entry = service.entry
    return entry.hosts | entry.shared | {*entry.suffixes, *entry.patterns}


def _hosts(was: Service, now: Service, old: Policy, new: Policy) -> Iterator[Change]:
    before, after = _domains(was), _domains(now)
    if gone := before - after:
        shown, topic = named(gone), ("hosts", was.id, gone)
        en = f"{was.id} no longer covers {shown}"
        yield from one(False, topic, en, f"{was.id} から {shown} が外れます")
        yield from _uncertain(gone, was.id, was, new, gone=True)
    if come := after - before:
        shown, topic = named(come), ("hosts", was.id, come)
        en = f"{was.id} now covers {shown} as well"
        yield from one(True, topic, en, f"{was.id} に {shown} が加わります")
        yield from _uncertain(come, was.id, now, old, gone=False)
    if (was.entry.format, was.entry.id) != (now.entry.format, now.entry.id):
        en, ja = f"{was.id} is read in another form", f"{was.id} の形式が変わります"
        yield from other(("format", was.id), en, ja)


def _uncertain(
    domains: frozenset[str], service_id: str, service: Service, without: Policy, *, gone: bool
) -> Iterator[Change]:
    """A host of the company's own that is on no list is no AI to the gate and passes unread.

    `without` is the policy that does not list it: what it does with other traffic counts.
    """
    if not service.entry.id.startswith(OWN) or without.other_traffic is OtherTraffic.REFUSE:
        return
    shown, topic = named(domains), ("unlisted", service_id, domains)
    if gone:
        en = f"{shown} is looked into no more, unless the catalogue knows it as an AI"
        ja = f"{shown} は、サービス一覧にない限り中を見ずに通ります"
    else:
        en, ja = f"{shown} is looked into from now on", f"{shown} の中身を見るようになります"
    yield from one(gone, topic, en, ja)


def _tenants(was: Service, now: Service) -> Iterator[Change]:
    before, after = frozenset(was.tenants), frozenset(now.tenants)
    if before == after:
        return
    if not before or not after:
        en = f"{was.id} is {'kept' if after else 'no longer kept'} to your organisation (tenants)"
        ja = (
            f"{was.id} の利用を自社の組織に{'限ります' if after else '限らなくなります'}（tenants）"
        )
        yield from one(not after, ("tenants", was.id), en, ja)
        return
    for looser, some in ((True, after - before), (False, before - after)):
        if some:
            en = f"{was.id}: {named(some)} is {'now among' if looser else 'taken from'} tenants"
            ja = f"{was.id} の tenants {'に' if looser else 'から'} {named(some)} " + (
                "が加わります" if looser else "が外れます"
            )
            yield from one(looser, ("tenants", was.id, some), en, ja)


def _approvals(was: Service, now: Service, refused: bool) -> Iterator[Change]:
    """The day of review decides over passage only where overdue services are refused."""
    before, after = _review(was), _review(now)
    if refused and before != after:
        yield from one(
            after > before,
            ("review_by", was.id),
            *from_to(
                f"the day by which {was.id} is reviewed",
                f"{was.id} の見直し期限",
                "never" if before == date.max else before,
                "never" if after == date.max else after,
            ),
        )
    elif was.approval != now.approval:
        en, ja = f"the approval of {was.id} changes", f"{was.id} の承認の記録が変わります"
        yield from other(("approval", was.id), en, ja)


def _review(service: Service) -> date:
    return (service.approval and service.approval.review_by) or date.max


def _facts(was: Service, now: Service) -> Iterator[Change]:
    if was.handling != now.handling:
        en, ja = f"the handling of {was.id} changes", f"{was.id} の handling が変わります"
        yield from other(("handling", was.id), en, ja)
