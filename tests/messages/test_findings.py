"""Every code that a finding can have is told in Japanese and in English, in full, and on its page
of the documents."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import classifiers
from classifiers._credentials.addresses import Address
from classifiers._credentials.blocks import Key
from classifiers._credentials.sentences import Link
from classifiers._personal.hits import Where
from classifiers._personal.phones import Numbering
from gateway import messages
from gateway.messages.both import Both
from gateway.messages.findings import FINDINGS, TERMS
from gateway.model import Args, ClassId, Evidence, Finding, Language, args
from gateway.redaction import remembered
from tests.classifiers import rule_samples, test_examples

OF_THE_COMPANY: dict[str, tuple[str, ...]] = {
    "pattern": (),
    "credential/company": ("company_rule",),
    "personal/company": ("recognizer",),
}
"""What stands above the codes of a company's own rules, and the arguments of those."""

CODES: dict[str, tuple[str, ...]] = {
    **classifiers.codes(),
    **OF_THE_COMPANY,
    remembered.BEFORE: (),
    remembered.ELSEWHERE: (),
}
"""Every code -> the names of its arguments."""

VALUES: dict[str, Iterable[str]] = {
    "where": Where,
    "link": [link.value for link in Link],
    "numbering": Numbering,
    "address": Address,
    "key": Key,
}
"""Arguments that are codes themselves, and every one that a classifier can give."""

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def blanks(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def given(code: str) -> set[str]:
    """All that the blanks of a code's words can be filled with."""
    of_assets = {f.name for f in fields(Evidence)} | {"title"} if code.startswith("asset/") else ()
    return {"rule", *CODES[code], *of_assets}


# ---------------------------------------------------------------- the tables are complete


def test_every_code_has_words_and_all_words_are_some_code_s() -> None:
    assert FINDINGS.keys() == CODES.keys()


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_both_languages_say_the_same_with_what_the_code_gives(code: str) -> None:
    ja, en = FINDINGS[code]
    assert JAPANESE.search(ja)
    assert not JAPANESE.search(en)
    assert blanks(ja) == blanks(en) <= given(code)


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_no_argument_is_left_unsaid(code: str) -> None:
    in_terms = (blanks(term.en) for n in CODES[code] for term in TERMS.get(n, {}).values())
    assert {*CODES[code]} <= blanks(FINDINGS[code].en).union(*in_terms)


def test_an_argument_that_is_a_code_has_words_for_each_value() -> None:
    assert TERMS.keys() == VALUES.keys()
    assert {n: set(table) for n, table in TERMS.items()} == {n: {*v} for n, v in VALUES.items()}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(name, words, id=f"{name}-{value}")
        for name, table in TERMS.items()
        for value, words in table.items()
    ],
)
def test_such_words_say_the_same_in_both_languages(name: str, words: Both) -> None:
    assert JAPANESE.search(words.ja)
    assert not JAPANESE.search(words.en)
    assert blanks(words.ja) == blanks(words.en)
    takers = [code for code, arguments in CODES.items() if name in arguments]
    assert takers
    assert all(blanks(words.en) <= given(code) for code in takers)


# ---------------------------------------------------------------- real findings in words


def _findings() -> Iterator[Finding]:
    """What is found in the sample of every rule, and in the examples beside each classifier."""
    for found in rule_samples.findings().values():
        yield from found
    for name in test_examples.names():
        for row in test_examples.examples(name)["finds"]:
            text, _ = test_examples.unmarked(test_examples.drawn(row["text"]))
            yield from test_examples.found(name, text)


ENGLISH = re.compile(r"\b(?:beside|below|before|holds?|marked|its|their|person's|rule|after)\b")
"""Words of English sentences; names of products, labels and rules stay as they are."""


def test_what_is_found_is_told_in_both_languages() -> None:
    for finding in _findings():
        ja, en = (messages.finding(finding, language) for language in (Language.JA, Language.EN))
        assert finding.code not in (ja, en)
        assert JAPANESE.search(ja)
        assert not ENGLISH.search(ja.replace(finding.rule, ""))
        assert "{" not in ja + en


@pytest.mark.parametrize(
    ("code", "arguments", "ja", "en"),
    [
        pytest.param(
            "marker/brackets",
            args(word="社外秘"),
            "「社外秘」の表示（括弧の中）",
            "marked 社外秘, in brackets",
            id="a marker",
        ),
        pytest.param(
            "personal/my-number-beside-label",
            args(label="個人番号", where="beside"),
            "マイナンバー（「個人番号」の記載のそば、検査数字が合う）",
            "My Number beside the label “個人番号”, its check digit holds",
            id="a number with its label and check digit",
        ),
        pytest.param(
            "personal/passport-beside-label",
            args(label="旅券", where="near"),
            "旅券番号（「旅券」の記載の近く、その番号だけの形）",
            "passport number near the label “旅券”, in its own form",
            id="a form some words behind its label",
        ),
        pytest.param(
            "personal/phone-beside-label",
            args(numbering="land-line", label="tel", where="below"),
            "固定電話（10桁）の電話番号（「tel」の見出しの下）",
            "telephone number: land line, 10 digits, below the heading “tel”",
            id="a form of number below a heading",
        ),
        pytest.param(
            "personal/person-beside-role",
            args(word="部長"),
            "氏名（役職・職業「部長」のそば）",
            "person's name beside the role “部長”",
            id="a name beside a role",
        ),
        pytest.param("personal/email", (), "メールアドレス", "e-mail address", id="a form alone"),
        pytest.param(
            "credential/labelled-password",
            args(label="パスワード", link="particle"),
            "パスワード（「パスワード」の記載のそば、助詞でつながる、規則 labelled-password）",
            "a password beside the label “パスワード” (after a particle; rule labelled-password)",
            id="a password and its label",
        ),
        pytest.param(
            "credential/aws-access-key",
            args(provider="AWS"),
            "AWS のアクセスキーID（規則 aws-access-key）",
            "AWS access key id (rule aws-access-key)",
            id="a key by its issuer's name",
        ),
        pytest.param(
            "credential/many-secrets",
            args(many=1500),
            "同じ種類の秘密が 1,500 を超えるため、残りの文をまとめて一つとみなす"
            "（規則 many-secrets）",
            "more than 1,500 secrets of one kind: the rest of the text counts as one"
            " (rule many-secrets)",
            id="a number is told with commas",
        ),
        pytest.param(
            "credential/company/acme-badge",
            args(company_rule="acme badge"),
            "社内の規則 acme badge に一致",
            "matches the company's rule acme badge",
            id="a rule of the company",
        ),
        pytest.param(
            "pattern/drawing",
            (),
            "patterns の一致: drawing",
            "matches the pattern drawing",
            id="a pattern of the policy",
        ),
        pytest.param(
            "personal/company/{label}",
            args(recognizer="{where} {0} 番号"),
            "社内の認識器 {where} {0} 番号 による検出",
            "found by the company's recognizer {where} {0} 番号",
            id="a name with braces is a name",
        ),
        pytest.param(
            "credential/private-key",
            args(key="of-tomorrow"),
            "of-tomorrow（規則 private-key）",
            "of-tomorrow (rule private-key)",
            id="an argument that no table knows stays as it is",
        ),
        pytest.param("own/rule", args(word="x"), "own/rule", "own/rule", id="one's own classifier"),
    ],
)
def test_it_is_said(code: str, arguments: Args, ja: str, en: str) -> None:
    finding = Finding(code, ClassId("secret"), 0, 1, arguments)
    assert messages.finding(finding, Language.JA) == ja
    assert messages.finding(finding, Language.EN) == en


# ---------------------------------------------------------------- the page of the documents

PAGE = (Path(__file__).parents[2] / "docs" / "findings.md").read_text("utf-8")
LINE = re.compile(r"^\| `([a-z]+(?:/[a-z0-9-]+)*)(/<[a-z]+>)?` \| (\S.*) \|$", re.MULTILINE)


def test_every_code_stands_once_on_the_page_with_what_it_means() -> None:
    lines = LINE.findall(PAGE)
    assert sorted(code for code, _, _ in lines) == sorted(CODES)
    assert {code for code, own, _ in lines if own} == OF_THE_COMPANY.keys()
