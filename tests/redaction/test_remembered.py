"""What was taken out once is taken out where no classifier would know it."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import formats
from gateway.model import ClassId, Finding, Part, Prompt, Request, Segment
from gateway.redaction import Remembered
from gateway.redaction.remembered import MIN_LENGTH

CREDENTIAL = ClassId("credential")


def remembered(*values: str) -> Remembered:
    named = {f"PASSWORD-{n:06}": value for n, value in enumerate(values)}
    made = Remembered(named)
    for name in named:
        made.add(name, CREDENTIAL)
    return made


def found(text: str, *values: str) -> list[str]:
    prompt = Prompt((Segment("/messages/0/content", text),))
    return [text[f.start : f.end] for f in remembered(*values).find(prompt, ())]


@pytest.mark.parametrize(
    ("text", "value", "times"),
    [
        pytest.param("use Xk9#mPq2vL7w to log in", "Xk9#mPq2vL7w", 1, id="a password"),
        pytest.param("担当は山田太郎です。山田太郎と", "山田太郎", 2, id="a Japanese name"),
        pytest.param("call 090-1234-5678.", "090-1234-5678", 1, id="a number"),
        pytest.param("x090-1234-5678", "090-1234-5678", 0, id="the end of another word"),
        pytest.param("AXk9#mPq2vL7w1", "Xk9#mPq2vL7w", 0, id="within another"),
        pytest.param("東京都Xk9#mPq2vL7w区", "Xk9#mPq2vL7w", 1, id="between kanji"),
        pytest.param("image: postgres:15", "postgres", 0, id="a plain word"),
        pytest.param("port 1234", "1234", 0, id="a short number"),
        pytest.param("山田電機", "山田", 0, id="a short name within a word"),
        pytest.param("line one\nline two", "one\nline", 1, id="over two lines"),
    ],
)
def test_a_value_is_known_again_wherever_a_user_or_a_tool_has_it(
    text: str, value: str, times: int
) -> None:
    assert found(text, value, "another-Value-1") == [value] * times


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param({"role": "assistant", "content": "use postgres"}, id="a text"),
        pytest.param({"role": "model", "parts": [{"text": "use postgres"}]}, id="a part"),
        pytest.param({"type": "function_call", "arguments": '{"a": "postgres"}'}, id="a call"),
    ],
)
def test_a_plain_word_is_known_again_where_the_model_said_it(turn: object) -> None:
    body = json.dumps({"messages": [{"role": "user", "content": "run postgres"}, turn]}).encode()
    headers = (("content-type", "application/json"),)
    prompt = formats.read(Request("1", "a", "a", "x.test", headers=headers, body=body))
    (finding,) = remembered("postgres").find(prompt, ())
    assert "run" not in prompt.segments[finding.segment].text
    assert finding.information_class == CREDENTIAL
    assert finding.kind == "PASSWORD"


def test_what_was_found_already_is_not_found_twice() -> None:
    prompt = Prompt((Segment("/0", "pw Xk9#mPq2"),))
    known = Finding("credential/x", CREDENTIAL, 3, 11, segment=0)
    assert list(remembered("Xk9#mPq2").find(prompt, (known,))) == []


def test_thousands_of_values_that_are_alike_are_found() -> None:
    """All addresses of a company; one look for each of them would take minutes."""
    values = [f"{name}{n}@sample-kogyo.co.jp" for n in range(4_000) for name in ("taro", "hanako")]
    text = "\n".join([*values, "sample-kogyo.co.jp"] * 2)
    assert found(text, *values) == values * 2
    same = [f"山田{chr(0x4E00 + n)}郎" for n in range(8_000)]
    assert found("".join(same), *same) == same


def test_of_two_names_for_one_value_one_may_go() -> None:
    held = remembered("Xk9#mPq2", "Xk9#mPq2")
    held.drop("PASSWORD-000000", "Xk9#mPq2")
    prompt = Prompt((Segment("/0", "Xk9#mPq2"),))
    assert [f.kind for f in held.find(prompt, ())] == ["PASSWORD"]
    held.drop("PASSWORD-000001", "Xk9#mPq2")
    assert list(held.find(prompt, ())) == []


@pytest.mark.parametrize("part", [Part.QUERY, Part.HEADER, Part.PATH, Part.FILE_NAME])
def test_outside_of_the_body_a_plain_word_is_anybodys(part: Part) -> None:
    prompt = Prompt((Segment(f"{part}:/0", "Xk9#mPq2 ready", part),))
    assert [f.start for f in remembered("Xk9#mPq2", "ready").find(prompt, ())] == [0]


def test_a_text_that_held_none_is_looked_at_again_for_a_new_value() -> None:
    named = {"PASSWORD-000000": "Xk9#mPq2", "PASSWORD-000001": "Xk9#other"}
    made = Remembered(named)
    made.add("PASSWORD-000000", CREDENTIAL)
    prompt = Prompt((Segment("/0", "say Xk9#other"),))
    assert [list(made.find(prompt, ())) for _ in range(2)] == [[], []]
    made.add("PASSWORD-000001", CREDENTIAL)
    assert [f.start for f in made.find(prompt, ())] == [4]


def test_what_was_let_go_of_is_not_found() -> None:
    made = remembered("Xk9#mPq2", "Xk9#other")
    made.drop("PASSWORD-000000", "Xk9#mPq2")
    prompt = Prompt((Segment("/0", "Xk9#mPq2 Xk9#other"),))
    assert [f.start for f in made.find(prompt, ())] == [9]


@given(
    value=st.text(st.sampled_from("ab1-山田 ."), min_size=MIN_LENGTH, max_size=8),
    before=st.text(st.sampled_from("ab1-山田 ."), max_size=8),
    after=st.text(st.sampled_from("ab1-山田 ."), max_size=8),
)
def test_every_whole_occurrence_in_a_models_words_is_found(
    value: str, before: str, after: str
) -> None:
    """Looked for in the slow way: at every place, unless a word goes on beyond it."""
    text = f"{before} {value} {after}"
    has_a_part = any(c.isascii() and c.isalnum() for c in value) or any(
        not a.isascii() and not b.isascii() for a, b in itertools.pairwise(value)
    )
    segments = (Segment("/0/#0", "assistant", label="role"), Segment("/0/content", text))
    starts = {f.start for f in remembered(value).find(Prompt(segments), ())}
    if has_a_part:
        assert any(s <= len(before) + 1 < s + len(value) for s in starts)
    assert all(text[s : s + len(value)] == value for s in starts)
