"""Everything that a judgement depends on is one value with one revision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.bundle import Bundle, bundle, revision_of
from tests.engine.kit import CATALOGUE, FOUND_BY, KEYS, SECRET, Word, a_policy


def a_bundle(**changes: object) -> Bundle:
    given = {
        "policy": a_policy(),
        "catalogue": CATALOGUE,
        "classifiers": FOUND_BY,
        "keys": KEYS,
        "rule_files": {"own.toml": "1"},
        "register": "v1",
    }
    return bundle(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        pytest.param("policy", {"policy": a_policy(revision="r2")}, id="the policy's text"),
        pytest.param("rules", {"rule_files": {"own.toml": "2"}}, id="a rule file's text"),
        pytest.param("rules", {"rule_files": {}}, id="a rule file that is named no more"),
        pytest.param("register", {"register": "v2"}, id="the register"),
        pytest.param("catalogue", {"catalogue": replace(CATALOGUE, revision="x")}, id="catalogue"),
        pytest.param(
            "classifiers",
            {"classifiers": (Word("w", "TOPSECRET", SECRET, revision="2"),)},
            id="a classifier's version",
        ),
    ],
)
def test_whatever_changes_it_is_another_bundle(part: str, changes: dict[str, object]) -> None:
    before, after = a_bundle(), a_bundle(**changes)
    assert after.revision != before.revision
    assert {p for p in before.parts if before.parts[p] != after.parts[p]} == {part}


def test_the_same_parts_are_the_same_bundle() -> None:
    assert a_bundle().revision == a_bundle().revision


def test_the_shipped_catalogue_has_a_revision() -> None:
    assert CATALOGUE.revision


PARTS = st.dictionaries(st.text(max_size=3), st.text(max_size=3), min_size=1, max_size=3)


@given(PARTS, PARTS)
def test_no_two_sets_of_parts_share_a_revision(one: dict[str, str], other: dict[str, str]) -> None:
    assert (revision_of(one) == revision_of(other)) == (one == other)
