"""What goes out stays what it was: JSON, JSON in JSON, a form, code, an address."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import parse_qs, quote

import pytest

from gateway import formats
from gateway.model import ClassId, Finding, Request
from gateway.redaction import Known, Placeholders, edits, restore_text

VALUE = re.compile(r"EMP-[0-9]{6}")
PERSON = "EMP-314159"


def redacted(body: bytes, media_type: str = "application/json") -> tuple[bytes, Known]:
    """The body as it would go out, with every employee's number taken out of it."""
    headers = (("content-type", media_type),)
    prompt = formats.read(Request("1", "a", "a", "api.sample.test", headers=headers, body=body))
    assert prompt.unread == ()
    assert prompt.rewrite
    found = [
        Finding("c/x", ClassId("personal"), *m.span(), kind="EMPLOYEE", segment=number)
        for number, segment in enumerate(prompt.segments)
        for m in VALUE.finditer(segment.text)
        if segment.is_new(*m.span())
    ]
    assert found
    names = Placeholders.for_prompt(b"k", prompt)
    sent = prompt.rewrite(edits(prompt, found, names))
    assert PERSON.encode() not in sent
    return sent, Known.of(names.values)


CODE = f"def f():\n\treturn '{PERSON}'  # \"{PERSON}\" \\n"
ARGUMENTS = json.dumps({"to": PERSON, "code": CODE, "deep": json.dumps({"who": [PERSON]})})


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"messages": [{"role": "user", "content": f"ask {PERSON}"}]}, id="a text"),
        pytest.param({"tool_calls": [{"function": {"arguments": ARGUMENTS}}]}, id="arguments"),
        pytest.param({"content": [{"type": "tool_use", "input": {"a": PERSON}}]}, id="an object"),
        pytest.param({"content": CODE}, id="code"),
        pytest.param(
            {
                "content": [
                    {"type": "tool_use", "input": {"url": f"https://x.test/?who={PERSON}#a"}}
                ]
            },
            id="an address that a tool is called with",
        ),
        pytest.param({"content": f"| {PERSON} | 社員 |\n|---|---|\n"}, id="a table"),
        pytest.param({"content": "あ😀 " + PERSON}, id="escapes"),
        pytest.param({PERSON: 1}, id="a member's name"),
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json_is_still_json_and_comes_back_the_same(value: object, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only).encode()
    sent, known = redacted(body)
    json.loads(sent)
    assert json.loads(restore_text(sent.decode(), known)) == json.loads(body)


def test_arguments_are_json_on_every_level_on_the_way_out() -> None:
    body = json.dumps({"arguments": ARGUMENTS}).encode()
    inner = json.loads(json.loads(redacted(body)[0])["arguments"])
    (who,) = json.loads(inner["deep"])["who"]
    assert who == inner["to"]
    assert inner["code"] == CODE.replace(PERSON, who)


def test_a_file_in_base64_is_still_one() -> None:
    data = base64.b64encode(f"社員番号 {PERSON} の評価".encode()).decode()
    body = json.dumps({"source": {"type": "base64", "media_type": "text/plain", "data": data}})
    sent, known = redacted(body.encode())
    text = base64.b64decode(json.loads(sent)["source"]["data"]).decode()
    assert restore_text(text, known) == f"社員番号 {PERSON} の評価"


def test_a_form_is_still_one() -> None:
    inner = json.dumps([None, json.dumps([[f"ask {PERSON} & co"]])])
    sent, known = redacted(
        f"f.req={quote(inner)}&at=x%3D".encode(), "application/x-www-form-urlencoded"
    )
    fields = parse_qs(sent.decode())
    assert fields["at"] == ["x="]
    said = json.loads(json.loads(fields["f.req"][0])[1])[0][0]
    assert restore_text(said, known) == f"ask {PERSON} & co"


def test_a_number_becomes_a_text() -> None:
    body = b'{"employee": 314159, "name": "x"}'
    headers = (("content-type", "application/json"),)
    prompt = formats.read(Request("1", "a", "a", "api.sample.test", headers=headers, body=body))
    (number,) = [n for n, s in enumerate(prompt.segments) if s.text == "314159"]
    found = [Finding("c/x", ClassId("personal"), 0, 6, kind="EMPLOYEE", segment=number)]
    assert prompt.rewrite
    sent = prompt.rewrite(edits(prompt, found, Placeholders(b"k")))
    said = json.loads(sent)
    assert said == {"employee": "[EMPLOYEE-" + said["employee"][10:], "name": "x"}
