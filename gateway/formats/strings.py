"""A string, wherever it stood -> its segments: itself or the JSON in it, and what it codes."""

from __future__ import annotations

import re
from dataclasses import replace

from gateway.content import charset, mojibake
from gateway.formats import embedded
from gateway.formats.coding import Coding, Fixed, Mounted
from gateway.formats.file_places import DECODED, NOT_BASE64, note_media_type
from gateway.formats.folded import FOLDED, unfolded
from gateway.formats.json_text import NotJsonError, TooDeepError, read_json
from gateway.formats.known_names import ADDRESSES, VENDORS_OWN, Kind
from gateway.formats.opaque import (
    MIN_OPAQUE,
    holds_too_much,
    is_armoured,
    is_surely_something,
    is_wordy,
    readings,
    says_something,
)
from gateway.formats.prompt_builder import Form, Layer, Opaque, Origin, Reading, Where
from gateway.formats.spots import MIN_BLOB
from gateway.formats.stretches import stretches
from gateway.model import Part

MIN_CODED = 9
"""Characters: three escapes. Anything shorter holds nothing coded."""

SHOWN = 1024
"""Of a file in base64 that was recognised, so many characters are a segment as they stand. All of
it would cost classifiers megabytes, in which they can find nothing but chance."""

NESTED = "limits/nested-texts"

_JSON = re.compile(r"[\s\ufeff]*+[\[{]")
_DECODED_ONLY = Fixed("escaped-text")
_FAULTY = Fixed("file")
OTHER_TEXT: Origin = (Layer(""), 0, 0, Fixed("uncertain-charset"), 0)
"""Of what may be in another charset only the likeliest text can be edited."""


def add_undone(reading: Reading) -> None:
    """Texts that were read in a wrong charset before they came here, as they were, besides."""
    for s in tuple(reading.segments):
        if not s.text.isascii() and (said := mojibake.undone(s.text)):
            reading.add(s.place, said, s.label, s.part, OTHER_TEXT)


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
    if where.kind is Kind.MEDIA_TYPE:
        note_media_type(reading, where.place, text)
    spotted = spotted and len(text) >= MIN_CODED
    if spotted or _is_for_a_file(text, where):
        layer = Layer(text, origin, origin[0].depth + 1)
        shown = _read_coded(reading, layer, where, spotted)
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


def _is_for_a_file(text: str, where: Where) -> bool:
    """Does it stand where a file should, and is no address from which one would be fetched?"""
    if where.kind is Kind.FILE:
        return True
    is_fetched = where.label in ADDRESSES and text.startswith(("https://", "http://"))
    return where.kind is Kind.MAYBE_FILE and not is_fetched


def _read_coded(reading: Reading, layer: Layer, where: Where, spotted: bool) -> int:
    """Read the files and escapes in a text; how much of it is worth a segment."""
    text = layer.text
    if spotted and is_armoured(text):
        reading.miss("encrypted/armoured", where.place)
    if _is_for_a_file(text, where) and (shown := _read_file(reading, layer, where)):
        return shown
    if not spotted:
        return len(text)
    found, escapes = embedded.blobs(text, reading.budget)
    for blob in found:
        _open(reading, layer, where, blob)
    if escapes:
        _read_escapes(reading, layer, where)
    for stretch in stretches(text, reading.budget):
        _open(
            reading,
            layer,
            where,
            embedded.Blob(stretch.start, stretch.end, stretch.data, str, "", False),
        )
    _read_folded(reading, layer, where)
    _settle_rest(reading, text, where, found)
    whole = found and found[0].start < SHOWN and found[-1].end >= len(text) - 2
    if whole and len(found) == 1 and found[0].is_strict:
        return found[0].start + SHOWN
    return len(text)


def _settle_rest(reading: Reading, text: str, where: Where, found: list[embedded.Blob]) -> None:
    """What nothing could be made of: a file whose coding is at fault, or too many letters."""
    if found and not found[0].is_strict and embedded.is_data_url(text.lstrip()):
        payload = text[found[0].start : found[0].end]
        if len(payload) >= MIN_OPAQUE and not is_wordy(payload):
            reading.miss(NOT_BASE64, where.place)
    elif where.label not in VENDORS_OWN and holds_too_much(text, ((b.start, b.end) for b in found)):
        reading.miss("opaque/too-much", where.place)


def _read_file(reading: Reading, layer: Layer, where: Where) -> int:
    """A member meant for a file; how much of it is worth a segment, 0 where its string is a text
    or an address of one."""
    text = layer.text.strip()
    if not text or embedded.is_data_url(text):
        return 0
    start = layer.text.index(text)
    end = start + len(text)
    base64 = embedded.from_base64(text)
    coded = [c for c in (_hexed(text), base64) if c]
    for data, encode in coded:
        if says_something(data):
            _open(reading, layer, where, embedded.Blob(start, end, data, encode))
            return SHOWN
    loose = _readings(reading, text, base64 is not None)
    for data in loose:
        _open(reading, layer, where, embedded.Blob(start, end, data, str, is_strict=False))
    form = Form.STRICT if coded and not loose else Form.LOOSE
    if any(map(is_surely_something, loose)):
        form = Form.FAULTY
    reading.opaque.append(Opaque(where.place, where.label, where.kind, form, text))
    return len(layer.text) if coded or loose else 0


def _hexed(text: str) -> embedded.Decoding | None:
    return embedded.from_hex(text) if len(text) >= MIN_BLOB else None


def _readings(reading: Reading, text: str, is_base64: bool) -> list[bytes]:
    """Of base64 without a fault there are two where its letters are those of addresses: decoders
    of the other alphabet skip these."""
    if is_base64 and "-" not in text and "_" not in text:
        return []
    reading.budget.try_spot()
    return readings(text)


def _open(reading: Reading, layer: Layer, where: Where, blob: embedded.Blob) -> None:
    if not where.levels:
        reading.miss(NESTED, where.place)
        return
    prompt = reading.open(blob.data, "", blob.media_type, reading.budget, where.levels - 1)
    coding: Coding = Mounted(prompt, blob.encode) if blob.is_strict else _FAULTY
    origin = (layer, blob.start, blob.end, coding, 0)
    reading.mount(prompt, replace(where, place=where.place + DECODED), origin)


def _read_escapes(reading: Reading, layer: Layer, where: Where) -> None:
    if not where.levels:
        reading.miss(NESTED, where.place)
    elif decoded := embedded.unescaped(layer.text, reading.budget):
        origin = (layer, 0, len(layer.text), _DECODED_ONLY, 0)
        inner = replace(where, place=where.place + DECODED, levels=where.levels - 1)
        read_string(reading, charset.clean(decoded), origin, inner)


def _read_folded(reading: Reading, layer: Layer, where: Where) -> None:
    if not (said := unfolded(layer.text)):
        return
    if not where.levels:
        reading.miss(NESTED, where.place)
        return
    origin = (layer, 0, len(layer.text), FOLDED, 0)
    inner = replace(where, place=where.place + DECODED, levels=where.levels - 1)
    read_string(reading, said, origin, inner)
