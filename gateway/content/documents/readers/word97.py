"""Word of 1997 to 2003 -> body, headers, notes, boxes, by its piece table. [MS-DOC], 2.8.35"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from gateway.content.documents.readers import runs
from gateway.content.documents.readers.document_builder import UnreadableError
from gateway.content.documents.readers.storage import Storage


def read(storage: Storage, place: str) -> None:
    """Add the text of a document. Raises UnreadableError, FullError, struct.error."""
    main = storage.read("WordDocument")
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & 0x0100:
        raise UnreadableError("encrypted/file")
    table = storage.read("1Table" if flags & 0x0200 else "0Table")
    text = "".join(_pieces(main, _part(main, table, 0x01A2)))  # fcClx, lcbClx
    storage.reading.add(place + "/body", text.translate(_WORD))
    names = (runs.read(_part(main, table, at), runs.UTF_16) for at in (_STYLES, _BOOKMARKS))
    with storage.reading.template():
        storage.reading.add(place + "/names", "\n".join(names))


_STYLES, _BOOKMARKS = 0x00A2, 0x0142
"""Where the head says where the names of both stand (2.5.6)."""


def _part(main: bytes, table: bytes, at: int) -> bytes:
    start, length = struct.unpack_from("<II", main, at)
    return table[start : start + length]


_WORD = {7: "\t", 11: "\n", 12: "\n", 13: "\n", 30: "-", 31: None, 1: None, 8: None, 19: " ",
         20: " ", 21: " ", 2: None, 5: None}  # fmt: skip
"""What Word writes for the end of a cell, a line, a page, for pictures, notes and fields."""


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    at = 0
    while at < len(clx) and clx[at] == 1:  # properties of pieces, of no use here
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise UnreadableError("damaged/word")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    for number in range(count):
        position = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        characters = ends[number + 1] - ends[number]
        if not 0 <= characters <= len(main):
            raise UnreadableError("damaged/word")
        if position & 0x40000000:
            begin = (position & 0x3FFFFFFF) // 2
            yield main[begin : begin + characters].decode("cp1252", "replace")
        else:
            yield main[position : position + 2 * characters].decode("utf-16-le", "replace")
