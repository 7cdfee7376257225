"""Why a finding was made: personal information. `{where}` is one of TERMS, and names the label."""

from __future__ import annotations

from gateway.messages.both import Both, Table

_RULES: Table = {
    # numbers of a person
    "my-number-beside-label": Both(
        "マイナンバー（{where}、検査数字が合う）", "My Number {where}, its check digit holds"
    ),
    "my-number-by-topic": Both(
        "マイナンバー（検査数字が合い、文の主題がマイナンバーに関わる）",
        "My Number: its check digit holds, and the text is about a matter of My Numbers",
    ),
    "driving-licence-beside-label": Both(
        "運転免許証番号（{where}、検査数字が合う）",
        "driving licence {where}, its check digit holds",
    ),
    "passport-beside-label": Both("旅券番号（{where}）", "passport number {where}"),
    "passport-zone": Both(
        "旅券の機械読取領域（検査数字が合う）",
        "machine-readable zone of a passport, its check digits hold",
    ),
    "passport-zone-names": Both(
        "旅券の機械読取領域（氏名の行）", "machine-readable zone of a passport, line of names"
    ),
    "identity-card-zone": Both(
        "身分証明書の機械読取領域（検査数字が合う）",
        "machine-readable zone of an identity card, its check digit holds",
    ),
    "residence-card-beside-label": Both("在留カード番号（{where}）", "residence card {where}"),
    "health-insurance-beside-label": Both(
        "健康保険の記号・番号（{where}）", "health insurance symbol and number {where}"
    ),
    "health-insurer-beside-label": Both(
        "健康保険の保険者番号（{where}、検査数字が合う）",
        "health insurer number {where}, its check digit holds",
    ),
    "pension-number-beside-label": Both("基礎年金番号（{where}）", "basic pension number {where}"),
    "employment-insurance-beside-label": Both(
        "雇用保険被保険者番号（{where}）", "employment insurance number {where}"
    ),
    # accounts and cards
    "bank-account-beside-label": Both("銀行口座（{where}）", "bank account {where}"),
    "postal-savings-beside-label": Both(
        "ゆうちょ銀行の記号・番号（{where}）", "postal savings account, symbol and number, {where}"
    ),
    "credit-card-beside-label": Both(
        "クレジットカード番号（{brand}、{where}、検査数字が合う）",
        "payment card, {brand}, {where}, its Luhn digit holds",
    ),
    "credit-card-grouped": Both(
        "クレジットカード番号（{brand}、券面どおりの区切り、検査数字が合う）",
        "payment card, {brand}, grouped as on the card, its Luhn digit holds",
    ),
    "iban": Both(
        "国際銀行口座番号（IBAN、その国の桁数で、検査数字が合う）",
        "IBAN of its country's length, its check digits hold",
    ),
    # how a person is reached
    "phone": Both("{numbering}電話番号", "telephone number: {numbering}"),
    "phone-beside-label": Both(
        "{numbering}電話番号（{where}）", "telephone number: {numbering}, {where}"
    ),
    "email": Both("メールアドレス", "e-mail address"),
    "postal-code": Both("郵便番号（「〒」付き）", "postal code with its sign"),
    "postal-code-beside-label": Both("郵便番号（{where}）", "postal code {where}"),
    "address-from-prefecture": Both(
        "番地までの住所（都道府県から）", "address down to its number, from its prefecture"
    ),
    "address-from-municipality": Both(
        "番地までの住所（市区町村から）", "address down to its number, from its municipality"
    ),
    "address-beside-label": Both(
        "番地までの住所（{where}）", "address down to its number, {where}"
    ),
    "address-in-latin-letters": Both(
        "ローマ字で書かれた日本の住所", "Japanese address in Latin letters"
    ),
    "address-with-zip-code": Both(
        "米国の住所（番地か地名、州、ZIPコード）",
        "US address: house, street or place, state and ZIP code",
    ),
    # who a person is
    "birth-date-beside-label": Both("生年月日（{where}）", "birth date {where}"),
    "birth-date-beside-born": Both(
        "生年月日（「{word}」の語のそば）", "birth date beside the word “{word}”"
    ),
    "person-beside-label": Both("氏名（{where}）", "person's name {where}"),
    "person-beside-honorific": Both(
        "氏名（敬称「{word}」のそば）", "person's name beside the honorific “{word}”"
    ),
    "person-beside-role": Both(
        "氏名（役職・職業「{word}」のそば）", "person's name beside the role “{word}”"
    ),
    "person-full-name": Both("氏名（姓と名）", "person's name: family and given name"),
    "person-who-writes": Both("氏名（書き手の姓）", "person's name: family name of who writes"),
    "person-known-given-name": Both(
        "氏名（よくある名と姓、ローマ字）", "person's name: a known given name and a family name"
    ),
    "person-known-family-name": Both(
        "氏名（日本の姓、ローマ字）", "person's name: a Japanese family name in Latin letters"
    ),
    "person-in-context": Both(
        "氏名（呼びかけ、署名、人への依頼や紹介の文の中、ローマ字）",
        "person's name in a greeting, a signature or a sentence about somebody",
    ),
    "person-japanese-in-latin-letters": Both(
        "氏名（日本語の姓と名、ローマ字）", "person's name: two Japanese names in Latin letters"
    ),
    # numbers of a person elsewhere
    "chinese-id": Both(
        "中国の公民身分番号（生年月日を含み、検査数字が合う）",
        "Chinese resident identity number: holds a birth date, its check digit holds",
    ),
    "korean-rrn": Both(
        "韓国の住民登録番号（形、生年月日、検査数字が合う）",
        "Korean resident registration number: form, birth date and check digit hold",
    ),
    "korean-rrn-beside-label": Both(
        "韓国の住民登録番号（{where}）", "Korean resident registration number {where}"
    ),
    "taiwan-id-beside-label": Both(
        "台湾の国民身分証番号（{where}、検査数字が合う）",
        "Taiwanese identity number {where}, its check digit holds",
    ),
    "singapore-id-beside-label": Both(
        "シンガポールの身分証番号（{where}、検査文字が合う）",
        "Singaporean NRIC or FIN {where}, its check letter holds",
    ),
    "singapore-id-near-country": Both(
        "シンガポールの身分証番号（「Singapore」の近く、検査文字が合う）",
        "Singaporean NRIC or FIN near “Singapore”, its check letter holds",
    ),
    "thai-id": Both(
        "タイの国民番号（券面どおりの区切り、検査数字が合う）",
        "Thai identity number: grouped as on the card, its check digit holds",
    ),
    "thai-id-beside-label": Both(
        "タイの国民番号（{where}、検査数字が合う）",
        "Thai identity number {where}, its check digit holds",
    ),
    "indonesian-nik-beside-label": Both(
        "インドネシアの住民登録番号（{where}）", "Indonesian NIK {where}"
    ),
    "us-ssn-beside-label": Both(
        "米国の社会保障番号（{where}）", "US social security number {where}"
    ),
}

PERSONAL: Table = {f"personal/{rule}": words for rule, words in _RULES.items()}
