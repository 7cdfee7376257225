"""A text for every rule that comes with the product, in which it finds something.

Numbers are published samples or made to fit; `{alnum:12}` and its like are drawn by the tests.
"""

# ruff: noqa: E501 a row is read as a row

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import classifiers
from classifiers._credentials.rules import provider_rules
from gateway.model import ClassId, Finding, Needs, Part, Segment
from tests.classifiers.test_credential import a_sample
from tests.classifiers.test_examples import drawn

PERSONAL = {
    "my-number-beside-label": "マイナンバー 123456789018",
    "my-number-by-topic": "年末調整の書類です。123456789018",
    "driving-licence-beside-label": "運転免許証番号：309012345620",
    "passport-beside-label": "旅券番号 TR1234567",
    "passport-zone": "P<JPNYAMADA<<TARO<<<<<<<<<<<<<<<<<<<<<<<<<<<\nTR12345672JPN8001014M3001018<<<<<<<<<<<<<<06",
    "passport-zone-names": "P<JPNYAMADA<<TARO<<<<<<<<<<<<<<<<<<<<<<<<<<<\nTR12345672JPN8001014M3001018<<<<<<<<<<<<<<06",
    "identity-card-zone": "I<UTOD231458907<<<<<<<<<<<<<<<",
    "residence-card-beside-label": "在留カード番号 AB12345678CD",
    "health-insurance-beside-label": "保険証番号 12-345678",
    "health-insurer-beside-label": "保険者番号 06130009",
    "pension-number-beside-label": "基礎年金番号：1234-567890",
    "employment-insurance-beside-label": "雇用保険被保険者番号 5012-345678-9",
    "bank-account-beside-label": "青葉銀行 普通預金 1234567",
    "postal-savings-beside-label": "ゆうちょ銀行 記号 11940 番号 12345671",
    "credit-card-beside-label": "カード番号 4111-1111-1111-1111",
    "credit-card-grouped": "4111 1111 1111 1111 です",
    "phone": "090-1357-2468",
    "phone-beside-label": "電話番号：03-1357-2468",
    "email": "mori.k@sample.co.jp",
    "postal-code": "〒100-0005 森様",
    "postal-code-beside-label": "郵便番号：100-0005",
    "address-from-prefecture": "東京都千代田区丸の内1-2-3",
    "address-from-municipality": "横浜市西区みなとみらい2-3-4",
    "address-beside-label": "住所：府中1-2-3",
    "address-in-latin-letters": "4-11-8 Nishi-Shinjuku, Shinjuku-ku, Tokyo 160-0023, Japan",
    "address-with-zip-code": "9025 Second Lane, Apt 4, Dayton, OH 45402",
    "birth-date-beside-label": "生年月日：1966年2月5日",
    "birth-date-beside-born": "1966年2月5日生まれ",
    "person-beside-label": "氏名：森 健一",
    "person-beside-honorific": "青木様へ",
    "person-beside-role": "青木部長へ",
    "person-full-name": "青木健一が出席",
    "person-who-writes": "総務の木村です。",
    "person-known-given-name": "Ask Emily Carter about it",
    "person-known-family-name": "Report by Minori Watanabe",
    "person-in-context": "Dear Rosalind Farnham,\n\nthe room is booked.",
    "person-japanese-in-latin-letters": "The offer goes to Haruhi Kanazuka.",
    "iban": "GB29 NWBK 6016 1331 9268 19",
    "chinese-id": "11010519491231002X",
    "korean-rrn": "900101-1234568",
    "korean-rrn-beside-label": "주민등록번호 900101-1234567",
    "taiwan-id-beside-label": "身分證字號 A123456789",
    "singapore-id-beside-label": "NRIC S1234567D",
    "singapore-id-near-country": "S1234567D of Singapore",
    "thai-id": "1-1017-00230-70-8",
    "thai-id-beside-label": "Thai ID 1101700230708",
    "indonesian-nik-beside-label": "NIK 3171010102900001",
    "us-ssn-beside-label": "SSN 536-90-4399",
}
CREDENTIAL = {
    "labelled-password": "パスワード：Abc123!",
    "labelled-pin": "暗証番号：4821",
    "labelled-passphrase": "合言葉：ひまわり",
    "labelled-key": "APIキー：{alnum:32}",
    "labelled-token": "token = '{alnum:32}'",
    "labelled-basic": '"auth": "YWxpY2U6S2l0c3VuZTQyIQ=="',
    "labelled-pair": "ID/PW: alice / Kitsune42!",
    "generic-key": "Datadog: {hex:32}",
    "address-password": "postgres://app:b1c2d3x@db.internal/x",
    "command-password": "sshpass -p Kitsune42! ssh host",
    "login-pair": "use admin/hunter42 to log in",
    "basic-header": "Authorization: Basic YWxpY2U6S2l0c3VuZTQyIQ==",
    "authorization-header": "Authorization: Token {alnum:40}",
    "bearer-token": "curl -H 'Bearer {alnum:40}'",
    "session-cookie": "Cookie: sessionid={alnum:32}",
    "credential-pair": "requests.get(url, auth=('alice', 'Kitsune42!'))",
    "pgpass": "db.internal:5432:app:alice:Kitsune42!",
    "aws-secret-key": "AKIA{upper:16},{alnum:40}",
    "private-key": "-----BEGIN RSA PRIVATE KEY-----\n{base64:64}\n{base64:64}\n-----END RSA PRIVATE KEY-----",
    "private-key-cut": "-----BEGIN OPENSSH PRIVATE KEY-----\n{base64:64}\n{base64:64}",
    "putty-key": "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{base64:64}\nPrivate-MAC: {hex:40}",
    "jwk": '{"kty": "EC", "d": "{alnum:43}"}',
    "many-secrets": "".join(f"password=aB3!{n:05}zz\n" for n in range(502)),
}
MARKER = {
    "field": "機密区分：社外秘",
    "file-name": "添付: 原価表_社外秘.xlsx",
    "column": "| 品名 | 区分 |\n|---|---|\n| 原価表 | 社外秘 |",
    "alone": "社外秘\n\n第3四半期の原価",
    "brackets": "【社外秘】原価表",
    "element": "<h1>社外秘</h1><p>原価は 120 円です。</p>",
    "head-of-line": "社外秘 第3四半期 原価表",
    "end-of-line": "第3四半期 原価表　　社外秘",
    "stated": "本書は社外秘です。",
    "sent-file-name": "新製品 社外秘.docx",
    "own-word": "HAYABUSA計画",
}
LABEL = "11111111-2222-3333-4444-555555555555"


def samples() -> Iterator[tuple[str, Segment]]:
    """Codes with a segment each; `{...}` is drawn, the same at every run."""
    for name, texts in (("personal", PERSONAL), ("credential", CREDENTIAL), ("marker", MARKER)):
        for rule, text in texts.items():
            part = Part.FILE_NAME if rule == "sent-file-name" else Part.BODY
            yield f"{name}/{rule}", Segment("", drawn(text), part=part)
    for of_provider in provider_rules():
        yield f"credential/{of_provider.id}", Segment("", a_sample(of_provider.sample, 1))
    yield "label/sensitivity-label", Segment("", f"MSIP_Label_{LABEL}_Enabled=true")


def all_needs() -> Needs:
    """What a policy asks for that wants everything looked for."""
    classes = "personal credential internal confidential secret top_secret"
    return Needs(
        classes=frozenset(map(ClassId, classes.split())),
        marker_packs=("ja",),
        marker_words={ClassId("secret"): ("HAYABUSA計画",)},
        labels={LABEL: ClassId("secret")},
    )


@cache
def findings() -> Mapping[str, tuple[Finding, ...]]:
    """Everything that is found in the sample of each code, by the classifier that has it."""
    by_name = {classifier.id: classifier for classifier in classifiers.load(all_needs())}
    return {
        code: tuple(by_name[code.partition("/")[0]].classify(segment))
        for code, segment in samples()
    }
