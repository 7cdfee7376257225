"""A company's documents, drawn by a seed: what it registered, and what it wrote besides.

Documents of one kind share letterheads, headings, standard clauses and closing words; their own
sentences are their own. Some stand in two versions. Held-back documents are of the same kinds, by
the same grammar, of the same company, and were never registered.
"""

# ruff: noqa: E501 frames read best unbroken

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bench.evaluation import office_words as w
from bench.evaluation.office_writing import english, fill, sentence, source

COMPANY = "株式会社サンプル精機"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its text, and of that the passages that are its own."""

    number: int
    family: int
    kind: str
    language: str
    title: str
    text: str = field(repr=False)
    own: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """Of one kind of document: what every one of them says, in order of place."""

    name: str
    language: str
    head: tuple[str, ...]
    headings: tuple[str, ...]
    clauses: tuple[str, ...]
    foot: tuple[str, ...]


LETTERHEAD = (
    f"{COMPANY}　〒000-0000 東京都中央区架空町一丁目2番3号 サンプルビル8階\n電話 00-0000-0000（代表）　https://sample.example",
    f"{COMPANY} 社外秘 本書の複製および第三者への開示を禁じます。",
)
CLAUSES = (
    "本契約に定めのない事項または本契約の解釈に疑義が生じた場合は、甲乙誠意をもって協議のうえ解決するものとする。",
    "甲および乙は、相手方の書面による事前の承諾なく、本契約上の権利義務の全部または一部を第三者に譲渡してはならない。",
    "本契約に関する一切の紛争については、東京地方裁判所を第一審の専属的合意管轄裁判所とする。",
    "受領者は、開示を受けた秘密情報を善良な管理者の注意をもって管理し、本目的以外に使用してはならない。",
    "甲または乙が反社会的勢力に該当することが判明したときは、相手方は何らの催告を要せず本契約を解除することができる。",
    "天災地変その他不可抗力により本契約の全部または一部の履行が遅滞した場合、当事者はその責任を負わない。",
    "本契約の有効期間は締結の日から1年間とし、期間満了の1か月前までに申し出がないときは、さらに1年間更新される。",
)
EN_CLAUSES = (
    "This Agreement constitutes the entire agreement between the parties and supersedes all prior discussions, negotiations and understandings.",
    "Neither party shall be liable for any failure to perform its obligations where such failure results from causes beyond its reasonable control.",
    "The receiving party shall hold the Confidential Information in strict confidence and shall not disclose it to any third party without prior written consent.",
    "If any provision of this Agreement is held to be invalid or unenforceable, the remaining provisions shall continue in full force and effect.",
    "All notices under this Agreement shall be in writing and shall be deemed given when delivered personally or sent by registered mail.",
)
LICENCE = (
    '# Licensed under the Apache License, Version 2.0 (the "License");\n# you may not use this file except in compliance with the License.\n'
    '# Unless required by applicable law or agreed to in writing, software\n# distributed under the License is distributed on an "AS IS" BASIS,\n'
    "# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.\n",
)
KINDS = (
    Kind("contract", "ja", LETTERHEAD, ("第1条（目的）", "第2条（業務の内容）", "第3条（対価および支払方法）", "第4条（秘密保持）", "第5条（解除）"), CLAUSES,
         ("以上、本契約の成立を証するため本書2通を作成し、甲乙記名押印のうえ各1通を保有する。",)),
    Kind("minutes", "ja", LETTERHEAD[:1], ("日時・場所", "出席者", "議題", "決定事項", "次回までの宿題"),
         ("司会より開会の挨拶があり、前回議事録の内容が全員一致で承認された。", "その他、特に質疑はなく、予定の時刻に閉会した。", "配布資料は会議終了後に回収し、裁断処理する。"),
         ("議事録の内容に相違がある場合は、配布後3営業日以内に事務局までご連絡ください。",)),
    Kind("specification", "ja", LETTERHEAD, ("1. 適用範囲", "2. 引用規格", "3. 構成", "4. 性能", "5. 試験方法"),
         ("本仕様書は予告なく変更することがある。最新版は文書管理システムで確認すること。", "本書に記載された数値は特に断りのない限り常温常湿における代表値である。"),
         ("改訂履歴　初版 新規作成",)),
    Kind("proposal", "ja", LETTERHEAD[:1], ("背景と課題", "ご提案の概要", "期待される効果", "費用とスケジュール", "体制"),
         ("平素は格別のご高配を賜り、厚く御礼申し上げます。下記のとおりご提案申し上げます。", "本提案書の有効期限は提出日より30日間とさせていただきます。"),
         ("ご不明な点がございましたら、担当営業までお気軽にお問い合わせください。何卒よろしくお願い申し上げます。",)),
    Kind("manual", "ja", LETTERHEAD, ("はじめに", "安全上のご注意", "準備", "操作手順", "困ったときは"),
         ("ご使用の前に必ず本書をお読みになり、正しく安全にお使いください。お読みになった後は大切に保管してください。", "異常を感じたときは直ちに電源を切り、保守担当者に連絡してください。"),
         ("本書の内容の一部または全部を無断で転載することは禁止されています。",)),
    Kind("personnel rules", "ja", LETTERHEAD, ("第1章 総則", "第2章 服務", "第3章 勤務", "第4章 賃金", "第5章 安全衛生"),
         ("社員は、この規則および関係法令を遵守し、互いに協力して職場の秩序を維持しなければならない。", "会社は、業務上の必要がある場合、社員に配置転換または出向を命ずることがある。"),
         ("附則　この規則は公布の日から施行する。",)),
    Kind("report", "en", ("CONFIDENTIAL - Sample Precision Inc. - For internal use only. Do not copy or distribute without permission.",),
         ("1. Summary", "2. Findings", "3. Risks", "4. Recommendations"),
         ("The figures in this report have not been audited and are provided for information purposes only.", "Please contact the author with any questions or comments on this report."),
         ("Thank you for your attention. This document will be destroyed in accordance with the retention policy.",)),
    Kind("agreement", "en", ("CONFIDENTIAL - Sample Precision Inc. - For internal use only. Do not copy or distribute without permission.",),
         ("Article 1. Scope", "Article 2. Services", "Article 3. Fees", "Article 4. Confidentiality"), EN_CLAUSES,
         ("IN WITNESS WHEREOF, the parties have caused this Agreement to be executed by their duly authorised representatives.",)),
    Kind("source code", "code", LICENCE, (), (), ()),
)  # fmt: skip


def papers(seed: int, count: int, first: int = 1, versions: float = 0.1) -> list[Paper]:
    """So many documents, every kind as often; one in ten is followed by its next version."""
    rng = random.Random(f"papers {seed} {first}")
    drawn: list[Paper] = []
    while len(drawn) < count:
        number = first + len(drawn)
        paper = _paper(rng, number, KINDS[len(drawn) % len(KINDS)])
        drawn.append(paper)
        if rng.random() < versions:
            drawn.append(_next_version(rng, paper))
    return drawn[:count]


def _paper(rng: random.Random, number: int, kind: Kind) -> Paper:
    title = f"{w.compound(rng)}{rng.choice(('について', 'の件', '（案）', ''))} {w.code(rng)}"
    if kind.language == "code":
        own = [source(rng)]
        return Paper(
            number, number, kind.name, "code", f"{title}.py", kind.head[0] + own[0], tuple(own)
        )
    lines, own = [*kind.head, title, ""], []
    write = sentence if kind.language == "ja" else english
    for heading in kind.headings:
        lines.append(heading)
        for _ in range(rng.randrange(1, 4)):
            paragraph = ("" if kind.language == "ja" else " ").join(
                write(rng) for _ in range(rng.randrange(2, 6))
            )
            own.append(paragraph)
            lines.append(paragraph)
        if kind.clauses and rng.random() < 0.6:
            lines.append(rng.choice(kind.clauses))
    lines += [*_small_table(rng, kind), *kind.foot]
    return Paper(number, number, kind.name, kind.language, title, "\n".join(lines), tuple(own))


def _small_table(rng: random.Random, kind: Kind) -> list[str]:
    """What stands in the middle of a document; its lines are the document's own, but no passages."""
    if rng.random() < 0.6:
        return []
    head = "品番\t項目\t数量\t金額" if kind.language == "ja" else "Code\tItem\tQuantity\tAmount"
    item = "{c}" if kind.language == "ja" else "{a} {w}"
    rows = (
        f"{w.code(rng)}\t{fill(item, rng)}\t{rng.randrange(1, 90)}\t{rng.randrange(5, 900) * 100:,}"
        for _ in range(rng.randrange(3, 9))
    )
    return [head, *rows]


def _next_version(rng: random.Random, paper: Paper) -> Paper:
    """A version later: one passage is new, one is gone."""
    write = {"ja": sentence, "en": english, "code": source}[paper.language]
    new = write(rng)
    text = paper.text.replace(
        paper.own[-1], new if len(paper.own) > 1 else f"{paper.own[-1]}\n{new}"
    )
    own = (*paper.own[:-1], new) if len(paper.own) > 1 else (*paper.own, new)
    return Paper(
        paper.number + 1,
        paper.family,
        paper.kind,
        paper.language,
        f"{paper.title} 第2版",
        text,
        own,
    )


def boilerplate() -> list[str]:
    """What every document of a kind says: nobody's secret."""
    pieces = [(*k.head, *k.clauses, *k.foot) for k in KINDS]
    whole = ["\n".join((*p[:2], *p[-2:])) for p in pieces]
    return list(
        dict.fromkeys(
            [
                *(text for p in pieces for text in p),
                *whole,
                *("\n".join(k.headings) for k in KINDS if k.headings),
            ]
        )
    )
