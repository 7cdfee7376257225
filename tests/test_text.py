"""The searched form: what is folded, and the way back to every character."""

from __future__ import annotations

import re
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import text as module
from gateway.text import capitals_kept, searchable

FOLDINGS = [
    pytest.param("ＣＯＮＦＩＤＥＮＴＩＡＬ", "confidential", id="full width"),
    pytest.param("ｺﾝﾌｨﾃﾞﾝｼｬﾙ", "コンフィデンシャル", id="half-width kana with their marks"),
    pytest.param("か\u3099く", "がく", id="kana and a combining mark"),
    pytest.param("㊙", "秘", id="a circled character"),
    pytest.param("㈱青葉", "(株)青葉", id="a squared abbreviation"),
    pytest.param("社\u200b外\u2060秘\ufeff", "社外秘", id="zero-width characters"),
    pytest.param("con\xadfiden\u200dtial", "confidential", id="soft hyphen and joiner"),
    pytest.param("社\ufe0f外\U000e0101秘", "社外秘", id="variation selectors"),
    pytest.param("\u202e社外秘\u202c", "社外秘", id="writing direction"),
    pytest.param("秘\U000e0061\U000e0062", "秘", id="tag characters"),
    pytest.param("⼼⽇⻑⻘", "心日長青", id="Kangxi radicals and their supplement"),
    pytest.param("\uf914\uf9d0", "樂類", id="compatibility ideographs"),
    pytest.param("\u1103\u1162\u110b\u116c\u1107\u1175", "대외비", id="Hangul in letters"),
    pytest.param("ma\u0323\u0302t", "mật", id="Vietnamese in letters and marks"),
    pytest.param("&#31038;&#x5916;&#x79D8;", "社外秘", id="numeric character references"),
    pytest.param("&amp;#31192;", "秘", id="a reference escaped once more"),
    pytest.param("a&nbsp;b &lt;c&gt; R&amp;D", "a b <c> r&d", id="named character references"),
    pytest.param("か&#x3099;", "が", id="a combining mark as a reference"),
    pytest.param("＆＃３１１９２；", "秘", id="a reference in full width"),
    pytest.param("&nothing; && &#; &", "&nothing; && &#; &", id="what is no reference"),
    pytest.param("\u0421\u041eNFIDENTIAL", "confidential", id="Cyrillic letters in a Latin word"),
    pytest.param("T\u039fP \u0405ECR\u0415T", "t\u03bfp secret", id="but not in a word of three"),
    pytest.param("море и поле", "море и поле", id="Russian stays Russian"),
    pytest.param("5 μm, Δx, αβγδ", "5 μm, δx, αβγδ", id="Greek stays Greek"),
    pytest.param("Straße İı", "strasse i\u0307ı", id="letters that fold to two"),
    pytest.param("\u0390\u1fd3", "\u0390\u0390", id="a letter that folds to three and composes"),
    pytest.param("社\ud83d外\udc00秘", "社外秘", id="halves of surrogate pairs"),
    pytest.param("社\ufffd外\ufffd\ufffd秘", "社外秘", id="damage"),
    pytest.param("社\uf8f3外秘", "社外秘", id="damage in Shift_JIS"),
    pytest.param("社\ufffc外秘", "社外秘", id="where a picture stood"),
    pytest.param("㊙\ufe0f ㊙\ufe0e", "秘 秘", id="a sign and how it is drawn"),
    pytest.param("社外祕 嚴祕 關係者 對外祕", "社外秘 厳秘 関係者 対外秘", id="old forms of kanji"),
    pytest.param("🅢🅔🅒🆁🅴🆃", "secret", id="white letters on black"),
    pytest.param("กำไร ลับมาก", "ก\u0e4dาไร ลับมาก", id="Thai"),
]


@pytest.mark.parametrize(("original", "folded"), FOLDINGS)
def test_what_looks_alike_folds_alike(original: str, folded: str) -> None:
    assert searchable(original).text == folded


@pytest.mark.parametrize(
    ("original", "needle", "found"),
    [
        pytest.param("【ｼｬｶﾞｲ秘】", "ガ", "ｶﾞ", id="a kana and its mark"),
        pytest.param("㈱青葉", "株", "㈱", id="part of an abbreviation is all of it"),
        pytest.param("x社\u200b外\u200b秘y", "社外秘", "社\u200b外\u200b秘", id="in the unseen"),
        pytest.param("x社\ufffd外秘y", "社外秘", "社\ufffd外秘", id="in damage"),
        pytest.param("\u200b秘", "秘", "秘", id="the unseen before it stays outside"),
        pytest.param("a &#31192;&nbsp;b", "秘", "&#31192;", id="a reference"),
        pytest.param("㈱ &amp;#31192; …", "秘", "&amp;#31192;", id="after other changes"),
        pytest.param("ＣＯＮ…ＦＩ", "fi", "ＦＩ", id="one to one after a change"),
    ],
)
def test_the_way_back(original: str, needle: str, found: str) -> None:
    form = searchable(original)
    at = form.text.index(needle)
    start, end = form.span(at, at + len(needle))
    assert original[start:end] == found


@pytest.mark.parametrize(
    ("piece", "folded"),
    [
        pytest.param("ＤＷＧ－１２", "DWG-12", id="full width"),
        pytest.param("DW&#71;\u200b-12", "DWG-12", id="a reference and the unseen"),
        pytest.param("D\u0410TA ｶﾞ", "DATA ガ", id="a Cyrillic capital"),
        pytest.param("МИР", "МИР", id="Russian"),
    ],
)
def test_capitals_can_be_kept(piece: str, folded: str) -> None:
    assert capitals_kept(piece) == folded


def test_repr_keeps_the_text_to_itself() -> None:
    assert "社外秘" not in repr(searchable("社外秘"))


# ---------------------------------------------------------------- laws

# What folds, combines, vanishes or decodes, beside what does none of these.
ODD = (
    "aAςΣσßﬁéİaＡ１ あｱｶﾞﾟ\u3099\u309a\u0301\u0323\u0345漢㈱①…㊙\u200b\ufe0f\u00ad한\u1100"
    "\u1161\u11a8ㄱㅏﾡￂกำุ่้\u0e4dΐᾳſẛ\u09c7\u09be\ud800\U0001d400\U0001f15a⻑⼼\n &#;0x社"
)
texts = st.text(st.one_of(st.sampled_from(ODD), st.characters(codec=None)), max_size=40)
plain = texts.filter(lambda text: "&" not in text and "＆" not in text)


def reference(text: str) -> str:
    """The definition, slowly: take away, put in place, NFKC_Casefold."""
    seen = "".join(c for c in text if not module.INVISIBLE.match(c)).translate(module._LOOKS)
    folded = unicodedata.normalize("NFKC", seen).casefold()
    return module._latin(unicodedata.normalize("NFKC", folded).translate(module._OLD))


@given(plain)
@settings(deadline=None, max_examples=400)
def test_folding_piece_by_piece_is_folding_the_whole(text: str) -> None:
    assert searchable(text).text == reference(text)


@given(texts)
@settings(deadline=None, max_examples=400)
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    once = searchable(text).text
    assert searchable(once).text == once


@given(texts, st.data())
@settings(deadline=None, max_examples=400)
def test_spans_stay_inside_and_in_order(text: str, data: st.DataObject) -> None:
    form = searchable(text)
    length = len(form.text)
    cuts = sorted(data.draw(st.lists(st.integers(0, length), min_size=2, max_size=6)))
    spans = [form.span(a, b) for a, b in pairwise(cuts) if a < b]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert all(one[1] <= other[1] for one, other in pairwise(spans))


@given(plain)
@settings(deadline=None, max_examples=300)
def test_every_folded_character_comes_from_its_span(text: str) -> None:
    form = searchable(text)
    for i, char in enumerate(form.text):
        start, end = form.span(i, i + 1)
        assert char in searchable(text[start:end]).text or char in module._latin(
            reference(text[start:end])
        ).translate(module.LATIN)


# All but private use, what is not assigned, and the large blocks of inert characters.
BLOCKS = ((0, 0x3400), (0xA000, 0xAC00), (0xD7A4, 0xE000), (0xF900, 0x1FBFF), (0x2F800, 0x2FA20))


@pytest.mark.parametrize("beside", ["", "a", "漢", "\u0301"])
def test_every_character_folds_as_it_is_defined(beside: str) -> None:
    some = (chr(c) for block in (*BLOCKS, (0xE0000, 0xE1000)) for c in range(*block))
    some = (char for char in some if char not in "&＆﹠")
    text = "\n".join(char + beside for char in some)
    folded = searchable(text).text
    assert folded == reference(text)
    assert searchable(folded).text == folded


def test_inert_characters_are_left_alone_by_all_others() -> None:
    composing = {
        chr(int(parts[1], 16))
        for c in range(sys.maxunicode + 1)
        if not (parts := unicodedata.decomposition(chr(c)).split() or ["<"])[0].startswith("<")
        and len(parts) == 2
    }
    inert = re.findall(f"[{module._INERT}]", "".join(map(chr, range(sys.maxunicode + 1))))
    for char in inert:
        assert len(char.casefold()) == 1, hex(ord(char))
        assert reference(char) == char.casefold().translate(module._OLD), hex(ord(char))
        assert unicodedata.is_normalized("NFKC", char), hex(ord(char))
        assert not unicodedata.combining(char), hex(ord(char))
        assert char not in composing, hex(ord(char))


def test_starters_that_compose_are_known() -> None:
    for c in range(sys.maxunicode + 1):
        parts = unicodedata.decomposition(chr(c)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            second = chr(int(parts[1], 16))
            assert unicodedata.combining(second) or module._COMPOSING.match(second), hex(c)


def test_a_million_marks_on_one_letter_do_not_take_quadratic_time() -> None:
    # Sorting them as one cluster would take hours.
    assert len(searchable("a" + "\u0301\u0323" * 500_000).text) > 500_000


def test_references_nested_without_end_take_a_bounded_number_of_rounds() -> None:
    assert searchable("&" + "amp;" * 200_000 + "#31192;").text.startswith("&")
