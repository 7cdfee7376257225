"""Whatever the engine can say has words in both languages: every code that stands in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import gateway
from gateway.content.decompression import Cause
from gateway.messages import reason
from gateway.messages.reasons import CAUSES, REASONS
from gateway.model import Language, Problem, Reason, Verdict
from gateway.policy.rights import Answer
from tests.engine.kit import a_policy, a_request, an_engine, judge

PACKAGE = Path(gateway.__file__).parent
ASKED = [PACKAGE / "engine" / "decide.py", PACKAGE / "cli" / "check.py"]
CAUSED = ["formats", "engine", "redaction", "content"]
RAISED = {"CannotRewriteError", "Fixed"}


def calls(file: Path, names: set[str]) -> Iterator[str]:
    """The first argument of each call of these names, where it is written out."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            name = name.id if isinstance(name, ast.Name) else name
            first = node.args[0]
            if name in names and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def returned(file: Path, function: str) -> Iterator[str]:
    """The texts that a function returns, or begins a tuple with."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value:
                    value = inner.value
                    texts = [value.elts[0]] if isinstance(value, ast.Tuple) else ast.walk(value)
                    yield from (
                        t.value
                        for t in texts
                        if isinstance(t, ast.Constant) and isinstance(t.value, str) and t.value
                    )


def reason_codes() -> set[str]:
    codes = {code for file in ASKED for code in calls(file, {"Reason"})}
    answers = {a.code for a in Answer} | set(returned(ASKED[0], "_answer"))
    return codes | {f"information-class/{a}" for a in answers} | {p.code for p in Problem}


def cause_codes() -> set[str]:
    files = [f for room in CAUSED for f in (PACKAGE / room).rglob("*.py")]
    said = {code for file in files for code in calls(file, RAISED)} | set(get_args(Cause))
    content = PACKAGE / "engine" / "content.py"
    causes = {c for f in ("not_rewritable", "_signature") for c in returned(content, f)}
    causes |= {"transfer-coding"}  # admission.py hands it on as an argument by name
    return said | causes


def test_every_reason_has_words_and_no_words_are_idle() -> None:
    assert reason_codes() == set(REASONS)


def test_every_cause_has_words_and_no_words_are_idle() -> None:
    assert cause_codes() == set(CAUSES)


@pytest.mark.parametrize("table", [REASONS, CAUSES], ids=["reasons", "causes"])
def test_both_languages_have_the_same_blanks(table: dict[str, tuple[str, str]]) -> None:
    assert {code: _blanks(ja) ^ _blanks(en) for code, (ja, en) in table.items()} == {
        code: set() for code in table
    }


def _blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(REASONS))
def test_japanese_is_japanese_and_english_is_not(code: str) -> None:
    ja, en = REASONS[code]
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", ja)
    assert not re.search(r"[ぁ-んァ-ヶ一-龠]", en)


@pytest.mark.parametrize("language", Language)
def test_every_reason_of_a_judgement_is_said_with_its_blanks_filled(language: Language) -> None:
    policy = a_policy(refuse_unread=False)
    requests = [
        a_request("call 090-0000, TOPSECRET, slow " + "090-0000 " * 1_200),
        a_request("090-0000", headers=(("signature", "s"),)),
        a_request(host="claude.ai"),
        a_request(host="intranet.test"),
    ]
    said = {r for q in requests for r in judge(q, policy).decision.reasons}
    said |= {
        r
        for problem in Problem
        for r in an_engine().refuse(a_request(), problem, limit=1, cause="damaged").decision.reasons
    }
    assert len({r.code for r in said}) > 12
    for each in said:
        words = reason(each, policy, language)
        assert words != each.code
        assert "{" not in words


def test_a_class_is_called_by_its_label_and_a_cause_by_its_words() -> None:
    policy = a_policy()
    made = judge(a_request("090-0000", headers=(("signature", "s"),))).decision.reasons[-1]
    assert made.code == "information-class/cannot-redact"
    assert reason(made, policy, Language.JA) == (
        "PERSONAL は伏せ字にできない場所にあります（署名付きのリクエスト、1 か所）"
    )
    assert "a signature" in reason(made, policy, Language.EN)


def test_what_no_table_knows_is_told_by_its_code() -> None:
    assert reason(Reason("own/rule", Verdict.BLOCK), replace(a_policy())) == "own/rule"
