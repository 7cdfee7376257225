"""A refused request -> the lines that its sender reads: what was found, why, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.messages import say
from gateway.messages.both import Both
from gateway.model import Decision, Finding, Policy, Verdict

SHOWN = 3
"""Findings told one by one in a refusal; a chat window shows a few lines."""

TITLE = Both("送信されませんでした", "Not sent")
_HEAD = Both(
    "この内容は送信されませんでした（関所による判断）。",
    "This was not sent: the company's gate (Sekisho) refused it.",
)
_FOUND = Both("見つかったもの: ", "Found: ")
_AT = Both(
    "{label}（{place} の {start}〜{end} 文字目）: {reason}",
    "{label} ({place}, characters {start} to {end}): {reason}",
)
_MORE = Both("ほか {count} か所", "and {count} more")
_WHY = Both("理由: ", "Why: ")
_STOP = Both("。", ".")
_SAMPLE = Both(
    "注意: この関所は製品に付属する見本の規則で動いています。会社の規則ではありません。",
    "Note: the sample policy that comes with Sekisho is in force, not one of your company.",
)
_ASK = Both("問い合わせ先: {contact}", "Ask: {contact}")
_ID = Both("受付番号: {id}", "Decision: {id}")


def refusal(decision: Decision, policy: Policy, decision_id: str) -> list[str]:
    """The lines of a refusal, in the policy's language."""
    language = policy.language
    against = [r for r in decision.reasons if r.verdict is not Verdict.ALLOW]
    lines = [_HEAD.in_(language)]
    lines += [_FOUND.in_(language) + text for text in _places(decision.findings, policy)]
    lines += [
        _WHY.in_(language) + say.reason(r, policy, language) + _STOP.in_(language) for r in against
    ]
    if policy.is_sample:
        lines.append(_SAMPLE.in_(language))
    if policy.contact:
        lines.append(_ASK.say(language, {"contact": policy.contact}))
    lines.append(_ID.say(language, {"id": decision_id}))
    return lines


def _places(findings: Sequence[Finding], policy: Policy) -> list[str]:
    """The most sensitive findings first, as a person would name them."""
    ranked = sorted(findings, key=lambda f: -_rank(f, policy))
    lines = [_place(f, policy) for f in ranked[:SHOWN]]
    if len(ranked) > SHOWN:
        lines.append(_MORE.say(policy.language, {"count": len(ranked) - SHOWN}))
    return lines


def _place(finding: Finding, policy: Policy) -> str:
    return _AT.say(
        policy.language,
        {
            "label": say.label(finding.information_class, policy),
            "place": finding.place or "/",
            "start": finding.start + 1,
            "end": finding.end,
            "reason": say.finding(finding, policy.language),
        },
    )


def _rank(finding: Finding, policy: Policy) -> int:
    listed = policy.classes.get(finding.information_class)
    return listed.rank if listed else len(policy.classes)
