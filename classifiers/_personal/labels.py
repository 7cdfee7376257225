"""A page -> the labels in it, in order: what the values beside or below them are.

A label is a word before a value, the key of the whole text, or the heading of a column of a
Markdown table, of CSV or of tab-separated lines; then each cell below it counts as labelled.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import re2

from classifiers import _lazy_re as re
from classifiers._personal.context_words import LABELS, Family
from classifiers._personal.hits import Where
from classifiers._personal.listed import listed
from classifiers._personal.page import Page, expression
from gateway.text import searchable


class Label(NamedTuple):
    """Characters [start, end) name what comes next. Start and end meet if no word stands there:
    a value below a heading, or the whole text under its key.
    """

    start: int
    end: int
    family: Family
    word: str
    stop: int = 0
    """Where the value's cell ends, 0 if nothing bounds it but its line."""

    @property
    def told(self) -> tuple[str, str]:
        """The word as our lists have it, and how a value stands to it: the arguments of a rule."""
        where = Where.BELOW if self.start == self.end else Where.BESIDE
        return _listed()[_bare(self.word)][1], where.value


class Labels:
    """The labels of a page by place."""

    __slots__ = ("_ends", "_families", "_starts", "all")

    def __init__(self, labels: list[Label]) -> None:
        self.all = sorted(labels, key=itemgetter(0, 1))
        self._ends = [label.end for label in self.all]
        self._starts = [label.start for label in self.all]
        self._families = {label.family for label in self.all}

    def has(self, families: Collection[Family]) -> bool:
        """Is there a label of one of some families?"""
        return not self._families.isdisjoint(families)

    def before(self, place: int, reach: int) -> Iterator[Label]:
        """Labels that end at most `reach` characters before a place, the nearest first."""
        for i in range(bisect_right(self._ends, place) - 1, -1, -1):
            if place - self._ends[i] > reach:
                return
            if not self.all[i].stop or place < self.all[i].stop:
                yield self.all[i]

    def after(self, place: int, reach: int) -> Iterator[Label]:
        """Labels that begin at most `reach` characters after a place, the nearest first."""
        for i in range(bisect_left(self._starts, place), len(self.all)):
            if self._starts[i] - place > reach:
                return
            yield self.all[i]


def labels(page: Page) -> Labels:
    """Every label that counts for a page."""
    found = list(_words(page))
    found = [*found, *_columns(page, found), *_inserted(page)]
    if page.segment.label:
        found += _keys(page)
    return Labels(found)


_EDGES = re.compile(r"[a-z0-9]")
_SIGNS = "\"'`*:=|,# \t"


def _words(page: Page) -> Iterator[Label]:
    text = page.text
    for start, _, spelt, _ in page.find(_pattern()):
        word = spelt.rstrip(_SIGNS) if spelt.isascii() else spelt
        end = start + len(word)
        if (
            word[0].isascii()
            and start
            and _EDGES.match(text, start - 1)
            and not _is_hump(page, start)
        ):
            continue
        if word[-1].isascii() and _runs_on(page, end):
            continue
        yield Label(start, end, _family(word), word)


def _runs_on(page: Page, end: int) -> bool:
    """Is a word of Latin letters that ends there the beginning of a longer one?"""
    if not _EDGES.match(page.text, end) or page.text[end].isdigit():
        return False
    return not _is_hump(page, end)


def _is_hump(page: Page, at: int) -> bool:
    """Does a capital begin a word of a name there: mobilePhone?"""
    original = page.segment.text
    if len(original) != len(page.text):
        return False
    return original[at].isupper() and original[at - 1].islower()


# ---------------------------------------------------------------- keys

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _keys(page: Page) -> list[Label]:
    """What the key of the whole text says of it. Of several words the last one names the value."""
    text = page.text
    named = list(families_of(page.segment.label))
    start = len(text) - len(text.lstrip())
    return [Label(start, start, family, word) for family, word in named[-1:]] if named else []


def families_of(name: str) -> Iterator[tuple[Family, str]]:
    """The families of the label words in a key: `contactPhone` -> telephone."""
    folded = searchable(_HUMP.sub(" ", name[:80])).text + "="
    for match in _pattern().places.finditer(folded.encode("utf-8", "replace")):
        word = match[0].decode("utf-8", "replace").rstrip(_SIGNS)
        if _is_word(folded, word):
            yield _family(word), word


def _is_word(text: str, word: str) -> bool:
    at = text.find(word)
    before, after = text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]
    if not word.isascii():
        return True
    return not (_EDGES.match(before) or _EDGES.match(after))


# ---------------------------------------------------------------- columns

_DELIMITERS = "\t|,;"
_DRESS = " \t\"'*`_:"


def _columns(page: Page, found: list[Label]) -> Iterator[Label]:
    """Labels that are whole cells of a line head the cells of the lines below."""
    text, done = page.text, 0
    for begin, close, inner in _lines(text, found):
        line = text[begin:close]
        if begin < done or "。" in line:
            continue  # a line of a table is no heading of another, nor is a sentence
        mark = next((d for d in _DELIMITERS if d in line), "")
        if not mark or not _looks_like_heading(inner, line, mark):
            continue
        if heads := _heads(line, begin, mark, inner):
            for at, row in _rows(text, close + 1, mark, len(_split(line, mark))):
                yield from _cells(at, row, heads)
                done = at + sum(map(len, row)) + len(row) - 1


_MAX_HEADING = 2_000  # characters of a line of headings


def _lines(text: str, found: list[Label]) -> Iterator[tuple[int, int, list[Label]]]:
    """The lines that hold labels and are followed by another: where they are, and the labels."""
    i = 0
    while i < len(found):
        begin = text.rfind("\n", 0, found[i].start) + 1
        close = text.find("\n", found[i].end)
        if close < 0:
            return
        first = i
        while i < len(found) and found[i].start < close:
            i += 1
        if close - begin <= _MAX_HEADING:
            yield begin, close, found[first:i]


def _looks_like_heading(inner: list[Label], line: str, mark: str) -> bool:
    """Do its labels make up a fair part of a line, or are its cells all names?"""
    if 8 * sum(len(label.word) for label in inner) >= len(line):
        return True
    cells = [cell.strip(_DRESS) for cell in line.split(mark)]
    words = {label.word for label in inner}
    return not words.isdisjoint(cells) and all(
        len(cell) <= _LONGEST_NAME and not _DIGIT.search(cell) for cell in cells
    )


_LONGEST_NAME = 30  # characters of the name of a column
_DIGIT = re.compile("[0-9]")


def _heads(line: str, begin: int, mark: str, inner: list[Label]) -> dict[int, tuple[Family, str]]:
    """Which cells of a heading are labels, by their number."""
    heads: dict[int, tuple[Family, str]] = {}
    at, i = begin, 0
    for number, cell in enumerate(_split(line, mark)):
        words: list[Label] = []
        while i < len(inner) and inner[i].start < at + len(cell):
            words.append(inner[i])
            i += 1
        if words and 2 * sum(len(label.word) for label in words) >= len(cell.strip(_DRESS)):
            heads[number] = (words[-1].family, words[-1].word)
        at += len(cell) + 1
    return heads


def _rows(text: str, at: int, mark: str, count: int) -> Iterator[tuple[int, list[str]]]:
    """The cells of the lines from a place on that are as many as in the heading."""
    while at < len(text):
        close = text.find("\n", at)
        close = len(text) if close < 0 else close
        row = _split(text[at:close], mark)
        if len(row) != count:
            return
        yield at, row
        at = close + 1


def _split(line: str, mark: str) -> list[str]:
    """The cells of a line; within quotes a delimiter parts nothing (RFC 4180)."""
    cells = line.split(mark)
    if '"' not in line:
        return cells
    joined: list[str] = []
    waiting: list[str] = []
    quotes = 0
    for cell in cells:
        if waiting or cell.lstrip()[:1] == '"':
            waiting.append(cell)
            quotes += cell.count('"')
        if not waiting:
            joined.append(cell)
        elif quotes % 2 == 0:
            joined.append(mark.join(waiting))
            waiting, quotes = [], 0
    return cells if waiting else joined


def _cells(at: int, row: list[str], heads: dict[int, tuple[Family, str]]) -> Iterator[Label]:
    """A label for each cell of a row that stands below a heading."""
    for number, cell in enumerate(row):
        if number in heads and (bare := cell.strip(_DRESS)):
            start = at + cell.find(bare)
            yield Label(start, start, *heads[number], start + len(bare))
        at += len(cell) + 1


# ---------------------------------------------------------------- columns in SQL

_INSERT = re.compile(
    r"insert\s{1,4}into\s{1,4}[^\s()]{1,80}\s{0,4}\(([^()]{1,2000})\)\s{0,8}values\s{0,8}(?=\()"
)
_ROW = re.compile(r"\(((?:'[^']*'|[^()'])*)\)[\s,]{0,8}")
_MAX_ROW = 4_000  # characters of a row of values


def _inserted(page: Page) -> Iterator[Label]:
    """INSERT INTO t (name, dob) VALUES ('...', '...'): the columns name the values by place."""
    text = page.text
    if "insert" not in text:
        return
    for head in _INSERT.finditer(text):
        heads = {
            number: named[-1]
            for number, name in enumerate(head[1].split(","))
            if (named := list(families_of(name)))
        }
        at = head.end()
        while heads and (row := _ROW.match(text, at, at + _MAX_ROW)):
            yield from _cells(row.start(1), _values(row[1]), heads)
            at = row.end()


def _values(row: str) -> list[str]:
    """The values of a row; a comma within quotes parts nothing."""
    return [cell.replace("\0", ",") for cell in _IN_QUOTES.sub(_without_commas, row).split(",")]


_IN_QUOTES = re.compile("'[^']*'")


def _without_commas(quoted: re.Match[str]) -> str:
    return quoted[0].replace(",", "\0")


# ---------------------------------------------------------------- the words


@cache
def _listed() -> dict[str, tuple[Family, str]]:
    """The families and words of our lists, by what all spellings of a word have in common."""
    found: dict[str, tuple[Family, str]] = {}
    for family, words in LABELS.items():
        for word in words.split("|"):
            found.setdefault(_bare(word), (family, word))
    return found


@lru_cache(4096)  # the spellings of some hundred words, and nothing that a person wrote
def _family(word: str) -> Family:
    return _listed()[_bare(word)][0]


_JOINTS = re.compile(r"(?<=[a-z0-9.'])[ _-]+(?=[a-z0-9])")


def _bare(word: str) -> str:
    return _JOINTS.sub("", word) if word.isascii() else word


@cache
def _pattern() -> Any:
    words = {word for words in LABELS.values() for word in words.split("|")}
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return expression("|".join(_spelt(word) for word in ordered))


_COMMON = frozenset(
    listed("""
    name order card call total version hash build commit price amount author owner manager
    exp pan cell born lot mail quantity ticket payment discover reporter
    """)
)
"""Common words of prose and code: labels only where a sign says so."""
_ADDRESSED = frozenset({"from", "to", "cc", "signed", "attn"})


def _spelt(word: str) -> str:
    if not word.isascii():
        return str(re2.escape(word))
    spelt: str = "[ _-]?".join(re2.escape(part) for part in word.split(" "))
    if word in _COMMON:
        return spelt + r"""["'`*]*[ \t]?[:=|\t,#]"""
    return spelt + "[ \t]?:" if word in _ADDRESSED else spelt
