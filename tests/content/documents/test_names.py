"""Names in archives, in the code page of whoever made them; what a Mac puts beside the files."""

from __future__ import annotations

import io
import struct
import tarfile
import unicodedata
import zipfile

import pytest

from gateway.content.documents.model import Document
from gateway.content.documents.readers import read_here
from tests.content.documents.kit import a_7z, a_docx, a_tar, a_zip

JAPANESE = "【極秘】ガンダム計画書"
CODE = "HAYABUSA-2718"


def zip_of(raw: bytes) -> bytes:
    """A zip of one member whose name is these bytes, and that says nothing of their charset."""
    out, placeholder = io.BytesIO(), "X" * len(raw)
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(placeholder, "x")
    return out.getvalue().replace(placeholder.encode(), raw)


def tar_of(name: str, charset: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(
        fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding=charset
    ) as archive:
        archive.addfile(tarfile.TarInfo(name))
    return out.getvalue()


def names(document: Document) -> list[str]:
    return [p.text for p in document.properties if p.is_name]


def apart(name: str) -> str:
    """As macOS keeps a name: marks of kana and accents stand apart."""
    return unicodedata.normalize("NFD", name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(zip_of(apart(JAPANESE).encode()), JAPANESE, id="zip by the Finder"),
        pytest.param(zip_of(JAPANESE.encode()), JAPANESE, id="zip, UTF-8 that is not said"),
        pytest.param(a_zip({apart(JAPANESE): "x"}), JAPANESE, id="zip, UTF-8 that is said"),
        pytest.param(zip_of(JAPANESE.encode("cp932")), JAPANESE, id="zip by Windows in Japan"),
        pytest.param(zip_of(JAPANESE.encode("euc_jp")), JAPANESE, id="zip by an old Unix"),
        pytest.param(zip_of("机密计划书".encode("gbk")), "机密计划书", id="zip of China"),
        pytest.param(zip_of("대외비사업계획서".encode("cp949")), "대외비사업계획서", id="of Korea"),
        pytest.param(zip_of("機密報價單".encode("cp950")), "機密報價單", id="zip of Taiwan"),
        pytest.param(zip_of("café-résumé".encode("cp437")), "café-résumé", id="zip by DOS"),
        pytest.param(zip_of("Übergröße".encode("cp1252")), "Übergröße", id="zip of Europe"),
        pytest.param(a_7z({apart(JAPANESE): b"x"}), JAPANESE, id="7z"),
        pytest.param(a_tar({apart(JAPANESE): b"x"}), JAPANESE, id="tar by macOS"),
        pytest.param(tar_of(JAPANESE, "cp932"), JAPANESE, id="tar by Windows"),
        pytest.param(tar_of(JAPANESE, "euc_jp"), JAPANESE, id="tar by an old Unix"),
    ],
)
def test_a_name_is_read_in_the_code_page_of_whoever_wrote_it(data: bytes, name: str) -> None:
    document = read_here(data)
    assert any(name in said.split("\n") for said in names(document)), names(document)
    assert not document.unread


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(JAPANESE.encode(), id="UTF-8"),
        pytest.param("見積書のコピー".encode("cp932"), id="kana in Shift_JIS"),
        pytest.param(b"report (final).txt", id="ASCII"),
    ],
)
def test_a_name_that_is_certain_has_one_reading(raw: bytes) -> None:
    (said,) = names(read_here(zip_of(raw)))
    assert "\n" not in said


# ---------------------------------------------------------------- macOS


def a_store(name: str, head: bytes = b"") -> bytes:
    """A .DS_Store with the name of one file."""
    said = b"ustr" + struct.pack(">I", len(name)) + name.encode("utf-16-be")
    return b"\0\0\0\1Bud1" + bytes(100) + head + said + bytes(6_000)


BLANK_FORK = bytes(256) + b"This resource fork intentionally left blank   " + bytes(20)


def a_double(value: bytes, fork: bytes = BLANK_FORK) -> bytes:
    """AppleDouble with one attribute and a resource fork."""
    name = b"com.apple.metadata:kMDItemFinderComment\0"
    finder = bytes(34) + b"ATTR" + bytes(28) + struct.pack(">HH", 0, 1)
    entry = 11 + len(name)
    room = -entry % 4
    start = 50 + len(finder) + entry + room
    finder += struct.pack(">IIHB", start, len(value), 0, len(name)) + name + bytes(room) + value
    parts = struct.pack(">III", 9, 50, len(finder))
    parts += struct.pack(">III", 2, 50 + len(finder), len(fork))
    return struct.pack(">II16sH", 0x51607, 0x20000, b"Mac OS X", 2) + parts + finder + fork


def says(document: Document, text: str) -> bool:
    return any(text in p.text for p in (*document.parts, *document.properties))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(a_store(JAPANESE), JAPANESE, id="a name in a folder's settings"),
        pytest.param(a_store(JAPANESE, b"\1"), JAPANESE, id="at an odd byte"),
        pytest.param(a_store(CODE), CODE, id="a name in Latin letters"),
        pytest.param(a_double(CODE.encode()), CODE, id="an attribute"),
        pytest.param(a_double(a_docx(CODE)), CODE, id="a file in an attribute"),
        pytest.param(a_double(b"x", a_docx(CODE)), CODE, id="a file in a resource fork"),
        pytest.param(a_double(b"x") + CODE.encode(), CODE, id="behind the end"),
    ],
)
def test_what_a_mac_puts_beside_a_file_is_read(content: bytes, text: str) -> None:
    document = read_here(a_zip({"__MACOSX/._a": content}))
    assert says(document, text)


def test_a_zip_by_the_finder_is_read_whole() -> None:
    address = b"bplist00\xa1\x01\x5f\x10\x20http://files.example.com/a/b/c.pdf"
    data = a_zip(
        {
            "a.docx": a_docx("text"),
            "__MACOSX/._a.docx": a_double(address),
            ".DS_Store": a_store("a"),
        }
    )
    assert read_here(data).unread == ()


def test_much_that_is_no_text_is_unread() -> None:
    fork = bytes(n * 7 % 251 for n in range(5_000))
    assert read_here(a_zip({"._a": a_double(b"x", fork)})).unread


def test_a_head_cut_short_is_damaged() -> None:
    assert read_here(a_zip({"._a": a_double(b"x")[:40]})).unread
