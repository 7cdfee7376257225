"""Every finding has a code and arguments that its classifier tells beforehand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import classifiers
from classifiers import asset, credential, pattern, personal
from classifiers._company import company_rule
from classifiers._credentials.gitleaks import parse_gitleaks
from gateway.model import AssetMatch, ClassId, Finding, Needs, PatternRule, Segment
from tests.classifiers import rule_samples, test_examples
from tests.classifiers.test_asset import CLASSES, Found, a_match
from tests.classifiers.test_credential import GITLEAKS
from tests.classifiers.test_personal import OWN

CODES = classifiers.codes()
FOLDER = Path(classifiers.__file__).parent


@pytest.mark.parametrize("code", [pytest.param(c, id=c) for c, _ in rule_samples.samples()])
def test_a_rule_finds_something_with_the_arguments_that_it_tells(code: str) -> None:
    found = {f.code: f.args for f in rule_samples.findings()[code]}
    assert code in found
    assert tuple(name for name, _ in found[code]) == CODES[code]


def test_every_rule_has_a_sample() -> None:
    of_assets = {"asset/fragment", "asset/rows"}
    assert {code for code, _ in rule_samples.samples()} == CODES.keys() - of_assets


@pytest.mark.parametrize(
    ("match", "code"),
    [
        pytest.param(a_match(0, 40), "asset/fragment", id="of a document"),
        pytest.param(a_match(0, 40, rows=2, cells=5), "asset/rows", id="of a table"),
    ],
)
def test_an_asset_is_found_by_a_rule_that_is_told(match: AssetMatch, code: str) -> None:
    finder = asset.classifier(Needs(classes=CLASSES, assets=Found((match,))))
    (found,) = finder.classify(Segment("", "text " * 200))
    assert (found.code, found.args) == (code, ())
    assert code in CODES


def _in_examples() -> Iterator[Finding]:
    for name in test_examples.names():
        for row in test_examples.examples(name)["finds"]:
            text, _ = test_examples.unmarked(test_examples.drawn(row["text"]))
            yield from test_examples.found(name, text)


def test_what_the_examples_hold_has_codes_that_are_told() -> None:
    found = [f for f in _in_examples() if f.classifier != "pattern"]  # the policy's own codes
    assert found
    assert {f.code: tuple(name for name, _ in f.args) for f in found}.items() <= CODES.items()


@pytest.mark.parametrize("package", ["_personal", "_credentials"])
def test_no_rule_is_made_but_where_rules_are_told(package: str) -> None:
    """Hits come from the rules' tables, so that no code is given that no table has."""
    makers = {
        path.name
        for path in (FOLDER / package).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Hit"
    }
    of_files = {"engine.py", "company.py", "tokens.py"}  # a company's rules, and the providers'
    assert "hits.py" in makers
    assert makers <= {"hits.py", *of_files}


# ---------------------------------------------------------------- a company's own rules


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("acme-badge", "company/acme-badge", id="a name as gitleaks' rules have it"),
        pytest.param("staff number", "company/staff-number", id="words"),
        pytest.param("社員番号", "company/社員番号", id="in Japanese"),
        pytest.param("a/b\r\n\x1bc", "company/a-b-c", id="nothing that parts codes or lines"),
        pytest.param("/../", "company/unnamed", id="no name"),
        pytest.param("x" * 500, "company/" + "x" * 64, id="an endless name"),
    ],
)
def test_a_rule_of_the_company_has_a_code_by_its_name(name: str, code: str) -> None:
    assert company_rule(name) == code


def test_the_company_s_own_rules_have_their_names_in_their_codes() -> None:
    rule = PatternRule("drawing", ClassId("secret"), "DWG-[0-9]+")
    needs = Needs(
        classes=frozenset({ClassId("personal"), ClassId("credential")}),
        patterns=(rule,),
        credential_rules=parse_gitleaks(GITLEAKS),
        recognizers=OWN,
    )
    text = "社員番号はE12345です。acme_key = 'ACME-12AB34CD' DWG-12"
    found = {
        (f.code, f.args)
        for module in (credential, pattern, personal)
        for f in module.classifier(needs).classify(Segment("", text))
    }
    assert found == {
        ("credential/company/acme-key", (("company_rule", "acme-key"),)),
        ("pattern/drawing", ()),
        ("personal/company/staff-number", (("recognizer", "staff number"),)),
    }
