"""The segments of a prompt -> the rows of registered tables whose cells stand in several of them.

A table in JSON, in a form or in a query has a string for every cell. Strings are put beside each
other in the order of the request, with line ends between them, and looked at for rows alone: a
marker or a name over two strings is chance. What is found speaks for the text around it, since
what stands between two cells may be the request's own words, which no edit may touch. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from gateway.model import Finding, Prompt, Segment, Speaks

NEAR = 512
"""Characters of a long text's beginning and end: the cells of a row lie within 200 letters and
digits (fingerprints.tables.REACH), and marks and blanks between them do not count."""

GAP = "x" * 256
"""In place of a long text's middle: one word that is further than a row reaches."""


@runtime_checkable
class FindsRows(Protocol):
    """A classifier that knows tables."""

    @property
    def knows_rows(self) -> bool:
        """Is there any table at all?"""
        ...

    def rows(self, text: str) -> Iterable[Finding]:
        """The rows in a text, and nothing else."""
        ...


@dataclass(frozen=True, slots=True)
class Beside:
    """Pieces of segments in one text: where each begins, of which segment it is, from where on."""

    text: str = field(repr=False)
    starts: Sequence[int]
    pieces: Sequence[tuple[int, int, int]]
    """The number of a segment, and the piece of it [start, end)."""

    def placed(self, finding: Finding) -> tuple[range, Finding]:
        """Which pieces a finding touches; and the finding in the first of them."""
        first = bisect_right(self.starts, finding.start) - 1
        last = bisect_right(self.starts, finding.end - 1) - 1
        number, begin, end = self.pieces[first]
        moved = begin - self.starts[first]
        start, stop = finding.start + moved, min(finding.end + moved, end)
        return range(first, last + 1), replace(finding, segment=number, start=start, end=stop)


def across(
    prompt: Prompt,
    found: Sequence[Finding],
    classifiers: Iterable[object],
    go_on: Callable[[], None] | None = None,
) -> Iterator[Finding]:
    """Rows over several segments; none that goes on from a segment in which that asset was `found`:
    what is left of it once that has been taken out is looked at again."""
    finders = [c for c in classifiers if isinstance(c, FindsRows) and c.knows_rows]
    if not finders:
        return
    text = beside(prompt.segments)
    held = {(f.segment, f.asset) for f in found if f.asset}
    for finder in finders:
        if go_on:
            go_on()
        for finding in finder.rows(text.text):
            touched, placed = text.placed(finding)
            segments = {text.pieces[n][0] for n in touched}
            if len(segments) > 1 and not any((n, finding.asset) in held for n in segments):
                yield replace(
                    placed, place=prompt.segments[placed.segment].place, speaks=Speaks.TEXT
                )


def beside(segments: Iterable[Segment]) -> Beside:
    """Names of members too: a cell may be one. What was put together of others stands in those,
    and a program's own words are nobody's rows."""
    names: set[str] = set()
    parts: list[str] = []
    starts: list[int] = []
    pieces: list[tuple[int, int, int]] = []
    length = 0
    for number, segment in enumerate(segments):
        text = segment.text
        if not text or segment.seams or segment.is_template:
            continue
        if segment.place[-1:] == "#":
            if text in names and _is_in_list(segment.place):
                continue
            names.add(text)
        size = len(text)
        ends = ((0, size),) if size <= 2 * NEAR else ((0, NEAR), (size - NEAR, size))
        for start, end in ends:
            if start:
                parts.append(GAP)
                length += len(GAP) + 1
            starts.append(length)
            pieces.append((number, start, end))
            parts.append(text[start:end])
            length += end - start + 1
    return Beside("\n".join(parts), starts, pieces)


def _is_in_list(place: str) -> bool:
    """Is this a member of an element of a list? There names are headings, which a table has once:
    more words around the cells would have fewer of them tell a row."""
    return f"/{place}".rsplit("/", 2)[-2].isdecimal()
