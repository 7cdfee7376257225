"""What a decision rests on: counts over the whole prompt, and the way into a record and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.facts import Tally, facts_as_record, kept_unread, tallies, with_digests
from gateway.engine.scrub import TEXT_LENGTH
from gateway.model import (
    ClassId,
    Finding,
    Prompt,
    Segment,
    Speaks,
    Unread,
    UnreadKind,
    args,
)
from gateway.model.unread import bounded, by_kind
from tests.engine.kit import a_request, judge

PERSONAL, SECRET = ClassId("personal"), ClassId("secret")


def a_prompt(*texts: str, **finding: object) -> tuple[Prompt, tuple[Finding, ...]]:
    """Segments of one value each, all of them found."""
    segments = tuple(Segment(f"/messages/{i}/content", text) for i, text in enumerate(texts))
    findings = tuple(
        Finding("c/x", PERSONAL, 0, len(t), segment=i, digest=t, **finding)  # type: ignore[arg-type]
        for i, t in enumerate(texts)
    )
    return Prompt(segments), findings


@pytest.mark.parametrize(
    ("texts", "count", "distinct"),
    [
        pytest.param(("a", "b"), 2, 2, id="two values"),
        pytest.param(("a", "a", "a"), 3, 1, id="one value in three places"),
        pytest.param(("1-2", "１２", "12"), 3, 1, id="one value in other writing"),
    ],
)
def test_values_are_counted_over_the_whole_prompt(
    texts: tuple[str, ...], count: int, distinct: int
) -> None:
    prompt, findings = a_prompt(*texts, kind="PHONE")
    (tally,) = tallies(findings, prompt)
    assert (tally.count, tally.distinct, tally.kind) == (count, distinct, "PHONE")


@pytest.mark.parametrize("speaks", [Speaks.TEXT, Speaks.PASSAGE])
def test_what_speaks_for_more_than_itself_has_no_values_to_count(speaks: Speaks) -> None:
    prompt, findings = a_prompt("a", "b", speaks=speaks)
    (tally,) = tallies(findings, prompt)
    assert (tally.count, tally.distinct) == (2, 0)


def test_digests_are_those_of_the_findings_that_are_listed() -> None:
    prompt, findings = a_prompt("a", "b", "c")
    (tally,) = with_digests(tallies(findings, prompt), findings[:2])
    assert tally.digests == ("a", "b")
    assert tally.count == 3


@given(st.lists(st.tuples(st.text(max_size=3), st.sampled_from("XY")), max_size=8))
def test_the_distinct_values_of_a_class_add_up(found: list[tuple[str, str]]) -> None:
    """Whatever kinds they are of, a value counts once."""
    prompt = Prompt(tuple(Segment("", text) for text, _ in found))
    findings = [
        Finding("c/x", PERSONAL, 0, len(text), kind=kind, segment=n)
        for n, (text, kind) in enumerate(found)
    ]
    made: tuple[Tally, ...] = tallies(findings, prompt)
    assert sum(t.count for t in made) == len(found)
    one = tallies([*findings], prompt)
    assert sum(t.distinct for t in one) <= len({text for text, _ in found})


kinds = st.sampled_from(["pictures", "encrypted", "audio"])
some_unread = st.lists(
    st.builds(
        lambda n, kind, many: (
            Unread("", f"{kind}/more", args(count=many))
            if many
            else Unread(f"/{n}", f"{kind}/not-looked-into", args(media_type="x"))
        ),
        st.integers(0, 9),
        kinds,
        st.integers(0, 3),
    ),
    max_size=30,
)


@given(some_unread, st.integers(0, 12))
def test_however_few_places_are_named_the_count_of_each_kind_is_exact(
    unread: list[Unread], most: int
) -> None:
    kept = bounded(unread, most)
    assert by_kind(kept) == by_kind(unread)
    assert len(kept) <= most + 2 * len(UnreadKind)
    assert list(kept[:most]) == unread[:most]
    for kind in by_kind(unread):
        assert next(u for u in kept if u.kind == kind) == next(u for u in unread if u.kind == kind)


def test_what_a_file_says_of_itself_is_kept_plain() -> None:
    (kept,) = kept_unread([Unread("/a\nb", "late/pattern", args(pattern="x" * 9_999 + "\x1b"))])
    assert kept.place == "/a�b"
    assert len(dict(kept.args)["pattern"]) == TEXT_LENGTH  # type: ignore[arg-type]


def test_nothing_that_a_person_wrote_is_a_fact() -> None:
    facts = judge(a_request("call 090-0000, TOPSECRET")).facts
    kept = json.dumps(facts_as_record(facts))
    assert "090-0000" not in kept
    assert "TOPSECRET" not in kept
