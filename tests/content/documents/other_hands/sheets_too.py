"""XlsxWriter: one sentence, each time somewhere else in a workbook."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.content.documents.other_hands.planted import (
    Planting,
    a_name_of,
    an_ornament,
    rows,
    word_of,
)


@dataclass
class Book:
    book: Workbook
    sheet: Worksheet


def _written(plant: Callable[[Book], object], **options: object) -> bytes:
    out = io.BytesIO()
    with Workbook(out, options) as book:
        plant(Book(book, book.add_worksheet()))
    return out.getvalue()


def written(plant: Callable[[Book], object]) -> bytes:
    return _written(plant)


def streamed(plant: Callable[[Book], object]) -> bytes:
    """With strings in the cells themselves, as in files too large for memory."""
    return _written(plant, constant_memory=True)


def _chart(b: Book, kind: str = "column", **titles: str) -> Any:
    b.sheet.write_row(0, 5, [1, 2, 3])
    chart = b.book.add_chart({"type": kind})
    chart.add_series(
        {"values": "=Sheet1!$F$1:$H$1", "name": titles.get("series", "text"),
         "data_labels": {"custom": [{"value": titles.get("label", "text")}]}}
    )  # fmt: skip
    chart.set_title({"name": titles.get("title", "text")})
    chart.set_y_axis({"name": titles.get("axis", "text")})
    b.sheet.insert_chart("D4", chart, {"description": titles.get("words", "text")})
    return chart


def _chart_sheet(b: Book, sentence: str) -> None:
    chart = b.book.add_chart({"type": "pie"})
    chart.add_series({"values": "=Sheet1!$A$1:$A$3"})
    b.book.add_chartsheet(sentence).set_chart(chart)


def _in_a_hidden_row(b: Book, sentence: str) -> None:
    b.sheet.write("B3", sentence)
    b.sheet.set_row(2, None, None, {"hidden": 1})


def _as_a_filter(b: Book, sentence: str) -> None:
    b.sheet.autofilter("A1:A9")
    b.sheet.filter_column_list("A", [sentence, "b"])


def _as_a_link(b: Book, address: str) -> None:
    b.sheet.write_url("B3", address, string="here")


def _as_a_property(name: str) -> Planting[Book]:
    return lambda b, s: b.book.set_properties({name: s})


def _rich(b: Book, sentence: str) -> None:
    bold = b.book.add_format({"bold": True})
    b.sheet.write_rich_string("B3", sentence[:4], bold, sentence[4:7], sentence[7:])


def _validated(**said: object) -> Callable[[Book], None]:
    def plant(b: Book) -> None:
        b.sheet.data_validation("A1", {"validate": "list", "source": ["a", "b"], **said})

    return plant


def _other_sheet(b: Book, sentence: str, hide: Callable[[Worksheet], None]) -> None:
    sheet = b.book.add_worksheet()
    sheet.write("A1", sentence)
    hide(sheet)


def _table(b: Book, header: str, total: str) -> None:
    columns = [{"header": header, "total_string": total}, {"header": "b"}]
    b.sheet.add_table("A1:B4", {"columns": columns, "total_row": True})


PLACES: Mapping[str, Planting[Book]] = {
    "a cell": lambda b, s: b.sheet.write("B3", s),
    "a cell of rich text": _rich,
    "merged cells": lambda b, s: b.sheet.merge_range("B3:D5", s),
    "a hidden sheet": lambda b, s: _other_sheet(b, s, Worksheet.hide),
    "a very hidden sheet": lambda b, s: _other_sheet(b, s, Worksheet.very_hidden),
    "a hidden row": _in_a_hidden_row,
    "the result of a formula": lambda b, s: b.sheet.write_formula("B3", "=A1", None, s),
    "a text in a formula": lambda b, s: b.sheet.write_formula("B3", f'=LEN("{s}")', None, 9),
    "a comment": lambda b, s: b.sheet.write_comment("B3", s),
    "a text box": lambda b, s: b.sheet.insert_textbox("B3", s),
    "the words for a text box": lambda b, s: b.sheet.insert_textbox("B3", "a", {"description": s}),
    "a button": lambda b, s: b.sheet.insert_button("B3", {"caption": s}),
    "a header": lambda b, s: b.sheet.set_header("&L&D&C" + s.replace("&", "&&")),
    "a footer": lambda b, s: b.sheet.set_footer('&R&"Arial,Bold"&8' + s.replace("&", "&&")),
    "the title of a chart": lambda b, s: _chart(b, title=s),
    "a series of a chart": lambda b, s: _chart(b, series=s),
    "a label of a chart": lambda b, s: _chart(b, label=s),
    "an axis of a chart": lambda b, s: _chart(b, axis=s),
    "the words for a chart": lambda b, s: _chart(b, words=s),
    "the words for a picture": lambda b, s: b.sheet.insert_image(
        "B3", "a.png", {"image_data": an_ornament(), "description": s}
    ),
    "the words for a picture in a cell": lambda b, s: b.sheet.embed_image(
        "B3", "a.png", {"image_data": an_ornament(), "description": s}
    ),
    "a list to choose from": lambda b, s: _validated(source=["a", s])(b),
    "a prompt": lambda b, s: _validated(input_message=s)(b),
    "the message of an error": lambda b, s: _validated(error_message=s)(b),
    "the head of a table": lambda b, s: _table(b, s, "a"),
    "the sum of a table": lambda b, s: _table(b, "a", s),
    "a filter": _as_a_filter,
    "a rule for formats": lambda b, s: b.sheet.conditional_format(
        "A1:A9", {"type": "text", "criteria": "containing", "value": s}
    ),
    "a format of numbers": lambda b, s: b.sheet.write(
        "B3", 7, b.book.add_format({"num_format": f'0 "{s}"'})
    ),
    "the tip of a link": lambda b, s: b.sheet.write_url("B3", "https://sample.test/", tip=s),
    "the text of a link": lambda b, s: b.sheet.write_url("B3", "https://sample.test/", string=s),
    "a constant with a name": lambda b, s: b.book.define_name("Remark", f'="{s}"'),
    "a property of one's own": lambda b, s: b.book.set_custom_property("Remark", s),
    "the name of a property of one's own": lambda b, s: b.book.set_custom_property(s, "text"),
    **{
        f"the property {name}": _as_a_property(name)
        for name in ("title", "subject", "manager", "company", "category", "keywords", "comments",
                     "status", "hyperlink_base")
    },
}  # fmt: skip
SHEETS: Mapping[str, Planting[Book]] = {
    "the name of a sheet": lambda b, s: b.book.add_worksheet(s),
    "the name of a sheet that is a chart": _chart_sheet,
}
NAMES: Mapping[str, Planting[Book]] = {
    "a name of a range": lambda b, s: b.book.define_name(s, "=Sheet1!$A$1"),
    "the name of a table": lambda b, s: b.sheet.add_table("A1:B3", {"name": s}),
    "the address of a link": lambda b, s: _as_a_link(b, f"https://sample.test/{s}"),
    "a file that a link leads to": lambda b, s: _as_a_link(b, f"external:{s}.xlsx"),
    "the macro of a button": lambda b, s: b.sheet.insert_button("B3", {"macro": s}),
}  # fmt: skip


def a_date(_: str) -> str:
    return "1987-06-05"


DATES: Mapping[str, Planting[Book]] = {
    "a date": lambda b, s: b.sheet.write_datetime(
        "B3", datetime.date.fromisoformat(s), b.book.add_format({"num_format": "d mmmm yyyy"})
    ),
}
CELLS = {place: PLACES[place] for place in ("a cell", "a cell of rich text", "a hidden sheet")}

ROWS = (
    *rows("XlsxWriter", "xlsx", written, PLACES),
    *rows("XlsxWriter", "xlsx", written, SHEETS, a_name_of),
    *rows("XlsxWriter", "xlsx", written, NAMES, word_of),
    *rows("XlsxWriter", "xlsx", written, DATES, a_date),
    *rows("XlsxWriter, in a stream", "xlsx", streamed, CELLS),
)
