"""A regular expression of the policy is checked before it costs anything."""

from __future__ import annotations

import pytest

from gateway.policy.regexes import MAX_EXPANDED, compiled_regex, expanded


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        pytest.param("abc", 3, id="characters"),
        pytest.param(r"\\(\)[)(]", 4, id="escapes and classes are one each"),
        pytest.param("x{5}", 5, id="repeated"),
        pytest.param("(ab){10}", 30, id="a repeated group"),
        pytest.param("((x{10}){10}){10}", 1_110, id="repeats in repeats"),
        pytest.param("x{2}y{3}z", 6, id="repeats one after another"),
        pytest.param("x{2,}", 2, id="at least so many"),
        pytest.param(")(", 2, id="brackets that fit nothing"),
        pytest.param("[]a](", 2, id="a class with a bracket in front"),
    ],
)
def test_the_size_of_a_pattern_is_that_of_its_repeats_written_out(pattern: str, size: int) -> None:
    assert expanded(pattern) == size


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("x{100000000}(?=y)", id="very often"),
        pytest.param("((((x{1000}){1000}){1000}){1000})(?=y)", id="often of often"),
        pytest.param("x{99999999999999999999}(?=y)", id="more often than there are numbers"),
    ],
)
def test_what_would_ask_for_gigabytes_is_never_compiled(pattern: str) -> None:
    assert expanded(pattern) > MAX_EXPANDED
    assert compiled_regex(pattern)[0] is None


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("DWG-[0-9]{6}", id="a number"),
        pytest.param(r"(?<![0-9])[0-9]{4}(?:-[0-9]{4}){3}(?![0-9])", id="with look-around"),
        pytest.param("図番[:：]?[0-9]+", id="in Japanese"),
        pytest.param(r"(?i)project-[a-z]{3,20}", id="with a flag in front"),
    ],
)
def test_what_people_write_compiles(pattern: str) -> None:
    assert compiled_regex(pattern)[0] is not None
