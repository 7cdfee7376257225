"""A page -> addresses in Japan, down to a number of a plot or a house, with their postal code."""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from classifiers._personal.hits import Hit
from classifiers._personal.labels import Labels
from classifiers._personal.page import DASH, Match, Page, expression
from classifiers._personal.tagger import tokens
from classifiers._personal.words import Family

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
    if not _MUNICIPALITY.search(page.text) and "〒" not in page.text:
        yield from _bare_codes(page, labels)
        return
    taken = []
    for found in page.find(_plots()):
        hit = _address(page, labels, found)
        if hit:
            taken.append(hit)
            yield hit
    yield from _bare_codes(page, labels)


_BUILDING = (
    "ビル|ビルディング|マンション|ハイツ|コーポ|アパート|荘|タワー|ハウス|レジデンス|メゾン|パレス|コート|シティ|プラザ|館|棟|"
    "ヒルズ|団地|寮|ヴィラ|ガーデン|テラス|スクエア|スクウェア|スクェア|センター|ハイム|クレスト|パーク|building|bldg\\.?"
)
_ROOM = rf"[ ]?(?:[a-z]?[0-9]{{1,4}}(?:号室|号|階|f|[{DASH}][0-9]{{1,4}})?)(?![0-9年月日円人件個時:{DASH}])"
_TAIL = re.compile(
    rf"[ ]?[ァ-ヴーa-z0-9一-龠・ ]{{0,20}}?(?:{_BUILDING})[ァ-ヴー一-龠]{{0,8}}(?:{_ROOM})?(?:{_ROOM})?"
    rf"|[ ]?[ァ-ヴー・]{{3,16}}[一-龠]{{0,4}}{_ROOM}"
    rf"|[ ][0-9]{{1,4}}(?:号室|号|階|f)"
)


def _address(page: Page, labels: Labels, found: Match) -> Hit | None:
    start, how = _begin(page, labels, found)
    if start < 0:
        return None
    end = found.end
    if page.text[end : end + 1].isdigit() or page.text[end : end + 1] in {
        "月",
        "年",
        "人",
        "個",
        "円",
        "割",
        "%",
    }:
        return None
    if tail := _TAIL.match(page.text, end, end + _MAX):
        end = tail.end()
    end -= page.text[end - 1] == "の" and page.text[end - 2] in "号地番目0123456789"
    start = _with_code(page, start)
    return Hit(start, end, "ADDRESS", f"address down to its number: {how}", 0.93)


def _begin(page: Page, labels: Labels, found: Match) -> tuple[int, str]:
    """Where the address begins, and what says that it is one; -1 if nothing does."""
    text = found.text
    first = max(0, len(text) - 2 * _MAX)
    prefecture = max(_PREFECTURE.finditer(text, first), key=re.Match.start, default=None)
    if prefecture is not None and _MUNICIPALITY.search(text, prefecture.end()):
        return found.start + prefecture.start(), "begins with a prefecture"
    at = _city(page, found) if _is_down_to_a_plot(text) else -1
    if at >= 0:
        return at, "begins with a municipality"
    for label in labels.before(found.start + _skipped(text), 12):
        if label.family in {Family.ADDRESS, Family.POSTAL}:
            return found.start + _skipped(text), f"beside the label “{label.word}”"
    return -1, ""


_JUST_NUMBERS = re.compile(rf"[市区町村郡][ ]?[0-9]+[{DASH}][0-9]+$")


def _is_down_to_a_plot(text: str) -> bool:
    """Without its prefecture it takes more than two numbers right after 市 or 区."""
    return not _JUST_NUMBERS.search(text)


def _skipped(text: str) -> int:
    """Particles between a label and its value."""
    return len(text) - len(text.lstrip("はがのをに"))


_PARTICLES = re.compile("^[はがのをにでとも、]+")
_CITY_END = re.compile("[市区町村郡]")


def _city(page: Page, found: Match) -> int:
    """Where a municipality without its prefecture begins: a name of a place, then 市, 区, ..."""
    text = found.text
    if not _CITY_END.search(text, 1):
        return -1
    begin = max(found.start, found.end - _MAX)
    words = tokens(page.text, begin, found.end)
    for i, token in enumerate(words[:-1]):
        ends = words[i + 1].text[:1] in "市区町村郡" or (
            len(token.text) > 1 and token.text[-1] in "市区町村郡"
        )
        if ends and (token.is_place or token.is_surname) and token.start < found.end:
            return token.start if not (i and words[i - 1].is_place) else words[i - 1].start
    return -1


_CODE_BEFORE = re.compile(
    rf"(?:〒[ ]?[0-9]{{3}}[{DASH}]?[0-9]{{4}}|[0-9]{{3}}[{DASH}][0-9]{{4}})[\s,、:)]{{0,3}}"
    r"(?:住所[\s:]{0,2})?$"
)


def _with_code(page: Page, start: int) -> int:
    """The start with the postal code that stands before, if one does."""
    window = max(0, start - 30)
    code = _CODE_BEFORE.search(page.text[window:start])
    first = window + code.start() if code else 0
    if code is None or (first and page.text[first - 1] in "0123456789-ー−‐"):
        return start
    return first


def _bare_codes(page: Page, labels: Labels) -> Iterator[Hit]:
    """Postal codes without an address: with their sign, or beside a label."""
    for found in page.find(_codes()):
        start, end = found.start, found.end
        if page.text[end : end + 1].isdigit() or page.text[end : end + 2].strip()[:1] == "-":
            continue
        if found.text[0] == "〒":
            yield Hit(start, end, "POSTAL_CODE", "postal code with its sign", 0.8)
            continue
        if start and page.text[start - 1] in "0123456789-":
            continue
        for label in labels.before(start, 6):
            if label.family in {Family.POSTAL, Family.ADDRESS}:
                yield Hit(
                    start, end, "POSTAL_CODE", f"postal code beside the label “{label.word}”", 0.85
                )
            break
