"""Parts that a model sees as one text are read as one, beside each for itself."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.formats.cut_tokens import SHORT
from gateway.model import Prompt, Segment
from tests.formats.kit import a_chat, read, read_chat


def joined(prompt: Prompt) -> list[Segment]:
    return [s for s in prompt.segments if s.seams]


def finds(prompt: Prompt, text: str) -> bool:
    """Is the text found in a joined segment, across a seam?"""
    return any(
        s.is_new(at, at + len(text))
        for s in joined(prompt)
        for at in range(len(s.text))
        if s.text.startswith(text, at)
    )


def a_text(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(a_chat([a_text("社外"), a_text("秘です")]), id="parts of a message"),
        pytest.param(
            json.dumps({"contents": [{"parts": [{"text": "これは社"}, {"text": "外秘"}]}]}),
            id="Gemini's parts",
        ),
        pytest.param(
            json.dumps({"system": [{"text": "社"}, {"text": "外"}, {"text": "秘"}]}),
            id="a character a part",
        ),
        pytest.param(json.dumps({"content": {"parts": ["社外", "秘"]}}), id="strings of an array"),
        pytest.param(json.dumps({"何か": ["社外", "秘"]}), id="an array of any name"),
        pytest.param(
            json.dumps({"messages": [{"role": "user", "content": "社外"},
                                     {"role": "user", "content": "秘"}]}),
            id="two messages",
        ),
        pytest.param(
            a_chat([a_text("あ" * 500 + "社外"), a_text("秘" + "い" * 500)]), id="two long parts"
        ),
        pytest.param(
            a_chat([a_text("あ" * 500 + "社"), a_text("外"), a_text(""), a_text("秘" + "い" * 50)]),
            id="three parts",
        ),
        pytest.param(a_chat([a_text("社外"), {"type": "image"}, a_text("秘")]), id="an image"),
    ],
)  # fmt: skip
def test_a_word_that_is_cut_in_two_is_found(body: bytes | str) -> None:
    assert finds(read(body), "社外秘")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param([a_text("社外秘の文書"), a_text("です")], id="in one part alone"),
        pytest.param([a_text("社外"), {"id": "秘"}], id="a member that no model sees beside it"),
    ],
)
def test_what_stands_in_one_part_is_not_found_twice(content: Any) -> None:
    assert not finds(read_chat(content), "社外秘")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(["090", "1234", "5678"], id="a row of numbers"),
        pytest.param(["foo", "bar"], id="a row of names"),
    ],
)
def test_rows_of_ascii_are_no_text_that_was_cut(value: list[str]) -> None:
    assert joined(read(json.dumps({"ids": value}))) == []


def test_the_choices_of_a_schema_are_no_text_that_was_cut() -> None:
    assert joined(read(json.dumps({"enum": ["社外", "秘"], "required": ["社外", "秘"]}))) == []


def test_a_number_that_is_cut_in_two_parts_of_a_message_is_found() -> None:
    assert finds(read_chat([a_text("電話 090-1234"), a_text("-5678")]), "090-1234-5678")


@given(st.lists(st.text("あ社外秘x", min_size=1, max_size=200), min_size=2, max_size=8))
@settings(deadline=None)
def test_whatever_lies_across_a_seam_is_found(parts: list[str]) -> None:
    prompt = read_chat([a_text(p) for p in parts])
    for one, other in pairwise(parts):
        assert finds(prompt, one[-3:] + other[:3])


texts_of_no_token = st.text(
    st.characters(exclude_characters="0123456789"), min_size=1, max_size=300
)


@given(st.lists(texts_of_no_token, max_size=8))
@settings(deadline=None)
def test_the_joined_texts_are_little_beside_the_parts(parts: list[str]) -> None:
    prompt = read_chat([a_text(p) for p in parts])
    assert sum(len(s.text) for s in joined(prompt)) <= 2 * sum(map(len, parts)) + 8


@given(st.lists(st.text("a0G_- ", min_size=1, max_size=30), max_size=8), st.integers(1, 600))
@settings(deadline=None)
def test_so_are_those_of_tokens_beside_what_any_short_row_may_have(
    parts: list[str], times: int
) -> None:
    """Of a token that may have been cut each part is tried: SHORT characters of them."""
    parts = [part * times for part in parts]
    prompt = read_chat([a_text(p) for p in parts])
    whole = sum(map(len, parts))
    assert sum(len(s.text) for s in joined(prompt)) <= 4 * whole + SHORT + 8


def test_a_finding_counts_only_across_a_seam() -> None:
    segment = Segment("", "abcdef", seams=(2, 4))
    spans = [(0, 2), (1, 3), (2, 4), (3, 5), (0, 6), (4, 6)]
    assert [s for s in spans if segment.is_new(*s)] == [(1, 3), (3, 5), (0, 6)]
    assert Segment("", "abcdef").is_new(0, 1)
