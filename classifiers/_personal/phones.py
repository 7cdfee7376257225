"""A page -> telephone numbers: Japanese ones by the numbering plan, others in international form.

Where a number stands and ends are rules of our own, linear in the text: phonenumbers' matcher gives
up on a long one and reads no label. Which numbers there are is what phonenumbers knows (`plans`).
"""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from classifiers import _lazy_re as re
from classifiers._personal.context_words import Family
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.labels import Label, Labels
from classifiers._personal.page import DASH, NO_NUMBER, Match, Page, digits, expression
from classifiers._personal.plans import Standing, standing

_S = f"[ .{DASH}]"


@cache
def _numbers() -> Any:
    return expression(
        NO_NUMBER +
        # 1 international: +81 90-1234-5678, +81(0)3-1234-5678, +1 (415) 555-2671, 0081-90-...
        rf"|((?:\+|010{_S}|00)[1-9][0-9]{{0,2}}{_S}?(?:\(0\))?{_S}?\(?[0-9]{{1,5}}\)?(?:{_S}?[0-9]{{1,9}}){{0,4}}{_S}?[0-9]{{2,9}})"
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
        yield from _hits(page, labels, found)


def _hits(page: Page, labels: Labels, found: Match) -> Iterator[Hit]:
    """The number that a match is or begins with, and what follows it within the match."""
    if found.text[0] == "(" and found.text.count("(") > found.text.count(")"):
        found = found._replace(start=found.start + 1, text=found.text[1:])  # 電話(03-...)
    start = found.start
    if not found.group or not _begins(page.text, start, labels):
        return
    label = _label(page, labels, start)
    if label is not None and label.family is Family.OTHER:
        return
    is_named = label is not None or _is_of_a_person(page, start)
    for reading in _readings(page.text, found):
        form = _form(reading, is_named)
        if form and (form.is_assigned or is_named or _is_spoken_of(page, reading)):
            known = label is not None or found.group in {1, 2}
            rule, beside = (Rule.PHONE_BESIDE_LABEL, label.told) if label else (Rule.PHONE, ())
            confidence = 0.93 if known else 0.8
            yield rule.at(start, reading.end, confidence, form.numbering.value, *beside)
            yield from _behind(page, labels, reading.end, found.end)
            return


def _readings(text: str, found: Match) -> Iterator[Match]:
    """Where a number may end, the longest first. In international form it takes in the digits that
    stand behind it after a blank: which of them are its own, only its country's plan can tell.
    """
    if _ends(text, found.end):
        yield found
    blank = found.text.rfind(" ") if found.group == 1 else -1
    while blank >= _SHORTEST:
        yield found._replace(end=found.start + blank, text=found.text[:blank])
        blank = found.text.rfind(" ", 0, blank)


_SHORTEST = 9  # characters of a number in international form: its sign and eight digits
_WINDOW = 100  # characters; more than twice the longest number with all that groups it


def _behind(page: Page, labels: Labels, start: int, end: int) -> Iterator[Hit]:
    """Numbers that begin in [start, end): what a match took in behind the one that it begins with."""
    if start < end and (further := _numbers().parts.search(page.text, start, start + _WINDOW)):
        first, last = further.span()
        if first < end:
            yield from _hits(page, labels, Match(first, last, further[0], further.lastindex))


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


_CALLS = re.compile(
    r"(?<![a-z])(?:call(?:ed|s|ing)?|text(?:ed)?|reach(?:ed)?|dial(?:ed)?|number is|phone|cell|mobile|fax|tel|contact"
    r"|voicemail|ring|mr|mrs|ms|dr)(?![a-z])|@"
)


def _is_spoken_of(page: Page, found: Match) -> bool:
    """Does something around it speak of a call or a person?"""
    return bool(_CALLS.search(f"{page.before(found.start, 48)} {page.after(found.end, 48)}"))


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


class Numbering(enum.StrEnum):
    """What form of number it is."""

    INTERNATIONAL = "international"
    INTERNATIONAL_JAPAN = "international-japan"
    MOBILE = "mobile"
    LAND_LINE = "land-line"
    FREE_DIAL = "free-dial"
    SHARED_DIAL = "shared-dial"
    AMERICAN = "american"
    FOREIGN = "foreign"


class _Form(NamedTuple):
    """What form of number it is, and whether that alone makes it one: else something must say so."""

    numbering: Numbering
    is_assigned: bool


def _form(found: Match, is_named: bool) -> _Form | None:
    number = digits(found.text)
    if number[-1] == "0" and len(set(number[3:])) == 1:
        return None
    if found.group == 1:
        return _international(found.text, number, is_named)
    if found.group == 2:
        return _grouped(found.text, number)
    if found.group == 3:
        return _piece(number, is_named)
    return _Form(Numbering.FOREIGN, True) if is_named else _american(found.text, number)


def _international(text: str, number: str, is_named: bool) -> _Form | None:
    if text[0] != "+":
        number = number[3 if text.startswith("010") else 2 :]
        if not (number.startswith("81") or is_named):
            return None
    if (
        not 8 <= len(number) <= 15
    ):  # ITU-T E.164; below it are codes that a network keeps for itself
        return None
    found = standing(number)
    if found is Standing.NONE:
        return None
    if not number.startswith("81"):
        return _Form(Numbering.INTERNATIONAL, found is Standing.ASSIGNED)
    own = len(number[2:].removeprefix("0"))
    is_assigned = own == _MOBILE_DIGITS or found is Standing.ASSIGNED
    return _Form(Numbering.INTERNATIONAL_JAPAN, is_assigned) if own in {9, 10} else None


_MOBILE = ("050", "060", "070", "080", "090")
_MOBILE_DIGITS = 10  # without the 0; we take every range of a mobile prefix for in use
_PARTS = re.compile(r"\d+")


def _grouped(text: str, number: str) -> _Form | None:
    """Groups as the plan has them: 3-4-4 for mobiles, 2-4-4, 3-3-4, 4-2-4 and 5-1-4 for others."""
    parts = tuple(map(len, _PARTS.findall(text)))
    if text.count("(") != text.count(")"):
        return None
    if "/" in text or "0" in number[1:2]:
        return None
    if number.startswith(_MOBILE):
        is_mobile = parts in {(3, 4, 4), (3, 3, 4), (3, 4, 3)} and len(number) == 11
        return _Form(Numbering.MOBILE, True) if is_mobile else None
    if number.startswith(("0120", "0570", "0990", "0180")):
        is_dial = parts in {(4, 3, 3), (4, 2, 4)}
        return _Form(Numbering.SHARED_DIAL, True) if is_dial else None
    if number.startswith("0800"):
        return _Form(Numbering.FREE_DIAL, True) if parts == (4, 3, 4) else None
    is_land = parts in {(3, 3, 4), (4, 2, 4), (5, 1, 4)}
    if is_land or (parts == (2, 4, 4) and number[1] in "346"):
        return _Form(Numbering.LAND_LINE, standing("81" + number[1:]) is Standing.ASSIGNED)
    return None


def _piece(number: str, is_named: bool) -> _Form | None:
    if number.startswith(_MOBILE):
        return _Form(Numbering.MOBILE, True) if len(number) == 11 else None
    if not is_named:
        return None
    if len(number) == 11:
        return _Form(Numbering.FREE_DIAL, True) if number.startswith("0800") else None
    return _Form(Numbering.LAND_LINE, True)


# A North American number: neither area nor exchange begins with 0 or 1, nor ends with 11.
_AMERICAN = re.compile(r"\(?([2-9](?!11)\d\d)\)?(\D)([2-9](?!11)\d\d)\D(\d{4})")


def _american(text: str, number: str) -> _Form | None:
    """With its area in brackets it is written like nothing else."""
    if not _AMERICAN.fullmatch(text) or "_" in text:
        return None
    is_alone = text[0] == "(" and standing("1" + number) is Standing.ASSIGNED
    return _Form(Numbering.AMERICAN, is_alone)
