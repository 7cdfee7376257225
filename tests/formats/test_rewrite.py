"""The law of rewriting: what is read afterwards is the edited texts, and nothing else changed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import formats
from gateway.model import CannotRewriteError, Edit, Part, Prompt
from tests.formats.kit import a_chat, a_request, base64_of, read, read_chat, texts
from tests.formats.test_json import layouts, values

# What a redaction puts in: in brackets, and never a text that is JSON itself.
placeholders = st.text(max_size=8).map(lambda t: f'[秘-{t}"\\\n😀]')


def rewritten(prompt: Prompt, edits: Iterable[Edit]) -> bytes:
    assert prompt.rewrite
    return prompt.rewrite(edits)


def edit(prompt: Prompt, old: str, new: str) -> bytes:
    """The body with every `old` in a segment of the body replaced."""
    edits = []
    for number, segment in enumerate(prompt.segments):
        if segment.part is Part.BODY and not segment.seams:
            at = segment.text.find(old)
            while at >= 0:
                edits.append(Edit(number, at, at + len(old), new))
                at = segment.text.find(old, at + len(old))
    assert edits
    return rewritten(prompt, edits)


def _is_editable(prompt: Prompt, number: int) -> bool:
    """A string in JSON, as it stands: no number, nothing decoded or joined, no file in base64; and
    nothing that is also a text in some coding, which would be another after the edit."""
    segment = prompt.segments[number]
    others = (s.place for s in (*prompt.segments[:number], *prompt.segments[number + 1 :]))
    is_coded = any(p == segment.place or p.startswith(f"{segment.place}#decoded") for p in others)
    as_it_stands = not segment.seams and "#decoded" not in segment.place and segment.text != ""
    return as_it_stands and not is_coded


@given(values, layouts)
@settings(max_examples=200, deadline=None)
def test_without_edits_the_bytes_are_the_same(value: Any, layout: dict[str, Any]) -> None:
    body = json.dumps(value, **layout).encode()
    prompt = read(body)
    if prompt.rewrite:
        assert prompt.rewrite(()) == body


@given(values, layouts, st.data())
@settings(max_examples=400, deadline=None)
def test_reading_again_gives_the_edited_texts_and_nothing_else(
    value: Any, layout: dict[str, Any], data: st.DataObject
) -> None:
    body = json.dumps({"messages": value}, **layout).encode()
    prompt = read(body)
    numbers = [n for n in range(len(prompt.segments)) if _is_editable(prompt, n)]
    if not numbers:
        return
    wanted = [s.text for s in prompt.segments]
    edits = []
    for number in data.draw(st.lists(st.sampled_from(numbers), max_size=3, unique=True)):
        text = prompt.segments[number].text
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        if text[:1] in "-0123456789[{tfnNI":
            start, end = 0, len(text)
        new = data.draw(placeholders)
        edits.append(Edit(number, start, end, new))
        wanted[number] = text[:start] + new + text[end:]
    try:
        again = read(rewritten(prompt, edits))
    except CannotRewriteError:
        return
    # An edit may be a text in some coding, too; what is made of a text stands behind it.
    said = {s.place: s.text for s in reversed(again.segments)}
    for number in numbers:
        assert said[prompt.segments[number].place] == wanted[number]


FORM = "application/x-www-form-urlencoded"
NAME, MASK = "山田太郎", "[NAME-7K3Q]"
"""Someone's name, and what is put in its place."""


def a_form(**fields: str) -> bytes:
    return "&".join(f"{k}={quote_plus(v)}" for k, v in fields.items()).encode()


def a_part(name: str, content: bytes, more: bytes = b"") -> bytes:
    head = b'--XX\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + more
    return head + b"\r\n\r\n" + content + b"\r\n"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(a_chat(f"担当は{NAME}です"), "application/json", id="a string with escapes"),
        pytest.param(
            a_chat(json.dumps({"a": json.dumps({"b": f'"{NAME}"\n'})})),
            "application/json",
            id="JSON in JSON in JSON",
        ),
        pytest.param(
            json.dumps({"content": NAME}, ensure_ascii=False, indent=1).encode("utf-16"),
            "application/json",
            id="UTF-16",
        ),
        pytest.param(
            json.dumps({"content": NAME}, ensure_ascii=False).encode("cp932"),
            "application/json; charset=shift_jis",
            id="Shift_JIS",
        ),
        pytest.param(b"\xef\xbb\xbf" + a_chat(NAME), "application/json", id="UTF-8 with its mark"),
        pytest.param(a_chat(NAME) + b"\n" + a_chat("x"), "application/x-ndjson", id="JSON Lines"),
        pytest.param(a_form(q=f"{NAME} & 1+1=2", r="x"), FORM, id="a form"),
        pytest.param(
            a_form(**{"f.req": json.dumps([None, json.dumps([[NAME + "さん"]])])}),
            FORM,
            id="JSON in JSON in a form",
        ),
        pytest.param(
            a_part("purpose", b"x")
            + a_part("file", f"氏名\n{NAME}\n".encode("cp932"), b'; filename="a.csv"')
            + b"--XX--\r\n",
            "multipart/form-data; boundary=XX",
            id="a file of a form, in its charset",
        ),
        pytest.param(
            a_part("file", a_chat(NAME) + b"\n" + a_chat(NAME), b'; filename="a.jsonl"')
            + b"--XX--\r\n",
            "multipart/form-data; boundary=XX",
            id="a batch file",
        ),
        pytest.param(f"メモ\n{NAME}\n".encode(), "text/plain", id="a text"),
        pytest.param(
            json.dumps({"file_data": base64_of(f"名簿 {NAME}")}).encode(),
            "application/json",
            id="a file in base64",
        ),
        pytest.param(
            a_chat("表: data:text/csv;base64," + base64_of(f"氏名,{NAME}") + " です"),
            "application/json",
            id="a file in a data: address",
        ),
        pytest.param(
            a_chat("data:text/plain," + quote_plus(f"名簿 {NAME}".replace(" ", "_"))),
            "application/json",
            id="a data: address in percent-encoding",
        ),
        pytest.param(
            a_chat("見て " + base64_of(json.dumps({"name": base64_of(f"名簿です {NAME}")}))),
            "application/json",
            id="base64 in JSON in base64",
        ),
    ],
)
def test_an_edit_is_carried_through_every_coding(body: bytes, content_type: str) -> None:
    prompt = read(body, content_type)
    again = read(edit(prompt, NAME, MASK), content_type)
    at = [n for n, s in enumerate(prompt.segments) if NAME in s.text and not s.seams]
    assert at
    for number in at:
        assert again.segments[number].text == prompt.segments[number].text.replace(NAME, MASK)
    others = set(range(len(prompt.segments))) - set(at)
    for number in others:
        before, after = prompt.segments[number], again.segments[number]
        assert (
            before.text == after.text or before.seams or NAME in before.text or _holds(before.text)
        )


def _holds(text: str) -> bool:
    """A text that holds the edited one coded: it changes with it."""
    return len(text) > 20


def test_every_byte_beside_the_edit_stays() -> None:
    body = b'\n{ "model" : "m\\u0041" ,\r\n "content":"a\\/b \xe5\xb1\xb1 c", "n":1.50e+3 }\n'
    prompt = read(body)
    assert edit(prompt, "山", "\\") == body.replace(b"\xe5\xb1\xb1", b"\\\\")


def test_several_edits_in_one_text() -> None:
    prompt = read_chat("a1b2c3")
    number = texts(prompt).index("a1b2c3")
    edits = [Edit(number, 5, 6, "Z"), Edit(number, 1, 2, "XX"), Edit(number, 3, 4, "")]
    again = read(rewritten(prompt, edits))
    assert again.segments[number].text == "aXXbcZ"


def test_a_number_becomes_a_string() -> None:
    prompt = read('{"個人番号": 123456789018, "v": [1, 4111111111111111]}')
    body = edit(prompt, "123456789018", "[N-1]").decode()
    assert json.loads(body) == {"個人番号": "[N-1]", "v": [1, 4111111111111111]}
    body = edit(prompt, "4111111111111111", "[C-1]").decode()
    assert json.loads(body)["v"] == [1, "[C-1]"]


def test_a_part_of_a_number_stays() -> None:
    with pytest.raises(CannotRewriteError):
        edit(read('{"個人番号": 123456789018}'), "3456", "x")


def test_edits_that_overlap_are_the_callers_fault() -> None:
    prompt = read_chat("abcdef")
    number = texts(prompt).index("abcdef")
    with pytest.raises(ValueError, match="overlap") as caught:
        rewritten(prompt, [Edit(number, 0, 3, "x"), Edit(number, 2, 4, "y")])
    assert not isinstance(caught.value, CannotRewriteError)


def test_an_edit_outside_its_text_is_the_callers_fault() -> None:
    with pytest.raises(ValueError, match="outside"):
        rewritten(read_chat("abc"), [Edit(0, 2, 99, "x")])


@pytest.mark.parametrize(
    "find",
    [
        pytest.param(lambda p: p.segments[-1].part is Part.HEADER, id="a header"),
        pytest.param(lambda p: False, id="no segment at all"),
    ],
)
def test_what_is_not_in_the_body_cannot_be_rewritten(find: Callable[[Prompt], bool]) -> None:
    prompt = formats.read(a_request(a_chat("x"), headers=(("x-title", "山田太郎"),)), "generic")
    number = len(prompt.segments) - 1 if find(prompt) else len(prompt.segments)
    with pytest.raises(CannotRewriteError):
        rewritten(prompt, [Edit(number, 0, 1, "x")])


@pytest.mark.parametrize(
    ("content", "old"),
    [
        pytest.param("\\u5c71\\u7530\\u592a\\u90ce", NAME, id="a text in escapes"),
        pytest.param(
            "見て " + base64_of(gzip.compress(NAME.encode())), NAME, id="a compressed file"
        ),
    ],
)
def test_what_has_no_way_back_cannot_be_rewritten(content: str, old: str) -> None:
    with pytest.raises(CannotRewriteError):
        edit(read_chat(content), old, MASK)


def test_a_text_that_stands_in_two_parts_cannot_be_rewritten() -> None:
    prompt = read_chat([{"type": "text", "text": "山田"}, {"type": "text", "text": "太郎"}])
    (number,) = (n for n, s in enumerate(prompt.segments) if s.seams)
    with pytest.raises(CannotRewriteError):
        rewritten(prompt, [Edit(number, 0, 4, "x")])


def test_the_same_characters_read_in_two_ways_are_edited_in_one() -> None:
    coded = base64_of(f"名簿です {NAME}ほか一名")
    prompt = read_chat(f"{coded} と{NAME}")
    raw = next(n for n, s in enumerate(prompt.segments) if s.text.startswith(coded))
    decoded = next(n for n, s in enumerate(prompt.segments) if s.text.startswith("名簿"))
    edits = [Edit(raw, 0, 4, "x"), Edit(decoded, 5, 9, "y")]
    with pytest.raises(CannotRewriteError):
        rewritten(prompt, edits)
    at = len(coded) + 2
    again = read(rewritten(prompt, [Edit(raw, at, at + 4, "x"), Edit(decoded, 5, 9, "y")]))
    assert "名簿です yほか一名" in texts(again)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\xff" + a_chat("x"), id="wrong bytes"),
        pytest.param("社外秘の表".encode("euc_jp"), id="two charsets would do"),
        pytest.param(gzip.compress(a_chat("x")), id="compressed"),
        pytest.param(b"%PDF-1.7", id="binary"),
        pytest.param(b"", id="empty"),
    ],
)
def test_an_uncertain_body_has_no_way_to_be_rewritten(body: bytes) -> None:
    assert read(body).rewrite is None
