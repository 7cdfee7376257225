"""PDF -> the text of each page, its notes and fields, outline, properties, labels.

By PDFium, which is native code: only ever called in a process that may be lost. What pages do not
show is read by pdf_objects, and what no object lists by pdf_bytes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice

import pypdfium2
import pypdfium2.raw as raw

from gateway.content.documents.readers import pdf_bytes, pdf_hidden, pdf_objects
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.ornaments import MIN_SIDE, Kind, Ornaments
from gateway.content.documents.readers.pdf_outlines import Budget, Outlines
from gateway.content.documents.readers.properties import add_labels_of

SCALE = 200 / 72
"""200 dpi for OCR: of a clean page 99 % of the characters are right, at 4.7 s."""

MAX_SIDE = 4_000
"""Pixels of a page that is drawn for OCR: A4 at 200 dpi is 1,654 by 2,339."""

MAX_OBJECTS = 100_000
"""Objects of a page that are looked at for pictures; beyond that it is drawn for OCR. The plan of
a building has some 50,000."""
MAX_FORMS = 15
"""Drawings within drawings; PDFium itself goes no deeper."""

MIN_WIDTH = 0.01
"""Points; PDFium's own measure for text that it passes over."""
_UNMOVED = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)

MAX_SMALL = 2**20
"""Points of a picture with a short side; no ornament has as many."""

MAX_NOTES = 2_000
"""Notes and fields of one page."""

_TECHNICAL = frozenset(("Creator", "Producer", "CreationDate", "ModDate", "Trapped"))
_PICTURES = (raw.FPDF_PAGEOBJ_IMAGE,)


def read(reading: Reading, data: bytes) -> None:
    """Read a PDF. Raises UnreadableError, FullError."""
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as e:
        encrypted = "assword" in str(e) or "security" in str(e)
        raise UnreadableError("encrypted/pdf" if encrypted else "damaged/pdf") from e
    _read_properties(reading, document)
    if not pages:
        reading.miss("damaged/pdf-without-pages")
    budget = Budget()
    for number in range(min(pages, reading.limits.pages)):
        try:
            _read_page(reading, document, number, budget)
        except pypdfium2.PdfiumError:
            reading.miss("damaged/page", f"/page:{number + 1}")
    if pages > reading.limits.pages:
        reading.miss("limits/pages", most=reading.limits.pages)
    known = pdf_objects.read(reading, data)
    _read_hidden(reading, known.hidden, budget)
    for source in (*known.sources, *pdf_bytes.read(reading, data, known)):
        add_labels_of(reading, source.decode("latin-1"))


def _read_page(
    reading: Reading, document: pypdfium2.PdfDocument, number: int, budget: Budget
) -> None:
    place = f"/page:{number + 1}"
    page = document.get_page(number)
    try:
        pictured, drawn = _go_through(page, budget)
        text = _text(page)
        reading.add(place, text)
        reading.add(place + "/notes", "\n".join(_notes(page)))
        shown = _shown_by_notes(document, page, number, budget)
        if shown != text:
            reading.add(place + "/shown", shown)
        if pictured or (drawn and not text.strip()):
            _recognise(reading, page, place)
    finally:
        page.close()


def _read_hidden(reading: Reading, hidden: pdf_hidden.Hidden, budget: Budget) -> None:
    """Drawings that stand on no page by themselves: their texts, where no page says the same; of
    those that are seen the pictures in them."""
    if not hidden.whole:
        reading.miss("limits/drawings", most=pdf_hidden.MAX_HIDDEN)
    if not hidden.data:
        return
    said = "\n".join(_bare(p.text) for p in reading.parts)
    try:
        document = pypdfium2.PdfDocument(hidden.data)
        for number, is_seen in enumerate(hidden.seen):
            page = document.get_page(number)
            pictured, _ = _go_through(page, budget)
            text, place = _text(page), f"/drawing:{number + 1}"
            if _bare(text) not in said:
                reading.add(place, text)
            if is_seen and pictured:
                _recognise(reading, page, place)
            page.close()
    except pypdfium2.PdfiumError:
        reading.miss("damaged/page", "/drawings")


def _bare(text: str) -> str:
    """A text without blanks: how it is broken into lines depends on what stands beside it."""
    return "".join(text.split())


def _text(page: pypdfium2.PdfPage) -> str:
    """All of a page's text. A hyphen that a line ends with is U+FFFE in PDFium's."""
    text_page = page.get_textpage()
    text = str(text_page.get_text_range(errors="ignore"))
    text_page.close()
    return text.replace("\r\n", "\n").replace("\ufffe", "-")


def _go_through(page: pypdfium2.PdfPage, budget: Budget) -> tuple[bool, bool]:
    """Has a page a picture, or outlines, that may hold text? Is anything drawn on it? Text that
    PDFium would pass over is given a width on the way."""
    pictured = drawn = False
    ornaments, outlines = Ornaments(), Outlines(page.get_size(), budget)
    sides = tuple(ctypes.c_float() for _ in range(4))
    for count, item in enumerate(page.get_objects(max_depth=MAX_FORMS)):
        if count >= MAX_OBJECTS:
            return True, True
        kind = item.type
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            drawn = True
            raw.FPDFPageObj_GetBounds(item, *sides)
            if sides[2].value - sides[0].value < MIN_WIDTH:
                _widen(item)
        elif kind in _PICTURES:
            pictured = pictured or _may_hold_text(item, ornaments)
        elif kind != raw.FPDF_PAGEOBJ_FORM:
            drawn = True
            outlines.look_at(item)
    return pictured or outlines.may_be_letters, drawn


def _widen(item: pypdfium2.PdfObject) -> None:
    """PDFium passes over text without a width. It has none where it is one character, or runs
    upwards, in a font that is not embedded and of a language for which this machine has none.

    A stroke counts towards the width. Nothing of such text is drawn, with a stroke or without.
    """
    raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_FILL_STROKE)
    raw.FPDFPageObj_SetStrokeWidth(item, 1.0)
    raw.FPDFPageObj_TransformF(item, _UNMOVED)  # which measures it anew


def _may_hold_text(picture: pypdfium2.PdfObject, ornaments: Ornaments) -> bool:
    """Is it more than an ornament, alone or with those before it? What is in pieces is joined where
    the page is drawn."""
    try:
        width, height = picture.get_px_size()
        if min(width, height) >= MIN_SIDE or width * height > MAX_SMALL:
            return True
        data = bytes(picture.get_data())
        return ornaments.kind(data, (width, height)) is not Kind.ORNAMENT
    except pypdfium2.PdfiumError:
        return True


def _recognise(reading: Reading, page: pypdfium2.PdfPage, place: str) -> None:
    text = reading.ocr(_drawn(page)) if reading.ocr else None
    if text is None:
        reading.miss("pictures/within", place)
    else:
        reading.add(place + "/picture", text)


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    """A page as a grey picture, PGM (netpbm), which needs no library to write."""
    scale = min(SCALE, MAX_SIDE / max(1.0, *page.get_size()))
    bitmap = page.render(scale=scale, grayscale=True)
    rows = bytes(bitmap.buffer)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    lines = (rows[y * stride : y * stride + width] for y in range(height))
    return b"P5 %d %d 255\n" % (width, height) + b"".join(lines)


def _shown_by_notes(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int, budget: Budget
) -> str:
    """The page with what its notes and fields draw; nothing where it has none."""
    if not raw.FPDFPage_GetAnnotCount(page):
        return ""
    if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
        return ""
    drawn = document.get_page(number)
    _go_through(drawn, budget)
    shown = _text(drawn)
    drawn.close()
    return shown


def _notes(page: pypdfium2.PdfPage) -> Iterator[str]:
    """What notes, stamps and fields of a form say."""
    count = raw.FPDFPage_GetAnnotCount(page)
    for number in range(min(count, MAX_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        for key in (b"Contents", b"V", b"TU", b"RC"):
            if said := _value(note, key):
                yield said
        raw.FPDFPage_CloseAnnot(note)


def _value(note: object, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    wide = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    raw.FPDFAnnot_GetStringValue(note, key, wide, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _read_properties(reading: Reading, document: pypdfium2.PdfDocument) -> None:
    for key, value in document.get_metadata_dict().items():
        if key not in _TECHNICAL:
            with reading.template():
                reading.add_property(f"/properties/{key.lower()}", value, key.lower())
    outline: list[str] = []
    for item in islice(document.get_toc(max_depth=10), 10_000):
        outline.append(str(item.get_title()))
    reading.add("/outline", "\n".join(outline))
