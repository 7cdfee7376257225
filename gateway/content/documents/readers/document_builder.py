"""What is read of one file so far, within its limits. Shared by all readers of that file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from gateway.content.documents.model import Document, Limits, Passage, Table
from gateway.content.documents.readers.ornaments import Ornaments
from gateway.model import NotReadError, Unread, args
from gateway.model.unread import bounded

MIN_UNPACKED = 16 * 2**20
"""Bytes that any file may unpack to, however small it is: blank sheets shrink 500 times."""

MAX_UNREAD = 200
"""Places that could not be read and are named; one is enough to refuse by."""

Ocr = Callable[[bytes], str | None]
"""An image -> its text, or None where it cannot be read or no time is left."""

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class FullError(NotReadError):
    """The file holds more than is read."""


class UnreadableError(NotReadError):
    """The file, or a part of it, cannot be read."""


@dataclass(slots=True)
class Reading:
    """Collects passages; `open` reads a file within the file."""

    limits: Limits
    open: Open
    ocr: Ocr | None = None
    unpacked: int = 0
    members: int = 0
    depth: int = 0
    in_template: bool = False
    """Is what is added from here on a template's, and no author's?"""
    characters: int = 0
    cells: int = 0
    place: str = ""
    sheets: list[str] = field(default_factory=list)
    """Names of the sheets of the workbook that is being read."""
    parts: list[Passage] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    properties: list[Passage] = field(default_factory=list)
    labels: dict[str, None] = field(default_factory=dict)
    unread: dict[Unread, None] = field(default_factory=dict)
    ornaments: Ornaments = field(default_factory=Ornaments)
    """Small pictures in the file that is being read."""
    beside: Ornaments = field(default_factory=Ornaments)
    """Those in the file that it stands in."""

    # ------------------------------------------------------------ what was found

    def add(self, place: str, text: str, label: str = "") -> None:
        """One more passage, at a place below this file's own. Raises FullError."""
        if text.strip():
            self._count(text)
            where = self.place + place
            self.parts.append(Passage(where, _clean(text), label, False, self.in_template))

    def add_property(self, place: str, text: str, label: str = "", is_name: bool = False) -> None:
        """One more text about the file. Raises FullError."""
        if is_name:  # macOS takes accents and the marks of kana apart
            text = unicodedata.normalize("NFC", text)
        if text.strip():
            self._count(text)
            where = f"{self.place}{place}"
            self.properties.append(
                Passage(where, _clean(text), _clean(label), is_name, self.in_template)
            )

    def add_told(self, place: str, said: Mapping[str, bool]) -> None:
        """Lines of text; is each a template's? Raises FullError."""
        for is_template in (False, True):
            with self.template(is_template):
                self.add(place, "\n".join(s for s, own in said.items() if own is is_template))

    def add_table(self, place: str, rows: list[tuple[str, ...]]) -> None:
        if self.limits.tables and rows:
            clean = tuple(tuple(_clean(c) for c in row) for row in rows)
            self.tables.append(Table(self.place + place, clean))

    def add_label(self, guid: str) -> None:
        if _GUID.fullmatch(guid := guid.strip("{} ").lower()):
            self.labels[guid] = None

    def miss(self, code: str, place: str = "", **values: str | int) -> None:
        """Something here was not read."""
        self.unread[Unread(self.place + place, code, args(**values))] = None

    def not_read(self, error: NotReadError, place: str = "") -> None:
        """The same, where a reader said so."""
        self.unread[error.unread.within(self.place + place)] = None

    def _count(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > self.limits.text:
            raise FullError("limits/characters", most=self.limits.text)
        if len(self.parts) + len(self.properties) >= self.limits.passages:
            raise FullError("limits/texts", most=self.limits.passages)

    @contextmanager
    def template(self, is_one: bool = True) -> Iterator[None]:
        """What is added within was put into the file by a program. Of files within as well."""
        before, self.in_template = self.in_template, self.in_template or is_one
        try:
            yield
        finally:
            self.in_template = before

    # ------------------------------------------------------------ what it costs

    def take_cells(self, count: int) -> None:
        """So many more cells. Raises FullError."""
        self.cells += count
        if self.cells > self.limits.cells:
            raise FullError("limits/cells", most=self.limits.cells)

    def take_unpacked(self, count: int) -> None:
        """So many more bytes came out of an archive. Raises FullError."""
        self.unpacked -= count
        if self.unpacked < 0:
            raise FullError("limits/unpacked")

    def take_member(self) -> int:
        """One more file within the file; its number. Raises FullError."""
        self.members += 1
        if self.members > self.limits.members:
            raise FullError("limits/members", most=self.limits.members)
        return self.members

    # ------------------------------------------------------------ files within

    def member(
        self, data: bytes, name: str = "", place: str = "", open_: Open | None = None
    ) -> str:
        """Read a file within this one, as what it is or as what `open_` takes it for; its kind."""
        number = self.take_member()
        with self._below(place or f"/member:{number}"):
            if name:
                self.add_property("/name", name, is_name=True)
            if self.depth > self.limits.depth:
                self.miss("limits/nested-files")
                return ""
            return (open_ or self.open)(self, data, name)

    def lost_member(self, code: str, name: str) -> None:
        """A file within of which only the name is read; a code where that is too little."""
        place = f"/member:{self.take_member()}"
        self.add_property(f"{place}/name", name, is_name=True)
        if code:
            self.miss(code, place)

    @contextmanager
    def _below(self, place: str) -> Iterator[None]:
        before = self.place, self.ornaments, self.beside
        self.place, self.ornaments, self.beside = self.place + place, Ornaments(), self.ornaments
        self.depth += 1
        try:
            yield
        finally:
            self.place, self.ornaments, self.beside = before
            self.depth -= 1

    def document(self, kind: str) -> Document:
        return Document(
            kind,
            tuple(self.parts),
            tuple(self.tables),
            tuple(self.properties),
            tuple(self.labels),
            bounded(self.unread, MAX_UNREAD),
        )


def a_reading(size: int, limits: Limits, opener: Open, ocr: Ocr | None) -> Reading:
    """An empty reading of a file of so many bytes."""
    room = max(MIN_UNPACKED, size * limits.ratio)
    return Reading(limits, opener, ocr, unpacked=min(limits.unpacked, room))


Open = Callable[[Reading, bytes, str], str]
"""Reads a file, by its bytes and its name; what kind it is."""

_LONE = re.compile("[\0\ud800-\udfff]")


def _clean(text: str) -> str:
    """Without lone surrogates, which no UTF-8 can hold, and zeros."""
    return _LONE.sub("\ufffd", text)
