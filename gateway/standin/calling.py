"""A prompt that asks for a tool -> the call, in each vendor's shape. Pure.

`CALL write {"path": "a.txt", "content": "x"}` at the end of what the user says makes the stand-in
call the tool `write` with these arguments, as a model would. It calls once: when the tool has
answered, it says what it received, as always.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gateway.standin.speech import last_words_of

MARK = "CALL "
PIECE = 7  # characters of arguments a piece: short enough to cut a placeholder in two
TURNS = ("messages", "contents", "input")
ANSWERS = ("tool_result", "function_call_output", "functionResponse", "tool_call_id")
"""By one of these names the turn in which a tool answers is known."""

Named = tuple[str, dict[str, Any]]
"""An event: its type, and its other fields."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool and what it is called with; `arguments` is JSON."""

    name: str
    arguments: str = field(repr=False)

    @property
    def pieces(self) -> list[str]:
        return [self.arguments[n : n + PIECE] for n in range(0, len(self.arguments), PIECE)]


def call_of(body: dict[str, Any]) -> Call | None:
    """The call that was asked for; None where there is none, or where it has been made."""
    _, _, asked = last_words_of(body).rpartition(MARK)
    name, _, rest = asked.partition(" ")
    if f'"{name}"' not in json.dumps(body.get("tools")) or _was_answered(body):
        return None
    try:
        arguments, _ = json.JSONDecoder().raw_decode(rest)
    except ValueError:
        return None
    return Call(name, json.dumps(arguments, ensure_ascii=False))


def _was_answered(body: dict[str, Any]) -> bool:
    """Does an answer of a tool stand after what asked for it?"""
    turns = next((body[name] for name in TURNS if name in body), None)
    for turn in reversed(turns if isinstance(turns, list) else []):
        text = json.dumps(turn)
        if any(f'"{name}"' in text for name in ANSWERS):
            return True
        if MARK in text:
            return False
    return False


# ---------------------------------------------------------------- Anthropic


def block(call: Call) -> dict[str, Any]:
    """A content block of a whole answer."""
    tool = {"type": "tool_use", "id": "toolu_1", "name": call.name}
    return {**tool, "input": json.loads(call.arguments)}


def block_events(call: Call) -> Iterator[Named]:
    start = {**block(call), "input": {}}
    yield "content_block_start", {"index": 0, "content_block": start}
    for piece in call.pieces:
        delta = {"type": "input_json_delta", "partial_json": piece}
        yield "content_block_delta", {"index": 0, "delta": delta}
    yield "content_block_stop", {"index": 0}


# ---------------------------------------------------------------- OpenAI responses


def item(call: Call, status: str = "completed") -> dict[str, Any]:
    return {
        "type": "function_call",
        "id": "fc_1",
        "call_id": "call_1",
        "name": call.name,
        "arguments": call.arguments if status == "completed" else "",
        "status": status,
    }


def item_events(call: Call) -> Iterator[Named]:
    spot = {"item_id": "fc_1", "output_index": 0}
    yield "response.output_item.added", {"output_index": 0, "item": item(call, "in_progress")}
    for piece in call.pieces:
        yield "response.function_call_arguments.delta", {**spot, "delta": piece}
    yield "response.function_call_arguments.done", {**spot, "arguments": call.arguments}
    yield "response.output_item.done", {"output_index": 0, "item": item(call)}


# ---------------------------------------------------------------- OpenAI chat


def tool_call(call: Call) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": "call_1", "type": "function", "function": function}


def tool_call_deltas(call: Call) -> Iterator[dict[str, Any]]:
    """The first names the tool, the others bring its arguments."""
    yield {"index": 0, **tool_call(Call(call.name, ""))}
    for piece in call.pieces:
        yield {"index": 0, "function": {"arguments": piece}}


# ---------------------------------------------------------------- Gemini


def part(call: Call) -> dict[str, Any]:
    """Gemini gives a call in one piece."""
    return {"functionCall": {"name": call.name, "args": json.loads(call.arguments)}}
