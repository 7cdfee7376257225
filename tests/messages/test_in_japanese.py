"""A reader of Japanese is told in Japanese why something was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import classifiers
from classifiers import credential, marker, personal
from gateway.messages.in_japanese import KINDS, PLACES, in_japanese
from gateway.model import ClassId, Finding, Needs, Segment

CLASSES = ("personal", "credential", "internal", "confidential", "secret", "top_secret")
NEEDS = Needs(
    classes=frozenset(map(ClassId, CLASSES)),
    marker_packs=("ja", "en", "zh", "ko", "th", "vi", "id"),
)
ENGLISH = re.compile(r"\b(?:beside|below|before|holds?|marked|its|their|person's)\b")
"""Words of the finders' sentences; names of products and labels stay as they are."""


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value.replace("«", "").replace("»", "")
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def _findings(module: Any) -> Iterator[Finding]:
    """What a classifier finds in its own examples."""
    name = module.__name__.rpartition(".")[2]
    examples = Path(classifiers.__file__).with_name(f"{name}.examples.yaml")
    finder = module.classifier(NEEDS)
    for text in _texts(yaml.safe_load(examples.read_text("utf-8"))):
        yield from finder.classify(Segment("", text))


@pytest.mark.parametrize("module", [marker, credential, personal], ids=lambda m: m.__name__)
def test_no_english_sentence_is_left(module: Any) -> None:
    found = list(_findings(module))
    assert found
    told = {f.reason: in_japanese(f) for f in found}
    assert {why: said for why, said in told.items() if ENGLISH.search(said)} == {}
    assert all(re.search(r"[ぁ-んァ-ヶ一-龠]|IBAN|API", said) for said in told.values())


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        pytest.param(
            ("marker", "marked 社外秘, in brackets", "MARKER"),
            "「社外秘」の表示（括弧の中）",
            id="a marker",
        ),
        pytest.param(
            (
                "personal",
                "My Number beside the label “番号”, its check digit holds",
                "MY_NUMBER",
            ),
            "マイナンバー（「番号」の記載のそば、検査数字が合う）",
            id="a number with its label and check digit",
        ),
        pytest.param(("personal", "e-mail address", "EMAIL"), "メールアドレス", id="a form alone"),
        pytest.param(
            ("credential", "AWS access key id (rule aws-access-key)", "API_KEY"),
            "APIキー（AWS access key id、規則 aws-access-key）",
            id="a key by its issuer's name",
        ),
        pytest.param(
            ("pattern", "matches the pattern drawing", "DRAWING"),
            "patterns の一致: drawing",
            id="a pattern of the policy",
        ),
        pytest.param(("own", "because", "THING"), "because", id="a classifier of one's own"),
    ],
)
def test_it_is_said_in_japanese(finding: tuple[str, str, str], said: str) -> None:
    classifier, reason, kind = finding
    assert in_japanese(Finding(classifier, ClassId("secret"), 0, 1, reason, kind=kind)) == said


def test_every_place_of_a_marker_is_known() -> None:
    from classifiers._marker.forms import Form

    assert {form.value[0] for form in Form} <= PLACES.keys()
    assert all(KINDS.values())
