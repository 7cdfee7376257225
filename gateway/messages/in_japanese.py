"""A finding -> why it was made, in Japanese. The trail keeps the finder's own words, in English.

What a reason of these classifiers names, its kind, the label beside it, its rule, stays as it is.
Any other reason, of a classifier of one's own, is told as it stands.
"""

from __future__ import annotations

import re

from gateway.model import Finding

KINDS = {
    "PERSON": "氏名",
    "PHONE": "電話番号",
    "EMAIL": "メールアドレス",
    "ADDRESS": "住所",
    "POSTAL_CODE": "郵便番号",
    "BIRTH_DATE": "生年月日",
    "MY_NUMBER": "マイナンバー",
    "DRIVING_LICENCE": "運転免許証番号",
    "PASSPORT": "旅券番号",
    "RESIDENCE_CARD": "在留カード番号",
    "IDENTITY_CARD": "身分証明書の番号",
    "HEALTH_INSURANCE": "健康保険の番号",
    "PENSION_NUMBER": "基礎年金番号",
    "EMPLOYMENT_INSURANCE": "雇用保険被保険者番号",
    "BANK_ACCOUNT": "銀行口座",
    "CREDIT_CARD": "クレジットカード番号",
    "IBAN": "国際銀行口座番号（IBAN）",
    "US_SSN": "米国の社会保障番号",
    "KOREAN_RRN": "韓国の住民登録番号",
    "CHINESE_ID": "中国の公民身分番号",
    "TAIWAN_ID": "台湾の国民身分証番号",
    "SINGAPORE_ID": "シンガポールの身分証番号",
    "THAI_ID": "タイの国民番号",
    "INDONESIAN_NIK": "インドネシアの住民登録番号",
    "PASSWORD": "パスワード",
    "PASSPHRASE": "パスフレーズ",
    "PIN": "暗証番号",
    "TOKEN": "トークン",
    "API_KEY": "APIキー",
    "SECRET": "秘密の値",
    "PRIVATE_KEY": "秘密鍵",
    "CONNECTION_STRING": "パスワードを含む接続文字列",
    "WEBHOOK": "Webhook のアドレス",
}
PLACES = {
    "in the name of a file": "ファイル名",
    "in the name of a file that is sent": "送られるファイルの名前",
    "in a column that says how secret each row is": "秘密区分の列",
    "as the value of a field that says how secret it is": "秘密区分の欄",
    "on a line of its own": "単独の行",
    "in brackets": "括弧の中",
    "in an element of its own": "単独の要素",
    "at the head of a line": "行の初め",
    "at the end of a line, set apart": "行の終わり",
    "in a sentence in which the text says so of itself": "文書自身についての文",
}
"""Where a marker stands, as the marker classifier says it."""

_MARKED = re.compile(r"marked (?P<words>.+?), (?P<place>(?:in|as|on|at) .+)")
_WHERE = "beside the label|below the heading|honorific or role"
_LABEL = re.compile(f"(?P<where>{_WHERE}) “(?P<word>[^”]*)”")
_RULE = re.compile(r" \(rule (?P<rule>[^)]*)\)$")
_BESIDE = {
    "beside the label": "「{}」の記載のそば",
    "below the heading": "「{}」の見出しの下",
    "honorific or role": "「{}」の前",
}


def in_japanese(finding: Finding) -> str:
    """The reason of a finding for a reader of Japanese."""
    match finding.classifier:
        case "marker":
            return _marked(finding.reason)
        case "pattern":
            return finding.reason.replace("matches the pattern ", "patterns の一致: ")
        case "label":
            return finding.reason.replace("bears the sensitivity label ", "秘密度ラベル ")
        case "personal" | "credential" if kind := KINDS.get(finding.kind):
            said = [*_beside(finding.reason), *_product(finding)]
            return f"{kind}（{'、'.join(said)}）" if said else kind
    return finding.reason


def _marked(reason: str) -> str:
    found = _MARKED.fullmatch(reason)
    if not found or found["place"] not in PLACES:
        return reason
    return f"「{found['words']}」の表示（{PLACES[found['place']]}）"


def _beside(reason: str) -> list[str]:
    said = [_BESIDE[found["where"]].format(found["word"]) for found in _LABEL.finditer(reason)]
    return [*said, "検査数字が合う"] if "check digit" in reason else said


def _product(finding: Finding) -> list[str]:
    """Of a credential the issuer's name for it, and the rule."""
    rule = _RULE.search(finding.reason)
    if not rule:
        return []
    name = finding.reason[: rule.start()]
    return [*([] if "label “" in name or name.startswith("a ") else [name]), f"規則 {rule['rule']}"]
