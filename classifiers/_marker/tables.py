"""A column of markers in a table (CSV, tabs, Markdown): each row of it is marked."""

from __future__ import annotations

from classifiers._marker.lexicon import OPEN, Cues, squeezed
from classifiers._marker.setting import Setting

_WINDOW = 3000
"""Characters above in which the heading of a column is sought, and below in which its rows are."""
_ROWS = 40


def is_in_column(here: Setting, cues: Cues) -> bool:
    """Is it a cell of a column that says how secret each row is?"""
    for mark in "\t|,;":
        if mark in here.before or mark in here.after:
            return _is_in_column(here, cues, mark)
    return False


def _is_in_column(here: Setting, cues: Cues, mark: str) -> bool:
    cells = here.line.split(mark)
    at = here.before.count(mark)
    if not here.whole_line or len(cells) < 2 or not cues.pure.fullmatch(cells[at]):
        return False
    above = _rows(_lines_above(here), mark, len(cells))
    below = _rows(_lines_below(here), mark, len(cells))
    column = [row[at] for row in [*reversed(above), cells, *below]]
    if cues.key.fullmatch(column[0].strip()) and len(column) > 1:
        return not _defines(column[1:], cues, first=at == 0)
    marked = sum(bool(_level(cell, cues)) for cell in column)
    if marked < 2 or len(cells) < 3 or _is_translation(cells, cues):
        return False
    return not _defines(column, cues, first=True)


def is_translated(here: Setting, cues: Cues) -> bool:
    """Does it stand in a row of such a table?"""
    line = here.line.strip()
    return line.startswith("|") and _is_translation(line.split("|"), cues)


def _is_translation(cells: list[str], cues: Cues) -> bool:
    """Has the row two names of a level: a table of labels in several languages?"""
    return sum(bool(_level(cell, cues)) for cell in cells) > 1


def _lines_above(here: Setting) -> list[str]:
    start = here.start - len(here.before)
    return here.text[max(0, start - _WINDOW) : start].splitlines()[::-1]


def _lines_below(here: Setting) -> list[str]:
    end = here.end + len(here.after)
    return here.text[end : end + _WINDOW].lstrip("\n").splitlines()


def _rows(lines: list[str], mark: str, width: int) -> list[list[str]]:
    """The rows next to one, as long as they are as wide."""
    rows: list[list[str]] = []
    for line in lines[:_ROWS]:
        cells = line.split(mark)
        if len(cells) != width:
            break
        if line.strip(" |:-"):  # not the rule below a Markdown heading
            rows.append(cells)
    return rows


def _level(cell: str, cues: Cues) -> str | None:
    return cues.levels.get(squeezed(cell.strip(" \"'【】[]()")))


def _defines(column: list[str], cues: Cues, *, first: bool) -> bool:
    """Is this a table of the levels themselves: each once, the open ones too?"""
    levels = [level for cell in column if (level := _level(cell, cues))]
    each_once = len(levels) == len(set(levels))
    return each_once and len(levels) > 2 and (first or OPEN in levels)
