"""Records in the forms in which files hold them: CSV, Markdown, JSON, YAML, logs, SQL, lists.

A field has headings in Japanese and English, keys as programs write them, and its slot.
"""

# ruff: noqa: E501 tables read best unbroken

from __future__ import annotations

import json
import random
from dataclasses import dataclass

from bench.evaluation.grammar import Grammar
from bench.evaluation.texts import Draft, Text


@dataclass(frozen=True, slots=True)
class Field:
    ja: tuple[str, ...]
    en: tuple[str, ...]
    keys: tuple[str, ...]
    slots: tuple[str, ...]
    english_slots: tuple[str, ...] = ()

    def frame(self, rng: random.Random, language: str) -> str:
        slots = self.english_slots if language == "en" and self.english_slots else self.slots
        return "{" + rng.choice(slots) + "}"

    def heading(self, rng: random.Random, language: str) -> str:
        return rng.choice(self.ja if language == "ja" else self.en)


PERSON_FIELDS = (
    Field(
        ("氏名", "お名前", "名前", "担当者名", "社員名", "顧客名", "契約者氏名"),
        ("Name", "Full name", "Customer name", "Employee"),
        ("name", "full_name", "customer_name", "customerName", "contactName", "employee_name"),
        ("name",),
        ("ename", "romaji"),
    ),
    Field(
        ("フリガナ", "氏名カナ", "カナ氏名"),
        ("Name (kana)",),
        ("name_kana", "nameKana", "furigana"),
        ("kana",),
    ),
    Field(
        ("メール", "メールアドレス", "E-mail"),
        ("Email", "E-mail address"),
        ("email", "mail", "mail_address"),
        ("mail",),
    ),
    Field(
        ("電話番号", "TEL", "携帯電話", "連絡先電話番号", "電話"),
        ("Phone", "Tel", "Mobile"),
        ("phone", "tel", "phone_number", "mobilePhone"),
        ("phone", "bare_phone"),
        ("us_phone", "world_phone"),
    ),
    Field(
        ("住所", "現住所", "送付先住所", "ご住所"),
        ("Address", "Home address"),
        ("address", "home_address", "shippingAddress"),
        ("address",),
        ("us_address", "romaji_address"),
    ),
    Field(
        ("生年月日", "誕生日"),
        ("Date of birth", "DOB", "Birthday"),
        ("birth_date", "dob", "date_of_birth", "birthday", "dateOfBirth"),
        ("birth",),
        ("ebirth",),
    ),
)
NUMBER_FIELDS = (
    Field(
        ("マイナンバー", "個人番号", "個人番号（マイナンバー）"),
        ("My Number", "Individual Number"),
        ("my_number", "myNumber", "individual_number"),
        ("my_number",),
    ),
    Field(
        ("運転免許証番号", "免許証番号", "免許証No."),
        ("Driver's license no.", "Driving licence number"),
        ("driver_license", "driverLicenseNo", "drivers_license_number"),
        ("licence",),
    ),
    Field(
        ("旅券番号", "パスポート番号"),
        ("Passport no.", "Passport number"),
        ("passport_number", "passportNo"),
        ("passport",),
    ),
    Field(
        ("在留カード番号",),
        ("Residence card no.",),
        ("residence_card_number", "residenceCardNo"),
        ("residence",),
    ),
    Field(("保険者番号",), ("Insurer number",), ("insurer_number", "hokensha_bango"), ("insurer",)),
    Field(
        ("基礎年金番号", "年金番号"),
        ("Pension number", "Basic pension number"),
        ("pension_number", "basicPensionNumber"),
        ("pension",),
    ),
    Field(
        ("雇用保険被保険者番号", "雇用保険番号"),
        ("Employment insurance no.",),
        ("employment_insurance_number", "employmentInsuranceNo"),
        ("employment",),
    ),
    Field(
        ("口座番号", "振込口座番号", "給与口座番号"),
        ("Account number", "Bank account no."),
        ("account_number", "bankAccountNumber", "bank_account"),
        ("account",),
    ),
    Field(
        ("クレジットカード番号", "カード番号"),
        ("Card number", "Credit card"),
        ("card_number", "cardNumber", "credit_card_number"),
        ("card",),
    ),
    Field(("IBAN",), ("IBAN",), ("iban",), ("iban",)),
)
US_FIELDS = (
    Field(("SSN",), ("SSN", "Social Security Number"), ("ssn", "social_security_number"), ("ssn",)),
)
PLAIN_FIELDS = (
    Field(("部署", "所属"), ("Department",), ("department", "dept"), ("dept",)),
    Field(("役職",), ("Title",), ("role",), ("role",)),
    Field(("商品", "品名"), ("Item",), ("item", "product"), ("product",)),
    Field(("数量", "個数"), ("Quantity",), ("quantity", "count"), ("n",)),
    Field(("金額", "小計"), ("Amount",), ("amount", "total"), ("yen",)),
    Field(("受付日", "更新日", "入社日"), ("Updated",), ("updated_at", "hired_on"), ("date",)),
)


def fields(rng: random.Random, language: str) -> list[Field]:
    """Of a person one to three, a number or two, and something innocent."""
    numbers = NUMBER_FIELDS + (US_FIELDS if language == "en" else ())
    chosen = [
        *rng.sample(PERSON_FIELDS, rng.randrange(1, 4)),
        *rng.sample(numbers, rng.randrange(0, 3)),
        *rng.sample(PLAIN_FIELDS, rng.randrange(0, 3)),
    ]
    if language == "en":  # a reading in kana has no place in an English record
        chosen = [f for f in chosen if "furigana" not in f.keys] or [PERSON_FIELDS[0]]
    if rng.random() < 0.5:
        rng.shuffle(chosen)
    return chosen


def delimited(grammar: Grammar, rng: random.Random, language: str) -> Text:
    columns, mark = fields(rng, language), rng.choices((",", "\t", ";"), (7, 2, 1))[0]
    draft = Draft()
    draft.add(
        mark.join(
            ("No" if language == "en" else "番号", *(c.heading(rng, language) for c in columns))
        )
        + "\n"
    )
    for number in range(1, rng.randrange(2, 6)):
        draft.add(str(number))
        for column in columns:
            draft.add(mark)
            _cell(grammar, rng, draft, column.frame(rng, language), mark)
        draft.add("\n")
    return draft.text("table", language, ".csv")


def _cell(grammar: Grammar, rng: random.Random, draft: Draft, frame: str, mark: str) -> None:
    cell = grammar.draw(frame, rng)
    quote = '"' if mark in "".join(cell.parts) else ""
    draft.add(quote)
    draft.append(cell.text())
    draft.add(quote)


def markdown(grammar: Grammar, rng: random.Random, language: str) -> Text:
    columns, draft = fields(rng, language), Draft()
    draft.add(
        "| "
        + " | ".join(c.heading(rng, language) for c in columns)
        + " |\n"
        + "|"
        + " --- |" * len(columns)
        + "\n"
    )
    for _ in range(rng.randrange(1, 5)):
        for column in columns:
            draft.add("| ")
            grammar.write(column.frame(rng, language), rng, draft)
            draft.add(" ")
        draft.add("|\n")
    return draft.text("table", language, ".md")


def as_json(grammar: Grammar, rng: random.Random, language: str) -> Text:
    draft, wide = Draft(), rng.random() < 0.6
    gap, join = ("\n  ", ": ") if wide else (" ", rng.choice((":", ": ")))
    draft.add("{")
    for place, column in enumerate(fields(rng, language)):
        key = (
            rng.choice(column.ja)
            if language == "ja" and rng.random() < 0.3
            else rng.choice(column.keys)
        )
        draft.add(("," if place else "") + gap + json.dumps(key, ensure_ascii=False) + join + '"')
        grammar.write(column.frame(rng, language), rng, draft)
        draft.add('"')
    draft.add("\n}" if wide else " }")
    return draft.text("json", language, ".json")


def listed(grammar: Grammar, rng: random.Random, language: str) -> Text:
    """Lines of label and value, as in forms, mails and web pages copied."""
    bullet = rng.choice(("", "", "・", "- ", "* ", "　"))
    joins = (
        ("：", ":", " : ", "　", "： ", "】") if language == "ja" else (": ", " : ", " - ", ":\t")
    )
    join, draft = rng.choice(joins), Draft()
    for column in fields(rng, language):
        draft.add(("【" if join == "】" else bullet) + column.heading(rng, language) + join)
        grammar.write(column.frame(rng, language), rng, draft)
        draft.add("\n")
    return draft.text("form", language)


def yaml(grammar: Grammar, rng: random.Random, language: str) -> Text:
    draft = Draft()
    draft.add("customers:\n")
    for place, column in enumerate(fields(rng, language)):
        draft.add(("    " if place else "  - ") + rng.choice(column.keys) + ": ")
        quote = rng.choice(('"', "'", ""))
        draft.add(quote)
        grammar.write(column.frame(rng, language), rng, draft)
        draft.add(quote + "\n")
    return draft.text("yaml", language, ".yaml")


def log(grammar: Grammar, rng: random.Random, language: str) -> Text:
    draft = Draft()
    for _ in range(rng.randrange(1, 4)):
        draft.add(
            f"2026-11-{rng.randrange(10, 29)}T{rng.randrange(10, 24)}:{rng.randrange(10, 60)}:{rng.randrange(10, 60)}Z INFO  user.update "
        )
        for column in fields(rng, language)[:3]:
            draft.add(rng.choice(column.keys) + "=")
            quote = '"' if rng.random() < 0.6 else ""
            draft.add(quote)
            grammar.write(column.frame(rng, language), rng, draft)
            draft.add(quote + " ")
        draft.add(f"status={rng.choice((200, 201, 400))} took={rng.randrange(3, 900)}ms\n")
    return draft.text("log", language, ".log")


CONTAINERS = (delimited, markdown, as_json, listed, listed, yaml, log)
