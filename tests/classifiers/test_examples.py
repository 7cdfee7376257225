"""Every `<name>.examples.yaml` beside a classifier: what it finds, what it lets pass.

`«...»` marks what must be found, and nothing else may be. `{digits:8}` and its like become text
drawn by chance, so that no live-looking key or number is kept in a file.
"""

from __future__ import annotations

import ast
import random
import re
import string
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

import classifiers
from gateway.fingerprints import prints, public_prints
from gateway.model import AssetIndex, ClassId, Classifier, Finding, Needs, PatternRule, Segment
from gateway.register.entry import AssetEntry, Kind
from gateway.register.index import IndexWriter, open_index

FOLDER = Path(classifiers.__file__).parent
ALPHABETS = {
    "alnum": string.ascii_letters + string.digits,
    "base64": string.ascii_letters + string.digits + "+/",
    "digits": string.digits,
    "hex": string.digits + "abcdef",
    "upper": string.ascii_uppercase + "234567",
}


@cache
def examples(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.examples.yaml").read_text("utf-8"))
    return loaded


def names() -> list[str]:
    return [module.__name__.rpartition(".")[2] for module in classifiers.modules()]


@cache
def a_classifier(name: str) -> Classifier:
    module = next(m for m in classifiers.modules() if m.__name__.endswith(f".{name}"))
    classifier: Classifier = module.classifier(some_needs(examples(name).get("needs", {})))
    return classifier


def some_needs(given: dict[str, Any]) -> Needs:
    """Needs from what an example file says, in the policy's own form."""
    values = dict(given)
    needs = Needs(
        classes=frozenset(map(ClassId, values.pop("classes", ()))),
        marker_packs=tuple(values.pop("marker_packs", ())),
        marker_words={
            ClassId(c): tuple(words) for c, words in values.pop("marker_words", {}).items()
        },
        patterns=tuple(
            PatternRule(p["id"], ClassId(p["class"]), p["regex"])
            for p in values.pop("patterns", ())
        ),
    )
    if "assets" in values:
        needs = replace(needs, assets=an_index(values.pop("assets")))
    return replace(needs, **values)


def an_index(assets: list[dict[str, str]]) -> AssetIndex:
    """The index of what an example file registers."""
    key = bytes(32)
    with TemporaryDirectory() as name, IndexWriter(Path(name), key) as writer:
        for number, asset in enumerate(assets, 1):
            kind, class_id = Kind(asset.get("kind", "document")), ClassId(asset["class"])
            entry = AssetEntry(number, number, f"A-{number}", asset["title"], class_id, kind)
            take = public_prints if kind is Kind.PUBLIC else prints
            writer.put(entry, take(asset["text"], key))
        writer.commit()
        index = open_index(Path(name), key)
    assert index
    return index


def drawn(text: str) -> str:
    """Each `{kind:N}` as N characters by chance, the same at every run."""
    chance = random.Random(text)

    def some(match: re.Match[str]) -> str:
        return "".join(chance.choices(ALPHABETS[match[1]], k=int(match[2])))

    return re.sub(rf"\{{({'|'.join(ALPHABETS)}):(\d+)\}}", some, text)


def unmarked(text: str) -> tuple[str, set[tuple[int, int]]]:
    """The text without its marks, and the spans that they marked."""
    plain, spans = "", set()
    for outside, inside in re.findall(r"([^«]*)(?:«([^»]*)»)?", text):
        plain += outside
        if inside:
            spans.add((len(plain), len(plain) + len(inside)))
            plain += inside
    return plain, spans


def rows(kind: str) -> list[Any]:
    return [
        pytest.param(name, row["text"], id=f"{name}-{i}-{row['why']}")
        for name in names()
        for i, row in enumerate(examples(name).get(kind) or ())
    ]


def found(name: str, text: str) -> tuple[Finding, ...]:
    return tuple(a_classifier(name).classify(Segment("", text)))


@pytest.mark.parametrize(("name", "text"), rows("finds"))
def test_what_must_be_found(name: str, text: str) -> None:
    plain, spans = unmarked(drawn(text))
    assert spans, "nothing is marked with «»"
    assert {(f.start, f.end) for f in found(name, plain)} == spans


@pytest.mark.parametrize(("name", "text"), rows("passes"))
def test_what_must_pass(name: str, text: str) -> None:
    assert found(name, drawn(text)) == ()


@pytest.mark.parametrize("name", names())
def test_each_classifier_has_examples_of_both_kinds(name: str) -> None:
    assert examples(name)["finds"]
    assert examples(name)["passes"]
    assert all(row["why"] for kind in ("finds", "passes") for row in examples(name)[kind])


@pytest.mark.parametrize("name", names())
def test_a_classifier_reports_only_classes_that_the_policy_lists(name: str) -> None:
    needs = examples(name).get("needs", {})
    classes = {f.information_class for row in examples(name)["finds"]
               for f in found(name, unmarked(drawn(row["text"]))[0])}  # fmt: skip
    assert classes <= set(needs.get("classes", ()))


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda p: str(p.name))
def test_a_classifier_imports_nothing_but_the_nouns_and_the_text_layer(path: Path) -> None:
    allowed = {"gateway.model", "gateway.text", "gateway.errors", "gateway.kept_yaml"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            root = module.partition(".")[0]
            assert root != "gateway" or module in allowed, f"{path.name} imports {module}"
            assert root not in {"io", "os", "pathlib", "socket"}, module


def test_no_classifier_opens_a_file() -> None:
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            assert not (called and node.func.id == "open"), path.name  # type: ignore[attr-defined]
