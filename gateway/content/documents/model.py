"""What is read of a file, and how much of it may be. Frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.model import Unread, args

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a file's text and where it stands: `/page:3`, `/sheet:1`, `/member:2/body`.

    A place never repeats what a person wrote. `label` is what names the text: the name of a
    property. `is_name` marks the name of a file within the file. `is_template` marks what nobody
    wrote for this file: layouts, themes, names of styles and fonts, what a program says of itself.
    """

    place: str
    text: str = field(repr=False)
    label: str = field(default="", repr=False)
    is_name: bool = False
    is_template: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet or of a CSV file, each cell as text."""

    place: str
    rows: tuple[tuple[str, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """All that was read of a file, and what was not.

    `properties` are texts about the file: title, author, keywords, the names of its members.
    `labels` are ids (GUID, lower case) of Microsoft sensitivity labels.
    """

    kind: str = ""
    parts: tuple[Passage, ...] = ()
    tables: tuple[Table, ...] = ()
    properties: tuple[Passage, ...] = ()
    labels: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def length(self) -> int:
        """Characters of its text."""
        return sum(len(p.text) for p in (*self.parts, *self.properties))


def not_read(code: str, **values: str | int) -> Document:
    """A file of which nothing could be read, and why."""
    return Document(unread=(Unread("", code, args(**values)),))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read. What lies beyond is `unread`."""

    size: int = 64 * MIB
    """Bytes of the file; twice what a body may hold."""
    unpacked: int = 200 * MIB
    """Bytes that come out of all archives within the file together."""
    ratio: int = 100
    """Times its own size that a file may unpack to. Deflate can reach 1,000; an office document
    has 3 to 20."""
    members: int = 5_000
    """Files within archives within the file, all counted."""
    depth: int = 4
    """Archives within archives; a zip of mails with documents attached has 3."""
    text: int = 16 * MIB
    """Characters: some 10,000 pages."""
    passages: int = 20_000
    cells: int = 1_000_000
    """Cells of sheets and tables; a sheet of 50 columns and 20,000 customers."""
    pages: int = 2_000
    """Pages of a PDF."""
    tables: bool = True
    """Are rows of cells given besides the text?"""
    memory: int = 1024 * MIB
    """Address space of the process that reads."""
    seconds: float = 10.0
    """Until the process that reads is ended, OCR included."""
    ocr_seconds: float = 8.0
    """Of these for OCR; a clean page at 200 dpi takes five."""


ATTACHMENT = Limits(tables=False)
"""For a file within a prompt, which somebody waits for."""

ReadDocument = Callable[[bytes, str], Document]
"""Reads a file: its bytes, and the name that somebody gave it."""


class NoReaderError(Exception):
    """No process could be started to read a file: the gate's own fault, not the file's."""


class NotHereError(Exception):
    """A file needs a reader, or a text more time, and this is no place to wait for it."""


def at_once(data: bytes, name: str) -> Document:
    """Stands for a reader on an event loop, where only what is small is looked at: no file, nothing
    that is packed, few texts. Raises NotHereError."""
    raise NotHereError


def not_here(data: bytes, name: str) -> Document:
    """Stands for a reader where nobody waits for one, whatever there is to look at. Raises
    NotHereError."""
    raise NotHereError
