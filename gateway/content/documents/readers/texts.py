"""Files that are text: plain, CSV, JSON, XML, HTML. In any charset that is known."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from gateway.content import charset
from gateway.content.charset import Decoded
from gateway.content.documents.readers import flow, html, runs
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.file_type import is_partly_text

UNKNOWN = "opaque/unknown-type"
SAMPLE = 50
"""Rows by which a table is known; they agree in the number of their cells."""

_HTML = re.compile(
    r"\s{0,100}(?:<!--.{0,2000}?-->\s{0,100}){0,5}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(
    r"\s{0,100}<(?:\?xml\s|!DOCTYPE\s|mxfile\b|mxGraphModel\b|[A-Za-z_][\w.:-]{0,100}\sxmlns)"
)
_ELEMENT = re.compile(r"<([^\s<>/!?&\"'=]{2,200})")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")


def is_html(text: str) -> bool:
    return _HTML.match(text) is not None


def is_xml(text: str) -> bool:
    return _XML.match(text) is not None


def read(reading: Reading, data: bytes) -> str:
    """Read a text file, or say that it is none; its kind. Raises FullError."""
    found = [d for d in charset.decode(data) if not charset.is_binary(d.text)]
    if not found:
        if data.strip():
            reading.miss(UNKNOWN)
        return ""
    is_damaged = not any(d.exact for d in found) and is_partly_text(data)
    if is_damaged or any(d.lost for d in found):
        reading.miss(UNKNOWN)
    if any("\0" in d.text for d in found):  # half of it may be in UTF-16
        reading.add("/runs", runs.read(data))
    kinds = [_read_text(reading, d, data) for d in charset.likely(tuple(found))]
    return kinds[0]


def _read_text(reading: Reading, decoded: Decoded, data: bytes) -> str:
    text = decoded.text.removeprefix("\ufeff")
    if is_html(text):
        html.read(reading, text)
        return "html"
    if is_xml(text):
        return _read_xml(reading, text)
    if text.lstrip()[:1] in ("{", "[") and _read_json(reading, text):
        return "json"
    reading.add("/text", text)
    return "csv" if _read_csv(reading, text) else "text"


def _read_xml(reading: Reading, text: str) -> str:
    """What XML says; where it is no sound XML, it stays as it stands, which anyone can read."""
    bare = _DECLARATION.sub("", text, count=1)
    try:
        found = flow.read(bare.encode(), attributes=True)
    except UnreadableError as e:
        reading.add("/text", text)
        reading.not_read(e)
    else:
        reading.add("/body", found.body)
        reading.add("/aside", found.aside)
        reading.add("/deleted", found.before)
        with reading.template():
            reading.add("/named", "\n".join(_own_names(text)))
        if "</" in found.aside or "/>" in found.aside:  # as the words of a box in a diagram are
            html.read(reading, found.aside, "/aside/html")
    return "xml"


def _own_names(text: str) -> Iterator[str]:
    """Names of elements that hold more than the letters of a vocabulary: a person's own."""
    for name in dict.fromkeys(_ELEMENT.findall(text)):
        if not name.isascii() or any(map(str.isdigit, name)):
            yield name


def _read_json(reading: Reading, text: str) -> bool:
    """The strings and numbers of a JSON file, or of JSON lines, with their names, in one text: one
    for each array or object would lose their order."""
    try:
        said = [line for value in _json_values(text) for line in _json_lines(value)]
    except (ValueError, RecursionError):
        return False
    reading.add("/text", charset.clean("\n".join(said)))
    return bool(said)


class _Members(list[tuple[str, Any]]):
    """An object as its members, in order: a name that stands twice hides nothing."""


_JSON = json.JSONDecoder(
    object_pairs_hook=_Members, parse_int=str, parse_float=str, parse_constant=str
)
_NEXT = re.compile(r"[^ \t\r\n\x1e]|\Z")
"""What is no blank, or the end of the text."""


def _json_values(text: str) -> Iterator[Any]:
    """Every value of the text, one after another. Raises ValueError, RecursionError."""
    at = 0
    while (found := _NEXT.search(text, at)) and found.start() < len(text):
        value, at = _JSON.raw_decode(text, found.start())
        yield value


def _json_lines(value: Any) -> Iterator[str]:
    """`name: text` for each string and number, from first to last; in memory linear in them."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, str):
            yield f"{name}: {one}" if name else one
            continue
        if name:
            yield name
        if isinstance(one, _Members):
            waiting += reversed(one)
        elif isinstance(one, list):
            waiting += [("", each) for each in reversed(one)]


def _read_csv(reading: Reading, text: str) -> bool:
    """The rows of a table, where the text is one. Rows stay in the text as well."""
    separator = _separator(text)
    if not separator:
        return False
    try:
        rows = [tuple(r) for r in csv.reader(io.StringIO(text), delimiter=separator) if r]
    except csv.Error:
        return False
    reading.take_cells(sum(map(len, rows)))
    reading.add_table("/table", rows)
    return True


def _separator(text: str) -> str:
    """What stands between the cells: each of the first rows has as many, and at least one."""
    for separator in ",\t;|":
        try:
            rows = list(islice(csv.reader(io.StringIO(text[:65536]), delimiter=separator), SAMPLE))
        except csv.Error:
            continue
        widths = {len(r) for r in rows[: max(2, len(rows) - 1)] if r}
        if len(rows) >= 2 and len(widths) == 1 and widths.pop() >= 2:
            return separator
    return ""
