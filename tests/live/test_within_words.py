"""A word cut by markup that nobody sees: refused or taken out whole; what is bold passes."""

from __future__ import annotations

import json

import pytest

from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate
from tests.kit.policy import OPENAI, chat


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("【社<span>外</span>秘】第3四半期 原価表", id="tags"),
        pytest.param("【社<b></b>外秘】第3四半期 原価表", id="tags around nothing"),
        pytest.param("【社<!-- x -->外秘】第3四半期 原価表", id="a comment"),
        pytest.param("【<ruby>社<rt>しゃ</rt>外<rt>がい</rt>秘</ruby>】原価表", id="ruby"),
        pytest.param("【社**外**秘】第3四半期 原価表", id="strong"),
        pytest.param("【社_外_秘】第3四半期 原価表", id="emphasis"),
        pytest.param("【社`外`秘】第3四半期 原価表", id="code"),
        pytest.param("【社\\外秘】第3四半期 原価表", id="an escape"),
        pytest.param("【社\x1b[31m外\x1b[0m秘】第3四半期 原価表", id="colours"),
        pytest.param("\x1b[1;31m社外秘\x1b[0m\n第3四半期 原価表", id="in colour"),
        pytest.param("\\x1b[31mHAYABUSA-2718\\x1b[0m", id="a colour in writing"),
        pytest.param("HAYA<b>BUSA</b>-2718", id="a pattern of the company"),
        pytest.param("log: a\\n社外秘\\nb", id="between ends of lines in writing"),
        pytest.param("a%0A社外秘%0A", id="between percent codes"),
        pytest.param("a\\t社外秘", id="behind a tab in writing"),
        pytest.param("【社\ud800外秘】第3四半期 原価表", id="half of a surrogate pair"),
        pytest.param("【社外祕】第3四半期 原価表", id="an old form"),
        pytest.param("【㊙\ufe0f】第3四半期 原価表", id="a sign and how it is drawn"),
        pytest.param(
            "Subject: =?ISO-2022-JP?Q?=1B$B!Z<R30Hk=21=5B=1B(B?=", id="the subject of a mail"
        ),
    ],
)
def test_a_word_that_is_cut_or_written_otherwise_stays(gate: Gate, text: str) -> None:
    events = gate.watch()
    body = chat("@").replace(b"@", json.dumps(text)[1:-1].encode())
    assert_refused(gate.ask(OPENAI, body), events, 400)


@pytest.mark.parametrize("value", ["EMP-<i>314</i>159", "EMP-<b></b>314159", "E**M**P-314159"])
def test_a_value_that_is_cut_by_markup_is_taken_out_whole(gate: Gate, value: str) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, chat(f"Write to {value}, please.")).status == 200
    (question,) = events.upstream_saw.questions
    said = json.loads(question.body)["messages"][0]["content"]
    assert said.startswith("Write to [EMPLOYEE-")
    assert said.endswith("], please.")
    assert "314" not in said


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        pytest.param("log: a\\n", "\\nb", id="ends of lines"),
        pytest.param("a\\\\n", "\\\\nb", id="ends of lines, escaped twice"),
        pytest.param("q=1%20", "%20b", id="percent codes"),
        pytest.param("%22", "%22", id="quotes in percent codes"),
        pytest.param("_", "_", id="emphasis"),
    ],
)
def test_a_value_beside_escapes_is_taken_out_without_them(
    gate: Gate, before: str, behind: str
) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, chat(f"Read {before}090-3154-8827{behind}")).status == 200
    (question,) = events.upstream_saw.questions
    said = json.loads(question.body)["messages"][0]["content"]
    assert said.startswith(f"Read {before}[PHONE-")
    assert said.endswith(f"]{behind}")
    assert b"8827" not in question.body


def test_a_text_in_bold_passes_as_it_is(gate: Gate) -> None:
    body = chat(
        "これは**太字**の文で、<b>富士山</b>の高さを`height`に入れます。外**秘**密の話ではありません。"
    )
    events = gate.watch()
    assert gate.ask(OPENAI, body).status == 200
    (question,) = events.upstream_saw.questions
    assert question.body == body
