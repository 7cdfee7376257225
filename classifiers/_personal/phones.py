"""A page -> telephone numbers: Japanese ones by the numbering plan, others in international form.

Own rules, linear in the text; a library that tries every position of a long text gives up on one.
"""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from classifiers._personal.context_words import Family
from classifiers._personal.hits import Hit
from classifiers._personal.labels import Label, Labels
from classifiers._personal.listed import listed
from classifiers._personal.page import DASH, NO_NUMBER, Match, Page, digits, expression

_S = f"[ .{DASH}]"


@cache
def _numbers() -> Any:
    return expression(
        NO_NUMBER +
        # 1 international: +81 90-1234-5678, +81(0)3-1234-5678, +1 (415) 555-2671, 0081-90-...
        rf"|((?:\+|010{_S}|00)[1-9][0-9]{{0,2}}{_S}?(?:\(0\))?{_S}?\(?[0-9]{{1,5}}\)?(?:{_S}?[0-9]{{2,8}}){{1,4}})"
        # 2 grouped: 03-1234-5678, 090 1234 5678, (03)1234-5678, 03(1234)5678
        rf"|(\(?0[0-9]{{1,4}}(?: ?[.()/{DASH}] ?| |\) ?[{DASH}]? ?)[0-9]{{1,4}}(?: ?[.){DASH}] ?| )[0-9]{{3,4}})"
        # 3 in one piece
        r"|(0[1-9][0-9]{8,9})"
        # 4 the American way, Korean and Chinese mobiles in one piece: only beside a label
        rf"|(\(?[2-9][0-9]{{2}}\)?{_S}[0-9]{{3}}{_S}[0-9]{{4}}|1[3-9][0-9]{{9}})",
        grouped=True,
    )


def phones(page: Page, labels: Labels) -> Iterator[Hit]:
    for found in page.find(_numbers()):
        if found.text[0] == "(" and found.text.count("(") > found.text.count(")"):
            found = found._replace(start=found.start + 1, text=found.text[1:])  # 電話(03-...)
        start, end = found.start, found.end
        if not found.group or not (_begins(page.text, start, labels) and _ends(page.text, end)):
            continue
        label = _label(page, labels, start)
        if label is not None and label.family is Family.OTHER:
            continue
        form = _form(found, label is not None or _is_of_a_person(page, start))
        if not form and found.group == 4 and _is_american(page, found):
            form = "the American way, beside a name, a mail address or a word for it"
        if form:
            known = label is not None or found.group in {1, 2}
            beside = f" beside the label “{label.word}”" if label else ""
            said = f"telephone number: {form}{beside}"
            yield Hit(start, end, "PHONE", said, 0.93 if known else 0.8)


_REACH, _FAR = 16, 64  # characters from a label; the further where a mail address stands between


def _label(page: Page, labels: Labels, start: int) -> Label | None:
    """The nearest word before it that says what the number is."""
    if not labels.all:
        return None
    reach = _REACH
    before = page.before(start, _FAR).rpartition("\n")[2]
    if "@" in before[-_FAR:]:
        reach = len(before)
    for label in labels.before(start, reach):
        if label.family in {Family.PHONE, Family.OTHER, Family.CARD, Family.CORPORATE}:
            return label if label.family in {Family.PHONE, Family.OTHER} else None
    return None


_OF_A_PERSON = re.compile(
    r"(?:さん|様|氏|君|くん|ちゃん|先生|私|僕|自分)の[^\n。、]{0,6}番号(?:は|:)?[ ]?$"
)


def _is_of_a_person(page: Page, start: int) -> bool:
    """Somebody's number: 田中さんの新しい番号."""
    if page.is_plain:
        return False
    return "番号" in page.before(start, 6) and bool(_OF_A_PERSON.search(page.before(start, 24)))


# A North American number: neither area nor exchange begins with 0 or 1, nor ends with 11.
_AMERICAN = re.compile(r"\(?([2-9](?!11)\d\d)\)?(\D)([2-9](?!11)\d\d)\D(\d{4})")
_CALLS = re.compile(
    r"(?<![a-z])(?:call(?:ed|s|ing)?|text(?:ed)?|reach(?:ed)?|dial(?:ed)?|number is|phone|cell|mobile|fax|tel|contact"
    r"|voicemail|ring|mr|mrs|ms|dr)(?![a-z])|@"
)


def _is_american(page: Page, found: Match) -> bool:
    """Is it a number of the American plan where something speaks of a call or a person?

    With the area in brackets it is written like nothing else.
    """
    if not _AMERICAN.fullmatch(found.text) or "_" in found.text:
        return False
    around = f"{page.before(found.start, 48)} {page.after(found.end, 48)}"
    return found.text[0] == "(" or bool(_CALLS.search(around))


_SAID = ("tel", "fax", "phone", "mobile", "cell", "ph", "call", "contact")


_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_JOINTS, _ENDINGS = frozenset(f"-./:={DASH}"), frozenset(f"-.:/{DASH}")


def _begins(text: str, start: int, labels: Labels) -> bool:
    """Is it no tail of a word, a number, an address or an assignment in a URL?"""
    near = text[start - 1 : start]
    if not near or not _clings(text, start, near):
        return True
    if near in ":=" and any(label.family is Family.PHONE for label in labels.before(start, 2)):
        return True
    return text[max(0, start - 9) : start].rstrip(".:-/=\"'").endswith(_SAID)


def _clings(text: str, start: int, near: str) -> bool:
    """Does the character before join it to what stands there?"""
    if near in _WORD or near in "+%#$&@":
        return True
    if near not in _JOINTS:
        return False
    far = text[max(0, start - 2) : start - 1]
    return bool(far) and (far in _WORD if near in "-./=" else far.isdigit())


def _ends(text: str, end: int) -> bool:
    near, far = text[end : end + 1], text[end + 1 : end + 2]
    if near in _WORD:
        return text[end : end + 3] in {"ext", "fax", "tel", "x"}
    return not (near and near in _ENDINGS and far.isdigit() and not (near == "/" and far == "0"))


def _form(found: Match, is_labelled: bool) -> str:
    """What form of number it is; the empty string if it is none."""
    number = digits(found.text)
    if number[-1] == "0" and len(set(number[3:])) == 1:
        return ""
    if found.group == 1:
        return _international(found.text, number, is_labelled)
    if found.group == 2:
        return _grouped(found.text, number)
    if found.group == 3:
        return _piece(number, is_labelled)
    return "grouped, beside a label" if is_labelled else ""


_TWO_DIGIT_CODES = frozenset(
    listed("""
    20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62
    63 64 65 66 81 82 84 86 90 91 92 93 94 95 98
    """)
)
_THREE_DIGIT_FIRST = frozenset(
    listed("21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99")
)


def _international(text: str, number: str, is_labelled: bool) -> str:
    if text[0] != "+":
        prefix = 3 if text.startswith("010") else 2
        number = number[prefix:]
        if not (number.startswith("81") or is_labelled):
            return ""
    if not 8 <= len(number) <= 15:
        return ""
    if number[0] in "17" or number[:2] in _TWO_DIGIT_CODES or number[:2] in _THREE_DIGIT_FIRST:
        if number[0] == "1" and len(number) != 11:
            return ""
        if number.startswith("81"):
            rest = number[2:].removeprefix("0")
            return "international form, Japan" if len(rest) in {9, 10} else ""
        return "international form"
    return ""


_MOBILE = ("050", "060", "070", "080", "090")
_PARTS = re.compile(r"\d+")


def _grouped(text: str, number: str) -> str:
    """Groups as the plan has them: 3-4-4 for mobiles, 2-4-4, 3-3-4, 4-2-4 and 5-1-4 for others."""
    parts = tuple(map(len, _PARTS.findall(text)))
    if text.count("(") != text.count(")"):
        return ""
    if "/" in text or "0" in number[1:2]:
        return ""
    if number.startswith(_MOBILE):
        return (
            "mobile or IP, 11 digits"
            if parts in {(3, 4, 4), (3, 3, 4), (3, 4, 3)} and len(number) == 11
            else ""
        )
    if number.startswith(("0120", "0570", "0990", "0180")):
        return "free or shared dial, 10 digits" if parts in {(4, 3, 3), (4, 2, 4)} else ""
    if number.startswith("0800"):
        return "free dial, 11 digits" if parts == (4, 3, 4) else ""
    if parts == (2, 4, 4):
        return "land line, 10 digits" if number[1] in "346" else ""
    return "land line, 10 digits" if parts in {(3, 3, 4), (4, 2, 4), (5, 1, 4)} else ""


def _piece(number: str, is_labelled: bool) -> str:
    if number.startswith(_MOBILE):
        return "mobile or IP, 11 digits" if len(number) == 11 else ""
    if len(number) == 11:
        return "free dial, 11 digits" if number.startswith("0800") and is_labelled else ""
    return "land line, 10 digits" if is_labelled else ""
