"""What each vendor answers, in the vendor's own shape. Pure: Question -> Answer.

Shapes follow the vendors' API references: OpenAI chat, responses, embeddings, files and models;
Anthropic messages; Gemini; Bedrock converse; Cohere v2; Ollama.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from gateway.standin.answers import JSON, Answer, echo, events, json_answer, lines
from gateway.standin.calling import (
    Call,
    block,
    block_events,
    call_of,
    item,
    item_events,
    part,
    tool_call,
    tool_call_deltas,
)
from gateway.standin.ledger import Question
from gateway.standin.speech import last_words_of
from gateway.standin.structured import following, schema_of

CREATED = 1_767_225_600  # 2026-01-01T00:00:00Z; an answer is the same each time it is asked for
PIECE = 6  # characters a token: short enough to cut a placeholder in two, as real streams do


def reply(question: Question) -> str:
    """What the stand-in says: it repeats what it saw, so that a person sees what was sent."""
    return said_to(_json(question))


def said_to(body: dict[str, Any]) -> str:
    """The same, to a request's body; JSON where the request gives a schema."""
    words = last_words_of(body)
    said = f"I received: {words}" if words else "I received nothing that I can read."
    schema = schema_of(body)
    return said if schema is None else json.dumps(following(schema, said), ensure_ascii=False)


def answer(question: Question) -> Answer:
    """The answer of the vendor whose path this is; elsewhere, that it arrived."""
    for mark, speak in _PATHS:
        if mark in question.path:
            return speak(question)
    return json_answer({"ok": True, "path": question.path})


# ---------------------------------------------------------------- OpenAI


def chat(question: Question) -> Answer:
    body, said = _json(question), reply(question)
    head = {"id": "chatcmpl-1", "created": CREATED, "model": body.get("model", "")}
    call = call_of(body)
    if body.get("stream"):
        return events(_chat_events(head, said, call))
    spoken = {"content": None, "tool_calls": [tool_call(call)]} if call else {"content": said}
    message = {"role": "assistant", **spoken}
    choice = {"index": 0, "message": message, "finish_reason": _why(call), "logprobs": None}
    return json_answer(
        {**head, "object": "chat.completion", "choices": [choice], "usage": _OPENAI_USAGE}
    )


def _why(call: Call | None) -> str:
    return "tool_calls" if call else "stop"


def _chat_events(head: dict[str, Any], said: str, call: Call | None) -> Iterator[bytes]:
    head = {**head, "object": "chat.completion.chunk"}
    spoken: Iterator[dict[str, Any]] = ({"content": piece} for piece in _tokens(said))
    if call:
        spoken = ({"tool_calls": [d]} for d in tool_call_deltas(call))
    for more in spoken:
        delta = {"role": "assistant", **more}
        yield _data({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    last = {"index": 0, "delta": {}, "finish_reason": _why(call)}
    yield _data({**head, "choices": [last], "usage": _OPENAI_USAGE})
    yield b"data: [DONE]\n\n"


def responses(question: Question) -> Answer:
    body = _json(question)
    if body.get("stream"):
        return events(_event(value["type"], value) for value in response_story(body))
    return json_answer(_response(body.get("model", ""), [_response_output(body)]))


def _response_output(body: dict[str, Any]) -> dict[str, Any]:
    call = call_of(body)
    return item(call) if call else _response_item(said_to(body))


def _response(
    model: str, output: list[dict[str, Any]], status: str = "completed"
) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "model": model,
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "temperature": 1,
        "top_p": 1,
        "usage": {
            "input_tokens": 9,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 3,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 12,
        },
    }


def _response_item(said: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": said, "annotations": []}
    return {
        "type": "message",
        "id": "msg_1",
        "status": "completed",
        "role": "assistant",
        "content": [part],
    }


def response_story(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The events of a response, in their order. `generate: false`, on a socket, only makes the
    server ready for the next: begun and completed, without an output."""
    model, call = body.get("model", ""), call_of(body)
    ready = body.get("generate") is False
    spoken = item_events(call) if call else _response_spoken(said_to(body))
    output = [] if ready else [_response_output(body)]
    story = (
        ("response.created", {"response": _response(model, [], "in_progress")}),
        *(() if ready else spoken),
        ("response.completed", {"response": _response(model, output)}),
    )
    for number, (name, value) in enumerate(story):
        yield {"type": name, "sequence_number": number, **value}


def _response_spoken(said: str) -> Iterator[tuple[str, dict[str, Any]]]:
    spot = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    part = {"type": "output_text", "text": "", "annotations": []}
    begun = {**_response_item(""), "status": "in_progress", "content": []}
    yield "response.output_item.added", {"output_index": 0, "item": begun}
    yield "response.content_part.added", {**spot, "part": part}
    for piece in _tokens(said):
        yield "response.output_text.delta", {**spot, "delta": piece}
    yield "response.output_text.done", {**spot, "text": said}
    yield "response.content_part.done", {**spot, "part": {**part, "text": said}}
    yield "response.output_item.done", {"output_index": 0, "item": _response_item(said)}


def embeddings(question: Question) -> Answer:
    body = _json(question)
    given = body.get("input", "")
    count = len(given) if isinstance(given, list) else 1
    data = [
        {"object": "embedding", "index": n, "embedding": [0.25, -0.5, 0.75]} for n in range(count)
    ]
    model = body.get("model", "")
    return json_answer({"object": "list", "data": data, "model": model, "usage": _OPENAI_USAGE})


def files(question: Question) -> Answer:
    return json_answer(
        {
            "id": "file-1",
            "object": "file",
            "bytes": len(question.content),
            "created_at": CREATED,
            "filename": "upload",
            "purpose": "assistants",
            "status": "processed",
        }
    )


def models(question: Question) -> Answer:
    """Both shapes at once: OpenAI reads `data`, Gemini `models`."""
    one = {"id": "stand-in", "object": "model", "created": CREATED, "owned_by": "stand-in"}
    gemini = {"name": "models/stand-in", "displayName": "Stand-in"}
    return json_answer({"object": "list", "data": [one], "models": [gemini]})


# ---------------------------------------------------------------- Anthropic


def messages(question: Question) -> Answer:
    body, said = _json(question), reply(question)
    head = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", ""),
        "stop_sequence": None,
        "usage": {"input_tokens": 9, "output_tokens": 3},
    }
    call = call_of(body)
    why = "tool_use" if call else "end_turn"
    if body.get("stream"):
        return events(_message_events(head, block_events(call) if call else _text_block(said), why))
    content = [block(call) if call else {"type": "text", "text": said}]
    return json_answer({**head, "content": content, "stop_reason": why})


def _text_block(said: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}
    for piece in _tokens(said):
        delta = {"type": "text_delta", "text": piece}
        yield "content_block_delta", {"index": 0, "delta": delta}
    yield "content_block_stop", {"index": 0}


def _message_events(
    head: dict[str, Any], content: Iterator[tuple[str, dict[str, Any]]], why: str
) -> Iterator[bytes]:
    yield _event("message_start", {"message": {**head, "content": [], "stop_reason": None}})
    for name, value in content:
        yield _event(name, value)
    end = {"stop_reason": why, "stop_sequence": None}
    yield _event("message_delta", {"delta": end, "usage": {"output_tokens": 3}})
    yield _event("message_stop", {})


def no_account(question: Question) -> Answer:
    """What Claude Code asks about the organization of its user: an API key has none."""
    error = {"type": "not_found_error", "message": "Not found"}
    return json_answer({"type": "error", "error": error}, status=404)


# ---------------------------------------------------------------- Gemini, Bedrock, Cohere, Ollama


def gemini(question: Question) -> Answer:
    call = call_of(_json(question))
    return json_answer(_gemini(part(call) if call else {"text": reply(question)}))


def gemini_stream(question: Question) -> Answer:
    """Event stream with `alt=sse`; without it, one JSON array (as the REST API does)."""
    call = call_of(_json(question))
    pieces = [part(call)] if call else [{"text": piece} for piece in _tokens(reply(question))]
    said = [*(_gemini(piece, None) for piece in pieces[:-1]), _gemini(pieces[-1])]
    if "alt=sse" not in question.query:
        return json_answer(said)
    return events(_data(value, b"\r\n\r\n") for value in said)


def _gemini(said: dict[str, Any], finish: str | None = "STOP") -> dict[str, Any]:
    """One part. Of a stream's values only the last says why it ends."""
    content = {"parts": [said], "role": "model"}
    why = {"finishReason": finish} if finish else {}
    return {
        "candidates": [{"content": content, **why, "index": 0}],
        "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 3, "totalTokenCount": 12},
        "modelVersion": "stand-in",
    }


def converse(question: Question) -> Answer:
    message = {"role": "assistant", "content": [{"text": reply(question)}]}
    return json_answer(
        {
            "output": {"message": message},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 9, "outputTokens": 3, "totalTokens": 12},
            "metrics": {"latencyMs": 5},
        }
    )


def converse_stream(question: Question) -> Answer:
    """Frames of application/vnd.amazon.eventstream."""
    spot = {"contentBlockIndex": 0}
    pieces = _tokens(reply(question))
    story: list[tuple[str, dict[str, Any]]] = [
        ("messageStart", {"role": "assistant"}),
        *(("contentBlockDelta", {**spot, "delta": {"text": p}}) for p in pieces),
        ("contentBlockStop", spot),
        ("messageStop", {"stopReason": "end_turn"}),
    ]
    frames = [_frame(name, {**value, "p": "abcdef"}) for name, value in story]
    return Answer(frames, 200, "application/vnd.amazon.eventstream", streamed=True)


def _frame(name: str, value: dict[str, Any]) -> bytes:
    """Prelude, headers of strings (type 7) and payload, with their CRC-32."""
    named = {":event-type": name, ":content-type": JSON, ":message-type": "event"}
    headers = b"".join(
        bytes([len(n)]) + n.encode() + b"\x07" + struct.pack(">H", len(v)) + v.encode()
        for n, v in named.items()
    )
    payload = json.dumps(value).encode()
    prelude = struct.pack(">II", 12 + len(headers) + len(payload) + 4, len(headers))
    frame = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return frame + struct.pack(">I", zlib.crc32(frame))


def cohere(question: Question) -> Answer:
    content = [{"type": "text", "text": reply(question)}]
    return json_answer(
        {
            "id": "c-1",
            "finish_reason": "COMPLETE",
            "message": {"role": "assistant", "content": content},
            "usage": {"tokens": {"input_tokens": 9, "output_tokens": 3}},
        }
    )


def ollama(question: Question) -> Answer:
    """Streams unless told not to, which is Ollama's default."""
    body, said = _json(question), reply(question)
    head = {"model": body.get("model", ""), "created_at": "2026-01-01T00:00:00Z"}
    if body.get("stream") is False:
        message = {"role": "assistant", "content": said}
        return json_answer({**head, "message": message, "done": True, "done_reason": "stop"})
    spoken = [
        {**head, "message": {"role": "assistant", "content": p}, "done": False}
        for p in _tokens(said)
    ]
    silence = {"role": "assistant", "content": ""}
    return lines([*spoken, {**head, "message": silence, "done": True, "done_reason": "stop"}])


def _count(question: Question) -> Answer:
    return json_answer({"input_tokens": 10, "totalTokens": 10})


_PATHS: tuple[tuple[str, Callable[[Question], Answer]], ...] = (
    ("/echo", echo),
    ("/chat/completions", chat),
    ("/messages/count_tokens", _count),
    (":countTokens", _count),
    ("/v1/messages", messages),
    ("/api/claude_code/", no_account),
    (":streamGenerateContent", gemini_stream),
    (":generateContent", gemini),
    ("/converse-stream", converse_stream),
    ("/converse", converse),
    ("/responses", responses),
    ("/embeddings", embeddings),
    ("/files", files),
    ("/v2/chat", cohere),
    ("/api/chat", ollama),
    ("/models", models),
)
"""Part of a path -> who speaks there; the first that fits."""

_OPENAI_USAGE = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}


def _json(question: Question) -> dict[str, Any]:
    try:
        value = json.loads(question.content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _tokens(said: str) -> list[str]:
    return [said[n : n + PIECE] for n in range(0, len(said), PIECE)]


def _data(value: Any, end: bytes = b"\n\n") -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + end


def _event(name: str, value: dict[str, Any]) -> bytes:
    return f"event: {name}\n".encode() + _data({"type": name, **value})
