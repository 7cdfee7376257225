"""Files within requests become segments, below the place where the file stands."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from gateway import formats
from gateway.content.documents.model import ATTACHMENT, Document, NotHereError, not_here
from gateway.content.documents.readers import read_here
from gateway.formats.prompt_builder import Budget
from gateway.model import CannotRewriteError, Edit, Part, Prompt, Request
from tests.content.documents import kit
from tests.content.documents.kit import (
    GUID,
    MARK,
    a_docx,
    a_png,
    a_zip,
    an_eml,
    an_rtf,
    an_xlsx,
    cid_pdf,
    sheet_xml,
)
from tests.content.documents.shapes import SHAPES, Sent, openai_chat, openai_responses
from tests.kit.unread import told


def reader(data: bytes, name: str) -> Document:
    return read_here(data, name, ATTACHMENT)


def read(sent: Sent) -> Prompt:
    headers = [(n, v) for n, _, v in (h.partition(": ") for h in sent.headers)]
    kind = [] if sent.headers else [("content-type", "application/json")]
    request = Request(
        "1", "a", "a", sent.host, target=sent.target, headers=(*kind, *headers), body=sent.body
    )
    return formats.read(request, "generic", reader)


def places(prompt: Prompt, text: str = MARK) -> list[str]:
    return [s.place for s in prompt.segments if text in s.text]


FILES = [
    pytest.param(a_docx("表紙", MARK), "/body", id="Word"),
    pytest.param(an_xlsx(sheet_xml([["品名", MARK]])), "/sheet:1", id="Excel"),
    pytest.param(cid_pdf(MARK), "/page:1", id="PDF"),
    pytest.param(a_zip({"x.docx": a_docx(MARK)}), "/member:1/body", id="a zip"),
    pytest.param(an_rtf(MARK), "/body", id="RTF"),
    pytest.param(an_eml("件名", MARK), "/body", id="mail"),
    pytest.param(kit.a_tar({"a.txt": MARK.encode()}), "/member:1/text", id="tar"),
    pytest.param(
        "<html><p>【社<b>外秘】</b>第3四半期の原価表</p></html>".encode(), "/body", id="HTML"
    ),
]


@pytest.mark.parametrize(("data", "inner"), FILES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_is_read_in_every_vendors_shape(
    shape: Callable[[bytes], Sent], data: bytes, inner: str
) -> None:
    prompt = read(shape(data))
    assert [p for p in places(prompt) if p.endswith(inner)], prompt
    assert not prompt.unread


def test_a_place_begins_with_the_file_s_own() -> None:
    prompt = read(openai_responses(a_docx(MARK)))
    assert places(prompt) == ["/input/0/content/0/file_data#decoded/body"]


def test_without_a_reader_a_file_is_unread() -> None:
    request = Request("1", "a", "a", "api.openai.com", body=openai_chat(a_docx(MARK)).body)
    prompt = formats.read(request)
    assert any("application/zip" in u for u in told(prompt.unread))


def test_a_file_that_must_wait_is_said_at_once() -> None:
    request = Request("1", "a", "a", "api.openai.com", body=openai_chat(a_docx(MARK)).body)
    with pytest.raises(NotHereError):
        formats.read(request, "generic", not_here)
    plain = Request(
        "1", "a", "a", "api.openai.com", body=b'{"messages": ["<html> and PK in words"]}'
    )
    assert formats.read(plain, "generic", not_here).segments


def test_what_a_reader_missed_is_unread_at_its_place() -> None:
    prompt = read(openai_chat(a_zip({"a.png": a_png()})))
    assert told(prompt.unread) == (
        "/messages/0/content/0/file/file_data#decoded/member:1: image/png, no text can be read",
    )


def test_no_text_of_a_file_can_be_rewritten() -> None:
    prompt = read(openai_chat(a_docx(MARK)))
    number = next(n for n, s in enumerate(prompt.segments) if MARK in s.text)
    assert prompt.rewrite
    with pytest.raises(CannotRewriteError):
        prompt.rewrite([Edit(number, 0, 3, "x")])


def test_a_label_is_a_segment_of_its_own() -> None:
    prompt = read(openai_chat(a_docx("text", more={"docProps/custom.xml": kit.labelled()})))
    assert len(places(prompt, f"MSIP_Label_{GUID}")) == 1


def test_names_and_properties_of_a_file_are_read() -> None:
    prompt = read(
        openai_chat(a_zip({MARK: a_docx("text", more={"docProps/core.xml": kit.core("題")})}))
    )
    assert [s.part for s in prompt.segments if s.text == MARK] == [Part.FILE_NAME]
    assert [s.label for s in prompt.segments if s.text == "題"] == ["title"]


@pytest.mark.parametrize(
    ("author", "read"),
    [
        pytest.param("山田　太郎", False, id="a name"),
        pytest.param("Taro O'Yamada-Smith", False, id="a name in English"),
        pytest.param(MARK, True, id="a mark"),
        pytest.param("EMP-314159", True, id="a number of an employee"),
        pytest.param("taro@sample.test", True, id="an address"),
    ],
)
def test_an_author_s_bare_name_is_no_text_of_the_file(author: str, read: bool) -> None:
    prompt = formats.read_file(
        a_docx("text", more={"docProps/core.xml": kit.core(author=author)}),
        budget=Budget(documents=reader),
    )
    assert bool(places(prompt, author)) is read


def test_base64_in_a_file_is_opened_as_well() -> None:
    prompt = read(openai_chat(a_docx(base64.b64encode((MARK * 9).encode()).decode())))
    assert len(places(prompt)) == 1


def test_files_with_too_much_text_together_are_said() -> None:
    budget = Budget(unpacked=len(MARK) + 1, documents=reader)
    assert not formats.read_file(a_docx(MARK), budget=budget).unread
    assert told(formats.read_file(a_docx(MARK), budget=budget).unread) == (
        "files that hold too much text",
    )


def test_a_file_to_check_is_read_as_an_attachment_is() -> None:
    prompt = formats.read_document(a_docx(MARK), "a.docx", reader)
    assert places(prompt) == ["/body"]
    assert formats.read_document(an_rtf(MARK), "a.rtf", reader).segments[1].text == MARK + "\n"
