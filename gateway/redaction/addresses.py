"""A text, piece by piece -> whether its end stands within an address that a renderer would fetch.

A chat window draws pictures and previews links by itself: a value in such an address would leave by
way of whoever wrote the text. There a placeholder stays what it is. An address that opens a mail
or calls somebody is fetched by nobody.
"""

from __future__ import annotations

import re

LONGEST = 4_096
"""Characters of an address that are looked back over; browsers send no longer ones."""

_OTHER = r"(?!(?:mailto|tel|sms):)"
_BARE = re.compile(
    r"(?:\bhttps?:|\b[a-z][a-z0-9+.-]{1,15}:(?:\\?/){2}|(?<![\w:/])//[\w-]+\.|\bwww\.)"
    r"[^<>\"'`。、！？「」（）]*\Z",
    re.IGNORECASE,
)
_TARGET = re.compile(rf"\]\({_OTHER}(?:[^<()]|\([^()]*+\))+\Z", re.IGNORECASE)
"""What is nothing but a placeholder leads nowhere else, and `[A]([B])` is two names more often."""
_ATTRIBUTE = re.compile(
    r"\b(?:src|href|srcset|action|formaction|poster|background|cite|ping|data|content|style)\s*=\s*"
    rf"(?:\\?\"{_OTHER}[^\"]*|\\?'{_OTHER}[^']*|{_OTHER}[^\s\"'>\\]*)\Z",
    re.IGNORECASE,
)
_STYLE = re.compile(r"\b(?:url|image|image-set|src)\s*\(\s*[\"']?[^)\"']*\Z", re.IGNORECASE)
_REFERENCE = re.compile(r"[ \t>]{0,8}\[[^\]]{1,200}\]:[ \t]*<?\S+\Z")


class Address:
    """Feed it the text in order."""

    __slots__ = ("_tail",)

    def __init__(self) -> None:
        self._tail = ""

    def feed(self, text: str) -> None:
        self._tail = text[-LONGEST:] if len(text) >= LONGEST else (self._tail + text)[-LONGEST:]

    @property
    def is_open(self) -> bool:
        """Would what comes next be part of an address?"""
        tail = self._tail
        tag, end = tail.rfind("<"), tail.rfind(">")
        angled = tail[max(0, tag - 2) : tag] == "](" and tag + 1 < len(tail)
        if tag > end and (angled or _ATTRIBUTE.search(tail, tag)):
            return True
        bracket = tail.rfind("(")
        if bracket >= 0 and _STYLE.search(tail, max(0, bracket - 12)):
            return True
        line = tail.rfind("\n") + 1
        if tail.find("]:", line) >= 0 and _REFERENCE.match(tail, line):
            return True
        word = tail[_last_blank(tail) + 1 :]
        return bool(_BARE.search(word) or _TARGET.search(word))


def _last_blank(text: str) -> int:
    return max(text.rfind(blank) for blank in " \n\t\r\u3000")
