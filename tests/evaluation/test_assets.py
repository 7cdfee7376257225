"""The evaluation of registered assets: are its texts what it says they are, and does it notice?"""

from __future__ import annotations

import itertools
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.evaluation import assets, office, office_edits, office_requests, office_tables
from bench.evaluation.assets_report import (
    LANGUAGES,
    LENGTHS,
    SLIPS,
    Outcome,
    Tally,
    reported,
)

PAPERS = office.papers(3, 30)
SHEET = office_tables.sheet(3, "customers", 40)


def test_the_same_seed_draws_the_same_papers() -> None:
    assert office.papers(3, 30) == PAPERS
    assert office.papers(4, 30) != PAPERS


def test_papers_hold_their_own_passages_and_what_all_of_their_kind_say() -> None:
    shared = office.boilerplate()
    for paper in PAPERS:
        assert all(passage in paper.text for passage in paper.own)
        assert any(piece in paper.text for piece in shared)
        assert not any(passage in shared for passage in paper.own)


def test_every_kind_and_every_language_is_there() -> None:
    assert {p.kind for p in PAPERS} == {k.name for k in office.KINDS}
    assert {p.language for p in PAPERS} == {*LANGUAGES}


def test_versions_share_most_of_their_text_and_a_family() -> None:
    pairs = [(a, b) for a, b in itertools.pairwise(PAPERS) if a.family == b.family]
    assert pairs
    for first, second in pairs:
        assert first.text != second.text
        assert first.own[0] in second.text


def test_held_back_papers_share_no_passage_with_the_registered() -> None:
    own = {passage for paper in PAPERS for passage in paper.own}
    for paper in office.papers(4, 30, first=5000, versions=0.0):
        assert not own & {*paper.own}
        assert paper.family >= 5000


def test_requests_hold_nothing_of_a_paper() -> None:
    texts = office_requests.requests(3, 100)
    assert len({*texts}) > 95
    sentences = [p.own[0][:20] for p in PAPERS]
    assert not any(start in text for text in texts for start in sentences)


@given(st.text(min_size=60, max_size=200), st.integers(1, 60), st.randoms(use_true_random=False))
def test_a_cut_is_a_piece_of_the_passage(passage: str, length: int, rng: random.Random) -> None:
    piece = office_edits.cut(passage, length, rng)
    assert piece in passage
    assert len("".join(piece.split())) <= length


def test_a_run_of_blanks_is_one_character_of_a_cut() -> None:
    assert len(office_edits.cut("a" + " " * 50 + "b" * 9, 11, random.Random(1))) == 60


@pytest.mark.parametrize("rate", [0.0, 0.05, 0.1])
def test_slips_hit_as_many_characters_as_asked_for(rate: float) -> None:
    text = "".join(chr(0x4E00 + i) for i in range(20_000))
    after = office_edits.slips(text, rate, random.Random(1))
    kept = len({*text} & {*after})
    assert kept == pytest.approx(20_000 * (1 - rate * 2 / 3), rel=0.01)  # a third is inserted
    assert len(after) == pytest.approx(20_000, rel=0.01)


@pytest.mark.parametrize(
    ("form", "after"),
    [
        pytest.param("full width", "Ａ１　データが", id="full width"),
        pytest.param("half-width kana", "A1 ﾃﾞｰﾀが", id="half-width kana"),
        pytest.param("spaced", "A 1   デ ー タ が", id="spaced"),
        pytest.param("kana swapped", "A1 でーたガ", id="kana swapped"),
        pytest.param("NFD", unicodedata.normalize("NFD", "A1 データが"), id="NFD"),
    ],
)
def test_reformatting(form: str, after: str) -> None:
    assert office_edits.REFORMATTED[form]("A1 データが") == after


@pytest.mark.parametrize("form", office_tables.FORMS)
def test_a_written_row_holds_its_cells(form: str) -> None:
    text = unicodedata.normalize("NFKC", office_tables.written(SHEET, SHEET.rows[0], [0, 3], form))
    assert SHEET.rows[0][0] in text
    assert SHEET.rows[0][3] in text


def test_what_is_registered_is_found_and_what_is_not_is_not(tmp_path: Path) -> None:
    found = assets.registered(tmp_path, PAPERS, [SHEET])
    paper = PAPERS[0]
    assert {f.asset for f in found(paper.own[0])} == {f"F{paper.family}"}
    row = office_tables.written(SHEET, SHEET.rows[7], [1, 2], "prose")
    assert {f.asset for f in found(row)} == {f"F{assets.FIRST_SHEET}"}
    assert found("今日の夕飯の献立を考えてください。") == []


def test_goals_are_missed_where_nothing_is_found_and_where_all_is() -> None:
    def an_outcome(found: int) -> Outcome:
        lengths = {
            (name, length, rate): Tally(found, 10)
            for name in LANGUAGES
            for length in LENGTHS
            for rate in SLIPS
        }
        forms = {(n, f): Tally(found, 10) for n in LANGUAGES for f in office_edits.REFORMATTED}
        tables = {(n, f): Tally(found, 10) for n in assets.SHEETS for f in office_tables.FORMS}
        domains = ("everyday prompts", "unregistered", "telephone lists", "boilerplate alone")
        return Outcome(lengths, forms, tables, {d: Tally(found, 10) for d in domains})

    nothing, everything = (reported(an_outcome(found)).goals for found in (0, 10))
    assert [goal.met for goal in nothing] == [goal.sign == "<=" for goal in nothing]
    assert [goal.met for goal in everything] == [goal.sign == ">=" for goal in everything]
