"""A page and its labels -> My Number, cards, accounts and other numbers that a label speaks for.

A number whose check digit one random number in ten passes is never found alone: a label, its
written form or the company it keeps must say what it is.
"""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from classifiers import _lazy_re as re
from classifiers._personal import checks
from classifiers._personal.context_words import TOPICS, Family
from classifiers._personal.hits import Hit, Rule, Where, silence
from classifiers._personal.labels import Label, Labels
from classifiers._personal.page import (
    DASH,
    NO_NUMBER,
    Match,
    Page,
    alternatives,
    digits,
    expression,
    stands_alone,
)

REACH = 40  # characters between a label and a number whose check digit holds
BEHIND = 14  # the same where the label comes after: 1234 5678 9018（マイナンバー）
_COMPANY = 300  # characters around a number in which the matter it belongs to is looked for

_GAP = f"[ {DASH}]"


@cache
def _groups() -> Any:
    """Twelve to sixteen digits in one piece or grouped the way cards and My Numbers are."""
    return expression(
        rf"{NO_NUMBER}"
        rf"|[0-9]{{4}}{_GAP}?[0-9]{{4}}{_GAP}?[0-9]{{4}}{_GAP}?[0-9]{{4}}"
        rf"|3[0-9]{{3}}{_GAP}?[0-9]{{6}}{_GAP}?[0-9]{{4,5}}"
        r"|t?[0-9]{13}"
        rf"|t?[0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}"
        rf"|[0-9]{{4}}{_GAP}?[0-9]{{4}}{_GAP}?[0-9]{{4}}"
        rf"|[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{_GAP}?[0-9]"
    )


def grouped(page: Page, labels: Labels) -> Iterator[Hit]:
    """My Numbers, driving licences, cards; corporate numbers, which silence."""
    likely: list[tuple[int, int]] = []
    for found in page.find(_groups()):
        start, end = found.start, found.end
        if not stands_alone(page, start, end):
            continue
        number = digits(found.text)
        hit = _read(page, labels, found, number)
        if hit is not None:
            yield hit
        elif len(number) == 12 and checks.my_number(number) and not _names_a_thing(labels, start):
            likely.append((start, end))
    yield from _by_company(page, likely)


def _read(page: Page, labels: Labels, found: Match, number: str) -> Hit | None:
    if len(number) == 12:
        return _twelve(labels, found, number)
    if len(number) == 13:
        return _thirteen(labels, found, number)
    return _card(labels, found, number)


def _twelve(labels: Labels, found: Match, number: str) -> Hit | None:
    start, end = found.start, found.end
    label = nearest(labels, start, end, (Family.MY_NUMBER, Family.LICENCE, Family.OTHER))
    if label is None or label.family is Family.OTHER:
        return None
    if label.family is Family.MY_NUMBER and checks.my_number(number):
        return Rule.MY_NUMBER.at(start, end, 0.99, *label.told)
    if label.family is Family.LICENCE and checks.driving_licence(number):
        return Rule.DRIVING_LICENCE.at(start, end, 0.97, *label.told)
    return None


def _thirteen(labels: Labels, found: Match, number: str) -> Hit | None:
    start, end = found.start, found.end
    label = nearest(labels, start, end, (Family.CORPORATE, Family.THAI))
    if label and label.family is Family.THAI:
        return None
    if checks.corporate_number(number) and (label or found.text[0] == "t"):
        return silence(start, end)  # it is public
    return None


def _card(labels: Labels, found: Match, number: str) -> Hit | None:
    brand = checks.card_brand(number)
    if not brand or not checks.luhn(number):
        return None
    start, end = found.start, found.end
    label = nearest(labels, start, end, (Family.CARD, Family.OTHER, Family.NIK))
    if label is not None and label.family is Family.CARD:
        return Rule.CREDIT_CARD.at(start, end, 0.98, brand, *label.told)
    if label is None and _is_grouped(found.text, len(number)):
        return Rule.CREDIT_CARD_GROUPED.at(start, end, 0.85, brand)
    return None


_AS_ON_CARDS = re.compile(r"\d{4}(\D)\d{4}\1\d{4}\1\d{4}|\d{4}(\D)\d{6}\2\d{4,5}")


def _is_grouped(text: str, length: int) -> bool:
    return bool(_AS_ON_CARDS.fullmatch(text))


def nearest(
    labels: Labels, start: int, end: int, families: tuple[Family, ...], reach: int = REACH
) -> Label | None:
    """The label of one of some families that is nearest to a number, before it or right after."""
    for label in labels.before(start, reach):
        if label.family in families:
            return label
    for label in labels.after(end, BEHIND):
        if label.family in families and label.family is not Family.OTHER:
            return label
    return None


def _names_a_thing(labels: Labels, start: int) -> bool:
    return any(label.family is Family.OTHER for label in labels.before(start, REACH))


# ---------------------------------------------------------------- the company it keeps


@cache
def _topics() -> Any:
    return expression(alternatives(TOPICS))


def _by_company(page: Page, likely: list[tuple[int, int]]) -> Iterator[Hit]:
    """Numbers that would be My Numbers: many together (each passes by chance once in ten), or
    one where the matter of the text is one that a My Number belongs to.
    """
    if not likely:
        return
    matters = [found.start for found in page.find(_topics())]
    for start, end in likely:
        if any(abs(place - start) <= _COMPANY for place in matters):
            yield Rule.MY_NUMBER_BY_TOPIC.at(start, end, 0.7)


# ---------------------------------------------------------------- what a label must speak for

_LINK = r"""[\s:=|,"'`*_()\[\]「」『』【】<>はがのnoN番号№\.は、/]"""
_D = rf"[ {DASH}]?"

_FORMS: dict[Family, tuple[Rule, str, str]] = {
    Family.INSURER: (Rule.HEALTH_INSURER, r"\d{8}|\d{6}", "insurer"),
    Family.PENSION: (Rule.PENSION_NUMBER, rf"\d{{4}}{_D}\d{{6}}", ""),
    Family.EMPLOYMENT: (Rule.EMPLOYMENT_INSURANCE, rf"\d{{4}}{_D}\d{{6}}{_D}\d", ""),
    Family.ACCOUNT: (
        Rule.BANK_ACCOUNT,
        rf"\d{{3}}{_D}\d{{7}}|\d{{6,8}}|\d{{3}}{_D}\d{{2,3}}{_D}\d{{4,6}}",
        "",
    ),
    Family.DEPOSIT: (Rule.BANK_ACCOUNT, r"\d{7}", "bank"),
    Family.PASSPORT: (Rule.PASSPORT, r"[a-z]{1,2}\d{6,8}|\d{9}", ""),
    Family.RESIDENCE: (Rule.RESIDENCE_CARD, r"[a-z]{2}\s?\d{8}\s?[a-z]{2}", ""),
}
"""Family -> rule, form, and what must hold besides."""

_WORDS_BETWEEN = (
    r"(?:[\s:=|,\"'`*_()\[\]「」『』【】<>・、/#.\-→⇒]|は|が|の|番号|no|is|number|num|№|口座|預金|店番|普通|当座"
    r"|貯蓄|記号|id|支店|本店|銀行|コード|です|変更|新|旧){0,10}"
)


@cache
def _value(family: Family) -> re.Pattern[str]:
    return re.compile(rf"{_WORDS_BETWEEN}({_FORMS[family][1]})(?![0-9a-z]|[-./]\d)")


def labelled(page: Page, labels: Labels) -> Iterator[Hit]:
    """Numbers with no form of their own, right beside their label."""
    for label in labels.all:
        family = label.family
        if family is Family.INSURED:
            yield from _insured(page, label)
        elif family is Family.POST_SYMBOL:
            yield from _post_account(page, label)
        elif family in _FORMS:
            yield from _plain(page, label)


_WINDOW = 60  # characters after a label in which its value must stand


def _plain(page: Page, label: Label) -> Iterator[Hit]:
    rule, _, besides = _FORMS[label.family]
    match = _value(label.family).match(page.text, label.end, label.end + _WINDOW)
    if match is None or (match.start(1) and page.text[match.start(1) - 1].isdigit()):
        yield from _further(page, label)
        return
    number = match[1]
    if besides == "bank" and page.after(match.end(), 3).lstrip(" ")[:1] in {"円", "個", "件"}:
        return
    if besides == "insurer" and not checks.luhn(digits(number)):
        return
    if besides == "bank" and not _is_about_a_bank(page, label, match.end()):
        return
    yield rule.at(*match.span(1), 0.9, *label.told)


_OWN_FORMS: dict[Family, re.Pattern[str]] = {
    Family.PASSPORT: re.compile(r"(?<![a-z0-9])[a-z]{2}\d{7}(?![a-z0-9])"),
    Family.RESIDENCE: re.compile(r"(?<![a-z0-9])[a-z]{2}\d{8}[a-z]{2}(?![a-z0-9])"),
    Family.PENSION: re.compile(rf"(?<![0-9a-z-])\d{{4}}{_D}\d{{6}}(?![0-9a-z-])"),
    Family.EMPLOYMENT: re.compile(rf"(?<![0-9-])\d{{4}}[{DASH}]\d{{6}}[{DASH}]\d(?![0-9-])"),
}
"""What nothing else is written like: it may stand a few words behind its label."""
_FURTHER = 40  # characters, over the end of a line: a question and its answer


def _further(page: Page, label: Label) -> Iterator[Hit]:
    form = _OWN_FORMS.get(label.family)
    match = form and form.search(page.text, label.end, label.stop or label.end + _FURTHER)
    if match and "\n\n" not in page.text[label.end : match.start()]:
        word, where = label.told
        where = Where.NEAR.value if where == Where.BESIDE else where
        yield _FORMS[label.family][0].at(*match.span(), 0.8, word, where)


_BANK = re.compile(
    "銀行|信用金庫|信金|信用組合|信組|農協|労働金庫|労金|ろうきん|支店|本店|出張所|口座|預金|振込|振り込|送金|入金|bank|branch"
)


def _is_about_a_bank(page: Page, label: Label, end: int) -> bool:
    return bool(_BANK.search(page.text, max(0, label.start - 80), end + 20))


_SYMBOL = re.compile(
    r"(?:[\s:=|,\"'`*_()「」『』・、/]|は|の|番号|口座|記号|銀行|貯金|no|通帳){0,8}"
    rf"(1\d{{4}})(?:[{DASH} ]\d)?(?:[\s:=|,\"'*()・、/の{DASH}]|番号|口座|no){{1,8}}(\d{{1,7}}1)(?![0-9])"
)


def _post_account(page: Page, label: Label) -> Iterator[Hit]:
    """ゆうちょ: the symbol, five digits from 1 on, and a number of up to eight that ends in 1."""
    if match := _SYMBOL.match(page.text, label.end, label.end + _WINDOW):
        yield Rule.POSTAL_SAVINGS.at(match.start(1), match.end(2), 0.9, *label.told)
    elif label.word == "記号" and "保険" in page.before(label.start, _COMPANY):
        yield from _insured(page, label)


_INSURED = re.compile(
    r"(?:[\s:=|,\"'`*_()「」『』・、/]|は|の|番号|記号|no|及び|と|被保険者|等){0,10}"
    rf"([0-9a-z一-龠ぁ-ん]{{0,6}}[0-9]{{1,8}})"
    rf"(?:(?:[\s:=|,\"'*()・、/の{DASH}]|番号|枝番|no|記号){{1,8}}(\d{{1,8}}))?"
    rf"(?:(?:[\s:=,()・、/{DASH}]|枝番|番号){{1,6}}(\d{{2}})(?!\d))?"
)


_EMPLOYED = re.compile(rf"{_WORDS_BETWEEN}(\d{{4}}(?P<dash>{_D})\d{{6}}{_D}\d)(?![0-9a-z])")


def _insured(page: Page, label: Label) -> Iterator[Hit]:
    """Symbol and number of a health insurance card; four digits at least, all together.

    被保険者番号 is a word of the employment insurance as well, whose numbers are 4-6-1.
    """
    employed = _EMPLOYED.match(page.text, label.end, label.end + _WINDOW)
    if employed and (employed["dash"] or "雇用" in page.before(label.start, _COMPANY)):
        yield Rule.EMPLOYMENT_INSURANCE.at(*employed.span(1), 0.88, *label.told)
        return
    match = _INSURED.match(page.text, label.end, label.end + _WINDOW)
    if match is None or "\n\n" in match[0]:
        return
    last = max(group for group in (1, 2, 3) if match[group])
    start, end = match.start(1), match.end(last)
    while start < end and not page.text[start].isdigit():
        start += 1
    after = page.text[end : end + 1]
    if after.isdigit() or (after and after in "年月"):
        return
    if sum(c.isdigit() for c in page.text[start:end]) >= 4:
        yield Rule.HEALTH_INSURANCE.at(start, end, 0.85, *label.told)
