"""Small pictures in files, and letters drawn as outlines: read by OCR, unread, or ornaments."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterable, Sequence
from math import cos, sin

import docx
import openpyxl
import pptx
import pytest
from openpyxl.drawing.image import Image as SheetPicture
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from gateway.content.documents.model import ATTACHMENT, Document
from gateway.content.documents.readers import read_here
from gateway.content.documents.readers.ornaments import MAX_ICONS
from tests.content.documents.kit import a_doc, a_docx, a_zip, an_odt
from tests.kit.unread import told

LINE = "HAYABUSA-2718 closes in May"
OCR = "what the picture says"

Make = Callable[[Sequence[bytes]], bytes]


def a_line(text: str = LINE, turned: bool = False, form: str = "PNG") -> bytes:
    """A legible line of 200 by 20 points."""
    return saved(drawn(text).transpose(Image.Transpose.ROTATE_90) if turned else drawn(text), form)


def drawn(text: str) -> Image.Image:
    picture = Image.new("L", (200, 20), 255)
    ImageDraw.Draw(picture).text((2, 2), text, fill=0, font=ImageFont.load_default(13))
    return picture


def saved(picture: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, form)
    return out.getvalue()


def strips(count: int) -> list[bytes]:
    """A line, cut into so many strips of its whole length."""
    height = 20 // count
    cut = ((0, n * height, 200, (n + 1) * height) for n in range(count))
    return [saved(drawn(LINE).crop(box)) for box in cut]


def letters() -> list[bytes]:
    """A line, letter by letter."""
    return [saved(drawn(c).crop((0, 0, 16, 20))) for c in "The merger closes in May."]


def tiles(width: int) -> list[bytes]:
    corners = ((x, y) for y in range(0, 20, 10) for x in range(0, 200, width))
    return [saved(drawn(LINE).crop((x, y, x + width, y + 10))) for x, y in corners]


def an_icon(number: int, width: int = 16, height: int = 16) -> bytes:
    pixels = random.Random(number).randbytes(width * height)
    return saved(Image.frombytes("L", (width, height), pixels))


# ---------------------------------------------------------------- by the libraries people use


def word(pictures: Sequence[bytes]) -> bytes:
    document = docx.Document()
    for picture in pictures:
        document.add_picture(io.BytesIO(picture))
    return written(document)


def slides(pictures: Sequence[bytes]) -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for picture in pictures:
        slide.shapes.add_picture(io.BytesIO(picture), 0, 0)
    return written(deck)


def sheet(pictures: Sequence[bytes]) -> bytes:
    book = openpyxl.Workbook()
    for picture in pictures:
        book.active.add_image(SheetPicture(io.BytesIO(picture)))
    return written(book)


def zipped(pictures: Sequence[bytes]) -> bytes:
    return a_zip({f"{n}.png": p for n, p in enumerate(pictures)})


def old_word(pictures: Sequence[bytes]) -> bytes:
    return a_doc("text", {"Data": bytes(68) + b"".join(pictures)})


def written(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def page(draw: Callable[[canvas.Canvas], object]) -> bytes:
    """A page of one live word, and whatever is drawn beside it."""
    out = io.BytesIO()
    sheet_of_paper = canvas.Canvas(out)
    sheet_of_paper.drawString(50, 800, "hello")
    draw(sheet_of_paper)
    sheet_of_paper.showPage()
    sheet_of_paper.save()
    return out.getvalue()


def scanned(pictures: Sequence[bytes]) -> bytes:
    """Each picture below the one before, as a driver cuts a page into strips."""

    def draw(paper: canvas.Canvas) -> None:
        at = 700
        for picture in pictures:
            image = ImageReader(io.BytesIO(picture))
            width, height = image.getSize()
            at -= height
            paper.drawImage(image, 50, at, width, height)

    return page(draw)


FILES = [
    pytest.param(word, id="Word"),
    pytest.param(slides, id="PowerPoint"),
    pytest.param(sheet, id="Excel"),
    pytest.param(zipped, id="zip"),
    pytest.param(scanned, id="PDF"),
]


def with_ocr(data: bytes) -> Document:
    return read_here(data, "", ATTACHMENT, lambda image: OCR)


def without_ocr(data: bytes) -> tuple[str, ...]:
    return told(read_here(data, "", ATTACHMENT).unread)


@pytest.mark.parametrize("make", [*FILES, pytest.param(old_word, id="old Word")])
@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(a_line(), id="a line of 200 by 20"),
        pytest.param(a_line(turned=True), id="a line turned upright"),
    ],
)
def test_a_legible_line_goes_to_ocr_or_is_unread(make: Make, picture: bytes) -> None:
    data = make([picture])
    assert any(OCR in p.text for p in with_ocr(data).parts)
    assert any("no text can be read" in u for u in without_ocr(data))


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(a_line(form="JPEG"), id="JPEG"),
        pytest.param(a_line(form="GIF"), id="GIF"),
        pytest.param(a_line(form="TIFF"), id="TIFF"),
        pytest.param(a_line(form="WEBP"), id="WebP"),
        pytest.param(
            a_line(form="GIF")[:6] + struct.pack("<HH", 9, 9) + a_line(form="GIF")[10:],
            id="a GIF that says to be 9 by 9 and has a picture of 200 by 20",
        ),
    ],
)
def test_a_line_is_one_in_whatever_form(picture: bytes) -> None:
    assert without_ocr(zipped([picture]))


@pytest.mark.parametrize("make", FILES)
@pytest.mark.parametrize(
    "pictures",
    [
        pytest.param(strips(2), id="two strips of ten points"),
        pytest.param(strips(5), id="five strips of four points"),
        pytest.param(strips(20), id="twenty strips of one point"),
        pytest.param(letters(), id="letters"),
        pytest.param(tiles(10), id="tiles"),
        pytest.param(tiles(25), id="broad tiles"),
    ],
)
def test_a_line_in_pieces_is_joined_or_unread(make: Make, pictures: list[bytes]) -> None:
    """With OCR too, which would see one piece at a time: only of a PDF is the page drawn."""
    data = make(pictures)
    assert without_ocr(data)
    found = with_ocr(data)
    if make is scanned:
        assert any(p.place == "/page:1/picture" for p in found.parts)
    else:
        assert any("small pieces" in u for u in told(found.unread)), found.unread


def test_high_strips_of_a_scan_are_pieces_and_two_banners_are_not() -> None:
    banners = [an_icon(n, 468, 60) for n in range(3)]
    assert with_ocr(word(banners[:2])).unread == ()
    assert with_ocr(word([banners[0]] * 5)).unread == ()
    assert any("small pieces" in u for u in told(with_ocr(word(banners)).unread))


@pytest.mark.parametrize("make", [*FILES, pytest.param(old_word, id="old Word")])
@pytest.mark.parametrize(
    "pictures",
    [
        pytest.param([an_icon(1)], id="a bullet"),
        pytest.param([an_icon(1)] * 40, id="the same bullet forty times"),
        pytest.param([an_icon(n) for n in range(MAX_ICONS)], id="some icons"),
        pytest.param([an_icon(1, 600, 2), an_icon(2, 500, 3)], id="rules"),
        pytest.param([an_icon(1, 1, 1)], id="a point that counts readers"),
    ],
)
def test_ornaments_are_passed_over(make: Make, pictures: list[bytes]) -> None:
    assert without_ocr(make(pictures)) == ()
    parts = with_ocr(make(pictures)).parts
    assert all(OCR not in p.text for p in parts if "picture" in p.place)


def test_ornaments_of_several_files_are_not_counted_together() -> None:
    files = {f"{n}.docx": word([an_icon(n * 9 + k) for k in range(9)]) for n in range(5)}
    assert without_ocr(a_zip(files)) == ()
    assert without_ocr(a_zip({**files, "a.docx": word(letters())}))


@pytest.mark.parametrize(
    ("size", "unread"),
    [
        pytest.param((256, 192), False, id="of a slide"),
        pytest.param((395, 512), False, id="of a page"),
        pytest.param((325, 100), True, id="of some lines"),
        pytest.param((1600, 1200), True, id="that is large"),
    ],
)
def test_a_preview_is_what_has_the_size_of_one(size: tuple[int, int], unread: bool) -> None:
    preview = saved(Image.new("L", size, 200), "JPEG")
    data = a_docx("text", more={"docProps/thumbnail.jpeg": preview})
    assert bool(without_ocr(data)) is unread
    assert any(OCR in p.text for p in with_ocr(data).parts)


@pytest.mark.parametrize(
    "name",
    [
        *("word/fonts/font1.odttf", "word/printerSettings/printerSettings1.bin"),
        *("docProps/thumbnail.1", "docProps/thumbnail.emf", "word/media/thumbnail.jpeg"),
    ],
)
def test_a_picture_elsewhere_is_no_preview(name: str) -> None:
    assert without_ocr(a_docx("text", more={name: saved(Image.new("L", (256, 192), 200), "JPEG")}))


def test_a_picture_that_stands_for_no_object_is_no_preview() -> None:
    picture = saved(Image.new("L", (256, 192), 200))
    text = "<office:text><text:p>text</text:p></office:text>"
    alone = an_odt(text, more={"ObjectReplacements/Object 1": picture})
    assert without_ocr(alone)
    beside: dict[str, str | bytes] = {"ObjectReplacements/Object 1": picture}
    beside["Object 1/content.xml"] = "<a>b</a>"
    assert not without_ocr(an_odt(text, more=beside))


# ---------------------------------------------------------------- outlines

Step = tuple[int, int]


def outline(text: str) -> Iterable[list[Step]]:
    """The edges of a text's letters, as closed lines along its points."""
    picture = drawn(text).point(lambda v: 0 if v > 128 else 255)
    black = {(x, y) for x in range(200) for y in range(20) if picture.getpixel((x, y))}
    sides: dict[Step, list[Step]] = {}
    for x, y in black:
        for dx, dy, start, end in (
            (0, -1, (x, y), (x + 1, y)),
            (1, 0, (x + 1, y), (x + 1, y + 1)),
            (0, 1, (x + 1, y + 1), (x, y + 1)),
            (-1, 0, (x, y + 1), (x, y)),
        ):
            if (x + dx, y + dy) not in black:
                sides.setdefault(start, []).append(end)
    while sides:
        at = start = next(iter(sides))
        ring = [at]
        while at in sides:
            following = sides[at].pop()
            if not sides[at]:
                del sides[at]
            at = following
            ring.append(at)
            if at == start:
                break
        yield ring


def outlined(text: str, stroke: bool = False, each: bool = True, clip: bool = False) -> bytes:
    def draw(paper: canvas.Canvas) -> None:
        paper.translate(50, 700)
        path = paper.beginPath()
        for ring in outline(text):
            path.moveTo(ring[0][0], -ring[0][1])
            for x, y in ring[1:]:
                path.lineTo(x, -y)
            path.close()
            if each:
                paper.drawPath(path, stroke=stroke, fill=not stroke)
                path = paper.beginPath()
        if clip:
            paper.clipPath(path, stroke=0, fill=0)
            paper.rect(0, -50, 500, 100, fill=1)
        elif not each:
            paper.drawPath(path, stroke=stroke, fill=not stroke)

    return page(draw)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(outlined(LINE), id="letter by letter"),
        pytest.param(outlined("Salary list of all staff"), id="of few different letters"),
        pytest.param(outlined(LINE, each=False), id="in one path"),
        pytest.param(outlined(LINE, stroke=True), id="by their edges"),
        pytest.param(outlined(LINE, each=False, clip=True), id="cut out of a surface"),
    ],
)
def test_letters_drawn_beside_a_live_word_are_a_picture(data: bytes) -> None:
    assert without_ocr(data)
    found = with_ocr(data)
    assert [p.text for p in found.parts if p.place == "/page:1/picture"] == [OCR]
    assert not found.unread


def polygon(paper: canvas.Canvas, points: Sequence[tuple[float, float]]) -> None:
    path = paper.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    paper.drawPath(path, fill=1)


def a_chart(paper: canvas.Canvas) -> None:
    """Lines, points, pieces of a pie, boxes with round corners, lines between them, hatching,
    boxes with notches, arrows."""
    chance = random.Random(1)
    for _ in range(12):
        path = paper.beginPath()
        path.moveTo(50, 300)
        for x in range(60):
            path.lineTo(50 + 8 * x, 300 + 100 * chance.random())
        paper.drawPath(path)
    for n in range(40):
        paper.circle(50 + 9 * n, 300 + 100 * chance.random(), 3, fill=1)
        paper.wedge(300, 500, 400, 600, 25 * n, 20 * chance.random(), fill=1)
        paper.roundRect(50, 100 + n, 60 + 50 * chance.random(), 20, 5)
        paper.lines([(50, n, 60 + n, n), (60 + n, n, 60 + n, 90), (60 + n, 90, 90 + 2 * n, 90)])
        paper.line(300, 10 * n, 400, 10 * n + 100)
        high, broad = 20 + 40 * chance.random(), 10 + 10 * chance.random()
        left = [(0, 0), (0, 0.4), (0.2, 0.5), (0, 0.6), (0, 1)]
        box = left + [(1 - x, 1 - y) for x, y in left]
        polygon(paper, [(50 + 5 * n + broad * x, 600 + high * y) for x, y in box])
        arrow = [(0, -1), (20, -1), (20, -3), (28, 0), (20, 3), (20, 1), (0, 1)]
        over, up = cos(n), sin(n)
        turned = [(x * over - y * up, x * up + y * over) for x, y in arrow]
        polygon(paper, [(300 + x, 500 + 5 * n + y) for x, y in turned])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(page(a_chart), id="a chart"),
        pytest.param(
            page(lambda p: [p.rect(50, n, 40, 5) for n in range(2_000)]), id="a large table"
        ),
        pytest.param(outlined("SEKISHO"), id="a company's name"),
    ],
)
def test_what_is_drawn_and_is_no_letter_raises_no_alarm(data: bytes) -> None:
    assert without_ocr(data) == ()


def test_paths_without_end_are_bounded() -> None:
    """Of more than can be looked at, the page is taken for a picture."""

    def draw(paper: canvas.Canvas) -> None:
        for _ in range(80):
            path = paper.beginPath()
            path.moveTo(0, 0)
            for n in range(5_000):
                path.lineTo(n % 700, 800)
            paper.drawPath(path)

    assert without_ocr(page(draw))


@pytest.mark.parametrize("mode", range(8))
def test_live_text_is_read_however_it_is_drawn(mode: int) -> None:
    """Filled, stroked, invisible, or as an edge to cut along (ISO 32000-1, 9.3.6)."""

    def draw(paper: canvas.Canvas) -> None:
        text = paper.beginText(50, 600)
        text.setTextRenderMode(mode)
        text.textLine(LINE)
        paper.drawText(text)

    found = read_here(page(draw), "", ATTACHMENT)
    assert any(LINE in p.text for p in found.parts)
    assert not found.unread
