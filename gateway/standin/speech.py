"""The body of a request -> the last thing that the user said, whichever vendor's shape it has."""

from __future__ import annotations

import json
from typing import Any

TURNS = ("messages", "contents", "input", "prompt", "message", "texts")
"""Where vendors keep the turns of a conversation: OpenAI, Anthropic, Bedrock, Cohere and Ollama
`messages`, Gemini `contents`, OpenAI responses and embeddings `input`."""
TEXTS = ("content", "parts", "text")
"""Where one turn keeps its text, from the outside in."""


def last_words(body: bytes) -> str:
    """What the user said last; empty where the body is no JSON or holds no turn."""
    try:
        value = json.loads(body)
    except ValueError:
        return ""
    return last_words_of(value) if isinstance(value, dict) else ""


def last_words_of(value: dict[str, Any]) -> str:
    """The same, of a body that was read already."""
    turns = next((value[name] for name in TURNS if name in value), "")
    return _text(_last_turn(turns))


def _last_turn(turns: Any) -> Any:
    if not isinstance(turns, list):
        return turns
    users = [t for t in turns if not isinstance(t, dict) or t.get("role", "user") == "user"]
    return users[-1] if users else ""


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_text(v) for v in value)
    if isinstance(value, dict):
        return "".join(_text(value[name]) for name in TEXTS if name in value)
    return ""
