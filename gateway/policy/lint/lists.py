"""Checks of the linter on may_receive and redact, of services and of rules. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.errors import Fault
from gateway.model import InformationClass
from gateway.policy.lint.lint_context import LintContext, Lists, all_lists
from gateway.policy.rights import can_be_redacted, short_of


def check_lists(context: LintContext) -> Iterator[Fault]:
    """A class on a list that cannot have the effect that the list promises."""
    for lists in all_lists(context.policy):
        for listed in context.policy.classes.values():
            if lists.own[0] and listed.id in lists.may_receive:
                yield from _contradicts(context, lists, listed)
            if any(lists.own) and listed.id in lists.may_receive & lists.redact:
                yield context.at(
                    *lists.path,
                    en=f"{listed.id} stands in may_receive and in redact for {lists.service.id}, "
                    "and goes as it is; keep one",
                    ja=f"{lists.service.id} の may_receive と redact の両方に {listed.id} があり、"
                    "そのまま渡ります。どちらかにしてください",
                )
            if lists.own[1] and listed.id in lists.redact - lists.may_receive:
                yield from _not_redacted(context, lists, listed)


def _contradicts(context: LintContext, lists: Lists, listed: InformationClass) -> Iterator[Fault]:
    path = (*lists.path, "may_receive")
    if listed.requires.never:
        yield context.at(
            *path,
            en=f"{listed.id} has requires: never and is refused all the same; take it away here, "
            "or change requires",
            ja=f"{listed.id} は requires: never なので止まります。ここから除くか、"
            "requires を改めてください",
        )
    elif facts := short_of(listed, lists.service):
        yield context.at(
            *path,
            en=f"{listed.id} requires {', '.join(facts)}, which the handling of "
            f"{lists.service.id} does not state, so it is refused all the same; "
            "correct handling, or take the class away here",
            ja=f"{listed.id} に求める条件（{'、'.join(facts)}）を {lists.service.id} の handling が"
            "満たさないため止まります。handling を確かめるか、ここから除いてください",
        )


def _not_redacted(context: LintContext, lists: Lists, listed: InformationClass) -> Iterator[Fault]:
    path = (*lists.path, "redact")
    if listed.requires.never:
        yield context.at(
            *path,
            en=f"{listed.id} has requires: never and is refused, not redacted; take it away here",
            ja=f"{listed.id} は requires: never なので、伏せ字にせず止めます。"
            "ここから除いてください",
        )
    elif not can_be_redacted(listed.id, context.policy):
        yield context.at(
            *path,
            en=f"only markers find {listed.id}, and a marker speaks for the whole text: "
            "it is refused, never redacted; add a pattern of this class, or take it away here",
            ja=f"{listed.id} を見つけるのは表示だけで、表示は文書全体に及ぶため、"
            "伏せ字にせず止めます。patterns を加えるか、ここから除いてください",
        )


def check_classes(context: LintContext) -> Iterator[Fault]:
    """A class that is refused everywhere, though a more sensitive one, or plain text, is not."""
    policy = context.policy
    received = {c for lists in all_lists(policy) for c in lists.may_receive}
    reached = received | {c for lists in all_lists(policy) for c in lists.redact}
    highest = max((policy.classes[c].rank for c in received), default=-1)
    for listed in policy.classes.values():
        if listed.id in reached or listed.requires.never or not policy.services:
            continue
        if listed.id == policy.unclassified:
            yield context.at(
                "unclassified",
                en=f"nobody may receive {listed.id}, so every text is refused; "
                "add it to a may_receive",
                ja=f"{listed.id} を受け取れるサービスがなく、すべての文が止まります。"
                "may_receive に加えてください",
            )
        elif listed.rank < highest:
            yield context.at(
                "information_classes",
                listed.id,
                en="nobody may receive or redact it, though a more sensitive class is received; "
                "add it to a may_receive or redact, or write requires: never",
                ja="より機密性の高い区分は渡せるのに、この区分はどこにも渡せません。may_receive か"
                " redact に加えるか、requires: never と書いてください",
            )
