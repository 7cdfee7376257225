"""The policy as a manager reads it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from rich.cells import cell_len

from gateway.policy.summary import ASCII, as_json, portrait, table
from tests.policy.kit import CLEAN, TODAY, a_policy, changed, parsed


def shown(*changes: tuple[str, str], day: date = TODAY) -> str:
    return "\n".join(portrait(a_policy(*changes), day))


def row(text: str, head: str) -> list[str]:
    return next(line for line in text.splitlines() if line.startswith(head)).split()


def test_the_matrix_says_who_may_receive_what() -> None:
    text = shown()
    assert row(text, "公開情報") == ["公開情報", "○", "○"]
    assert row(text, "個人情報") == ["個人情報", "△", "○"]
    assert row(text, "社外秘") == ["社外秘", "×", "○"]
    assert row(text, "極秘") == ["極秘", "×", "×"]


def test_a_class_whose_facts_are_not_met_is_refused_in_the_matrix_too() -> None:
    text = shown(("may_receive: [public, internal]\n", "may_receive: [public, secret]\n"))
    assert row(text, "秘 ") == ["秘", "×", "○"]


@pytest.mark.parametrize(
    ("day", "overdue", "word"),
    [
        pytest.param(TODAY, "report", "有効", id="in force"),
        pytest.param(date(2027, 4, 1), "report", "期限切れ（通している）", id="late and passed"),
        pytest.param(date(2027, 4, 1), "refuse", "期限切れ（止めている）", id="late and refused"),
    ],
)
def test_approvals_stand_with_their_review(day: date, overdue: str, word: str) -> None:
    text = shown(("overdue: report", f"overdue: {overdue}"), day=day)
    assert word in row(text, "openai-api  情報")


def test_rules_are_sentences() -> None:
    assert "1. leaving のメンバー → 許可したすべての生成AI" in shown()
    assert "2. rd のメンバー → openai-api　そのまま：公開情報、社内情報、社外秘" in shown()
    assert "2. members of rd → openai-api" in shown(("language: ja", "language: en"))


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(("極秘", "x", ""), id="kanji take two columns"),
        pytest.param(("か\u3099", "ﾊﾟ", "e\u0301"), id="marks that stand over a letter take none"),
        pytest.param(("👍🏽", "🇯🇵", "❤️"), id="pictures of several characters"),
    ],
)
def test_columns_are_aligned_for_wide_characters(cells: tuple[str, ...]) -> None:
    lines = table([(cell, "|") for cell in cells])
    assert {cell_len(line.partition("|")[0]) for line in lines} == {max(map(cell_len, cells)) + 2}


def test_a_terminal_without_the_signs_gets_ascii() -> None:
    text = "\n".join(portrait(parsed(CLEAN), TODAY, ASCII))
    assert row(text, "個人情報") == ["個人情報", "-", "o"]
    assert not set("○△×") & set(text)


def test_marker_words_are_counted_not_shown() -> None:
    assert "HAYABUSA" not in shown()
    assert "追加の語 1 個" in shown()


def test_no_service_is_said() -> None:
    text = "version: 1\ninformation_classes: {public: {}}\n"
    assert "許可した生成AIはありません。" in "\n".join(portrait(parsed(text), TODAY))


def test_programs_get_values() -> None:
    value = as_json(parsed(CLEAN), TODAY)
    again = json.loads(json.dumps(value))
    assert again["services"][0]["answers"]["personal"] == "redact"
    assert again["services"][0]["overdue"] is False
    late = as_json(parsed(changed(("2027-03-31, evi", "2026-11-01, evi"))), TODAY)
    assert late["services"][0]["overdue"] is True  # type: ignore[index]
