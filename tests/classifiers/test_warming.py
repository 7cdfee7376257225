"""What waits for a first text: nothing is left to wait for once it is warm, and nothing changes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import classifiers
from classifiers import _lazy_re
from classifiers._marker.lexicon import lexicon
from gateway.catalogue import load
from gateway.policy.build import parse
from gateway.settings import shipped_policy

NEEDS = parse(shipped_policy().read_text("utf-8"), load()).needs
LEXICON = lexicon(NEEDS.marker_packs)
WORDS = sorted({word.text for word in LEXICON.words.values()})

# One text for each of those who compile or load something, with what makes them do it.
TEXTS = (
    "How high is Mount Fuji?",
    "【社外秘】 次の議事録を要約してください",
    "CONFIDENTIAL: quarterly draft",
    "担当:関所太郎 電話:03-1234-5678 メール:taro@example.co.jp",
    "mysql -u root -pXk9mPq2vL7w; password: Xk9#mPq2v; postgres://u:Xk9mPq2v@db.example.jp/x",
)

COUNTED = """
import re2, sys
import classifiers
from gateway.model import Segment
from tests.classifiers.test_warming import NEEDS, TEXTS

found = classifiers.load(NEEDS)
if sys.argv[1] == "warm":
    for _ in classifiers.warm(found):
        pass
modules = set(sys.modules)
compiled, make = [], re2.compile
re2.compile = lambda *a, **k: compiled.append(str(a[0])[:80]) or make(*a, **k)
hits = [(f.code, f.start, f.end) for t in TEXTS for c in found for f in c.classify(Segment("", t))]
new = {m for m in sys.modules if m not in modules and m.startswith(("classifiers", "sudachipy"))}
print(len([c for c in compiled if len(c) == 80]), sorted(new), hits, sep="\\n")
"""


def after(how: str) -> list[str]:
    """Long expressions that the texts compile, modules that they load, and what is found."""
    command = [sys.executable, "-c", COUNTED, how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def test_a_warm_classifier_has_nothing_left_to_load() -> None:
    (cold_compiled, cold_loaded, cold_hits), (compiled, loaded, hits) = after("cold"), after("warm")
    assert hits == cold_hits
    assert int(cold_compiled) > 10
    assert cold_loaded != "[]"
    assert loaded == "[]"
    assert int(compiled) <= 5, "a rule's own form alone is compiled for the first text that has it"


def test_every_lazy_pattern_is_compiled_by_warming() -> None:
    made = _lazy_re.compile("関所(?=を通る)")
    for _ in classifiers.warm(classifiers.load(NEEDS)):
        pass
    assert "search" in vars(made)


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=8).map(" ".join))
def test_words_that_a_text_has_no_letters_for_are_not_missed(text: str) -> None:
    """The finder is chosen by the letters of a text; the whole one finds the same."""
    data = text.casefold().encode("utf-8", "replace")
    folded, whole = data.decode(), LEXICON.finder("aあ")
    chosen = LEXICON.finder(folded)
    assert [m.span() for m in chosen.finditer(data)] == [m.span() for m in whole.finditer(data)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        pytest.param("a(b)", "xab", "b", id="text"),
        pytest.param("A(B)", "xab", "b", id="with flags"),
    ],
)
def test_a_lazy_pattern_is_a_pattern(pattern: str, text: str, expected: str) -> None:
    made = _lazy_re.compile(pattern, _lazy_re.IGNORECASE)
    match = made.search(text)
    assert match
    assert match[1] == expected
    assert made.sub("-", text) == "x-"
    assert made.pattern == pattern
