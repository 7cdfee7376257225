"""The scorer: what counts as found and as false, and laws for all spans and findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.evaluation import __main__ as program
from bench.evaluation import credentials, others, personal
from bench.evaluation.goals import Goal
from bench.evaluation.report import Report
from bench.evaluation.scoring import Result, Score, measure
from bench.evaluation.texts import Span, Text

TEXT = "x" * 40
MAYBE = Span(0, 9, "POSTAL_CODE", optional=True)
types = st.sampled_from(["PHONE", "EMAIL", "PERSON"])
spans = st.builds(
    lambda start, length, type_: Span(start, start + length, type_),
    st.integers(0, 30),
    st.integers(1, 10),
    types,
)
apart = st.lists(spans, max_size=4)


def of(gold: list[Span], found: list[Span]) -> Result:
    return measure([Text(TEXT, tuple(gold))], lambda _: found)


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        pytest.param(Span(0, 10, "PHONE"), Span(0, 10, "PHONE"), Score(1, 0, 1, 0), id="exact"),
        pytest.param(Span(0, 10, "PHONE"), Span(5, 15, "PHONE"), Score(1, 0, 1, 0), id="half"),
        pytest.param(Span(0, 10, "PHONE"), Span(6, 10, "PHONE"), Score(0, 1, 1, 0), id="less"),
        pytest.param(Span(0, 10, "PHONE"), Span(10, 20, "PHONE"), Score(0, 1, 0, 1), id="beside"),
        pytest.param(Span(0, 10, "PHONE"), Span(0, 10, "EMAIL"), Score(0, 1, 0, 1), id="another"),
        pytest.param(MAYBE, Span(0, 9, "EMAIL"), Score(0, 0, 1, 0), id="optional"),
    ],
)  # fmt: skip
def test_what_counts(gold: Span, found: Span, expected: Score) -> None:
    assert of([gold], [found]).total() == expected


def test_two_findings_cover_a_span_together_and_none_twice() -> None:
    gold = Span(0, 10, "PHONE")
    assert of([gold], [Span(0, 3, "PHONE"), Span(3, 6, "PHONE")]).total().recall == 1
    assert of([gold], [Span(0, 3, "PHONE"), Span(0, 3, "PHONE")]).total().recall == 0


@given(apart)
def test_who_finds_the_truth_has_full_marks(gold: list[Span]) -> None:
    total = of(gold, gold).total()
    assert (total.precision, total.recall) == (1, 1)


@given(apart, apart)
def test_every_span_is_found_or_missed_and_every_finding_right_or_false(
    gold: list[Span], found: list[Span]
) -> None:
    result = of(gold, found)
    total = result.total()
    assert total.found + total.missed == len(gold)
    assert total.right + total.false == len(found)
    assert len(result.mistakes) == total.missed + total.false


@given(apart, apart, spans)
def test_one_more_finding_never_lowers_recall(
    gold: list[Span], found: list[Span], more: Span
) -> None:
    assert of(gold, [*found, more]).total().recall >= of(gold, found).total().recall


@given(apart)
def test_an_alarm_is_an_innocent_text_in_which_anything_is_found(found: list[Span]) -> None:
    assert of([], found).alarms == bool(found)
    assert of([Span(0, 1, "PHONE")], found).alarms == 0


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        pytest.param(Goal("a", 0.97, 0.97), True, id="reached"),
        pytest.param(Goal("a", 0.96, 0.97), False, id="not reached"),
        pytest.param(Goal("a", 0.01, 0.01, "<="), True, id="at most"),
        pytest.param(Goal("a", 0.02, 0.01, "<="), False, id="too many"),
        pytest.param(Goal("a", 0.5, 0.5, ">"), False, id="no better"),
    ],
)
def test_a_goal(goal: Goal, met: bool) -> None:
    assert goal.met is met


# ---------------------------------------------------------------- the others, and the program


def test_presidio_finds_what_it_knows_in_both_languages() -> None:
    for language in ("en", "ja"):
        text = Text("mail: taro@kitanihon-denki.co.jp 090-1234-5678 ", language=language)
        assert Span(6, 32, "EMAIL") in others.presidio(text)
    assert Span(33, 46, "PHONE") in others.presidio(text)


def test_detect_secrets_finds_what_it_knows_and_leaves_no_file() -> None:
    text = Text('password = "kaisha-Tk8mQ2vw"', suffix=".py")
    with others.in_a_folder() as folder:
        found = others.detect_secrets(Path(folder))(text)
    assert found == (Span(12, 27, "SECRET"),)
    assert not Path(folder).exists()


def test_the_others_open_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("somebody opens a connection")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.create_connection", refuse)
    assert others.presidio(Text("write to s.kato@mail.hoshizora-gakuen.ac.jp", language="en"))
    with others.in_a_folder() as folder:
        find = others.detect_secrets(Path(folder))
        for text in credentials.texts(1, 200):
            find(text)


def test_the_program_ends_with_one_where_a_goal_is_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = Report("a part", ["a line"], [Goal("a goal", 0.1, 0.9)])
    monkeypatch.setitem(program.PARTS, "speed", lambda seed, size: missed)
    assert program.main(["--only", "speed"]) == 1
    assert "MISSED" in capsys.readouterr().out


def test_the_program_gives_figures_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    program.main(["--only", "lookalikes", "--size", "20", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["seed"] == 1
    assert [goal["wanted"] for goal in document["goals"]] == [0.01]


def test_mistakes_are_shown_up_to_a_number() -> None:
    texts = list(personal.texts(1, 40))
    result = measure(texts, lambda _: ())
    report = Report("a part", mistakes=result.mistakes)
    assert list(program.mistakes(report, 0)) == []
    assert 0 < len(list(program.mistakes(report, 1))) < len(result.mistakes)
