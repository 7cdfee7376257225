"""Markers: how often right, which class, which span, and laws for every text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.evaluation import marker_cases
from bench.evaluation.marker_cases import CLASSES, LANGUAGES
from classifiers import marker
from classifiers._marker import levels
from gateway.model import ClassId, Classifier, Finding, Needs, Part, Segment

FOLDER = Path(marker_cases.__file__).parent
CASES = marker_cases.lines(FOLDER / "marker_cases.jsonl")
ALL = marker_cases.all_packs()


def found(text: str, classifier: Classifier = ALL, **segment: Any) -> list[tuple[str, str]]:
    """Class and text of each finding."""
    some = classifier.classify(Segment("", text, **segment))
    return [(f.information_class, text[f.start : f.end]) for f in some]


def a_classifier(
    classes: str = "internal confidential secret top_secret",
    packs: tuple[str, ...] = LANGUAGES,
    words: Mapping[str, tuple[str, ...]] | None = None,
) -> Classifier:
    own = {ClassId(c): w for c, w in (words or {}).items()}
    return marker.classifier(Needs(frozenset(map(ClassId, classes.split())), packs, own))


# ---------------------------------------------------------------- how often right

UNSEEN = marker_cases.lines(FOLDER / "marker_unseen.jsonl")


def test_texts_that_were_written_without_knowing_the_rules_are_told_apart() -> None:
    """Written by someone who had not seen a rule; what failed then was mended by kind."""
    precision, recall = marker_cases.rates(list(marker_cases.outcomes(UNSEEN, ALL)))
    assert precision > 0.97
    assert recall >= 0.97


def test_the_cases_are_many_and_of_both_kinds() -> None:
    some = list(marker_cases.outcomes(CASES, ALL))
    borne = sum(o.bears for o in some)
    assert len(some) > 900
    assert 0.45 < borne / len(some) < 0.55
    assert {o.case["language"] for o in some} == set(LANGUAGES)


def test_texts_that_bear_a_marker_are_told_from_those_that_speak_of_one() -> None:
    precision, recall = marker_cases.rates(marker_cases.outcomes(CASES, ALL))
    assert precision > 0.97
    assert recall > 0.97


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(language: str) -> None:
    some = [o for o in marker_cases.outcomes(CASES, ALL) if o.case["language"] == language]
    assert sum(o.is_right for o in some) / len(some) > 0.95


def test_the_class_is_the_one_that_the_marker_stands_for() -> None:
    some = [o for o in marker_cases.outcomes(CASES, ALL) if o.bears and o.findings]
    assert sum(o.is_of_class for o in some) / len(some) > 0.97


# ---------------------------------------------------------------- classes


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        pytest.param("internal confidential secret top_secret", "secret", id="its own"),
        pytest.param("public internal confidential top_secret", "top_secret", id="a stricter one"),
        pytest.param("public internal confidential", "confidential", id="the strictest there is"),
    ],
)
def test_a_class_that_is_not_listed_becomes_the_next_stricter(listed: str, expected: str) -> None:
    assert found("【秘】異動の案", a_classifier(listed)) == [(expected, "秘")]


def test_every_level_has_a_class_if_one_is_listed() -> None:
    assert set(levels.classes(frozenset({ClassId("secret")})).values()) == {"secret"}
    assert levels.classes(frozenset({ClassId("public")})) == {}


def test_a_policy_without_any_such_class_is_told_so() -> None:
    with pytest.raises(ValueError, match=r"set `packs: \[\]`"):
        a_classifier("public personal")


def test_without_packs_no_class_is_needed() -> None:
    assert found("【社外秘】原価", a_classifier("public", packs=())) == []


def test_a_pack_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="no marker pack is called xx"):
        a_classifier(packs=("xx",))


def test_only_the_packs_of_the_policy_are_looked_for() -> None:
    assert found("【社外秘】原価", a_classifier(packs=("en",))) == []
    assert found("[CONFIDENTIAL] Costs", a_classifier(packs=("en",))) != []


# ---------------------------------------------------------------- what a segment is


@pytest.mark.parametrize(
    ("text", "segment", "expected"),
    [
        pytest.param("社外秘", {"label": "機密区分"}, ["社外秘"], id="a key that says how secret"),
        pytest.param("Confidential", {"label": "sensitivity"}, ["Confidential"], id="in English"),
        pytest.param("極秘", {"label": "区分"}, ["極秘"], id="the heading of a column"),
        pytest.param("社外秘", {"label": "content"}, ["社外秘"], id="a message that is a stamp"),
        pytest.param("社外秘", {"label": "confidential"}, [], id="a table of texts"),
        pytest.param("confidential", {"label": "enum"}, [], id="a choice in a schema"),
        pytest.param("社外秘とは", {"label": "機密区分"}, [], id="no marker alone"),
        pytest.param("新製品 社外秘.docx", {"part": Part.FILE_NAME}, ["社外秘"], id="a name"),
        pytest.param("社外秘資料.pdf", {"part": Part.FILE_NAME}, ["社外秘"], id="without a gap"),
        pytest.param("plan-CONFIDENTIAL.pdf", {"part": Part.FILE_NAME}, ["CONFIDENTIAL"], id="EN"),
        pytest.param("社外秘書.docx", {"part": Part.FILE_NAME}, [], id="a secretary's file"),
        pytest.param("秘書名簿.xlsx", {"part": Part.FILE_NAME}, [], id="a list of secretaries"),
        pytest.param("client_secret.json", {"part": Part.FILE_NAME}, [], id="a program's file"),
        pytest.param("confidential.ts", {"part": Part.FILE_NAME}, [], id="a program's source"),
    ],
)
def test_what_a_segment_is_counts(text: str, segment: dict[str, Any], expected: object) -> None:
    assert [found_text for _, found_text in found(text, **segment)] == expected


# ---------------------------------------------------------------- the company's own words


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        pytest.param("HAYABUSA計画", "HAYABUSA計画とは何ですか", "HAYABUSA計画", id="asked"),
        pytest.param("HAYABUSA計画", "次のhayabusa 計画は", "hayabusa 計画", id="a gap"),
        pytest.param("HAYABUSA計画", "ＨＡＹＡＢＵＳＡ計画", "ＨＡＹＡＢＵＳＡ計画", id="wide"),
        pytest.param("Blue Fox", "the blue-fox team", "blue-fox", id="a hyphen for the space"),
        pytest.param("Blue Fox", "BLUE\nFOX", "BLUE\nFOX", id="over the end of a line"),
        pytest.param("Blue Fox", "the blue‐fox team", "blue‐fox", id="a hyphen of Unicode"),
        pytest.param("Blue Fox", "the blue—fox team", "blue—fox", id="a dash"),
        pytest.param("Blue–Fox", "the blue fox team", "blue fox", id="a dash in the policy"),
        pytest.param("PRJ-1234", "ＰＲＪ−１２３４の件", "ＰＲＪ−１２３４", id="a minus sign"),
        pytest.param("PRJ-1234", "PRJー1234の件", "PRJー1234", id="the long sound for a hyphen"),
        pytest.param("R2計画", "R٢計画", "R٢計画", id="an Arabic digit"),
        pytest.param("アオバ", "アオバの件", "アオバ", id="katakana before kana"),
        pytest.param("C++計画", "C++計画を始める", "C++計画", id="signs are themselves"),
    ],
)
def test_a_word_of_the_company_is_found_wherever_it_is_mentioned(
    word: str, text: str, expected: str
) -> None:
    classifier = a_classifier(words={"top_secret": (word,)})
    assert found(text, classifier) == [("top_secret", expected)]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("Fox", "foxes and Foxtrot", id="a Latin word in a longer one"),
        pytest.param("アオバ", "アオバズクの声", id="katakana in a longer word"),
        pytest.param("アオバ", "ナカアオバ", id="katakana at the end of a longer word"),
        pytest.param("R2", "XR2D2", id="letters and digits"),
    ],
)
def test_but_not_within_another_word(word: str, text: str) -> None:
    assert found(text, a_classifier(words={"secret": (word,)})) == []


def test_a_finding_does_not_repeat_a_word_of_the_company() -> None:
    classifier = a_classifier(words={"secret": ("HAYABUSA計画",)})
    some = list(classifier.classify(Segment("", "HAYABUSA計画")))
    assert [(f.code, f.args) for f in some] == [("marker/own-word", ())]
    assert "hayabusa" not in repr(classifier).casefold()


def test_a_word_of_separators_only_is_refused() -> None:
    with pytest.raises(ValueError, match="separators only"):
        a_classifier(words={"secret": (" - ",)})


# ---------------------------------------------------------------- findings


def test_a_finding_says_which_word_and_which_form() -> None:
    (finding,) = ALL.classify(Segment("", "【社　外　秘】単価の表"))
    assert (finding.code, finding.args) == ("marker/brackets", (("word", "社外秘"),))
    assert (finding.kind, finding.start, finding.end) == ("MARKER", 1, 6)


def test_the_revision_changes_with_classes_packs_and_words() -> None:
    some = [
        a_classifier(),
        a_classifier("confidential"),
        a_classifier(packs=("ja",)),
        a_classifier(words={"secret": ("Fox",)}),
        a_classifier(words={"secret": ("Wolf",)}),
    ]
    assert len({c.revision for c in some}) == len(some)
    assert a_classifier().revision == a_classifier().revision


@pytest.mark.parametrize(
    "before", ["「社外秘」とは何か。\n", "社外秘マークの付け方\n", "confidential VM\n"]
)
def test_a_marker_is_found_behind_any_number_of_mentions(before: str) -> None:
    text = before * 1000 + "\n\n【社外秘】受注の見通し"
    assert found(text)[-1] == ("confidential", "社外秘")


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("秘" * 200_000, id="one character"),
        pytest.param("社外秘" * 10_000, id="one word without end"),
        pytest.param("社外秘。" * 10_000, id="a word and a stop"),
        pytest.param("「社外秘」と" * 5_000, id="quotes"),
        pytest.param("社・外・" * 20_000, id="beginnings"),
        pytest.param("a:" * 50_000 + "社外秘 x", id="what might be a speaker"),
        pytest.param("【" * 50_000 + "社外秘", id="brackets that open"),
        pytest.param("<p>" * 30_000 + "社外秘", id="elements that open"),
        pytest.param("社外秘," * 10_000, id="a row of cells"),
        pytest.param("secret is " * 10_000, id="a common word"),
    ],
)
def test_hostile_texts_end_in_good_time_with_few_findings(hostile: str) -> None:
    # Quadratic work would take hours.
    assert len(found(hostile)) <= marker.ENOUGH


# ---------------------------------------------------------------- laws

WORDS = "社外秘 極秘 ㊙ 秘 機密 confidential SECRET 绝密 대외비 ลับ MẬT RAHASIA".split()  # noqa: SIM905
PIECES = st.one_of(
    st.sampled_from(
        [*WORDS, *"【】「」()<>[]{}\"'：:、。,.|/\n \t\u3000-＝=?#*・\u200b", "区分", "とは", "は"]
    ),
    st.characters(codec="utf-8"),
)
texts = st.lists(PIECES, max_size=40).map("".join)


@given(texts)
@settings(deadline=None, max_examples=300)
def test_spans_stand_inside_the_text_and_hold_something(text: str) -> None:
    for finding in ALL.classify(Segment("", text)):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.information_class in CLASSES


@given(texts)
@settings(deadline=None, max_examples=200)
def test_what_is_found_does_not_depend_on_what_was_seen_before(text: str) -> None:
    def look() -> list[Finding]:
        return list(ALL.classify(Segment("", text)))

    assert look() == look()


@given(st.text(alphabet="あいうえお漢字をにはabc、。\n ", max_size=60))
@settings(deadline=None, max_examples=200)
def test_a_text_without_any_word_bears_none(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="かきくけこ山川田をに、。", min_size=5, max_size=40))
@settings(deadline=None, max_examples=200)
def test_a_header_in_brackets_is_found_before_any_text(text: str) -> None:
    assert found(f"【社外秘】\n\n{text}")[:1] == [("confidential", "社外秘")]
