"""Laws and rows for JSON: every string is read, with its place and its label."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.formats.json_text import MAX_DEPTH
from gateway.formats.known_names import FIELDS
from gateway.model import Part, Prompt
from tests.formats.kit import a_chat, read, says, strings, texts
from tests.kit.unread import told

keys = st.one_of(st.sampled_from(sorted(FIELDS)), st.text(max_size=6))
scalars = st.one_of(
    st.text(max_size=20), st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
layouts = st.sampled_from(
    [
        {"ensure_ascii": True},
        {"ensure_ascii": False},
        {"ensure_ascii": False, "indent": 2},
        {"separators": (",", ":")},
    ]
)


def plain(prompt: Prompt) -> list[str]:
    """The texts that stand in the body as they are: neither decoded nor joined."""
    return [s.text for s in prompt.segments if "#decoded" not in s.place and not s.seams]


@given(values, layouts)
@settings(max_examples=400, deadline=None)
def test_every_string_and_key_of_any_json_is_a_segment_once(
    value: Any, layout: dict[str, Any]
) -> None:
    found = Counter(plain(read(json.dumps(value, **layout))))
    assert not Counter(strings(value)) - found


@given(st.dictionaries(keys, st.integers(1000, 10**20), max_size=5))
@settings(deadline=None)
def test_every_number_of_four_digits_is_read_under_its_key(numbers: dict[str, int]) -> None:
    found = [(s.label, s.text) for s in read(json.dumps(numbers)).segments]
    for key, number in numbers.items():
        assert (key, str(number)) in found


@given(values)
@settings(deadline=None)
def test_no_place_repeats_what_a_person_wrote(value: Any) -> None:
    for segment in read(json.dumps({"社外秘の名前": value})).segments:
        names = segment.place.replace("#decoded", "").replace("#joined", "").split("/")
        assert all(n in FIELDS or n.strip("#").isdecimal() or not n for n in names)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            '{"messages":[{"role":"user","content":"一"}]}',
            [("/messages/0/role", "user", "role"), ("/messages/0/content", "一", "content")],
            id="known names stand in places, arrays are counted",
        ),
        pytest.param(
            '{"model":"m","顧客":"山田","x":"y"}',
            [
                ("/model", "m", "model"),
                ("/#1#", "顧客", ""),
                ("/#1", "山田", "顧客"),
                ("/#2#", "x", ""),
                ("/#2", "y", "x"),
            ],
            id="a name that no format knows is a text, numbered, and its value's label",
        ),
        pytest.param(
            '{"content":"一","content":"二"}',
            [("/content", "一", "content"), ("/content", "二", "content")],
            id="a name that stands twice is read twice",
        ),
        pytest.param(
            '{"電話":["090","080"]}',
            [("/#0#", "電話", ""), ("/#0/0", "090", "電話"), ("/#0/1", "080", "電話")],
            id="strings in an array have the array's name as label",
        ),
        pytest.param(
            '{"input":[1, 2, 123456789018, "x", 5, 6789]}',
            [
                ("/input/0", "1, 2, 123456789018", "input"),
                ("/input/3", "x", "input"),
                ("/input/4", "5, 6789", "input"),
            ],
            id="neighbouring numbers are one text as it stands",
        ),
        pytest.param(
            '{"n":12,"個人番号":123456789018,"p":true}',
            [
                ("/#1#", "個人番号", ""),
                ("/#1", "123456789018", "個人番号"),
            ],
            id="a number needs no quotes; short ones and literals say nothing",
        ),
        pytest.param(
            '{"arguments":"{\\"city\\":\\"東京\\"}"}',
            [("/arguments/#0#", "city", ""), ("/arguments/#0", "東京", "city")],
            id="JSON in a string is read as JSON",
        ),
        pytest.param(
            '{"arguments":"{}","input":"[1]","content":"[要確認] {x}"}',
            [
                ("/arguments", "{}", "arguments"),
                ("/input", "[1]", "input"),
                ("/content", "[要確認] {x}", "content"),
            ],
            id="a string that only looks like JSON, or says nothing as JSON, stands as it is",
        ),
        pytest.param('"一"', [("", "一", "")], id="a bare string"),
        pytest.param("[12]", [("", "[12]", "")], id="a body that says nothing is one text"),
        pytest.param(
            '{"content":"\\ud83d\\ude00 \\ud83d \\u793e\\/"}',
            [("/content", "😀 \ufffd 社/", "content")],
            id="escapes; half a surrogate pair becomes U+FFFD",
        ),
        pytest.param(
            '\ufeff{"content":"一"}', [("/content", "一", "content")], id="a byte order mark"
        ),
        pytest.param(
            '{"content":"行1\n行2\t\x01"}',
            [("/content", "行1\n行2\t\x01", "content")],
            id="control characters without escapes",
        ),
    ],
)
def test_places_and_labels(body: str, expected: list[tuple[str, str, str]]) -> None:
    prompt = read(body)
    found = [(s.place, s.text, s.label) for s in prompt.segments if not s.seams]
    assert (found, prompt.unread) == (expected, ())


@pytest.mark.parametrize("name", ["filename", "file_name", "displayName"])
def test_a_member_that_names_a_file_gives_a_file_name(name: str) -> None:
    (segment,) = read(json.dumps({name: "社外秘.xlsx"})).segments
    assert segment.part is Part.FILE_NAME


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"content":"社外秘の表",}', id="a trailing comma"),
        pytest.param('{"content":"社外秘の表"', id="no end"),
        pytest.param('{"content":"社外秘の表', id="no end of the string"),
        pytest.param('{"content":"社外秘の表"}]', id="one bracket too many"),
        pytest.param('{"a":1]{"content":"社外秘の表"}', id="brackets that do not match"),
        pytest.param('{"a" "b", "content":"社外秘の表"}', id="no colon"),
        pytest.param('{"a":1 "content":"社外秘の表"}', id="no comma"),
        pytest.param('{,"content":"社外秘の表"}', id="a comma first"),
        pytest.param('{"n":0x1F,"content":"\\u793e\\u5916\\u79d8の表"}', id="a hexadecimal number"),
        pytest.param('// note\n{"content":"\\u793e\\u5916\\u79d8の表"}', id="a comment"),
        pytest.param("{'content':'\\u793e\\u5916\\u79d8の表'}", id="single quotes"),
        pytest.param("{content:`\\u793e\\u5916\\u79d8の表`}", id="back quotes"),
        pytest.param("{content: 社外秘の表}", id="no quotes at all"),
        pytest.param('{"content":"\\x41\\u793e\\u5916\\u79d8の表"}', id="an escape of JavaScript"),
        pytest.param('{"content":"\\u{793e}\\u5916\\u79d8の表"}', id="another one"),
        pytest.param("content: 社外秘の表", id="no JSON at all"),
        pytest.param('callback({"content":"社外秘の表"})', id="a call around it"),
        pytest.param('{"content":"社外秘の表"} trailing', id="words behind it"),
        pytest.param('{"a":' * 50 + '"社外秘の表"' + "}" * 50, id="fifty levels"),
        pytest.param(
            '{"a":' * MAX_DEPTH + '"社外秘の表"' + "}" * MAX_DEPTH,
            id="as many levels as there may be",
        ),
    ],
)
def test_what_is_nearly_json_is_read_all_the_same(body: str) -> None:
    prompt = read(body)
    assert says(prompt, "社外秘の表")
    assert prompt.unread == ()


def test_what_is_not_json_cannot_be_rewritten() -> None:
    assert read('{"content":"一",}').rewrite is None


def test_more_levels_than_that_are_reported() -> None:
    (cause,) = told(read("[" * (MAX_DEPTH + 1)).unread)
    assert cause == "body: more than 10,000 levels of arrays and objects"


def test_places_stay_short_however_deep_the_body() -> None:
    prompt = read('{"content":' * 1000 + '"一"' + "}" * 1000)
    assert max(len(s.place) for s in prompt.segments) < 400


@pytest.mark.parametrize(
    ("body", "places"),
    [
        pytest.param('{"content":"一"}\n', ["/content"], id="one line is no list"),
        pytest.param(
            '{"content":"一"}\n{"content":"二"}\n', ["/0/content", "/1/content"], id="JSON Lines"
        ),
        pytest.param(
            '{"content":"一"}\x1e{"content":"二"}\x1e',
            ["/0/content", "/1/content"],
            id="record separators, as SignalR sends them",
        ),
        pytest.param(
            '{"content":"一"}{"content":"二"}', ["/0/content", "/1/content"], id="nothing"
        ),
    ],
)
def test_values_one_after_another_are_numbered(body: str, places: list[str]) -> None:
    prompt = read(body, "application/x-ndjson")
    assert [s.place for s in prompt.segments if not s.seams] == places


def test_numbers_with_blanks_between_them_are_a_text_and_no_values() -> None:
    assert "090 1234 5678" in texts(read("090 1234 5678", "text/plain"))


def test_too_many_texts_are_reported() -> None:
    prompt = read(json.dumps(["x"] * 100_001))
    assert told(prompt.unread) == ("body: more than 100,000 texts",)


def test_too_many_values_are_reported() -> None:
    prompt = read("[" + "[]," * 1_000_001 + "[]]")
    assert told(prompt.unread) == ("body: more than 1,000,000 values",)


def test_json_within_json_is_opened_so_often_and_then_reported() -> None:
    text = "秘\n"
    for _ in range(5):
        text = json.dumps({"a": text})
    assert told(read(a_chat(text)).unread) == (
        "/messages/0/content/#0/#0/#0/#0: texts in texts, deeper than is looked into",
    )
