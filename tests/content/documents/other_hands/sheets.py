"""openpyxl: one sentence, each time somewhere else in a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import NamedStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList
from openpyxl.worksheet.table import Table

from tests.content.documents.other_hands.planted import (
    Planting,
    a_name_of,
    an_ornament,
    rows,
    setting,
    word_of,
)


def written(plant: Callable[[Workbook], object]) -> bytes:
    book = Workbook()
    plant(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(book: Workbook, value: object, number_format: str = "General") -> None:
    book.active["B3"] = value
    book.active["B3"].number_format = number_format


def _in_rich_text(book: Workbook, sentence: str) -> None:
    blocks = (TextBlock(InlineFont(b=bool(n % 2)), c) for n, c in enumerate(sentence))
    _put(book, CellRichText(*blocks))


def _on_a_sheet(state: str) -> Planting[Workbook]:
    def plant(book: Workbook, sentence: str) -> None:
        sheet = book.create_sheet("other")
        sheet["C5"], sheet.sheet_state = sentence, state

    return plant


def _in_a_hidden_row(book: Workbook, sentence: str) -> None:
    _put(book, sentence)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True


def _as_a_comment(book: Workbook, sentence: str) -> None:
    book.active["A1"].comment = Comment(sentence, "A. Sample")


def _as_a_code(sentence: str) -> str:
    """In headers and footers of Excel an ampersand begins a code, and two are one."""
    return sentence.replace("&", "&&")


def _quoted(name: str) -> str:
    return name.replace("'", "''")


def _in_a_validation(name: str) -> Planting[Workbook]:
    def plant(book: Workbook, sentence: str) -> None:
        rule = DataValidation(type="list", formula1='"a,b"', **{name: sentence})
        rule.add("A1")
        book.active.add_data_validation(rule)

    return plant


def _in_a_list(book: Workbook, sentence: str) -> None:
    rule = DataValidation(type="list", formula1=f'"a,{sentence}"')
    rule.add("A1")
    book.active.add_data_validation(rule)


def _as_a_link(book: Workbook, **said: str) -> None:
    book.active["A1"].hyperlink = Hyperlink(ref="A1", **said)


def _as_a_chart(book: Workbook, title: str, axis: str = "text") -> None:
    book.active.append(["a", 1])
    chart = BarChart()
    chart.title, chart.x_axis.title = title, axis
    chart.add_data(Reference(book.active, min_col=2, min_row=1))
    book.active.add_chart(chart, "D4")


def _on_a_chart_sheet(book: Workbook, sentence: str) -> None:
    chart = BarChart()
    chart.title = sentence
    book.create_chartsheet("chart").add_chart(chart)


def _as_a_table(book: Workbook, sentence: str) -> None:
    book.active.append([sentence, "b"])
    book.active.append(["c", "d"])
    book.active.add_table(Table(displayName="Table", ref="A1:B2"))


def _as_a_scenario(book: Workbook, sentence: str) -> None:
    plan = Scenario(name="plan", comment=sentence, inputCells=[InputCells(r="A1", val="1")])
    book.active.scenarios = ScenarioList([plan])


def _as_a_property(book: Workbook, sentence: str) -> None:
    book.custom_doc_props.append(StringProperty(name="remark", value=sentence))


def _as_a_property_s_name(book: Workbook, sentence: str) -> None:
    book.custom_doc_props.append(StringProperty(name=sentence, value="text"))


def _with_a_picture(book: Workbook, sentence: str) -> None:
    book.active.add_image(Image(an_ornament()), "A1")
    _put(book, sentence)


PLACES: Mapping[str, Planting[Workbook]] = {
    "a cell": _put,
    "a cell of rich text": _in_rich_text,
    "a cell that stands far off": lambda b, s: b.active.cell(9_999, 60, s),
    "two lines in a cell": lambda b, s: _put(b, f"text\n{s}"),
    "a cell beside a picture": _with_a_picture,
    "a hidden sheet": _on_a_sheet("hidden"),
    "a very hidden sheet": _on_a_sheet("veryHidden"),
    "a hidden row and column": _in_a_hidden_row,
    "a comment": _as_a_comment,
    "a text in a formula": lambda b, s: _put(b, f'=IF(A1=1,"{s}","text")'),
    "a format of numbers": lambda b, s: _put(b, 7, f'0"{s}"'),
    "a header": lambda b, s: setattr(b.active.oddHeader.left, *("text", _as_a_code(s))),
    "a footer of even pages": lambda b, s: setattr(
        b.active.evenFooter.center, *("text", _as_a_code(s))
    ),
    "a list to choose from": _in_a_list,
    "a prompt": _in_a_validation("prompt"),
    "the title of an error": _in_a_validation("errorTitle"),
    "the tip of a link": lambda b, s: _as_a_link(b, target="https://sample.test/", tooltip=s),
    "the text of a link": lambda b, s: _as_a_link(b, location="A1", display=s),
    "the title of a chart": _as_a_chart,
    "an axis of a chart": lambda b, s: _as_a_chart(b, "text", s),
    "a sheet that is a chart": _on_a_chart_sheet,
    "the head of a table": _as_a_table,
    "a scenario": _as_a_scenario,
    "a rule for formats": lambda b, s: b.active.conditional_formatting.add(
        "A1:A9", CellIsRule("equal", [f'"{s}"'])
    ),
    "a formula of a rule for formats": lambda b, s: b.active.conditional_formatting.add(
        "A1:A9", FormulaRule([f'NOT(ISERROR(SEARCH("{s}",A1)))'])
    ),
    "the name of a style": lambda b, s: b.add_named_style(NamedStyle(s)),
    "a constant with a name": lambda b, s: b.defined_names.add(
        DefinedName("Remark", attr_text=f'"{s}"')
    ),
    "a remark on a name": lambda b, s: b.defined_names.add(
        DefinedName("Range", attr_text="Sheet!$A$1", comment=s)
    ),
    "a property of one's own": _as_a_property,
    "the name of a property of one's own": _as_a_property_s_name,
    **{
        f"the property {name}": setting("properties", name)
        for name in ("title", "subject", "keywords", "description", "category", "contentStatus")
    },
}
SHEETS: Mapping[str, Planting[Workbook]] = {
    "the name of a sheet": lambda b, s: b.create_sheet(s),
    "the name of a sheet in a formula": lambda b, s: _put(b, f"='{_quoted(s)}'!A1"),
}
NAMES: Mapping[str, Planting[Workbook]] = {
    "a name of a range": lambda b, s: b.defined_names.add(
        DefinedName(s, attr_text="Sheet!$A$1:$B$2")
    ),
    "the address of a link": lambda b, s: _as_a_link(b, target=f"https://wiki.sample.test/{s}"),
    "the address of a mail": lambda b, s: _as_a_link(b, target=f"mailto:a@sample.test?body={s}"),
}
VALUES: Mapping[str, Planting[Workbook]] = {
    "a number": lambda b, s: _put(b, int(s)),
    "a number with a format": lambda b, s: _put(b, int(s), "00-0000-0000"),
    "a number in exponents": lambda b, s: _put(b, int(s), "0.0E+00"),
    "a number as text": _put,
}


def a_number(sentence: str) -> str:
    """Of sixteen digits, as a card has."""
    return str(4_000_000_000_000_000 + sum(map(ord, sentence)))


ROWS = (
    *rows("openpyxl", "xlsx", written, PLACES),
    *rows("openpyxl", "xlsx", written, SHEETS, a_name_of),
    *rows("openpyxl", "xlsx", written, NAMES, word_of),
    *rows("openpyxl", "xlsx", written, VALUES, a_number),
)
