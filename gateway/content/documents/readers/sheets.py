"""Spreadsheets (xlsx, xlsb, xls, ods) -> a text for each sheet, rows as lines, and its table."""

from __future__ import annotations

import datetime
import html
import io
import re
from collections.abc import Mapping
from itertools import chain

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from gateway.content.documents.readers import biff12, flow, ooxml
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.package import Package

_HEADER = re.compile(
    rb"<(?:\w{1,20}:)?(?:odd|even|first)(?:Header|Footer)>([^<]{1,4000}+)<", re.ASCII
)
_NAME = re.compile(
    rb"<(?:\w{1,20}:)?definedName[^>]{0,500}?\bname=\"([^\"]{1,300}+)\"[^>]{0,500}>([^<]{0,2000})"
)
_FORMULA = re.compile(
    rb"<(?:\w{1,20}:)?(?:f|formula1|formula2)(?:\s[^<>]{0,500})?>"
    rb"([^<\"'&\x80-\xff]{0,8192}[\"'&\x80-\xff][^<]{0,8192})<"
)
"""A formula, or a list of permitted values, that has a text in it or a name that a person gave."""
_NAMED = re.compile(r"'(?:[^']|''){1,300}'|[^\x00-\x7f][\w.]{0,300}")
_CODES = re.compile(r"&(?:(&)|[LCRPNDTFAGEUSXYBI]|\d+|\"[^\"]*\"|K(?:[0-9A-F]{6}|\d\d[+-]\d{3}))")
"""ECMA-376, part 1, 18.3.1.46; two ampersands are one."""
EXACT = 2.0**53
"""Below it a float holds every whole number: those of cards have 16 digits."""
_SHARED = "xl/sharedStrings.xml"
_CELLS = b"<sheetData>"
_ODD = re.compile(
    rb"<[!?]|sheetData|<(?:\w{1,20}:)?(?:rPh|extLst)\b|<(?:\w{1,20}:)?t>(?:\s|[^<]{1,32768}\s<)"
)
"""Among cells: remarks, what is no cell, blanks that some readers keep and others do not."""
_BINARY_SHEET = re.compile(r"xl/worksheets/(?!binaryIndex)[^/]*\.bin")
_BINARY_LINKS = "xl/_rels/workbook.bin.rels"
_SHEET = re.compile(r"xl/(?:worksheets|chartsheets|macrosheets|dialogsheets)/[^/]*\.xml")


def read_xlsx(reading: Reading, package: Package, data: bytes) -> None:
    """An Excel file that is a zip: its cells, then everything else in it.

    Raises UnreadableError, FullError.
    """
    sheets: dict[str, bytes] = {}
    shared = linked = b""
    for name in package:  # what it unpacks to is known before native code sees it
        package_data = package.read(name)
        if _SHEET.fullmatch(name):
            _read_headers(reading, package_data, name)
            sheets[name] = package_data
        elif name == "xl/workbook.xml":
            _read_names(reading, package_data)
        elif name == _SHARED:
            shared = package_data
        elif name == "xl/_rels/workbook.xml.rels":
            linked = package_data
    shown = read_cells(reading, data)
    whole = _are_unlisted(sheets, linked, len(reading.sheets))
    for number, (name, sheet) in enumerate(sheets.items(), 1):
        _read_around(reading, sheet, f"/sheet:{_number(name) or number}", whole)
    if shared:
        _read_shared(reading, shared, shown)
    if _is_unlisted_in_binary(package):
        reading.miss("documents/unlisted-sheet")
    ooxml.read(reading, package, "xlsx", shown)


def _are_unlisted(sheets: Mapping[str, bytes], linked: bytes, count: int) -> bool:
    """Are there sheets that the workbook does not list? Then no cell of any is passed over."""
    listed = [linked.count(name.rpartition("/")[2].encode()) for name in sheets]
    return count < len(sheets) or any(n != 1 for n in listed) or b"<!--" in linked


def _is_unlisted_in_binary(package: Package) -> bool:
    """Has a binary workbook a sheet that it does not list, of which no cell is read?"""
    sheets = [name for name in package if _BINARY_SHEET.fullmatch(name)]
    linked = package.read(_BINARY_LINKS) if sheets and _BINARY_LINKS in package else b""
    unlisted = (n for n in sheets if linked.count(n.rpartition("/")[2].encode()) != 1)
    return any(biff12.records(package.read(name)) for name in unlisted)


def _read_around(reading: Reading, data: bytes, place: str, whole: bool) -> None:
    """What a sheet says beside its cells: prompts, remarks, names of scenarios, addresses."""
    start, end = data.find(_CELLS) + len(_CELLS), data.rfind(b"</sheetData>")
    if not whole and len(_CELLS) <= start <= end and not _ODD.search(data, start, end):
        data = data[:start] + data[end:]
    try:
        found = flow.read(data)
    except UnreadableError as e:
        reading.not_read(e, place)
        return
    reading.add(place + "/around", found.body)
    reading.add(place + "/aside", found.aside)
    with reading.template():
        reading.add(place + "/named", found.named)


def _read_shared(reading: Reading, data: bytes, shown: frozenset[str]) -> None:
    """Strings of the workbook that stand in no cell: of cells that were cleared; how to read
    Japanese aloud."""
    try:
        found = flow.read(data)
    except UnreadableError as e:
        reading.not_read(e, "/strings")
        return
    lines = (
        line for line in found.body.split("\n") if line not in shown and line.strip() not in shown
    )
    reading.add("/strings", "\n".join(lines))
    reading.add("/strings/aside", found.aside)
    with reading.template():
        reading.add("/strings/named", found.named)


def read_cells(reading: Reading, data: bytes) -> frozenset[str]:
    """The cells of every sheet, hidden ones too; the lines in them.

    Raises UnreadableError, FullError.
    """
    try:
        return _read_cells(reading, data)
    except BaseException as e:
        if type(e).__name__ != _PANIC:
            raise
        raise UnreadableError("damaged/spreadsheet") from e


_PANIC = "PanicException"
"""What Rust raises of a damaged file, which is no Exception and stands in no module."""


def _read_cells(reading: Reading, data: bytes) -> frozenset[str]:
    shown: set[str] = set()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, OSError, ValueError) as e:
        raise UnreadableError(_cause(e)) from e
    reading.sheets = list(book.sheet_names)
    for number, name in enumerate(book.sheet_names, 1):
        reading.add_property(f"/sheet:{number}/name", name, "sheet")
        try:
            sheet = book.get_sheet_by_index(number - 1)
            shown |= _read_sheet(reading, sheet, f"/sheet:{number}")
        except (CalamineError, OSError, ValueError) as e:
            if "not found" not in str(e).lower():  # a sheet that is a chart has no cells
                reading.miss(_cause(e), f"/sheet:{number}")
    book.close()
    return frozenset(shown)


def _cause(e: Exception) -> str:
    return "encrypted/file" if "assword" in f"{type(e).__name__} {e}" else "damaged/spreadsheet"


def _read_sheet(reading: Reading, sheet: CalamineSheet, place: str) -> set[str]:
    reading.take_cells(sheet.height * sheet.width)
    rows = [tuple(map(as_text, row)) for row in sheet.iter_rows()]
    reading.add(place, as_lines(rows))
    reading.add_table(place, rows)
    cells = set(chain.from_iterable(rows))
    broken = [cell for cell in cells if "\n" in cell]
    return cells.union(line.strip() for cell in broken for line in cell.split("\n"))


def as_lines(rows: list[tuple[str, ...]]) -> str:
    """Rows as lines, cells between tabs; a line break within a cell is a blank."""
    lines = ("\t".join(c.replace("\n", " ") for c in row).rstrip("\t") for row in rows)
    return "\n".join(lines)


def as_text(value: object) -> str:
    """A cell as a person would type it: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return "" if value is None else str(value)


def _read_headers(reading: Reading, data: bytes, name: str) -> None:
    """What is printed on every page, and texts in formulas; in the XML beside the cells."""
    found = [printed(_unescape(h)) for h in _HEADER.findall(data)]
    number = _number(name)
    reading.add(f"/sheet:{number}/header", "\n".join(found))
    formulas = dict.fromkeys(map(_unescape, _FORMULA.findall(data)))
    said = dict.fromkeys(chain.from_iterable(map(_words_of, formulas)))
    reading.add(f"/sheet:{number}/formulas", "\n".join(said))


def _words_of(formula: str) -> list[str]:
    """All of a formula that has a text in it; of another the names that it speaks of."""
    if '"' in formula:
        return [formula]
    return [name.strip("'").replace("''", "'") for name in _NAMED.findall(formula)]


def printed(header: str) -> str:
    """What a header or a footer prints: without codes, two ampersands as one."""
    return _CODES.sub(lambda c: c[1] or " ", header)


def _number(name: str) -> str:
    return "".join(c for c in name.rpartition("/")[2] if c.isdecimal())


def _read_names(reading: Reading, data: bytes) -> None:
    """Names that people gave to ranges and constants."""
    found = (f"{_unescape(n)}\t{_unescape(v)}" for n, v in _NAME.findall(data))
    reading.add("/names", "\n".join(n for n in found if not n.startswith("_xlnm.")))


def _unescape(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))
