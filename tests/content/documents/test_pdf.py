"""What a PDF holds beside the text of its pages: whatever its coding, it is found or unread."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable
from typing import Literal

import pikepdf
import pytest

from gateway.content.documents.model import ATTACHMENT, MIB, Document
from gateway.content.documents.readers import read_here
from tests.content.documents.kit import (
    MARK,
    a_docx,
    a_pdf,
    a_stream,
    a_zip,
    assembled,
    japanese_pdf,
)
from tests.kit.unread import told

CODE = "HAYABUSA-2718"
NAMED = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.txt)/EF<</F 100 0 R>>>>]>>>>"


def says(document: Document, text: str = CODE) -> bool:
    return any(text in p.text for p in (*document.parts, *document.properties))


def read(data: bytes) -> Document:
    return read_here(data, "", ATTACHMENT, lambda image: "")


# ---------------------------------------------------------------- filters


def hexed(data: bytes) -> bytes:
    return data.hex().encode() + b">"


def in_base_85(data: bytes) -> bytes:
    return base64.a85encode(data) + b"~>"


def run_lengths(data: bytes) -> bytes:
    pieces = (data[at : at + 128] for at in range(0, len(data), 128))
    return b"".join(bytes([len(p) - 1]) + p for p in pieces) + b"\x80"


def lzw(data: bytes) -> bytes:
    """Codes of nine bits, the table cleared before it needs ten (ISO 32000-1, 7.4.4)."""
    codes = [c for at in range(0, len(data), 200) for c in (256, *data[at : at + 200])] + [257]
    bits = "".join(f"{code:09b}" for code in codes)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8))


def predicted(data: bytes) -> bytes:
    """Rows of eight bytes, each the difference to the one above (PNG's Up)."""
    rows = [data[at : at + 8].ljust(8, b" ") for at in range(0, len(data), 8)]
    above = [bytes(8), *rows]
    return b"".join(
        b"\2" + bytes((now - up) & 0xFF for now, up in zip(row, above[n], strict=True))
        for n, row in enumerate(rows)
    )


FILTERS: list[object] = [
    pytest.param(b"", bytes, id="no filter"),
    pytest.param(b"/Filter/ASCIIHexDecode", hexed, id="ASCIIHex"),
    pytest.param(b"/Filter/AHx", hexed, id="ASCIIHex by its short name"),
    pytest.param(b"/Filter/ASCII85Decode", in_base_85, id="ASCII85"),
    pytest.param(b"/Filter/LZWDecode", lzw, id="LZW"),
    pytest.param(b"/Filter/RunLengthDecode", run_lengths, id="RunLength"),
    pytest.param(b"/Filter/FlateDecode", zlib.compress, id="Flate"),
    pytest.param(
        b"/Filter[/ASCII85Decode/FlateDecode]",
        lambda data: in_base_85(zlib.compress(data)),
        id="ASCII85 over Flate",
    ),
    pytest.param(
        b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 8>>",
        lambda data: zlib.compress(predicted(data)),
        id="Flate with a predictor",
    ),
]
TEXT = f"The code is {CODE}. ".encode() * 4


@pytest.mark.parametrize(("head", "coded"), FILTERS)
@pytest.mark.parametrize(
    "whole",
    [
        pytest.param(lambda s: a_pdf(b"BT ET", catalog=NAMED, objects=(s,)), id="an attached file"),
        pytest.param(lambda s: a_pdf(b"BT ET", objects=(s,)), id="a stream of no page"),
        pytest.param(
            lambda s: a_pdf(b"BT ET") + b"\n200 0 obj\n" + s + b"\nendobj\n%%EOF\n",
            id="a stream that nothing lists",
        ),
    ],
)
def test_a_text_behind_a_filter_is_found(
    whole: Callable[[bytes], bytes], head: bytes, coded: Callable[[bytes], bytes]
) -> None:
    document = read(whole(a_stream(coded(TEXT), head)))
    assert says(document), document
    assert not document.unread


@pytest.mark.parametrize(("head", "coded"), FILTERS)
def test_a_document_behind_a_filter_is_read(head: bytes, coded: Callable[[bytes], bytes]) -> None:
    if b"Predictor" in head:
        pytest.skip("rows are filled up, which a zip does not bear")
    stream = a_stream(coded(a_docx(CODE)), head)
    assert says(read(a_pdf(b"BT ET", catalog=NAMED, objects=(stream,))))


# ---------------------------------------------------------------- what pretends to be another thing


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"/Length1 99", id="a font"),
        pytest.param(b"/Subtype/Type1C", id="a font of another kind"),
        pytest.param(b"/Subtype/Image/Width 9/Height 9/BitsPerComponent 8", id="a picture"),
        pytest.param(b"/FunctionType 4", id="a function"),
        pytest.param(b"/Type/EmbeddedFile/Subtype/Image", id="a file and a picture"),
        pytest.param(b"/PatternType 1/BitsPerSample 8", id="a pattern"),
        pytest.param(b"/Subtype/Image/Filter/DCTDecode", id="a photograph"),
        pytest.param(b"/Filter/Unheard", id="packed in a way that nobody knows"),
    ],
)
@pytest.mark.parametrize("content", [TEXT, a_zip({"a": CODE})])
def test_what_a_stream_calls_itself_does_not_hide_it(head: bytes, content: bytes) -> None:
    if b"Filter" in head:
        stream = a_stream(content, head)
    else:
        stream = a_stream(zlib.compress(content), head + b"/Filter/FlateDecode")
    assert says(read(a_pdf(b"BT ET", objects=(stream,))))
    behind = a_pdf(b"BT ET") + b"\n200 0 obj\n" + stream + b"\nendobj\n%%EOF\n"
    assert says(read(behind))


@pytest.mark.parametrize(
    ("content", "head"),
    [
        pytest.param(b"A" * 4096, b"/Width 64/Height 64", id="one grey"),
        pytest.param(bytes(range(256)) * 16, b"/Width 64/Height 64", id="a slope"),
    ],
)
def test_a_picture_is_no_text(content: bytes, head: bytes) -> None:
    picture = b"/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode"
    stream = a_stream(zlib.compress(content), picture + head)
    document = read(a_pdf(b"BT ET", objects=(stream,)))
    assert not document.parts
    assert not document.unread


# ---------------------------------------------------------------- encrypted, packed


def rewritten(
    data: bytes, user: str = "", packed: bool = True, level: Literal[3, 4, 6] = 6
) -> bytes:
    """As qpdf writes it: objects in streams, under a password that may be empty."""
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            out,
            object_stream_mode=mode,
            encryption=pikepdf.Encryption(
                owner="owner", user=user, R=level, aes=level >= 4, metadata=level >= 4
            ),
        )
    return out.getvalue()


def a_note(text: str) -> bytes:
    return (
        b"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Subj<feff"
        + text.encode("utf-16-be").hex().encode()
        + b">>>]"
    )


@pytest.mark.parametrize("level", [3, 4, 6])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(japanese_pdf(MARK), id="a page"),
        pytest.param(a_pdf(b"BT ET", page=a_note(MARK)), id="the subject of a note"),
        pytest.param(
            a_pdf(b"BT ET", catalog=NAMED, objects=(a_stream(MARK.encode()),)),
            id="an attached file",
        ),
        pytest.param(
            a_pdf(
                b"BT ET",
                catalog=b"/PieceInfo 100 0 R",
                objects=(a_stream(in_base_85(MARK.encode()), b"/Filter/A85"),),
            ),
            id="a stream",
        ),
    ],
)
def test_a_pdf_with_an_empty_password_is_read(
    data: bytes, packed: bool, level: Literal[3, 4, 6]
) -> None:
    if level == 3 and packed:
        pytest.skip("RC4 has no streams of objects")
    document = read(rewritten(data, packed=packed, level=level))
    assert says(document, MARK), document
    assert not document.unread


def test_an_encrypted_pdf_with_streams_that_nothing_lists_is_unread() -> None:
    """They are of an earlier revision, or somebody's own: nobody can decrypt them here."""
    sound = rewritten(japanese_pdf(MARK))
    assert not read(sound).unread
    stray = b"\n200 0 obj\n" + a_stream(bytes(range(256))) + b"\nendobj\n%%EOF\n"
    assert any("encrypted" in u for u in told(read(sound + stray).unread))


def test_an_encrypted_pdf_made_for_the_web_is_read() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(japanese_pdf(MARK))) as pdf:
        pdf.save(out, linearize=True, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert says(read(out.getvalue()), MARK)
    assert not read(out.getvalue()).unread


def test_a_pdf_with_a_password_is_unread() -> None:
    document = read(rewritten(japanese_pdf(MARK), user="secret"))
    assert told(document.unread) == ("an encrypted PDF",)
    assert not says(document, MARK)


def test_an_earlier_revision_is_read() -> None:
    first = a_pdf(b"BT ET", info=b"/Company(HAYABUSA\\0552718)")
    start = len(first)
    second = b"3 0 obj\n<</Company(clean)>>\nendobj\n"
    table = b"xref\n3 1\n%010d 00000 n \ntrailer\n<</Size 12/Root 1 0 R/Info 3 0 R/Prev %d>>\n" % (
        start,
        first.rfind(b"xref\n0 1"),
    )
    end = b"startxref\n%d\n%%%%EOF\n" % (start + len(second))
    document = read(first + second + table + end)
    assert says(document)
    assert says(document, "clean")


# ---------------------------------------------------------------- drawings of no page

FONT = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
LIVE = b" BT /F1 12 Tf 50 600 Td (a live word) Tj ET "
WORDS = b"BT /F1 12 Tf 10 10 Td (%s) Tj ET" % CODE.encode()
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<<" + FONT + b">>"
PATTERN = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 200 100]/XStep 200/YStep 100"
PICTURE = a_stream(
    zlib.compress(bytes(range(250)) * 40),
    b"/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8"
    b"/Filter/FlateDecode",
)
FILLED = b"/Pattern cs /P scn 0 0 500 500 re f" + LIVE
MASKED = b"/G gs 0 0 500 500 re f" + LIVE
MASK = FONT + b"/ExtGState<</G<</SMask<</S/Luminosity/G 100 0 R>>>>>>"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            a_pdf(
                FILLED,
                resources=FONT + b"/Pattern<</P 100 0 R>>",
                objects=(a_stream(WORDS, PATTERN + b"/Resources<<" + FONT + b">>"),),
            ),
            id="a pattern",
        ),
        pytest.param(a_pdf(MASKED, resources=MASK, objects=(a_stream(WORDS, FORM),)), id="a mask"),
        pytest.param(a_pdf(LIVE, resources=FONT, objects=(a_stream(WORDS, FORM),)), id="no page"),
        pytest.param(
            a_pdf(
                LIVE,
                resources=FONT + b"/XObject<</X 100 0 R>>",
                objects=(a_stream(WORDS, FORM),),
            ),
            id="a drawing that a page names and does not draw",
        ),
    ],
)
def test_words_in_a_drawing_that_stands_on_no_page_are_read(data: bytes) -> None:
    document = read(data)
    assert says(document)
    assert not document.unread


def test_a_drawing_on_a_page_is_read_once() -> None:
    document = read(
        a_pdf(
            LIVE + b"/X Do",
            resources=FONT + b"/XObject<</X 100 0 R>>",
            objects=(a_stream(WORDS, FORM),),
        )
    )
    assert sum(CODE in p.text for p in document.parts) == 1


ON_A_PAGE = b"100 0 0 100 0 0 cm /I Do"


def of_pattern(content: bytes, *pictures: bytes) -> bytes:
    head = PATTERN + b"/Resources<</XObject<</I 101 0 R>>>>"
    return a_pdf(
        FILLED,
        resources=FONT + b"/Pattern<</P 100 0 R>>",
        objects=(a_stream(content, head), *pictures),
    )


def test_a_picture_with_which_a_surface_is_filled_is_looked_at() -> None:
    assert read_here(of_pattern(ON_A_PAGE, PICTURE), "", ATTACHMENT).unread
    assert not read_here(of_pattern(b"0 0 m 10 10 l S"), "", ATTACHMENT).unread


@pytest.mark.parametrize(
    ("data", "pictures"),
    [
        pytest.param(a_pdf(LIVE, resources=FONT, objects=(PICTURE,)), 1, id="on no page"),
        pytest.param(
            a_pdf(ON_A_PAGE + LIVE, resources=FONT + b"/XObject<</I 100 0 R>>", objects=(PICTURE,)),
            1,
            id="on a page",
        ),
        pytest.param(
            a_pdf(
                ON_A_PAGE + LIVE,
                resources=FONT + b"/XObject<</I 101 0 R>>",
                objects=(PICTURE, PICTURE.replace(b"<<", b"<</SMask 100 0 R", 1)),
            ),
            1,
            id="that another is seen through",
        ),
        pytest.param(
            a_pdf(LIVE, resources=FONT, objects=(PICTURE,), page=b"/Thumb 100 0 R"),
            0,
            id="that is a small one of a page",
        ),
    ],
)
def test_a_picture_is_looked_at_once(data: bytes, pictures: int) -> None:
    seen: list[bytes] = []
    read_here(data, "", ATTACHMENT, lambda image: seen.append(image) or "")  # type: ignore[func-returns-value]
    assert len(seen) == pictures


def test_more_drawings_of_no_page_than_are_read_are_said() -> None:
    document = read(a_pdf(LIVE, resources=FONT, objects=(a_stream(WORDS, FORM),) * 301))
    assert any("stand on no page" in u for u in told(document.unread))


LARGE = bytes(range(128, 256)) * (9 * MIB // 128)


@pytest.mark.parametrize(
    ("stream", "unread"),
    [
        pytest.param(a_stream(LARGE + TEXT), True, id="bytes of no kind, and a text"),
        pytest.param(
            a_stream(b"a b\n" * (9 * MIB // 4) + TEXT, b"/Subtype/Image/Width 9/Height 9"),
            True,
            id="a flat picture, and a text",
        ),
        pytest.param(a_stream(b"\0\1\0\0" + LARGE, b"/Length1 9"), False, id="a font"),
        pytest.param(a_stream(b"1 0 0 1 0 0 cm " + LARGE), False, id="a drawing"),
    ],
)
def test_a_large_stream_is_of_a_known_kind_or_unread(stream: bytes, unread: bool) -> None:
    assert bool(read(a_pdf(b"BT ET", objects=(stream,))).unread) is unread


# ---------------------------------------------------------------- attached files


def test_a_file_is_read_under_its_name() -> None:
    names = NAMED.replace(b"(a.txt)", b"<feff" + MARK.encode("utf-16-be").hex().encode() + b">")
    document = read(a_pdf(b"BT ET", catalog=names, objects=(a_stream(b"text " * 9),)))
    assert [p.text for p in document.properties if p.is_name] == [MARK]


def test_a_file_is_read_once() -> None:
    document = read(a_pdf(b"BT ET", catalog=NAMED, objects=(a_stream(TEXT),)))
    assert [p.text for p in document.parts].count(TEXT.decode()) == 1


@pytest.mark.parametrize(
    ("stream", "cause"),
    [
        pytest.param(
            a_stream(zlib.compress(b"a\n" * (20 * MIB), 9), b"/Filter/FlateDecode"),
            "an attached file, it unpacks to too much",
            id="more than the file may unpack to",
        ),
        pytest.param(
            a_stream(
                zlib.compress(zlib.compress(b"a\n" * (40 * MIB), 9)),
                b"/Filter[/FlateDecode/FlateDecode]",
            ),
            "an attached file, it unpacks to too much",
            id="more than a filter may give",
        ),
        pytest.param(
            a_stream(b"\xff\xff\xff", b"/Filter/FlateDecode"),
            "an attached file, damaged",
            id="damaged",
        ),
        pytest.param(
            a_stream(TEXT, b"/Filter/Unheard"), "an attached file, damaged", id="of no known filter"
        ),
    ],
)
def test_an_attached_file_that_is_not_read_is_said(stream: bytes, cause: str) -> None:
    document = read(a_pdf(b"BT ET", catalog=NAMED, objects=(stream,)))
    assert any(u.endswith(cause) for u in told(document.unread)), document.unread


def test_a_stream_of_objects_that_unpacks_to_too_much_is_said() -> None:
    bomb = zlib.compress(b"1 0 (a)" + b" " * (20 * MIB), 9)
    objects = a_stream(bomb, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    assert any("too much" in u for u in told(read(a_pdf(b"BT ET", objects=(objects,))).unread))


def test_a_pdf_without_a_beginning_is_damaged() -> None:
    data = assembled({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"})
    broken = data.replace(b"/Root 1 0 R", b"/Root 9 0 R")
    assert told(read(broken).unread) == ("a damaged PDF",)
