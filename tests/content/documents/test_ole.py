"""Compound files: whatever storage, stream or sector a text stands in, it is read or unread."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gateway.content.documents.model import ATTACHMENT, Document
from gateway.content.documents.readers import codepages, read_here, runs
from tests.content.documents.kit import (
    MARK,
    a_doc,
    a_docx,
    a_macro,
    a_ppt,
    a_project,
    a_property_set,
    an_object,
    an_ole,
    an_xlsx,
    sheet_xml,
)
from tests.kit.unread import told

SAMPLES = Path(__file__).parent / "samples"
NATIVE, SUMMARY = "\x01Ole10Native", "\x05DocumentSummaryInformation"
BINARY = bytes(range(256)) * 4
POOL = "ObjectPool/_1234/"


def read(data: bytes) -> Document:
    return read_here(data, "", ATTACHMENT, lambda image: "")


def says(document: Document, text: str = MARK) -> bool:
    return any(text in p.text for p in (*document.parts, *document.properties))


def streams_of(data: bytes) -> dict[str, bytes]:
    """Those of a file that has no storages."""
    import io

    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        return {"/".join(n): file.openstream(n).read() for n in file.listdir()}


def a_doc_with(more: dict[str, bytes]) -> bytes:
    return an_ole(streams_of(a_doc("text")) | more)


def within(streams: dict[str, bytes], place: str = POOL) -> dict[str, bytes]:
    return {place + n: c for n, c in streams.items()}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(a_doc_with({POOL + NATIVE: an_object("a", MARK.encode())}), id="a package"),
        pytest.param(a_doc_with({POOL + NATIVE: an_object(MARK, b"text")}), id="its name"),
        pytest.param(a_doc_with({POOL + "Package": a_docx(MARK)}), id="an object of new Word"),
        pytest.param(a_doc_with({POOL + "CONTENTS": MARK.encode() * 3}), id="an object of text"),
        pytest.param(a_doc_with(within(streams_of(a_doc(MARK)))), id="Word in Word"),
        pytest.param(a_doc_with(within(streams_of(a_ppt(MARK)))), id="PowerPoint in Word"),
        pytest.param(
            a_doc_with(within(within({"Package": a_docx(MARK)}))), id="an object in an object"
        ),
        pytest.param(
            an_ole(streams_of(a_ppt("text")) | {"MBD01/Package": a_docx(MARK)}), id="beside slides"
        ),
        pytest.param(a_doc_with({"Notes": MARK.encode() * 3}), id="a stream of its own"),
        pytest.param(a_doc_with({"A/B/C": MARK.encode() * 3}), id="a stream of its own, deep down"),
        pytest.param(a_doc_with({"A/B/C": a_docx(MARK)}), id="a document, deep down"),
        pytest.param(a_doc_with({"\x01CompObj": MARK.encode() * 20}), id="in place of its name"),
        pytest.param(a_doc_with({POOL + "1Table": MARK.encode() * 3}), id="in place of a table"),
        pytest.param(a_doc_with({"Workbook2": MARK.encode() * 3}), id="in place of a workbook"),
        pytest.param(a_doc_with({f"{MARK}/Package": a_docx("text")}), id="the name of a storage"),
        pytest.param(a_doc_with({MARK: b"text of a stream"}), id="the name of a stream"),
        pytest.param(
            a_doc_with({POOL + "\x01CompObj": bytes(30) + MARK.encode("utf-16-le") + bytes(9)}),
            id="the name of an object's program",
        ),
        pytest.param(an_ole({NATIVE: an_object("a.txt", MARK.encode())}), id="an object alone"),
        pytest.param(an_ole({"Package": a_docx(MARK)}), id="a package alone"),
        pytest.param(a_doc("text") + MARK.encode() * 3, id="behind the end"),
        pytest.param(a_doc("text") + (MARK.encode() * 3).ljust(1024, b"\0"), id="behind, aligned"),
        pytest.param(a_doc("text") + a_docx(MARK), id="a document behind the end"),
    ],
)
def test_a_text_in_a_storage_is_read(data: bytes) -> None:
    document = read(data)
    assert says(document), document
    assert not document.unread


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(a_doc_with({"Notes": BINARY}), "not looked into", id="a stream of its own"),
        pytest.param(a_doc_with({"A/B/C": BINARY}), "not looked into", id="a stream, deep down"),
        pytest.param(a_doc_with({POOL + NATIVE: BINARY}), "not looked into", id="a package"),
        pytest.param(a_doc_with({POOL + "\x02OlePres000": BINARY}), "a picture", id="its picture"),
        pytest.param(a_doc_with({POOL + "Workbook": BINARY}), "a workbook", id="Excel in Word"),
        pytest.param(
            a_doc_with({POOL + "EncryptedPackage": b"x"}), "encrypted", id="an encrypted object"
        ),
        pytest.param(a_doc("text") + BINARY[1:-1], "behind the end", id="bytes behind the end"),
        pytest.param(a_doc("text") + BINARY * 8, "behind the end", id="many bytes, aligned"),
        pytest.param(an_ole({"Thing": BINARY}), "unknown kind", id="a file of another program"),
        pytest.param(
            an_ole({"/".join(["A"] * 40): b"x"}), "deeper than is looked into", id="40 storages"
        ),
    ],
)
def test_what_is_not_read_of_a_storage_is_said(data: bytes, cause: str) -> None:
    document = read(data)
    assert any(cause in u for u in told(document.unread)), document


def test_an_error_in_an_object_costs_that_object_alone() -> None:
    document = read(
        a_doc_with({POOL + "WordDocument": b"x", "ObjectPool/_2/Package": a_docx(MARK)})
    )
    assert says(document)
    assert any("damaged object" in u for u in told(document.unread))


def test_a_text_in_sectors_of_no_stream_is_read() -> None:
    """A stream whose entry was taken out of the directory."""
    data = bytearray(a_doc_with({"Zzzzzzzzzzzzzzzzzzzzzzzz": (MARK * 200).encode()}))
    entry = data.find("Zzzzzzzz".encode("utf-16-le"))
    data[entry : entry + 68] = bytes(68)
    assert says(read(bytes(data)))


def test_two_streams_of_one_name_are_said() -> None:
    data = a_doc_with({"Zzza": MARK.encode(), "Zzzb": b"other text"})
    twins = data.replace("Zzzb".encode("utf-16-le"), "Zzza".encode("utf-16-le"))
    document = read(twins)
    assert any("same name" in u for u in told(document.unread))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(a_doc("text"), id="Word"),
        pytest.param(a_ppt("text"), id="PowerPoint"),
        pytest.param(a_doc("text") + bytes(512), id="a free sector"),
        pytest.param(a_doc("text") + BINARY[:512], id="what Word leaves behind"),
        pytest.param(a_doc_with({"Data": BINARY}), id="data of fields"),
        pytest.param(a_doc_with({"\x01CompObj": BINARY[:100]}), id="the name of the program"),
    ],
)
def test_a_clean_file_has_nothing_unread(data: bytes) -> None:
    assert read(data).unread == ()


# ---------------------------------------------------------------- properties


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (932, MARK),
        (936, "内部资料，请勿外传"),
        (1252, "Größe und Maß – streng vertraulich"),
        (1251, "Строго секретно"),
        (949, "대외비 문서"),
        (65001, MARK),
    ],
)
def test_properties_are_in_their_code_page(page: int, text: str) -> None:
    coded = text.encode(codepages.codec(page))
    properties = a_property_set(page, {2: coded}, {coded: b"value", b"Project": coded})
    document = read(a_doc_with({SUMMARY: properties}))
    assert [p.label for p in document.properties if p.text == text] == ["category", "Project"]
    assert says(document, "value")
    assert not document.unread


def test_damaged_properties_are_said() -> None:
    damaged = a_property_set(932, {2: b"text"})[:70]
    assert any("damaged" in u for u in told(read(a_doc_with({SUMMARY: damaged})).unread))


# ---------------------------------------------------------------- macros


def a_workbook(project: dict[str, bytes]) -> bytes:
    return an_xlsx(sheet_xml([["a"]]), more={"xl/vbaProject.bin": an_ole(project)})


@pytest.mark.parametrize(
    ("page", "text"),
    [(932, MARK), (936, "内部资料，请勿外传"), (1252, "Größe, été"), (1251, "Строго секретно")],
)
def test_macros_are_in_the_code_page_of_their_project(page: int, text: str) -> None:
    project = a_project({"Module1": a_macro(text, page)}, page)
    for data in (a_workbook(project), a_doc_with(within(project, "Macros/"))):
        document = read(data)
        assert says(document, "' " + text), document
        assert not document.unread


@pytest.mark.parametrize(
    "project",
    [
        pytest.param(
            a_project({"M": a_macro("x")}, more={"PROJECT": f'Name="{MARK}"\r\n'.encode("cp932")}),
            id="the project's name",
        ),
        pytest.param(
            a_project(
                {"M": a_macro("x")},
                more={"Form1/o": bytes(range(9)) + MARK.encode("utf-16-le") + b"\0\1"},
            ),
            id="a label of a form",
        ),
        pytest.param(
            a_project(
                {"M": a_macro("x")}, more={"Form1/i01/o": b"\0\2" + MARK.encode("cp932") + b"\0\1"}
            ),
            id="a label within a frame of a form",
        ),
        pytest.param(
            a_project({"M": a_macro("x")}, more={"Notes": MARK.encode() * 3}),
            id="a stream beside the macros",
        ),
        pytest.param(
            a_project({"M": a_macro("x")}, more={"VBA/__SRP_0": MARK.encode() * 3}),
            id="a text in place of what is compiled",
        ),
        pytest.param({"VBA/Other": a_macro(MARK)}, id="a module without a directory"),
        pytest.param(
            a_project({"M": a_macro("x")}, more={"VBA/Other": a_macro(MARK)}),
            id="a module that the directory does not name",
        ),
    ],
)
def test_what_a_project_says_is_read(project: dict[str, bytes]) -> None:
    document = read(a_workbook(project))
    assert says(document), document
    assert not document.unread


@pytest.mark.parametrize(
    ("project", "cause"),
    [
        pytest.param(a_project({"M": bytes(50)}), "without its source", id="a source taken out"),
        pytest.param(
            {n: s for n, s in a_project({"M": b"", "N": a_macro("x")}).items() if n != "VBA/M"},
            "without its source",
            id="a module that is not there",
        ),
        pytest.param(
            a_project({"M": a_macro("x")}, more={"VBA/Other": BINARY}),
            "not looked into",
            id="a strange stream",
        ),
        pytest.param({"VBA/dir": b"x"}, "cannot be read", id="no module at all"),
    ],
)
def test_a_macro_that_cannot_be_read_is_said(project: dict[str, bytes], cause: str) -> None:
    document = read(a_workbook(project))
    assert any(cause in u for u in told(document.unread)), document


# ---------------------------------------------------------------- Excel


def test_an_xls_says_more_than_its_cells() -> None:
    """By LibreOffice: a header, a footer, a note, a box, a name, a link, properties."""
    document = read((SAMPLES / "written/libreoffice.xls").read_bytes())
    for code in (
        *("CELLCODE 本文", "HEADERCODE 秘", "FOOTERCODE", "NOTECODE 注記", "BOXCODE 箱の中"),
        *("LINKCODE", "NAMECODE", "NAMEDVALUE", "TITLECODE 題名", "CUSTOMCODE 案件", "案件名"),
    ):
        assert says(document, code), code
    assert not says(document, "山田")
    assert not document.unread


def test_an_encrypted_xls_is_encrypted() -> None:
    book = struct.pack("<HH", 0x0809, 16) + bytes(16) + struct.pack("<HH", 0x002F, 6) + bytes(6)
    assert told(read(an_ole({"Workbook": book})).unread) == ("encrypted",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param('0"【社外秘】"', True, id="a mark"),
        pytest.param('"HAYABUSA"0', True, id="a word"),
        pytest.param("#,##0.00_-;[$-411]yyyy/mmmm/dd", False, id="a number and a date"),
        pytest.param("General", False, id="as it comes"),
    ],
)
def test_words_in_a_format_of_numbers_are_read(text: str, told: bool) -> None:
    wide = text.encode("utf-16-le")
    record = struct.pack("<HHHHB", 0x041E, 5 + len(wide), 164, len(text), 1) + wide
    document = read(a_doc_with({POOL + "Workbook": record}))
    assert any(p.place.endswith("/book") for p in document.parts) is told


def test_rows_of_a_pivot_table_are_read() -> None:
    text = MARK.encode("utf-16-le")
    row = struct.pack("<HHHB", 0x00CD, 3 + len(text), len(MARK), 1) + text
    assert says(read(a_doc_with({"_SX_DB_CUR/0001": row})))


# ---------------------------------------------------------------- runs of text


@pytest.mark.parametrize(
    ("data", "page", "lines"),
    [
        pytest.param(b"\0\1" + MARK.encode("utf-16-le") + b"\2\0", 0, [MARK], id="UTF-16"),
        pytest.param(b"\1" + MARK.encode("utf-16-le"), 0, [MARK], id="UTF-16 at an odd byte"),
        pytest.param(b"\0\xff\1secret plan\0\x90", 0, ["secret plan"], id="ASCII"),
        pytest.param(b"\0\3" + MARK.encode("cp932") + b"\0", 932, [MARK], id="a code page"),
        pytest.param(b"\0\3" + "Größe".encode("cp1252") + b"\0", 1252, ["Größe"], id="Latin"),
        pytest.param(bytes(64), 0, [], id="zeros"),
        pytest.param("secret".encode("utf-16-le"), 0, ["secret"], id="ASCII in UTF-16"),
    ],
)
def test_runs_of_text_are_found_in_binary(data: bytes, page: int, lines: list[str]) -> None:
    assert runs.read(data, page).split("\n") == (lines or [""])


def test_random_bytes_hold_few_runs() -> None:
    import random

    noise = random.Random(7).randbytes(100_000)
    assert len(runs.read(noise, 1200)) < 2_000


# ---------------------------------------------------------------- what an application keeps

HAWK = "HAYABUSA-2718"
AMONG = bytes(1 + (n * 89 + 7) % 255 for n in range(40))
"""Bytes that begin like no file and are no text."""


@pytest.mark.parametrize(
    "name",
    ["Data", "0Table", "Any", "\x01CompObj", "\x02OlePres000", "A/B/C", "ObjectPool/_1/Package"],
)
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(a_docx(HAWK), id="Word"),
        pytest.param(AMONG + a_docx(HAWK), id="Word behind other bytes"),
        pytest.param(AMONG + HAWK.encode("utf-16-le") * 2 + AMONG, id="a text among binary"),
        pytest.param(HAWK.encode() * 3, id="a text"),
    ],
)
def test_a_stream_of_an_old_word_file_is_what_it_holds(name: str, content: bytes) -> None:
    document = read_here(a_doc("text", {name: content}))
    assert document.unread or any(HAWK in p.text for p in document.parts)


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(a_docx(HAWK), id="Word"),
        pytest.param(AMONG + a_docx(HAWK), id="Word behind other bytes"),
        pytest.param(HAWK.encode(), id="a text"),
        pytest.param((AMONG + HAWK.encode("utf-16-le")).ljust(512, b"\0"), id="a whole sector"),
    ],
)
def test_what_stands_behind_an_old_word_file_is_read_or_unread(behind: bytes) -> None:
    document = read_here(a_doc("text") + behind)
    assert document.unread or any(HAWK in p.text for p in document.parts)
