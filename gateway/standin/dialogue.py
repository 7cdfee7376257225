"""What a client says on a WebSocket -> what its vendor says back. Pure.

OpenAI's Responses API, as Codex speaks it; on every other socket, what was heard.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gateway.standin.ledger import Question
from gateway.standin.vendors import response_story

Speaker = Callable[[str], Iterable[str]]
"""A message of text -> the messages that answer it."""

BETA = "responses_websockets"
"""In the header OpenAI-Beta of an upgrade: the client speaks the Responses API's events."""


def speaker(upgrade: Question) -> Speaker:
    """Who answers on the socket that this request opens."""
    return responses if BETA in upgrade.header("openai-beta") else echo


def echo(message: str) -> Iterator[str]:
    yield f"I received: {message}"


def responses(message: str) -> Iterator[str]:
    """The events of one response."""
    asked = _json(message)
    if asked.get("type") != "response.create":
        yield _fault(f"there is no event {asked.get('type')!r}")
        return
    for value in response_story(asked):
        yield json.dumps(value, ensure_ascii=False)


def _fault(words: str) -> str:
    error = {"type": "invalid_request_error", "code": None, "message": words, "param": None}
    return json.dumps({"type": "error", "status": 400, "error": error})


def _json(message: str) -> dict[str, Any]:
    try:
        value = json.loads(message)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
