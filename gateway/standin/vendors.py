"""What each vendor answers, in the vendor's own shape. Pure: Question -> Answer.

Shapes follow the vendors' API references: OpenAI chat, responses, embeddings, files and models;
Anthropic messages; Gemini; Bedrock converse; Cohere v2; Ollama.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from gateway.standin.answers import Answer, echo, events, json_answer, lines
from gateway.standin.ledger import Question
from gateway.standin.speech import last_words

CREATED = 1_767_225_600  # 2026-01-01T00:00:00Z; an answer is the same each time it is asked for
PIECE = 6  # characters a token: short enough to cut a placeholder in two, as real streams do


def reply(question: Question) -> str:
    """What the stand-in says: it repeats what it saw, so that a person sees what was sent."""
    words = last_words(question.content)
    return f"I received: {words}" if words else "I received nothing that I can read."


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
    if body.get("stream"):
        return events(_chat_events(head, said))
    message = {"role": "assistant", "content": said}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return json_answer(
        {**head, "object": "chat.completion", "choices": [choice], "usage": _OPENAI_USAGE}
    )


def _chat_events(head: dict[str, Any], said: str) -> Iterator[bytes]:
    head = {**head, "object": "chat.completion.chunk"}
    for piece in _tokens(said):
        delta = {"role": "assistant", "content": piece}
        yield _data({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    last = {"index": 0, "delta": {}, "finish_reason": "stop"}
    yield _data({**head, "choices": [last], "usage": _OPENAI_USAGE})
    yield b"data: [DONE]\n\n"


def responses(question: Question) -> Answer:
    body, said = _json(question), reply(question)
    if body.get("stream"):
        return events(_response_events(body.get("model", ""), said))
    return json_answer(_response(body.get("model", ""), said))


def _response(model: str, said: str, status: str = "completed") -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "model": model,
        "output": [_response_item(said)] if status == "completed" else [],
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


def _response_events(model: str, said: str) -> Iterator[bytes]:
    spot = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    empty = {"type": "output_text", "text": "", "annotations": []}
    begun = {**_response_item(""), "status": "in_progress", "content": []}
    story: list[tuple[str, dict[str, Any]]] = [
        ("response.created", {"response": _response(model, said, "in_progress")}),
        ("response.output_item.added", {"output_index": 0, "item": begun}),
        ("response.content_part.added", {**spot, "part": empty}),
        *(("response.output_text.delta", {**spot, "delta": p}) for p in _tokens(said)),
        ("response.output_text.done", {**spot, "text": said}),
        ("response.output_item.done", {"output_index": 0, "item": _response_item(said)}),
        ("response.completed", {"response": _response(model, said)}),
    ]
    for number, (name, value) in enumerate(story):
        yield _event(name, {"sequence_number": number, **value})


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
    if body.get("stream"):
        return events(_message_events(head, said))
    content = [{"type": "text", "text": said}]
    return json_answer({**head, "content": content, "stop_reason": "end_turn"})


def _message_events(head: dict[str, Any], said: str) -> Iterator[bytes]:
    yield _event("message_start", {"message": {**head, "content": [], "stop_reason": None}})
    yield _event("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}})
    for piece in _tokens(said):
        delta = {"type": "text_delta", "text": piece}
        yield _event("content_block_delta", {"index": 0, "delta": delta})
    yield _event("content_block_stop", {"index": 0})
    end = {"stop_reason": "end_turn", "stop_sequence": None}
    yield _event("message_delta", {"delta": end, "usage": {"output_tokens": 3}})
    yield _event("message_stop", {})


# ---------------------------------------------------------------- Gemini, Bedrock, Cohere, Ollama


def gemini(question: Question) -> Answer:
    return json_answer(_gemini(reply(question)))


def gemini_stream(question: Question) -> Answer:
    """Event stream with `alt=sse`; without it, one JSON array (as the REST API does)."""
    said = [_gemini(piece) for piece in _tokens(reply(question))]
    if "alt=sse" not in question.query:
        return json_answer(said)
    return events(_data(value, b"\r\n\r\n") for value in said)


def _gemini(said: str) -> dict[str, Any]:
    content = {"parts": [{"text": said}], "role": "model"}
    return {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
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
    (":streamGenerateContent", gemini_stream),
    (":generateContent", gemini),
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
