"""Registered assets as findings. What is found and what passes: asset.examples.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from classifiers import asset
from gateway.model import AssetMatch, ClassId, Evidence, Finding, Needs, Segment, Speaks

CLASSES = frozenset(map(ClassId, ("confidential", "secret")))


def a_match(start: int, end: int, **changes: object) -> AssetMatch:
    match = AssetMatch(
        "A-1", "原価表2026.xlsx", ClassId("confidential"), start, end, end - start, 0.25
    )
    return replace(match, **changes)  # type: ignore[arg-type]


@dataclass
class Found:
    """An index that finds the same in every text."""

    matches: tuple[AssetMatch, ...]
    revision: str = "7"

    def match(self, text: str) -> Iterable[AssetMatch]:
        return self.matches

    @property
    def has_tables(self) -> bool:
        return any(m.rows for m in self.matches)

    def rows(self, text: str) -> Iterable[AssetMatch]:
        return [m for m in self.matches if m.rows]


def findings(*matches: AssetMatch) -> list[Finding]:
    classifier = asset.classifier(Needs(classes=CLASSES, assets=Found(matches)))
    return list(classifier.classify(Segment("/x", "text " * 200)))


def test_places_of_one_asset_are_told_with_all_of_its_evidence() -> None:
    found = findings(a_match(0, 40), a_match(50, 92), a_match(100, 160, share=0.3))
    assert [(f.start, f.end) for f in found] == [(0, 40), (50, 92), (100, 160)]
    assert {f.evidence for f in found} == {Evidence(3, 142, 0.3)}
    assert {(f.asset, f.title, f.kind) for f in found} == {("A-1", "原価表2026.xlsx", "ASSET")}
    assert {(f.code, f.speaks) for f in found} == {("asset/fragment", Speaks.PASSAGE)}


def test_rows_of_a_table_are_told_as_rows() -> None:
    (found,) = findings(a_match(0, 40, rows=2, cells=5, title="顧客.csv"))
    assert (found.code, found.title) == ("asset/rows", "顧客.csv")
    assert found.evidence
    assert (found.evidence.rows, found.evidence.cells) == (2, 5)


def test_assets_are_told_apart() -> None:
    found = findings(a_match(0, 40), a_match(0, 40, asset="A-2", information_class="secret"))
    assert [(f.asset, f.information_class, f.evidence) for f in found] == [
        ("A-1", "confidential", Evidence(1, 40, 0.25)),
        ("A-2", "secret", Evidence(1, 40, 0.25)),
    ]


def test_a_class_that_the_policy_does_not_list_is_not_reported() -> None:
    assert findings(a_match(0, 40, information_class="dropped")) == []


def test_without_a_register_nothing_is_found() -> None:
    classifier = asset.classifier(Needs(classes=CLASSES))
    assert list(classifier.classify(Segment("/x", "text"))) == []


@pytest.mark.parametrize("revision", ["7", "8"])
def test_the_revision_tells_which_index_it_is(revision: str) -> None:
    needs = Needs(classes=CLASSES, assets=Found((), revision))
    assert asset.classifier(needs).revision.endswith(f"-{revision}")


def test_of_very_many_places_the_first_are_told() -> None:
    found = findings(*(a_match(i, i + 1) for i in range(500)))
    assert len(found) == asset.MOST
    assert found[0].evidence
    assert found[0].evidence.places == 500
