"""A JSON text -> the strings, names and numbers in it, each with its span. Lexical, one pass.

Nothing is built of the values, so that a name that stands twice, a depth that breaks parsers or
a difference between two parsers hides nothing. What is not JSON raises NotJsonError with the
place where it ceased to be; the caller reads the rest in another way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from json import decoder

from gateway.content.charset import clean, is_utf8
from gateway.formats.coding import JSON_NUMBERS, JSON_STRING
from gateway.formats.file_places import note_media_type, note_numbers
from gateway.formats.known_names import FIELDS, TOKENS, Kind
from gateway.formats.pairs import name_values
from gateway.formats.prompt_builder import Layer, Origin, Reading, Where
from gateway.formats.spots import JSON, STRETCHES, AnySpots

MAX_DEPTH = 10_000
"""Arrays and objects within one another. Parsers of vendors give up between 100 and 10,000."""

MAX_PLACE = 32
"""Levels that a place spells out; below, it stays the ancestor's. Else a deep body of 20 MB would
have places of gigabytes."""

SHORT = 64
"""Characters of a string that the expressions below match. The scanner of Python's json reads a
longer one three times as fast, and those with escapes at all."""

_WS = r"[ \t\n\r]*+"
_NAME = r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
_NUMBER = r"(?:-?[0-9][0-9.eE+-]*+|true|false|null|NaN|-?Infinity)"
_AFTER = rf"{_WS}((?:[}}\]]{_WS})*+)(,?)"
_STRING = rf'"(?:([^"\\{{\[\s][^"\\]{{0,{SHORT}}}+)"|())'
_BRACKET = r"([{\[])"

MEMBER = re.compile(
    rf"{_WS}{_NAME}{_WS}:{_WS}(?:{_STRING}|{_BRACKET}|({_NUMBER})){_AFTER}", re.DOTALL
)
"""A member of an object with the brackets that close behind it: name; short string, or an empty
group where a longer one begins; opening bracket; number; closing brackets; comma. All is
possessive, so that no match goes back."""

ELEMENT = re.compile(
    rf"{_WS}(?:{_STRING}|{_BRACKET}|({_NUMBER}(?:{_WS},{_WS}{_NUMBER})*+)){_AFTER}", re.DOTALL
)
"""The same for an array, where neighbouring numbers are one match."""

AFTER = re.compile(_AFTER)

_SIGNS = (JSON, STRETCHES)
_BETWEEN = re.compile(r"[ \t\r\n\x1e]*+")
_CLOSING = {"}": True, "]": False}
_MAY_NEST = frozenset("{[ \t\r\n\f\v\ufeff\u00a0\u3000")
_LITERALS = frozenset({"true", "false", "null", "NaN"})

scan_string: Callable[[str, int, bool], tuple[str, int]] = decoder.scanstring  # type: ignore[attr-defined]

OnString = Callable[[Reading, str, Origin, Where, bool], None]
"""What is to be done with a string that may hold something else: JSON, or, as the last argument
says, something coded."""


class NotJsonError(ValueError):
    """The text is no JSON from character `at` on."""

    def __init__(self, at: int) -> None:
        super().__init__("not JSON")
        self.at = at


class TooDeepError(ValueError):
    """More than MAX_DEPTH levels."""


def read_json(
    reading: Reading, layer: Layer, where: Where, on_string: OnString, raw: bytes | None = None
) -> None:
    """Read a text that is one JSON value, or several one after another (JSON Lines, RFC 7464).

    `raw` is the text in UTF-8, if at hand. Raises NotJsonError, TooDeepError, FullError; what was
    read before stays in `reading`.
    """
    text = layer.text
    mark = reading.mark()
    start = _skip(text, 0)
    spots = AnySpots(_SIGNS, text, raw)
    end = _skip(text, _lex(reading, layer, start, where, spots, on_string))
    if end == len(text):
        name_values(reading, mark.segments)
        return
    if text[start] not in "{[" or text[end] not in "{[":  # numbers and quoted words are a text
        raise NotJsonError(end)
    reading.back(mark)
    _read_lines(reading, layer, start, where, on_string, AnySpots(_SIGNS, text, raw))
    name_values(reading, mark.segments)


def _read_lines(
    reading: Reading, layer: Layer, start: int, where: Where, on_string: OnString, spots: AnySpots
) -> None:
    """Several values: each has its number in front of its places."""
    number = 0
    while start < len(layer.text):
        if layer.text[start] not in "{[":
            raise NotJsonError(start)
        line = replace(where, place=f"{where.place}/{number}")
        start = _skip(layer.text, _lex(reading, layer, start, line, spots, on_string))
        number += 1


def _skip(text: str, start: int) -> int:
    found = _BETWEEN.match(text, start)
    assert found
    return found.end()


def _lex(
    reading: Reading, layer: Layer, pos: int, where: Where, spots: AnySpots, on_string: OnString
) -> int:
    """Read the value at `pos`; the offset behind it.

    One loop over the tokens: a call for each of them would double the time.
    """
    text, base, levels = layer.text, reading.part, where.levels
    place, label, kind = where.place, where.label, where.kind
    add, member, element = reading.add, MEMBER.match, ELEMENT.match
    fields, plain, media = FIELDS.get, Kind.TEXT, Kind.MEDIA_TYPE
    stack: list[tuple[bool, str, str, Kind, int]] = []
    in_object, count, group = False, -1, 1
    for used in range(reading.budget.tokens + 1):
        count += 1
        if in_object:
            found = member(text, pos)
            if not found:
                raise NotJsonError(pos)
            name, value, is_long, opening, numbers, closing, comma = found.groups()
            if "\\" in name:
                name = _scan(text, found.start(1))[0]
            pos = found.end()
            label, group = name, 2
            known = fields(name)
            if known is not None:
                here, kind = f"{place}/{name}", known
            else:
                here, kind = f"{place}/#{count}", plain
                origin: Origin = (layer, *found.span(1), JSON_STRING, 0)
                if spots.next < pos:
                    on_string(reading, name, origin, Where(here + "#", "", kind, levels), True)
                else:
                    add(here + "#", name, "", base, origin)
        else:
            found = element(text, pos)
            if not found:
                raise NotJsonError(pos)
            value, is_long, opening, numbers, closing, comma = found.groups()
            pos = found.end()
            group = 1
            here = f"{place}/{count}" if stack else place

        if value is not None and spots.next >= pos and (kind is plain or kind is media):
            add(here, value, label, base, (layer, *found.span(group), JSON_STRING, 0))
            if kind is media:
                note_media_type(reading, here, value)
        elif value is not None or is_long is not None:
            start, end = found.span(group)
            if value is None:
                start = found.start(group + 1)
                value, end = _scan(text, start)
                after = AFTER.match(text, end + 1)
                assert after
                closing, comma = after.groups()
                pos = after.end()
            origin = (layer, start, end, JSON_STRING, 0)
            if not value:
                pass
            elif spots.next >= pos and kind is plain and value[0] not in _MAY_NEST:
                add(here, value, label, base, origin)
            else:
                inner = Where(here, label, kind, levels)
                on_string(reading, value, origin, inner, spots.next < pos)
        elif opening:
            if len(stack) == MAX_DEPTH:
                raise TooDeepError
            stack.append((in_object, place, label, kind, count))
            in_object, count = opening == "{", -1
            if len(stack) < MAX_PLACE:
                place = here
        else:
            if len(numbers) > 3 and numbers not in _LITERALS:
                origin = (layer, *found.span(group + 3), JSON_NUMBERS, 0)
                if spots.next < pos and "," in numbers and (kind is plain or _says(numbers)):
                    on_string(reading, numbers, origin, Where(here, label, plain, levels), True)
                else:
                    add(here, numbers, label, base, origin)
            if not in_object:
                count += numbers.count(",")
                if kind is not plain or (label in TOKENS and not layer.depth):
                    note_numbers(reading, here, label, kind, numbers)

        if spots.next < pos:
            spots.move(pos)
        for bracket in closing:
            if bracket in _CLOSING:
                if _CLOSING[bracket] is not in_object or not stack:
                    raise NotJsonError(found.start())
                in_object, place, label, kind, count = stack.pop()
        if not stack:
            if comma:
                raise NotJsonError(pos)
            reading.budget.take_tokens(used + 1)
            return pos
        # A comma follows each value but the last, and none follows an opening bracket.
        if bool(comma) is bool(opening and not closing):
            raise NotJsonError(pos)
    reading.budget.take_tokens(reading.budget.tokens + 1)
    raise AssertionError("no token is left")


def _says(numbers: str) -> bool:
    """Are they the bytes of a text? What else stands where a file should is another's question."""
    try:
        return is_utf8(bytes(int(n) for n in numbers.split(",")))
    except ValueError:
        return False


def _scan(text: str, start: int) -> tuple[str, int]:
    """The string whose first character is at `start`, and the offset of its closing quote."""
    try:
        value, end = scan_string(text, start, False)
    except decoder.JSONDecodeError:
        raise NotJsonError(start) from None  # that error holds the text
    raw = end - 1 - start
    return (clean(value) if len(value) != raw else value), end - 1
