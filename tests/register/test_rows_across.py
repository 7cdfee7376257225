"""A row of a registered table is found where its cells are strings of their own; no other is."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from classifiers.asset import classifier
from gateway import formats
from gateway.engine.classify import Search
from gateway.engine.finding_cache import FindingCache
from gateway.fingerprints.tables import Table, table_prints
from gateway.model import ClassId, Finding, Needs, Prompt, Speaks
from gateway.register.entry import AssetEntry, Kind
from gateway.register.index import IndexWriter, open_index
from tests.engine.kit import a_policy

KEY, SECRET = bytes(32), ClassId("secret")
HEADINGS = ("customer_no", "name", "unit_price", "renewal")
_FIRST = ("Tateno", "Hokuto", "Miyama", "Sagano", "Ibuki", "Kurobe", "Asuka", "Naruto")
_SECOND = ("Valves", "Resin", "Pumps", "Castings", "Seals", "Gears", "Alloys", "Films")


def rows_of(seed: int, count: int = 60) -> list[tuple[str, ...]]:
    """Rows of one trade: another seed has other rows of the same kind."""
    lot = random.Random(seed)
    names = lot.sample([f"{a} {b}" for a in _FIRST for b in _SECOND], count)
    return [
        (
            f"HX-{lot.randrange(10_000, 99_999)}",
            name,
            f"{lot.randrange(1_000, 99_999) / 100:.2f}",
            f"20{lot.randrange(26, 36)}-{lot.randrange(1, 13):02}-{lot.randrange(1, 29):02}",
        )
        for name in names
    ]


ROWS, OTHERS = rows_of(1), rows_of(2)
ROW = dict(zip(HEADINGS, ROWS[5], strict=True))
NAME, PRICE = ROW["name"], ROW["unit_price"]


def objects(rows: list[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(HEADINGS, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    folder = tmp_path_factory.mktemp("index")
    with IndexWriter(folder, KEY) as writer:
        entry = AssetEntry(1, 1, "A-1", "prices.csv", SECRET, Kind.TABLE)
        writer.put_table(entry, table_prints(Table([HEADINGS, *ROWS]), KEY))
        writer.commit()
    return a_search(folder)


def a_search(folder: Path) -> Search:
    needs = Needs(classes=frozenset((SECRET,)), assets=open_index(folder, KEY))
    return Search((classifier(needs),), FindingCache(KEY), lambda text: text)


def found(search: Search, prompt: Prompt) -> tuple[Finding, ...]:
    return search(prompt, a_policy())[0]


def said(*texts: object) -> Prompt:
    return formats.read_texts(
        tuple(t if isinstance(t, str) else json.dumps(t, ensure_ascii=False) for t in texts)
    )


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(said(ROW), id="one row as an object"),
        pytest.param(said({"n": NAME, "p": PRICE}), id="two cells of it"),
        pytest.param(said({"n": NAME, "p": float(PRICE)}), id="a price that is a number"),
        pytest.param(said({NAME: PRICE}), id="a name that is the name of a member"),
        pytest.param(
            said({"2025": {NAME: "1.05"}, "2026": {NAME: PRICE}}), id="the second member so named"
        ),
        pytest.param(said(objects(ROWS)), id="the whole table as a list of objects"),
        pytest.param(said("\n".join(map(json.dumps, objects(ROWS)))), id="as lines of JSON"),
        pytest.param(said({"name": [NAME], "price": [PRICE]}), id="a column a list"),
        pytest.param(said({"a": {"b": NAME}, "c": [{"d": PRICE}]}), id="at several depths"),
        pytest.param(said(NAME, PRICE), id="over two messages"),
        pytest.param(said(f"{'word ' * 4000}{NAME}", PRICE), id="at the end of a long message"),
        pytest.param(said(NAME, f"{PRICE} {'word ' * 4000}"), id="at the beginning of one"),
        pytest.param(said(objects(OTHERS), ROW), id="behind another table"),
    ],
)
def test_a_row_over_several_strings_is_found(search: Search, prompt: Prompt) -> None:
    one = next(f for f in found(search, prompt) if not prompt.segments[f.segment].seams)
    assert (one.code, one.asset, one.speaks) == ("asset/rows", "A-1", Speaks.TEXT)
    segment = prompt.segments[one.segment]
    assert one.place == segment.place
    assert one.digest == segment.text[one.start : one.end] != ""


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(said(objects(OTHERS)), id="another table of the same trade"),
        pytest.param(said("\n".join(map(json.dumps, objects(OTHERS)))), id="as lines of JSON"),
        pytest.param(said({"n": NAME, "p": OTHERS[3][2]}), id="a name beside another's price"),
        pytest.param(said(NAME, "What do they make?"), id="a name alone"),
        pytest.param(said({"names": [r[1] for r in ROWS]}), id="a column by itself"),
        pytest.param(said(f"{NAME}{' word' * 4000}", PRICE), id="a long text between the cells"),
        pytest.param(said(NAME, f"{'word ' * 999}", PRICE), id="a long message between them"),
    ],
)
def test_what_is_no_row_is_not_found(search: Search, prompt: Prompt) -> None:
    assert not found(search, prompt)


def test_a_row_within_one_string_is_found_there_alone(search: Search) -> None:
    """It can be taken out; what goes on from it is looked at once it is gone."""
    prompt = said({"row": f"{NAME} {PRICE}", "customer_no": ROW["customer_no"]}, "hello")
    assert [f.speaks for f in found(search, prompt)] == [Speaks.PASSAGE]


def test_without_a_table_nothing_is_put_together(tmp_path: Path) -> None:
    with IndexWriter(tmp_path, KEY) as writer:
        writer.commit()
    finder = classifier(Needs(classes=frozenset((SECRET,)), assets=open_index(tmp_path, KEY)))
    assert not getattr(finder, "knows_rows")  # noqa: B009  (a Classifier may have it or not)
    assert not found(a_search(tmp_path), said(ROW))
