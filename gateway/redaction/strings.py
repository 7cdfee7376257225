"""A JSON text -> every string in it, with the thread that it belongs to; and the text with other
strings in their places, every other character unchanged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[object, ...]

TEXTS = frozenset(
    (
        *("content", "text", "delta", "partial_json", "arguments", "reasoning"),
        *("reasoning_content", "reasoning_text", "refusal", "response", "completion", "input"),
        *("output", "v", "value", "parts", "transcript", "answer", "message", "msg", "chunk"),
        *("token", "data", "output_text", "generated_text", "summary", "code", "query", "body"),
        *("markdown", "prompt", "result", "results", "item", "block", "chunk_text", "generation"),
    )
)
"""Members whose text may go on in the next event. In any other a placeholder must be whole."""

SIGNED = frozenset(("thinking", "signature", "encrypted_content", "thoughtSignature"))
"""Members that the vendor checks when the next turn brings them back: they stay as they are."""

PLACES = (
    *("index", "output_index", "content_index", "summary_index", "contentBlockIndex"),
    *("item_id", "sentence_id"),
)
"""Members that say which of several texts an event goes on with."""

FINISHED = ("finish_reason", "finishReason", "stop_reason", "stopReason", "done", "completed")
"""Members that, when they say anything, say that this is the end of a text."""

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


class Pairs(list[tuple[str, Any]]):
    """An object with every member that it has, also one that stands twice."""


@dataclass(frozen=True, slots=True)
class Said:
    """The `number`-th string of a JSON text, names counted too. `goes_on`: it is part of a text
    that may have begun in another event and end in a third, the one of `path`."""

    number: int
    text: str = field(repr=False)
    path: Path = field(repr=False)
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Reading:
    said: tuple[Said, ...]
    kind: str = ""
    """What an event calls itself."""
    finished: bool = False
    """Does it say that a text has come to its end?"""


def read(text: str) -> Reading:
    """Every string worth looking at. Raises ValueError for what is no JSON."""
    value = json.loads(text, object_pairs_hook=Pairs)
    walk = _Walk()
    said = tuple(walk.strings(value, (), ""))
    kind = ""
    if isinstance(value, Pairs):
        kind = next((v for n, v in value if n in ("type", "event") and isinstance(v, str)), "")
    return Reading(said, kind, walk.finished)


class _Walk:
    __slots__ = ("count", "finished")

    def __init__(self) -> None:
        self.count = -1
        self.finished = False

    def strings(self, value: Any, path: Path, name: str) -> Iterator[Said]:
        if isinstance(value, str):
            self.count += 1
            goes_on = name in TEXTS
            if name not in SIGNED and (goes_on or "-" in value or not value.isascii()):
                yield Said(self.count, value, path, goes_on)
        elif isinstance(value, Pairs):
            yield from self._members(value, path)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield from self.strings(item, (*path, _position(item, number)), name)

    def _members(self, members: Pairs, path: Path) -> Iterator[Said]:
        which = tuple(v for n, v in members if n in PLACES and isinstance(v, int | str))
        if which:
            path = (*path, which)
        for name, value in members:
            self.count += 1
            if "-" in name:
                yield Said(self.count, name, (), False)
            if name in FINISHED and value:
                self.finished = True
            yield from self.strings(value, (*path, name), name)


def _position(item: Any, number: int) -> object:
    """An item that says its own index is found by it, wherever it stands in the list."""
    if isinstance(item, Pairs) and any(n == "index" for n, _ in item):
        return ""
    return number


def replaced(text: str, new: Mapping[int, str]) -> str:
    """The JSON text with other strings, by their numbers."""
    pieces: list[str] = []
    at = 0
    for number, token in enumerate(_TOKEN.finditer(text)):
        if number in new:
            pieces += text[at : token.start()], written(new[number], text.isascii())
            at = token.end()
    return "".join((*pieces, text[at:]))


def written(string: str, ascii_only: bool) -> str:
    """A JSON string; half a surrogate pair, as deltas have them, stays an escape."""
    token = json.dumps(string, ensure_ascii=ascii_only)
    try:
        token.encode()
    except UnicodeEncodeError:
        token = json.dumps(string)
    return token
