"""A page and its labels -> addresses in Latin letters: Japanese ones, American ones, and others that
a label speaks for.

What is rare in one is sought first (`-ku`, a state with its ZIP code, a kind of street), and what
belongs to it is read around there.
"""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from classifiers import _lazy_re as re
from classifiers._personal.context_words import Family
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.labels import Labels
from classifiers._personal.listed import listed
from classifiers._personal.page import Page, expression

_BEFORE, _AFTER = 110, 80  # characters of an address on either side of what gives it away

# ---------------------------------------------------------------- Japan

_CITIES = (
    "tokyo|osaka|kyoto|hokkaido|aichi|kanagawa|saitama|chiba|hyogo|fukuoka|shizuoka|ibaraki|hiroshima|miyagi|niigata|nagano"
    "|gifu|gunma|tochigi|okayama|fukushima|mie|kumamoto|kagoshima|okinawa|shiga|yamaguchi|ehime|nara|nagasaki|aomori|iwate"
    "|ishikawa|oita|yamagata|miyazaki|toyama|akita|kagawa|wakayama|yamanashi|saga|fukui|tokushima|kochi|shimane|tottori"
    "|yokohama|nagoya|sapporo|kobe|kawasaki|sendai|kitakyushu|sakai|hamamatsu|sagamihara|naha"
)
_UNIT = r"(?:-|[ ]?)(?:ku|shi|cho|machi|chou|gun|mura|son|ken|fu|to|chome)"
_WORD = r"[a-zāīūēōâîûêô'’-]+"
_BLOCK = (
    r"(?:#?[0-9]{1,4}(?:-(?:chome|ban|go))?(?:[ ]?[-–,][ ]?[0-9]{1,5}(?:-(?:chome|ban|go))?){1,3})"
)
_NAMES = rf"(?:(?:{_WORD}|[0-9]{{1,2}}-(?:jo|chome|ban))\.?[ ]?){{1,4}}"


@cache
def _signs() -> Any:
    """The name of a unit after its hyphen, or one of the great cities and prefectures."""
    return expression(r"[a-z]-(?:ku|shi|cho|machi|gun|mura|ken|fu|chome)|[0-9]-chome")


# 4-11-8 Nishi-Shinjuku, Shinjuku-ku, Tokyo 160-0023, Japan
_JAPANESE = re.compile(
    rf"(?<![a-z0-9-])(?:(?:room|rm|apt|unit)\.? ?[0-9a-z-]{{1,6}},[ ]?)?{_BLOCK},?[ ]?"
    rf"(?P<names>{_NAMES}(?:,[ ]?{_NAMES}){{0,4}})"
    r"(?:,?[ ]?〒?(?P<code>[0-9]{3}-?[0-9]{4})(?![0-9-]))?(?:,?[ ]?japan(?![a-z]))?"
)
_UNITS = re.compile(
    rf"[a-z]-(?:ku|shi|cho|machi|gun|mura|ken|fu|to)(?![a-z])|(?<![a-z])(?:{_CITIES})(?![a-z])"
)


def _japanese(page: Page) -> Iterator[Hit]:
    reached = 0
    for sign in page.find(_signs()):
        if sign.start < reached:
            continue
        begin = max(
            reached,
            sign.start - _BEFORE,
            page.text.rfind("\n", max(0, sign.start - _BEFORE), sign.start) + 1,
        )
        for match in _JAPANESE.finditer(page.text, begin, min(len(page.text), sign.end + _AFTER)):
            if not match.start() <= sign.start < match.end():
                continue
            if end := _last_unit(match):
                reached = end
                yield Rule.ADDRESS_IN_LATIN_LETTERS.at(match.start(), end, 0.9)
            break


def _last_unit(match: re.Match[str]) -> int:
    """Where the address ends: with its postal code or country, or the last name of a place."""
    if match["code"] or match[0].endswith("japan"):
        return match.end()
    units = [unit.end() for unit in _UNITS.finditer(match["names"])]
    return match.start("names") + units[-1] if units else 0


# ---------------------------------------------------------------- streets

_STATES = listed("""
    al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm
    ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy
    """)
_STATE_NAMES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana"
    "|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska"
    "|nevada|new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania"
    "|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming"
)
_KINDS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|terrace|ter|circle|cir|highway|hwy"
    "|parkway|pkwy|square|sq|trail|trl|way|loop|alley|crescent|cres|close|gardens|gdns|grove|row|walk|wharf|mews|broadway"
)
_FLAT = r"(?:,?[ ]?(?:apt|apartment|suite|ste|unit|floor|fl|room|rm|building|bldg|p\.?o\.? box|#)\.?[ ]?#?[0-9a-z-]{1,6})?"
_STREET = rf"[0-9]{{1,6}}[a-z]?,?[ ](?:[nsew]{{1,2}}\.?[ ])?(?:[a-z0-9.'’-]+[ ]){{1,4}}?(?:{_KINDS})(?![a-z])\.?(?:[ ][nsew]{{1,2}}(?![a-z]))?{_FLAT}"
# 9025 Second Lane, Apt 4, Dayton, OH 45402
_AMERICAN = re.compile(
    rf"(?<![a-z0-9.-])(?:{_STREET}|p\.?o\.? box [0-9]{{1,6}}|[0-9]{{1,6}} (?:[a-z.'’-]+ ?){{1,4}}{_FLAT}),?[ \n]{{1,2}}"
    rf"(?:[a-z.'’-]+[ ]?){{1,3}},?[ ](?:{'|'.join(_STATES)}|{_STATE_NAMES}),?[ ][0-9]{{5}}(?:-[0-9]{{4}})?$"
)
_ANY_STREET = re.compile(
    rf"(?<![a-z0-9.-]){_STREET}(?:,[ ]?(?:[a-z.'’-]+[ ]?){{1,3}}){{0,3}}(?:,?[ ][a-z]{{1,2}}[0-9][0-9a-z]?[ ]?[0-9][a-z]{{2}})?(?![a-z0-9])"
)
_STREET_REACH = 24  # characters from a label to the number of a house


@cache
def _zip_codes() -> Any:
    return expression(rf"[ ,](?:{'|'.join(_STATES)}|{_STATE_NAMES}),? [0-9]{{5}}(?:-[0-9]{{4}})?")


def _american(page: Page) -> Iterator[Hit]:
    reached = 0
    for code in page.find(_zip_codes()):
        if page.text[code.end : code.end + 1].isalnum():
            continue
        begin = max(reached, code.start - _BEFORE)
        if match := _AMERICAN.search(page.text, begin, code.end):
            reached = code.end
            yield Rule.ADDRESS_WITH_ZIP_CODE.at(*match.span(), 0.9)


def _labelled(page: Page, labels: Labels) -> Iterator[Hit]:
    """A street with the number of a house, right behind the word `address`."""
    for label in labels.all:
        if label.family is Family.ADDRESS:
            stop = label.stop or label.end + _BEFORE
            match = _ANY_STREET.search(page.text, label.end, min(len(page.text), stop))
            if match and match.start() <= label.end + _STREET_REACH and "\n\n" not in match[0]:
                yield Rule.ADDRESS_BESIDE_LABEL.at(*match.span(), 0.85, *label.told)


def latin_places(page: Page, labels: Labels) -> Iterator[Hit]:
    """Addresses in Latin letters."""
    yield from chain(_japanese(page), _american(page), _labelled(page, labels))
