"""The `openai` SDK: permitted, refused in words, streamed, and never tried twice."""

from __future__ import annotations

import pytest

from tests.clients.conftest import Client
from tests.kit.gate import Gate
from tests.kit.policy import MARKED, PERMITTED, PERSONAL, SECRET

SDK = "openai"
SAYS_BACK = ["chat", "chat async", "responses"]
STREAMS = ["chat streamed", "responses streamed"]
EVERY = [*SAYS_BACK, *STREAMS, "chat with tools", "embeddings", "file"]


@pytest.mark.parametrize("case", SAYS_BACK)
def test_a_permitted_question_is_answered(gate: Gate, client: Client, case: str) -> None:
    events = gate.watch()
    told = client.ask(case, PERMITTED)
    assert told["error"] is None
    assert told["said"] == f"I received: {PERMITTED}"
    assert len(events.upstream_saw.questions) == 1
    assert events.record["verdict"] == "allow"


@pytest.mark.parametrize("case", STREAMS)
def test_a_streamed_answer_comes_in_pieces(gate: Gate, client: Client, case: str) -> None:
    told = client.ask(case, PERMITTED)
    assert (told["error"], told["said"]) == (None, f"I received: {PERMITTED}")
    assert told["pieces"] > 1


@pytest.mark.parametrize(
    ("case", "said"), [("embeddings", "2"), ("file", "file-1"), ("chat with tools", None)]
)
def test_the_other_calls_work(gate: Gate, client: Client, case: str, said: str | None) -> None:
    told = client.ask(case, PERMITTED)
    assert told["error"] is None
    assert said is None or told["said"] == said


@pytest.mark.parametrize("case", EVERY)
@pytest.mark.parametrize("prompt", [MARKED, SECRET], ids=["marked", "of a secret project"])
def test_a_refusal_is_understood_and_not_tried_again(
    gate: Gate, client: Client, case: str, prompt: str
) -> None:
    events = gate.watch()
    told = client.ask(case, prompt)
    assert "BadRequestError" in told["error"]["kinds"]
    assert told["error"]["status"] == 400
    assert "内線 2100" in told["error"]["words"]
    assert events.upstream_saw.nothing
    assert events.record["verdict"] == "block"  # one try, one record
    assert events.record["id"] in told["error"]["words"]


def test_an_ai_that_is_not_listed_is_said_not_to_be(gate: Gate, client: Client) -> None:
    events = gate.watch()
    told = client.ask("unlisted", PERMITTED)
    assert "BadRequestError" in told["error"]["kinds"]
    assert "api.deepseek.com" in told["error"]["words"]
    assert events.upstream_saw.nothing
    assert events.record["verdict"] == "block"


@pytest.mark.parametrize("case", [*SAYS_BACK, *STREAMS])
def test_what_is_taken_out_does_not_arrive(gate: Gate, client: Client, case: str) -> None:
    events = gate.watch()
    told = client.ask(case, f"Write to {PERSONAL}.")
    assert told["error"] is None
    assert told["said"].startswith("I received: Write to ")
    assert not events.upstream_saw.holds(PERSONAL.encode())
    assert events.record["verdict"] == "redact"
