"""Was what a lenient decoder got out of a body looked at? The question of the differential laws."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from gateway.content.charset import clean, is_binary, makes_sense
from gateway.formats.known_names import FIELDS
from gateway.model import Prompt
from gateway.text import searchable
from tests.fuzzing.decoders import Pairs, strings
from tests.fuzzing.target import LawError
from tests.kit.unread import told

CANARY = "社外秘のカナリア七羽"
"""A text that chance does not make, and that no reader may pass over wherever it can be read."""

MIN_LETTERS = 6
"""Letters and digits, more than one kind of them: what has fewer says nothing by itself, and a
decoder of anything makes such out of chance."""

_SYNTAX = FIELDS.keys() | {"filename", "form-data", "content-disposition", "content-type"}
_LEFT_OUT = re.compile(r"[\s\ufffd\x00-\x1f\x7f]+")
"""What readers put in the place of a wrong byte, or keep or drop between words."""


_PUNCTUATION = re.compile(r"(?:\\(?:u[0-9a-fA-F]{4}|[bfnrt]?)|[]{}\[\"',:;=&+\s]|\ufffd+.?)+")
"""A letter right behind a wrong byte is part of a character in the charsets that the gate tries
first; what of a text is swallowed so is no more than each such letter."""

_JSON = json.JSONDecoder(object_pairs_hook=Pairs, strict=False)
_BLANKS = "\ufeff\x1e \t\r\n"


def folded(text: str) -> str:
    return _LEFT_OUT.sub("", searchable(clean(text)).text)


def says_something(text: str) -> bool:
    """Is it a text that somebody could have meant?"""
    letters = [c for c in text if c.isalnum()]
    return (
        len(letters) >= MIN_LETTERS
        and len(set(letters)) > 2
        and text.strip("*") not in _SYNTAX
        and makes_sense(text)
        and not is_binary(text)
    )


def hold_sound(prompt: Prompt, body: bytes | None = None) -> None:
    """The laws of everything that is read: texts that can be searched, unread that can be told."""
    for segment in prompt.segments:
        segment.text.encode()
        if list(segment.seams) != sorted(segment.seams):
            raise LawError("seams ascend")
    if not all(u.place for u in prompt.unread):
        raise LawError("what is unread has a place")
    if len(told(prompt.unread)) != len(prompt.unread):
        raise LawError("what is unread has words")
    if body is not None and prompt.rewrite and prompt.rewrite(()) != body:
        raise LawError("no edit leaves a body as it is")


def hold_looked_at(prompt: Prompt, texts: Iterable[tuple[str, str]]) -> None:
    """Each of `texts` (what reads it so, what it reads) was looked at, or the prompt says that
    something was not."""
    if prompt.unread:
        return
    said = "\n".join(folded(s.text) for s in prompt.whole_segments)
    for how, whole in texts:
        for text in _within(whole):
            if says_something(text) and not _is_in(said, text):
                raise LawError(f"what {how} makes of it was looked at", text[:200])


def _is_in(said: str, text: str) -> bool:
    """As a whole, or in the pieces in which a format stands that the gate took it for."""
    return folded(text) in said or all(
        folded(piece) in said for piece in _PUNCTUATION.split(text) if says_something(piece)
    )


def _within(text: str) -> Iterator[str]:
    """The text itself, or, where it is JSON, one value or several, the texts in it: those are
    looked at in its place."""
    values, rest = [], text.lstrip(_BLANKS)
    while rest[:1] in ("{", "["):
        try:
            value, end = _JSON.raw_decode(rest)
        except (ValueError, RecursionError):
            break
        values.append(value)
        rest = rest[end:].lstrip(_BLANKS)
    if rest or not values:
        yield text
        return
    for inner in strings(values):
        yield from _within(inner)


def features(prompt: Prompt) -> list[str]:
    """What tells one body from another that ran through the same lines."""
    return [u.code for u in prompt.unread]
