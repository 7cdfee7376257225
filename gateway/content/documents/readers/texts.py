"""Files that are text: plain, CSV, JSON, XML, HTML. In any charset that formats.charset knows."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

from gateway import formats
from gateway.content import charset
from gateway.content.charset import Decoded
from gateway.content.documents.readers import flow, html
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.file_type import is_partly_text

UNKNOWN = "a file of unknown type, not looked into"
SAMPLE = 50
"""Rows by which a table is known; they agree in the number of their cells."""

_HTML = re.compile(
    r"\s{0,100}(?:<!--.{0,2000}?-->\s{0,100}){0,5}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s{0,100}<(?:\?xml\s|!DOCTYPE\s|[A-Za-z_][\w.:-]{0,100}\sxmlns)")
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
    if not any(d.exact for d in found) and is_partly_text(data):
        reading.miss(UNKNOWN)
    if charset.makes_sense(found[0].text):
        found = found[:1]
    kinds = [_read_text(reading, d, data) for d in found]
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
        reading.miss(str(e))
    else:
        reading.add("/body", found.body)
        reading.add("/aside", found.aside)
        reading.add("/deleted", found.before)
    return "xml"


def _read_json(reading: Reading, text: str) -> bool:
    """The strings of a JSON file, one text for each array or object would lose their order."""
    prompt = formats.read_file(text.encode(), media_type="application/json")
    said = [f"{s.label}: {s.text}" if s.label else s.text for s in prompt.segments if not s.seams]
    reading.add("/text", "\n".join(said))
    for cause in prompt.unread:
        reading.miss(cause.rpartition(": ")[2])
    return bool(said)


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
