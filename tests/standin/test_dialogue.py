"""What is said on a WebSocket: the Responses API, or what was heard."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.standin import Question
from gateway.standin.dialogue import echo, responses, speaker

ASKS = {"type": "response.create", "model": "m", "input": "q"}


def told(message: object) -> list[dict[str, Any]]:
    return [json.loads(said) for said in responses(json.dumps(message))]


def test_a_response_is_told_event_by_event() -> None:
    story = told(ASKS)
    deltas = [e["delta"] for e in story if e["type"] == "response.output_text.delta"]
    assert "".join(deltas) == "I received: q"
    assert [e["type"] for e in story] == [
        "response.created",
        "response.output_item.added",
        "response.content_part.added",
        *["response.output_text.delta"] * len(deltas),
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert story[-1]["response"]["output"][0]["content"][0]["text"] == "I received: q"


def test_a_server_that_is_only_made_ready_says_nothing() -> None:
    story = told({**ASKS, "input": [], "generate": False})
    assert [e["type"] for e in story] == ["response.created", "response.completed"]
    assert story[-1]["response"]["output"] == []


@pytest.mark.parametrize("message", [{}, [], "q", {"type": "session.update"}])
def test_an_event_that_does_not_exist_is_an_error(message: object) -> None:
    (fault,) = told(message)
    assert (fault["type"], fault["status"]) == ("error", 400)


@pytest.mark.parametrize(
    ("beta", "expected"),
    [
        pytest.param("responses_websockets=2026-02-06", responses, id="Codex's upgrade"),
        pytest.param("realtime=v1", echo, id="another upgrade"),
        pytest.param("", echo, id="any other socket"),
    ],
)
def test_the_upgrade_tells_who_answers(beta: str, expected: object) -> None:
    upgrade = Question("GET", "/v1/responses", "HTTP/1.1", (("openai-beta", beta),), b"")
    assert speaker(upgrade) is expected
