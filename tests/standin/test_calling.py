"""A prompt that asks for a tool: the stand-in calls it, once, in each vendor's shape."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.standin import Question, vendors
from gateway.standin.calling import PIECE, Call, call_of

ARGUMENTS = {"path": "a.txt", "content": "担当 [PHONE-7K3Q2M]"}
ASKS = f"保存して。CALL write {json.dumps(ARGUMENTS, ensure_ascii=False)} please"

TURN = {"role": "user", "content": [{"type": "text", "text": ASKS}]}
ANTHROPIC: dict[str, Any] = {
    "tools": [{"name": "write", "input_schema": {}}],
    "messages": [TURN],
}
CHAT = {
    "tools": [{"type": "function", "function": {"name": "write"}}],
    "messages": [{"role": "user", "content": ASKS}],
}
RESPONSES = {"tools": [{"type": "function", "name": "write"}], "input": ASKS}
GEMINI = {
    "tools": [{"functionDeclarations": [{"name": "write"}]}],
    "contents": [{"role": "user", "parts": [{"text": ASKS}]}],
}
BODIES = [
    pytest.param("/v1/messages", ANTHROPIC, id="Anthropic"),
    pytest.param("/v1/chat/completions", CHAT, id="OpenAI chat"),
    pytest.param("/v1/responses", RESPONSES, id="OpenAI responses"),
    pytest.param("/v1beta/models/m:generateContent", GEMINI, id="Gemini"),
]


def said(path: str, body: dict[str, Any], query: str = "") -> bytes:
    target = f"{path}?{query}" if query else path
    pieces = vendors.answer(
        Question("POST", target, "HTTP/1.1", (), json.dumps(body).encode())
    ).pieces
    assert isinstance(pieces, Iterable)
    return b"".join(pieces)


def events(path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    text = said(path, {**body, "stream": True}).decode()
    lines = [li.removeprefix("data: ") for li in text.splitlines() if li.startswith("data: {")]
    return [json.loads(line) for line in lines]


def inner(value: Any) -> Iterator[Any]:
    """The value and all that is in it, JSON within strings as well."""
    yield value
    if isinstance(value, str) and value.startswith("{"):
        value = json.loads(value)
        yield value
    if isinstance(value, dict):
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from inner(one)


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_a_whole_answer_calls_the_tool(path: str, body: dict[str, Any]) -> None:
    answer = list(inner(json.loads(said(path, body))))
    assert ARGUMENTS in answer
    assert "write" in answer


def test_anthropics_stream_brings_the_arguments_in_pieces() -> None:
    story = events("/v1/messages", ANTHROPIC)
    deltas = [e["delta"] for e in story if e["type"] == "content_block_delta"]
    assert len(deltas) > 2
    assert json.loads("".join(d["partial_json"] for d in deltas)) == ARGUMENTS
    (begun,) = [e["content_block"] for e in story if e["type"] == "content_block_start"]
    assert (begun["type"], begun["name"], begun["input"]) == ("tool_use", "write", {})
    assert story[-2]["delta"]["stop_reason"] == "tool_use"
    assert [e["type"] for e in (story[0], story[-3], story[-1])] == [
        "message_start",
        "content_block_stop",
        "message_stop",
    ]


def test_the_chats_stream_names_the_tool_first() -> None:
    choices = [e["choices"][0] for e in events("/v1/chat/completions", CHAT)]
    calls = [c["delta"]["tool_calls"][0] for c in choices if c["delta"]]
    assert (calls[0]["function"]["name"], calls[0]["id"]) == ("write", "call_1")
    assert json.loads("".join(c["function"]["arguments"] for c in calls)) == ARGUMENTS
    assert choices[-1]["finish_reason"] == "tool_calls"


def test_the_events_of_a_response_stand_in_their_order() -> None:
    story = events("/v1/responses", RESPONSES)
    assert [e["sequence_number"] for e in story] == list(range(len(story)))
    deltas = [e for e in story if e["type"] == "response.function_call_arguments.delta"]
    assert [e["type"] for e in story] == [
        "response.created",
        "response.output_item.added",
        *["response.function_call_arguments.delta"] * len(deltas),
        "response.function_call_arguments.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert json.loads("".join(d["delta"] for d in deltas)) == ARGUMENTS
    assert story[-1]["response"]["output"] == [story[-2]["item"]]


def test_geminis_stream_gives_the_call_in_one_piece() -> None:
    text = said("/v1beta/models/m:streamGenerateContent", GEMINI, "alt=sse").decode()
    (only,) = [json.loads(li[6:]) for li in text.splitlines() if li]
    (part,) = only["candidates"][0]["content"]["parts"]
    assert part == {"functionCall": {"name": "write", "args": ARGUMENTS}}


ANSWER = {"role": "user", "content": [{"type": "tool_result", "content": "done"}]}
LATER = {"role": "system", "content": "a reminder"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({**CHAT, "tools": []}, False, id="a tool that the client does not have"),
        pytest.param({"messages": CHAT["messages"]}, False, id="a client without tools"),
        pytest.param({**CHAT, "messages": [{"content": "CALL write"}]}, False, id="no arguments"),
        pytest.param(
            {**CHAT, "messages": [{"content": "CALL write {"}]}, False, id="arguments cut off"
        ),
        pytest.param({**CHAT, "messages": "CALL write {}"}, True, id="turns that are a text"),
        pytest.param(
            {**ANTHROPIC, "messages": [TURN, ANSWER, LATER]},
            False,
            id="the tool has answered",
        ),
        pytest.param(
            {**ANTHROPIC, "messages": [TURN, ANSWER, TURN]},
            True,
            id="it is asked for again",
        ),
    ],
)
def test_a_tool_is_called_once_and_only_where_it_is_asked_for(
    body: dict[str, Any], expected: bool
) -> None:
    assert bool(call_of(body)) is expected


@given(st.text())
def test_the_pieces_are_the_whole(arguments: str) -> None:
    pieces = Call("t", arguments).pieces
    assert "".join(pieces) == arguments
    assert all(len(p) <= PIECE for p in pieces)
