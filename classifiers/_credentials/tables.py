"""A searched text -> the values in columns whose heading names a secret: CSV, TSV, Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.claims import Claim
from classifiers._credentials.hits import Hit
from classifiers._credentials.judge import judge
from classifiers._credentials.label_lexicon import Label, alternation
from classifiers._credentials.labelled import hit
from classifiers._credentials.secret_names import label_in
from classifiers._credentials.sentences import Link, options
from classifiers._credentials.utf8 import Utf8
from gateway.model import Segment

_DELIMITERS = "|\t,;"
_MAX_LINE = 2000  # characters of a row
_PROGRAM = re.compile(
    r"[={}<>\[\]@#$%&*!?。、]|\(\s*[\"'a-z_]+,|\)\s*$|, [a-z_]+, [a-z_]+, [a-z_]+\)|^\s+|\w\("
)
_EMPTY = re.compile(r"[\s:|\-+=]*")


@cache
def _heading() -> Any:
    """A label near the end of a cell."""
    label = f"{alternation(latin=True)}|{alternation(latin=False)}"
    return re2.compile(
        rf"(?:{label})[^|,;\t\n:=\"']{{0,12}}[ \"'*]{{0,4}}(?:[|,;\t\r\n]|$)".encode(),
        options=options(),
    )


def tables(segment: Segment) -> Iterator[Hit]:
    """Values under a heading that names a secret."""
    folded = segment.searchable
    text, source = folded.text, Utf8(folded.text)
    if "\n" not in text:
        return
    reached, known = 0, dict[str, _Table]()
    for match in _heading().finditer(source.data):
        first = source.char(match.start())
        if first < reached:
            continue
        begin, end = text.rfind("\n", max(0, first - _MAX_LINE), first) + 1, _line_end(text, first)
        reached = end
        heading = text[begin:end]
        table = known.setdefault(heading, known.get(heading) or _Table(heading))
        if table.columns:
            for start, stop, label in table.cells(text, end + 1):
                yield from _cell(segment, start, stop, label)
                reached = stop


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start, start + _MAX_LINE)
    return end if end >= 0 else min(len(text), start + _MAX_LINE)


class _Table:
    """A heading row: its delimiter, and the columns that name a secret."""

    def __init__(self, heading: str) -> None:
        counts = [(heading.count(delimiter), delimiter) for delimiter in _DELIMITERS]
        self.width, self.delimiter = max(counts, key=lambda c: c[0])
        self.columns: dict[int, Label] = {}
        if self.width and self._is_heading(heading):
            for i, cell in enumerate(heading.split(self.delimiter)):
                name = cell.strip(" \"'*`")
                label = label_in(name, name) if 0 < len(name) <= 40 else None
                if label:
                    self.columns[i] = label

    def _is_heading(self, heading: str) -> bool:
        """A row of names, and not a line of a program: arguments, a list, a sentence."""
        if self.delimiter == "\t":
            return True
        if self.delimiter == "|":
            return self.width > 1 or " | " in heading
        cells = [cell.strip(" \"'") for cell in heading.strip().split(self.delimiter)]
        return not _PROGRAM.search(heading) and all(0 < len(cell) <= 30 for cell in cells)

    def cells(self, text: str, start: int) -> Iterator[tuple[int, int, Label]]:
        """Cells of those columns in the rows that follow, as places in the text."""
        while start < len(text):
            end = _line_end(text, start)
            row = text[start:end]
            if row.count(self.delimiter) != self.width:
                return
            if not _EMPTY.fullmatch(row):
                yield from self._row(row, start)
            start = end + 1

    def _row(self, row: str, start: int) -> Iterator[tuple[int, int, Label]]:
        for i, cell in enumerate(row.split(self.delimiter)):
            if i in self.columns:
                value = cell.strip(" \"'*`\r")
                if value:
                    at = start + cell.index(value)
                    yield at, at + len(value), self.columns[i]
            start += len(cell) + 1


def _cell(segment: Segment, start: int, stop: int, label: Label) -> Iterator[Hit]:
    first, last = segment.searchable.span(start, stop)
    value = segment.text[first:last]
    confidence = judge(Claim(label, Link.CELL, value, whole=True))
    if confidence:
        yield hit(first, last, label, confidence, Link.COLUMN)


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _heading()
