"""What PyYAML stumbled over -> a fault with a remedy, for the slips that people really make."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from gateway.errors import Fault


def shorten(word: str, limit: int = 40) -> str:
    """A word of the policy as a message may show it: on one line, not too long."""
    shown = "".join(c if c.isprintable() else "�" for c in word[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


# ---------------------------------------------------------------- what broke the syntax

_REMEDIES = (
    # libyaml's words, and those of PyYAML's own parser where they differ
    (
        "mapping values are not allowed",
        "a colon stands where none may; put quotes around text that holds ': ', "
        "and check the indentation",
        "ここに「:」は書けません。「: 」を含む文は引用符で囲み、字下げを確かめてください",
    ),
    (
        "could not find expected ':'",
        "a key without its colon; write `key: value`",
        "キーの後に「:」がありません。「key: value」の形で書いてください",
    ),
    (
        "did not find expected ',' or",
        "a list or mapping in brackets is not closed, or a comma is missing",
        "括弧が閉じていないか、区切りの「,」がありません",
    ),
    (
        "expected ',' or",
        "a list or mapping in brackets is not closed, or a comma is missing",
        "括弧が閉じていないか、区切りの「,」がありません",
    ),
    (
        "did not find expected key",
        "a key is expected here; check the indentation and the quotes above",
        "ここにキーがあるはずです。字下げと、手前の引用符を確かめてください",
    ),
    (
        "did not find expected '-' indicator",
        "a list item is expected here; begin it with '- ' at the depth of the others",
        "一覧の項目があるはずです。ほかと同じ深さの「- 」で始めてください",
    ),
    (
        "expected <block end>",
        "the indentation does not fit the lines above; align it with them",
        "字下げが手前の行と合っていません。揃えてください",
    ),
    (
        "unknown escape character",
        "a backslash means something else in double quotes; use single quotes for a regex",
        "二重引用符の中の「\\」は別の意味になります。正規表現は単引用符 ' で囲んでください",
    ),
    (
        "unexpected end of stream",
        "a quote is opened and never closed",
        "引用符が閉じていません",
    ),
    (
        "document separator",
        "a quote is opened and never closed",
        "引用符が閉じていません",
    ),
    (
        "cannot start any token",
        "a value may not begin with this character; put quotes around it",
        "この文字では値を始められません。引用符で囲んでください",
    ),
)


def syntax_fault(e: yaml.MarkedYAMLError, text: str, name: str) -> Fault:
    """The fault for what PyYAML stumbled over: the habit behind it, else the parser's words."""
    mark = e.problem_mark or e.context_mark
    number = mark.line + 1 if mark else 0
    lines = text.splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    problem = e.problem or ""
    for en, ja in (*_habits(line, number, lines), *_known(problem)):
        return Fault(number, en, name, ja)
    return Fault(
        number,
        f"this is no YAML ({shorten(problem, 80)}); check indentation and quotes near here",
        name,
        f"YAML として読めません（{shorten(problem, 80)}）。字下げと引用符を確かめてください",
    )


def _known(problem: str) -> Iterator[tuple[str, str]]:
    for words, en, ja in _REMEDIES:
        if words in problem:
            yield en, ja


def _habits(line: str, number: int, lines: list[str]) -> Iterator[tuple[str, str]]:
    """Slips of the keyboard: a tab, and the wide forms of a Japanese input method."""
    near = [line, lines[number - 2] if 1 < number <= len(lines) + 1 else ""]
    indents = [text[: len(text) - len(text.lstrip())] for text in near]
    if any("\t" in i for i in indents):
        yield (
            "a tab stands in the indentation; indent with spaces",
            "字下げにタブがあります。半角の空白にしてください",
        )
    if any("\u3000" in i for i in indents):
        yield (
            "a full-width space stands in the indentation; indent with ordinary spaces",
            "字下げに全角の空白があります。半角の空白にしてください",
        )
    if any(re.match(r"[ -]*[a-z_]{1,40}：", text) for text in near):
        yield (
            "the colon is full width (：); write ':' and a space",
            "コロンが全角（：）です。半角の「: 」にしてください",
        )
