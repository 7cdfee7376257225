"""A place and how to put a sentence there, by another's program -> rows of a table of tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from PIL import Image

T = TypeVar("T")
Planting = Callable[[T, str], object]
"""Puts a sentence into a program's document."""

JAPANESE = "【社外秘】第３四半期の原価表、髙﨑工場～①"
"""A full-width digit, two characters that JIS lacks, a wave dash that code pages disagree on."""
ENGLISH = "Plant 7's costs & R&D are secret"
"""What formats escape, or take for codes of their own."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One row: `make` gives a file that bears a sentence, `said` what must be read of it."""

    program: str
    kind: str
    place: str
    make: Callable[[str], bytes]
    said: Callable[[str], str] = str

    def __str__(self) -> str:
        return f"{self.kind} by {self.program}, {self.place}"


def rows(
    program: str,
    kind: str,
    written: Callable[[Callable[[T], object]], bytes],
    places: Mapping[str, Planting[T]],
    said: Callable[[str], str] = str,
) -> Iterator[Planted]:
    """One row for each place. `said` is what a place can hold of a sentence."""
    for place, plant in places.items():

        def make(sentence: str, plant: Planting[T] = plant) -> bytes:
            return written(lambda document: plant(document, said(sentence)))

        yield Planted(program, kind, place, make, said)


def word_of(sentence: str) -> str:
    """The sentence as one word, for names that hold neither blanks nor signs."""
    return "".join(c for c in sentence if c.isalpha() or c.isdecimal())


def a_name_of(sentence: str) -> str:
    """What Excel takes for the name of a sheet."""
    return sentence[:31]


def setting(*names: str) -> Planting[Any]:
    """Sets an attribute of an attribute of a document."""
    *path, last = names

    def plant(document: object, sentence: str) -> None:
        for name in path:
            document = getattr(document, name)
        setattr(document, last, sentence)

    return plant


def an_ornament() -> io.BytesIO:
    """A picture that is too small for words."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    out.seek(0)
    return out
