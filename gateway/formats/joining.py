"""Texts that stand apart in a body but that a model sees as one -> segments that join them.

A message may come in parts (社外 in one, 秘 in the next), and a conversation in messages. Where
two texts meet, the end of the one and the beginning of the other are put together; a finding
counts there only if it lies across the seam, for all else is found in the parts themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gateway.formats.file_places import DECODED
from gateway.formats.known_names import LISTS_OF_NAMES, SPOKEN
from gateway.model import Part, Segment

WINDOW = 64
"""Characters on either side of a seam: longer than any marker, number or address. A part of up to
twice that length stands in the joined text as a whole, so that many short parts are one text."""

JOINED = "#joined"


def joined(segments: Sequence[Segment], all_ascii: bool = False) -> list[Segment]:
    """The joined texts of a body's segments. Linear: each gives at most 128 characters.

    `all_ascii` says that no segment holds anything else.
    """
    found: list[Segment] = []
    spoken = [s for s in segments if s.label in SPOKEN]
    found += _join([s for s in spoken if s.part is Part.BODY and DECODED not in s.place])
    if not all_ascii:
        for run in _lists(segments):
            found += _join(run)
    return found


def _lists(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Runs of neighbours in one array of strings, where not all is ASCII at the seams.

    Words of a language without spaces can be cut there. Rows of numbers or names cannot be told
    from a number or a name that was cut, and are far more frequent.
    """
    run: list[Segment] = []
    label = ""
    for number, segment in enumerate(segments):
        before, label = label, segment.label
        alike = number and before == label and label not in SPOKEN
        if alike and _are_neighbours(segments[number - 1], segment):
            run = run or [segments[number - 1]]
            run.append(segment)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _are_neighbours(one: Segment, other: Segment) -> bool:
    if one.label in LISTS_OF_NAMES or not one.text or not other.text:
        return False
    if one.text[-1].isascii() and other.text[0].isascii():
        return False
    parent, _, number = one.place.rpartition("/")
    return number.isdecimal() and other.place == f"{parent}/{int(number) + 1}"


def _join(texts: Sequence[Segment]) -> Iterator[Segment]:
    """One segment for each chain of seams; a long text ends one and begins the next."""
    first: Segment | None = None
    pieces: list[str] = []
    for one, other in pairwise([t for t in texts if t.text]):
        if first is None:
            first = one
            pieces = [one.text if len(one.text) <= 2 * WINDOW else one.text[-WINDOW:]]
        if len(other.text) <= 2 * WINDOW:
            pieces.append(other.text)
            continue
        yield _segment(first, [*pieces, other.text[:WINDOW]])
        first = None
    if first is not None:
        yield _segment(first, pieces)


def _segment(first: Segment, pieces: Sequence[str]) -> Segment:
    seams: list[int] = []
    length = 0
    for piece in pieces[:-1]:
        length += len(piece)
        seams.append(length)
    return Segment(first.place + JOINED, "".join(pieces), seams=tuple(seams))
