"""A part of a binary workbook (.xlsb) -> the texts in its records, but for those of its cells.

[MS-XLSB] 2.1.4: a record is its type and its length, each in seven bits a byte, and its data.
Cells are read elsewhere; here is what stands beside them: names, remarks, rows of pivot tables and
of other workbooks, strings of no cell. Nothing of it is found by the name of a part.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Collection, Iterator

from gateway.content.documents.readers import runs

_NUMBERS = {1: 8, 2: 12, 3: 9, 4: 9, 5: 16, 7: 12}
"""Cells that are blank, a number, an error, a truth, a number of eight bytes, a string by its
number: types and lengths. What has another length is no such cell."""
_MAX_TYPE = 0x3FFF
_LONE_NUMBER = 8
"""Bytes of a number in a pivot table."""
_APART = b"\0\0"
_WHOLE = 2.0**53


def records(data: bytes) -> list[tuple[int, bytes]]:
    """Every record; none where the bytes are not records from the first to the last."""
    found, at = [], 0
    try:
        while at < len(data):
            kind, at = _number(data, at, 2)
            length, at = _number(data, at, 4)
            if at + length > len(data) or kind > _MAX_TYPE:
                return []
            found.append((kind, data[at : at + length]))
            at += length
    except IndexError:
        return []
    return found


def read(found: Collection[tuple[int, bytes]], known: Collection[str]) -> str:
    """The texts in records, a line each, but for those that are known."""
    kept = (raw for kind, raw in found if len(raw) != _NUMBERS.get(kind, -1))
    return runs.read(_APART.join(kept), runs.UTF_16, known)


def numbers(found: Collection[tuple[int, bytes]]) -> Iterator[str]:
    """The numbers that are a record of their own, as in rows of pivot tables."""
    for _, raw in found:
        if len(raw) == _LONE_NUMBER:
            value = struct.unpack("<d", raw)[0]
            if math.isfinite(value) and 1 <= abs(value) < _WHOLE:
                yield str(int(value)) if value.is_integer() else repr(value)


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of so many bytes at the most, and where the next one stands. Raises IndexError."""
    number = 0
    for shift in range(0, 7 * most, 7):
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            break
    return number, at
