"""python-docx: one sentence, each time somewhere else in a Word file."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Inches, RGBColor

from tests.content.documents.other_hands.planted import (
    Planting,
    an_ornament,
    rows,
    setting,
    word_of,
)


def written(plant: Callable[[Document], object]) -> bytes:
    document = docx.Document()
    plant(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _in_runs_of_one_character(document: Document, sentence: str) -> None:
    paragraph = document.add_paragraph()
    for number, character in enumerate(sentence):
        paragraph.add_run(character).bold = bool(number % 2)


def _hidden(document: Document, sentence: str) -> None:
    document.add_paragraph().add_run(sentence).font.hidden = True


def _white(document: Document, sentence: str) -> None:
    document.add_paragraph().add_run(sentence).font.color.rgb = RGBColor(255, 255, 255)


def _in_merged_cells(document: Document, sentence: str) -> None:
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 1)).text = sentence


def _in_an_inner_table(document: Document, sentence: str) -> None:
    document.add_table(2, 2).cell(0, 1).add_table(1, 1).cell(0, 0).text = sentence


def _on_the_first_page(document: Document, sentence: str) -> None:
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = sentence


def _on_even_pages(document: Document, sentence: str) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].even_page_footer.add_paragraph(sentence)


def _in_a_second_section(document: Document, sentence: str) -> None:
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = sentence


def _as_a_comment(document: Document, sentence: str) -> None:
    run = document.add_paragraph("text").runs[0]
    document.add_comment(run, sentence, author="A. Sample", initials="AS")


def _as_a_style(document: Document, sentence: str) -> None:
    style = document.styles.add_style(sentence, WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("text", style=style)


def _for_a_picture(document: Document, sentence: str) -> None:
    document.add_picture(an_ornament())._inline.docPr.set("descr", sentence)


def _wrapped(tag: str, **attributes: str) -> Planting[Document]:
    """In a run within an element that python-docx does not make by itself."""

    def plant(document: Document, sentence: str) -> None:
        paragraph = document.add_paragraph("text ")
        run = paragraph.add_run(sentence)._r
        element: Any = OxmlElement(tag)
        for name, value in attributes.items():
            element.set(qn(f"w:{name}"), value)
        if tag in ("w:del", "w:moveFrom"):
            for text in run.findall(qn("w:t")):
                text.tag = qn("w:delText")
        element.append(run)
        paragraph._p.append(element)

    return plant


def _as_an_attribute(tag: str, name: str, form: str) -> Planting[Document]:
    """In an element of a paragraph that says it in an attribute."""

    def plant(document: Document, sentence: str) -> None:
        element: Any = OxmlElement(tag)
        element.set(qn(name), form.format(sentence))
        document.add_paragraph("text")._p.append(element)

    return plant


def _as_an_address(document: Document, word: str) -> None:
    paragraph = document.add_paragraph()
    address = f"https://wiki.sample.test/{word}"
    number = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), number)
    link.append(paragraph.add_run("here")._r)
    paragraph._p.append(link)


_AUTHOR = {"id": "1", "author": "A. Sample"}

PLACES: Mapping[str, Planting[Document]] = {
    "a paragraph": lambda d, s: d.add_paragraph(s),
    "a heading": lambda d, s: d.add_heading(s, 2),
    "an item of a list": lambda d, s: d.add_paragraph(s, style="List Bullet"),
    "runs of one character each": _in_runs_of_one_character,
    "hidden text": _hidden,
    "white text": _white,
    "a cell of a table": lambda d, s: setattr(d.add_table(2, 2).cell(1, 1), *("text", s)),
    "a table in a cell": _in_an_inner_table,
    "merged cells": _in_merged_cells,
    "a header": lambda d, s: d.sections[0].header.add_paragraph(s),
    "a footer": lambda d, s: d.sections[0].footer.add_paragraph(s),
    "a table in a footer": lambda d, s: setattr(
        d.sections[0].footer.add_table(1, 1, Inches(5)).cell(0, 0), *("text", s)
    ),
    "the header of the first page": _on_the_first_page,
    "the footer of even pages": _on_even_pages,
    "the header of a second section": _in_a_second_section,
    "a comment": _as_a_comment,
    "the name of a style": _as_a_style,
    "the words for a picture": _for_a_picture,
    "the words of a link": _wrapped("w:hyperlink", anchor="top"),
    "what was deleted under tracking": _wrapped("w:del", **_AUTHOR),
    "what was inserted under tracking": _wrapped("w:ins", **_AUTHOR),
    "what was moved away under tracking": _wrapped("w:moveFrom", **_AUTHOR),
    "a smart tag": _wrapped("w:smartTag", element="place"),
    "a field": _as_an_attribute("w:fldSimple", "w:instr", 'IF 1 = 1 "{}" "text"'),
    **{
        f"the property {name}": setting("core_properties", name)
        for name in ("title", "subject", "keywords", "comments", "category", "content_status",
                     "identifier", "version")
    },
}  # fmt: skip
NAMES: Mapping[str, Planting[Document]] = {
    "the address of a link": _as_an_address,
    "a bookmark": _as_an_attribute("w:bookmarkStart", "w:name", "{}"),
}

ROWS = (
    *rows("python-docx", "docx", written, PLACES),
    *rows("python-docx", "docx", written, NAMES, word_of),
)
