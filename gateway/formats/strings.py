"""A string, wherever it stood -> its segments: itself or the JSON in it, and what it codes."""

from __future__ import annotations

import re
from dataclasses import replace

from gateway.content import charset
from gateway.content.file_type import sniff
from gateway.formats import embedded
from gateway.formats.coding import Fixed, Mounted
from gateway.formats.json_text import NotJsonError, TooDeepError, read_json
from gateway.formats.known_names import MEDIA_TYPE_FIELDS, Kind
from gateway.formats.prompt_builder import Layer, Origin, Reading, Where
from gateway.model import Part

DECODED = "#decoded"
"""Ends the place of a text that was decoded from the one that stands there."""

MIN_CODED = 9
"""Characters: three escapes. Anything shorter holds nothing coded."""

SHOWN = 1024
"""Of a file in base64 that was recognised, so many characters are a segment as they stand. All of
it would cost classifiers megabytes, in which they can find nothing but chance."""

MIN_OPAQUE = 64
"""Characters of base64 that say nothing in a member meant for a file: less is no file."""

UNKNOWN = "opaque/unknown-type"
NESTED = "limits/nested-texts"

_JSON = re.compile(r"[\s\ufeff]*+[\[{]")
_HEX = re.compile(r"[0-9A-Fa-f]*+")
_DECODED_ONLY = Fixed("escaped-text")


def read_string(
    reading: Reading, text: str, origin: Origin, where: Where, spotted: bool = True
) -> None:
    """Add what a string says: the JSON that it is, or itself and what is coded in it.

    `spotted` is false where it is known that nothing is coded in it.
    """
    if not (_JSON.match(text) and read_nested(reading, text, origin, where)):
        read_plain(reading, text, origin, where, spotted)


def read_plain(
    reading: Reading, text: str, origin: Origin, where: Where, spotted: bool = True
) -> None:
    """Add a string as it stands, and what is coded in it."""
    part = Part.FILE_NAME if where.kind is Kind.NAME else reading.part
    number = len(reading.segments)
    reading.add(where.place, text, where.label, part, origin)
    files = where.kind in (Kind.FILE, Kind.MAYBE_FILE)
    if files or (spotted and len(text) >= MIN_CODED):
        shown = _read_coded(reading, Layer(text, origin, origin[0].depth + 1), where)
        if shown < len(text):
            reading.shorten(number, shown)


def read_nested(reading: Reading, text: str, origin: Origin, where: Where) -> bool:
    """Read the string as JSON. False, and nothing is added, where it is none or says nothing."""
    if not where.levels:
        if "\\" in text:
            reading.miss(NESTED, where.place)
        return False
    mark = reading.mark()
    layer = Layer(text, origin, origin[0].depth + 1)
    try:
        read_json(reading, layer, where.opened(), read_string)
    except (NotJsonError, TooDeepError):
        reading.back(mark)
        return False
    return len(reading.segments) > mark.segments


def _read_coded(reading: Reading, layer: Layer, where: Where) -> int:
    """Read the files and escapes in a text; how much of it is worth a segment."""
    text = layer.text
    if where.kind in (Kind.FILE, Kind.MAYBE_FILE) and (shown := _read_file(reading, layer, where)):
        return shown
    found, escapes = embedded.blobs(text, reading.budget)
    for blob in found:
        _open(reading, layer, where, blob)
    if escapes:
        _read_escapes(reading, layer, where)
    whole = found and found[0].start < SHOWN and found[-1].end >= len(text) - 2
    return found[0].start + SHOWN if whole and len(found) == 1 else len(text)


def _read_file(reading: Reading, layer: Layer, where: Where) -> int:
    """A member meant for a file in base64; 0 where its string is no base64."""
    text = layer.text.strip()
    decoded = embedded.from_base64(text)
    if not decoded or not text:
        return 0
    data, encode = decoded
    start = layer.text.index(text)
    if charset.is_text(data) or sniff(data):
        _open(reading, layer, where, embedded.Blob(start, start + len(text), data, encode))
        return SHOWN
    if len(text) >= MIN_OPAQUE and not _HEX.fullmatch(text):
        if where.kind is Kind.FILE:
            reading.miss(UNKNOWN, where.place)
        else:
            reading.opaque.append(where.place)
    return len(layer.text)


def _open(reading: Reading, layer: Layer, where: Where, blob: embedded.Blob) -> None:
    if not where.levels:
        reading.miss(NESTED, where.place)
        return
    prompt = reading.open(blob.data, "", blob.media_type, reading.budget, where.levels - 1)
    origin = (layer, blob.start, blob.end, Mounted(prompt, blob.encode), 0)
    reading.mount(prompt, replace(where, place=where.place + DECODED), origin)


def _read_escapes(reading: Reading, layer: Layer, where: Where) -> None:
    if not where.levels:
        reading.miss(NESTED, where.place)
    elif decoded := embedded.unescaped(layer.text, reading.budget):
        origin = (layer, 0, len(layer.text), _DECODED_ONLY, 0)
        inner = replace(where, place=where.place + DECODED, levels=where.levels - 1)
        read_string(reading, charset.clean(decoded), origin, inner)


def settle_opaque(reading: Reading) -> None:
    """Bytes that say nothing are a file where a media type stands beside them. Elsewhere they are
    something that the vendor made and takes back: a signature, encrypted reasoning."""
    if not reading.opaque:
        return
    places = {s.place for s in reading.segments}
    for place in reading.opaque:
        parent = place.rpartition("/")[0]
        if any(f"{parent}/{name}" in places for name in MEDIA_TYPE_FIELDS):
            reading.miss(UNKNOWN, place)
    reading.opaque.clear()
