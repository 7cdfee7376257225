"""A text and the index of registered assets -> the fragments of assets in it, with their evidence.

The index is handed in by `Needs.assets` and does the work (gateway/fingerprints); without one
nothing is found. Documents are recognised by fingerprints (winnowing: Schleimer, Wilkerson, Aiken
2003), tables by the cells of one row that stand together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gateway.model import (
    AssetIndex,
    AssetMatch,
    ClassId,
    Classifier,
    Evidence,
    Finding,
    Needs,
    Segment,
    Speaks,
)

VERSION = 1
"""Goes up when the same index might give other findings."""

FRAGMENT, ROWS = "fragment", "rows"
"""The rules: of a document, of a table."""

MOST = 200
"""Places of one asset that are told one by one; the evidence counts them all."""


def classifier(needs: Needs) -> Classifier:
    """Finds nothing where nothing is registered."""
    return Assets(needs.classes, needs.assets)


def rules() -> dict[str, tuple[str, ...]]:
    """Both rules. What their words are made with is the finding's title and evidence."""
    return {FRAGMENT: (), ROWS: ()}


@dataclass(frozen=True, slots=True)
class Assets:
    """Finds what the company has registered, in the classes that the policy lists."""

    classes: frozenset[ClassId]
    index: AssetIndex | None = field(default=None, repr=False)
    id: str = "asset"

    @property
    def revision(self) -> str:
        return f"{VERSION}-{self.index.revision if self.index else 'none'}"

    def classify(self, segment: Segment) -> Iterator[Finding]:
        if self.index is None or segment.is_template:
            return  # a template is in every file of a program, and nobody's secret
        yield from self._findings(self.index.match(segment.text))

    @property
    def knows_rows(self) -> bool:
        """Is any table registered?"""
        return self.index is not None and self.index.has_tables

    def rows(self, text: str) -> Iterator[Finding]:
        """Of a text that was put together of others: the rows of tables, and no document."""
        if self.index is not None:
            yield from self._findings(self.index.rows(text))

    def _findings(self, found: Iterable[AssetMatch]) -> Iterator[Finding]:
        by_asset: defaultdict[str, list[AssetMatch]] = defaultdict(list)
        for match in found:
            if match.information_class in self.classes:
                by_asset[match.asset].append(match)
        for matches in by_asset.values():
            evidence = _evidence(matches)
            for match in matches[:MOST]:
                yield self._finding(match, evidence)

    def _finding(self, match: AssetMatch, evidence: Evidence) -> Finding:
        return Finding(
            f"{self.id}/{ROWS if evidence.rows else FRAGMENT}",
            match.information_class,
            match.start,
            match.end,
            kind="ASSET",
            speaks=Speaks.PASSAGE,
            asset=match.asset,
            title=match.title,
            evidence=evidence,
        )


def _evidence(matches: Sequence[AssetMatch]) -> Evidence:
    """All places of one asset taken together."""
    return Evidence(
        places=len(matches),
        characters=sum(m.characters for m in matches),
        share=round(max(m.share for m in matches), 4),
        rows=sum(m.rows for m in matches),
        cells=sum(m.cells for m in matches),
    )
