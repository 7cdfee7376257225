"""Tables of an office, drawn by a seed, and how people write a row of one into a prompt."""

# ruff: noqa: E501 lists of words read best unbroken

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.evaluation import office_words as w
from bench.evaluation.office_words import words

Row = list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its headings, and rows of as many cells."""

    name: str
    headings: tuple[str, ...]
    rows: list[Row] = field(repr=False)


CITIES = words(
    "東京都港区芝浦 東京都新宿区西新宿 東京都大田区蒲田 横浜市鶴見区生麦 川崎市幸区堀川町 さいたま市大宮区桜木町 千葉市美浜区中瀬 名古屋市中村区名駅 大阪市北区梅田 大阪市淀川区宮原 京都市下京区四条通 神戸市中央区港島 広島市南区松原町 福岡市博多区博多駅前 札幌市北区北七条西 仙台市青葉区中央"
)
GOODS = words(
    "六角ボルト 平座金 深溝玉軸受 直動ガイド 歯付ベルト 空圧シリンダー 電磁弁 圧力スイッチ 近接センサー 端子台 制御盤 樹脂ケース 放熱板 防水コネクタ 光ファイバー 耐熱ホース 油圧ポンプ 減速機"
)
DEPARTMENTS = words(
    "営業部 開発部 製造部 品質保証部 総務部 経理部 人事部 購買部 情報システム部 法務部"
)
POSTS = words("社員 社員 社員 主任 主任 係長 課長 課長 部長")


def _customer(i: int, rng: random.Random) -> Row:
    number = f"0{rng.choice((70, 80, 90))}-{rng.randrange(10**4):04}-{rng.randrange(10**4):04}"
    mail = f"{''.join(rng.choices('abcdefghikmnorstuy', k=rng.randrange(4, 9)))}{rng.randrange(1000)}@mail{rng.randrange(9)}.example"
    place = (
        f"{rng.choice(CITIES)}{rng.randrange(1, 8)}-{rng.randrange(1, 30)}-{rng.randrange(1, 20)}"
    )
    return [
        f"C{i + 10417:06}",
        f"{rng.choice(w.SURNAMES)} {rng.choice(w.GIVEN)}",
        number,
        mail,
        place,
    ]


def _price(i: int, rng: random.Random) -> Row:
    cost = rng.randrange(90, 60_000) * 10
    item = f"{rng.choice(GOODS)} {rng.choice('ABCDEFGH')}{rng.randrange(10, 400)}"
    return [
        w.code(rng),
        item,
        f"{cost:,}",
        f"{int(cost * rng.uniform(1.2, 2.1)) // 10 * 10:,}",
        f"{rng.uniform(12, 48):.1f}%",
    ]


def _employee(i: int, rng: random.Random) -> Row:
    born = f"{rng.randrange(1962, 2004)}/{rng.randrange(1, 13):02}/{rng.randrange(1, 29):02}"
    salary = f"{rng.randrange(3200, 14000) * 1000:,}"
    return [
        f"{i + 120417}",
        f"{rng.choice(w.SURNAMES)} {rng.choice(w.GIVEN)}",
        f"{rng.choice(DEPARTMENTS)} {rng.choice(POSTS)}",
        born,
        salary,
    ]


KINDS = {
    "customers": (("顧客番号", "氏名", "電話番号", "メール", "住所"), _customer),
    "prices": (("品番", "品名", "仕入単価", "販売単価", "粗利率"), _price),
    "staff": (("社員番号", "氏名", "所属", "生年月日", "年収"), _employee),
}


def sheet(seed: int, name: str, rows: int, first: int = 0) -> Sheet:
    rng = random.Random(f"sheet {seed} {name} {first}")
    headings, make = KINDS[name]
    return Sheet(name, headings, [make(first + i, rng) for i in range(rows)])


# ---------------------------------------------------------------- a row in a prompt

FULL = str.maketrans({c: c + 0xFEE0 for c in range(0x21, 0x7F)})


def _joined(row: dict[str, str], separator: str) -> str:
    return separator.join(row.values())


def _prose(row: dict[str, str]) -> str:
    return "、".join(f"{name}は{cell}" for name, cell in row.items()) + "です。"


def _bare(cell: str) -> str:
    """Typed by hand: no blank in a name, no hyphens in a telephone number."""
    return (
        cell.replace(" ", "").replace("-", "")
        if cell[:2] in {"07", "08", "09"}
        else cell.replace(" ", "")
    )


def _other_notation(cell: str) -> str:
    if len(cell) == 10 and cell[4] == "/":
        year, month, day = cell.split("/")
        return f"{year}年{int(month)}月{int(day)}日"
    return f"{cell}円" if cell.replace(",", "").isdecimal() and "," in cell else cell


FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "CSV": lambda r: _joined({k: f'"{v}"' if "," in v else v for k, v in r.items()}, ","),
    "Markdown": lambda r: f"| {_joined(r, ' | ')} |",
    "tabs": lambda r: _joined(r, "\t"),
    "JSON": lambda r: "{" + ", ".join(f'"{k}": "{v}"' for k, v in r.items()) + "}",
    "labelled lines": lambda r: "\n".join(f"{k}：{v}" for k, v in r.items()),
    "prose": _prose,
    "full width": lambda r: _joined(r, "　").translate(FULL),
    "typed by hand": lambda r: "。".join(_bare(c) for c in r.values()),
    "other notations": lambda r: " / ".join(_other_notation(c) for c in r.values()),
}


def written(sheet: Sheet, row: Row, columns: list[int], form: str) -> str:
    return FORMS[form]({sheet.headings[c]: row[c] for c in columns})
