"""Checks of the linter on services: approval, handling, tenants, hosts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from gateway.errors import Fault
from gateway.model import Service
from gateway.policy.lint.lint_context import LintContext
from gateway.policy.rights import overdue
from gateway.policy.syntax import shorten

CLOCKS = timedelta(days=1)  # it is tomorrow in Japan while it is still today in UTC


def check_services(context: LintContext) -> Iterator[Fault]:
    """What is missing or contradicts itself in a service."""
    for service in context.policy.services.values():
        yield from _approval(context, service)
        yield from _ahead(context, service)
        yield from _handling(context, service)
        yield from _tenants(context, service)
        yield from _plain_http(context, service)
        if not service.may_receive and not service.redact:
            yield context.at(
                "services",
                service.id,
                en="may receive nothing; add may_receive",
                ja="何も受け取れません。may_receive を加えてください",
            )


def _approval(context: LintContext, service: Service) -> Iterator[Fault]:
    approval = service.approval
    if approval is None:
        yield context.at(
            "services",
            service.id,
            en="nobody is named who approved it; add approval: {by: ..., on: ..., review_by: ...}",
            ja="承認の記録がありません。approval: {by: ..., on: ..., review_by: ...} を"
            "加えてください",
        )
    elif approval.review_by is None:
        yield context.at(
            "services",
            service.id,
            "approval",
            en="has no review_by; add the day by which it is looked at again",
            ja="review_by がありません。見直す日を加えてください",
        )
    elif overdue(service, context.today):
        then = (
            ("it is refused until then", "それまで止まります")
            if context.policy.refuse_overdue
            else ("it still passes until then", "それまでは通ります")
        )
        yield context.at(
            "services",
            service.id,
            "approval",
            "review_by",
            en=f"the review was due on {approval.review_by}; review it and set the next day "
            f"({then[0]})",
            ja=f"見直し期限 {approval.review_by} を過ぎています。見直して次の日付を"
            f"書いてください（{then[1]}）",
        )


def _ahead(context: LintContext, service: Service) -> Iterator[Fault]:
    approved = service.approval and service.approval.on
    if approved and approved > context.today + CLOCKS:
        yield context.at(
            "services",
            service.id,
            "approval",
            "on",
            en=f"{approved} lies ahead; write the day on which it was approved",
            ja=f"{approved} は未来の日付です。承認した日を書いてください",
        )


def _handling(context: LintContext, service: Service) -> Iterator[Fault]:
    if "trains_on_input" not in service.handling:
        yield context.at(
            "services",
            service.id,
            "handling",
            en="it is not known whether the vendor trains on what is put in; look in the contract "
            "and write trains_on_input: true or false",
            ja="入力が学習に使われるか不明です。契約を確かめ、trains_on_input: true か false を"
            "書いてください",
        )


def _tenants(context: LintContext, service: Service) -> Iterator[Fault]:
    entry = service.entry
    if entry.web_app and entry.restrictions and not service.tenants:
        yield context.at(
            "services",
            service.id,
            en=f"without tenants a private account of {entry.name} passes as well; "
            "add your organisation's id",
            ja=f"tenants がないと、{entry.name} の個人アカウントも通ります。"
            "自社の組織IDを加えてください",
        )


def _plain_http(context: LintContext, service: Service) -> Iterator[Fault]:
    for i, host in enumerate(_written_hosts(context, service)):
        if re.match("http://", host.strip(), re.IGNORECASE):
            yield context.at(
                "services",
                service.id,
                "hosts",
                i,
                en=f"{shorten(host)} is spoken to in the clear; use https",
                ja=f"{shorten(host)} との通信は暗号化されません。https にしてください",
            )


def _written_hosts(context: LintContext, service: Service) -> list[str]:
    data = context.source.data
    assert isinstance(data, dict)
    hosts = data["services"][service.id].get("hosts") if service.id in data["services"] else None
    return [str(h) for h in hosts or ()]
