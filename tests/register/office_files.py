"""Files as the libraries make them that people use, with a text of one's own in each place."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import docx
import openpyxl
import xlsxwriter
from odfdo import Document, Paragraph
from openpyxl.comments import Comment
from pptx import Presentation
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph as Block
from reportlab.platypus import SimpleDocTemplate

Say = Callable[[int], str]
"""The text for the place with this number."""


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def by_python_docx(say: Say) -> bytes:
    """Body, header, table, comment, and the template that python-docx brings."""
    document = docx.Document()
    document.add_heading(say(0)[:20], 1)
    runs = document.add_paragraph(say(0), style="List Bullet").runs
    document.add_comment(runs, say(1), author="A. Author")
    document.sections[0].header.paragraphs[0].text = say(2)
    document.add_table(1, 1, style="Light Grid Accent 1").cell(0, 0).text = say(3)
    return _saved(document)


def by_python_pptx(say: Say) -> bytes:
    """A title, a list, a table, notes, and the masters that python-pptx brings."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = say(0)
    slide.placeholders[1].text = say(1)
    slide.notes_slide.notes_text_frame.text = say(2)
    shape = slide.shapes.add_table(2, 2, 0, 0, 900_000, 900_000)
    shape.table.cell(0, 0).text = say(3)
    deck.slides.add_slide(deck.slide_layouts[3])
    return _saved(deck)


def by_openpyxl(say: Say) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B2"] = say(0), say(1)
    sheet["A1"].comment = Comment(say(2), "A. Author")
    sheet.oddHeader.center.text = say(3)
    book.create_sheet("Sheet2")["A1"] = 1
    return _saved(book)


def by_xlsxwriter(say: Say) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write("A1", say(0))
    sheet.write("B2", say(1))
    sheet.write_comment("A1", say(2))
    sheet.set_header("&C" + say(3))
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Sheet1!$A$1:$A$5"})
    sheet.insert_chart("D4", chart)
    book.close()
    return out.getvalue()


def by_reportlab(say: Say) -> bytes:
    """Paragraphs, with notes and an outline."""
    out = io.BytesIO()

    def on_page(canvas: Canvas, _: object) -> None:
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry(say(2), "a")
        canvas.textAnnotation(say(3), (0, 0, 100, 100))

    styles = getSampleStyleSheet()
    blocks = [Block(say(0), styles["Title"]), Block(say(1), styles["Normal"])]
    SimpleDocTemplate(out).build(blocks, onFirstPage=on_page)
    return out.getvalue()


def by_odfdo(say: Say, kind: str = "text") -> bytes:
    document = Document(kind)
    document.body.clear()
    for number in range(4):
        document.body.append(Paragraph(say(number)))
    return _saved(document)


def by_email(say: Say) -> bytes:
    """A mail as Outlook writes one: its text, and its text as Word's HTML."""
    mail = EmailMessage()
    mail["From"] = "Accounting <accounting@example.jp>"
    mail["To"] = "everybody.in.the.office@example.jp, the.other.office@example.jp"
    mail["Subject"] = say(0)
    mail["X-Mailer"] = "Microsoft Outlook 16.0 of the office of this company"
    mail["List-Unsubscribe"] = "<mailto:unsubscribe-everybody-from-this-list@example.jp>"
    mail.set_content(say(1))
    mail.add_alternative(_WORD_HTML.replace("TEXT", say(2)).replace("NOTE", say(3)), "html")
    return mail.as_bytes()


_WORD_HTML = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15 (filtered medium)">
<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]-->
<style><!-- @font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0in; font-size:11.0pt; font-family:"Calibri";}
span.EmailStyle17 {mso-style-type:personal-compose; font-family:"Calibri",sans-serif;}
@page WordSection1 {size:8.5in 11.0in; margin:1.0in 1.0in 1.0in 1.0in;} --></style></head>
<body lang=EN-US link="#0563C1"><p class=MsoNormal>TEXT</p><p title="NOTE">.</p></body></html>"""


def by_rtf(say: Say) -> bytes:
    """As Word writes it, but for the length of its lists of fonts and styles."""
    body = r"\par ".join(say(n) for n in range(4))
    return (_RTF + body + "}").encode("ascii")


_RTF = r"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\froman\fcharset0 Times New Roman;}
{\f1\fswiss Helvetica Neue Light of the Office;}{\f2\fmodern Courier New of the Typewriter;}}
{\stylesheet{\s0 Normal;}{\s1 heading 1 of the whole document;}{\s2 List Bullet of Paragraphs;}}
{\*\generator Riched20 10.0.19041 of the word processor;}{\*\latentstyles\lsdlockedexcept Normal;}
"""

MAKERS: dict[str, tuple[str, Callable[[Say], bytes]]] = {
    "a text by python-docx": ("docx", by_python_docx),
    "slides by python-pptx": ("pptx", by_python_pptx),
    "a workbook by openpyxl": ("xlsx", by_openpyxl),
    "a workbook by XlsxWriter": ("xlsx", by_xlsxwriter),
    "a PDF by ReportLab": ("pdf", by_reportlab),
    "a text by odfdo": ("odt", by_odfdo),
    "slides by odfdo": ("odp", lambda say: by_odfdo(say, "presentation")),
    "a mail with Word's HTML": ("eml", by_email),
    "RTF": ("rtf", by_rtf),
}
