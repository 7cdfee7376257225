"""Placeholders: the same value the same, two values never one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import ClassId, Edit, Finding, Prompt, Segment
from gateway.redaction import Placeholders, edits

SHAPE = re.compile(r"\[[A-Z_]+-[0-9A-HJKMNP-TV-Z]{4,}\]")
PERSONAL = ClassId("personal")


@given(values=st.lists(st.text(min_size=1), max_size=30), kind=st.text(max_size=8))
def test_two_values_never_share_a_placeholder_and_none_begins_another(
    values: list[str], kind: str
) -> None:
    names = Placeholders(b"k" * 32)
    given_to = {v: names.name(kind, v) for v in values}
    assert len(set(given_to.values())) == len(set(values))
    assert all(SHAPE.fullmatch(n) for n in given_to.values())
    placed = sorted(given_to.values())
    assert not any(b.startswith(a) for a, b in itertools.pairwise(placed))


@given(value=st.text())
def test_the_same_value_has_the_same_placeholder_under_one_key_only(value: str) -> None:
    assert Placeholders(b"k").name("PHONE", value) == Placeholders(b"k").name("PHONE", value)
    assert Placeholders(b"k").name("PHONE", value) != Placeholders(b"j").name("PHONE", value)


def test_overlapping_findings_become_one_edit() -> None:
    prompt = Prompt((Segment("/0", "call 090-0000-0000 now"),))
    found = [
        Finding("p/x", PERSONAL, 5, 18, kind="PHONE", segment=0),
        Finding("p/x", PERSONAL, 9, 20, kind="X", segment=0),
        Finding("p/x", PERSONAL, 20, 22, kind="Y", segment=0),
    ]
    made = edits(prompt, found, Placeholders(b"k"))
    assert [(e.start, e.end) for e in made] == [(5, 20), (20, 22)]
    assert made[0].text.startswith("[PHONE-")


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(1, 9)), max_size=12))
def test_edits_never_overlap_and_cover_every_finding(raw: list[tuple[int, int, int]]) -> None:
    prompt = Prompt(tuple(Segment(f"/{n}", "x" * 40) for n in range(3)))
    found = [Finding("p/x", PERSONAL, s, s + n, kind="A", segment=i) for i, s, n in raw]
    made = edits(prompt, found, Placeholders(b"k"))
    for a, b in itertools.pairwise(made):
        assert (a.segment, a.end) <= (b.segment, b.start)
    for f in found:
        assert any(covers(e, f) for e in made)


def covers(edit: Edit, finding: Finding) -> bool:
    return (
        edit.segment == finding.segment and edit.start <= finding.start and edit.end >= finding.end
    )


@pytest.mark.parametrize(
    "spelt",
    [
        pytest.param("{}", id="as it would be given"),
        pytest.param("see {} there", id="within a text"),
        pytest.param("x[{}", id="half of its brackets"),
    ],
)
@pytest.mark.parametrize("change", [str, str.lower, lambda n: n.replace("0", "O")])
def test_what_stands_in_the_prompt_already_is_given_to_no_value(
    spelt: str, change: Callable[[str], str]
) -> None:
    usual = Placeholders(b"k").name("PHONE", "value")
    for written in (usual, usual.strip("[]")):
        prompt = Prompt((Segment("/0", "value"), Segment("/1", spelt.format(change(written)))))
        name = Placeholders.for_prompt(b"k", prompt).name("PHONE", "value")
        assert name != usual
        assert name[:-1].startswith(usual[:-1])  # the same value, told apart by more digits


@given(value=st.text())
def test_the_digits_are_never_a_number(value: str) -> None:
    name = Placeholders(b"k").name("X", value)
    assert not name[3:-1].isdecimal()


def test_values_do_not_stand_in_a_repr() -> None:
    names = Placeholders(b"k")
    names.name("PHONE", "090-0000-0000")
    assert "090" not in repr(names)
    assert dict(names.values).popitem()[1] == "090-0000-0000"


def test_a_fragment_of_an_asset_takes_its_sentence_along() -> None:
    text = "前の文です。単価は千二百円に下げる予定である。後の文です。"
    start = text.index("千二百円")
    found = Finding(
        "asset/x", ClassId("secret"), start, start + 4, kind="ASSET", segment=0, asset="A1"
    )
    (edit,) = edits(Prompt((Segment("", text),)), [found], Placeholders(b"k"))
    assert text[edit.start : edit.end] == "単価は千二百円に下げる予定である。"
