"""A text as it is rendered: the markup within its words is gone, and every place leads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rendered import AROUND, SHORT, rendered

WITHIN = [
    pytest.param("社<span>外</span>秘", "社外秘", id="tags"),
    pytest.param("社<b></b>外秘", "社外秘", id="tags around nothing"),
    pytest.param('社<span class="x"\n style="y">外</span>秘', "社外秘", id="tags with attributes"),
    pytest.param("社<x-own>外</x-own>秘", "社外秘", id="tags that no browser knows"),
    pytest.param("社<wbr/>外<!-- a > b -->秘", "社外秘", id="a comment"),
    pytest.param(
        "<ruby>社<rp>(</rp><rt>しゃ</rt>外<rt>がい</rt>秘</ruby>", "<ruby>社外秘</ruby>", id="ruby"
    ),
    pytest.param("社<rt>しゃ外<b>秘</b>密", "社秘密", id="ruby without an end"),
    pytest.param("社**外**秘", "社外秘", id="strong"),
    pytest.param("社_外_秘", "社外秘", id="emphasis"),
    pytest.param("社`外`秘", "社外秘", id="code"),
    pytest.param("社~~外~~秘", "社外秘", id="struck out"),
    pytest.param("社\\外秘", "社外秘", id="an escape"),
    pytest.param("社**<b>外</b>**秘", "社外秘", id="both"),
    pytest.param("社<b>\u200b</b>外秘", "社外秘", id="with what nobody sees"),
    pytest.param("극**비**문서", "극비문서", id="Hangul"),
    pytest.param("CONFI<b>DEN</b>TIAL", "CONFIDENTIAL", id="tags in Latin letters"),
    pytest.param("CONFI**DEN**TIAL", "CONFIDENTIAL", id="strong in Latin letters"),
    pytest.param("HAYA<b>BUSA</b>-2718", "HAYABUSA-2718", id="before a hyphen"),
]

COLOURED = [
    pytest.param("\x1b[31m社外秘\x1b[0m", "社外秘", id="a colour"),
    pytest.param("社\x1b[1;31m外\x1b[0m秘", "社外秘", id="a colour within"),
    pytest.param("\x1b[38;2;1;2;3mAKIA\x1b[m", "AKIA", id="a colour by numbers"),
    pytest.param("a\x1b[Kb", "ab", id="the rest of a line"),
    pytest.param("\x1b]8;;http://x\x07here\x1b]8;;\x07", "here", id="a link"),
    pytest.param("\\x1b[31mAKIA\\x1b[0m", "AKIA", id="in writing"),
    pytest.param("\\u001b[31mAKIA\\033[0m", "AKIA", id="in writing, otherwise"),
    pytest.param("^[[31mAKIA^[[0m", "AKIA", id="as cat -v shows it"),
]


@pytest.mark.parametrize(("text", "seen"), COLOURED)
def test_what_colours_a_terminal_is_gone(text: str, seen: str) -> None:
    read = rendered(text)
    assert read
    assert read.form.text == seen
    assert read.is_coloured
    for at, letter in enumerate(seen):
        start, end = read.form.span(at, at + 1)
        assert text[start:end] == letter


TEL, KEY, MARKER = "090-0000-1234", "AKIAABCDEFGH", "社外秘"
ESCAPED = [
    pytest.param("a\\n", TEL, "\\nb", "a\n", "\\nb", id="ends of lines"),
    pytest.param("a\\t", MARKER, "", "a\t", "", id="a tab"),
    pytest.param("a\\r\\n", MARKER, "\\r\\n", "a\n", "\n", id="ends of lines of two characters"),
    pytest.param("a\\\\n", TEL, "\\\\nb", "a\n", "\\\\nb", id="escaped twice"),
    pytest.param('\\"', MARKER, '\\"', '"', '"', id="quotes"),
    pytest.param("q=1%20", TEL, "%0Ab", "q=1 ", "\nb", id="percent codes"),
    pytest.param("%2522", TEL, "%2522", '"', '"', id="percent codes, twice"),
    pytest.param("x=3D", KEY, "=0D=0A", "x=", "\n\n", id="quoted-printable"),
    pytest.param("=22", TEL, "=22", '"', "=22", id="quoted-printable before a digit"),
    pytest.param("x\\u003d", KEY, "\\u0026", "x=", "\\u0026", id="code points"),
    pytest.param("\\x27", KEY, "\\x27", "'", "\\x27", id="bytes"),
    pytest.param("_", TEL, "_", " ", " ", id="emphasis"),
    pytest.param("##", TEL, "", " ", "", id="a heading"),
]


@pytest.mark.parametrize(("before", "value", "behind", "first", "last"), ESCAPED)
def test_an_escape_beside_a_word_is_what_it_stands_for(
    before: str, value: str, behind: str, first: str, last: str
) -> None:
    text = before + value + behind
    read = rendered(text)
    assert read
    assert read.form.text == first + value + last
    at = len(first)
    assert read.joins(at, at + len(value))
    assert read.form.span(at, at + len(value)) == (len(before), len(before) + len(value))


def test_only_what_stands_beside_an_escape_is_new() -> None:
    read = rendered(f"{TEL} and so on\\n{TEL}")
    assert read
    assert not read.joins(0, len(TEL))
    assert read.joins(len(read.form.text) - len(TEL), len(read.form.text))


APART = [
    pytest.param("50% of 100%, a=20, n=2012345678, x_1, a__2, #12, C#", id="numbers and signs"),
    pytest.param("\\d+\\s*\\w, \\alpha", id="escapes that part nothing"),
    pytest.param("a \\n b", id="an escape on its own"),
    pytest.param("社外秘", id="no markup"),
    pytest.param("<b>社外秘</b>", id="around a word"),
    pytest.param("**社外秘** です", id="strong at the beginning"),
    pytest.param("社<br>外<p>秘</p>", id="lines and paragraphs"),
    pytest.param("<td>社</td><td>外秘</td>", id="cells"),
    pytest.param("a <b>b</b> c", id="words"),
    pytest.param("snake_case_name, a*b*c, C:\\dir\\file, `code`", id="code"),
    pytest.param("a < b and c > d, a<2", id="comparisons"),
    pytest.param("社< b>外秘", id="no tag"),
    pytest.param("社*", id="at the end"),
]


@pytest.mark.parametrize(("text", "seen"), WITHIN)
def test_markup_within_a_word_is_not_seen(text: str, seen: str) -> None:
    found = rendered(text)
    assert found
    assert found.form.text == seen
    assert found.form.span(0, len(seen)) == (0, len(text))


@pytest.mark.parametrize("text", APART)
def test_other_markup_stays(text: str) -> None:
    assert rendered(text) is None


@pytest.mark.parametrize(
    ("word", "joins"), [("社外秘", True), ("外秘", True), ("社外", False), ("原価", False)]
)
def test_only_what_has_markup_within_is_new(word: str, joins: bool) -> None:
    found = rendered("【社外<b></b>秘】原価")
    assert found
    at = found.form.text.index(word)
    assert found.joins(at, at + len(word)) is joins


pieces = st.lists(
    st.sampled_from(
        [*"社外秘a9の \n。_\\`<>\u200bn%#=", "\\r\\n", "%20", "=3D",
         "<b>", "</b>", "<!-- -->", "<rt>し</rt>", "**", "<br>",
         "x" * AROUND, "。" * SHORT]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(pieces)
def test_every_character_that_stays_leads_back_to_itself(text: str) -> None:
    found = rendered(text)
    if not found:
        return
    done = 0
    for at, char in enumerate(found.form.text):
        start, end = found.form.span(at, at + 1)
        if text[start:end] == char or at in found.signs:
            assert start >= done
            done = end
        else:  # between two stretches
            assert any(at <= gap <= at + 1 for gap in found.gaps)


def test_of_a_long_text_the_lines_around_markup_are_looked_at_once_more() -> None:
    line = "ここには何もありません。\n"
    text = line * 900 + "区分\n社**外**秘\n以上\n" + line * 900 + "社<b>外</b>秘\n" + line
    found = rendered(text)
    assert found
    assert len(found.form.text) < 8 * len(line)
    assert [found.joins(m, m + 3) for m in (found.form.text.find("社外秘"),)] == [True]
    start = found.form.text.rfind("社外秘")
    assert text[slice(*found.form.span(start, start + 3))] == "社<b>外</b>秘"
    assert not found.joins(0, len(found.form.text))
