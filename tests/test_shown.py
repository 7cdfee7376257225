"""What a reader sees of a text, capitals kept, and the way back to what was written."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.shown import AS_WRITTEN, shown


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        pytest.param("Plain text & more = 1", "Plain text & more = 1", id="a plain text"),
        pytest.param("社外秘のＡ案（初版）", "社外秘のA案（初版）", id="wide letters alone"),
        pytest.param("q7％c", "q7%c", id="a wide sign within a word"),
        pytest.param("Vq7L\u200brT\xad2m\ufeff!", "Vq7LrT2m!", id="unseen characters"),
        pytest.param("J\u0332k4\u0332 x\u0301\u200b\u0332y", "Jk4 xy", id="marks on letters"),
        pytest.param("社\u0332外", "社\u0332外", id="a mark on another script stays"),
        pytest.param("がか\u3099", "がか\u3099", id="a kana's own mark stays"),
        pytest.param("Rq7&amp;v&lt;m&#57;", "Rq7&v<m9", id="references"),
        pytest.param("a&amp;amp;b&amp;lt;c", "a&b<c", id="references of references"),
        pytest.param("a&shy;b&#8203;c", "abc", id="references to the unseen"),
        pytest.param("?a=1&copy=2&amp=3", "?a=1&copy=2&amp=3", id="parameters of an address"),
        pytest.param('="a&quot;b"', '="a*b"', id="a quotation mark that closes nothing"),
        pytest.param("={&quot;a&quot;:1}", '={"a":1}', id="quotation marks that do"),
        pytest.param('x="abc\\\ndef"', 'x="abcdef"', id="a backslash at a line's end"),
        pytest.param("run \\\n  -p x", "run \\\n  -p x", id="a command over lines"),
        pytest.param("A=\nB=1", "A=\nB=1", id="an empty setting"),
        pytest.param(
            "quoted-printable\n\nWq8=\n4v=40R", "quoted-printable\n\nWq84v@R", id="a soft break"
        ),
        pytest.param("\U0001d40f\U0001d4ea7ⓚ", "Pa7k", id="letters drawn otherwise"),
        pytest.param("Vq7\u0430\u0412 \u03b1\u03b2\u03b4", "Vq7aB αβδ", id="look-alikes"),
    ],
)  # fmt: skip
def test_what_is_seen(written: str, seen: str) -> None:
    assert shown(written).text == seen


@given(st.text("aZ0 =\\\n&;#x12amplt秘ａ％\u200b\u0301\u0332\u0430\U0001d40f\xad", max_size=40))
def test_every_character_leads_back_in_order(written: str) -> None:
    form = shown(written)
    at = 0
    for i, char in enumerate(form.text):
        start, end = form.span(i, i + 1)
        assert at <= start < end <= len(written)
        assert char in written[start:end] or end - start > 1 or not written[start:end].isascii()
        at = start


@given(st.text("aZ0 &;#x12amplt秘\u200b\u0301", max_size=40))
def test_a_place_leads_there_and_back(written: str) -> None:
    form = shown(written)
    for i in range(len(form.text)):
        start, _ = form.span(i, i + 1)
        assert form.place(start) <= i


def test_what_is_taken_for_seen_as_written_is_so_beside_anything() -> None:
    """With an unseen character before them the texts are looked at, and not passed over."""
    usual = re.compile(f"[{AS_WRITTEN}]")
    every = [chr(n) for n in range(sys.maxunicode + 1) if usual.match(chr(n))]
    assert len(every) > 100_000
    for at in range(0, len(every), 5_000):
        text = "".join(f"a{char}1あ{char}" for char in every[at : at + 5_000])
        text = text.replace("\\a", "").replace("=\n", "")
        assert shown(f"\u200b{text}").text == text
        assert shown(text).text == text


@given(st.text(st.sampled_from("aA1=\\\n&;#３Ａ\u200b\u0332\u24b6\U0001d400αа山、")))
def test_the_way_back_holds_whatever_stands_together(text: str) -> None:
    seen = shown(text)
    for at in range(len(seen.text)):
        start, end = seen.span(at, at + 1)
        assert 0 <= start < end <= len(text)
