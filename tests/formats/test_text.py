"""Texts and files that no request carries, as `sekisho check` reads them."""

from __future__ import annotations

import json

import pytest

from gateway import formats
from gateway.model import Edit, Part
from tests.formats.kit import SECRET, base64_of, says, texts
from tests.kit.unread import told


def test_a_text_file_stands_whole_and_first() -> None:
    prompt = formats.read_document("社外秘\n表".encode(), "原価.txt")
    assert [(s.place, s.text, s.part) for s in prompt.segments] == [
        ("", "社外秘\n表", Part.BODY),
        ("file-name:", "原価.txt", Part.FILE_NAME),
    ]


def test_a_text_file_that_is_json_stands_whole_and_is_read_besides() -> None:
    text = json.dumps({"content": SECRET})
    prompt = formats.read_document(text.encode())
    assert prompt.segments[0].text == text
    assert ("/content", SECRET) in [(s.place, s.text) for s in prompt.segments]


@pytest.mark.parametrize(
    ("given", "places"),
    [
        pytest.param(("社外秘",), [""], id="one text"),
        pytest.param(("社外秘", "表"), ["/0", "/1"], id="two texts"),
        pytest.param((json.dumps({"text": "x"}),), ["/text"], id="one that is JSON"),
        pytest.param(("", "x"), ["/1"], id="an empty one, which says nothing"),
    ],
)
def test_texts_stand_in_their_places(given: tuple[str, ...], places: list[str]) -> None:
    prompt = formats.read_texts(given)
    assert [s.place for s in prompt.segments if "#" not in s.place] == places


def test_what_is_cut_over_two_texts_is_found_at_the_seam() -> None:
    prompt = formats.read_texts(("社外", "秘"))
    assert "社外秘" in [s.text for s in prompt.segments]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"data:text/plain;base64,{base64_of(SECRET)}", id="a data: address"),
        pytest.param(f"x {base64_of(SECRET)} y", id="base64"),
        pytest.param("[" + json.dumps(SECRET) + "]", id="an array"),
    ],
)
def test_texts_within_a_text(text: str) -> None:
    assert says(formats.read_texts((text,)))


def test_texts_are_edited_where_they_stand() -> None:
    prompt = formats.read_texts(("山田太郎\r\n様", 'a "quoted" word'))
    edits = [Edit(0, 0, 4, "[N-1]"), Edit(1, 3, 9, "[N-2]")]
    assert formats.edited_texts(prompt, edits) == ("[N-1]\r\n様", 'a "[N-2]" word')
    assert formats.edited_texts(prompt, []) == ("山田太郎\r\n様", 'a "quoted" word')


def test_half_a_surrogate_pair() -> None:
    assert texts(formats.read_texts(("a\ud83db",))) == ["a\ufffdb"]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp932", "iso2022_jp"])
def test_a_file_in_any_charset(charset: str) -> None:
    prompt = formats.read_document(SECRET.encode(charset), "a.txt")
    assert ("", SECRET) in [(s.place, s.text) for s in prompt.segments]
    assert prompt.unread == ()


def test_a_file_that_is_no_text_is_reported_and_its_name_is_read() -> None:
    prompt = formats.read_document(b"%PDF-1.7\n", "社外秘.pdf")
    assert told(prompt.unread) == ("file: application/pdf, not looked into",)
    assert texts(prompt, Part.FILE_NAME) == ["社外秘.pdf"]


def test_too_many_texts_in_a_text() -> None:
    prompt = formats.read_document(json.dumps(["x"] * 100_001).encode())
    assert told(prompt.unread) == ("file: more than 100,000 texts",)
