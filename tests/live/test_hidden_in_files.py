"""Texts in the corners of files, through a running gate: not one byte leaves; the same file without
them passes byte for byte. Each row is a kind; its variants stand in tests/content/documents."""

from __future__ import annotations

import base64
import io
import random
import shutil
import zlib
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

import pikepdf
import pytest
from PIL import Image

from tests.content.documents import test_loose_bytes as loose
from tests.content.documents import test_names as names
from tests.content.documents import test_small_pictures as pictures
from tests.content.documents.kit import (
    MARK,
    a_doc,
    a_docx,
    a_msg,
    a_zip,
    an_eml,
    an_ole,
    an_xlsx,
    japanese_pdf,
    sheet_xml,
)
from tests.content.documents.shapes import (
    Sent,
    anthropic_message,
    in_a_sentence,
    openai_chat,
    openai_file,
)
from tests.content.documents.test_odd_parts import cells, record, wide, workbook
from tests.formats.test_deflated import drawn
from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate
from tests.live.test_attachments import CLEAN

needs_no_ocr = pytest.mark.skipif(
    shutil.which("tesseract") is not None, reason="tesseract reads the picture, or parts of it"
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SVG = "http://www.w3.org/2000/svg"

Hide = Callable[[str], bytes]


def in_a_part(name: str, hide: Callable[[str], str | bytes]) -> Hide:
    return lambda text: workbook({name: hide(text)})


def attached(text: str) -> bytes:
    """To a PDF, under an empty user password, in ASCII85."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(japanese_pdf(CLEAN))) as pdf:
        packed = base64.a85encode(zlib.compress(a_docx(text))) + b"~>"
        stream = pikepdf.Stream(pdf, packed, Type=pikepdf.Name.EmbeddedFile, Length1=99)
        stream.Filter = pikepdf.Array([pikepdf.Name.ASCII85Decode, pikepdf.Name.FlateDecode])
        held = pikepdf.Dictionary(F=pdf.make_indirect(stream))
        spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="a.docx", EF=held)
        pdf.Root.AF = pikepdf.Array([pdf.make_indirect(spec)])
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=""), compress_streams=False)
    return out.getvalue()


def large(text: str) -> bytes:
    """An attached file of more than 8 MiB, which packs as prose does: not to nothing."""
    words = random.Random(8).choices(("many", "a", "line", "of", "words", "and", "then"), k=2**21)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(japanese_pdf(CLEAN))) as pdf:
        content = " ".join(words).encode() + b"\n" + text.encode()
        pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, content, filename="a.txt")
        pdf.save(out)
    return out.getvalue()


def in_zip_by_the_finder(text: str) -> bytes:
    return names.zip_of(names.apart(text).encode())


def boxed(text: str) -> bytes:
    line = b"From a@b.test Mon Jan  1 00:00:00 2024\n"
    return line + an_eml("first", CLEAN) + b"\n" + line + an_eml("second", text)


def in_a_category(text: str) -> bytes:
    return an_ole(
        {
            "__properties_version1.0": bytes(32),
            "__substg1.0_1000001F": CLEAN.encode("utf-16-le"),
            "__substg1.0_8001101F": b"\x20\0\0\0",
            "__substg1.0_8001101F-00000000": text.encode("utf-16-le") + b"\0\0",
        }
    )


def in_a_header(text: str) -> bytes:
    coded = base64.b64encode(text.encode()).decode()
    headers = f"Subject: a\r\nX-Project: =?utf-8?B?{coded}?=\r\n\r\n"
    return an_ole(
        {
            "__properties_version1.0": bytes(32),
            "__substg1.0_1000001F": CLEAN.encode("utf-16-le"),
            "__substg1.0_007D001F": headers.encode("utf-16-le"),
        }
    )


def as_loose(text: str) -> bytes:
    """In the clean file nothing: what cannot be read there is a reason to refuse."""
    return text.encode() if text == MARK else b""


TEXTS: list[object] = [
    pytest.param(in_a_part("xl/worksheets/sheet9.bin", a_docx), id="a sheet that is a Word file"),
    pytest.param(in_a_part("xl/styles.bin", a_docx), id="styles that are a Word file"),
    pytest.param(
        in_a_part("xl/pivotCache/pivotCacheRecords1.bin", lambda t: cells(record(24, wide(t)))),
        id="a binary pivot table",
    ),
    pytest.param(
        in_a_part(
            "xl/pivotCache/pivotCacheRecords1.xml",
            lambda t: f'<pivotCacheRecords {MAIN}><r><s v="{t}"/></r></pivotCacheRecords>',
        ),
        id="a pivot table",
    ),
    pytest.param(
        in_a_part(
            "xl/externalLinks/externalLink1.xml",
            lambda t: f'<externalLink {MAIN}><sheetName val="{t}"/></externalLink>',
        ),
        id="a link to another workbook",
    ),
    pytest.param(in_a_part("customXml/item1.xml", lambda t: f'<r a="{t}"/>'), id="custom XML"),
    pytest.param(
        in_a_part("xl/embeddings/oleObject1.bin", lambda t: an_ole({"Package": a_docx(t)})),
        id="an object within",
    ),
    pytest.param(
        lambda t: a_docx(CLEAN, more={"word/embeddings/a.xlsx": an_xlsx(sheet_xml([[t]]))}),
        id="a workbook within",
    ),
    pytest.param(attached, id="attached to a PDF in ASCII85"),
    pytest.param(large, id="at the end of a large file attached to a PDF"),
    pytest.param(lambda t: a_doc(CLEAN) + a_docx(t), id="behind an old Word file"),
    pytest.param(
        lambda t: a_doc(CLEAN, {"ObjectPool/_1/Package": a_docx(t)}), id="in a nested storage"
    ),
    pytest.param(in_a_category, id="a category of a mail"),
    pytest.param(in_a_header, id="a header of a mail"),
    pytest.param(lambda t: a_msg("a", CLEAN, {"a.docx": a_docx(t)}), id="attached to a mail"),
    pytest.param(boxed, id="the second mail of a box"),
    pytest.param(lambda t: drawn(t).encode(), id="a drawing"),
    pytest.param(
        lambda t: f'<svg xmlns="{SVG}" content={quoteattr(drawn(t))}/>'.encode(),
        id="a drawing in SVG",
    ),
    pytest.param(in_zip_by_the_finder, id="a name in a zip by macOS"),
    pytest.param(lambda t: names.zip_of(t.encode("cp932")), id="a name in a zip by Windows"),
    pytest.param(
        lambda t: a_zip({"a.txt": CLEAN, "__MACOSX/._a.txt": names.a_double(t.encode())}),
        id="an attribute beside a file of a Mac",
    ),
    pytest.param(
        lambda t: a_zip({"a.txt": CLEAN, ".DS_Store": names.a_store(t)}), id="a folder of a Mac"
    ),
    *(
        pytest.param(lambda t, f=file: f + as_loose(t), id=f"behind the end of {kind}")
        for kind, file in (
            ("a zip", a_zip({"a.txt": CLEAN})),
            ("Word", a_docx(CLEAN)),
            ("Excel", an_xlsx(sheet_xml([[CLEAN]]))),
            ("tar", loose.tarred()),
            ("a PDF", japanese_pdf(CLEAN)),
        )
    ),
    pytest.param(
        lambda t: loose.zipped(loose.FILES["zip"], loose.Corners(comment=as_loose(t))),
        id="the remark of a zip",
    ),
    pytest.param(
        lambda t: loose.zipped(
            loose.FILES["Word"], loose.Corners(own_extra=loose.field(0x7777, as_loose(t)))
        ),
        id="a further field of a member's head",
    ),
    pytest.param(
        lambda t: loose.zipped(loose.FILES["zip"], loose.Corners(slack=as_loose(t))),
        id="within a member of a zip",
    ),
    pytest.param(
        lambda t: loose.at(512 + len(loose.CLEAN.encode()) + 3)(as_loose(t)),
        id="behind a content in a tar",
    ),
    pytest.param(lambda t: loose.behind_object(as_loose(t)), id="between objects of a PDF"),
    pytest.param(lambda t: loose.behind_object(b"%" + as_loose(t)), id="a remark in a PDF"),
]

PICTURES: list[object] = [
    pytest.param(pictures.word, [pictures.a_line()], id="a line of 20 points, Word"),
    pytest.param(pictures.slides, [pictures.a_line()], id="a line of 20 points, PowerPoint"),
    pytest.param(pictures.sheet, [pictures.a_line()], id="a line of 20 points, Excel"),
    pytest.param(pictures.zipped, [pictures.a_line()], id="a line of 20 points, zip"),
    pytest.param(pictures.scanned, pictures.strips(5), id="strips of a scan, PDF"),
    pytest.param(pictures.word, pictures.strips(5), id="strips of a scan, Word"),
    pytest.param(pictures.word, pictures.letters(), id="letter by letter"),
]
SHAPES = (openai_chat, openai_file, anthropic_message, in_a_sentence)


def ask(gate: Gate, sent: Sent) -> object:
    return gate.ask(sent.host, sent.body, *sent.headers, target=sent.target)


def assert_passes(gate: Gate, sent: Sent) -> None:
    events = gate.watch()
    reply = gate.ask(sent.host, sent.body, *sent.headers, target=sent.target)
    assert reply.status == 200, reply.text
    (question,) = events.upstream_saw.questions
    assert question.body == sent.body
    assert events.record["facts"]["unread"] == []


def assert_stays(gate: Gate, sent: Sent) -> None:
    events = gate.watch()
    reply = gate.ask(sent.host, sent.body, *sent.headers, target=sent.target)
    assert_refused(reply, events, 400)


@pytest.mark.parametrize("shape", [openai_file, anthropic_message])
@pytest.mark.parametrize("hide", TEXTS)
def test_a_text_in_a_corner_of_a_file_stays(
    gate: Gate, hide: Hide, shape: Callable[[bytes], Sent]
) -> None:
    assert_stays(gate, shape(hide(MARK)))
    assert_passes(gate, shape(hide(CLEAN)))


@needs_no_ocr
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("make", "shown"), PICTURES)
def test_a_legible_picture_stays(
    gate: Gate,
    make: Callable[[list[bytes]], bytes],
    shown: list[bytes],
    shape: Callable[[bytes], Sent],
) -> None:
    assert_stays(gate, shape(make(shown)))
    assert_passes(gate, shape(make([pictures.an_icon(1), pictures.an_icon(2, 600, 2)])))


@needs_no_ocr
@pytest.mark.parametrize("stroke", [False, True], ids=["filled", "stroked"])
def test_letters_drawn_beside_a_live_word_stay(gate: Gate, stroke: bool) -> None:
    assert_stays(gate, openai_file(pictures.outlined(pictures.LINE, stroke=stroke)))
    assert_passes(gate, openai_file(pictures.page(pictures.a_chart)))


def test_a_preview_of_a_file_raises_no_alarm(gate: Gate) -> None:
    preview = pictures.saved(Image.new("L", (256, 192), 200), "JPEG")
    assert_passes(gate, openai_file(a_docx(CLEAN, more={"docProps/thumbnail.jpeg": preview})))
