"""How a text is coded within the text around it: edits of the one -> edits of the other.

A coding says what an edit of the decoded text does to the raw characters. It changes as little
as the coding allows: JSON escapes character by character, a form value or a base64 blob whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Protocol

from gateway.model import CannotRewriteError, Edit, Prompt


class Coding(Protocol):
    def lift(self, raw: str, edits: Sequence[Edit]) -> list[Edit]:
        """Edits of what `raw` says -> edits of `raw`. Raises CannotRewriteError."""
        ...


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits. Raises ValueError where two of them overlap."""
    pieces: list[str] = []
    done = 0
    for edit in in_order(edits, len(text)):
        pieces += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join((*pieces, text[done:]))


def in_order(edits: Iterable[Edit], length: int) -> list[Edit]:
    """The edits by place. Raises ValueError where two overlap or one lies outside."""
    ordered = sorted(edits, key=attrgetter("start", "end"))
    done = 0
    for edit in ordered:
        if not done <= edit.start <= edit.end <= length:
            raise ValueError("edits overlap or lie outside the text")
        done = edit.end
    return ordered


@dataclass(frozen=True, slots=True)
class Plain:
    """The text stands there as it is."""

    def lift(self, raw: str, edits: Sequence[Edit]) -> list[Edit]:
        return list(edits)


@dataclass(frozen=True, slots=True)
class JsonString:
    """Between the quotes of a JSON string."""

    def lift(self, raw: str, edits: Sequence[Edit]) -> list[Edit]:
        offsets = _raw_offsets(raw, sorted({o for e in edits for o in (e.start, e.end)}))
        # \u escapes for everything else: right whatever the body's charset is.
        return [Edit(0, offsets[e.start], offsets[e.end], json.dumps(e.text)[1:-1]) for e in edits]


_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL
)


def _raw_offsets(raw: str, wanted: Sequence[int]) -> dict[int, int]:
    """Offsets in a decoded JSON string (ascending) -> offsets in its raw form."""
    offsets: dict[int, int] = {}
    extra = 0
    escapes = _ESCAPE.finditer(raw) if "\\" in raw else iter(())
    escape = next(escapes, None)
    for offset in wanted:
        while escape and escape.start() - extra < offset:
            extra += escape.end() - escape.start() - 1
            escape = next(escapes, None)
        offsets[offset] = offset + extra
    return offsets


@dataclass(frozen=True, slots=True)
class JsonNumbers:
    """Numbers outside quotes: one that is replaced whole becomes a string."""

    def lift(self, raw: str, edits: Sequence[Edit]) -> list[Edit]:
        if not all(self._is_whole(raw, e) for e in edits):
            raise CannotRewriteError("part-of-a-number")
        return [Edit(0, e.start, e.end, json.dumps(e.text)) for e in edits]

    @staticmethod
    def _is_whole(raw: str, edit: Edit) -> bool:
        around = raw[edit.start - 1 : edit.start] + raw[edit.end : edit.end + 1]
        inside = raw[edit.start : edit.end]
        return bool(_NUMBER.fullmatch(inside)) and not set(around) & set("0123456789.eE+-")


_NUMBER = re.compile(r"-?[0-9][0-9.eE+-]*")


@dataclass(frozen=True, slots=True)
class Whole:
    """A text that is coded anew as a whole: a form's value."""

    text: str = field(repr=False)
    encode: Callable[[str], str] = field(repr=False)

    def lift(self, raw: str, edits: Sequence[Edit]) -> list[Edit]:
        return [Edit(0, 0, len(raw), self.encode(spliced(self.text, edits)))]


@dataclass(frozen=True, slots=True)
class Mounted:
    """A file within the body, which knows by itself how its bytes are rewritten."""

    prompt: Prompt = field(repr=False)
    encode: Callable[[bytes], str] = field(repr=False)

    def lift(self, raw: str, edits: Sequence[Edit]) -> list[Edit]:
        if not self.prompt.rewrite:
            raise CannotRewriteError("file")
        return [Edit(0, 0, len(raw), self.encode(self.prompt.rewrite(edits)))]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What cannot be rewritten, and why: a code."""

    why: str

    def lift(self, raw: str, edits: Sequence[Edit]) -> list[Edit]:
        raise CannotRewriteError(self.why)


PLAIN = Plain()
JSON_STRING = JsonString()
JSON_NUMBERS = JsonNumbers()
