"""The rows of a sheet as they were read -> its headings and the rows below them.

Above the headings a title may stand. A heading taken for data would make every form with the same
headings a leak, so that a row that might be one is none of the data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from gateway.model import NotReadError

LOOK_FOR_HEADINGS = 20
"""Rows from the top: titles, dates and notes above a table take a few."""
LONGEST_HEADING = 40

# Words of which headings are made, Japanese and English. They end a heading or are all of it.
_WORDS = (
    "名|名前|番号|コード|電話|携帯|住所|所在地|メール|アドレス|価格|単価|定価|原価|値|額|金額|給与|年収|数量|数|日|年月日|日付|"
    "部署|所属|部|課|役職|担当|担当者|顧客|会社|社員|商品|品番|型番|型式|区分|種別|分類|備考|摘要|郵便|年齢|性別|"
    "利益率|率|合計|小計|仕入先|取引先|得意先|単位|状態|ランク|等級|no|id|name|code|number|tel|phone|mobile|fax|address|email|e-mail|mail|"
    "price|cost|amount|qty|quantity|date|department|dept|title|position|salary|customer|company|"
    "product|item|sku|category|type|note|notes|remarks|age|sex|gender|zip|rank|status|total|unit"
)
_HEADING = re.compile(rf"(?:^|.*[^a-z])(?:{_WORDS})(?:\s*[(\[].{{0,20}})?$")
_DATA = re.compile(r"\d{3}|\d.*[-/:].*\d|@|^[\d.,\s%¥$]+$")


class TableError(NotReadError):
    """A table cannot be registered as asked. Its words name the column and the remedy."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to be registered: `need` cells of one row, counted over `columns`, tell it.

    `rows` are as the sheet has them, headings and titles included; `columns` are headings or
    numbers from 1 on, none of them stands for all.
    """

    rows: Sequence[Sequence[str]] = field(repr=False)
    columns: tuple[str, ...] = ()
    need: int = 2


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cells to be registered, row by row, as wide as `headings`."""

    headings: tuple[str, ...]
    rows: list[list[str]] = field(repr=False)


def choose(table: Table) -> Chosen:
    """The chosen columns of the rows below the headings. Raises TableError."""
    rows = [[str(cell).strip() for cell in row] for row in table.rows]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    at = _headings_at(rows, table.columns)
    headings = _headings(rows[at] if at >= 0 else [], width)
    wanted = _wanted(headings, table.columns)
    if rows and not 1 <= table.need <= len(wanted):
        raise TableError("registering/cells-asked", need=table.need, columns=len(wanted))
    body = [[row[c] if c < len(row) else "" for c in wanted] for row in rows[at + 1 :]]
    return Chosen(tuple(headings[c] for c in wanted), [row for row in body if any(row)])


def _headings(row: Sequence[str], width: int) -> list[str]:
    named = [*row, *[""] * (width - len(row))]
    return [name or str(i) for i, name in enumerate(named, 1)]


def _wanted(headings: Sequence[str], columns: Sequence[str]) -> list[int]:
    if not columns:
        return list(range(len(headings)))
    by_name = {_folded(name): i for i, name in reversed(list(enumerate(headings)))}
    wanted = []
    for column in columns:
        found = by_name.get(_folded(column))
        if found is None and column.isdecimal() and 1 <= int(column) <= len(headings):
            found = int(column) - 1
        if found is None:
            there = ", ".join(headings)
            raise TableError("registering/no-column", column=column, headings=there)
        wanted.append(found)
    return list(dict.fromkeys(wanted))


def _folded(name: str) -> str:
    return re.sub(r"\s+", "", normalize("NFKC", name).casefold())


# ---------------------------------------------------------------- what people write for short

_FORMS = (
    "株式会社|有限会社|合同会社|合資会社|一般社団法人|一般財団法人|医療法人|学校法人"
    r"|\(株\)|\(有\)|\(同\)"
)
_COMPANY = re.compile(
    rf"^(?:{_FORMS})\s*|\s*(?:{_FORMS})$|,?\s+(?:inc|ltd|llc|corp|gmbh|co\.,?\s*ltd|co)\.?$"
)
_LETTERS = "[\u3005\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_PERSON = re.compile(rf"^({_LETTERS}{{2,5}})\s+{_LETTERS}{{1,5}}$")


_POST = re.compile("(?:[長課部室係]|主任|社員|担当者?|役員?|代表|顧問|本社|支店|工場)$")


def short_form(cell: str) -> str:
    """A family name of a name, a company's name without its legal form; else nothing."""
    if len(cell) > LONGEST_HEADING:
        return ""
    folded = normalize("NFKC", cell).strip().casefold()
    if person := _PERSON.match(folded):
        return "" if _POST.search(person[1]) else person[1]  # 部長 山田, 営業部 課長
    company = _COMPANY.sub("", folded)
    return company if company != folded else ""


# ---------------------------------------------------------------- where the headings stand


def _headings_at(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> int:
    """The number of the row of headings, -1 where there is none."""
    named = {_folded(c) for c in columns if not c.isdecimal()}
    top = rows[:LOOK_FOR_HEADINGS]
    if named:
        for i, row in enumerate(top):
            if named <= {_folded(cell) for cell in row}:
                return i
    usual = _usual_width(rows)
    for i, row in enumerate(top):
        if sum(map(bool, row)) * 2 > usual:
            return i if _are_headings(row, rows[i + 1 : i + 51]) else -1
    return -1


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    filled = sorted(sum(map(bool, row)) for row in rows[:200])
    return filled[len(filled) // 2] if filled else 0


def _are_headings(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Short and different words, no data among them: headings' words, or unlike what is below."""
    names = [_folded(cell) for cell in row if cell]
    if len(set(names)) < len(names) or any(map(_is_data, names)):
        return False
    usual = sum(bool(_HEADING.match(name)) for name in names)
    return usual * 2 >= len(names) or _differs(row, below)


def _is_data(name: str) -> bool:
    return len(name) > LONGEST_HEADING or bool(_DATA.search(name))


def _differs(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Does a column hold data from its second cell on, and never its first cell again?"""
    kinds = 0
    for c, name in enumerate(row):
        column = [r[c] for r in below if c < len(r) and r[c]]
        if name and name in column:
            return False
        data = sum(_is_data(_folded(cell)) for cell in column)
        kinds += bool(name) and data * 2 > len(column) > 0
    return kinds > 0
