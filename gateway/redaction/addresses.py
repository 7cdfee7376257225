"""A text, piece by piece -> whether its end stands within an address that a renderer would fetch.

A chat window draws pictures and previews links by itself: a value in such an address would leave by
way of whoever wrote the text. There a placeholder stays what it is. An address that opens a mail
or calls somebody is fetched by nobody.
"""

from __future__ import annotations

import re

LONGEST = 4_096
"""Characters of an address that are looked back over; browsers send no longer ones."""

_TARGET = r"(?!\s*(?:mailto|tel|sms):)"
_END = re.compile(
    r"(?:"
    rf"\]\({_TARGET}\s*<[^>\n]*"  # Markdown's targets, in angles or bare
    rf"|\]\({_TARGET}\s*(?:[^\s<()]|\([^\s()]*+\))*"
    r"|(?m:^)[ \t>]{0,8}\[[^\]\n]{1,200}\]:[ \t]*\S*"  # its references
    r"|\b(?:src|href|srcset|action|formaction|poster|background|cite|ping|data|content)\s*=\s*"
    rf"(?:\\?\"{_TARGET}[^\"]*|\\?'{_TARGET}[^']*|{_TARGET}[^\s\"'>\\]*)"
    r"|\b(?:url|image|import)\s*\(\s*[\"']?[^)\"']*"  # CSS
    r"|(?:\bhttps?:|\b[a-z][a-z0-9+.-]{1,15}:(?:\\?/){2}|(?<![\w:/])//[\w-]+\.|\bwww\.)"
    r"[^\s<>\"'`。、！？「」（）]*"
    r")\Z",
    re.IGNORECASE,
)


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
        return bool(_END.search(self._tail))
