"""7z, RAR, CAB, LHA, cpio and ar: each file within, its name, and what stands beside."""

from __future__ import annotations

import json
import locale
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.content.documents import Limits, Readers
from gateway.content.documents.model import ATTACHMENT, MIB, Document
from gateway.content.documents.readers import packed, read_here
from gateway.content.file_type import recognised
from tests.content.documents.kit import (
    MARK,
    a_7z,
    a_cab,
    a_cpio,
    a_docx,
    a_new_lzh,
    a_rar,
    a_zip,
    an_ar,
    an_lzh,
)
from tests.kit.unread import told

SAMPLES = Path(__file__).parent / "samples"
CODE = "HAYABUSA-2718"

needs_libarchive = pytest.mark.skipif(
    not packed.IS_HERE, reason="libarchive (Debian: libarchive13) is not installed"
)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def says(document: Document, text: str) -> bool:
    return any(text in p.text for p in (*document.parts, *document.properties))


def names(document: Document) -> list[str]:
    return [p.text for p in document.properties if p.is_name]


@pytest.fixture(scope="module", autouse=True)
def _charset() -> Iterator[None]:
    """That of a reader's process, whatever that of the tests is."""
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    yield
    locale.setlocale(locale.LC_CTYPE, before)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    readers = Readers()
    yield readers
    readers.close()


@needs_libarchive
@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(lambda: a_7z({"a.txt": MARK.encode()}), MARK, id="7z"),
        pytest.param(lambda: a_7z({f"{MARK}.txt": b"x"}), MARK, id="a name in a 7z"),
        pytest.param(lambda: a_7z({"a.docx": a_docx(MARK)}), MARK, id="Word in a 7z"),
        pytest.param(lambda: a_7z({"a.7z": a_7z({"b": MARK.encode()})}), MARK, id="7z in a 7z"),
        pytest.param(lambda: a_zip({"a.rar": a_rar({"b": MARK.encode()})}), MARK, id="RAR in zip"),
        pytest.param(lambda: a_rar({f"{MARK}.txt": b"x"}), MARK, id="a name in a RAR"),
        pytest.param(lambda: a_rar({"a": b"x"}, CMT=MARK.encode()), MARK, id="a remark in a RAR"),
        pytest.param(lambda: a_cab({b"a.txt": MARK.encode()}), MARK, id="CAB"),
        pytest.param(lambda: a_cab({MARK.encode("cp932"): b"x"}), MARK, id="a name in a CAB"),
        pytest.param(lambda: a_cab({b"a": b"x"}, CODE.encode()), CODE, id="the head of a CAB"),
        pytest.param(lambda: an_lzh(b"a.txt", MARK.encode("cp932")), MARK, id="LHA"),
        pytest.param(lambda: an_lzh(MARK.encode("cp932"), b"x"), MARK, id="a name in an LHA"),
        pytest.param(
            lambda: a_new_lzh(f"{MARK}.txt", b"x"),
            MARK,
            id="a name in an LHA of level 2",
        ),
        pytest.param(lambda: a_cpio({"a": MARK.encode()}), MARK, id="cpio"),
        pytest.param(lambda: an_ar({"a": MARK.encode()}), MARK, id="ar"),
        pytest.param(lambda: an_ar({"a.docx": a_docx(MARK)}), MARK, id="Word in an ar"),
        pytest.param(lambda: a_7z({"a": b"x"}) + CODE.encode(), CODE, id="behind a 7z"),
        pytest.param(lambda: a_rar({"a": b"x"}) + CODE.encode(), CODE, id="behind a RAR"),
        pytest.param(lambda: a_cab({b"a": b"x"}) + CODE.encode(), CODE, id="behind a CAB"),
        pytest.param(lambda: an_lzh(b"a", b"x") + CODE.encode(), CODE, id="behind an LHA"),
        pytest.param(lambda: a_cpio({"a": b"x"}) + CODE.encode(), CODE, id="behind a cpio"),
        pytest.param(lambda: sample("written/7zip.7z"), MARK, id="by 7-Zip, LZMA2"),
        pytest.param(lambda: sample("written/7zip.7z"), "【社外秘】計画.txt", id="its names"),
        pytest.param(lambda: sample("written/7zip-ppmd.7z"), MARK, id="by 7-Zip, PPMd"),
        pytest.param(lambda: sample("written/gcab.cab"), MARK, id="by gcab, MSZIP"),
        pytest.param(lambda: sample("rarfile/seektest.rar"), "000\n001\n002", id="RAR 4, packed"),
        pytest.param(lambda: sample("rarfile/rar5-solid.rar"), "000\n001\n002", id="RAR 5, solid"),
        pytest.param(lambda: sample("rarfile/rar5-crc.rar"), "RAR5 archive - crc", id="a remark"),
        pytest.param(
            lambda: sample("rarfile/rar3-symlink-unix.rar"), "../random123", id="a link in RAR 4"
        ),
        pytest.param(
            lambda: sample("rarfile/rar5-symlink-unix.rar"), "../random123", id="a link in RAR 5"
        ),
    ],
)
def test_what_an_archive_says_is_found(data: object, text: str) -> None:
    assert callable(data)
    document = read_here(data())
    assert says(document, text), document
    assert not document.unread


@needs_libarchive
@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(lambda: sample("written/7zip-encrypted.7z"), "encrypted", id="7z"),
        pytest.param(
            lambda: sample("written/7zip-encrypted-names.7z"), "encrypted", id="its names"
        ),
        pytest.param(lambda: sample("rarfile/rar5-psw.rar"), "encrypted", id="RAR 5"),
        pytest.param(lambda: sample("rarfile/rar3-comment-psw.rar"), "encrypted", id="RAR 3"),
        pytest.param(lambda: a_rar({"a": b"x"}, STM=b":zone"), "stream", id="a stream of NTFS"),
        pytest.param(lambda: a_rar({"a": b"x"}, CMT=bytes(range(256))), "remark", id="a remark"),
        pytest.param(lambda: a_rar({"a": b"x"}, flags=1), "volumes", id="a volume of a RAR"),
        pytest.param(lambda: a_cab({b"a": b"x"}, flags=2), "volumes", id="a volume of a CAB"),
        pytest.param(lambda: a_7z({"a": b"abc" * 99})[:-9], "damaged", id="a 7z cut short"),
        pytest.param(lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), "7z", id="a 7z of nothing"),
        pytest.param(lambda: a_rar({"a": b"abc" * 99})[:200], "damaged", id="a RAR cut short"),
        pytest.param(
            lambda: a_7z({"a": b"x"}) + bytes(range(1, 256)), "unknown type", id="behind a 7z"
        ),
    ],
)
def test_what_an_archive_hides_is_unread(data: object, cause: str) -> None:
    assert callable(data)
    document = read_here(data())
    assert any(cause in u for u in told(document.unread)), document


@needs_libarchive
def test_names_that_climb_are_only_names() -> None:
    document = read_here(a_7z({"../../../etc/cron.d/x": MARK.encode()}))
    assert names(document) == ["../../../etc/cron.d/x"]
    assert not document.unread


def test_the_name_of_a_file_that_cannot_be_read_is_looked_at() -> None:
    """Whether libarchive or our own reader fails at it."""
    data = bytearray(a_zip({"secret plan.txt": MARK}))
    for at, offset in ((data.rfind(b"PK\x01\x02"), 8), (0, 6)):
        data[at + offset] |= 1  # encrypted
    document = read_here(bytes(data))
    assert names(document) == ["secret plan.txt"]
    assert told(document.unread) == ("/member:1: encrypted",)


@needs_libarchive
def test_the_name_of_an_encrypted_file_in_a_7z_is_looked_at() -> None:
    assert names(read_here(sample("written/7zip-encrypted.7z"))) == ["note.txt"]


@needs_libarchive
@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(lambda: a_7z({"a": bytes(300 * MIB)}), "too much", id="a bomb of 300 MB"),
        pytest.param(
            lambda: a_cpio({f"{n}": b"x" for n in range(6_000)}), "5,000 files", id="6,000 members"
        ),
        pytest.param(lambda: nested(6), "deeper", id="six levels"),
    ],
)
def test_a_hostile_archive_is_unread_and_the_next_is_read(
    readers: Readers, data: object, cause: str
) -> None:
    assert callable(data)
    found = readers.read(data(), limits=ATTACHMENT)
    assert any(cause in u for u in told(found.unread)), found.unread
    assert says(readers.read(a_7z({"a": MARK.encode()})), MARK)


def nested(levels: int) -> bytes:
    data = MARK.encode()
    for _ in range(levels):
        data = a_7z({"a.7z": data})
    return data


@needs_libarchive
def test_a_reader_of_its_own_process_reads_names_in_unicode(readers: Readers) -> None:
    """libarchive writes a name in the charset of the locale, whatever that of the gate is."""
    assert says(readers.read(a_7z({f"{MARK}.txt": b"x"})), MARK)
    assert says(readers.read(sample("rarfile/rar5-crc.rar"), limits=Limits()), "RAR5 archive")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(b"0707010123 is the number of the order, 070702 another", "", id="numbers"),
        pytest.param(b"a -lh5- in the text: 0", "", id="a word of LHA"),
        pytest.param(an_lzh(b"a", b"x"), "application/x-lha", id="LHA"),
        pytest.param(an_ar({"a": b"text"}), "application/x-archive", id="ar of text"),
    ],
)
def test_a_text_is_no_archive(data: bytes, kind: str) -> None:
    assert recognised(data) == kind


SOUND = [
    sample("written/7zip.7z"),
    sample("written/gcab.cab"),
    sample("rarfile/seektest.rar"),
    sample("rarfile/rar5-crc.rar"),
    a_rar({"a": MARK.encode()}, CMT=b"remark"),
    an_lzh(b"a", MARK.encode()),
    an_ar({"a": b"x", "b": b"y"}),
]


@needs_libarchive
@settings(max_examples=150)
@given(st.sampled_from(SOUND), st.data())
def test_any_damage_gives_a_document(data: bytes, draw: st.DataObject) -> None:
    damaged = bytearray(data[: draw.draw(st.integers(9, len(data)))])
    for _ in range(draw.draw(st.integers(0, 8))):
        damaged[draw.draw(st.integers(0, len(damaged) - 1))] = draw.draw(st.integers(0, 255))
    document = read_here(bytes(damaged))
    assert all(MARK not in u for u in told(document.unread))


# ---------------------------------------------------------------- a machine without libarchive

PROGRAM = """
import sys, json
from gateway.content.documents.readers import read_here
from gateway.messages import unread
from gateway.model import Language
found = [read_here(open(p, "rb").read()).unread for p in sys.argv[1:]]
print(json.dumps([[unread(u, Language.EN) for u in each] for each in found]))
"""


def without_libarchive(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "LIBARCHIVE": "/nonexistent/libarchive.so"},
        capture_output=True,
        text=True,
        check=True,
    )


def test_without_libarchive_an_archive_is_unread_and_the_cause_says_why() -> None:
    paths = [str(SAMPLES / n) for n in ("written/7zip.7z", "rarfile/rar5-crc.rar")]
    for (cause,) in json.loads(without_libarchive("-c", PROGRAM, *paths).stdout):
        assert "libarchive, which would read it, is not installed" in cause


def test_doctor_names_the_package_that_is_missing() -> None:
    done = without_libarchive("-m", "gateway", "doctor", "--only", "machine", "--json")
    (found,) = (c for c in json.loads(done.stdout) if c["name"] == "archives")
    assert found["status"] == "warn"
    assert "libarchive13" in found["remedy"]
