"""Web apps: what a person types, pastes or drops is read wherever their pages put it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import pytest

from gateway import catalogue, formats
from gateway.catalogue.parse import SOCKET_FORMATS, WEB_FORMATS
from gateway.formats.refused_messages import MESSAGES
from gateway.model import Edit, Part, Prompt
from tests.formats.kit import SECRET, a_request, base64_of, read, says

FORM = "application/x-www-form-urlencoded;charset=UTF-8"


def gemini(prompt: str) -> str:
    """`f.req` of StreamGenerate: JSON in a string in JSON in a form."""
    inner = json.dumps([[prompt, 0, None, None, None, None, 0], ["ja"], ["", "", ""]])
    return urlencode({"f.req": json.dumps([None, inner]), "at": "token:1700000000000"})


def batch(prompt: str) -> str:
    """`f.req` of batchexecute."""
    return urlencode({"f.req": json.dumps([[["rpcId1", json.dumps([[prompt]]), None, "generic"]]])})


def chatgpt(**also: Any) -> bytes:
    return json.dumps({"action": "next", "model": "auto", **also}).encode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(
            chatgpt(messages=[{"content": {"content_type": "text", "parts": [SECRET]}}]),
            "application/json",
            id="ChatGPT: a conversation",
        ),
        pytest.param(
            chatgpt(partial_query={"content": {"content_type": "text", "parts": [SECRET]}}),
            "application/json",
            id="ChatGPT: prepare, before Send",
        ),
        pytest.param(
            json.dumps({"input_text": SECRET}), "application/json", id="ChatGPT: as it is typed"
        ),
        pytest.param(
            json.dumps({"prompt": "x", "attachments": [{"extracted_content": SECRET}]}),
            "application/json",
            id="Claude: a pasted text",
        ),
        pytest.param(gemini(SECRET), FORM, id="Gemini: f.req"),
        pytest.param(batch(SECRET), FORM, id="Gemini: batchexecute"),
        pytest.param(SECRET, "application/x-www-form-urlencoded", id="Gemini: an upload's bytes"),
        pytest.param(
            json.dumps({"chat_session_id": "s", "prompt": SECRET}), "application/json",
            id="DeepSeek",
        ),
        pytest.param(
            json.dumps({"message": SECRET, "modelName": "grok"}), "application/json", id="Grok"
        ),
        pytest.param(
            json.dumps({"fileName": "a.txt", "content": base64_of(SECRET)}), "application/json",
            id="Grok: an upload",
        ),
        pytest.param(
            json.dumps({"params": {"source": "default"}, "query_str": SECRET}),
            "application/json", id="Perplexity",
        ),
        pytest.param(
            json.dumps({"0": {"json": {"content": [{"type": "text", "text": SECRET}]}}}),
            "application/json", id="Le Chat",
        ),
        pytest.param(
            json.dumps({"messages": [{"role": "user", "content": SECRET}], "refs": []}),
            "application/json", id="Kimi",
        ),
        pytest.param(SECRET, "text/plain", id="a text file by PUT"),
        pytest.param(SECRET.encode("cp932"), "text/csv", id="a table in Shift_JIS by PUT"),
        pytest.param(SECRET, "application/octet-stream", id="a file of no stated type"),
        pytest.param(SECRET, None, id="a file without a type"),
    ],
)  # fmt: skip
def test_what_a_person_puts_in_is_read(body: bytes | str, content_type: str | None) -> None:
    prompt = read(body, content_type)
    assert says(prompt)
    assert prompt.unread == ()


@pytest.mark.parametrize("body", [gemini("before EMP after"), batch("before EMP after")])
def test_json_in_json_in_a_form_is_rewritten(body: str) -> None:
    prompt = read(body, FORM)
    new = _without(prompt, "EMP")
    outer = json.loads(parse_qs(new)["f.req"][0])
    inner = json.loads(outer[1] if outer[0] is None else outer[0][0][1])
    assert inner[0][0] == 'before ["X"] after'
    assert parse_qs(new).get("at") == parse_qs(body).get("at")


def _without(prompt: Prompt, word: str) -> str:
    """A placeholder with quotes in it, so that every level must escape it."""
    edits = [
        Edit(n, s.text.index(word), s.text.index(word) + len(word), '["X"]')
        for n, s in enumerate(prompt.segments)
        if word in s.text and s.part is Part.BODY and not s.seams
    ]
    assert prompt.rewrite
    return prompt.rewrite(edits).decode()


@pytest.mark.parametrize("path", ["/", "/new", "/search", "/app"])
def test_what_stands_in_a_link_is_read(path: str) -> None:
    request = a_request(b"", None, f"{path}?q={quote(SECRET)}&hints=search")
    prompt = formats.read(request, "generic")
    assert [s.place for s in prompt.segments if s.text == SECRET] == ["query:/q"]


def test_an_upload_of_a_picture_is_not_taken_for_read() -> None:
    assert read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png").unread


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("files.oaiusercontent.com", "chatgpt"),
        ("content-push.googleapis.com", "gemini-app"),
        ("ppl-ai-file-upload.s3.amazonaws.com", "perplexity"),
        ("chat.mistral.ai", "le-chat"),
        ("www.kimi.com", "kimi"),
    ],
)
def test_where_an_app_puts_files_counts_as_the_app(host: str, service: str) -> None:
    entry = catalogue.load().find(host)
    assert entry
    assert entry.id == service


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("format", sorted(formats.WEB_FORMATS))
def test_a_page_is_told_the_words(format: str) -> None:
    headers, body = formats.refuse(format, 400, "blocked_by_gate", "社外秘です", "d-1")
    assert "社外秘です" in body.decode()
    assert dict(headers)["x-sekisho-decision"] == "d-1"


def test_gemini_reads_the_refusal_as_an_answer() -> None:
    body = formats.refuse("gemini-web", 400, "c", '言葉 "引用"', "d-1")[1].decode()
    guard, _, size, text = body.split("\n", 3)
    assert guard == ")]}'"
    assert int(size) == len(("\n" + text).encode("utf-16-le")) // 2
    answer = json.loads(json.loads(text)[0][2])
    assert answer[4][0][1] == ['言葉 "引用"']
    assert formats.status_of("gemini-web", 400) == 200
    assert formats.status_of("claude-web", 400) == 400


def test_the_catalogue_knows_every_shape() -> None:
    assert set(WEB_FORMATS) == formats.WEB_FORMATS
    assert set(MESSAGES) == set(SOCKET_FORMATS)
