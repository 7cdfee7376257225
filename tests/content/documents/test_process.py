"""Readers are processes that may be lost: beside threads and loops, and never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.content.documents import (
    Document,
    Limits,
    NotHereError,
    Passage,
    Readers,
    Table,
    not_here,
    process,
    wire,
)
from gateway.model import Unread, args
from gateway.model.unread import CODE
from tests.content.documents.kit import MARK, a_docx, a_png
from tests.kit.unread import told

ROOT = Path(__file__).parents[3]


@pytest.fixture
def readers() -> Iterator[Readers]:
    readers = Readers()
    yield readers
    readers.close()


def group(readers: Readers) -> list[int]:
    """The processes that readers have started and that still run."""
    assert readers._mother
    mother = readers._mother.pid
    return [pid for pid in processes() if os.path.exists(f"/proc/{pid}") and session(pid) == mother]


def processes() -> list[int]:
    return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdecimal()]


def session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def test_threads_and_a_loop_read_at_the_same_time(readers: Readers) -> None:
    texts = [f"{MARK}{n}" for n in range(24)]

    async def read_all() -> list[Document]:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(8) as pool:
            found = (loop.run_in_executor(pool, readers.read, a_docx(t)) for t in texts)
            return list(await asyncio.gather(*found))

    assert [d.parts[0].text for d in asyncio.run(read_all())] == texts


def test_no_file_is_read_by_a_process_that_read_another(readers: Readers) -> None:
    for _ in range(5):
        readers.read(MARK.encode())
    wait_until(lambda: len(group(readers)) == 1)  # the one that forks


def test_a_lost_process_is_replaced(readers: Readers) -> None:
    readers.read(b"x")
    assert readers._mother
    first = readers._mother.pid
    os.kill(first, signal.SIGKILL)
    assert readers.read(MARK.encode()).parts[0].text == MARK
    assert readers._mother.pid != first


def test_after_the_end_a_file_is_unread_and_nothing_is_left() -> None:
    readers = Readers()
    readers.read(b"x")
    assert readers._mother
    pid = readers._mother.pid
    readers.close()
    assert pid not in processes()
    assert readers.read(b"x").unread


def test_nothing_is_left_of_a_gate_that_was_killed() -> None:
    program = (
        "from gateway.content.documents import Readers; r = Readers(); r.read(b'x'); "
        "print(r._mother.pid, flush=True); import time; time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE
    ) as gate:
        assert gate.stdout
        pid = int(gate.stdout.readline())
        assert pid in processes()
        gate.kill()
    wait_until(lambda: pid not in processes())


def test_the_files_of_one_request_share_their_time(readers: Readers) -> None:
    read = readers.session(0.0)
    assert "no time" in told(read(b"x", "").unread)[0]
    read = readers.session(5.0)
    assert [read(MARK.encode(), "").parts[0].text for _ in range(3)] == [MARK] * 3


def test_a_request_waits_for_others_only_so_long(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time runs from when it was taken in, whoever is read before it."""
    monkeypatch.setattr(process, "IN_LINE", -5.0)
    assert "no time" in told(readers.session(5.0)(b"x", "").unread)[0]


def test_a_file_that_is_too_large_is_not_even_sent(readers: Readers) -> None:
    found = readers.read(b"abc", limits=Limits(size=2))
    assert told(found.unread) == ("larger than 2 bytes",)
    assert readers._mother is None


def test_where_nobody_may_wait_a_file_is_refused() -> None:
    with pytest.raises(NotHereError):
        not_here(b"x", "")


def wait_until(happens: object) -> None:
    assert callable(happens)
    for _ in range(400):
        if happens():
            return
        time.sleep(0.02)
    raise AssertionError("waited in vain")


# ---------------------------------------------------------------- what goes between

texts = st.text(st.characters(codec="utf-8"), max_size=20)
passages = st.builds(Passage, texts, texts, texts, st.booleans())
values = st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), texts | st.integers())
codes = st.from_regex(CODE, fullmatch=True)
unread = st.builds(Unread, texts, codes, values.map(lambda v: args(**v)))
documents = st.builds(
    Document,
    texts,
    st.lists(st.builds(Passage, texts, texts, texts)).map(tuple),
    st.lists(st.builds(Table, texts, st.lists(st.lists(texts).map(tuple)).map(tuple))).map(tuple),
    st.lists(passages).map(tuple),
    st.lists(texts).map(tuple),
    st.lists(unread).map(tuple),
)


@given(documents)
def test_a_document_arrives_as_it_was_sent(document: Document) -> None:
    assert wire.parse_answer(wire.answer(document)) == document


@given(st.binary(max_size=200))
def test_what_is_no_answer_is_known(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - every kind of it
        wire.parse_answer(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'["",[["a",1]],[],[],[],[]]',
        b'["",[],[],[],[],[{}]]',
        b'["",[],[],[],[],["a"]]',
        b'["",[],[],[],[],[{"place":"","code":"a sentence","args":{}}]]',
        b'["",[],[],[],[],[{"place":1,"code":"limits/size","args":{}}]]',
        b'["",[],[],[],[],[{"place":"","code":"limits/size","args":{"most":[1]}}]]',
        b'["",[],[],[],[],[{"place":"","code":"limits/size","args":[1]}]]',
        b"[]",
        b"1",
    ],
)
def test_an_answer_of_another_shape_is_none(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - every kind of it
        wire.parse_answer(raw)


# ---------------------------------------------------------------- OCR

BITMAP = {  # 5 by 7, one row a number
    "S": (0x0F, 0x10, 0x10, 0x0E, 0x01, 0x01, 0x1E),
    "E": (0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F),
    "C": (0x0E, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0E),
    "R": (0x1E, 0x11, 0x11, 0x1E, 0x14, 0x12, 0x11),
    "T": (0x1F, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04),
}  # fmt: skip


def drawn(word: str, scale: int = 8) -> bytes:
    """A word in black on white, as a picture."""
    width, height = (len(word) * 6 + 4) * scale, 11 * scale
    pixels = bytearray(b"\xff" * (width * height))
    for n, letter in enumerate(word):
        for y, row in enumerate(BITMAP[letter]):
            for x in range(5):
                if row >> (4 - x) & 1:
                    for dy in range(scale):
                        at = ((y + 2) * scale + dy) * width + (n * 6 + x + 2) * scale
                        pixels[at : at + scale] = bytes(scale)
    return a_png(width, height, bytes(pixels))


def test_a_picture_is_read_by_tesseract_where_it_is_installed(readers: Readers) -> None:
    from gateway.content.documents import ocr

    if not ocr.command():
        pytest.skip("tesseract is not on PATH")
    found = readers.read(drawn("SECRET"))
    assert found.unread == ()
    assert "SECRET" in found.parts[0].text.upper()
