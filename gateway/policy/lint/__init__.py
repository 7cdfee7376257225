"""A policy that can be used -> what in it is probably not meant, with lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from gateway.errors import Fault
from gateway.model import Mode, Policy
from gateway.policy.document import LEVELS
from gateway.policy.lines import read
from gateway.policy.lint.lint_context import LintContext, all_lists
from gateway.policy.lint.lists import check_classes, check_lists
from gateway.policy.lint.rules import check_groups, check_rules
from gateway.policy.lint.services import check_services


def lint(policy: Policy, text: str, today: date, name: str = "allowlist.yaml") -> tuple[Fault, ...]:
    """The warnings, in the order of the file. `text` is what the policy was parsed from."""
    context = LintContext(policy, read(text, name), name, today)
    found: list[Fault] = []
    for check in _CHECKS:
        found += check(context)
    return tuple(sorted(set(found)))


def notes(
    policy: Policy, text: str, name: str = "allowlist.yaml", classifiers: Collection[str] = ()
) -> tuple[Fault, ...]:
    """What a reader should know and need not change: above all, keys that nothing acts on.

    `classifiers` are the ids of those that this build has.
    """
    context = LintContext(policy, read(text, name), name, date.min)
    checks = (_not_acted_on, _switched_off)
    told = {fault for check in checks for fault in check(context, classifiers)}
    return tuple(sorted({*told, *_refused_everywhere(context)}))


# ---------------------------------------------------------------- the policy as a whole


def _whole(context: LintContext) -> Iterator[Fault]:
    policy = context.policy
    if policy.mode is Mode.MONITOR:
        yield context.at(
            "mode",
            en="monitor lets everything pass; write enforce once the records look right",
            ja="monitor ではすべて通ります。記録を確かめたら enforce にしてください",
        )
    if not policy.refuse_unread:
        yield context.at(
            "unread",
            en="allow lets pass what nobody could look into, an encrypted file for one; "
            "write refuse",
            ja="allow では、暗号化したファイルなど中身を確認できないものも通ります。"
            "refuse にしてください",
        )
    if not policy.services:
        yield context.at(
            "services",
            en="no service is approved, so every AI is refused; add one",
            ja="許可したサービスがなく、すべての生成AIが止まります。加えてください",
        )
    if not policy.contact:
        yield context.at(
            "contact",
            en="empty: a refused person is not told whom to ask; write a name and number",
            ja="空です。止められた人が問い合わせ先を知るため、部署名と番号を書いてください",
        )
    if policy.limits.decoded < policy.limits.body:
        yield context.at(
            "limits",
            en="decoded is smaller than body, so a body within one limit breaks the other; "
            "raise decoded",
            ja="decoded が body より小さくなっています。decoded を大きくしてください",
        )
    if not policy.tests:
        yield context.at(
            "tests",
            en="there are none; add some, so that `sekisho policy test` can prove a change",
            ja="試験がありません。変更を確かめるため、いくつか加えてください",
        )


# ---------------------------------------------------------------- what is looked for

_GUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")  # RFC 9562


def _sought(context: LintContext) -> Iterator[Fault]:
    if not context.policy.needs.marker_packs and not context.has("markers", "packs"):
        yield context.at(
            "information_classes",
            en=f"none of {', '.join(LEVELS)} is listed, so no marker is looked for; list one, "
            "or write markers: {packs: []}",
            ja=f"{'、'.join(LEVELS)} のどれもないため、秘密表示を見つけません。加えるか、"
            "markers: {packs: []} と書いてください",
        )
    for class_id, words in context.policy.needs.marker_words.items():
        for i, word in enumerate(words):
            if len(word.strip()) < 2:
                yield context.at(
                    "markers",
                    "add",
                    class_id,
                    i,
                    en="a marker of one character is found in ordinary words; write a longer one",
                    ja="1文字の語は普通の言葉にも現れます。長い語にしてください",
                )
    for pattern in context.policy.needs.patterns:
        if not pattern.finds or not pattern.passes:
            yield context.at(
                "patterns",
                pattern.id,
                en="has no proof; add finds: and passes: with an example each",
                ja="例がありません。finds: と passes: に1つずつ加えてください",
            )
    for label in context.policy.labels:
        if not _GUID.fullmatch(label):
            yield context.at(
                "labels",
                label,
                en="is no label id (a GUID such as 0f8fad5b-d9cb-469f-a165-70867728950e)",
                ja="ラベルのID（0f8fad5b-d9cb-469f-a165-70867728950e のような GUID）ではありません",
            )


_CHECKS = (
    _whole,
    check_services,
    check_lists,
    check_classes,
    check_groups,
    check_rules,
    _sought,
)


# ---------------------------------------------------------------- notes

LATER: dict[tuple[str, ...], str] = {}
"""Keys that are read and checked and that nothing acts on yet, with their place in Policy."""

_FINDERS = {
    ("information_classes", "personal"): "personal",
    ("information_classes", "personal_bulk"): "personal",
    ("information_classes", "credential"): "credential",
    ("personal", "bulk"): "personal",
}
"""Keys that mean little without a classifier, and its id."""


def _not_acted_on(context: LintContext, classifiers: Collection[str]) -> Iterator[Fault]:
    missing = [path for path, classifier in _FINDERS.items() if classifier not in classifiers]
    for path in filter(lambda p: context.has(*p), (*LATER, *missing)):
        if path[0] == "information_classes":
            yield context.at(
                *path,
                en="this build looks for it by your own markers and patterns only",
                ja="この版では、自社の表示の語とパターンでだけ見つけます",
            )
        else:
            yield context.at(
                *path,
                en="is read and checked, but this build does not act on it yet",
                ja="読み取りと検査だけを行います。この版ではまだ働きません",
            )


def _switched_off(context: LintContext, classifiers: Collection[str]) -> Iterator[Fault]:
    needs = context.policy.needs
    listed = context.has("information_classes", "personal")
    if listed and "personal" in classifiers and not needs.personal:
        yield context.at(
            "information_classes",
            "personal",
            en="personal information is not looked for: `personal: {find: false}`",
            ja="`personal: {find: false}` のため、個人情報は探しません",
        )


def _refused_everywhere(context: LintContext) -> Iterator[Fault]:
    reached = {
        c for lists in all_lists(context.policy) for c in (*lists.may_receive, *lists.redact)
    }
    refused = [
        c.label
        for c in context.policy.classes.values()
        if c.id not in reached and not c.requires.never
    ]
    if refused:
        yield context.at(
            "information_classes",
            en=f"no service may receive {', '.join(refused)}: a text that bears it is refused",
            ja=f"{'、'.join(refused)} を受け取れるサービスはなく、含む文はすべて止まります",
        )
