"""What a refused client gets: each vendor's own error shape, and a page for people."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from gateway import formats
from gateway.model import Language

MESSAGE = "この文書は社外秘です。\n判定番号 d-1"
CODE = "blocked_by_gate"


def refused(format: str, status: int = 400) -> tuple[dict[str, str], Any]:
    headers, body = formats.refuse(format, status, CODE, MESSAGE, "d-1")
    return dict(headers), json.loads(body)


OPENAI = {
    "error": {"message": MESSAGE, "type": "invalid_request_error", "param": None, "code": CODE}
}

GENERIC = {"error": {"message": MESSAGE, "type": "refused", "code": CODE, "id": "d-1"}}


@pytest.mark.parametrize(
    ("format", "body"),
    [
        ("openai-chat", OPENAI),
        ("openai-responses", OPENAI),
        (
            "anthropic-messages",
            {
                "type": "error",
                "error": {"type": "invalid_request_error", "message": MESSAGE},
                "request_id": "d-1",
            },
        ),
        ("bedrock", {"message": MESSAGE}),
        ("cohere", {"message": MESSAGE, "id": "d-1"}),
        ("ollama", {"error": MESSAGE}),
        ("generic", GENERIC),
        ("unheard-of", GENERIC),
    ],
)  # fmt: skip
def test_the_vendors_shape(format: str, body: Any) -> None:
    assert refused(format)[1] == body


def test_googles_shape() -> None:
    error = refused("gemini")[1]["error"]
    assert (error["code"], error["status"], error["message"]) == (400, "INVALID_ARGUMENT", MESSAGE)


@pytest.mark.parametrize("format", sorted(formats.FORMATS))
@pytest.mark.parametrize("status", [400, 403, 413, 415, 421, 426, 500, 501])
def test_every_refusal_carries_these_headers(format: str, status: int) -> None:
    headers, _ = refused(format, status)
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["x-should-retry"] == "false"
    assert headers["x-sekisho-decision"] == "d-1"
    assert all(name == name.lower() for name in headers)


@pytest.mark.parametrize(
    ("format", "status", "word"),
    [
        ("openai-chat", 500, "server_error"),
        ("anthropic-messages", 403, "permission_error"),
        ("anthropic-messages", 413, "request_too_large"),
        ("anthropic-messages", 500, "api_error"),
        ("gemini", 403, "PERMISSION_DENIED"),
        ("gemini", 500, "INTERNAL"),
    ],
)
def test_the_vendors_word_for_a_status(format: str, status: int, word: str) -> None:
    assert word in json.dumps(refused(format, status)[1])


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "ValidationException"),
        (403, "AccessDeniedException"),
        (500, "InternalServerException"),
    ],
)
def test_botocore_takes_the_exception_from_a_header(status: int, name: str) -> None:
    assert refused("bedrock", status)[0]["x-amzn-errortype"] == name


def test_the_formats_of_the_contract() -> None:
    assert (
        frozenset(
            {
                "openai-chat",
                "openai-responses",
                "anthropic-messages",
                "gemini",
                "bedrock",
                "cohere",
                "ollama",
                "generic",
            }
        )
        == formats.FORMATS
    )


@pytest.mark.parametrize("language", list(Language))
def test_the_page(language: Language) -> None:
    headers, body = formats.page("止めました", ["理由 <b>", "窓口 & 係"], "d-1", language)
    html = body.decode()
    assert f'<html lang="{language.value}">' in html
    assert "<title>止めました</title>" in html
    assert "<p>理由 &lt;b&gt;</p>" in html
    assert "窓口 &amp; 係" in html
    assert "d-1" not in html  # a refusal's lines hold it already
    assert dict(headers)["content-type"] == "text/html; charset=utf-8"
    assert dict(headers)["x-sekisho-decision"] == "d-1"


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    headers, body = formats.page("<script>x</script>", ["\"'>"], "<id>", Language.EN)
    html = body.decode()
    assert "<script" not in html
    assert "<id>" not in html
    assert not re.search(r"https?:|//|src=|@import|url\(", html)
    assert dict(headers)["content-security-policy"].startswith("default-src 'none'")
