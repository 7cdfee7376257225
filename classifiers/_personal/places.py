"""A page -> addresses in Japan, down to a number of a plot or a house, with their postal code."""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from classifiers import _lazy_re as re
from classifiers._personal.context_words import Family
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.labels import Label, Labels
from classifiers._personal.page import DASH, Match, Page, expression
from classifiers._personal.tagger import words

_PREFECTURES = (
    "北海道|東京都|京都府|大阪府|"
    "(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|"
    "愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|"
    "鹿児島|沖縄)県"
)
_NAME = r"[一-龠々〆ヶケヵぁ-んァ-ヴー]"
_INNER = r"[一-龠々〆ヶケヵぁ-んァ-ヴーa-z・]"
_N = r"(?:[0-9]+|[一二三四五六七八九十百]+)"
_HOUSE = (
    rf"{_N}(?:丁目|番町?|番地の?|条|線|地割)(?:[ ]?(?:西|東|南|北|{_NAME})?[ ]?(?:{_N}|[{DASH}の])(?:丁目|番地の?|番|号室?|号棟|号|[{DASH}の])*)*"
    rf"|[0-9]+(?:[{DASH}の][0-9]+)+(?:番地|番|号室|号)?"
    rf"|{_N}(?:番地|番|号)"
)


@cache
def _plots() -> Any:
    """Names of places up to a municipality, names of parts of it, the number of a house."""
    return expression(rf"{_NAME}{_INNER}*(?:[ 0-9]{_INNER}+)?[ ]?(?:{_HOUSE})")


@cache
def _codes() -> Any:
    return expression(rf"〒[ ]?[0-9]{{3}}[{DASH}]?[0-9]{{4}}|[0-9]{{3}}[{DASH}][0-9]{{4}}")


_MUNICIPALITY = re.compile("[都道府県市区町村郡]")
_PREFECTURE = re.compile(_PREFECTURES)
_MAX = 60  # characters of an address before its number; the longest there are have some 40


def places(page: Page, labels: Labels) -> Iterator[Hit]:
    if not _may_hold_places(page):
        yield from _bare_codes(page, labels)
        return
    cities = _Cities(page)
    for found in page.find(_plots()):
        if hit := _address(page, labels, cities, found):
            yield hit
    yield from _bare_codes(page, labels)


def _may_hold_places(page: Page) -> bool:
    """Is there a sign of an address in Japan? None is in ASCII."""
    return not page.is_plain and any(map(page.text.__contains__, "市県区町都村府道郡〒"))


_BUILDING = (
    "ビル|ビルディング|マンション|ハイツ|コーポ|アパート|荘|タワー|ハウス|レジデンス|メゾン|パレス|コート|シティ|プラザ|館|棟|"
    "ヒルズ|団地|寮|ヴィラ|ガーデン|テラス|スクエア|スクウェア|スクェア|センター|ハイム|クレスト|パーク|building|bldg\\.?"
)
_BUILDING_BEGINS = f"(?=[{''.join(sorted({word[0] for word in _BUILDING.split('|')}))}])"  # sooner
_ROOM = rf"[ ]?(?:[a-z]?[0-9]{{1,4}}(?:号室|号|階|f|[{DASH}][0-9]{{1,4}})?)(?![0-9年月日円人件個時:{DASH}])"
_TAIL = re.compile(
    rf"[ ]?[ァ-ヴーa-z0-9一-龠・ ]{{0,20}}?{_BUILDING_BEGINS}(?:{_BUILDING})[ァ-ヴー一-龠]{{0,8}}(?:{_ROOM})?(?:{_ROOM})?"
    rf"|[ ]?[ァ-ヴー・]{{3,16}}[一-龠]{{0,4}}{_ROOM}"
    rf"|[ ][0-9]{{1,4}}(?:号室|号|階|f)"
)


def _address(page: Page, labels: Labels, cities: _Cities, found: Match) -> Hit | None:
    begun = _begin(labels, cities, found)
    if begun is None:
        return None
    start, rule, told = begun
    end = found.end
    following = page.text[end : end + 1]
    if following.isdigit() or (following in _NO_HOUSE and page.text[end - 1] != "の"):
        return None
    if _ROAD.search(found.text[-_ROAD_NAME:]):
        return None
    if tail := _TAIL.match(page.text, end, end + _MAX):
        end = tail.end()
    end -= page.text[end - 1] == "の" and page.text[end - 2] in "号地番目0123456789"
    start = _with_code(page, start)
    return rule.at(start, end, 0.93, *told)


_NO_HOUSE = frozenset("月年人個円割%線店機車目条")
"""A number before these is of something else: 3番線, 2号店, 1号機, 4番目."""
_ROAD = re.compile(
    r"(?:[国県都府道市町村区林農][ ]?道|路線|系統|街道|高速|道路)[ ]?[0-9一二三四五六七八九十百]+号$"
)
"""国道121号, 県道63号"""
_ROAD_NAME = 10  # characters: 国道 and a number in kanji
_Begun = tuple[int, Rule, tuple[str, ...]]


def _begin(labels: Labels, cities: _Cities, found: Match) -> _Begun | None:
    """Where the address begins, and what says that it is one; None if nothing does."""
    text = found.text
    first = max(0, len(text) - 2 * _MAX)
    prefecture = _last_prefecture(text, first)
    if prefecture is not None and _MUNICIPALITY.search(text, prefecture.end()):
        return found.start + prefecture.start(), Rule.ADDRESS_FROM_PREFECTURE, ()
    at = cities.begin(found) if _is_down_to_a_plot(text) else -1
    if at >= 0:
        return at, Rule.ADDRESS_FROM_MUNICIPALITY, ()
    for label in labels.before(found.start + _skipped(text), 12):
        if label.family in {Family.ADDRESS, Family.POSTAL}:
            return found.start + _skipped(text), Rule.ADDRESS_BESIDE_LABEL, label.told
    return None


def _last_prefecture(text: str, first: int) -> re.Match[str] | None:
    if not _PREFECTURE_END.search(text, first):
        return None  # most are seen to have none
    return max(_PREFECTURE.finditer(text, first), key=re.Match.start, default=None)


_PREFECTURE_END = re.compile("[都道府県]")
_JUST_NUMBERS = re.compile(rf"([市区町村郡])[ ]?[0-9]+[{DASH}][0-9]+$")
_CITY = re.compile("[市区郡]")


def _is_down_to_a_plot(text: str) -> bool:
    """Without its prefecture it takes more than two numbers right after its only municipality."""
    just = _JUST_NUMBERS.search(text)
    return just is None or (just[1] in "町村" and bool(_CITY.search(text, 1, just.start())))


def _skipped(text: str) -> int:
    """Particles between a label and its value."""
    return len(text) - len(text.lstrip("はがのをに"))


_PARTICLES = re.compile("^[はがのをにでとも、]+")
_CITY_END = re.compile("[市区町村郡]")


_MANY = 100
"""Places of a page after which those that differ only in their digits are not cut anew."""
_NO_DIGITS = str.maketrans("123456789", "000000000")


class _Cities:
    """Where the municipalities of a page begin. A list of customers has the same one for ever."""

    def __init__(self, page: Page) -> None:
        self._text = page.text
        self._asked = 0
        self._known: dict[str, int] = {}

    def begin(self, found: Match) -> int:
        """Where a municipality without its prefecture begins; -1 if there is none."""
        if not _CITY_END.search(found.text, 1):
            return -1
        first = max(found.start, found.end - _MAX)
        self._asked += 1
        if self._asked <= _MANY:
            return _city(self._text, first, found.end)
        alike = self._text[first : found.end].translate(_NO_DIGITS)
        if alike not in self._known:
            at = _city(self._text, first, found.end)
            self._known[alike] = at - first if at >= 0 else -1
        behind = self._known[alike]
        return first + behind if behind >= 0 else -1


def _city(text: str, begin: int, end: int) -> int:
    """The same of characters [begin, end): at the name of a place, then 市, 区, ..."""
    before = None
    for token, following in pairwise(words(text, begin, end)):
        ends = following.text[:1] in "市区町村郡" and (token.is_place or token.is_surname)
        if ends or (token.is_place and len(token.text) > 1 and token.text[-1] in "市区町村郡"):
            return before.start if before and before.is_place else token.start
        before = token
    return -1


_CODE_BEFORE = re.compile(
    rf"(?:〒[ ]?[0-9]{{3}}[{DASH}]?[0-9]{{4}}|[0-9]{{3}}[{DASH}][0-9]{{4}})[\s,、:)]{{0,3}}"
    r"(?:住所[\s:]{0,2})?$"
)


def _with_code(page: Page, start: int) -> int:
    """The start with the postal code that stands before, if one does."""
    before = page.before(start, 12).rstrip(" \t\n,、:)")
    if not (before[-4:].isdecimal() or before.endswith("住所")):
        return start  # most are seen to have none
    window = max(0, start - 30)
    code = _CODE_BEFORE.search(page.text[window:start])
    first = window + code.start() if code else 0
    if code is None or (first and page.text[first - 1] in "0123456789-ー−‐"):
        return start
    return first


def _bare_codes(page: Page, labels: Labels) -> Iterator[Hit]:
    """Postal codes without an address: with their sign, or beside a label."""
    if "〒" not in page.text and not labels.has(_OF_CODES):
        return
    for found in page.find(_codes()):
        start, end = found.start, found.end
        if page.text[end : end + 1].isdigit() or page.text[end : end + 2].strip()[:1] == "-":
            continue
        label = next(labels.before(start, 6), None)
        if label and label.family in _OF_CODES and _is_field(page, label, start):
            yield Rule.POSTAL_CODE_BESIDE_LABEL.at(start, end, 0.85, *label.told)
        elif found.text[0] == "〒":
            yield Rule.POSTAL_CODE.at(start, end, 0.8, needs_company=True)
        elif label and label.family in _OF_CODES and page.before(start, 1) not in {*"0123456789-"}:
            rule = Rule.POSTAL_CODE_BESIDE_LABEL
            yield rule.at(start, end, 0.8, *label.told, needs_company=True)


def _is_field(page: Page, label: Label, start: int) -> bool:
    """Is it the value of a field of a record, not a word of a sentence?"""
    return label.start == label.end or bool(_SIGN.search(page.text, label.end, start))


_SIGN = re.compile("[:=|>\\]】」\t\n]")
_COMPANY = 100  # characters around a code in which something else of a person must stand


def accompanied(hits: list[Hit]) -> list[Hit]:
    """The same without what needs company and stands alone: some hundred households share a
    postal code, and another postal code is no company."""
    lone = {hit.kind for hit in hits if hit.needs_company}
    if not lone:
        return hits
    places = sorted(h.start for h in hits if not h.silences and h.kind not in lone)
    return [hit for hit in hits if not (hit.needs_company and _is_alone(hit, places))]


def _is_alone(hit: Hit, places: list[int]) -> bool:
    nearest = bisect_left(places, hit.start - _COMPANY)
    return nearest == len(places) or places[nearest] > hit.end + _COMPANY


_OF_CODES = frozenset({Family.POSTAL, Family.ADDRESS})
