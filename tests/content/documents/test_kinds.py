"""Every kind of file that is read gives its text, wherever in it the text stands."""

from __future__ import annotations

import base64
import bz2
import gzip
import lzma
import zipfile
import zlib

import pytest

from gateway.content.documents.model import Document, Limits
from gateway.content.documents.readers import macros, read_here
from tests.content.documents import kit
from tests.content.documents.kit import (
    GUID,
    MARK,
    a_doc,
    a_docx,
    a_macro,
    a_msg,
    a_pdf,
    a_png,
    a_ppt,
    a_pptx,
    a_slide,
    a_stream,
    a_tar,
    a_zip,
    an_eml,
    an_odt,
    an_ole,
    an_rtf,
    an_xlsx,
    cid_pdf,
    japanese_pdf,
    old_mail,
    paragraph,
    sheet_xml,
    story,
)
from tests.kit.unread import told


def says(document: Document, text: str = MARK) -> bool:
    return any(text in p.text for p in (*document.parts, *document.properties))


def text_box(text: str) -> str:
    return (
        f"<w:p><w:r><w:pict><w:txbxContent>{paragraph(text)}</w:txbxContent></w:pict></w:r></w:p>"
    )


RUBY = (
    "<w:ruby><w:rt><w:r><w:t>{}</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>{}</w:t></w:r></w:rubyBase></w:ruby>"
)
SPLIT = paragraph("【社", "外", "秘】", "第3四半期の", "原価表")
READ_ALOUD = paragraph(
    "【",
    RUBY.format("しゃ", "社"),
    RUBY.format("がい", "外"),
    RUBY.format("ひ", "秘"),
    "】第3四半期の原価表",
)
INSERTED = paragraph(
    "【社",
    "<w:del><w:r><w:delText>長日</w:delText></w:r></w:del>",
    "<w:ins><w:r><w:t>外秘</w:t></w:r></w:ins>",
    "】第3四半期の原価表",
)
PLACED = paragraph(
    "【社外",
    "<w:r><w:drawing><wp:anchor xmlns:wp='wp'><wp:posOffset>914400</wp:posOffset>"
    "<wp:align>center</wp:align></wp:anchor></w:drawing></w:r>",
    "秘】第3四半期の原価表",
)
DELETED = paragraph(
    "<w:del><w:r><w:delText>【社外秘】</w:delText></w:r></w:del>", "第3四半期の原価表"
)
COMMENTS = (
    "<comments xmlns='x'><comment><text><r><rPr><b/></rPr><t>【社外</t></r>"
    "<r><t>秘】第3四半期の原価表</t></r></text></comment></comments>"
)
ORNAMENT = (
    r"{\rtf1\ansi\uc0 {\pict{\*\picprop{\sp{\sn wzDescription}{\sv "
    + "".join(f"\\u{ord(c)} " for c in MARK)
    + r"}}}\picw8\pich8\pngblip "
    + a_png(8, 8).hex()
    + "}}"
).encode()
ATTACHED = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.txt)/EF<</F 100 0 R>>>>]>>>>"
SEALED = (
    b"From: a@b\nTo: c@d\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n\nxx"
)
PARA = f"<text:p>{MARK}</text:p>"
OPEN_SHEET = (
    "<office:spreadsheet><table:table table:name='A'><table:table-row>"
    f"<table:table-cell office:value-type='string'>{PARA}</table:table-cell>"
    "</table:table-row></table:table></office:spreadsheet>"
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(MARK.encode(), id="text in UTF-8"),
        pytest.param(MARK.encode("utf-8-sig"), id="text in UTF-8 with a mark"),
        pytest.param((MARK * 3).encode("cp932"), id="text in Shift_JIS"),
        pytest.param((MARK * 3).encode("euc_jp"), id="text in EUC-JP"),
        pytest.param((MARK * 3).encode("iso2022_jp"), id="text in ISO-2022-JP"),
        pytest.param(MARK.encode("utf-16"), id="text in UTF-16"),
        pytest.param((MARK * 3).encode("utf-16-be"), id="text in UTF-16 without a mark"),
        pytest.param(f"# 見出し\n\n{MARK}\n".encode(), id="Markdown"),
        pytest.param(f'{{"a": ["{MARK}"]}}'.encode(), id="JSON"),
        pytest.param(b'{"a": "' + MARK.encode("unicode-escape") + b'"}', id="JSON with escapes"),
        pytest.param(f"品名,備考\nA,{MARK}\n".encode("cp932"), id="CSV in Shift_JIS"),
        pytest.param(f"<a><b c='{MARK}'/></a>".encode(), id="XML, in an attribute"),
        pytest.param(
            f'<?xml version="1.0" encoding="Shift_JIS"?><a>{MARK}</a>'.encode("cp932"),
            id="XML in Shift_JIS",
        ),
        pytest.param(
            "<html><p>【社<b>外</b>秘】第3四半期の<wbr>原価表</p></html>".encode(),
            id="HTML, in pieces",
        ),
        pytest.param(
            "<html><p>\n  【社外\n\t秘】第3四半期の\r\n原価表\n</p></html>".encode(),
            id="HTML, on several lines of its source",
        ),
        pytest.param(
            f"<html><pre>a\n{MARK}\nb</pre><textarea>{MARK}</textarea></html>".encode(),
            id="HTML, set as it stands",
        ),
        pytest.param(
            ("<!doctype html>" + "".join(f"&#{ord(c)};" for c in MARK)).encode(),
            id="HTML in references",
        ),
        pytest.param(f"<html><!-- {MARK} --></html>".encode(), id="a comment in HTML"),
        pytest.param(an_rtf(MARK), id="RTF of code page 932"),
        pytest.param(
            (r"{\rtf1\ansi\uc1 " + "".join(f"\\u{ord(c)}?" for c in MARK) + "}").encode(),
            id="RTF in Unicode",
        ),
        pytest.param(
            b"{\\rtf1\\ansi\\ansicpg65001 " + MARK.encode() + b"}", id="RTF of code page 65001"
        ),
        pytest.param(
            b"{\\rtf1{\\header " + "".join(f"\\u{ord(c)}?" for c in MARK).encode() + b"}text}",
            id="the header of an RTF file",
        ),
        pytest.param(ORNAMENT, id="what an RTF file says of a picture"),
        pytest.param(an_eml(MARK, "text"), id="the subject of a mail"),
        pytest.param(an_eml("subject", MARK), id="a mail"),
        pytest.param(
            an_eml("subject", "text", {"a.docx": a_docx(MARK)}), id="a document in a mail"
        ),
        pytest.param(an_eml("subject", "text", {MARK: b"text"}), id="the name of an attachment"),
        pytest.param(old_mail("件名", MARK), id="a mail in ISO-2022-JP"),
        pytest.param(old_mail(MARK, "本文"), id="the subject of a mail in ISO-2022-JP"),
        pytest.param(a_msg("subject", MARK), id="a mail of Outlook"),
        pytest.param(a_msg(MARK, "text"), id="the subject of a mail of Outlook"),
        pytest.param(
            a_msg("s", "b", {"a.docx": a_docx(MARK)}), id="a document in a mail of Outlook"
        ),
        pytest.param(cid_pdf(MARK), id="PDF with a composite font"),
        pytest.param(japanese_pdf(MARK), id="PDF in Shift_JIS with a font that is not embedded"),
        pytest.param(japanese_pdf("目次", "本文", MARK), id="the third page of a PDF"),
        pytest.param(
            a_pdf(b"", info=b"/Title<feff" + MARK.encode("utf-16-be").hex().encode() + b">"),
            id="the title of a PDF",
        ),
        pytest.param(
            a_pdf(
                b"",
                page=b"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents<feff"
                + MARK.encode("utf-16-be").hex().encode()
                + b">>>]",
            ),
            id="a note in a PDF",
        ),
        pytest.param(b"\n\n" + japanese_pdf(MARK), id="PDF behind something else"),
        pytest.param(a_docx(MARK), id="Word"),
        pytest.param(a_docx(SPLIT), id="Word, in several runs"),
        pytest.param(a_docx(READ_ALOUD), id="Word, with ruby over each character"),
        pytest.param(a_docx(INSERTED), id="Word, with a change under tracking"),
        pytest.param(a_docx(DELETED), id="Word, deleted under tracking"),
        pytest.param(a_docx(PLACED), id="Word, with a drawing in the midst of a word"),
        pytest.param(a_docx(text_box(MARK)), id="a text box in Word"),
        pytest.param(
            a_docx("text", more={"word/header1.xml": story("hdr", MARK)}), id="a header in Word"
        ),
        pytest.param(
            a_docx("text", more={"word/footer2.xml": story("ftr", MARK)}), id="a footer in Word"
        ),
        pytest.param(
            a_docx("text", more={"word/footnotes.xml": story("footnotes", MARK)}),
            id="a footnote in Word",
        ),
        pytest.param(
            a_docx("text", more={"word/comments.xml": story("comments", MARK)}),
            id="a comment in Word",
        ),
        pytest.param(
            a_docx("text", more={"customXml/item1.xml": f"<x>{MARK}</x>"}), id="data in Word"
        ),
        pytest.param(
            a_docx("text", more={"docProps/core.xml": kit.core(title=MARK)}),
            id="the title of a Word file",
        ),
        pytest.param(
            a_docx("text", more={"docProps/custom.xml": kit.custom({"備考": MARK})}),
            id="a property of one's own",
        ),
        pytest.param(
            a_docx("text", more={"word/embeddings/Sheet1.xlsx": an_xlsx(sheet_xml([[MARK]]))}),
            id="a sheet in Word",
        ),
        pytest.param(
            a_docx("text", more={"anything.txt": MARK}), id="a file that has no place in Word"
        ),
        pytest.param(a_pptx("表紙", MARK), id="PowerPoint"),
        pytest.param(
            a_pptx("text", more={"ppt/notesSlides/notesSlide1.xml": a_slide(MARK)}),
            id="a speaker's notes",
        ),
        pytest.param(
            a_pptx("text", more={"ppt/slides/slide9.xml": a_slide(MARK, 'show="0"')}),
            id="a hidden slide",
        ),
        pytest.param(
            a_pptx("text", more={"ppt/slideMasters/slideMaster1.xml": a_slide(MARK)}),
            id="a master slide",
        ),
        pytest.param(an_xlsx(sheet_xml([["a", MARK]])), id="Excel"),
        pytest.param(an_xlsx(sheet_xml([["a"]]), sheet_xml([[MARK]])), id="a hidden sheet"),
        pytest.param(
            an_xlsx(
                sheet_xml([["a"]]), names=[MARK[:12]], more={"docProps/core.xml": kit.core(MARK)}
            ),
            id="the title of an Excel file",
        ),
        pytest.param(
            an_xlsx(
                sheet_xml(
                    [["a"]], f"<headerFooter><oddHeader>&amp;C{MARK}</oddHeader></headerFooter>"
                )
            ),
            id="a header in Excel",
        ),
        pytest.param(
            an_xlsx(
                sheet_xml(
                    [["a"]],
                    "<dataValidations><dataValidation><formula1>"
                    f'"{MARK},b"</formula1></dataValidation></dataValidations>',
                )
            ),
            id="a list to choose from in Excel",
        ),
        pytest.param(
            an_xlsx(
                sheet_xml([["a"]]).replace(
                    "<sheetData>",
                    f'<sheetData><row r="1"><c r="A1"><f>IF(B1,"{MARK}",1)</f><v>1</v></c></row>',
                )
            ),
            id="a text in a formula",
        ),
        pytest.param(
            a_docx("text", more={"word/vbaProject.bin": an_ole({"VBA/Module1": a_macro(MARK)})}),
            id="a macro",
        ),
        pytest.param(
            an_xlsx(
                sheet_xml([["a"]]),
                more={"xl/comments1.xml": COMMENTS},
            ),
            id="a comment in Excel",
        ),
        pytest.param(an_odt(f"<office:text>{PARA}</office:text>"), id="OpenDocument text"),
        pytest.param(
            an_odt(
                "<office:text><text:p>【社<text:span>外秘】</text:span>第3四半期の原価表</text:p></office:text>"
            ),
            id="OpenDocument, in spans",
        ),
        pytest.param(
            an_odt(f"<office:presentation>{PARA}</office:presentation>", "presentation"),
            id="OpenDocument presentation",
        ),
        pytest.param(
            an_odt(
                OPEN_SHEET,
                "spreadsheet",
            ),
            id="OpenDocument spreadsheet",
        ),
        pytest.param(a_doc(MARK), id="Word of 1997"),
        pytest.param(a_ppt(MARK), id="PowerPoint of 1997"),
        pytest.param(a_zip({"a/b.txt": MARK}), id="zip"),
        pytest.param(a_zip({"a/b.txt": MARK}, zipfile.ZIP_LZMA), id="zip with LZMA"),
        pytest.param(a_zip({f"{MARK}.txt": "text"}), id="the name of a file in a zip"),
        pytest.param(
            a_zip({"a.zip": a_zip({"b.zip": a_zip({"c.docx": a_docx(MARK)})})}), id="zips in a zip"
        ),
        pytest.param(a_tar({"a.txt": MARK.encode()}), id="tar"),
        pytest.param(gzip.compress(a_tar({"a.pdf": cid_pdf(MARK)})), id="tar.gz"),
        pytest.param(bz2.compress(MARK.encode()), id="bzip2"),
        pytest.param(lzma.compress(MARK.encode()), id="xz"),
        pytest.param(
            a_pdf(
                b"BT ET",
                catalog=ATTACHED,
                objects=(a_stream(MARK.encode(), b"/Type/EmbeddedFile"),),
            ),
            id="a file attached to a PDF",
        ),
    ],
)
def test_the_text_of_a_file_is_found(data: bytes) -> None:
    document = read_here(data)
    assert says(document), document
    assert not document.unread


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(a_png(), "no text can be read", id="a picture"),
        pytest.param(kit.scanned_pdf(), "a picture", id="a scanned page"),
        pytest.param(
            a_docx("text", more={"word/media/image1.png": a_png()}),
            "no text",
            id="a picture in Word",
        ),
        pytest.param(b"7z\xbc\xaf\x27\x1c" + bytes(99), "7z", id="7z"),
        pytest.param(bytes(range(256)) * 9, "unknown type", id="bytes that are nothing"),
        pytest.param(
            kit.an_ole({"EncryptedPackage": bytes(99), "EncryptionInfo": bytes(99)}),
            "encrypted",
            id="an Office file with a password",
        ),
        pytest.param(b"%PDF-1.7\nnothing", "damaged PDF", id="a PDF with nothing in it"),
        pytest.param(a_zip({"a.txt": MARK})[:-30], "damaged archive", id="a zip without its end"),
        pytest.param(gzip.compress(MARK.encode())[:-9], "cannot be unpacked", id="gzip cut short"),
        pytest.param(
            an_odt("", more={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
            "encrypted",
            id="OpenDocument with a password",
        ),
        pytest.param(
            a_msg("s", "b", {"a.png": a_png()}), "no text", id="a picture in a mail of Outlook"
        ),
        pytest.param(
            SEALED,
            "encrypted",
            id="encrypted mail",
        ),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, cause: str) -> None:
    document = read_here(data)
    assert any(cause in u for u in told(document.unread)), document.unread


def test_a_small_picture_within_a_document_is_an_ornament() -> None:
    document = read_here(a_docx("text", more={"word/media/image1.png": a_png(20, 20)}))
    assert document.unread == ()


def test_a_picture_is_read_where_there_is_ocr() -> None:
    document = read_here(a_docx("text", more={"word/media/i.png": a_png()}), ocr=lambda _: MARK)
    assert says(document)
    assert document.unread == ()
    assert says(
        read_here(kit.scanned_pdf(), ocr=lambda image: MARK if image[:2] == b"P5" else None)
    )


@pytest.mark.parametrize(
    ("packed", "plain"),
    [
        pytest.param(
            "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E",
            b"abcdefghijklmnopqrstuv.",
            id="no copies",
        ),
        pytest.param(
            "012FB000236161616263646582660070616768696A01380861"
            "6B6C00306D6E6F700671027004107273747576107778797A003C",
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
            id="copies",
        ),
    ],
)
def test_macros_unpack_as_the_standard_s_examples_do(packed: str, plain: bytes) -> None:
    """[MS-OVBA], 3.2."""
    assert macros.decompress(bytes.fromhex(packed)) == plain


# ---------------------------------------------------------------- how it reads


def test_paragraphs_are_lines_and_cells_stand_between_tabs() -> None:
    cell = "<w:tc>{}</w:tc>"
    row = "<w:tr>" + cell.format(paragraph("品名")) + cell.format(paragraph("単価")) + "</w:tr>"
    document = read_here(a_docx("見出し", f"<w:tbl>{row}{row}</w:tbl>", "終わり"))
    assert document.parts[0].text == "見出し\n品名\t単価\n品名\t単価\n終わり"


def test_a_line_of_a_page_is_none_of_its_source() -> None:
    page = "<html><p>The costs\n\tof plant 7</p><pre>a\n  b</pre>c\nd</html>"
    (body,) = read_here(page.encode()).parts
    assert body.text == "The costs of plant 7\na\nb\nc d"


def test_rows_of_a_sheet_are_lines_and_a_table() -> None:
    data = an_xlsx(sheet_xml([["品名", "電話"], ["A", 312345678.0], ["B", 1.5]]))
    document = read_here(data)
    assert document.kind == "xlsx"
    assert document.parts[0].text == "品名\t電話\nA\t312345678\nB\t1.5"
    assert document.tables[0].rows == (("品名", "電話"), ("A", "312345678"), ("B", "1.5"))
    assert read_here(data, limits=Limits(tables=False)).tables == ()


def test_rows_of_an_open_sheet_are_a_table() -> None:
    manifest = {"META-INF/manifest.xml": "<m/>"}
    document = read_here(an_odt(OPEN_SHEET, "spreadsheet", manifest))
    assert document.tables[0].rows == ((MARK,),)
    assert [p.text for p in document.parts] == [MARK]


def test_rows_of_csv_are_a_table() -> None:
    document = read_here('品名,備考\nA,"x, y"\nB,z\n'.encode("cp932"))
    assert document.kind == "csv"
    assert document.tables[0].rows == (("品名", "備考"), ("A", "x, y"), ("B", "z"))


def test_places_say_where_and_never_what() -> None:
    inner = a_zip({"秘密の計画.txt": MARK, "b.pptx": a_pptx("表紙", MARK)})
    document = read_here(a_zip({"顧客名簿.zip": inner}))
    places = [p.place for p in (*document.parts, *document.properties)]
    assert "/member:1/member:2/text" in places
    assert "/member:1/member:3/slide:2" in places
    assert all(p.isascii() for p in places)


def test_a_name_of_a_file_is_known_as_one() -> None:
    document = read_here(a_zip({"顧客名簿.txt": "text"}))
    assert [p.text for p in document.properties if p.is_name] == ["顧客名簿.txt"]


# ---------------------------------------------------------------- labels

XMP = a_stream(
    f"<x><pdfx:MSIP_Label_{GUID}_Enabled>true</pdfx:MSIP_Label_{GUID}_Enabled></x>".encode(),
    b"/Type/Metadata/Subtype/XML",
)

PACKED = a_stream(
    zlib.compress(f"1 0 <</MSIP_Label_{GUID}_Enabled(true)>>".encode()),
    b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
)


def label_info(enabled: str, removed: str) -> str:
    return (
        '<clbl:labelList xmlns:clbl="c">'
        f'<clbl:label id="{{{GUID}}}" enabled="{enabled}" removed="{removed}"/></clbl:labelList>'
    )


@pytest.mark.parametrize(
    ("data", "labels"),
    [
        pytest.param(a_docx(more={"docProps/custom.xml": kit.labelled()}), (GUID,), id="Word"),
        pytest.param(
            a_docx(more={"docProps/custom.xml": kit.labelled(GUID.upper())}), (GUID,), id="capitals"
        ),
        pytest.param(
            an_xlsx(sheet_xml([["a"]]), more={"docProps/custom.xml": kit.labelled()}),
            (GUID,),
            id="Excel",
        ),
        pytest.param(
            a_docx(more={"docMetadata/LabelInfo.xml": label_info("1", "0")}),
            (GUID,),
            id="LabelInfo.xml",
        ),
        pytest.param(
            a_docx(more={"docMetadata/LabelInfo.xml": label_info("1", "1")}),
            (),
            id="a label taken off",
        ),
        pytest.param(
            a_docx(more={"docProps/custom.xml": kit.labelled(enabled="false")}),
            (),
            id="a label that is off",
        ),
        pytest.param(
            a_pdf(b"BT ET", info=f"/MSIP_Label_{GUID}_Enabled(true)".encode()), (GUID,), id="PDF"
        ),
        pytest.param(
            a_pdf(b"BT ET", catalog=b"/Metadata 100 0 R", objects=(XMP,)),
            (GUID,),
            id="XMP in a PDF",
        ),
        pytest.param(a_pdf(b"BT ET", objects=(PACKED,)), (GUID,), id="packed objects of a PDF"),
        pytest.param(
            a_zip({"a.docx": a_docx(more={"docProps/custom.xml": kit.labelled()})}),
            (GUID,),
            id="within a zip",
        ),
    ],
)
def test_sensitivity_labels_are_known(data: bytes, labels: tuple[str, ...]) -> None:
    assert read_here(data).labels == labels


def test_a_label_says_its_name() -> None:
    document = read_here(a_docx(more={"docProps/custom.xml": kit.labelled(name="社外秘")}))
    assert says(document, "社外秘")


MAILS = b"".join(
    b"From a@b.test Mon Jan  1 00:00:00 2024\n" + head + b"\n" + body + b"\n\n"
    for head, body in (
        (b"From: a@b.test\n", b"first"),
        (b"From: a@b.test\nSubject: x\nContent-Transfer-Encoding: base64\n",
         base64.b64encode(MARK.encode())),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(MAILS, id="whose first mail has few headers"),
        pytest.param(MAILS.replace(b"\n", b"\r\n"), id="with lines of Windows"),
        pytest.param(b"\n" + MAILS, id="behind an empty line"),
        pytest.param(b"\xef\xbb\xbf" + MAILS, id="behind a mark of UTF-8"),
        pytest.param(MAILS.replace(b"From a@b.test", b"From -"), id="by Thunderbird"),
    ],
)
def test_a_box_of_mails_is_one(data: bytes) -> None:
    document = read_here(data)
    assert document.kind == "mbox"
    assert any(MARK in p.text for p in document.parts)


def test_a_text_that_begins_like_a_box_is_none() -> None:
    assert (
        read_here(b"From Monday on: we close early.\nFrom Tuesday on we do not.\n").kind == "text"
    )
