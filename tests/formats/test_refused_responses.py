"""How a refused message of OpenAI's sockets is answered: a failed response, or an error."""

from __future__ import annotations

import json

import pytest

from gateway.formats import refuse_message
from gateway.formats.refused_messages import MAX_ASKED

ASKS = {"type": "response.create", "model": "m", "input": "q"}


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        pytest.param(json.dumps(ASKS), 400, "response.failed", id="a response was asked for"),
        pytest.param(
            json.dumps({"type": "response.create", "response": {"input": []}}),
            400,
            "error",
            id="one of the Realtime API",
        ),
        pytest.param('{"type":"conversation.item.create"}', 400, "error", id="another event"),
        pytest.param("[]", 400, "error", id="no event"),
        pytest.param('{"type":', 400, "error", id="no JSON"),
        pytest.param("[" * 200_000, 400, "error", id="JSON without end"),
        pytest.param("", 400, "error", id="nothing"),
        pytest.param(
            json.dumps({**ASKS, "input": "x" * MAX_ASKED}), 400, "error", id="too long to read"
        ),
        pytest.param(json.dumps(ASKS), 500, "error", id="the gate itself failed"),
    ],
)
def test_a_refused_message_is_answered_by(asked: str, status: int, expected: str) -> None:
    (said,) = refuse_message("openai-responses", status, "c", "words", "d-1", asked.encode())
    event = json.loads(said)
    assert (event["type"], event["event_id"]) == (expected, "d-1")
    error = event["response"]["error"] if expected == "response.failed" else event["error"]
    assert error["message"] == "words"
