"""odfdo: one sentence, each time somewhere else in an OpenDocument text, sheet or presentation."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from odfdo import (
    Cell,
    Document,
    DrawPage,
    Element,
    Frame,
    Header,
    Link,
    List,
    ListItem,
    Paragraph,
    RectangleShape,
    Row,
    Section,
    Span,
    SvgDescription,
    SvgTitle,
    Table,
    UserFieldDecl,
    UserFieldDecls,
)

from tests.content.documents.other_hands.planted import Planting, an_ornament, rows, word_of


def _writer(kind: str) -> Callable[[Callable[[Document], object]], bytes]:
    def written(plant: Callable[[Document], object]) -> bytes:
        document = Document(kind)
        plant(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return written


def _add(document: Document, *elements: Element) -> None:
    for element in elements:
        document.body.append(element)


def _within(outer: Element, inner: Element) -> Element:
    outer.append(inner)
    return outer


def _a_cell(value: str) -> Table:
    table = Table("Table", width=2, height=2)
    table.set_value("B2", value)
    return table


def _noted(**said: Any) -> Paragraph:
    paragraph = Paragraph("text")
    paragraph.insert_note(after="text", note_id="note", citation="1", **said)
    return paragraph


def _remarked(sentence: str) -> Paragraph:
    paragraph = Paragraph("text")
    paragraph.insert_annotation(body=sentence, creator="A. Sample")
    return paragraph


def _in_spans(sentence: str) -> Paragraph:
    paragraph = Paragraph("")
    for character in sentence:
        paragraph.append(Span(character) if character.strip() else Element.from_tag("text:s"))
    return paragraph


def _page_of(document: Document) -> Any:
    return document.styles.get_master_page()


def _pictured(document: Document, words: Element) -> None:
    place = document.add_file(an_ornament())
    frame = Frame.image_frame(place, size=("1cm", "1cm"), anchor_type="paragraph")
    _add(document, _within(Paragraph("text"), _within(frame, words)))


def _deleted(document: Document, sentence: str) -> None:
    _add(
        document,
        Element.from_tag(
            '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
            "<office:change-info><dc:creator>A. Sample</dc:creator></office:change-info>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
        ),
    )
    (deletion,) = document.body.get_elements("//text:deletion")
    deletion.append(Paragraph(sentence))


def _variable(document: Document, sentence: str) -> None:
    declared = UserFieldDecls()
    declared.append(UserFieldDecl("remark", sentence, "string"))
    _add(document, declared)


def _a_placeholder(sentence: str) -> Element:
    element = Element.from_tag("text:placeholder")
    element.set_attribute("text:description", sentence)
    return element


def _in_a_section(sentence: str) -> Element:
    return _within(Section(name="part"), Paragraph(sentence))


META: Mapping[str, Planting[Document]] = {
    "the title": lambda d, s: d.meta.set_title(s),
    "the subject": lambda d, s: d.meta.set_subject(s),
    "the keywords": lambda d, s: d.meta.set_keywords(s),
    "the remarks on the file": lambda d, s: d.meta.set_description(s),
    "a property of one's own": lambda d, s: d.meta.set_user_defined_metadata("remark", s),
    "the name of a property of one's own": lambda d, s: d.meta.set_user_defined_metadata(s, "a"),
}
TEXT: Mapping[str, Planting[Document]] = {
    **META,
    "a paragraph": lambda d, s: _add(d, Paragraph(s)),
    "a heading": lambda d, s: _add(d, Header(1, s)),
    "spans of one character each": lambda d, s: _add(d, _in_spans(s)),
    "an item of a list": lambda d, s: _add(d, List([s])),
    "a list in a list": lambda d, s: _add(d, List([_within(ListItem("a"), List([s]))])),
    "a cell of a table": lambda d, s: _add(d, _a_cell(s)),
    "a header": lambda d, s: _page_of(d).set_page_header(s),
    "a footer": lambda d, s: _page_of(d).set_page_footer(s),
    "a footnote": lambda d, s: _add(d, _noted(body=s)),
    "an endnote": lambda d, s: _add(d, _noted(body=s, note_class="endnote")),
    "a comment": lambda d, s: _add(d, _remarked(s)),
    "a text box": lambda d, s: _add(d, _within(Paragraph("a"), Frame.text_frame(s))),
    "a section": lambda d, s: _add(d, _in_a_section(s)),
    "the words of a link": lambda d, s: _add(
        d, _within(Paragraph("see "), Link("https://sample.test/", text=s))
    ),
    "the title of a link": lambda d, s: _add(
        d, _within(Paragraph("see "), Link("https://sample.test/", text="a", title=s))
    ),
    "the title of a picture": lambda d, s: _pictured(d, SvgTitle(s)),
    "the words for a picture": lambda d, s: _pictured(d, SvgDescription(s)),
    "what was deleted under tracking": _deleted,
    "a variable": _variable,
    "a field to fill in": lambda d, s: _add(d, _within(Paragraph("a"), _a_placeholder(s))),
}
TEXT_NAMES: Mapping[str, Planting[Document]] = {
    "the address of a link": lambda d, s: _add(
        d, _within(Paragraph("see "), Link(f"https://sample.test/{s}", text="a"))
    ),
    "the name of a section": lambda d, s: _add(d, _within(Section(name=s), Paragraph("a"))),
}


def _put(document: Document, value: str | int, **kept: Any) -> Table:
    table = Table("Sheet", width=2, height=4)
    table.set_cell("B3", Cell(value, **kept))
    document.body.clear()
    document.body.append(table)
    return table


def _in_a_hidden_row(document: Document, sentence: str) -> None:
    table = _put(document, "text")
    row = Row()
    row.append_cell(Cell(sentence))
    row.set_attribute("table:visibility", "collapse")
    table.append_row(row)


def _in_a_hidden_sheet(document: Document, sentence: str) -> None:
    _put(document, "text")
    table = Table("Other", width=1, height=1)
    table.set_value("A1", sentence)
    table.set_attribute("table:display", "false")
    document.body.append(table)


def _remark_on_a_cell(document: Document, sentence: str) -> None:
    cell = Cell("text")
    cell.append(_remarked(sentence).get_elements("//office:annotation")[0])
    _put(document, "text").set_cell("A1", cell)


def _named(document: Document, name: str) -> None:
    table = _put(document, "text")
    table.set_named_range(name, "A1:B2")


def _in_a_formula(document: Document, sentence: str) -> None:
    _put(document, 9, formula=f'of:=LEN("{sentence}")')


SHEET: Mapping[str, Planting[Document]] = {
    **META,
    "a cell": _put,
    "a hidden row": _in_a_hidden_row,
    "a hidden sheet": _in_a_hidden_sheet,
    "a comment": _remark_on_a_cell,
    "a text in a formula": _in_a_formula,
    "what a cell shows": lambda d, s: _put(d, 7, text=s),
    "the name of a sheet": lambda d, s: d.body.append(Table(s, width=1, height=1)),
}
SHEET_NAMES: Mapping[str, Planting[Document]] = {"a name of a range": _named}


def _a_page(document: Document, *elements: Element) -> None:
    page = DrawPage("page", name="page")
    for element in elements:
        page.append(element)
    document.body.append(page)


def _a_box(sentence: str) -> Frame:
    return Frame.text_frame(sentence, size=("5cm", "2cm"), position=("1cm", "1cm"))


def _a_shape(sentence: str) -> RectangleShape:
    shape = RectangleShape(size=("5cm", "2cm"), position=("1cm", "1cm"))
    shape.append(Paragraph(sentence))
    return shape


def _notes(sentence: str) -> Element:
    return _within(Element.from_tag("presentation:notes"), _a_box(sentence))


SLIDES: Mapping[str, Planting[Document]] = {
    **META,
    "a text box": lambda d, s: _a_page(d, _a_box(s)),
    "a shape": lambda d, s: _a_page(d, _a_shape(s)),
    "a group": lambda d, s: _a_page(d, _within(Element.from_tag("draw:g"), _a_box(s))),
    "the speaker's notes": lambda d, s: _a_page(d, _notes(s)),
    "the name of a slide": lambda d, s: d.body.append(DrawPage("page", name=s)),
    "a cell of a table": lambda d, s: _a_page(d, _within(Frame(), _a_cell(s))),
}

ROWS = (
    *rows("odfdo", "odt", _writer("text"), TEXT),
    *rows("odfdo", "odt", _writer("text"), TEXT_NAMES, word_of),
    *rows("odfdo", "ods", _writer("spreadsheet"), SHEET),
    *rows("odfdo", "ods", _writer("spreadsheet"), SHEET_NAMES, word_of),
    *rows("odfdo", "odp", _writer("presentation"), SLIDES),
)
