"""Segments of tables: what was registered is found, and what was removed leaves nothing behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import StateError
from gateway.fingerprints.tables import Table, TablePrints, table_prints
from gateway.model import ClassId
from gateway.register import table_segments
from gateway.register.container import open_container, write
from gateway.register.entry import AssetEntry, Kind
from gateway.register.table_segments import Contents, TableSegment

KEY = b"a key of this test"


def an_entry(number: int) -> AssetEntry:
    return AssetEntry(
        number, number, f"A{number}", f"title {number}", ClassId("secret"), Kind.TABLE
    )


def a_row(number: int, row: int) -> list[str]:
    return [
        f"T{number}-{row * 7919:07}",
        f"担当{number}山田{row}郎",
        f"090-{5000 + number}-{row:04}",
    ]


def a_table(number: int, rows: int = 30) -> TablePrints:
    body = [a_row(number, row) for row in range(rows)]
    return table_prints(Table([["番号", "氏名", "電話"], *body]), KEY)


def opened(folder: Path, contents: Contents, name: str = "tables") -> TableSegment:
    return TableSegment(open_container(folder, write(folder / name, *contents)), KEY)


def a_segment(folder: Path, numbers: Sequence[int], name: str = "tables") -> TableSegment:
    given = [(an_entry(n), a_table(n)) for n in numbers]
    return opened(folder, table_segments.build(given, KEY), name)


def found(segment: TableSegment, text: str, *alive: int) -> list[str]:
    return [m.asset for m in segment.match(text, {n: an_entry(n) for n in alive})]


def a_prompt(number: int, row: int = 5) -> str:
    return "次の方に連絡: " + " / ".join(a_row(number, row)[1:])


def test_a_match_names_its_asset_and_counts(tmp_path: Path) -> None:
    segment = a_segment(tmp_path, [1, 2])
    (m,) = segment.match(a_prompt(2), {n: an_entry(n) for n in (1, 2)})
    assert (m.asset, m.title, m.information_class) == ("A2", "title 2", "secret")
    assert (m.rows, m.cells, m.share) == (1, 2, 1 / 30)
    assert a_prompt(2)[m.start : m.end] == " / ".join(a_row(2, 5)[1:])


def test_what_it_holds(tmp_path: Path) -> None:
    segment = a_segment(tmp_path, [7, 3])
    assert list(segment.numbers) == [7, 3]
    assert (segment.cells(7), segment.cells(99)) == (90, 0)


def test_the_sheets_of_one_asset_are_tables_of_their_own(tmp_path: Path) -> None:
    segment = opened(tmp_path, table_segments.build([(an_entry(1), [a_table(1), a_table(2)])], KEY))
    assert list(segment.numbers) == [1]
    assert found(segment, a_prompt(1) + "。" * 300 + a_prompt(2), 1) == ["A1", "A1"]


def test_a_table_that_is_not_among_the_living_is_not_found(tmp_path: Path) -> None:
    segment = a_segment(tmp_path, [1, 2])
    assert found(segment, a_prompt(1), 2) == []


def test_another_key_finds_nothing(tmp_path: Path) -> None:
    sealed = write(tmp_path / "t", *table_segments.build([(an_entry(1), a_table(1))], KEY))
    segment = TableSegment(open_container(tmp_path, sealed), b"another key")
    assert found(segment, a_prompt(1), 1) == []


def test_no_piece_of_a_cell_stands_in_the_file(tmp_path: Path) -> None:
    a_segment(tmp_path, [1])
    data = (tmp_path / "tables").read_bytes()
    for cell in a_row(1, 5):
        folded = cell.replace("-", "")
        for encoding in ("utf-8", "utf-16-le", "utf-32-le", "cp932"):
            assert folded[:4].encode(encoding) not in data


@pytest.mark.parametrize(
    "about", [{"format": 99}, {}], ids=["another format", "no word of its format"]
)
def test_a_segment_of_another_kind_is_refused(tmp_path: Path, about: dict[str, int]) -> None:
    arrays, _ = table_segments.build([(an_entry(1), a_table(1))], KEY)
    with pytest.raises(StateError, match="register the tables again"):
        TableSegment(open_container(tmp_path, write(tmp_path / "t", arrays, about)), KEY)


def test_a_segment_without_an_array_is_refused(tmp_path: Path) -> None:
    arrays, about = table_segments.build([(an_entry(1), a_table(1))], KEY)
    del arrays["says"]
    with pytest.raises(StateError, match="register the tables again"):
        TableSegment(open_container(tmp_path, write(tmp_path / "t", arrays, about)), KEY)


def test_merging_keeps_the_living_and_leaves_nothing_of_the_others(tmp_path: Path) -> None:
    parts = [a_segment(tmp_path, [1, 2], "a"), a_segment(tmp_path, [3, 4], "b")]
    merged = opened(tmp_path, table_segments.merge(parts, frozenset({2, 3}), KEY), "c")
    assert sorted(merged.numbers) == [2, 3]
    assert [found(merged, a_prompt(n), 1, 2, 3, 4) for n in (1, 2, 3, 4)] == [
        [],
        ["A2"],
        ["A3"],
        [],
    ]
    alone = a_segment(tmp_path, [2, 3], "d")
    np.testing.assert_array_equal(merged.contents.keys, alone.contents.keys)
    np.testing.assert_array_equal(merged.contents.rows, alone.contents.rows)


@given(
    st.lists(st.lists(st.integers(1, 9), max_size=4, unique=True), min_size=1, max_size=3),
    st.frozensets(st.integers(1, 9)),
)
@settings(deadline=None, max_examples=25)
def test_merged_segments_find_what_they_found_apart(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list[int]], alive: frozenset[int]
) -> None:
    folder = tmp_path_factory.mktemp("segments")
    groups = [[n + 10 * g for n in numbers] for g, numbers in enumerate(groups) if numbers]
    alive = frozenset(n + 10 * g for n in alive for g in range(3))
    parts = [a_segment(folder, numbers, f"s{i}") for i, numbers in enumerate(groups)]
    if not any(alive & {*part.numbers} for part in parts):
        return
    merged = opened(folder, table_segments.merge(parts, alive, KEY), "m")
    entries = {n: an_entry(n) for n in alive}
    for number in (n for numbers in groups for n in numbers):
        apart = [m for part in parts for m in part.match(a_prompt(number), entries)]
        assert list(merged.match(a_prompt(number), entries)) == apart


def test_merging_nothing_that_lives_is_an_empty_segment(tmp_path: Path) -> None:
    parts = [a_segment(tmp_path, [1], "a")]
    merged = opened(tmp_path, table_segments.merge(parts, frozenset(), KEY), "b")
    assert list(merged.numbers) == []
    assert found(merged, a_prompt(1), 1) == []
