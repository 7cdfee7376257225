"""The `anthropic` SDK: permitted, refused in words, streamed, and never tried twice."""

from __future__ import annotations

import pytest

from tests.clients.conftest import Client
from tests.kit.gate import Gate
from tests.kit.policy import MARKED, PERMITTED, PERSONAL, SECRET

SDK = "anthropic"
EVERY = ["messages", "messages streamed", "messages async", "system", "count"]


@pytest.mark.parametrize("case", ["messages", "messages async"])
def test_a_permitted_question_is_answered(gate: Gate, client: Client, case: str) -> None:
    events = gate.watch()
    told = client.ask(case, PERMITTED)
    assert (told["error"], told["said"]) == (None, f"I received: {PERMITTED}")
    assert len(events.upstream_saw.questions) == 1
    assert events.record["verdict"] == "allow"


def test_a_streamed_answer_comes_in_pieces(gate: Gate, client: Client) -> None:
    told = client.ask("messages streamed", PERMITTED)
    assert (told["error"], told["said"]) == (None, f"I received: {PERMITTED}")
    assert told["pieces"] > 1


def test_a_count_of_tokens_works(gate: Gate, client: Client) -> None:
    assert client.ask("count", PERMITTED)["said"] == "10"


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


@pytest.mark.parametrize("case", ["messages", "messages streamed"])
def test_what_is_taken_out_does_not_arrive(gate: Gate, client: Client, case: str) -> None:
    events = gate.watch()
    told = client.ask(case, f"Write to {PERSONAL}.")
    assert told["error"] is None
    assert told["said"].startswith("I received: Write to ")
    assert not events.upstream_saw.holds(PERSONAL.encode())
    assert events.record["verdict"] == "redact"
