"""UTF-8 that was taken for another charset and saved so: it is read as what it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.content.mojibake import undone
from gateway.formats import read_file
from gateway.text import searchable

MARKED = "【社外秘】第3四半期 原価表"
TEXTS = (
    MARKED,
    "社外秘の原価表",
    "この資料は社外秘です。取り扱いにご注意ください。",
    "対象：社外秘（原価）",
)


def taken_for(text: str, codec: str) -> str:
    """As an editor shows it: what is nothing in the charset is U+FFFD, or, in Latin, a control."""
    data = text.encode()
    if codec != "windows":
        return data.decode(codec, "replace")
    return "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in data)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "windows", "cp932"])
def test_a_text_that_was_read_wrongly_is_read(text: str, codec: str) -> None:
    assert_read(text, codec)


@pytest.mark.parametrize("text", [TEXTS[0], TEXTS[2]])
def test_as_gbk_where_there_is_kana_or_a_bracket(text: str) -> None:
    assert_read(text, "gb18030")


def assert_read(text: str, codec: str) -> None:
    wrong = taken_for(text, codec)
    assert "社外秘" not in wrong
    for said in (wrong, f"ご確認ください。\n{wrong}\n", f"{wrong} / {wrong}"):
        assert "社外秘" in undone(said)
    for body in (json.dumps({"c": wrong}), json.dumps({"c": wrong}, ensure_ascii=False)):
        prompt = read_file(body.encode(), "", "application/json")
        assert any("社外秘" in searchable(s.text).text for s in prompt.segments)
        assert prompt.unread == ()


@pytest.mark.parametrize("codecs", [("latin-1",) * 2, ("windows",) * 3, ("windows", "latin-1")])
def test_and_wrongly_again(codecs: tuple[str, ...]) -> None:
    wrong = MARKED
    for codec in codecs:
        wrong = taken_for(wrong, codec)
    assert undone(wrong) == MARKED


@pytest.mark.parametrize(
    "text",
    [
        MARKED,
        "縺れた糸を解く。繧繝縁の畳、銆のﾊﾝｶｸｶﾅ",
        "Größe «été» … naïve façade — “œuvre” Ÿ £5 ° ±3 Â°C",
        "ÀÉÎÕÜ ÄÖÜ ÃO São João, NÃO, AÇÃO",
        "Việt Nam đất nước, Ünïcödé, Ελληνικά, Русский",
        "ｶﾅ ﾔﾏﾀﾞ ﾀﾛｳ 様 ｼﾞｭｳｼｮ",
        "紡績ﾌﾟﾗﾝﾄ、蜴ﾄｶｹﾞ、螟ﾎﾞｳｼ",
        "今天的会议讨论了新产品的价格，鐨涓鍒",
        "",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert undone(text) == ""
    assert undone(text * 3) == ""


@given(st.text(st.characters(min_codepoint=0x100, exclude_categories=["Co", "Cs"]), min_size=2))
@settings(deadline=None)
def test_of_utf8_in_latin_1_nothing_is_lost(text: str) -> None:
    assert undone(text.encode().decode("latin-1")) == text
