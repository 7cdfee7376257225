"""A fragment of an asset takes its sentence, line or cell with it; any other value its word."""

from __future__ import annotations

import pytest

from gateway.model import CannotRewriteError, ClassId, Finding
from gateway.redaction.widening import WIDEST, whole_sentence, whole_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "前です。単価は«四十八万円を»上限とする。次です。",
            "単価は四十八万円を上限とする。",
            id="a sentence",
        ),
        pytest.param("a\tb «cell» c\td", "b cell c", id="a cell"),
        pytest.param("one\ntwo «of» it\nthree", "two of it", id="a line"),
        pytest.param(
            "Was 1.5 up? It is «forty-one» at 3.5 now. Next.",
            " It is forty-one at 3.5 now.",
            id="a decimal point",
        ),
        pytest.param("終わり。«文そのもの。»次。", "文そのもの。", id="a sentence as it is"),
        pytest.param("«all of it»", "all of it", id="a whole text"),
        pytest.param(
            "x" * 500 + "«y»" + "z" * 500, "x" * WIDEST + "y" + "z" * WIDEST, id="no end in sight"
        ),
    ],
)
def test_a_fragment_of_an_asset_is_widened(text: str, expected: str) -> None:
    assert _widened(text, "A-1") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("it was «Emer»son who wrote", "Emerson", id="the end of a word"),
        pytest.param("it was «Emer»\u200bson who wrote", "Emer\u200bson", id="an unseen character"),
        pytest.param("rue Jean «Jaur»ès, Lyon", "Jaurès", id="a letter with an accent"),
        pytest.param("«Jose»\u0301, Lima", "Jose\u0301", id="a mark by itself"),
        pytest.param("«Emer»&#115;on wrote", "Emer&#115;on", id="a letter as a reference"),
        pytest.param("it was Em«erson» who", "Emerson", id="the beginning of a word"),
        pytest.param("12«34-5678» ja", "1234-5678", id="the beginning of a number"),
        pytest.param("Tel«03-1234-5678»まで", "03-1234-5678", id="another word before a number"),
        pytest.param("«27.3»kg", "27.3", id="a unit after a number"),
        pytest.param("x\\n«AKIA1»Z", "AKIA1Z", id="the end of an escape before it"),
        pytest.param("x%20«abc1» y", "abc1", id="a percent-encoded blank before it"),
        pytest.param("«田中»さんへ", "田中", id="a language without blanks"),
        pytest.param("鍵は«abc1»です", "abc1", id="kana around a Latin word"),
        pytest.param("«abc1», def", "abc1", id="a mark behind it"),
        pytest.param("user_«abc1»_x", "abc1", id="an underscore parts words"),
        pytest.param("«an»a «", "ana", id="to the end"),
    ],
)
def test_any_other_finding_takes_its_word_along(text: str, expected: str) -> None:
    assert _widened(text) == expected


def test_a_word_without_end_is_refused() -> None:
    with pytest.raises(CannotRewriteError, match="within-a-word"):
        _widened("«x»" + "y" * (WIDEST + 1))


def _widened(text: str, asset: str = "") -> str:
    start, end = text.index("«"), text.index("»") - 1
    plain = text.replace("«", "").replace("»", "")
    finding = Finding("asset/x", ClassId("secret"), start, end, asset=asset)
    found = whole_words(whole_sentence(finding, plain), plain, 0, len(plain))
    return plain[found.start : found.end]
