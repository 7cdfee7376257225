"""What was found in a text, and the protocols of whoever finds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from gateway.model.ids import ClassId
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One classifier's claim that characters [start, end) of a segment hold a class.

    Spans count characters of the original text. `place` is filled in by the gate, a
    classifier leaves it empty. Never holds the text itself.
    """

    classifier: str
    information_class: ClassId
    start: int
    end: int
    reason: str
    confidence: float = 1.0
    kind: str = ""
    """What it is more closely, in capitals, for a placeholder: PHONE, MY_NUMBER, API_KEY."""
    place: str = ""
    segment: int = -1
    asset: str = ""
    """The registered asset that it is a fragment of, by its id; empty for any other finding."""
    title: str = ""
    evidence: Evidence | None = None


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
