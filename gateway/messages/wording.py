"""What the gate says to people, in Japanese and English: templates, nothing decides here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from gateway.messages.in_japanese import in_japanese
from gateway.model import Decision, Finding, Language, Policy, Verdict

_JA: dict[str, str] = {
    "approved": "{service} は許可された生成AIです",
    "unlisted": "{host}（{name}）は許可された生成AIの一覧にありません",
    "unlisted-host": "{host} は生成AIの通信とみられますが、許可された一覧にありません",
    "other-refused": "{host} への接続は許可されていません（other_traffic: refuse）",
    "other": "{host} は生成AIではありません",
    "sign-in": "{host} はサインイン用です。組織の制限ヘッダーを付けました（本文は見ていません）",
    "may": "{service} は {label} を受け取れます（{count} か所）",
    "may-not": "{service} に {label} を渡すことはできません（{count} か所）",
    "never": "{label} はどの生成AIにも渡せません（{count} か所）",
    "requires": "{service} は {label} に求められる条件を満たしません: {facts}（{count} か所）",
    "redact": "{label} は伏せ字にして {service} に送ります（{count} か所）",
    "cannot-redact": "{label} は伏せ字にできない場所にあります（{cause}、{count} か所）",
    "marker-speaks": "{label} の表示は文書全体に及ぶため、伏せ字では送れません（{count} か所）",
    "few": "{label} の異なる値は {distinct} 件で、止める数（{least} 件）未満です（{count} か所）",
    "unclassified": "分類されない文は {label} とみなされ、{service} には渡せません",
    "unread": "中身を確認できない部分があります: {what}",
    "unread-allowed": "中身を確認できない部分がありますが、規則により通します: {what}",
    "overdue": "{service} の承認は見直し期限（{date}）を過ぎています",
    "too-large": "送信内容が上限（{limit}）を超えています",
    "undecodable": "送信内容の符号化を解けないため、確認できません（{cause}）",
    "malformed": "リクエストの形が HTTP の決まりに合いません",
    "mismatch": "接続先の名前が一致しません（CONNECT、SNI、Host のいずれかが異なります）",
    "websocket": "この WebSocket の中身は確認できないため、HTTPS でやり直してください",
    "method": "このメソッドは扱えません",
    "failure": "関所の内部で誤りが起きたため、送信していません",
    "no-space": "記録を書けないため、送信していません",
    "many": "該当箇所が {count} あります。記録には初めの {kept} か所を残します",
    "head": "この内容は送信されませんでした（関所による判断）。",
    "found": "見つかったもの: ",
    "at": "{label}（{place} の {start}〜{end} 文字目）: {reason}",
    "asset": "登録資産「{title}」の {places} か所、計 {characters} 文字",
    "asset-rows": "登録資産「{title}」の {rows} 行、{cells} 項目",
    "more": "ほか {count} か所",
    "why": "理由: ",
    "ask": "問い合わせ先: {contact}",
    "id": "受付番号: {id}",
    "title": "送信されませんでした",
    "stop": "。",
}
_EN: dict[str, str] = {
    "approved": "{service} is an approved AI",
    "unlisted": "{host} ({name}) is not on the list of approved AIs",
    "unlisted-host": "{host} is spoken to like an AI and is not on the list of approved AIs",
    "other-refused": "connections to {host} are not permitted (other_traffic: refuse)",
    "other": "{host} is no AI",
    "sign-in": "{host} is for signing in; the restriction header was set, the body not read",
    "may": "{service} may receive {label} ({count} found)",
    "may-not": "{service} may not receive {label} ({count} found)",
    "never": "no AI may receive {label} ({count} found)",
    "requires": "{service} does not meet what {label} requires: {facts} ({count} found)",
    "redact": "{label} is taken out before {service} receives it ({count} found)",
    "cannot-redact": "{label} stands where it cannot be taken out ({cause}; {count} found)",
    "marker-speaks": "a marker of {label} speaks for the whole text, it cannot be taken out"
    " ({count} found)",
    "few": "{distinct} distinct values of {label}, of which {least} are too many ({count} found)",
    "unclassified": "text without a finding counts as {label}, which {service} may not receive",
    "unread": "a part could not be looked into: {what}",
    "unread-allowed": "a part could not be looked into and passes by the policy: {what}",
    "overdue": "the approval of {service} is past its review date ({date})",
    "too-large": "the request is larger than the limit ({limit})",
    "undecodable": "the body cannot be decoded and so not be looked into ({cause})",
    "malformed": "the request is not well formed HTTP",
    "mismatch": "the names of the destination (CONNECT, SNI, Host) do not agree",
    "websocket": "this WebSocket cannot be looked into; please use HTTPS",
    "method": "this method is not served",
    "failure": "the gate itself failed, nothing was sent",
    "no-space": "the record could not be written, nothing was sent",
    "many": "{count} places were found; the record keeps the first {kept}",
    "head": "This was not sent: the company's gate (Sekisho) refused it.",
    "found": "Found: ",
    "at": "{label} ({place}, characters {start} to {end}): {reason}",
    "asset": "registered asset “{title}”: places {places}, characters {characters}",
    "asset-rows": "registered asset “{title}”: rows {rows}, cells {cells}",
    "more": "and {count} more",
    "why": "Why: ",
    "ask": "Ask: {contact}",
    "id": "Decision: {id}",
    "title": "Not sent",
    "stop": ".",
}
WORDS = {Language.JA: _JA, Language.EN: _EN}

SHOWN = 3
"""Findings told one by one in a refusal; a chat window shows a few lines."""


def say(language: Language, key: str, **values: object) -> str:
    """One message. `key` is one of the keys above; `values` fill its blanks."""
    return WORDS[language][key].format(**values)


def refusal(decision: Decision, policy: Policy, decision_id: str) -> list[str]:
    """The lines that a refused person reads: what was found, why, whom to ask, what to quote."""
    language = policy.language
    against = [r for r in decision.reasons if r.verdict is not Verdict.ALLOW]
    lines = [say(language, "head")]
    lines += [say(language, "found") + text for text in _places(decision.findings, policy)]
    lines += [say(language, "why") + r.text + say(language, "stop") for r in against]
    if policy.contact:
        lines.append(say(language, "ask", contact=policy.contact))
    lines.append(say(language, "id", id=decision_id))
    return lines


def _places(findings: Sequence[Finding], policy: Policy) -> list[str]:
    """The most sensitive findings first, as a person would name them."""
    ranked = sorted(findings, key=lambda f: -rank(f, policy))
    lines = [
        say(
            policy.language,
            "at",
            label=label(f, policy),
            place=f.place or "/",
            start=f.start + 1,
            end=f.end,
            reason=because(f, policy.language),
        )
        for f in ranked[:SHOWN]
    ]
    if len(ranked) > SHOWN:
        lines.append(say(policy.language, "more", count=len(ranked) - SHOWN))
    return lines


def because(finding: Finding, language: Language) -> str:
    """The finder's reason; of a registered asset the evidence, in the reader's language."""
    found = finding.evidence
    if not found:
        return in_japanese(finding) if language is Language.JA else finding.reason
    key = "asset-rows" if found.rows else "asset"
    return say(language, key, title=finding.title, **asdict(found))


def rank(finding: Finding, policy: Policy) -> int:
    listed = policy.classes.get(finding.information_class)
    return listed.rank if listed else len(policy.classes)


def label(finding: Finding, policy: Policy) -> str:
    listed = policy.classes.get(finding.information_class)
    return listed.label if listed else str(finding.information_class)
