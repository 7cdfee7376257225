"""A text, piece by piece -> whether its end stands within an address that a renderer would fetch.

A chat window draws pictures and previews links by itself: a value in such an address would leave by
way of whoever wrote the text. There a placeholder stays what it is. An address that opens a mail
or calls somebody is fetched by nobody.
"""

from __future__ import annotations

import re

LONGEST = 1_024
"""Characters that are looked back over. Of a longer word its beginning is kept as well."""

BEGINNING = 256
"""Characters that tell what a word is: brackets, a scheme, a host."""

MAX_UNREAD = 4_096
"""Characters that wait for a placeholder before their tags are read; adding to them copies them."""

_OTHER = r"(?!(?:mailto|tel|sms):)"
_BARE = re.compile(
    r"(?:(?P<q>[\"'`])|(?<![\"'`]))"
    r"(?:\bhttps?:|\b[a-z][a-z0-9+.-]{1,15}:(?:\\?/){2}|(?<![\w:/])//[\w-]+\.|\bwww\.)"
    r"(?:[^<>\"'`。、！？「」（）]|(?!(?P=q))[\"'`](?![,:;}\])\\]))*\Z",
    re.IGNORECASE,
)
"""A quotation mark ends an address that stands in such marks, or before what ends a clause."""
_SIGN = re.compile(r"[:/]|www\.", re.IGNORECASE)
_BRACKETS = re.compile(rf"(?P<target>\]\((?:{_OTHER}))|\\\)|[()]", re.IGNORECASE)
_OPENED = re.compile(r"\]\([ \t\r\n]*\Z")
_ANGLES = re.compile(rf"\]\([ \t\r\n]*<{_OTHER}(?:[^<>\\\n]|\\.)+\Z", re.IGNORECASE)
_FETCHED = frozenset(
    (
        *("src", "href", "srcset", "action", "formaction", "poster", "background", "cite", "ping"),
        *("data", "content", "style", "xlink:href"),
    )
)
_STYLE = re.compile(r"\b(?:url|image|image-set|src)\s*\(\s*[\"']?[^)\"']*\Z", re.IGNORECASE)
_REFERENCE = re.compile(r"[ \t>]{0,8}\[[^\]]{1,200}\]:[ \t]*<?\S+\Z")

_TAG = re.compile(r"<[a-zA-Z]")
_IN_TAG = re.compile(r">|(?<![\w:-])([\w:-]{1,40})\s{0,64}=\s{0,64}(\\*[\"'])?", re.IGNORECASE)
_ENDS = {'"': re.compile('"'), "'": re.compile("'"), "": re.compile(r"[\s>]")}
_CALLS = re.compile(r"(?:mailto|tel|sms):", re.IGNORECASE)


class Address:
    """Feed it the text in order."""

    __slots__ = ("_tags", "_tail")

    def __init__(self) -> None:
        self._tail = ""
        self._tags = (_Tags(quoted=True), _Tags(quoted=False))

    def feed(self, text: str) -> None:
        for tags in self._tags:
            tags.feed(text)
        for at in range(0, len(text), LONGEST):
            self._tail = _kept(self._tail + text[at : at + LONGEST])

    @property
    def is_open(self) -> bool:
        """Would what comes next be part of an address?"""
        tail = self._tail
        if any(tags.is_open for tags in self._tags):
            return True
        if _in_angles(tail):
            return True
        bracket = tail.rfind("(")
        if bracket >= 0 and _STYLE.search(tail, max(0, bracket - 12)):
            return True
        line = tail.rfind("\n") + 1
        if tail.find("]:", line) >= 0 and _REFERENCE.match(tail, line):
            return True
        word = tail[_last_blank(tail) + 1 :]
        return bool(_SIGN.search(word) and _BARE.search(word)) or _in_target(tail)


def _in_angles(tail: str) -> bool:
    target = tail.rfind("](")
    return target >= 0 and bool(_ANGLES.match(tail, target))


def _in_target(tail: str) -> bool:
    """Within the brackets of a link: those within it are balanced, and blanks only lead it in.

    What is nothing but a placeholder leads nowhere else, and `[A]([B])` is two names more often.
    """
    if "](" not in tail or _OPENED.search(tail, max(0, len(tail) - 64)):
        return False
    start = _last_blank(tail, " \n\t\r") + 1
    lead = tail[max(0, start - 64) : start]
    brackets = [bool(_OPENED.search(lead)) and not _CALLS.match(tail, start)]
    for sign in _BRACKETS.finditer(tail, start):
        if sign.group() == ")":
            if len(brackets) > 1 or brackets[0]:
                brackets.pop()
            brackets = brackets or [False]
        elif sign.group() != r"\)":
            brackets.append(sign["target"] is not None)
    return any(brackets)


def _kept(tail: str) -> str:
    if len(tail) <= 2 * LONGEST:
        return tail
    cut = len(tail) - LONGEST
    word = _last_blank(tail[:cut]) + 1
    lead = "](<" if _in_angles(tail[:cut]) else ""
    return lead + tail[word:cut][:BEGINNING] + tail[cut:]


def _last_blank(text: str, blanks: str = " \n\t\r\u3000") -> int:
    return max(text.rfind(blank) for blank in blanks)


class _Tags:
    """Whether a text stands within the value of an attribute that is fetched. Read in two ways:
    with `quoted`, a `>` within quotation marks ends no tag; without, it does, for marks that no
    one closes hide no tags that follow."""

    __slots__ = ("_end", "_in_tag", "_is_fetched", "_quoted", "_unread")

    def __init__(self, *, quoted: bool) -> None:
        self._quoted = quoted
        self._unread = ""
        self._in_tag = False
        self._end: re.Pattern[str] | None = None
        self._is_fetched = False

    def feed(self, text: str) -> None:
        self._unread += text
        if len(self._unread) > MAX_UNREAD:
            self._read(len(self._unread) - 2 * BEGINNING)

    @property
    def is_open(self) -> bool:
        self._read(len(self._unread))
        return self._end is not None and self._is_fetched

    def _read(self, until: int) -> None:
        """What begins before there."""
        text, at = self._unread, 0
        while at < until:
            if self._end:
                at = self._pass_value(text, at)
            elif sign := (_IN_TAG if self._in_tag else _TAG).search(text, at):
                if sign.start() >= until:
                    break
                at = sign.end()
                self._take(sign, text)
            else:
                break
        self._unread = text[max(at, until) :]

    def _pass_value(self, text: str, at: int) -> int:
        end = self._end.search(text, at) if self._end else None
        if end is None:
            return len(text)
        self._end = None
        return end.start() if end.group() == ">" else end.end()

    def _take(self, sign: re.Match[str], text: str) -> None:
        if not self._in_tag or sign.group() == ">":
            self._in_tag = not self._in_tag
            return
        self._is_fetched = sign[1].lower() in _FETCHED and not _CALLS.match(text, sign.end())
        if self._quoted or self._is_fetched:
            self._end = _ENDS[(sign[2] or "")[-1:]]
