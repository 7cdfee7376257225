"""A form or a query (application/x-www-form-urlencoded) -> its names and values, decoded."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import quote_plus

from gateway.content import charset
from gateway.formats import percent
from gateway.formats.caller_tokens import is_token
from gateway.formats.coding import Coding, Fixed, Whole
from gateway.formats.known_names import FIELDS, Kind
from gateway.formats.prompt_builder import Layer, Reading, Where
from gateway.formats.strings import read_string

_PAIR = re.compile(r"[^&]++")
_AMBIGUOUS = Fixed("uncertain-charset")


def read_form(
    reading: Reading, layer: Layer, where: Where, skipped: frozenset[str] = frozenset()
) -> None:
    """Read every name that is nobody's known word, and every value but tokens of `skipped`."""
    for number, pair in enumerate(_PAIR.finditer(layer.text)):
        name, equals, value = pair[0].partition("=")
        start = pair.start() + len(name)
        label = _text(name)
        if label in FIELDS and equals:
            place, kind = f"{where.place}/{label}", FIELDS[label]
        else:
            place, kind = f"{where.place}/#{number}", Kind.TEXT
            if label.lower() not in skipped:
                outer = Where(place + "#", "", kind, where.levels)
                _read_value(reading, layer, pair.start(), start, outer)
        if equals and not (label.lower() in skipped and is_token(_text(value))):
            inner = Where(place, label, kind, where.levels)
            _read_value(reading, layer, start + 1, pair.end(), inner)


def _text(raw: str) -> str:
    return percent.decode(raw.replace("+", " ")).decode(errors="replace")


def _read_value(reading: Reading, layer: Layer, start: int, end: int, where: Where) -> None:
    raw = layer.text[start:end]
    found = charset.decode(percent.decode(raw.replace("+", " ")))
    for decoded in found:
        coding: Coding = _AMBIGUOUS
        if len(found) == 1 and not decoded.bom:
            coding = Whole(decoded.text, partial(quote_plus, encoding=decoded.codec))
        read_string(reading, decoded.text, (layer, start, end, coding, 0), where)
    if not found or any(d.lost for d in found):
        reading.miss("opaque/no-text", where.place)
