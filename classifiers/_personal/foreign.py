"""A page and its labels -> IBANs and identity numbers of other countries.

What has no check digit, or one that many numbers pass, needs its label.
"""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from classifiers import _lazy_re as re
from classifiers._personal import checks
from classifiers._personal.context_words import Family
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.labels import Label, Labels
from classifiers._personal.numbers import nearest
from classifiers._personal.page import NO_NUMBER, Match, Page, digits, expression, stands_alone


@cache
def _forms() -> Any:
    return expression(
        rf"{NO_NUMBER}"
        r"|([a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?)"  # 1 IBAN
        r"|([0-9]{17}[0-9x])"  # 2 China
        r"|([0-9]{6}-[0-9]{7})"  # 3 Korea
        r"|([0-9]{16})"  # 4 Indonesia, before what 13 of its digits would fit
        r"|([0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]|[0-9] [0-9]{4} [0-9]{5} [0-9]{2} [0-9]|[0-9]{13})"  # 5 Thailand
        r"|([0-9]{3}[ -][0-9]{2}[ -][0-9]{4}|[0-9]{9})"  # 6 USA
        r"|([stfgm][0-9]{7}[a-z])"  # 7 Singapore
        r"|([a-z][12][0-9]{8})",  # 8 Taiwan
        grouped=True,
    )


def foreign(page: Page, labels: Labels) -> Iterator[Hit]:
    for found in page.find(_forms()):
        if found.group == 1:
            yield from _iban(page, found)
        elif stands_alone(page, found.start, found.end) and found.group:
            hit = _RULES[found.group - 2](page, labels, found)
            if hit:
                yield hit


def _iban(page: Page, found: Match) -> Iterator[Hit]:
    """An IBAN may be followed by words: its country says how long it is."""
    length, start = checks.IBAN_LENGTHS.get(found.text[:2].upper(), 0), found.start
    if not length or (start and page.text[start - 1].isascii() and page.text[start - 1].isalnum()):
        return
    seen = end = 0
    for end, char in enumerate(found.text, 1):  # noqa: B007 the end is what is wanted
        seen += char != " "
        if seen == length:
            break
    after = page.text[start + end : start + end + 1]
    if after.isascii() and after.isalnum():
        return
    if checks.iban(found.text[:end].replace(" ", "").upper()):
        yield Rule.IBAN.at(start, start + end, 0.97)


def _chinese(page: Page, labels: Labels, found: Match) -> Hit | None:
    if not checks.chinese_id(found.text):
        return None
    return Rule.CHINESE_ID.at(found.start, found.end, 0.95)


def _korean(page: Page, labels: Labels, found: Match) -> Hit | None:
    number = digits(found.text)
    label = nearest(labels, found.start, found.end, (Family.RRN,))
    if not (checks.korean_rrn(number) or (label and checks.korean_birth(number))):
        return None
    if label:
        return Rule.KOREAN_RRN_BESIDE_LABEL.at(found.start, found.end, 0.96, *label.told)
    return Rule.KOREAN_RRN.at(found.start, found.end, 0.85)


def _thai(page: Page, labels: Labels, found: Match) -> Hit | None:
    number = digits(found.text)
    label = nearest(labels, found.start, found.end, (Family.THAI,), 60)
    if not checks.thai_id(number) or not (label or "-" in found.text):
        return None
    if label:
        return Rule.THAI_ID_BESIDE_LABEL.at(found.start, found.end, 0.96, *label.told)
    return Rule.THAI_ID.at(found.start, found.end, 0.8)


def _labelled(
    family: Family, rule: Rule, page: Page, labels: Labels, found: Match, holds: bool
) -> Hit | None:
    label: Label | None = nearest(labels, found.start, found.end, (family,)) if holds else None
    return rule.at(found.start, found.end, 0.95, *label.told) if label else None


def _nik(page: Page, labels: Labels, found: Match) -> Hit | None:
    return _labelled(
        Family.NIK, Rule.INDONESIAN_NIK, page, labels, found, checks.indonesian_nik(found.text)
    )


def _ssn(page: Page, labels: Labels, found: Match) -> Hit | None:
    holds = checks.us_ssn(digits(found.text))
    return _labelled(Family.SSN, Rule.US_SSN, page, labels, found, holds)


def _singaporean(page: Page, labels: Labels, found: Match) -> Hit | None:
    if not checks.singapore_id(found.text.upper()):
        return None
    hit = _labelled(Family.SINGAPOREAN, Rule.SINGAPORE_ID, page, labels, found, True)
    if hit is None and "singapore" in page.before(found.start, 60) + page.after(found.end, 60):
        return Rule.SINGAPORE_ID_NEAR_COUNTRY.at(found.start, found.end, 0.8)
    return hit


def _taiwanese(page: Page, labels: Labels, found: Match) -> Hit | None:
    return _labelled(
        Family.TAIWANESE, Rule.TAIWAN_ID, page, labels, found, checks.taiwan_id(found.text.upper())
    )


_RULES = (_chinese, _korean, _nik, _thai, _ssn, _singaporean, _taiwanese)

# ---------------------------------------------------------------- machine-readable zones

_LINE = re.compile(r"[a-z0-9<]{30,44}")
_TD3 = re.compile(
    r"([a-z0-9<]{9})([0-9])([a-z<]{3})([0-9]{6})([0-9])([mfx<])([0-9]{6})([0-9])([a-z0-9<]{14})([0-9<])([0-9])"
)
_TD1 = re.compile(r"[iac][a-z0-9<][a-z<]{3}([a-z0-9<]{9})([0-9<])[a-z0-9<]{15}")
_NAMES = re.compile(r"p[a-z<][a-z<]{3}[a-z]+<<?[a-z<]{8,}")


def zones(page: Page) -> Iterator[Hit]:
    """Lines of a machine-readable zone (ICAO 9303): a passport's or an identity card's."""
    if "<<" not in page.text:
        return
    for line in _LINE.finditer(page.text):
        text, (start, end) = line[0], line.span()
        if match := _TD3.fullmatch(text):
            if checks.mrz(match[1]) == match[2] and checks.mrz(match[4]) == match[5]:
                yield Rule.PASSPORT_ZONE.at(start, end, 0.99)
        elif _NAMES.fullmatch(text) and text.count("<") >= 4 and len(text) >= 40:
            yield Rule.PASSPORT_ZONE_NAMES.at(start, end, 0.97)
        elif (match := _TD1.fullmatch(text)) and checks.mrz(match[1]) == match[2]:
            yield Rule.IDENTITY_CARD_ZONE.at(start, end, 0.95)
