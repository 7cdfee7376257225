"""The bytes of a body or of a file within one -> Prompt. What they are is seen from themselves.

`read_file` is the one way in for every attachment: a part of a form, a `data:` address, a member
in base64. It reads texts in any common charset, JSON, forms and multipart; a document (PDF, Office,
an archive) is read by the function that the budget brings. Of everything else it says what it is
and that it was not looked into.
"""

from __future__ import annotations

import re

from gateway.content import charset
from gateway.content.charset import Decoded
from gateway.content.decompression import unpack
from gateway.content.documents.model import Passage
from gateway.content.file_type import (
    CPIO,
    LHA,
    TAR,
    is_also_zip,
    is_marked_up,
    is_partly_text,
    recognised,
)
from gateway.content.unread_types import cannot_unpack, not_looked_into
from gateway.formats.coding import PLAIN, Fixed
from gateway.formats.file_places import UNKNOWN, settle
from gateway.formats.forms import read_form
from gateway.formats.joining import join_body, join_fields
from gateway.formats.json_text import MAX_DEPTH, NotJsonError, TooDeepError, read_json
from gateway.formats.known_names import Kind
from gateway.formats.lenient import read_leniently
from gateway.formats.multipart import MalformedError, boundary_of, read_multipart
from gateway.formats.prompt_builder import (
    MAX_LEVELS,
    Budget,
    FullError,
    Layer,
    Origin,
    Reading,
    Where,
)
from gateway.formats.rewriting import BodyRewriter
from gateway.formats.rpc import is_call, read_call
from gateway.formats.sealing import seal
from gateway.formats.strings import OTHER_TEXT, add_undone, read_string
from gateway.model import Prompt

FORM = "application/x-www-form-urlencoded"

_COMPRESSED = frozenset({"application/gzip", "application/zstd"})

_CHARSET = re.compile(r';\s*charset\s*=\s*"?([\w.:-]{1,40})', re.IGNORECASE)
_OPENING = frozenset("{[")
JSON_BEGINS = frozenset('{["')
_NO_TEXT = Fixed("format-words")
_COMPRESSED_TEXT = Fixed("compressed-file")
_DOCUMENT_TEXT = Fixed("file-text")

_DOCUMENTS = frozenset(
    {"application/pdf", "application/zip", "application/x-ole-storage", TAR,
     "application/x-bzip2", "application/x-xz", "application/x-7z-compressed",
     "application/vnd.rar", "application/vnd.ms-cab-compressed", LHA, CPIO,
     "application/x-archive"}
)  # fmt: skip
"""What a reader of documents may know, besides pictures."""

LABEL = "MSIP_Label_"
"""A sensitivity label of a file is a segment of its own: this and the label's id."""


def read_file(
    data: bytes,
    name: str = "",
    media_type: str = "",
    budget: Budget | None = None,
    levels: int = MAX_LEVELS,
) -> Prompt:
    """Read a file. `name` and `media_type` are what the client says of it: hints, no more.

    Places in the result are relative to the file. Never raises for any bytes.
    """
    reading = Reading(budget or Budget(), read_file)
    rewriter = None
    try:
        rewriter = _read(reading, data, media_type, levels)
        if not reading.segments and not reading.unread:
            _read_rest(reading, data)
        add_undone(reading)
    except FullError as e:
        reading.unread.append(e.unread)
    settle(reading)
    seal(reading)
    unread = tuple(dict.fromkeys(reading.unread))
    return Prompt(tuple(reading.segments), unread, rewriter, reading.whole)


def _read_rest(reading: Reading, data: bytes) -> None:
    """Nothing but short numbers, punctuation and names of a format: one text as it stands."""
    for decoded in charset.decode(data)[:1]:
        if decoded.text.strip():
            origin: Origin = (Layer(""), 0, 0, _NO_TEXT, 0)
            reading.add("", decoded.text, "", reading.part, origin)


def _read(reading: Reading, data: bytes, media_type: str, levels: int) -> BodyRewriter | None:
    """Read the bytes as what they are; how they can be rewritten, if they can."""
    essence = media_type.partition(";")[0].strip().lower()
    if not data.strip():
        return None
    if is_call(essence):
        return _read_call(reading, data, essence, levels)
    if known := recognised(data):
        _read_known(reading, data, known, levels)
        return None
    if essence.startswith("multipart/"):
        return _read_multipart(reading, data, media_type, levels)
    return _read_text(reading, data, essence, media_type, levels)


def _read_call(reading: Reading, data: bytes, essence: str, levels: int) -> BodyRewriter:
    mark = reading.mark()
    rewriter = read_call(reading, data, essence, levels)
    join_body(reading, mark, rewriter.root, levels)
    return rewriter


def _read_known(reading: Reading, data: bytes, media_type: str, levels: int) -> None:
    """A file that is known by its first bytes: unpacked and read, or reported."""
    readable = media_type in _DOCUMENTS or media_type.startswith("image/")
    if levels and readable and read_by_reader(reading, data, levels):
        return
    if media_type not in _COMPRESSED or not levels:
        reading.miss(not_looked_into(media_type), media_type=media_type)
        return
    origin: Origin = (Layer(""), 0, 0, _COMPRESSED_TEXT, 0)
    reading.budget.begin_unpacking()
    unpacked = unpack(data, media_type, reading.budget.unpacked)
    if unpacked.said:
        reading.add("/header", unpacked.said, "", reading.part, origin)
    if unpacked.fault:
        reading.miss(cannot_unpack(unpacked.fault), media_type=media_type)
        return
    if not unpacked.data.strip():
        reading.miss("archives/empty", media_type=media_type)
    reading.budget.unpacked -= len(unpacked.data)
    inner = read_file(unpacked.data, budget=reading.budget, levels=levels - 1)
    reading.mount(inner, Where(), origin)


def read_by_reader(reading: Reading, data: bytes, levels: int) -> bool:
    """Add what a reader of documents finds in a file. False where there is none.

    Raises FullError, and what a reader raises that cannot be waited for here.
    """
    if not reading.budget.documents:
        return False
    found = reading.budget.documents(data, "")
    origin: Origin = (Layer(""), 0, 0, _DOCUMENT_TEXT, 0)
    for passage in (*found.parts, *filter(_says_something, found.properties)):
        reading.budget.take_unpacked(len(passage.text))
        kind = Kind.NAME if passage.is_name else Kind.TEXT
        where = Where(passage.place, passage.label, kind, levels - 1)
        first = len(reading.segments)
        read_string(reading, passage.text, origin, where)
        if passage.is_template:
            reading.of_template(first)
    first = len(reading.segments)
    for number, label in enumerate(found.labels):
        reading.add(f"/label:{number}", LABEL + label, "", reading.part, origin)
    reading.of_template(first)  # these words are ours
    reading.unread += found.unread
    return True


_AUTHORS = frozenset(
    {
        "author",
        "creator",
        "lastModifiedBy",
        "last_saved_by",
        "initial-creator",
        "manager",
        "Manager",
    }
)
_PERSON = re.compile(r"[^\W\d_](?:[^\W\d_]|[ \u3000.,'\u00b7\u30fb-]){0,40}+")


def _says_something(passage: Passage) -> bool:
    """Is a property more than the name that an application puts into each file by itself?

    Else every file of an office would hold the name of a person.
    """
    return passage.label not in _AUTHORS or not _PERSON.fullmatch(passage.text.strip())


def _read_multipart(
    reading: Reading, data: bytes, media_type: str, levels: int
) -> BodyRewriter | None:
    root = Layer(data.decode("latin-1"))  # one character a byte, so that offsets are the same
    mark = reading.mark()
    try:
        read_multipart(reading, data, boundary_of(media_type), root, levels)
        join_fields(reading, mark, root, levels)
    except MalformedError:
        reading.miss("damaged/multipart")
        _read_text(reading, data, "text/plain", "", levels)
        return None
    return BodyRewriter(data, root, reading.segments, reading.origins, _to_latin)


def _read_text(
    reading: Reading, data: bytes, essence: str, media_type: str, levels: int
) -> BodyRewriter | None:
    match = _CHARSET.search(media_type)
    declared = match[1] if match else ""
    if not charset.is_known(declared):
        reading.miss("opaque/charset")
    reading.budget.begin_guessing(data)
    found = charset.decode(data, declared)
    faithful, end, roots = False, 0, [Layer(d.text) for d in found]
    for decoded, root in zip(found, roots, strict=True):
        raw = data if len(found) == 1 and decoded == Decoded(decoded.text) else None
        is_faithful = _read_layer(reading, root, essence, levels, raw)
        if root is roots[0]:
            faithful, end = is_faithful and decoded.exact, len(reading.origins)
    reading.origins[end:] = [OTHER_TEXT] * (len(reading.origins) - end)
    if found and levels and (is_marked_up(data) or is_also_zip(data)):
        read_by_reader(reading, data, levels)  # as it reads, besides how it stands
    is_damaged = bool(found) and not any(d.exact for d in found) and is_partly_text(data)
    if is_damaged or any(d.lost for d in found):
        reading.miss(UNKNOWN)
    if not found:
        _read_opaque(reading, data, levels)
    elif all(_is_no_text(d.text) for d in found):
        reading.miss(UNKNOWN)
    if not faithful:
        return None
    return BodyRewriter(data, roots[0], reading.segments, reading.origins, found[0].encode)


def _is_no_text(text: str) -> bool:
    return text[:1] not in JSON_BEGINS and charset.is_binary(text)


def _read_opaque(reading: Reading, data: bytes, levels: int) -> None:
    """Bytes that are no text: zlib has no signature to speak of, so it is tried."""
    if data[:1] == b"\x78":
        _read_known(reading, data, "application/gzip", levels)
    elif not (levels and read_by_reader(reading, data, levels)):
        reading.miss(UNKNOWN)


def _read_layer(
    reading: Reading, layer: Layer, essence: str, levels: int, raw: bytes | None
) -> bool:
    """Read a text as what it is. False where an edit could not be carried back into it."""
    if not layer.text.strip():
        return True
    where = Where(levels=levels)
    first = layer.text.lstrip()[:1]
    declared = "json" in essence or (not essence and first in JSON_BEGINS)
    if declared or first in _OPENING:
        mark = reading.mark()
        try:
            read_json(reading, layer, where, read_string, raw)
        except TooDeepError:
            reading.miss("limits/levels", most=MAX_DEPTH)
            return False
        except NotJsonError as e:
            if declared:
                read_leniently(reading, layer, where, e.at)
                join_body(reading, mark, layer, levels)
                return False
            reading.back(mark)
        else:
            all_ascii = layer.text.isascii() and "\\u" not in layer.text
            join_body(reading, mark, layer, levels, all_ascii)
            return True
    if essence == FORM:
        mark = reading.mark()
        read_form(reading, layer, where)
        join_fields(reading, mark, layer, levels)
    else:
        read_string(reading, layer.text, (layer, 0, len(layer.text), PLAIN, 0), where)
    return True


def _to_latin(text: str) -> bytes:
    return text.encode("latin-1")
