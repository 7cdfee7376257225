"""How a label and its value stand to each other: patterns over searched text, and what they say.

    password = "..."      パスワード：...      パスワードは ... です      The PIN is ...
    "password": "..."     | パスワード | ... |  パスワード「...」           --password ...

The patterns end where a value begins; reading the value is left to others.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.label_lexicon import alternation

QUOTES = {"「": "」", "『": "』", "【": "】", "《": "》", "“": "”", "‘": "’", "«": "»"} | {
    char: char for char in "\"'`"
}

_CLOSE = r"""["'`”’」』】\])}*~_ \t\\]{0,6}"""
_NOTE = r"(?:[(\[【〔「][^()\[\]【】〔〕「」\n]{0,30}[)\]】〕」][ \t]{0,2})?"
_FOR = r"""(?: (?:for|of|to|on|in|at|from) [^\n:="'|]{1,40}?)?"""
_NEXT_LINE = r"(?:[ \t]*\r?\n[ \t>*・•\-]{0,12})?"
_SIGN = (
    r"(?:: ?&?(?:'[a-z]+ )?[a-z][a-z0-9_.\[\]|<>]{0,24} =| (?:string|str|text|\[\]byte) :?="
    r"|: ?&?(?:str|string|bytes|text|any|char|secretstr)=|::?=|=>|[?.+]=|!={1,2}|<-"
    r"|->|={1,3}|:{1,2}|→|⇒|➡|»|…|\.{3,}|・{3,}|-{2,} "
    r"|\|{1,2}|,|、|\t|\( ?"
    r"|[-–—] |[\"']?,?\s{1,12}[\"']?value[\"']?\s?[:=]\s?| (?:value|content)="
    r"|</(?:th|td|dt|label|b|strong|span|p|key|name)>\s{0,20}"
    r"<(?:td|dd|span|p|code|b|string|value|data)[^>\n]{0,60}>"
    r"|>\s{0,20}<(?:value|string|val)>|>[ \t]*\r?\n[ \t]{1,40}|>)"
)
_ASSIGNED = (
    rf"{_CLOSE}{_NOTE}{_FOR}{_CLOSE}"
    r"(?:[:=→⇒][ \t*_~]*\r?\n[ \t>*・•\-]{0,12}"
    rf"|{_SIGN}[ \t*_~]{{0,40}})"
)
_PARTICLE = (
    rf"{_CLOSE}{_NOTE}(?:[はがをにも]|として|には|って|とは|というのは"
    r"|는|은|이|가|是|为|為|改为|改成|设为|設為|คือ)[、,:]?[ \t]*"
    r"(?:[^\n。、:=]{1,12}(?:ではなく|でなく|じゃなく)て?、?[ \t]*"
    r"|(?:お?(?:教え|伝え|知らせ|送り)し?|共有し|貼り)ます(?:ね|よ)?[。、]?[ \t]*[:→⇒➡]?[ \t]*)?"
    r"(?:(?:次|以下|下記)の(?:通|とお)り|こちら|次|以下|下記|現在|今は|変わらず|引き続き|従来の"
    r"|今まで通り|たしか|確か|暫定で|一旦|いったん|仮に|全員|共通で|とりあえず)?"
    r"(?:です|になります|となります)?[、,:。→⇒]{0,2}"
    rf"[ \t]*{_NEXT_LINE}"
)
_COPULA = (
    rf"{_FOR}(?: (?:is|was|are|be|now|remains|becomes|became|equals|changed|set|reset|updated"
    r"|rotated|should|will|has|had|been|là|adalah|ist|lautet|es|est|to|as|follows|currently|still"
    r"|temporarily|probably|simply|just|always)){1,6}:? "
)
# What may close or adorn a label: 【PW】 ◆PW◆ [password]
_SPACED = r"[\"'”]?[\])】》>◆■●★☆◇□▼▽※* \t]{1,4}(?:[05789] )?"
_BELOW = r"(?:です|になります|となります|でございます)?[。:]?[ \t]*\r?\n(?:\r?\n)?[ \t>*・•\-]{0,8}"
# A sentence that says that the secret is sent, and the secret on a line of its own.
_TELLS = (
    "送り|送付|送信|知らせ|伝え|通知|連絡|記載|共有|発行|以下|下記|次の|とおり|通り|こちら"
    "|below|follows|here"
)
_TOLD_LINE = rf"(?:{_TELLS})[^\n]{{0,30}}\r?\n"
_ANNOUNCED = rf"[^\n]{{0,40}}?{_TOLD_LINE}(?:[ \t]*\r?\n)?[ \t>*・•\-]{{0,8}}"
# Where nothing but a space stands between, only what has a digit or quotes can be a secret.
_LONGEST_NAME = 32  # characters of a name after the label in it
_NAME_GOES_ON = rf"[a-z0-9_.\-]{{0,{_LONGEST_NAME}}}?"
_WITH_DIGIT = r"(?:[\"'`“‘«「『【《]|[!-~]*[0-9])"


class Link(enum.Enum):
    """What stands between a label and its value; the last three are told, and never judged."""

    ASSIGNED = "assigned"
    ASSIGNED_BELOW = "assigned-below"
    CELL = "cell"
    TAG = "tag"
    CALL = "call"
    PARTICLE = "particle"
    COPULA = "copula"
    SPACED = "spaced"
    BELOW = "below"
    KEY = "key"  # the label is the key of the whole text
    COLUMN = "column"  # it heads the value's column
    PHRASE = "phrase"  # the value is several words, or a watchword

    __hash__ = object.__hash__  # asked of every value; Enum's own is slower


def options() -> Any:
    """RE2 with room for the states of large alternations."""
    chosen = re2.Options()
    chosen.max_mem = 64 << 20
    chosen.log_errors = False
    return chosen


@dataclass(frozen=True)
class Finder:
    """A pattern twice: `places` only finds, which is three times as quick, `parts` tells apart.

    The parts are a label, what follows it as part of the same name, and what stands between it and
    the value; in a second alternative the same again. Each form is compiled when it is needed.
    """

    pattern: Callable[[str], str] = field(repr=False)
    """How a group begins -> the pattern."""

    @cached_property
    def places(self) -> Any:
        return _compiled(self.pattern("(?:"))

    @cached_property
    def parts(self) -> Any:
        return _compiled(self.pattern("("))

    @cached_property
    def loose(self) -> Any:
        """`places` where a name goes on for ever: counting to 32 takes an automaton more states."""
        return _compiled(self.pattern("(?:").replace(_NAME_GOES_ON, r"[a-z0-9_.\-]*?"))

    def warm(self) -> None:
        self.places, self.parts, self.loose  # noqa: B018 - each is made by being asked for

    def spans(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Every match, in order."""
        at = 0
        while match := self.loose.search(data, at):
            begin, end = match.span()
            if end - begin > _LONGEST_NAME:
                exact = self.places.search(data, begin, end + _BACK)
                begin, end = exact.span() if exact else (-1, end)
            if begin >= 0:
                yield begin, end
            at = end


@dataclass(frozen=True)
class ToldFinder(Finder):
    """The same where a pattern has an alternative that reaches over a whole sentence.

    An automaton for it has a state for nearly every character of a text full of labels. So the
    alternative is sought by itself, and only where the end of a line tells; `near` is all the rest.
    """

    near: Any
    ends: Any
    announced: str = field(repr=False)

    @cached_property
    def told(self) -> Any:
        return _compiled(self.announced)

    def warm(self) -> None:
        self.places, self.parts, self.told  # noqa: B018

    def spans(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Every match of the whole pattern, in order, as if it were sought at once."""
        lines = (match.end() for match in self.ends.finditer(data))
        near = _Ahead(lambda: self.near, data, [(0, len(data))])
        told = _Ahead(lambda: self.told, data, _regions(data, lines))
        at = 0
        while (start := min(near.after(at), told.after(at))) < len(data):
            whole = near.span if start < told.span[0] else self.places.match(data, start).span()
            yield whole
            at = whole[1]


class _Ahead:
    """Where the next match in some regions is; asked for places in rising order."""

    def __init__(
        self, pattern: Callable[[], Any], data: bytes, regions: Iterable[tuple[int, int]]
    ) -> None:
        self._pattern, self._data, self._regions = pattern, data, iter(regions)
        self._region = next(self._regions, None)
        self.span = (-1, -1)

    def after(self, at: int) -> int:
        """The start of the first match from a place on; the end of the data if there is none."""
        if self.span[0] < at:
            self.span = self._next(at)
        return self.span[0]

    def _next(self, at: int) -> tuple[int, int]:
        while self._region:
            first, stop = max(self._region[0], at), self._region[1]
            if first < stop and (match := self._pattern().search(self._data, first, stop)):
                span: tuple[int, int] = match.span()
                return span
            self._region = next(self._regions, None)
        return len(self._data), len(self._data)


_BACK = 800  # bytes from the beginning of a label to the end of a line that tells of its value
_FORTH = 1000  # bytes from there to a digit of the value


def _regions(data: bytes, lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """What is around the ends of some lines, in order and apart: the line, and two below it."""
    begin = close = -1
    for end in lines:
        first = max(data.rfind(b"\n", max(0, end - _BACK), end - 1) + 1, end - _BACK, 0)
        below = data.find(b"\n", end, end + _FORTH)
        last = data.find(b"\n", below + 1, end + _FORTH) if below >= 0 else -1
        stop = last if last >= 0 else min(len(data), end + _FORTH)
        if first > close:
            if close >= 0:
                yield begin, close
            begin = first
        close = max(close, stop)
    if close >= 0:
        yield begin, close


@cache
def linked() -> Finder:
    """A label, the rest of its name, and a sign or a word that leads to its value."""
    return Finder(
        lambda group: (
            rf"{group}{alternation(latin=True)}|{alternation(latin=False)})"
            rf"{group}{_NAME_GOES_ON}|情報|欄|値|文字列)"
            rf"{group}{_ASSIGNED}|{_PARTICLE}|{_COPULA})"
        )
    )


@cache
def beside() -> Finder:
    """A label and its value with nothing between, a space, or a new line.

    After a label that ends in an ASCII letter there is a space at least, and may be more of a name.
    """
    return ToldFinder(
        lambda group: _beside(group, f"{_SPACED}|{_BELOW}|{_ANNOUNCED}", "|"),
        near=_compiled(_beside("(?:", f"{_SPACED}|{_BELOW}", "|")),
        ends=_compiled(_TOLD_LINE),
        announced=_beside("(?:", _ANNOUNCED, ""),
    )


def _beside(group: str, between: str, or_nothing: str) -> str:
    return (
        rf"(?:{group}{alternation(latin=True)}){group}{_NAME_GOES_ON}){group}{between})"
        rf"|{group}{alternation(latin=False)}){group}情報|欄|値|文字列|)"
        rf"{group}{between}{or_nothing}))"
        rf"{_WITH_DIGIT}"
    )


def _compiled(pattern: str) -> Any:
    return re2.compile(pattern.encode(), options=options())


@cache
def any_label() -> Any:
    """A label."""
    return re2.compile(
        f"{alternation(latin=True)}|{alternation(latin=False)}".encode(), options=options()
    )


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    for finder in (linked(), beside()):
        finder.warm()
    any_label()


_WORD = re.compile(r"[はがをにも는은이가是为為]|って|として|改成|设为|設為|คือ")
_LETTERS = re.compile(r"[a-zà-ỹ]{2,}")
_VALUE_KEY = re.compile(r"value[\"']?\s?[:=]\s?$")
_TAG = re.compile(r"^[\"']?>|<[a-z][^<>]*>\s*$")
_TOLD = re.compile(
    r"送り|送付|送信|知らせ|伝え|通知|連絡|記載|共有|発行|(?<![a-z])(?:below|follows|here)(?![a-z])"
)
_SIGNS = (
    ((":", "=", "→", "⇒", "➡", "=>", "->", "»", "…", "..", "・", "--"), Link.ASSIGNED),
    (("-", "–", "—"), Link.COPULA),
    ((">",), Link.TAG),
    (("|", ",", "、"), Link.CELL),
    (("(",), Link.CALL),
)


def link(between: str) -> Link:
    """What stands between, by its words and signs."""
    if between in {": ", ":", "=", " = ", '": ', '":'}:
        return Link.ASSIGNED
    if not between.strip(" *_~`\"'])】》>◆■●★☆◇□▼▽※”05789"):
        return Link.SPACED if between != ">" else Link.TAG
    if between.rstrip().endswith(">") and _TAG.search(between):
        return Link.TAG
    if "\n" in between:
        return _over_lines(between)
    sign = between.rstrip(" \t*_~")
    for ends, found in _SIGNS:
        if sign.endswith(ends):
            return found
    if "\t" in between:
        return Link.CELL
    if _WORD.search(between):
        return Link.PARTICLE
    return Link.COPULA if _LETTERS.search(between) else Link.SPACED


def _over_lines(between: str) -> Link:
    if _VALUE_KEY.search(between):
        return Link.ASSIGNED
    if (
        _TOLD.search(between)
        or not between.strip(" \t\r\n>*・•-_~。")
        or "です" in between
        or "ます" in between
    ):
        return Link.BELOW
    return Link.ASSIGNED_BELOW
