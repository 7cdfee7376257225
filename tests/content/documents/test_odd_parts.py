"""Parts of office files that are not what their names say, or that nothing refers to."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest

from gateway.content.documents.model import ATTACHMENT, Document
from gateway.content.documents.readers import biff12, read_here
from tests.content.documents.kit import a_docx, a_zip, an_ole, an_xlsx, sheet_xml
from tests.kit.unread import told

CODE = "HAYABUSA-2718"
CLEAN = "富士山の高さと登山道の案内です。"
BINARY = bytes(1 + (n * 89 + 7) % 255 for n in range(40))
"""Bytes that begin like no file and are no text."""

PARTS = [
    *("xl/worksheets/sheet9.bin", "xl/worksheets/binaryIndex9.bin", "xl/styles.bin"),
    *("xl/sharedStrings.bin", "xl/workbook.bin", "xl/calcChain.bin", "xl/theme9.bin"),
    *("xl/tables/table9.bin", "xl/metadata.bin", "xl/pivotCache/pivotCacheRecords9.bin"),
    *("xl/externalLinks/externalLink9.bin", "xl/printerSettings/printerSettings9.bin"),
    *("xl/vbaProjectSignature.bin", "xl/vbaProject.bin", "xl/media/a.bin", "xl/model/item.data"),
    *("xl/worksheets/sheet9.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/any.vml"),
    *("docProps/custom.xml", "docProps/thumbnail.jpeg", "docProps/thumbnail.emf"),
    *("word/fonts/font1.odttf", "ppt/fonts/font1.fntdata", "customXml/item9.xml"),
    *("_rels/any.rels", "any", "[trash]/0000.dat"),
]


def workbook(more: dict[str, str | bytes]) -> bytes:
    """By openpyxl, and with further parts."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append([CLEAN])
    book.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        held = package.namelist()
        for name, content in more.items():
            if name not in held:
                package.writestr(name, content)
    if not set(more) & set(held):
        return out.getvalue()
    with zipfile.ZipFile(out) as package:
        return a_zip({n: package.read(n) for n in held} | more)


def read(data: bytes) -> Document:
    return read_here(data, "", ATTACHMENT, lambda image: "")


def says(document: Document, text: str = CODE) -> bool:
    return any(text in p.text for p in (*document.parts, *document.properties))


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(a_docx(CODE), id="Word"),
        pytest.param(BINARY + a_docx(CODE), id="Word behind other bytes"),
        pytest.param(an_ole({"Package": a_docx(CODE)}), id="Word in OLE storage"),
        pytest.param(CODE.encode() * 3, id="a text"),
        pytest.param(BINARY + CODE.encode("utf-16-le") * 2 + BINARY, id="a text among binary"),
    ],
)
def test_a_part_is_what_it_holds(name: str, content: bytes) -> None:
    found = read(workbook({name: content}))
    assert says(found) or found.unread


def test_what_a_field_shows_is_a_text_by_itself() -> None:
    field = '<w:p><w:r><w:instrText>QUOTE "社外秘"</w:instrText></w:r></w:p>'
    assert "社外秘" in {p.text for p in read(a_docx(CLEAN, field)).parts}


NEEDED = {"xl/worksheets/sheet9.xml", "xl/sharedStrings.xml", "xl/styles.xml"}
"""Without these being what they are called the workbook is damaged."""


@pytest.mark.parametrize("name", [n for n in PARTS if n not in NEEDED])
def test_a_word_file_is_read_as_one_whatever_it_is_called(name: str) -> None:
    assert says(read(workbook({name: a_docx(CODE)})))


# ---------------------------------------------------------------- binary workbooks


def record(kind: int, content: bytes) -> bytes:
    """[MS-XLSB], 2.1.4."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(content)
    low = [length & 0x7F | 0x80, length >> 7] if length >= 0x80 else [length]
    return head + bytes(low) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cells(*more: bytes) -> bytes:
    """A sheet of numbers, and further records."""
    row = record(0, bytes(25))
    numbers = b"".join(record(2, struct.pack("<III", n, 0, n << 2 | 2)) for n in range(300))
    return record(129, b"") + record(145, b"") + row + numbers + b"".join(more) + record(146, b"")


@pytest.mark.parametrize("name", [n for n in PARTS if n.endswith(".bin") and "rinter" not in n])
def test_a_text_in_a_record_of_a_binary_workbook_is_read(name: str) -> None:
    found = read(workbook({name: cells(record(0x1234, wide(CODE)))}))
    assert says(found)


def test_cells_of_a_binary_workbook_are_no_text() -> None:
    assert biff12.read(biff12.records(cells()), ()) == ""
    assert biff12.read(biff12.records(cells(record(19, wide(CODE)))), (CODE,)) == ""


def test_a_number_in_a_binary_pivot_table_is_read() -> None:
    part = cells(record(27, struct.pack("<d", 123456789012)))
    assert says(read(workbook({"xl/pivotCache/pivotCacheRecords1.bin": part})), "123456789012")


def test_a_sheet_that_a_binary_workbook_does_not_list_is_unread() -> None:
    found = read(workbook({"xl/worksheets/sheet9.bin": cells()}))
    assert any("does not list" in u for u in told(found.unread))


@pytest.mark.parametrize("data", [b"", b"\x80", b"\1\x05abc", b"\xff\xff\xff\xff\xff\xff"])
def test_what_are_no_records_are_none(data: bytes) -> None:
    assert biff12.records(data) == []


# ---------------------------------------------------------------- data beside the cells

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
NUMBER = "123456789012"


@pytest.mark.parametrize(
    ("name", "xml", "text"),
    [
        pytest.param(
            "xl/pivotCache/pivotCacheRecords1.xml",
            f'<pivotCacheRecords {MAIN}><r><n v="{NUMBER}"/></r></pivotCacheRecords>',
            NUMBER,
            id="a number of a row",
        ),
        pytest.param(
            "xl/pivotCache/pivotCacheRecords1.xml",
            f'<pivotCacheRecords {MAIN}><r><s v="{CODE}"/></r></pivotCacheRecords>',
            CODE,
            id="a text of a row",
        ),
        pytest.param(
            "xl/pivotCache/pivotCacheDefinition1.xml",
            f'<pivotCacheDefinition {MAIN}><cacheFields><cacheField name="a"><sharedItems>'
            f'<n v="{NUMBER}"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>',
            NUMBER,
            id="a number that rows share",
        ),
        pytest.param(
            "xl/slicerCaches/slicerCache1.xml",
            f'<slicerCacheDefinition {MAIN}><i n="{CODE}"/></slicerCacheDefinition>',
            CODE,
            id="what a slicer chooses from",
        ),
        pytest.param(
            "xl/externalLinks/externalLink1.xml",
            f'<externalLink {MAIN}><externalBook><sheetNames><sheetName val="{CODE}"/></sheetNames>'
            "</externalBook></externalLink>",
            CODE,
            id="a sheet of another workbook",
        ),
        pytest.param(
            "xl/externalLinks/externalLink1.xml",
            f'<externalLink {MAIN}><externalBook><sheetDataSet><sheetData sheetId="0"><row r="1">'
            f'<cell r="A1"><v>{NUMBER}</v></cell></row></sheetData></sheetDataSet></externalBook>'
            "</externalLink>",
            NUMBER,
            id="a cell of another workbook",
        ),
        pytest.param(
            "xl/externalLinks/externalLink1.xml",
            f'<externalLink {MAIN}><externalBook><definedNames><definedName name="a" '
            f'refersTo="=&quot;{CODE}&quot;"/></definedNames></externalBook></externalLink>',
            CODE,
            id="a name of another workbook",
        ),
        pytest.param(
            "xl/externalLinks/externalLink1.xml",
            f'<externalLink {MAIN}><ddeLink ddeService="a" ddeTopic="{CODE}"/></externalLink>',
            CODE,
            id="another program",
        ),
        pytest.param(
            "xl/connections.xml",
            f'<connections {MAIN}><webPr url="http://intra.test/{CODE}"/></connections>',
            CODE,
            id="an address that is asked",
        ),
        pytest.param("customXml/item1.xml", f'<r code="{CODE}"/>', CODE, id="data in an attribute"),
        pytest.param(
            "customXml/item1.xml", f'<r xmlns="urn:own" n="{CODE}"/>', CODE, id="in a name space"
        ),
        pytest.param(
            "customXml/item1.xml",
            f'<r {MAIN} any="{CODE}"/>',
            CODE,
            id="in an office's",
        ),
        pytest.param("customXml/item1.xml", f"<r><{CODE}/></r>", CODE, id="in an element's name"),
        pytest.param(
            "xl/any.xml",
            f'<sheetPr {MAIN} any="the merger closes in May"/>',
            "the merger closes",
            id="a sentence in an attribute that nobody knows",
        ),
        pytest.param(
            "xl/embeddings/Microsoft_Excel_Sheet1.xlsx",
            an_xlsx(sheet_xml([[CODE]])),
            CODE,
            id="a workbook within",
        ),
        pytest.param(
            "xl/embeddings/oleObject1.bin",
            an_ole({"Package": an_xlsx(sheet_xml([[CODE]]))}),
            CODE,
            id="a workbook in OLE storage within",
        ),
        pytest.param(
            "xl/model/item.data",
            BINARY * 200 + CODE.encode("utf-16-le") + BINARY,
            "",
            id="a data model",
        ),
    ],
)
def test_data_of_a_workbook_beside_its_cells_are_read(
    name: str, xml: str | bytes, text: str
) -> None:
    found = read(workbook({name: xml}))
    assert says(found, text) if text else found.unread


def test_a_workbook_by_openpyxl_has_nothing_unread() -> None:
    assert not read(workbook({})).unread
