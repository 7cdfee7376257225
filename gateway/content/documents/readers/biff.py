"""The stream of an .xls -> what its records say beside the cells. [MS-XLS]

Notes, boxes, headers, names, links, texts in formulas, lists of permitted values, charts: each is
a record of its own kind, so that all are looked at but for those that hold none.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterator

from gateway.content.documents.readers import runs, sheets
from gateway.content.documents.readers.document_builder import Reading

_FILE_PASS, _CODE_PAGE, _CONTINUE, _SXSTRING = 0x002F, 0x0042, 0x003C, 0x00CD
_FORMAT, _STYLE, _HEADER, _FOOTER = 0x041E, 0x0293, 0x0014, 0x0015
_SAID = re.compile(r"(?!(\w)\1)[^\W\d_]{4}|[^\W\d_\x00-\x7f]")
"""A word in a format of numbers, which is not `yyyy` or `mmmm`."""
_CELLS = frozenset((0x0203, 0x027E, 0x00BD, 0x00FD, 0x0201, 0x00BE, 0x0205, 0x0204, 0x0207))
"""Numbers, strings, blanks: read as cells."""
_OWN = frozenset(
    {0x0031, 0x005C, 0x005B, 0x001C, 0x0085, 0x004D, 0x0092, 0x00E0, 0x00EB, 0x00FF, 0x0208, 0x020B,
     0x00D7, 0x0892, 0x0893, 0x0894, 0x0896, 0x087D, 0x088D, 0x088E, 0x0863, 0x01BA, 0x00E2,
     0x0809, 0x00A1, 0x0010, 0x0026, 0x0027, 0x0028, 0x0029}
)  # fmt: skip
"""Fonts, styles, themes, the printer, margins; who had the file open or wrote a note; names of
sheets, which are read; pictures, which are found among all bytes; where rows stand."""


def _says(format_of_numbers: str) -> bool:
    return _SAID.search(format_of_numbers.replace("General", "")) is not None


def is_encrypted(data: bytes) -> bool:
    return any(kind == _FILE_PASS for kind, _ in _records(data[:65_536]))


def read(reading: Reading, data: bytes, shown: Collection[str], place: str) -> None:
    """Add the texts that no cell shows. Raises FullError."""
    found: dict[str, None] = {}
    page = 0
    for kind, body in _records(data):
        if kind == _CODE_PAGE and len(body) == 2:
            page = struct.unpack("<H", body)[0]
        elif kind == _FORMAT:
            found.update((line, None) for line in runs.read(body, page).split("\n") if _says(line))
        elif kind in (_HEADER, _FOOTER):
            found[sheets.printed(runs.read(body, page))] = None
        elif kind == _STYLE and body[1:2] >= b"\x80":  # one that Excel brings (2.4.269)
            continue
        elif kind not in _CELLS and kind not in _OWN and len(body) >= runs.MIN_BYTES:
            found[runs.read(body, page, shown)] = None
    reading.add(place, "\n".join(filter(None, found)))


def cached(data: bytes) -> Iterator[str]:
    """Strings in the rows of a pivot table, whose source may be gone (2.4.322)."""
    for kind, body in _records(data):
        if kind == _SXSTRING and len(body) > 3:
            yield body[3:].decode("utf-16-le" if body[2] & 1 else "latin-1", "replace")


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Records with what continues them."""
    at, kind, pieces = 0, 0, list[bytes]()
    while at + 4 <= len(data):
        following, size = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + size]
        at += 4 + size
        if following == _CONTINUE and pieces:
            pieces.append(body)
            continue
        if pieces:
            yield kind, b"".join(pieces)
        kind, pieces = following, [body]
    if pieces:
        yield kind, b"".join(pieces)
