"""The policy's own patterns: where they are found, and what happens when one takes too long."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import pattern
from classifiers._typed import typed
from gateway.errors import ClassifierTimeout
from gateway.model import ClassId, Needs, PatternRule, Segment

SLOW = r"(?=x)?(?:a|aa)+$"  # RE2 takes no look-ahead, and backtracking tries every split of the a's


def a_rule(
    regex: str, finds: tuple[str, ...] = (), passes: tuple[str, ...] = (), id: str = "own"
) -> PatternRule:
    return PatternRule(id, ClassId("secret"), regex, finds, passes)


def found(regex: str, text: str) -> list[str]:
    classifier = pattern.classifier(Needs(patterns=(a_rule(regex),)))
    return [text[f.start : f.end] for f in classifier.classify(Segment("", text))]


@pytest.mark.parametrize(
    ("regex", "text", "expected"),
    [
        pytest.param("[0-9]{3}-X", "番号123-X、456-X", ["123-X", "456-X"], id="beside kana"),
        pytest.param("[0-9]{3}-X", "１２３－Ｘ", ["１２３－Ｘ"], id="full width"),
        pytest.param("[0-9]{3}-X", "a123-X b１２３－Ｘ", ["123-X", "１２３－Ｘ"], id="both kinds"),
        pytest.param("[0-9]{3}-X", "1&#50;3-X", ["1&#50;3-X"], id="a character reference"),
        pytest.param("[0-9]{3}-X", "123-x", [], id="capitals count"),
        pytest.param("[0-9]{3}-X", "あ123-x", [], id="capitals count beside kana as well"),
        pytest.param("(?i)[0-9]{3}-X", "あ１２３－ｘ", ["１２３－ｘ"], id="unless told otherwise"),
        pytest.param("ガラス", "ｶﾞﾗｽの件", ["ｶﾞﾗｽ"], id="half-width kana"),
        pytest.param("(?<!A)12", "A12 B12", ["12"], id="what only backtracking can do"),
        pytest.param(r"(.)\1\1", "あああ", ["あああ"], id="a back reference"),
        pytest.param("x*", "ab", [], id="a match of nothing is none"),
        pytest.param("x", "\ud800x", ["x"], id="beside half a surrogate pair"),
        pytest.param("x|\ufffd", "\udc00", ["\udc00"], id="which is U+FFFD to a pattern"),
    ],
)
def test_where_a_pattern_is_found(regex: str, text: str, expected: list[str]) -> None:
    assert found(regex, text) == expected


PROJECT = r"PRJ-\d{4}"
DASHES = tuple("‐‑‒–—―⁃−－﹣﹘─━ーｰ〜⸺")


@pytest.mark.parametrize("dash", DASHES)
def test_a_dash_is_any_dash(dash: str) -> None:
    assert found(PROJECT, f"案件PRJ{dash}1234の件") == [f"PRJ{dash}1234"]


@pytest.mark.parametrize(
    ("regex", "text", "expected"),
    [
        pytest.param(PROJECT, "ＰＲＪ−１２３４", "ＰＲＪ−１２３４", id="full width, a minus sign"),
        pytest.param(PROJECT, "𝐏𝐑𝐉–𝟏𝟐𝟑𝟒", "𝐏𝐑𝐉–𝟏𝟐𝟑𝟒", id="mathematical letters"),
        pytest.param(PROJECT, "PRJ-١٢٣٤", "PRJ-١٢٣٤", id="Arabic digits"),
        pytest.param(PROJECT, "PRJ-१२३४", "PRJ-१२३४", id="digits of Hindi"),
        pytest.param(PROJECT, "P\u200bRJ–12\u200b34", "P\u200bRJ–12\u200b34", id="unseen spaces"),
        pytest.param(PROJECT, "PRJ&ndash;1234", "PRJ&ndash;1234", id="a dash by its name"),
        pytest.param("PRJ [0-9]{4}", "PRJ\u30001234", "PRJ\u30001234", id="a wide blank"),
        pytest.param("PRJ [0-9]{4}", "PRJ\u28001234", "PRJ\u28001234", id="a blank of Braille"),
        pytest.param("ＰＲＪ‐[0-9]{4}", "PRJ-1234", "PRJ-1234", id="a rule in full width"),
        pytest.param("PRJ–[0-9]{4}", "PRJ−1234", "PRJ−1234", id="a rule with another dash"),
        pytest.param("PRJ[‐-―][0-9]{4}", "PRJ—1234", "PRJ—1234", id="a rule with a range"),
        pytest.param(r"PRJ\–[0-9]{4}", "PRJ-1234", "PRJ-1234", id="a rule with an escaped dash"),
        pytest.param(r"(?<!A)PRJ-\d{4}", "xPRJ‐1234", "PRJ‐1234", id="one that looks around"),
    ],
)
def test_a_pattern_is_found_however_it_is_typed(regex: str, text: str, expected: str) -> None:
    assert found(regex, f"件名「{text}」") == [expected]
    assert found(regex, f"{text} {text}") == [expected] * 2


@pytest.mark.parametrize(
    ("regex", "text"),
    [
        pytest.param(PROJECT, "prj–1234", id="small letters"),
        pytest.param(PROJECT, "PRJ–123", id="a digit too few"),
        pytest.param("デ-タ", "データ", id="the long sound of a word"),
        pytest.param("PRJ-1", "PRJ→1", id="an arrow"),
    ],
)
def test_what_is_typed_otherwise_is_another_text(regex: str, text: str) -> None:
    assert found(regex, text) == []


def test_every_digit_that_unicode_has_is_one() -> None:
    for char in map(chr, range(0x110000)):
        if (digit := unicodedata.decimal(char, None)) is not None:
            assert typed(f"あ{char}") == f"あ{digit}"


def test_a_finding_names_the_pattern_and_not_the_text() -> None:
    rule = a_rule("DWG-[0-9]+", id="drawing-number")
    (finding,) = pattern.classifier(Needs(patterns=(rule,))).classify(Segment("", "DWG-12"))
    assert finding.code == "pattern/drawing-number"
    assert finding.args == ()
    assert (finding.information_class, finding.kind) == ("secret", "DRAWING-NUMBER")


def test_a_pattern_that_takes_too_long_leaves_the_text_unread() -> None:
    with pytest.raises(ClassifierTimeout) as caught:
        found(SLOW, "a" * 60 + "b")
    assert (caught.value.code, caught.value.values) == ("late/pattern", {"pattern": "own"})
    assert "aaa" not in str(caught.value)


def test_no_finding_is_left_out_however_many_there_are() -> None:
    assert len(found("x", "x" * 5000)) == 5000


def test_the_revision_changes_with_the_rules() -> None:
    revisions = {
        pattern.classifier(Needs(patterns=rules)).revision
        for rules in ((), (a_rule("a"),), (a_rule("b"),), (a_rule("a", id="other"),))
    }
    assert len(revisions) == 4


# ---------------------------------------------------------------- a pattern's own examples


@pytest.mark.parametrize(
    ("rule", "faults"),
    [
        pytest.param(a_rule("a+", ("xay",), ("b",)), [], id="holds"),
        pytest.param(a_rule("a+", ("b",)), ["does not find 'b'"], id="an example is not found"),
        pytest.param(
            a_rule("a+", (), ("ba",)), ["finds 'ba', which must pass"], id="one is found wrongly"
        ),
        pytest.param(a_rule("a+", ("ａ",), ("Ａ",)), [], id="examples in full width"),
        pytest.param(
            a_rule("a", ("b",), ("a",)),
            ["does not find 'b'", "finds 'a', which must pass"],
            id="every fault at once",
        ),
    ],
)
def test_a_rule_is_held_to_its_examples(rule: PatternRule, faults: list[str]) -> None:
    assert pattern.check(rule) == faults


def test_what_does_not_compile_is_a_fault() -> None:
    (fault,) = pattern.check(a_rule("(a"))
    assert fault.startswith("is no regular expression")


def test_an_example_that_takes_too_long_is_a_fault() -> None:
    assert pattern.check(a_rule(SLOW, (), ("a" * 60 + "b",))) == [
        "the pattern own took too long on one of its examples"
    ]


# ---------------------------------------------------------------- laws


@given(st.text(alphabet="ab12-ＡＢ１２－\u200bｶﾞ漢&#;\n", max_size=40))
@settings(deadline=None, max_examples=300)
def test_spans_stand_inside_in_order_and_apart(text: str) -> None:
    classifier = pattern.classifier(Needs(patterns=(a_rule("[AB][12]|ガ"),)))
    spans = [(f.start, f.end) for f in classifier.classify(Segment("", text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.text(alphabet="xyz 漢", max_size=20), st.text(alphabet="xyz 漢", max_size=20))
@settings(deadline=None, max_examples=200)
def test_full_width_hides_nothing(left: str, right: str) -> None:
    assert found("A[0-9]B", f"{left}Ａ１Ｂ{right}") == ["Ａ１Ｂ"]
