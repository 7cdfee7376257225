"""Where a person could hide a text in a file: whatever is not shown is found, or is unread."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import zstandard

from gateway.content.documents.model import ATTACHMENT
from gateway.content.documents.readers import lzfu, read_here
from gateway.formats.files import read_file
from gateway.formats.prompt_builder import Budget
from tests.content.documents.kit import (
    SHEET,
    W,
    a_docx,
    a_pdf,
    a_png,
    a_pptx,
    a_slide,
    a_stream,
    a_tar,
    a_zip,
    an_eml,
    an_ole,
    an_rtf,
    an_xlsx,
    japanese_pdf,
    paragraph,
    sheet_xml,
)

CODE = "HAYABUSA-2718"
CLEAN = "富士山の高さと登山道の案内です。"


def said(data: bytes) -> tuple[bool, bool]:
    """Is the code in any text; is anything unread?"""

    def reads(part: bytes, name: str) -> Any:
        return read_here(part, name, ATTACHMENT, lambda image: "")

    prompt = read_file(data, budget=Budget(documents=reads))
    return any(CODE in s.text for s in prompt.segments), bool(prompt.unread)


def sheet(after: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    return an_xlsx(sheet_xml([[CLEAN]], after), more=more)


def odf(content: str = "", more: dict[str, str | bytes] | None = None, kind: str = "text") -> bytes:
    names = " ".join(f'xmlns:{n}="{n}"' for n in ("text", "table", "draw", "form", "xlink"))
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    body = f"<office:document-content {office} {names}>{content}</office:document-content>"
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return a_zip({"mimetype": mime, "content.xml": body, **(more or {})})


def changed(data: bytes, change: Callable[[zipfile.ZipFile], object]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package, warnings.catch_warnings(action="ignore"):
        change(package)
    return out.getvalue()


def add_another(package: zipfile.ZipFile) -> None:
    package.writestr("word/document.xml", "<a/>")


def a_member(**fields: Any) -> Callable[[zipfile.ZipFile], object]:
    def change(package: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("b.txt")
        for name, value in fields.items():
            setattr(info, name, value)
        package.writestr(info, "x")

    return change


def without_entry(secret: bytes) -> bytes:
    """A member that the directory of the zip does not name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("s.txt", secret)
        package.writestr("a.txt", CLEAN)
        del package.filelist[0]
    return out.getvalue()


def a_member_of_tar(**fields: Any) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("first"))
        info = tarfile.TarInfo("a.txt")
        info.size = 520
        for name, value in fields.items():
            setattr(info, name, value)
        archive.addfile(info, io.BytesIO((CODE * 40).encode()))
    return out.getvalue()


def gzipped(name: bytes) -> bytes:
    raw = gzip.compress(CLEAN.encode())
    return raw[:3] + b"\x08" + raw[4:10] + name + b"\0" + raw[10:]


def a_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture_with(*chunks: bytes) -> bytes:
    whole = a_png()
    return whole[:33] + b"".join(chunks) + whole[33:]


def a_mail(**streams: str | bytes) -> bytes:
    prefix = "__substg1.0_"
    return an_ole(
        {
            "__properties_version1.0": bytes(32),
            f"{prefix}1000001F": CLEAN.encode("utf-16-le"),
            **{k: v.encode("utf-16-le") if isinstance(v, str) else v for k, v in streams.items()},
        }
    )


def a_note(keys: bytes, *objects: bytes) -> bytes:
    note = b"<</Type/Annot/Rect[0 0 99 99]" + keys + b">>"
    return a_pdf(b"BT ET", page=b"/Annots[100 0 R]", objects=(note, *objects))


DRAWN = a_stream(
    b"BT /F1 12 Tf 10 10 Td (%s) Tj ET" % CODE.encode(),
    b"/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources"
    b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
)
TEXT_BOX = f'<w:p><w:r><w:pict><v:shape xmlns:v="v"><v:textpath string="{CODE}"/></v:shape></w:pict></w:r></w:p>'  # noqa: E501 - XML


@pytest.mark.parametrize(
    "data",
    [
        # Word
        pytest.param(
            a_docx(CLEAN, more={"word/header1.xml": f"<w:hdr {W}>{TEXT_BOX}</w:hdr>"}),
            id="a watermark",
        ),
        pytest.param(
            a_docx(
                "<w:p><w:r>"
                + "".join(f'<w:sym w:char="{ord(c):04X}"/>' for c in CODE)
                + "</w:r></w:p>"
            ),
            id="symbols by number",
        ),
        pytest.param(
            a_docx(f'<w:p><w:fldSimple w:instr="QUOTE {CODE}"/></w:p>'),
            id="a field in an attribute",
        ),
        pytest.param(
            a_docx(f'<w:p><w:hyperlink w:tooltip="{CODE}"/></w:p>'), id="what a link shows"
        ),
        pytest.param(a_docx(f'<w:sdt><w:alias w:val="{CODE}"/></w:sdt>'), id="the name of a field"),
        pytest.param(a_docx(f"<w:p><!-- {CODE} --></w:p>"), id="a remark in XML"),
        pytest.param(
            a_docx(f'<w:p><w:r><w:instrText>QUOTE "{CODE}"</w:instrText></w:r></w:p>'),
            id="a code of a field",
        ),
        pytest.param(a_docx(f"<w:p><?x {CODE}?></w:p>"), id="an instruction in XML"),
        pytest.param(
            a_docx(
                CLEAN, more={"word/numbering.xml": f'<w:n {W}><w:lvlText w:val="{CODE}"/></w:n>'}
            ),
            id="a numbering",
        ),
        pytest.param(
            a_docx(CLEAN, more={"word/styles2.xml": f"<w:hdr {W}>{paragraph(CODE)}</w:hdr>"}),
            id="a part that is called styles",
        ),
        pytest.param(
            a_docx(CLEAN, more={"word/fonts/a.odttf": CODE + CLEAN}), id="a font that is a text"
        ),
        pytest.param(
            a_docx(CLEAN, more={"customXml/item1.xml": f"<r><Row>{CODE}</Row></r>"}),
            id="a row of data",
        ),
        pytest.param(
            a_docx(CLEAN, more={"docProps/app.xml": f"<p><Words>{CODE}</Words></p>"}), id="a count"
        ),
        pytest.param(
            a_docx(
                CLEAN,
                more={"docProps/custom.xml": f'<p><property name="{CODE}"><l>x</l></property></p>'},
            ),
            id="the name of a property",
        ),
        pytest.param(
            a_docx(
                CLEAN,
                more={
                    "word/_rels/a.rels": f"<r><R Target='http://a/{CODE}' TargetMode='External'/></r>"  # noqa: E501 - XML
                },
            ),
            id="an address in single quotes",
        ),
        pytest.param(a_docx(CLEAN, more={f"word/{CODE}.xml": "<a/>"}), id="the name of a part"),
        pytest.param(
            a_docx(CLEAN, more={"docProps/thumbnail.jpeg": b"\xff\xd8\xff\xd9" + CODE.encode()}),
            id="a preview",
        ),
        pytest.param(
            a_docx(CLEAN, more={"word/media/a.png": a_png(9, 9) + CODE.encode()}),
            id="behind an icon",
        ),
        # PowerPoint
        pytest.param(
            a_pptx(CLEAN, more={"ppt/tags/tag1.xml": f'<t><tag name="A" val="{CODE}"/></t>'}),
            id="a tag",
        ),
        pytest.param(
            a_pptx(
                CLEAN,
                more={
                    "ppt/slides/slide9.xml": a_slide("x").replace(
                        "<p:sp>", f'<p:sp><p:cNvPr name="{CODE}"/>'
                    )
                },
            ),
            id="the name of a shape",
        ),
        # Excel
        pytest.param(
            sheet(f'<dataValidations><dataValidation prompt="{CODE}"/></dataValidations>'),
            id="a prompt",
        ),
        pytest.param(
            sheet(f"<headerFooter><oddHeader><![CDATA[{CODE}]]></oddHeader></headerFooter>"),
            id="CDATA",
        ),
        pytest.param(sheet(f'<x><formula>"{CODE}"</formula></x>'), id="a condition"),
        pytest.param(
            sheet(f"<!-- <sheetData> {CODE} </sheetData> -->"), id="a remark that looks like cells"
        ),
        pytest.param(
            sheet(more={"xl/worksheets/sheet9.xml": sheet_xml([[CODE]])}),
            id="a sheet that is not listed",
        ),
        pytest.param(
            sheet(
                more={"xl/sharedStrings.xml": f'<sst xmlns="{SHEET}"><si><t>{CODE}</t></si></sst>'}
            ),
            id="a string of no cell",
        ),
        pytest.param(
            sheet(
                more={
                    "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><numFmts><numFmt numFmtId="170" formatCode="&quot;{CODE}&quot;0"/></numFmts></styleSheet>'  # noqa: E501 - XML
                }
            ),
            id="a format of numbers",
        ),
        pytest.param(
            sheet(more={"xl/pivotCache/pivotCacheRecords1.xml": f'<r><s v="{CODE}"/></r>'}),
            id="a pivot table's rows",
        ),
        pytest.param(
            sheet(more={"xl/pivotCache/a.bin": CODE + CLEAN}), id="a part of a binary workbook"
        ),
        pytest.param(
            sheet(more={"xl/connections.xml": f'<c><dbPr connection="{CODE}"/></c>'}),
            id="a database's address",
        ),
        # OpenDocument
        pytest.param(odf(f'<table:table-cell table:formula="of:{CODE}"/>'), id="a formula"),
        pytest.param(
            odf(f'<table:table table:name="{CODE}"/>', kind="spreadsheet"),
            id="the name of an open sheet",
        ),
        pytest.param(odf(f'<text:a xlink:href="http://a/{CODE}">a</text:a>'), id="an address"),
        pytest.param(odf(more={"META-INF/a.txt": CODE + CLEAN}), id="a text beside the manifest"),
        pytest.param(odf(more={"settings.xml": f"<a><b>{CODE}</b></a>"}), id="settings"),
        pytest.param(
            odf(more={"ObjectReplacements/a": CODE + CLEAN}), id="a stand-in that is a text"
        ),
        # archives
        pytest.param(
            changed(a_docx(CLEAN), lambda z: setattr(z, "comment", CODE.encode())),
            id="a remark of a zip",
        ),
        pytest.param(
            changed(a_zip({"a": CLEAN}), a_member(comment=CODE.encode())), id="a remark of a member"
        ),
        pytest.param(
            changed(
                a_zip({"a": CLEAN}), a_member(extra=struct.pack("<HH", 0x9999, 13) + CODE.encode())
            ),
            id="an extra field",
        ),
        pytest.param(
            changed(a_zip({"a": CLEAN}), lambda z: z.writestr(f"{CODE}/", "")), id="an empty folder"
        ),
        pytest.param(
            changed(a_zip({"a": CLEAN}), lambda z: z.writestr("d/", CODE)),
            id="a folder with a content",
        ),
        pytest.param(("text " * 9_000).encode() + a_zip({"a": CODE}), id="a text that is a zip"),
        pytest.param(a_png() + a_zip({"a": CODE}), id="a picture that is a zip"),
        pytest.param(japanese_pdf(CLEAN) + a_zip({"a": CODE}), id="a PDF that is a zip"),
        pytest.param(a_tar({"a": CLEAN.encode()}) + a_tar({"b": CODE.encode()}), id="two tars"),
        pytest.param(
            a_tar({"a.pdf": japanese_pdf(CLEAN), "b": CODE.encode()}),
            id="a tar that begins with a PDF",
        ),
        pytest.param(a_member_of_tar(pax_headers={"x.y": CODE}), id="a header of pax"),
        pytest.param(a_member_of_tar(uname=CODE), id="an owner"),
        pytest.param(
            bz2.compress(b"clean") + bz2.compress(CODE.encode()), id="two streams of bzip2"
        ),
        pytest.param(
            lzma.compress(b"clean") + lzma.compress(CODE.encode()), id="two streams of xz"
        ),
        pytest.param(gzipped(CODE.encode()), id="a name in gzip"),
        pytest.param(
            gzip.compress(b"clean") + gzipped(CODE.encode()), id="a name in gzip's second member"
        ),
        pytest.param(
            zstandard.compress(b"clean") + struct.pack("<II", 0x184D2A50, 13) + CODE.encode(),
            id="a frame that is passed over",
        ),
        # pictures
        pytest.param(a_png() + CODE.encode(), id="behind a picture"),
        pytest.param(
            picture_with(a_chunk(b"tEXt", b"Title\0" + CODE.encode())), id="words of a picture"
        ),
        pytest.param(
            picture_with(a_chunk(b"zTXt", b"Title\0\0" + zlib.compress(CODE.encode()))),
            id="packed words of a picture",
        ),
        # mail, HTML, RTF: within an archive, where nobody reads them as they stand
        pytest.param(
            a_zip(
                {
                    "a.eml": an_eml("x", CLEAN, {"a": b"a"}).replace(
                        b"--==", CODE.encode() + b"\n--==", 1
                    )
                }
            ),
            id="before the parts of a mail",
        ),
        pytest.param(
            a_zip({"a.eml": an_eml("x", CLEAN, {"a": b"a"}) + CODE.encode()}), id="behind a mail"
        ),
        pytest.param(
            a_zip({"a.html": f'<html><a href="http://a/{CODE}">a</a></html>'}),
            id="an address in HTML",
        ),
        pytest.param(a_zip({"a.html": f"<html><![CDATA[{CODE}]]></html>"}), id="CDATA in HTML"),
        pytest.param(
            a_zip({"a.rtf": an_rtf("a")[:-1] + rb"{\stylesheet{" + CODE.encode() + b"}}}"}),
            id="a style of RTF",
        ),
        pytest.param(a_zip({"a.rtf": an_rtf("a") + CODE.encode()}), id="behind RTF"),
        # Outlook
        pytest.param(a_mail(**{"__substg1.0_8001001F": CODE}), id="a property of a mail"),
        pytest.param(
            a_mail(**{"__recip_version1.0_#00000000/__substg1.0_3001001F": CODE}),
            id="a recipient's name",
        ),
        pytest.param(
            a_mail(
                **{"__substg1.0_10090102": struct.pack("<4I", 50, 40, 0x414C454D, 0) + an_rtf(CODE)}
            ),
            id="a second body",
        ),
        pytest.param(
            an_ole(
                {
                    "PowerPoint Document": struct.pack("<HHI", 0, 0x1011, len(a_docx(CODE)))
                    + a_docx(CODE)
                }
            ),
            id="an object in slides",
        ),
        # PDF
        pytest.param(a_note(f"/Subtype/Text/Subj({CODE})".encode()), id="the subject of a note"),
        pytest.param(a_note(f"/Subtype/Widget/FT/Ch/Opt[({CODE})]".encode()), id="a choice"),
        pytest.param(
            a_note(f"/Subtype/Link/A<</S/URI/URI(http://a/{CODE})>>".encode()), id="a link"
        ),
        pytest.param(
            a_note(b"/Subtype/FreeText/F 4/AP<</N 101 0 R>>", DRAWN), id="what a note draws"
        ),
        pytest.param(
            a_note(b"/Subtype/FileAttachment/FS<</EF<</F 101 0 R>>>>", a_stream(a_docx(CODE))),
            id="a file in a note",
        ),
        pytest.param(
            a_pdf(
                b"BT ET",
                objects=(
                    a_stream(
                        f"<?xpacket?><x><title>{CODE}</title></x>".encode(), b"/Type/Metadata"
                    ),
                ),
            ),
            id="XMP",
        ),
        pytest.param(
            a_pdf(
                b"BT ET",
                objects=(
                    a_stream(
                        zlib.compress(f"<xdp><f>{CODE}</f></xdp>".encode()), b"/Filter/FlateDecode"
                    ),
                ),
            ),
            id="a form in XFA",
        ),
        pytest.param(japanese_pdf(CLEAN, catalog=f"/A<</JS(x='{CODE}')>>".encode()), id="a script"),
        pytest.param(
            japanese_pdf(CLEAN, info=b"/Company(HAYABUSA\\0552718)"), id="a property of its own"
        ),
        pytest.param(japanese_pdf(CLEAN) + CODE.encode(), id="behind a PDF"),
    ],
)
def test_what_is_hidden_in_a_file_is_found(data: bytes) -> None:
    assert said(data)[0]
    assert said(a_zip({"a.bin": data}))[0]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(without_entry(CODE.encode() * 9), id="a member that is not listed"),
        pytest.param(a_docx(CODE) + a_docx(CLEAN), id="two Word files"),
        pytest.param(
            changed(a_docx(CODE), add_another),
            id="two parts of one name",
        ),
        pytest.param(
            changed(
                a_zip({"a": CLEAN}),
                lambda z: setattr(z, "comment", zlib.compress(CODE.encode() * 9)),
            ),
            id="a packed remark",
        ),
        pytest.param(a_member_of_tar(type=b"Z"), id="a member of an unknown kind"),
        pytest.param(
            a_member_of_tar(type=tarfile.SYMTYPE, linkname="x"), id="a link with a content"
        ),
        pytest.param(
            zstandard.compress(b"clean")
            + struct.pack("<II", 0x184D2A50, 28)
            + bytes(range(228, 256)),
            id="bytes in a frame that is passed over",
        ),
        pytest.param(
            (CLEAN * 4_000).encode() + gzip.compress(CODE.encode() * 9), id="a text, then gzip"
        ),
        pytest.param(lzma.compress(b"clean") + CODE.encode(), id="behind xz"),
    ],
)
def test_what_cannot_be_found_is_unread(data: bytes) -> None:
    assert any(said(data))
    assert any(said(a_zip({"a.bin": data})))


WHO = "山田 太郎"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(a_docx(f'<w:ins w:author="{WHO}">{paragraph("x")}</w:ins>'), id="a change"),
        pytest.param(
            a_docx(
                CLEAN, more={"word/people.xml": f'<w15:person xmlns:w15="x" w15:author="{WHO}"/>'}
            ),
            id="people",
        ),
        pytest.param(
            a_pptx(CLEAN, more={"ppt/commentAuthors.xml": f'<l><cmAuthor name="{WHO}"/></l>'}),
            id="slides",
        ),
        pytest.param(
            sheet(more={"xl/persons/person.xml": f'<l><person displayName="{WHO}"/></l>'}),
            id="Excel",
        ),
        pytest.param(
            sheet(
                more={
                    "xl/comments1.xml": f"<comments><authors><author>{WHO}</author></authors></comments>"  # noqa: E501 - XML
                }
            ),
            id="notes",
        ),
        pytest.param(
            a_note(b"/Subtype/Text/T<feff%s>" % WHO.encode("utf-16-be").hex().encode()),
            id="a note in a PDF",
        ),
        pytest.param(
            japanese_pdf(CLEAN, info=b"/Author<feff%s>" % WHO.encode("utf-16-be").hex().encode()),
            id="a PDF's author",
        ),
        pytest.param(
            a_pdf(
                b"BT ET",
                objects=(
                    a_stream(
                        f"<?xpacket?><x xmlns:dc='d'><dc:creator><li>{WHO}</li></dc:creator></x>".encode(),  # noqa: E501 - XML
                        b"/Type/Metadata",
                    ),
                ),
            ),
            id="XMP",
        ),
    ],
)
def test_who_wrote_a_file_is_no_text_of_it(data: bytes) -> None:
    """Else no file of an office would pass: each names the person at the keyboard."""

    def reads(part: bytes, name: str) -> Any:
        return read_here(part, name, ATTACHMENT, lambda image: "")

    prompt = read_file(data, budget=Budget(documents=reads))
    assert not prompt.unread
    assert not any(WHO in s.text for s in prompt.segments)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            a_docx(CLEAN, more={"word/printerSettings/p.bin": bytes(range(256)) * 9}), id="Word"
        ),
        pytest.param(
            a_docx(CLEAN, more={"docProps/thumbnail.jpeg": b"\xff\xd8\xff\xd9"}), id="a preview"
        ),
        pytest.param(sheet(f"<!-- {CLEAN} -->"), id="Excel"),
        pytest.param(japanese_pdf(CLEAN), id="PDF"),
        pytest.param(japanese_pdf(CLEAN) + b"\r\n\0\0", id="a PDF with an empty end"),
        pytest.param(a_tar({"a.pdf": japanese_pdf(CLEAN), "b": b"b"}), id="tar"),
        pytest.param(a_zip({"a/": "", "a/b.txt": CLEAN, "c.pdf": japanese_pdf(CLEAN)}), id="zip"),
        pytest.param(lzma.compress(b"a" * 99) + bytes(8), id="xz with padding"),
        pytest.param(odf(f"<text:p>{CLEAN}</text:p>"), id="OpenDocument"),
        pytest.param(a_png(), id="a picture"),
    ],
)
def test_a_clean_file_has_nothing_unread(data: bytes) -> None:
    assert said(data) == (False, False)


def test_a_zip_that_was_written_as_a_stream_has_no_gaps() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.out = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.out += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as package:  # sizes follow each member
        for name in "abc":
            package.writestr(f"{name}.txt", CLEAN)
    assert said(bytes(pipe.out)) == (False, False)


def test_a_picture_that_moves_is_unread() -> None:
    """OCR sees the first of its pictures."""
    frame = bytes.fromhex("21f90400000000002c000000004000400000 020144003b".replace(" ", ""))
    assert said(b"GIF89a" + bytes.fromhex("40004000000000") + frame[:-1] * 2 + b";")[1]
    assert said(picture_with(a_chunk(b"acTL", bytes(8))))[1]


def test_a_zip_behind_other_bytes_is_seen_in_base64() -> None:
    coded = base64.b64encode(b"\xff\x01" + a_docx(CODE)).decode()
    assert any(said(f"Summarise this: {coded}".encode()))


def test_packed_rtf_is_unpacked() -> None:
    """The example of [MS-OXRTFCP], 4.1.1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0".replace(  # noqa: E501 - XML
            " ", ""
        )
    )
    assert lzfu.unpack(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
