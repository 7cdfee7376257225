"""A refusal -> the messages that a client on a WebSocket understands, in its protocol's shape."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from gateway.formats.refusal import SHAPES
from gateway.formats.refused import Refused

RECORD_SEPARATOR = "\x1e"
"""Ends a message of SignalR's JSON protocol; one WebSocket message may hold several."""

MAX_ASKED = 2**20
"""Bytes of a refused message that is read again, for what it asked and the number of a call."""

_CALLS = {1: 3, 4: 3}
"""SignalR's types: an invocation (1) and one with a stream (4) end with a completion (3)."""
_CLOSE = 7
_INVOCATION = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """The refusal, and the message that it answers."""

    refused: Refused
    message: bytes = field(repr=False)


def _openai(asked: Asked) -> Iterator[object]:
    """A response that was asked for fails; else the `error` event of the Responses and Realtime
    APIs. Codex shows the words of the first as they stand, the second as it came, in JSON."""
    refused = asked.refused
    if refused.status < 500 and _asks_for_response(asked.message):
        error = {"code": "invalid_prompt", "message": refused.message}  # which is not tried again
        response = {"id": f"resp_{refused.decision_id}", "object": "response", "output": []}
        failed = {**response, "status": "failed", "error": error}
        yield {"type": "response.failed", "event_id": refused.decision_id, "response": failed}
        return
    shape = SHAPES["openai-responses"](refused)
    assert isinstance(shape, dict)
    yield {"type": "error", "event_id": refused.decision_id, "status": refused.status, **shape}


def _asks_for_response(message: bytes) -> bool:
    """By the Responses API: Realtime's event of that name keeps its input in `response`."""
    try:
        said = json.loads(message) if len(message) <= MAX_ASKED else None
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("type") == "response.create" and "input" in said


def _gemini(asked: Asked) -> Iterator[object]:
    yield SHAPES["gemini"](asked.refused)


def _copilot(asked: Asked) -> Iterator[object]:
    """The page shows errors without their words, so that the refusal is said as an answer."""
    id, text = asked.refused.decision_id, asked.refused.message
    yield {"event": "startMessage", "messageId": id}
    yield {"event": "appendText", "messageId": id, "partId": "0", "text": text}
    yield {"event": "done", "messageId": id}


def _signalr(asked: Asked) -> Iterator[object]:
    """Each call completed with the error, then SignalR's own end of the connection."""
    text = asked.refused.message
    for kind, call in _calls(asked.message):
        yield {"type": kind, "invocationId": call, "error": text}
    yield {"type": _CLOSE, "error": text, "allowReconnect": False}


def _calls(message: bytes) -> Iterator[tuple[int, str]]:
    if len(message) > MAX_ASKED:
        return
    for frame in message.decode(errors="replace").split(RECORD_SEPARATOR):
        try:
            said = json.loads(frame)
        except (ValueError, RecursionError):
            continue
        if not isinstance(said, dict):
            continue
        kind, call = said.get("type"), said.get("invocationId")
        if kind in _CALLS and isinstance(call, str) and _INVOCATION.fullmatch(call):
            yield _CALLS[kind], call


def _generic(asked: Asked) -> Iterator[object]:
    shape = SHAPES["generic"](asked.refused)
    assert isinstance(shape, dict)
    yield {"type": "error", **shape}


MESSAGES: Mapping[str, Callable[[Asked], Iterator[object]]] = {
    "openai-responses": _openai,
    "gemini": _gemini,
    "signalr": _signalr,
    "copilot": _copilot,
    "generic": _generic,
}


def refuse_message(
    format: str, status: int, code: str, message: str, decision_id: str, asked: bytes
) -> tuple[str, ...]:
    """The messages that answer `asked`; a shape that is not known is answered as `generic`."""
    refused = Asked(Refused(status, code, message, decision_id), asked)
    texts = (
        json.dumps(value, ensure_ascii=False).encode(errors="replace").decode()
        for value in MESSAGES.get(format, _generic)(refused)
    )
    end = RECORD_SEPARATOR if format == "signalr" else ""
    return tuple(text + end for text in texts)
