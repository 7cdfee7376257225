"""How much personal information is found, and how much that is innocent is taken for it.

    python -m tests.classifiers.personal_eval [SEED] [COUNT]

Texts come from a seeded generator of its own grammar: sentences, forms, mails, tables and JSON
of an office in Japanese and English, with values by Faker and by the published rules for check
digits, written apart from the rules of the classifier. A table of precision, recall and F1 a
kind follows, and the share of innocent look-alikes in which something was found.
"""

# ruff: noqa: E501, N802 rows of a table read best unbroken; a maker has the name of its kind

from __future__ import annotations

import random
import string
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from faker import Faker

from classifiers.personal import classifier
from gateway.model import ClassId, Needs, Segment

Gold = tuple[int, int, str]
CLASSES = frozenset({ClassId("personal")})


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    gold: tuple[Gold, ...] = ()
    label: str = ""


class Generator:
    """Office texts with the places of what is personal in them; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.ja, self.en = Faker("ja_JP"), Faker("en_US")
        self.ja.seed_instance(seed)
        self.en.seed_instance(seed)

    # ------------------------------------------------------------ values

    def digits(self, count: int) -> str:
        return "".join(self.chance.choices(string.digits, k=count))

    def grouped(self, number: str, *sizes: int) -> str:
        mark, parts, at = self.chance.choice(["-", " ", "", "-"]), [], 0
        for size in sizes:
            parts.append(number[at : at + size])
            at += size
        return mark.join(parts)

    def wide(self, text: str) -> str:
        if self.chance.random() > 0.1:
            return text
        return text.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})

    def MY_NUMBER(self) -> str:
        base = self.digits(11)
        total = sum(int(c) * (i + 2 if i < 6 else i - 4) for i, c in enumerate(reversed(base)))
        check = 11 - total % 11
        return self.wide(self.grouped(base + str(0 if check >= 10 else check), 4, 4, 4))

    def DRIVING_LICENCE(self) -> str:
        base = self.chance.choice(["30", "62", "45", "10", "50", "92"]) + self.digits(8)
        total = sum(int(c) * w for c, w in zip(base, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
        return base + str((11 - total % 11) % 10) + self.chance.choice("0012")

    def CREDIT_CARD(self) -> str:
        prefix, length = self.chance.choice(
            [("4", 16), ("52", 16), ("3540", 16), ("37", 15), ("2300", 16)]
        )
        body = prefix + self.digits(length - 1 - len(prefix))
        doubled = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body))]
        check = -sum(d - 9 if d > 9 else d for d in doubled) % 10
        sizes = (4, 6, 5) if length == 15 else (4, 4, 4, 4)
        return self.wide(self.grouped(body + str(check), *sizes))

    def PHONE(self) -> str:
        c = self.chance
        forms = [
            f"{c.choice(['090', '080', '070'])}-{self.digits(4)}-{self.digits(4)}",
            f"0{c.choice('789')}0{self.digits(8)}",
            f"03-{c.randint(3000, 6999)}-{self.digits(4)}",
            f"0{c.choice(['45', '52', '75', '11', '92'])}-{c.randint(200, 999)}-{self.digits(4)}",
            f"({c.choice(['03', '06'])}) {c.randint(3000, 6999)}-{self.digits(4)}",
            f"+81-{c.choice(['90', '80'])}-{self.digits(4)}-{self.digits(4)}",
            f"+1-{c.randint(201, 989)}-{c.randint(200, 999)}-{self.digits(4)}",
        ]
        return self.wide(c.choice(forms))

    def EMAIL(self) -> str:
        return self.chance.choice([self.ja.email, self.en.company_email, self.ja.company_email])()

    def PASSPORT(self) -> str:
        return self.chance.choice(["TR", "TZ", "MS", "TK"]) + self.digits(7)

    def RESIDENCE_CARD(self) -> str:
        letters = "".join(self.chance.choices(string.ascii_uppercase, k=4))
        return letters[:2] + self.digits(8) + letters[2:]

    def PENSION_NUMBER(self) -> str:
        return f"{self.digits(4)}-{self.digits(6)}"

    def EMPLOYMENT_INSURANCE(self) -> str:
        return f"{self.digits(4)}-{self.digits(6)}-{self.digits(1)}"

    def BANK_ACCOUNT(self) -> str:
        return self.digits(7)

    def BIRTH_DATE(self) -> str:
        born, c = self.ja.date_of_birth(minimum_age=18, maximum_age=90), self.chance
        return c.choice([
            f"{born.year}年{born.month}月{born.day}日", f"{born:%Y/%m/%d}", f"{born:%Y-%m-%d}",
            f"昭和{c.randint(20, 63)}年{born.month}月{min(born.day, 28)}日",
            f"S{c.randint(20, 63)}.{born.month}.{min(born.day, 28)}",
        ])  # fmt: skip

    def ADDRESS(self) -> str:
        address = self.ja.address().replace("\n", " ")
        return address if self.chance.random() < 0.5 else f"〒{self.ja.zipcode()} {address}"

    def PERSON(self) -> str:
        f = self.ja
        return f.last_name() + self.chance.choice(["", " ", "　"]) + f.first_name()

    def IBAN(self) -> str:
        iban = self.en.iban()
        return (
            " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))
            if self.chance.random() < 0.5
            else iban
        )

    def US_SSN(self) -> str:
        return str(self.en.ssn())

    # ------------------------------------------------------------ texts

    def fill(self, template: str) -> Case:
        """`{KIND}` becomes a value, and its place is gold."""
        text, gold = "", []
        for piece, _, rest in _pieces(template):
            text += piece
            if rest:
                kind, _, form = rest.partition(":")
                value = getattr(self, form or kind)()
                gold.append((len(text), len(text) + len(value), kind))
                text += value
        return Case(text, tuple(gold))

    def personal(self) -> Case:
        return self.chance.choice([self._sentence, self._form, self._table, self._keyed])()

    def _sentence(self) -> Case:
        chosen = self.chance.sample(SENTENCES, k=self.chance.randint(1, 4))
        return self.fill(self.chance.choice(["\n", "", "\n\n"]).join(chosen))

    def _form(self) -> Case:
        rows = self.chance.sample(FORM, k=self.chance.randint(2, 6))
        mark = self.chance.choice(["：", ": ", "　", "\t", " "])
        return self.fill("\n".join(f"{label}{mark}{{{kind}}}" for label, kind in rows))

    def _table(self) -> Case:
        columns = self.chance.sample(FORM, k=self.chance.randint(2, 4))
        mark = self.chance.choice([",", "\t", " | "])
        head = mark.join(label for label, _ in columns)
        row = mark.join(f"{{{kind}}}" for _, kind in columns)
        return self.fill("\n".join([head, *[row] * self.chance.randint(1, 5)]))

    def _keyed(self) -> Case:
        key, kind = self.chance.choice(KEYS)
        value = getattr(self, kind)()
        return Case(value, ((0, len(value), kind),), key)

    def innocent(self) -> Case:
        template = self.chance.choice(INNOCENT)
        return Case("".join(p + (self._thing(r) if r else "") for p, _, r in _pieces(template)))

    def _thing(self, form: str) -> str:
        """`d8` eight digits, `u4` four capitals, `x40` hex digits."""
        letters = {"d": string.digits, "u": string.ascii_uppercase, "x": "0123456789abcdef"}[
            form[0]
        ]
        return "".join(self.chance.choices(letters, k=int(form[1:])))


def _pieces(template: str) -> Iterator[tuple[str, str, str]]:
    for part in template.split("}"):
        piece, mark, rest = part.partition("{")
        yield piece, mark, rest


SENTENCES = [
    "先日ご相談した{PERSON}様の件ですが、折り返しは{PHONE}までお願いします。",
    "{PERSON}さんのマイナンバーは{MY_NUMBER}です。年末調整に使います。",
    "免許証番号 {DRIVING_LICENCE} の写しを受け取りました。",
    "お支払いのカード番号は{CREDIT_CARD}、有効期限は来年です。",
    "送り先は{ADDRESS}になります。",
    "メールは{EMAIL}へ返信してください。",
    "{PERSON}部長が出張中のため、代わりに{PERSON}さんが出席します。",
    "パスポート番号は{PASSPORT}で、来月更新です。",
    "在留カード番号：{RESIDENCE_CARD}（確認済み）",
    "基礎年金番号は{PENSION_NUMBER}、雇用保険被保険者番号は{EMPLOYMENT_INSURANCE}です。",
    "振込先はみずほ銀行新宿支店 普通 {BANK_ACCOUNT} です。",
    "{BIRTH_DATE}生まれの利用者から問い合わせがありました。",
    "生年月日は{BIRTH_DATE}と書かれています。",
    "携帯{PHONE}に何度か電話しましたが、つながりません。",
    "Please call {PHONE} or write to {EMAIL} before Friday.",
    "The wire goes to IBAN {IBAN} tomorrow.",
    "Her SSN is {US_SSN}, keep it safe.",
    "連絡先：{EMAIL} / {PHONE}",
    "契約者の{PERSON}氏に、{ADDRESS}宛てで書類を郵送した。",
    "個人番号（マイナンバー）: {MY_NUMBER}",
    "会議の資料は来週までに用意します。",
    "この関数の計算量を教えてください。",
]
FORM = [
    ("氏名", "PERSON"), ("お名前", "PERSON"), ("電話番号", "PHONE"), ("携帯電話", "PHONE"),
    ("メールアドレス", "EMAIL"), ("E-mail", "EMAIL"), ("住所", "ADDRESS"), ("生年月日", "BIRTH_DATE"),
    ("マイナンバー", "MY_NUMBER"), ("個人番号", "MY_NUMBER"), ("口座番号", "BANK_ACCOUNT"),
    ("旅券番号", "PASSPORT"), ("基礎年金番号", "PENSION_NUMBER"), ("TEL", "PHONE"),
    ("カード番号", "CREDIT_CARD"), ("運転免許証番号", "DRIVING_LICENCE"), ("担当者", "PERSON"),
]  # fmt: skip
KEYS = [
    ("phoneNumber", "PHONE"), ("tel", "PHONE"), ("my_number", "MY_NUMBER"), ("customerName", "PERSON"),
    ("birth_date", "BIRTH_DATE"), ("dateOfBirth", "BIRTH_DATE"), ("cardNumber", "CREDIT_CARD"),
    ("account_number", "BANK_ACCOUNT"), ("passport_no", "PASSPORT"), ("email", "EMAIL"),
    ("address", "ADDRESS"), ("氏名", "PERSON"), ("個人番号", "MY_NUMBER"),
]  # fmt: skip
INNOCENT = [
    "注文番号 {d12} の発送状況を教えて", "注文番号：{d4}-{d4}-{d4}", "伝票番号 {d4}-{d4}-{d4} でお届け済み",
    "JANコード 49{d11} の商品", "商品 45{d11} を棚に追加", "ISBN 978-4-{d4}-{d4}-{d1}", "バージョン {d1}.{d2}.{d2}.{d1} に更新",
    "サーバ 10.{d2}.{d2}.{d1} が応答しない", "commit {x40} を revert して", "id: {x8}-{x4}-{x4}-{x4}-{x12}",
    "timestamp=17{d8}", "ts: 17{d11}", "合計 {d3},{d3},{d3} 円でした", "単価は{d7}円、数量は{d4}個です",
    "型番 {u2}-{d4}-{d2} の納期", "品番 {u2}{d8}{u2} の在庫", "部品番号 {u1}{d9} は廃番", "追跡番号 {d12} を確認",
    "売上は{d8}、前年比{d2}.{d1}%", "2024年3月1{d1}日に会議を開催します", "2023/11/0{d1} から 2024/02/1{d1} まで",
    "md5 = {x32}", "シリアル {d4}-{d4}-{d4}-{d4}", "見積番号 {d6}-{d4}", "Order #{d10} shipped on 2024-05-1{d1}",
    "Tracking number {d12} is in transit", "invoice no. {d8} total {d5}.{d2}", "build {d4}.{d4}.{d4} failed",
    "乱数の種は {d16} にした", "ログ: {d16} {d16} {d16}", "0x{x16} でクラッシュ", "port {d4}, pid {d5}, exit {d1}",
    "東京都の人口は約1{d3}万人です", "横浜市の予算を表にして", "市場区分1-2-{d1}の変更点", "都市部2-{d1}割の減少",
    "同様に、皆様のご意見を仕様に反映し、お客様へ連絡します", "田中貴金属工業の決算資料を要約", "山口県と福島県の産業を比較して",
    "豊田市の工場の稼働率", "部長会議の議事録の書き方", "氏名欄は必須です。電話番号の欄も入力してください", "担当：営業部",
    "学生時代の誕生日会の企画案", "user@example.com の形で入力", "icon@2x.png を差し替え", "git clone git@github.com:org/repo-{d3}.git",
    "def name(self): return self.name", "法人番号は7123456789012です", "登録番号 T7123456789012", "受付番号{d8}でお待ちの方",
    "Visual Studio Code の設定", "Washington University の論文", "SELECT name, phone, email FROM users WHERE id = {d6}",
    "電話の応対を改善する", "メールの下書きを作って", "住所録のCSVの列を並べ替える", "マイナンバー制度の概要を説明して",
    "クレジットカードの手数料は3.{d2}%", "パスポートの更新に必要な書類", "口座開設の手順、普通預金の金利は0.{d3}%", "{d4}-{d2}-{d2}T{d2}:{d2}:00Z",
]  # fmt: skip


# ---------------------------------------------------------------- measuring


@dataclass(slots=True)
class Score:
    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed or 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed or 1)


Find = Callable[[Case], list[Gold]]


def ours() -> Find:
    """The classifier, as the gate uses it."""
    finder = classifier(Needs(personal=True, classes=CLASSES))

    def find(case: Case) -> list[Gold]:
        segment = Segment("", case.text, label=case.label)
        return [(f.start, f.end, f.kind) for f in finder.classify(segment)]

    return find


def measure(find: Find, cases: list[Case]) -> dict[str, Score]:
    """By kind. A hit is right if it has the kind and half of the characters of a gold span."""
    scores: dict[str, Score] = {}
    for case in cases:
        found = find(case)
        left = list(case.gold)
        for start, end, kind in found:
            match = next((g for g in left if g[2] == kind and _half(g, start, end)), None)
            score = scores.setdefault(kind, Score())
            if match:
                left.remove(match)
                score.right += 1
            elif kind != "POSTAL_CODE":
                score.wrong += 1
        for _, _, kind in left:
            scores.setdefault(kind, Score()).missed += 1
    return scores


def _half(gold: Gold, start: int, end: int) -> bool:
    common = min(gold[1], end) - max(gold[0], start)
    return 2 * common >= max(gold[1] - gold[0], end - start)


def total(scores: dict[str, Score], without: frozenset[str] = frozenset()) -> Score:
    kept = [score for kind, score in scores.items() if kind not in without]
    return Score(*(sum(getattr(s, name) for s in kept) for name in ("right", "wrong", "missed")))


def cases(seed: int, count: int) -> tuple[list[Case], list[Case]]:
    """Personal ones and innocent ones."""
    generator = Generator(seed)
    return [generator.personal() for _ in range(count)], [
        generator.innocent() for _ in range(count)
    ]


def main(seed: int = 1, count: int = 2_000) -> None:
    personal, innocent = cases(seed, count)
    find = ours()
    scores = measure(find, personal)
    print(f"{'kind':22} {'gold':>6} {'precision':>9} {'recall':>7} {'F1':>6}")
    rows = [*sorted(scores.items()), ("all", total(scores))]
    rows.append(("all but names", total(scores, frozenset({"PERSON"}))))
    for kind, score in rows:
        gold = score.right + score.missed
        print(f"{kind:22} {gold:6} {score.precision:9.3f} {score.recall:7.3f} {score.f1:6.3f}")
    alarms = Counter(kind for case in innocent for _, _, kind in find(case)[:1])
    print(
        f"look-alikes with a finding: {alarms.total()} of {count} ({alarms.total() / count:.2%})",
        dict(alarms),
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
