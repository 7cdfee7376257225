"""A text that would be JSON but for a fault -> what lenient parsers might make of it.

Comments, single quotes, names without quotes, trailing commas, a missing end: parsers differ in
what they forgive. So the quoted strings are read each for itself, and then all of it as a text.
"""

from __future__ import annotations

import re
from json import JSONDecodeError

from gateway.content.charset import clean
from gateway.formats.coding import Fixed
from gateway.formats.json_text import scan_string
from gateway.formats.prompt_builder import Layer, Origin, Reading, Where
from gateway.formats.strings import read_string

# An end of text ends a string too, so that no quote is looked at twice.
_QUOTED = re.compile(
    r'"([^"\\]*+(?:\\.[^"\\]*+)*+)(?:"|\\?\Z)' + r"|'([^'\\]*+(?:\\.[^'\\]*+)*+)(?:'|\\?\Z)",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|(.))", re.DOTALL
)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_NOT_JSON = Fixed("invalid-json")


def read_leniently(reading: Reading, layer: Layer, where: Where, at: int) -> None:
    """Read the quoted strings from character `at` on, then the whole text as it stands."""
    origin: Origin = (layer, 0, len(layer.text), _NOT_JSON, 0)
    for quoted in _QUOTED.finditer(layer.text, at):
        reading.budget.take_tokens(1)
        value = unescaped(quoted[1] if quoted[1] is not None else quoted[2])
        if value.strip():
            read_string(reading, value, origin, where)
    read_string(reading, layer.text, origin, Where(where.place, levels=where.levels))


def unescaped(raw: str) -> str:
    """What a string says to a parser that knows JavaScript's escapes and forgives the rest."""
    if "\\" not in raw:
        return raw
    try:
        return clean(scan_string(raw + '"', 0, False)[0])  # in C, where it is JSON after all
    except JSONDecodeError:
        pass
    text = _ESCAPE.sub(_character, raw)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    four, braced, two, other = escape.groups()
    if code := four or braced or two:
        point = int(code, 16)
        return chr(point) if point < 0x110000 else "\ufffd"
    return _SHORT.get(other, other)
