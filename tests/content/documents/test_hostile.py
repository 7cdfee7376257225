"""Hostile files: bounded, said to be unread, and never an exception."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.content.documents import Limits, Readers
from gateway.content.documents.model import ATTACHMENT, MIB, Document
from gateway.content.documents.readers import read_here
from tests.content.documents import kit
from tests.content.documents.kit import (
    MARK,
    SHEET,
    a_doc,
    a_docx,
    a_list,
    a_macro,
    a_msg,
    a_pdf,
    a_ppt,
    a_pptx,
    a_project,
    a_stream,
    a_tar,
    a_zip,
    an_eml,
    an_object,
    an_odt,
    an_ole,
    an_rtf,
    an_xlsx,
    assembled,
    cid_pdf,
    japanese_pdf,
    sheet_xml,
)
from tests.content.documents.other_hands import mail, pictures
from tests.kit.unread import told


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    readers = Readers()
    yield readers
    readers.close()


def a_lying_zip() -> bytes:
    """It says of a member of 40 MiB that it has 100 bytes, in both places."""
    data = bytearray(a_zip({"a.txt": bytes(40 * MIB)}))
    central = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 100)
    struct.pack_into("<I", data, 22, 100)
    return bytes(data)


def an_encrypted_zip() -> bytes:
    data = bytearray(a_zip({"a.txt": MARK}))
    for at, offset in ((data.rfind(b"PK\x01\x02"), 8), (0, 6)):
        data[at + offset] |= 1
    return bytes(data)


def nested(levels: int) -> bytes:
    data = b"x" * 1000
    for _ in range(levels):
        data = a_zip({f"{n}.zip": data for n in range(10)})
    return data


def laughs() -> str:
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    return f"<!DOCTYPE l [<!ENTITY a0 'ha'>{entities}]><l>&a11;</l>"


def forms() -> bytes:
    """Forms that each draw the next one twice: 2^40 in all."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
    twice = (
        a_stream(b"/F Do /F Do", head + b"/Resources<</XObject<</F %d 0 R>>>>" % (101 + n))
        for n in range(40)
    )
    resources = b"/XObject<</F 100 0 R>>"
    return a_pdf(b"/F Do", resources=resources, objects=[*twice, a_stream(b"BT ET", head)])


def a_huge_page() -> bytes:
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Filter/FlateDecode"
    content = zlib.compress(b"BT (aaaaaaaaa) Tj ET " * 30_000_000, 1)
    return a_pdf(b"/F Do", resources=b"/XObject<</F 100 0 R>>", objects=[a_stream(content, head)])


CORNERS = (
    f'<worksheet xmlns="{SHEET}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
DOCUMENT = "word/document.xml"
TYPES = {"[Content_Types].xml": "<Types/>"}
ENDLESS_PAGES = assembled(
    {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>",
        3: b"<<>>",
    }
)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(
            a_zip({f"{n}": bytes(40 * MIB) for n in range(5)}), "too much", id="a zip bomb"
        ),
        pytest.param(nested(6), "deeper", id="a million files in six levels of zips"),
        pytest.param(a_lying_zip(), "damaged", id="a zip that lies about its sizes"),
        pytest.param(
            a_zip({f"{n}": "x" for n in range(10_000)}), "5,000 files", id="10,000 members"
        ),
        pytest.param(an_encrypted_zip(), "encrypted", id="a zip with a password"),
        pytest.param(gzip.compress(bytes(100 * MIB)), "cannot be unpacked", id="a gzip bomb"),
        pytest.param(
            a_zip({**TYPES, DOCUMENT: b"<w:p>" + b"<w:t/>" * 4_000_000}),
            "too much",
            id="a Word file that unpacks to 24 MB",
        ),
        pytest.param(laughs().encode(), "entities", id="a billion laughs"),
        pytest.param(
            a_zip({**TYPES, DOCUMENT: laughs()}), "entities", id="a billion laughs in Word"
        ),
        pytest.param(EXTERNAL.encode(), "entities", id="an entity outside the file"),
        pytest.param(
            a_zip({**TYPES, DOCUMENT: EXTERNAL}), "entities", id="an entity outside the Word file"
        ),
        pytest.param(
            a_zip({**TYPES, DOCUMENT: "<w:p>"}), "damaged XML", id="XML that is cut short"
        ),
        pytest.param(
            b"<?xml version='1.0'?>" + b"<a>" * 100_000, "deeper", id="XML nested 100,000 times"
        ),
        pytest.param(b"{\\rtf1" + b"{" * 100_000, "deeper", id="RTF nested 100,000 times"),
        pytest.param(
            an_xlsx(CORNERS), "damaged, or more", id="a sheet with cells in its far corners"
        ),
        pytest.param(
            an_xlsx(sheet_xml([[1.0] * 20] * 50_001)), "1,000,000 cells", id="a million cells"
        ),
        pytest.param(b"a,b,c,d\n" * 250_001, "1,000,000 cells", id="a million cells of CSV"),
        pytest.param(ENDLESS_PAGES, "damaged", id="a PDF whose pages are each other's"),
        pytest.param(forms(), "more than a reader may take", id="a PDF that draws 2^40 times"),
        pytest.param(
            a_huge_page(), "more than a reader may take", id="a PDF whose page unpacks to 600 MB"
        ),
        pytest.param(b"a" * (17 * MIB), "16,777,216 characters", id="17 million characters"),
        pytest.param(
            b"From: a\nTo: b\nSubject: " + b"=?utf-8?B?44GC?= " * 50_000 + b"\n\n",
            "too long",
            id="a subject of 800,000 characters",
        ),
    ],
)
def test_a_hostile_file_is_unread_and_the_next_is_read(
    readers: Readers, data: bytes, cause: str
) -> None:
    found = readers.read(data, limits=ATTACHMENT)
    assert any(cause in u for u in told(found.unread)), found.unread
    assert readers.read(MARK.encode()).parts[0].text == MARK


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(a_zip({"../../../etc/cron.d/x": MARK}), id="zip"),
        pytest.param(a_tar({"../../../etc/cron.d/x": MARK.encode()}), id="tar"),
        pytest.param(
            a_tar({"a": MARK.encode()}, {"b": "/etc/passwd", "../c": "../../d"}), id="links"
        ),
        pytest.param(a_zip({**TYPES, "../word/document.xml": f"<a>{MARK}</a>"}), id="Word"),
    ],
)
def test_names_that_climb_are_only_names(readers: Readers, data: bytes) -> None:
    found = readers.read(data)
    assert [p.text for p in found.parts] == [MARK]
    assert not found.unread
    assert not any("root:" in p.text for p in found.parts)


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        pytest.param(Limits(seconds=0.3, ocr_seconds=0), "longer", id="time"),
        pytest.param(Limits(memory=100 * MIB), "more", id="memory"),
    ],
)
def test_what_a_reader_may_take_is_bounded(readers: Readers, limits: Limits, cause: str) -> None:
    data = an_xlsx(sheet_xml([["abc"] * 9] * 100_000))
    assert any(cause in u for u in told(readers.read(data, limits=limits).unread))
    assert readers.read(data, limits=Limits(tables=False)).unread == ()


# ---------------------------------------------------------------- laws

SOUND = [
    a_docx("text", MARK, more={"docProps/custom.xml": kit.labelled()}),
    a_pptx("a", MARK),
    an_xlsx(sheet_xml([["a", MARK], [1.0, 2.0]])),
    an_odt(f"<office:text><text:p>{MARK}</text:p></office:text>"),
    cid_pdf(MARK),
    japanese_pdf(MARK),
    a_doc(MARK),
    a_ppt(MARK),
    a_msg("subject", MARK, {"a.docx": a_docx("x")}),
    an_rtf(MARK),
    an_eml("subject", MARK, {"a.txt": b"x"}),
    a_tar({"a": b"x"}),
    an_ole(a_project({"M": a_macro(MARK)}, more={"Form1/o": MARK.encode("cp932")})),
    an_ole({"\x01Ole10Native": an_object("a", MARK.encode()), "A/B/C": MARK.encode() * 3}),
    an_ole(
        {
            "__properties_version1.0": a_list(32, x3FFD=932),
            "__substg1.0_0037001E": MARK.encode("cp932"),
            "__attach_version1.0_#0/__substg1.0_3701000D/__properties_version1.0": a_list(24),
        }
    ),
    a_pdf(b"BT ET", objects=(a_stream(MARK.encode().hex().encode(), b"/Filter/AHx"),)),
    f"<html><p class='a'>{MARK}</p></html>".encode(),
    *(row.make(MARK) for row in pictures.ROWS if "title" in row.place or "camera" in row.place),
    *(row.make(MARK) for row in mail.ROWS if (row.kind, row.place) == ("mbox", "an attached text")),
]


def check(document: Document) -> None:
    assert all(p.text.strip() and p.place.isascii() for p in document.parts)
    assert all(MARK not in u for u in told(document.unread))


@settings(max_examples=150)
@given(st.binary(max_size=500), st.sampled_from([b"", *(s[:20] for s in SOUND), b"II*\0", b"BZh9"]))
def test_any_bytes_give_a_document(data: bytes, head: bytes) -> None:
    check(read_here(head + data))


@settings(max_examples=150)
@given(st.sampled_from(SOUND), st.data())
def test_any_truncation_gives_a_document(data: bytes, draw: st.DataObject) -> None:
    check(read_here(data[: draw.draw(st.integers(0, len(data)))]))


@settings(max_examples=150)
@given(st.sampled_from(SOUND), st.data())
def test_any_damage_gives_a_document(data: bytes, draw: st.DataObject) -> None:
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 8))):
        damaged[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    check(read_here(bytes(damaged)))
