"""Neighbours of which one ends within base64 or hex and the next goes on -> the whole stretches.

By itself the second half says nothing, since it need not begin where four letters do. Linear: each
text is in one stretch whole, or in two with its beginning and a little of its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from gateway.content.file_type import is_known_file
from gateway.formats import embedded
from gateway.formats.embedded import Blob
from gateway.formats.neighbours import of_one_series
from gateway.formats.prompt_builder import Budget
from gateway.formats.seams import JOINED, WINDOW, meeting
from gateway.formats.spots import MIN_BLOB
from gateway.model import Segment

TAIL = 1024
"""Letters of base64 before a seam: what stands further in front is found where it stands."""

_RUN = re.compile(r"[A-Za-z0-9+/_\r\n-]*={0,2}")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_\n")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A text that stands in several, and where they meet in it."""

    place: str
    text: str = field(repr=False)
    seams: tuple[int, ...]

    def blobs(self, budget: Budget) -> list[Blob]:
        """What is coded across a seam. Raises FullError."""
        found, _ = embedded.blobs(self.text, budget)
        return [b for b in found if any(b.start < seam < b.end for seam in self.seams)]

    def told_apart(self, blob: Blob) -> list[Segment] | None:
        """What is new where each part of it is a text or a file by itself: what lies across seams,
        if anything. None where it is one thing that was cut anywhere."""
        bounds = [blob.start, *(s for s in self.seams if blob.start < s < blob.end), blob.end]
        parts = [_SPACE.sub("", self.text[a:b]) for a, b in pairwise(bounds)]
        if any(_HEX.fullmatch(p) for p in parts) or any(len(p) % 4 for p in parts[:-1]):
            return None
        said = [found[0] for p in parts if (found := embedded.from_base64(p))]
        if any(map(is_known_file, said[1:])):
            return []
        try:
            return list(meeting([Segment(self.place, data.decode()) for data in said]))
        except UnicodeDecodeError:
            return None


def stretches(texts: Sequence[Segment]) -> Iterator[Stretch]:
    """Those of a row of neighbours."""
    first = ""
    pieces: list[str] = []
    for one, other in pairwise(texts):
        goes_on = _goes_on(one.text, other.text) and of_one_series(one, other)
        if goes_on:
            if not pieces:
                first, pieces = one.place, [_tail(one.text)]
            head = _head(other.text)
            pieces.append(head)
            goes_on = len(head) == len(other.text)
        if pieces and not goes_on:
            yield from _stretch(first, pieces)
            pieces = []
    if pieces:
        yield from _stretch(first, pieces)


def _goes_on(one: str, other: str) -> bool:
    """Does the one end, and the other begin, with what may be coded? One of the two is long."""
    if not one or not other or one[-1] not in _LETTERS or other[0] not in _LETTERS:
        return False
    return " " not in one[-MIN_BLOB // 2 :] or " " not in other[: MIN_BLOB // 2]


def _stretch(place: str, pieces: Sequence[str]) -> Iterator[Stretch]:
    if sum(map(len, pieces)) >= MIN_BLOB:
        seams = tuple(accumulate(map(len, pieces[:-1])))
        yield Stretch(place + JOINED, "".join(pieces), seams)


def _head(text: str) -> str:
    found = _RUN.match(text)
    assert found
    return found[0]


def _tail(text: str) -> str:
    """The end of a run, from where four letters of it begin."""
    length = _length_of_run(text)
    return end_of_run(text[len(text) - length :], TAIL)


def _length_of_run(text: str) -> int:
    found = _RUN.match(text[: -WINDOW - 1 : -1])
    assert found
    if found.end() == WINDOW:
        found = _RUN.match(text[::-1])
        assert found
    return found.end()


def end_of_run(text: str, most: int) -> str:
    """The end of a text, not much more than so many characters: if what is coded there is longer,
    from where four letters of it begin."""
    if len(text) <= most:
        return text
    length = _length_of_run(text)
    if length <= most:
        return text[-most:]
    run = text[len(text) - length :]
    line = run.find("\n", length - most) + 1
    return run[line or (length - most) // 4 * 4 :]
