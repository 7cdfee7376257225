"""What is sought the quick way is what the slow way finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import credential, personal
from classifiers._credentials import blocks, tokens
from classifiers._credentials.rules import Rule, provider_rules
from classifiers._personal import dates
from gateway.model import ClassId, Needs, Segment
from tests.classifiers.test_credential import a_sample

NEEDS = Needs(classes=frozenset({ClassId("personal"), ClassId("credential")}))
CREDENTIALS, PERSONAL = credential.classifier(NEEDS), personal.classifier(NEEDS)
PLAIN = [rule for rule in provider_rules() if not rule.gate]
WHOLE = [rule for rule in PLAIN if "(?P<secret>" not in rule.pattern]


def _pieces_of_tokens(rule: Rule) -> st.SearchStrategy[str]:
    """A token, the beginnings of it, and what may stand around."""
    sample = a_sample(rule.sample, 3)
    cuts = st.integers(0, len(sample)).map(lambda at: sample[:at])
    others = st.sampled_from(
        [
            sample,
            " ",
            "\n",
            "\\n",
            "%2F",
            "%",
            "\\",
            "-",
            "_",
            ".",
            "/",
            "あ",
            "é",
            "a",
            "9",
            "𝒳",
            "!",
        ]
    )
    return st.lists(st.one_of(others, cuts), max_size=8).map("".join)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(WHOLE).flatmap(lambda r: st.tuples(st.just(r), _pieces_of_tokens(r))))
def test_a_form_is_found_by_its_beginning_where_it_is_found_at_once(case: tuple[Rule, str]) -> None:
    rule, data = case[0], case[1].encode()
    tried = list(tokens._tried(rule, data, 0, len(data)))
    assert tried == list(tokens._sought(rule, data, 0, len(data)))


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in WHOLE if r.id == "jwt"])
def test_after_many_beginnings_without_an_end_the_form_is_sought_at_once(rule: Rule) -> None:
    token = a_sample(rule.sample, 4)
    data = ("eyJabcdefgh.x " * (2 * tokens._PATIENCE) + token).encode()
    assert [data[a:b].decode() for a, b in tokens._tried(rule, data, 0, len(data))] == [token]


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in PLAIN])
def test_a_token_begins_with_the_letters_of_its_rule(rule: Rule) -> None:
    sample, letters = a_sample(rule.sample, 6).encode(), tokens._letters(rule)
    assert not letters or any(letter in sample for letter in letters)
    assert PLAIN.index(rule) in tokens._which(b" " + sample)


fences = st.lists(
    st.sampled_from(
        ["-", "----", "-----", " ", "BEGIN ", "END ", "RSA ", "PRIVATE KEY", "\n", "x"]
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(("pattern", "word"), [(blocks._BEGIN, "BEGIN"), (blocks._END, "END ")])
@given(fences, st.integers(0, 40))
def test_a_fence_found_by_its_word_is_the_one_that_the_pattern_finds(
    pattern: re.Pattern[str], word: str, text: str, start: int
) -> None:
    quick, slow = blocks._fence(pattern, word, text, start), pattern.search(text, start)
    assert (quick and quick.span()) == (slow and slow.span())


@given(st.lists(st.sampled_from(["born", "b", "reborn", " ", ",", "on ", "あ"])).map("".join))
def test_every_born_is_found_by_its_letters(text: str) -> None:
    slow = [match.span() for match in dates._BORN.finditer(text)]
    assert [match.span() for match in dates._born_on(text)] == slow


def test_a_dump_of_many_kinds_is_found_to_its_end() -> None:
    """Tokens of all rules are counted together; the one finding at last covers what is left."""
    made = [a_sample(rule.sample, seed) for seed in range(12) for rule in WHOLE]
    text = "\n".join(made)
    found = list(CREDENTIALS.classify(Segment("", text)))
    last = max(found, key=lambda f: f.end)
    assert last.end == len(text)
    assert last.rule == "many-secrets"
    starts = [text.index(token) for token in made]
    assert all(any(f.start <= at < f.end for f in found) for at in starts[:200] + starts[-200:])


def test_a_list_of_addresses_is_found_as_its_lines_are() -> None:
    """Places that differ in their digits alone are looked up once."""
    lines = [f"東京都千代田区霞が関{n % 9 + 1}-{n % 30 + 1}-{n}" for n in range(1, 160)]
    whole = {(f.start, f.kind) for f in PERSONAL.classify(Segment("", "\n".join(lines)))}
    alone, at = set(), 0
    for line in lines:
        alone |= {(at + f.start, f.kind) for f in PERSONAL.classify(Segment("", line))}
        at += len(line) + 1
    assert whole == alone
    assert len(whole) >= len(lines)
