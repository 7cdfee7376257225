"""Tables: rows are found however they are written, and chance is no row."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gateway.fingerprints.table_join import SHORT
from gateway.fingerprints.table_rows import choose
from gateway.fingerprints.tables import (
    RowMatch,
    Table,
    TableError,
    TablePrints,
    cells_of,
    match,
    secret,
    table_prints,
)
from tests.kit.unread import told

KEY = b"a key of this test"

CUSTOMERS = [
    row.split(",")
    for row in """顧客番号,氏名,電話,メール,住所,登録日
C-20417,山田 太郎,090-5550-1234,taro.y@example.co.jp,東京都港区芝浦1-11-1,2026-04-01
C-20418,佐藤 花子,03-5550-9876,hana@example.co.jp,大阪府大阪市北区梅田2丁目4番9号,2026/11/3
C-20419,林 健,080-5550-2222,ken@example.co.jp,東京都港区芝浦11-1-1,令和7年5月6日
C-20420,Alice Brown,+81-70-5550-3333,alice@example.com,札幌市中央区3-7-12,R8.1.20""".splitlines()
]


def a_price(i: int) -> list[str]:
    return [f"KX-{i:03}", f"六角ボルト M{i}x{i * 7}", f"{i * 731 + 137}", f"{i * 1193 + 291}"]


PRICES = [["品番", "品名", "仕入単価", "販売単価"], *map(a_price, range(3, 60))]


def prints(rows: list[list[str]], columns: tuple[str, ...] = (), need: int = 2) -> TablePrints:
    return table_prints(Table(rows, columns, need), KEY)


def matches(text: str, *tables: TablePrints) -> list[RowMatch]:
    return match(text, cells_of(tables), secret(KEY))


CUSTOMER_PRINTS = prints(CUSTOMERS)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "山田太郎さんの電話は090-5550-1234です。", id="prose, a name without its blank"
        ),
        pytest.param("お客様は山田　太郎様、連絡先は09055501234とのこと", id="no hyphens"),
        pytest.param("山田太郎　０９０－５５５０－１２３４", id="full width"),
        pytest.param("山田 太郎,090-5550-1234", id="CSV"),
        pytest.param("| C-20417 | 山田 太郎 |", id="Markdown"),
        pytest.param('{"id": "C-20417", "mail": "taro.y@example.co.jp"}', id="JSON"),
        pytest.param("氏名: 山田太郎\n備考: なし\n電話: (090) 5550 1234", id="labelled lines"),
        pytest.param("<td>山田 太郎</td><td>taro.y@example.co.jp</td>", id="HTML"),
        pytest.param("TARO.Y@EXAMPLE.CO.JP / C20417", id="capitals, no hyphen"),
        pytest.param("+81 90 5550 1234 (山田太郎)", id="a number with the country's code"),
        pytest.param("山田太郎 芝浦は東京都港区芝浦１丁目１１番１号", id="an address in words"),
        pytest.param("登録日 2026年4月1日 の C-20417", id="a date in Japanese"),
        pytest.param("C-20418は2026.11.03に登録", id="a date with points"),
        pytest.param("C-20419 (2025/5/6)", id="an era's date in the table"),
        pytest.param("C-20420は令和8年1月20日", id="an era's date in the text"),
        pytest.param("Alice Brown, 070-5550-3333", id="English"),
        pytest.param("佐藤花子 大阪府大阪市北区梅田2-4-9", id="an address in words in the table"),
    ],
)
def test_two_cells_of_a_row_are_found(text: str) -> None:
    (found,) = matches(f"次の件を確認してください。\n{text}\n以上です。", CUSTOMER_PRINTS)
    assert (found.rows, found.cells) == (1, 2)
    assert found.start >= len("次の件を確認してください。\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("090-5550-1234 へお電話ください", id="one cell"),
        pytest.param("山田太郎さんと佐藤花子さん", id="cells of two rows"),
        pytest.param("林健 東京都港区芝浦1-11-1", id="another row's address, with the same digits"),
        pytest.param("林健 東京都港区芝浦11-1", id="an address cut short"),
        pytest.param("山田太郎 1090-5550-12345", id="a longer number around a cell"),
        pytest.param("顧客番号,氏名,電話,メール,住所,登録日", id="the headings alone"),
        pytest.param(
            "山田太郎" + "あいうえおかきくけこ" * 25 + "090-5550-1234", id="two cells far apart"
        ),
        pytest.param("山田太郎 山田太郎 山田太郎", id="one cell again and again"),
        pytest.param("", id="nothing"),
        pytest.param("あ", id="one character"),
    ],
)
def test_what_is_no_row(text: str) -> None:
    assert matches(text, CUSTOMER_PRINTS) == []


def test_the_span_covers_the_cells_and_no_more() -> None:
    text = "前の文。「山田 太郎」→ 090-5550-1234。後の文。"
    (found,) = matches(text, CUSTOMER_PRINTS)
    assert text[found.start : found.end] == "山田 太郎」→ 090-5550-1234"
    assert found.characters == 15


def test_many_rows_are_one_match_that_counts_them() -> None:
    text = "\n".join(",".join(row) for row in PRICES)
    (found,) = matches(text, prints(PRICES))
    assert found.rows == len(PRICES) - 1
    assert found.cells == 4 * found.rows


def test_rows_that_stand_apart_are_matches_of_their_own() -> None:
    text = "山田太郎 C-20417" + "。間に長い文が入ります" * 20 + "佐藤花子 C-20418"
    assert [m.rows for m in matches(text, CUSTOMER_PRINTS)] == [1, 1]


@pytest.mark.parametrize(
    "amount",
    [
        pytest.param("¥{:,}", id="a sign and separators"),
        pytest.param("{:,}円", id="円"),
        pytest.param("{}", id="bare"),
        pytest.param("{:,}.00", id="cents"),
    ],
)
def test_amounts_however_they_are_written(amount: str) -> None:
    text = f"KX-017の仕入は{amount.format(17 * 731 + 137)}でお願いします"
    (found,) = matches(text, prints(PRICES))
    assert found.cells == 2


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "品名は六角ボルト M9x63、9. 070個", 0, id="the number of a line and an amount"
        ),
        pytest.param("六角ボルト M9x63\n9\n070", 0, id="numbers of two lines"),
        pytest.param("六角ボルト M9x63 9070", 1, id="the number itself"),
        pytest.param("六角ボルト M9x63 9,070", 1, id="the number with a separator"),
        pytest.param("六角ボルト M9x63 9 070", 1, id="the number with a blank"),
    ],
)
def test_two_numbers_beside_each_other_are_not_one(text: str, rows: int) -> None:
    below = [[f"六角ボルト M{i}x{i * 7}", f"{9070 + (i - 9) * 1931}"] for i in range(3, 60)]
    assert sum(m.rows for m in matches(text, prints([["品名", "単価"], *below]))) == rows


CONTACTS = [
    ["会社", "担当者", "電話", "単価"],
    ["株式会社青葉電機", "山田 太郎", "090-5550-1234", "12,410"],
    ["北斗フーズ㈱", "佐々木　花子", "03-5550-9876", "8,930"],
    ["Harrow Metals Co., Ltd.", "林 健", "080-5550-2222", "7,777"],
    ["八雲商事株式会社", "部長 西村", "080-5550-7654", "6,310"],
]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        pytest.param("山田さん、090-5550-1234 まで", 2, id="a family name"),
        pytest.param("佐々木様（03-5550-9876）", 2, id="a longer family name"),
        pytest.param("青葉電機には12,410円で出す", 2, id="a company without its legal form"),
        pytest.param("北斗フーズの佐々木さん 8,930円", 3, id="both"),
        pytest.param("Harrow Metals offers 7,777", 2, id="an English company"),
        pytest.param(
            "山田太郎です。山田に電話ください 090-5550-1234", 2, id="long and short are one"
        ),
        pytest.param("山田太郎です。山田に電話ください", 0, id="long and short alone"),
        pytest.param("林さん、080-5550-2222", 0, id="a family name of one character"),
        pytest.param("鈴木さん、090-5550-1234", 0, id="another name"),
        pytest.param("部長、080-5550-7654", 0, id="a post before a name"),
    ],
)
def test_names_for_short(text: str, cells: int) -> None:
    assert sum(m.cells for m in matches(text, prints(CONTACTS))) == cells


def test_of_several_numbers_in_one_cell_the_first_counts() -> None:
    rows = [
        ["氏名", "電話"],
        ["山田太郎", "090-5550-1234\n03-5550-9999"],
        ["林健", "080-5550-2222"],
    ]
    assert matches("山田太郎 090-5550-1234", prints(rows))


@pytest.mark.parametrize(
    ("need", "cells", "rows"),
    [
        pytest.param(3, "山田太郎 C-20417", 0, id="two of three"),
        pytest.param(3, "山田太郎 C-20417 taro.y@example.co.jp", 1, id="three of three"),
        pytest.param(1, "taro.y@example.co.jp", 1, id="one is enough"),
        pytest.param(1, "林健", 0, id="one is enough, but says too little"),
    ],
)
def test_as_many_cells_as_asked_for(need: int, cells: str, rows: int) -> None:
    assert sum(m.rows for m in matches(cells, prints(CUSTOMERS, need=need))) == rows


def test_only_the_named_columns_count() -> None:
    named = prints(CUSTOMERS, ("氏名", "電話"))
    assert named.headings == ("氏名", "電話")
    assert matches("山田太郎 090-5550-1234", named)
    assert not matches("山田太郎 taro.y@example.co.jp", named)


def test_a_cell_within_another_is_not_counted_beside_it() -> None:
    rows = [
        ["区", "住所"],
        *([f"東京都第{i}区", f"東京都第{i}区本町{i}-{i + 7}"] for i in range(30, 60)),
    ]
    assert not matches("東京都第44区本町44-51", prints(rows))
    assert matches("東京都第44区 東京都第44区本町44-51", prints(rows))


def test_common_words_of_a_small_table_are_no_row() -> None:
    departments = ["営業部", "経理部", "総務部", "開発部", "人事部"]
    posts = ["課長", "部長", "主任", "係長"]
    rows = [["氏名", "部署", "役職"]]
    rows += [[f"社員{i * 7919}号太郎", departments[i % 5], posts[i % 4]] for i in range(40)]
    assert not matches("営業部の課長と経理部の部長が出席し、総務部の主任が記録した。", prints(rows))


def test_two_tables_are_told_apart() -> None:
    found = matches("山田太郎 C-20417\n" + "、".join(PRICES[9]), CUSTOMER_PRINTS, prints(PRICES))
    assert {m.table for m in found} == {0, 1}


def test_a_table_of_nobody() -> None:
    assert len(prints([])) == 0
    assert matches("山田太郎 C-20417", prints([]), prints([["氏名", "電話"]])) == []


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("sheet", "headings", "below"),
    [
        pytest.param("氏名,電話/a,b", "氏名,電話", 1, id="headings at the top"),
        pytest.param(
            "顧客一覧 2026年版//氏名,電話番号/山田,03-1111-2222/林,03-1111-3333",
            "氏名,電話番号",
            2,
            id="a title above them",
        ),
        pytest.param("山田,0311112222/林,0311113333", "1,2", 2, id="none"),
        pytest.param("foo,bar/x,12345/y,67890", "foo,bar", 2, id="unusual words"),
        pytest.param("氏名,,住所/山田,x,港区", "氏名,2,住所", 1, id="a column without a heading"),
    ],
)
def test_headings(sheet: str, headings: str, below: int) -> None:
    rows = [row.split(",") for row in sheet.split("/")]
    chosen = choose(Table(rows, need=1))
    assert (",".join(chosen.headings), len(chosen.rows)) == (headings, below)


def test_columns_by_number_and_by_a_name_in_another_width() -> None:
    rows = [["ＩＤ", "Tel No."], ["x1", "0311112222"], ["x2", "0311112223"]]
    assert choose(Table(rows, ("id", "tel no."))).headings == ("ＩＤ", "Tel No.")
    assert choose(Table(rows, ("2",), 1)).headings == ("Tel No.",)


@pytest.mark.parametrize(
    ("columns", "need", "words"),
    [
        pytest.param(
            ("給与",), 1, "no column 給与; there are: 顧客番号", id="a column that is not there"
        ),
        pytest.param((), 9, "the table has 6 columns", id="more cells than columns"),
        pytest.param(("氏名",), 2, "the table has 1 columns", id="more cells than named columns"),
    ],
)
def test_what_cannot_be_registered(columns: tuple[str, ...], need: int, words: str) -> None:
    with pytest.raises(TableError) as caught:
        prints(CUSTOMERS, columns, need)
    assert words in told([caught.value.unread])[0]


# ---------------------------------------------------------------- laws


CELL = st.text(
    st.sampled_from("0123456789-/.,:年月日番号丁目円の東京都一あアﾊﾞＡaＢb　 @+R元"), max_size=12
)


@given(CELL, CELL)
@example("", "ああ あ")  # its short form counts in its place
@settings(deadline=None, max_examples=300)
def test_a_cell_is_hashed_alike_alone_and_in_a_prompt(cell: str, other: str) -> None:
    """What stands between line breaks is found there, whatever it is."""
    unlike = "XKCDQWERTY" + "漢字仮名交"
    table = prints([["氏名", "番号", "備考"], [cell, unlike, other]], need=1)
    found = matches(f"始\n\n{cell}\n\n{other}\n\n{unlike}\n\n終", table)
    told = table.hashes[(table.bits > 0) & (table.bits < SHORT)].tolist()
    assert len({*told}) <= sum(m.cells for m in found) <= len(told)


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=200)
def test_any_text_is_searched_and_spans_lie_within_it(text: str) -> None:
    for found in matches(f"{text}山田太郎{text}C-20417{text}", CUSTOMER_PRINTS):
        assert 0 <= found.start < found.end <= 3 * len(text) + 11


def test_random_telephone_numbers_beside_common_names_are_no_rows() -> None:
    rng = random.Random(7)
    surnames = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村"]

    def person() -> list[str]:
        number = f"0{rng.choice((70, 80, 90))}-{rng.randrange(10**4):04}-{rng.randrange(10**4):04}"
        return [
            rng.choice(surnames) + rng.choice("健翔大陽美優由真") + rng.choice("太介子香一郎"),
            number,
        ]

    table = prints([person() for _ in range(20_000)])
    texts = ["\n".join(" ".join(person()) for _ in range(100)) for _ in range(20)]
    assert sum(bool(matches(text, table)) for text in texts) <= 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("090-5550-1234 " * 20_000, id="one cell again and again"),
        pytest.param("山田太郎 C-20417 " * 20_000, id="one row again and again"),
        pytest.param("9" * 200_000, id="one long number"),
        pytest.param("2026-4-1-" * 20_000, id="dates without end"),
        pytest.param("R8.4.1令和" * 20_000, id="eras without end"),
    ],
)
def test_hostile_prompts_come_to_an_end(text: str) -> None:
    assert len(matches(text, CUSTOMER_PRINTS)) <= 1
