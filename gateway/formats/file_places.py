"""Strings and rows of numbers where a file should stand -> which of them are unread.

Whether a string that says nothing is a file, its neighbours tell: a media type, what `type` says.
They may stand behind it, so that all is settled when the whole of a body was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gateway.content import charset
from gateway.formats.known_names import (
    ADDRESSES,
    TOKENS,
    VENDORS_OWN,
    VENDORS_OWN_TYPES,
    Kind,
)
from gateway.formats.opaque import (
    MIN_OPAQUE,
    has_capitals,
    hex_bytes,
    is_address,
    is_digest,
    is_surely_something,
    is_wordy,
    looks_coded,
    readings,
)
from gateway.formats.prompt_builder import Form, Opaque, Reading

UNKNOWN = "opaque/unknown-type"
NOT_BASE64 = "opaque/not-base64"
NUMBERS = "opaque/numbers"
TOKEN_IDS = "opaque/token-ids"  # noqa: S105 - a code

DECODED = "#decoded"
"""Ends the place of a text that was decoded from the one that stands there."""

PART = 4
"""Of a text in hex a half is left, of one in base64 three quarters, less of quoted-printable's."""

MIN_NUMBERS = 48
"""In a row where a file should stand: as many bytes as MIN_OPAQUE letters are."""

_MEDIA_TYPE = re.compile(
    r"(?:application|audio|chemical|font|image|message|model|multipart|text|video|x-[\w-]{1,40})"
    r"/[\w.+*-]{1,100}"
)
_TEXTS = re.compile(r"text/.*|application/(?:.*[+-])?(?:json|xml|yaml|javascript|ndjson|sql)")
_FORMATS = {
    **dict.fromkeys(("png", "jpeg", "jpg", "gif", "webp", "bmp", "tiff", "heic"), "image"),
    **dict.fromkeys(("wav", "mp3", "flac", "ogg", "opus", "aac", "m4a", "pcm", "pcm16"), "audio"),
    **dict.fromkeys(("g711_ulaw", "g711_alaw", "mulaw", "l16", "pcm_s16le"), "audio"),
    **dict.fromkeys(("mp4", "mov", "mkv", "webm", "flv", "mpeg", "mpg", "wmv"), "video"),
    **dict.fromkeys(("pdf", "docx", "doc", "xlsx", "xls", "pptx", "zip"), "application"),
}
"""What OpenAI and Bedrock say in place of a media type."""

_AT_THE_TOP = re.compile(r"((?:/\d+)?(?:/body)?/[\w#]+)(?:/\d+){1,2}")
"""Of the body, or of a line of a file for a batch."""
_WHOLE_NUMBERS = re.compile(r"[0-9]+(?:\s*,\s*[0-9]+)*")
_IS_ID = re.compile(r"(?:id|key|tag|token|cursor|hash|checksum|link|revision)$", re.IGNORECASE)
"""Names of members whose values are opaque and mean something to whoever gave them."""

MAX_ID = 1024
"""Characters of such a value; Microsoft Graph's have 150, tokens that lead to a next page 800."""

_FILES = frozenset((Kind.FILE, Kind.MAYBE_FILE))


def note_media_type(reading: Reading, place: str, text: str) -> None:
    """What may be the type of whatever stands beside it."""
    if "/" in text or text.lower() in _FORMATS:
        reading.media.append((place, text))


def note_numbers(reading: Reading, place: str, label: str, kind: Kind, numbers: str) -> None:
    """A row of an array: bytes of a file, or the tokens of a text."""
    if kind in _FILES:
        if numbers.count(",") + 1 >= MIN_NUMBERS:
            _note(reading, Opaque(_parent(place), label, kind, Form.NUMBERS, ""))
        return
    top = _AT_THE_TOP.fullmatch(place) if label in TOKENS else None
    if top and _WHOLE_NUMBERS.fullmatch(numbers):
        _note(reading, Opaque(top[1], label, kind, Form.NUMBERS, ""))


def _note(reading: Reading, numbers: Opaque) -> None:
    """Once for all rows of an array."""
    if not reading.opaque or reading.opaque[-1].place != numbers.place:
        reading.opaque.append(numbers)


def settle(reading: Reading) -> None:
    """Say of what was noted whether it is unread."""
    if reading.opaque or reading.media:
        media = _media_types(reading)
        types = _types(reading) if reading.opaque else {}
        words = _with_words(reading) if any(o.kind is Kind.TEXT for o in reading.opaque) else set()
        for one in reading.opaque:
            parent = _parent(one.place)
            if one.place in words:
                continue
            if code := _unread(one, media.get(parent, ""), types.get(parent, "")):
                reading.miss(code, one.place)
        if media:
            _settle_neighbours(reading, media)
        reading.opaque.clear()
        reading.media.clear()


def _media_types(reading: Reading) -> dict[str, str]:
    """The media type of each object that says one, by the object's place."""
    said = ((_parent(place), text.strip().lower()) for place, text in reading.media)
    return {parent: known for parent, text in said if (known := _media_type(text))}


def _media_type(text: str) -> str:
    if text in _FORMATS:
        return f"{_FORMATS[text]}/{text}"
    essence = text.partition(";")[0].strip()
    return essence if _MEDIA_TYPE.fullmatch(essence) else ""


def _types(reading: Reading) -> dict[str, str]:
    """What `type` says of the objects in which something was noted."""
    wanted = {_parent(one.place) for one in reading.opaque}
    return {
        parent: s.text
        for s in reading.segments
        if s.label == "type" and (parent := _parent(s.place)) in wanted
    }


def _with_words(reading: Reading) -> set[str]:
    """Arrays in which there is anything but numbers, among those that may be tokens."""
    return {
        top[1]
        for s in reading.segments
        if s.label in TOKENS
        and (top := _AT_THE_TOP.fullmatch(s.place))
        and not _WHOLE_NUMBERS.fullmatch(s.text)
    }


def _unread(one: Opaque, media: str, type_: str) -> str:
    """The code of what is wrong with it, or nothing."""
    if one.label == "url" and _parent(one.place).rpartition("/")[2] not in ADDRESSES:
        return ""
    is_file = bool(media) and not _TEXTS.fullmatch(media)
    if one.kind is Kind.TEXT:
        return TOKEN_IDS
    if one.form is Form.NUMBERS:
        return NUMBERS if one.kind is Kind.FILE or is_file or type_ == "Buffer" else ""
    is_surely = is_file or "audio" in type_
    if type_ in VENDORS_OWN_TYPES or (len(one.text) < MIN_OPAQUE and not is_surely):
        return ""
    if one.form is Form.FAULTY:
        return NOT_BASE64
    if one.form is Form.LOOSE:
        return "" if is_wordy(one.text) or is_address(one.text) else NOT_BASE64
    if is_digest(one.text) and not is_surely:
        return ""
    is_one = one.kind is Kind.FILE or media or is_surely
    return UNKNOWN if is_one or hex_bytes(one.text) or has_capitals(one.text) else ""


def _settle_neighbours(reading: Reading, media: Mapping[str, str]) -> None:
    """Whatever stands beside a media type under another name, and is binary or a blob."""
    known = {u.place.partition(DECODED)[0] for u in reading.unread}
    known |= set(_made_something_of(reading))
    beside = [s for s in reading.segments if _parent(s.place) in media and not s.seams]
    for s in beside:
        if not s.place.endswith(DECODED) and s.place not in known and s.label not in VENDORS_OWN:
            text, least = s.text, MAX_ID if _IS_ID.search(s.label) else MIN_OPAQUE
            if len(text) >= least and _is_a_file(text, media[_parent(s.place)]):
                reading.miss(UNKNOWN, s.place)


def _made_something_of(reading: Reading) -> Iterator[str]:
    """The places of strings that hold a file or a text in some coding, all of them or nearly: a
    single escape in a blob makes nothing of it."""
    sizes = {s.place: len(s.text) for s in reading.segments}
    for s in reading.segments:
        place, _, within = s.place.partition(DECODED)
        if len(place) < len(s.place) and (within or len(s.text) * PART >= sizes.get(place, 0)):
            yield place


def _is_a_file(text: str, media: str) -> bool:
    """Beside this media type, is a string of any name the file?"""
    if charset.is_binary(text) or looks_coded(text):
        return True
    if _TEXTS.fullmatch(media) or is_address(text) or is_digest(text):
        return False
    return not is_wordy(text) or any(map(is_surely_something, readings(text)))


def _parent(place: str) -> str:
    return place.rpartition("/")[0]
