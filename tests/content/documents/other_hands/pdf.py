"""reportlab: one sentence, each time somewhere else in a PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache, partial

from reportlab.lib.colors import white
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph, Table

from tests.content.documents.other_hands.planted import Planting, rows, word_of

_SIZE = 11
_AREA = (50, 600, 500, 200)
_AT = (72, 700)


@cache
def _font() -> str:
    """Of Adobe's collection for Japan: every reader has one like it, no file embeds it."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    return "HeiseiMin-W3"


def written(plant: Callable[[Canvas], object], **options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, A4, **options)
    canvas.setFont(_font(), _SIZE)
    plant(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _locked(plant: Callable[[Canvas], object]) -> bytes:
    """Whom no password opens may read, but not print: what most call a protected PDF."""
    return written(plant, encrypt=StandardEncryption("", "owner", canPrint=0))


def _moved(canvas: Canvas, sentence: str, x: float, y: float) -> None:
    canvas.drawString(x, y, sentence)


def _turned(canvas: Canvas, sentence: str) -> None:
    canvas.translate(300, 400)
    canvas.rotate(45)
    canvas.drawString(0, 0, sentence)


def _white(canvas: Canvas, sentence: str) -> None:
    canvas.setFillColor(white)
    canvas.drawString(*_AT, sentence)


def _unseen(canvas: Canvas, sentence: str) -> None:
    text = canvas.beginText(*_AT)
    text.setFont(_font(), _SIZE)
    text.setTextRenderMode(3)
    text.textLine(sentence)
    canvas.drawText(text)


def _one_by_one(canvas: Canvas, sentence: str) -> None:
    for number, character in enumerate(sentence):
        before = canvas.stringWidth(sentence[:number], _font(), _SIZE)
        canvas.drawString(_AT[0] + before, _AT[1], character)


def _upwards(canvas: Canvas, sentence: str) -> None:
    canvas.rotate(90)
    canvas.drawString(100, -300, sentence)


def _downwards(canvas: Canvas, sentence: str) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5", isVertical=True))
    canvas.setFont("HeiseiKakuGo-W5", _SIZE)
    canvas.drawString(*_AT, sentence)


def _spaced(canvas: Canvas, sentence: str) -> None:
    text = canvas.beginText(*_AT)
    text.setFont(_font(), _SIZE)
    text.setCharSpace(0.4)
    text.textLine(sentence)
    canvas.drawText(text)


def _a_form(canvas: Canvas, sentence: str) -> None:
    canvas.beginForm("part")
    canvas.setFont(_font(), _SIZE)
    canvas.drawString(*_AT, sentence)
    canvas.endForm()
    canvas.doForm("part")


def _in_a_paragraph(canvas: Canvas, sentence: str) -> None:
    style = ParagraphStyle("own", fontName=_font(), fontSize=_SIZE)
    escaped = sentence.replace("&", "&amp;")
    Frame(*_AREA).addFromList([Paragraph(escaped, style)], canvas)


def _in_a_table(canvas: Canvas, sentence: str) -> None:
    table = Table([["a", "b"], ["c", sentence]], style=[("FONT", (0, 0), (-1, -1), _font(), _SIZE)])
    Frame(*_AREA).addFromList([table], canvas)


def _second_page(canvas: Canvas, sentence: str) -> None:
    canvas.drawString(*_AT, "text")
    canvas.showPage()
    canvas.setFont(_font(), _SIZE)
    canvas.drawString(*_AT, sentence)


def _a_field(canvas: Canvas, **said: str) -> None:
    canvas.acroForm.textfield(x=72, y=700, width=300, height=20, fontName="Helvetica", **said)


def _a_choice(canvas: Canvas, sentence: str) -> None:
    canvas.acroForm.choice(x=72, y=700, width=300, height=20, options=["b", sentence], value="b")


def _in_the_outline(canvas: Canvas, sentence: str) -> None:
    canvas.bookmarkPage("here")
    canvas.addOutlineEntry(sentence, "here")


_NOTE = (72, 600, 200, 700)

PLACES: Mapping[str, Planting[Canvas]] = {
    "a line": lambda c, s: c.drawString(*_AT, s),
    "a line at the right": lambda c, s: c.drawRightString(550, 700, s),
    "the top of a page": lambda c, s: _moved(c, s, 72, 830),
    "the foot of a page": lambda c, s: _moved(c, s, 72, 10),
    "beside the page": lambda c, s: _moved(c, s, 72, -300),
    "a second page": _second_page,
    "slanting text": _turned,
    "text that runs upwards": _upwards,
    "vertical text": _downwards,
    "white text": _white,
    "unseen text": _unseen,
    "characters one by one": _one_by_one,
    "characters set apart": _spaced,
    "a form that is drawn": _a_form,
    "a paragraph": _in_a_paragraph,
    "a cell of a table": _in_a_table,
    "the outline": _in_the_outline,
    "a note": lambda c, s: c.textAnnotation(s, _NOTE),
    "a text that was added": lambda c, s: c.freeTextAnnotation(s, "Helv 12", _NOTE),
    "a remark on a passage": lambda c, s: c.highlightAnnotation(s, _NOTE),
    "the tip of a field": lambda c, s: _a_field(c, tooltip=s),
    "the title": lambda c, s: c.setTitle(s),
    "the subject": lambda c, s: c.setSubject(s),
    "the keywords": lambda c, s: c.setKeywords([s, "a"]),
}
NAMES: Mapping[str, Planting[Canvas]] = {
    "the address of a link": lambda c, s: c.linkURL(f"https://sample.test/{s}", _NOTE),
}
FIELDS: Mapping[str, Planting[Canvas]] = {
    "a field": lambda c, s: _a_field(c, value=s),
    "a field to choose from": lambda c, s: _a_choice(c, s),
}


def _in_latin(_: str) -> str:
    """All that reportlab can write into a field."""
    return "The plant's costs are secret"


ROWS = (
    *rows("reportlab", "pdf", written, PLACES),
    *rows("reportlab", "pdf", written, NAMES, word_of),
    *rows("reportlab", "pdf", written, FIELDS, _in_latin),
    *rows("reportlab, not packed", "pdf", partial(written, pageCompression=0), PLACES),
    *rows("reportlab, with a password for the owner", "pdf", _locked, PLACES),
    *rows("reportlab, with a password for the owner", "pdf", _locked, NAMES, word_of),
)
