"""The paths drawn on a page of a PDF -> whether letters could be among them.

Letters that were turned into outlines are no text for a reader of PDF, and the page may have live
words besides. They are told from tables, charts and frames by their shape: small, of many points,
not convex, and each different from the others. Where there are as many as a word may have, the page
is looked at as a picture.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import pypdfium2
import pypdfium2.raw as raw

MIN_LETTERS = 10
"""Different shapes; a company's name in its logo has fewer."""
MIN_KINDS, MIN_ALL = 6, 12
"""Or so many different ones among so many: a short sentence repeats its letters."""
MIN_SEGMENTS = 5
"""Of a closed shape: an L has six, a frame four, an arrow's head three."""
MIN_HEIGHT = 2.0
"""Points; nobody reads what is smaller."""
MAX_SHARE = 6
"""Times that a letter goes into the longer side of the page, at the least."""
MAX_SEGMENTS = 300_000
"""Of all pages together, looked at in about a second; beyond it pages are taken for pictures."""
MAX_SHAPE = 400
"""Segments of one shape; the ideographs of the most strokes have 200. A coast has more."""

Points = list[tuple[float, float]]
Shape = tuple[bool, tuple[tuple[tuple[bool, int], int], ...]]
"""Is it closed; how many times does it turn one way so many times in a row? The arrows of a chart
are all of one shape, whereto they point, and so are its boxes."""


@dataclass(slots=True)
class Budget:
    """Segments that may still be looked at, of all pages of a file."""

    left: int = MAX_SEGMENTS


@dataclass(slots=True)
class Outlines:
    """What a page has drawn so far."""

    page: tuple[float, float]
    budget: Budget
    shapes: set[Shape] = field(default_factory=set)
    count: int = 0
    """Of all shapes that could be letters."""

    @property
    def may_be_letters(self) -> bool:
        kinds = len(self.shapes)
        several = kinds >= MIN_KINDS and self.count >= MIN_ALL
        return kinds >= MIN_LETTERS or several or self.budget.left <= 0

    def look_at(self, item: pypdfium2.PdfObject) -> None:
        """A path that is drawn, and those through which anything is drawn."""
        if self.may_be_letters:
            return
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            count = raw.FPDFPath_CountSegments(item)
            self._add(_scale(item), raw.FPDFPath_GetPathSegment, count, item.raw)
        clip = raw.FPDFPageObj_GetClipPath(item)
        for number in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
            count = raw.FPDFClipPath_CountPathSegments(clip, number)
            scale = _scale(item.container)  # its points are those of what it stands in
            self._add(scale, raw.FPDFClipPath_GetPathSegment, count, clip, number)

    def _add(self, scale: float, get: Callable[..., object], count: int, *where: object) -> None:
        if count < MIN_SEGMENTS:
            return
        largest = max(self.page) / MAX_SHARE
        for points, closed in self._parts(lambda n: get(*where, n), count):
            if self.may_be_letters:
                return
            shape = _shape(points, closed, MIN_HEIGHT / scale, largest / scale)
            if shape:
                self.shapes.add(shape)
                self.count += 1

    def _parts(self, segment: Callable[[int], object], count: int) -> Iterator[tuple[Points, bool]]:
        """The pieces of a path: its points, those that bend it too; does it end where it begins?"""
        points: Points = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for number in range(count):
            self.budget.left -= 1
            if self.budget.left <= 0:
                return
            one = segment(number)
            if raw.FPDFPathSegment_GetType(one) == raw.FPDF_SEGMENT_MOVETO and points:
                yield points, points[0] == points[-1]
                points = []
            raw.FPDFPathSegment_GetPoint(one, x, y)
            points.append((x.value, y.value))
            if raw.FPDFPathSegment_GetClose(one):
                yield points, True
                points = []
        if points:
            yield points, points[0] == points[-1]


def _scale(item: pypdfium2.PdfObject | None) -> float:
    """Points on the page of a unit of this object's; of the page's own, one."""
    scale, at = 1.0, item
    while at is not None:
        matrix = at.get_matrix()
        scale *= math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        at = at.container
    return scale or 1.0


def _shape(points: Points, closed: bool, least: float, most: float) -> Shape | None:
    """What a letter could be, however large, turned or stretched; nothing where it could not be."""
    if not MIN_SEGMENTS <= len(points) <= MAX_SHAPE:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if not least <= max(max(xs) - min(xs), max(ys) - min(ys)) <= most:
        return None
    turns = _turns(points, closed)
    if len(set(turns)) < 2 if closed else _is_graph(points):
        return None  # frames, circles and pieces of a pie turn one way all along
    change = next((n for n, turn in enumerate(turns) if turn != turns[n - 1]), 0)
    runs = Counter((turn, len(list(run))) for turn, run in groupby(turns[change:] + turns[:change]))
    return closed, tuple(sorted(runs.items()))


def _turns(points: Points, closed: bool) -> list[bool]:
    """At each point, does it turn to the left? Where it goes straight on nothing is said."""
    way = [p for n, p in enumerate(points) if not n or p != points[n - 1]]
    if closed:
        way = way[: -1 if way[0] == way[-1] else None]
        way += way[:2]
    turns = [
        (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
        for a, b, c in zip(way, way[1:], way[2:], strict=False)
    ]
    slack = 1e-4 * max(map(abs, turns), default=0.0)
    return [turn > 0 for turn in turns if abs(turn) > slack]


def _is_graph(points: Points) -> bool:
    """Does it go one way, as the line of a chart does, or along a grid, as one between boxes?"""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    if all(x >= 0 for x, _ in steps) or all(x <= 0 for x, _ in steps):
        return True
    return all(x == 0 or y == 0 for x, y in steps)
