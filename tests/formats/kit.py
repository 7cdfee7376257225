"""Makers of requests, and the questions that the tests of the formats ask of a prompt."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from gateway import formats
from gateway.formats.known_names import FIELDS
from gateway.model import Part, Prompt, Request

SECRET = "【社外秘】第3四半期の原価表"


def a_request(
    body: bytes | str = b"",
    content_type: str | None = "application/json",
    target: str = "/v1/chat/completions",
    headers: tuple[tuple[str, str], ...] = (),
) -> Request:
    said = (("content-type", content_type),) if content_type is not None else ()
    return Request(
        id="r1",
        actor="alice",
        client="127.0.0.1",
        host="api.openai.com",
        target=target,
        headers=(*said, *headers),
        body=body.encode() if isinstance(body, str) else body,
    )


def a_chat(content: Any, **also: Any) -> bytes:
    """The body of a chat of one message."""
    return json.dumps({"messages": [{"role": "user", "content": content}], **also}).encode()


def read(body: bytes | str, content_type: str | None = "application/json") -> Prompt:
    return formats.read(a_request(body, content_type), "generic")


def read_chat(content: Any) -> Prompt:
    return read(a_chat(content))


def texts(prompt: Prompt, part: Part | None = None) -> list[str]:
    return [s.text for s in prompt.segments if part is None or s.part is part]


def says(prompt: Prompt, text: str = SECRET) -> bool:
    """Does one segment hold this text?"""
    return any(text in s.text for s in prompt.segments)


def base64_of(text: str | bytes, charset: str = "utf-8") -> str:
    data = text.encode(charset) if isinstance(text, str) else text
    return base64.b64encode(data).decode()


def strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value that must be read, and every key that is no vendor's word.

    A string that is JSON itself counts as what is in it.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            if key and key not in FIELDS:
                yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str) and value:
        nested = _nested(value)
        yield from [value] if nested is None else strings(nested)


def _nested(text: str) -> Any:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if any(True for _ in strings(value)) else None
