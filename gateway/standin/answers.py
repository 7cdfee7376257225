"""A question -> the answer that its vendor would give, told from the path.

Pure: how fast an answer is spoken, and over which protocol, is the server's affair.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from gateway.standin.ledger import Question

JSON = "application/json"
EVENTS = "text/event-stream"

Pieces = Iterable[bytes] | AsyncIterable[bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the stand-in says. `streamed`: piece by piece, its length not known beforehand.

    `last`: it takes no more requests on this connection (GOAWAY; `Connection: close`).
    """

    pieces: Pieces = field(default=(), repr=False)
    status: int = 200
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    streamed: bool = False
    last: bool = False


Route = Callable[[Question], Answer | None]
"""Answers a question, or leaves it to the next (None)."""


def json_answer(value: Any, status: int = 200, **headers: str) -> Answer:
    """One JSON value. `x_y=...` becomes the header `x-y`."""
    extra = tuple((name.replace("_", "-"), text) for name, text in headers.items())
    return Answer((json.dumps(value, ensure_ascii=False).encode(),), status, JSON, extra)


def events(pieces: Iterable[bytes]) -> Answer:
    """An event stream (WHATWG HTML, 9.2)."""
    return Answer(pieces, 200, EVENTS, (("cache-control", "no-cache"),), streamed=True)


def lines(values: Iterable[Any]) -> Answer:
    """One JSON value a line, as Ollama streams."""
    pieces = (json.dumps(v, ensure_ascii=False).encode() + b"\n" for v in values)
    return Answer(pieces, 200, "application/x-ndjson", streamed=True)


def echo(question: Question) -> Answer:
    """What arrived, told back: for a person at a prompt, and for tests."""
    return json_answer(
        {
            "method": question.method,
            "target": question.target,
            "http_version": question.http_version,
            "sni": question.sni,
            "headers": [list(pair) for pair in question.headers],
            "length": len(question.body),
            "body": question.content.decode("utf-8", "replace"),
        }
    )
