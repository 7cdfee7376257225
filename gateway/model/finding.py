"""What was found in a text, and the protocols of whoever finds it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from gateway.model.ids import Args, ClassId
from gateway.model.request import Segment


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim that text is of a registered asset rests on, all its places in one text taken
    together: `characters` recognised in `places` of it, a `share` (0 to 1) of the asset; of a
    table `rows`, known by `cells`."""

    places: int
    characters: int = 0
    share: float = 0.0
    rows: int = 0
    cells: int = 0


class Speaks(enum.StrEnum):
    """What a finding speaks for. On this, and on no name, hangs what becomes of it."""

    VALUE = "value"
    """Itself: it can be taken out, and distinct values can be counted."""
    PASSAGE = "passage"
    """A piece of a document: it can be taken out; to count passages says nothing."""
    TEXT = "text"
    """The whole text around it, which no taking out makes harmless."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One classifier's claim that characters [start, end) of a segment hold a class.

    `code` is `<classifier>/<rule>`, and `args` are what the words for it are made with. Spans count
    characters of the original text. `place`, `segment` and `digest` are filled in by the engine, a
    classifier leaves them empty. Never holds the text itself.
    """

    code: str
    information_class: ClassId
    start: int
    end: int
    args: Args = ()
    confidence: float = 1.0
    kind: str = ""
    """What it is more closely, in capitals, for a placeholder: PHONE, MY_NUMBER, API_KEY."""
    speaks: Speaks = Speaks.VALUE
    place: str = ""
    segment: int = -1
    digest: str = ""
    """Of the found text, under the installation's key."""
    asset: str = ""
    """The registered asset that it is a fragment of, by its id; empty for any other finding."""
    title: str = ""
    evidence: Evidence | None = None

    @property
    def classifier(self) -> str:
        return self.code.partition("/")[0]

    @property
    def rule(self) -> str:
        return self.code.partition("/")[2]


class Classifier(Protocol):
    """Finds one kind of information. Pure, and linear in the length of the text."""

    @property
    def id(self) -> str: ...

    @property
    def revision(self) -> str:
        """Changes whenever the same text might give other findings."""
        ...

    def classify(self, segment: Segment) -> Iterable[Finding]: ...


@dataclass(frozen=True, slots=True)
class AssetMatch:
    """Characters [start, end) of a text that hold a fragment of a registered asset.

    `characters` of the text were recognised, which are `share` (0 to 1) of the asset; for a table
    `rows` of it, by `cells` cells. Never holds the text itself.
    """

    asset: str
    title: str
    information_class: ClassId
    start: int
    end: int
    characters: int = 0
    share: float = 0.0
    cells: int = 0
    rows: int = 0


class AssetIndex(Protocol):
    """The registered documents and tables, as the gate looks them up. Safe to use from threads."""

    @property
    def revision(self) -> str:
        """Changes whenever the same text might match otherwise."""
        ...

    def match(self, text: str) -> Iterable[AssetMatch]:
        """Every fragment in a text, in order of place; time linear in its length."""
        ...

    @property
    def has_tables(self) -> bool:
        """Is any table registered?"""
        ...

    def rows(self, text: str) -> Iterable[AssetMatch]:
        """The same as `match`, of tables alone."""
        ...
