"""A page and its labels -> birth dates: a day with a label before it, or 生まれ after it."""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from classifiers import _lazy_re as re
from classifiers._personal import checks
from classifiers._personal.context_words import Family
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.labels import Labels
from classifiers._personal.listed import listed
from classifiers._personal.page import DASH, Page, expression

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
         "m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018}  # fmt: skip
_MONTHS = listed("jan feb mar apr may jun jul aug sep oct nov dec")

_DATE = (
    rf"(?P<y>(?:18|19|20)\d\d)[ ]?(?:年|[./{DASH}])[ ]?(?P<m>\d{{1,2}})[ ]?(?:月|[./{DASH}])[ ]?(?P<d>\d{{1,2}})(?:[ ]?日)?"
    rf"|(?P<era>明治|大正|昭和|平成|令和|[mtshr])[ .]?(?P<ey>\d{{1,2}}|元)[ ]?(?:年|[./{DASH}])[ ]?(?P<em>\d{{1,2}})[ ]?(?:月|[./{DASH}])[ ]?(?P<ed>\d{{1,2}})(?:[ ]?日)?"
    r"|(?P<cy>(?:19|20)\d\d)(?P<cm>\d\d)(?P<cd>\d\d)"
    rf"|(?P<a>\d{{1,2}})[ ]?[./{DASH}][ ]?(?P<b>\d{{1,2}})[ ]?[./{DASH}][ ]?(?P<c>(?:19|20)?\d\d)"
    r"|(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?P<nd>\d{1,2})(?:st|nd|rd|th)?,? (?P<ny>(?:19|20)\d\d)"
    r"|(?P<pd>\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?(?P<pmon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[ -](?P<py>(?:19|20)\d\d)"
    r"|(?P<jm>\d{1,2})月(?P<jd>\d{1,2})日"
)
_AFTER_LABEL = re.compile(
    r"(?:[\s:=|,\"'`*_()\[\]「」『』【】<>→⇒・、.\-–—]|は|が|の|西暦|和暦|is|was|as|on|of|date|の日付|(?:満)?年齢"
    r"|yyyy[-/]mm[-/]dd|</?[a-z][^<>\n]{0,40}>){0,10}"
    rf"({_DATE})(?!\d)"
)
_BORN = re.compile(r"(?<![a-z])born,? (?:on )?")
_AFTER_BORN = re.compile(rf"({_DATE})(?!\d)")
_BEFORE_BORN = re.compile(rf"({_DATE})(?:\([^)\n]{{1,8}}\))?[ ]?$")
_NOT_BORN = frozenset("産活年成物徒体命地態み前理か")
_WINDOW = 90  # characters, with the tags of a table


def birth_dates(page: Page, labels: Labels) -> Iterator[Hit]:
    for label in labels.all:
        if label.family is Family.BIRTH:
            match = _AFTER_LABEL.match(page.text, label.end, label.end + _WINDOW)
            if match and _is_day(match):
                yield Rule.BIRTH_DATE.at(*match.span(1), 0.95, *label.told)
    for word in _born_on(page.text):
        match = _AFTER_BORN.match(page.text, word.end())
        if match and _is_day(match):
            yield Rule.BIRTH_DATE_BORN.at(*match.span(1), 0.93, "born")
    if "生" in page.text or "うまれ" in page.text:
        yield from _born(page)


def _born_on(text: str) -> Iterator[re.Match[str]]:
    """Every `born`, and what leads from it to a date; to find a word so is much quicker."""
    at = text.find("born")
    while at >= 0:
        if word := _BORN.match(text, at):
            yield word
        at = text.find("born", at + len("born"))


_OF_DATES = rf"[0-9年月日元明治大正昭和平成令./, a-z{DASH}]"


@cache
def _born_words() -> Any:
    """生まれ or 生 after so many characters of a date as the shortest has (1月1日), or an age."""
    return expression(
        rf"{_OF_DATES}{{5}}に?(?:生まれ|うまれ)|{_OF_DATES}{{4}}[0-9日]生"
        r"|\)[ ]?に?(?:生まれ|うまれ)|\)生"
    )


def _born(page: Page) -> Iterator[Hit]:
    for word in page.find(_born_words()):
        alone = word.text[-1] == "生"
        ahead = page.after(word.end, 2)
        if alone and (ahead[:1] in _NOT_BORN or (ahead[:1] == "ま" and ahead != "まれ")):
            continue
        last = word.end - (1 if alone else 3)
        last -= page.text[last - 1] == "に"
        begin = max(0, last - 30)
        match = _last_date(page.text[begin:last])
        if match and _is_day(match):
            start, end = match.span(1)
            written = "生" if alone else "生まれ"
            yield Rule.BIRTH_DATE_BORN.at(begin + start, begin + end, 0.93, written)


def _last_date(text: str) -> re.Match[str] | None:
    """The date that ends a text, but for an age in brackets."""
    if not text[-2:].strip() or text[-1] not in "日0123456789) )":
        return None
    bare = text.rstrip(" ")
    if bare.endswith(")"):
        bare = bare[: max(0, bare.rfind("("))]
    run = _RUN.match(bare[::-1])
    return _BEFORE_BORN.search(text, len(bare) - run.end()) if run else None


_RUN = re.compile(rf"{_OF_DATES}{{5,}}")


def _is_day(match: re.Match[str]) -> bool:
    g = match.groupdict()
    if g["y"]:
        return checks.is_day(int(g["y"]), int(g["m"]), int(g["d"]))
    if g["era"]:
        year = 1 if g["ey"] == "元" else int(g["ey"])
        return checks.is_day(_ERAS[g["era"]] + year, int(g["em"]), int(g["ed"]))
    if g["cy"]:
        return checks.is_day(int(g["cy"]), int(g["cm"]), int(g["cd"]))
    if g["a"]:
        year = int(g["c"]) if len(g["c"]) == 4 else 2000
        a, b = int(g["a"]), int(g["b"])
        short = len(g["c"]) == 2 and checks.is_day(1900 + a, b, int(g["c"]))
        return checks.is_day(year, a, b) or checks.is_day(year, b, a) or short
    if g["mon"]:
        return checks.is_day(int(g["ny"]), _MONTHS.index(g["mon"]) + 1, int(g["nd"]))
    if g["pmon"]:
        return checks.is_day(int(g["py"]), _MONTHS.index(g["pmon"]) + 1, int(g["pd"]))
    return checks.is_day(2000, int(g["jm"]), int(g["jd"]))
