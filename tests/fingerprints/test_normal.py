"""A text -> the characters that count, and where each stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.fingerprints import normalise

TEXTS = st.text(st.characters(), max_size=200)


def folded(text: str) -> str:
    return "".join(map(chr, normalise(text).codes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ａ社 Budget－２０２６", "a社budget2026", id="width, case and punctuation"),
        pytest.param("ガギグ ｶﾞｷﾞｸﾞ がぎぐ", "かきくかきくかきく", id="kana, half-width and marks"),
        pytest.param("サーバー サーバ", "さはさは", id="the long-vowel mark"),
        pytest.param("㌔ ㈱ ﬁ ①", "きろ株fi1", id="one character that is several"),
        pytest.param("髙橋 齋藤 國學院", "高橋斎藤国学院", id="old forms of kanji"),
        pytest.param("𝐁𝐮𝐝𝐠𝐞𝐭 Ⓑⓤⓓⓖⓔⓣ", "budgetbudget", id="mathematical and circled letters"),
        pytest.param("рауload", "payload", id="Cyrillic letters in a Latin word"),
        pytest.param("é e\u0301 ﾊﾟ は\u309a", "eeはは", id="composed and not"),
        pytest.param("a\u200bb\u00adc\ufe0f", "abc", id="what no reader sees"),
        pytest.param("a\ud800b 🙂 。、", "ab", id="no text at all"),
    ],
)
def test_a_text_folds(text: str, expected: str) -> None:
    assert folded(text) == expected


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_a_character_folds_the_same_wherever_it_stands(one: str, other: str) -> None:
    assert folded(one + other) == folded(one) + folded(other)


@settings(deadline=None)
@given(TEXTS)
def test_each_code_leads_back_to_the_character_that_it_came_from(text: str) -> None:
    normalised = normalise(text)
    at = normalised.origin.tolist()
    assert at == sorted(at)
    for i in set(at):
        mine = "".join(chr(c) for c, o in zip(normalised.codes, at, strict=True) if o == i)
        assert mine == folded(text[i])


@settings(deadline=None)
@given(TEXTS)
def test_forms_of_unicode_make_no_difference(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, text)) == folded(text)


@settings(deadline=None)
@given(TEXTS.filter(lambda t: bool(len(normalise(t)))), st.data())
def test_what_grows_stays_within_the_text(text: str, data: st.DataObject) -> None:
    normalised = normalise(text)
    start = data.draw(st.integers(0, len(normalised) - 1))
    end = data.draw(st.integers(start + 1, len(normalised)))
    first, last = normalised.grown(start, end, 2)
    assert 0 <= start - first <= 2
    assert 0 <= last - end <= 2
    begin, until = normalised.span(first, last)
    assert 0 <= begin < until <= len(text)


def test_what_is_folded_folds_to_itself() -> None:
    every = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000)
    once = folded(every)
    assert folded(once) == once


def test_each_letter_and_digit_of_the_scripts_in_use_counts() -> None:
    texts = "あんアンｱﾝ一龠가힣azAZ09０９éßœñçüåøžšłđαωаяאתابกฮ"
    dropped = [c for c in texts if not folded(c)]
    assert dropped == []
