"""Edge: a file's bytes -> its prints: of its text, of its tables' rows, or as public text.

A file with a table of which nothing else is said is registered both ways: by its rows, so that
one that was typed anew is recognised, and by its text, so that a long cell is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.content import documents
from gateway.content.documents import Document
from gateway.fingerprints import Prints, prints, public_prints
from gateway.fingerprints.table_rows import LOOK_FOR_HEADINGS, choose
from gateway.fingerprints.tables import Table, TableError, TablePrints, table_prints
from gateway.keyring import Key
from gateway.model import Unread
from gateway.register.assets import Label
from gateway.register.entry import Kind
from gateway.register.extraction import LIMITS, Press, Printed
from gateway.register.index import PURPOSE

NEED = 2
"""Cells of one row that tell it, where nothing else is said."""

A_TABLE = 5
"""Rows below headings that make a table of which nobody said that it is one; a form has fewer."""

NO_TABLE = Unread("", "registering/no-table")
NOT_AS_ASKED = Unread("", "registering/not-as-asked")
NO_AUTHOR = Unread("", "registering/no-author")


def press(keys: Key, heading: Callable[[str], str], names: Mapping[str, str]) -> Press:
    """How this installation takes a file's prints."""
    key = keys.derive(PURPOSE)

    def take(data: bytes, name: str, label: Label) -> Printed:
        document = documents.read(data, name, LIMITS)
        columns = _Columns(label.columns, heading, names)
        return _printed(document, label, columns, key)

    return take


def _printed(document: Document, label: Label, columns: _Columns, key: bytes) -> Printed:
    unread = document.unread
    if not unread and label.kind in (None, Kind.DOCUMENT) and _is_nobodys(document):
        return Printed((), (NO_AUTHOR,))
    match label.kind:
        case Kind.TABLE:
            return _as_table(document, label, columns, key, unread)
        case Kind.PUBLIC:
            return Printed(_filled(Kind.PUBLIC, public_prints(_text(document), key)), unread)
        case Kind.DOCUMENT:
            return Printed(_filled(Kind.DOCUMENT, prints(_text(document), key)), unread)
    text = _filled(Kind.DOCUMENT, prints(_text(document), key))
    rows = tuple(
        table_prints(table, key)
        for sheet in document.tables
        if _is_table(table := Table(sheet.rows, (), NEED))
    )
    return Printed((*_filled(Kind.TABLE, rows), *text), unread)


def _as_table(
    document: Document, label: Label, columns: _Columns, key: bytes, unread: tuple[Unread, ...]
) -> Printed:
    rows: list[TablePrints] = []
    advice: Unread | None = None
    for sheet in document.tables:
        try:
            table = Table(sheet.rows, columns.of(sheet.rows), label.need or NEED)
            rows.append(table_prints(table, key))
        except TableError as e:
            advice = advice or e.unread
    made = _filled(Kind.TABLE, tuple(rows))
    if made:
        return Printed(made, unread)
    return Printed((), (*unread, NOT_AS_ASKED if advice else NO_TABLE), advice)


def _filled(kind: Kind, made: Prints | tuple[TablePrints, ...]) -> tuple[tuple[Kind, Any], ...]:
    """With what is nothing left out: too short a text, a table without rows."""
    if isinstance(made, Prints):
        return ((kind, made),) if len(made) else ()
    kept = [table for table in made if table.rows and table.opens.any()]
    return ((kind, tuple(kept)),) if kept else ()


def _text(document: Document) -> str:
    """What its author wrote; names of files within it are not of its text, templates neither."""
    said = (part.text for part in document.parts if not part.is_name and not part.is_template)
    return "\n".join(said)


def _is_nobodys(document: Document) -> bool:
    """Does it hold text, and none that somebody wrote?"""
    return not _text(document).strip() and any(part.is_template for part in document.parts)


def _is_table(table: Table) -> bool:
    """Headings and rows below them: else it is a form, a list, a page laid out in cells."""
    try:
        chosen = choose(table)
    except TableError:
        return False
    return len(chosen.rows) >= A_TABLE and not all(h.isdecimal() for h in chosen.headings)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns that were asked for, as they are kept, and what the caller called them."""

    kept: tuple[str, ...]
    heading: Callable[[str], str] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)

    def of(self, rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """The same columns by the names that they have in this sheet."""
        if all(column.isdecimal() for column in self.kept):
            return self.kept
        cells = {cell for row in rows[:LOOK_FOR_HEADINGS] for cell in row if cell}
        known = {self.heading(cell): cell for cell in cells}
        return tuple(known.get(c) or self.names.get(c) or _FORMER for c in self.kept)


_FORMER = "by the name it had when the table was first added; name the columns again"
