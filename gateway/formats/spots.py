"""Where in a text something else may be coded: base64, a `data:` address, escapes.

One pass of RE2 says of most texts that there is nothing. It runs over a whole JSON body at once
rather than over each string, since a call costs more than a string of common length.
"""

from __future__ import annotations

from collections.abc import Iterable

import re2

MIN_BLOB = 20
"""Characters of base64 that are worth decoding: 15 bytes, five kanji or a telephone number. At 16
every other identifier in a tool's schema would have to be tried."""

# Base64 of a text has capitals from its first letters on. UUIDs and names in lower case have not,
# and are what would be met most.
_BASE64 = rb"[a-z0-9+/]*[A-Z][A-Za-z0-9+/]{%d,}" % (MIN_BLOB - 5)
_URL_SAFE = rb"[a-z0-9_-]*[A-Z][A-Za-z0-9_-]{%d,}" % (MIN_BLOB - 5)
_HEX = rb"[0-9a-f]{%d,}" % MIN_BLOB
_BLOB = rb"|".join((_BASE64, _URL_SAFE, _HEX, rb"(?i:data:)"))
_CODED_WORD = rb"=\?[A-Za-z0-9_-]{2,40}\?[Qq]\?"
"""RFC 2047: of a header of a mail."""
# Quoted-printable leaves ASCII as it is: in ISO-2022-JP all between the escape sequences, in
# Shift_JIS half of many a character.
_QUOTED = (
    _CODED_WORD
    + rb"|(?:%[0-9A-Fa-f]{2}[0-9@-~]?){3}|%25[0-9A-Fa-f]{2}"
    + rb"|(?:=[0-9A-F]{2}[@-~]?){3}|=1B\$[@B]"
)
# The letter: the second byte of a character in Shift_JIS may be one, and stays as it is.
_ESCAPES = _QUOTED + (
    rb"|\\x\{?[0-9A-Fa-f]{2}|\\u+\{?[0-9A-Fa-f]{2}|\\U[0-9A-Fa-f]{8}|%u[0-9A-Fa-f]{4}|\\N\{"
    rb"|\\[0-3][0-7]{2}\\"
)
# In JSON a backslash is doubled, and any letter of a blob may be escaped.
_IN_JSON = _QUOTED + rb"|\\/|\\u00[2-7]|\\\\[uxUN]|\\\\[0-3][0-7]{2}\\|%u[0-9A-Fa-f]{4}"

# What stands for other characters in longer stretches (gateway.formats.stretches); between pieces
# of it stands anything, a line end that JSON escapes too.
_BETWEEN = rb"(?:[ \t\r\n,;:.|/+&_\-'\"\[\](){}<>]|\\+[nrt\"])"
_MARKED = (
    rb"(?:(?:0[xXbBoO]|[uU]\+|\\+x?|%|&?#[xX]?|\$)[0-9A-Fa-f]{2,8}[hH;]?"
    + _BETWEEN
    + rb"{1,12}){2}"
)
_BARE = rb"(?:[0-9A-Fa-f]{2,8}[hH]?" + _BETWEEN + rb"{1,12}){7}[0-9A-Fa-f]{2}"
_NUMBERS = _MARKED + rb"|" + _BARE
_CALLS = (
    rb"(?i:chrw?|(?:uni|w|u)?char|fromCharCode|fromCodePoint|codepoint)[ ]*\([ ]*"
    rb"(?:0x)?[0-9a-fA-F]{1,6}[ ]*[,)]"
)
_DUMPS = rb"[0-9A-Fa-f]{4,16}[:h]?[ \t]{1,4}(?:[0-9A-Fa-f]{2,16}[ \t]{1,3}){3}"
# A capital behind a small letter or digit, two before one, a letter behind a digit: few words are
# so, most of base64 is. To count lengths of pieces would be slow: its states are too many.
_ODD = rb"[A-Za-z0-9+/]*(?:[a-z0-9+][A-Z]|[A-Z]{2}[a-z]|[0-9][A-Za-z])[A-Za-z0-9+/]*=*"
_GLUE = rb"(?:[^A-Za-z0-9+/=]|\\+[nrt]){1,6}"
_LETTERS = rb"(?:[A-Za-z0-9+/][^A-Za-z0-9+/=]{1,12}){16}"
_PIECES = rb"(?:" + _ODD + _GLUE + rb"){2}|(?:^|[^A-Za-z0-9+/=]|\\+[nrt])" + _LETTERS
_QUOTE = rb"\\*[\"'`]"
_STRINGS = _ODD + _QUOTE + rb"(?:[ \t\r\n+,.&|_]|\\+[nrt]?){0,24}" + _QUOTE + _ODD
_BEHIND = rb"[\"'`|)\],;+\\.& ]{0,6}"
_BEFORE = rb"[>#*|/;% \t\"'`(\[0-9.):\]\\-]{0,12}"
_END = rb"(?:\r?\n|\\+[rn])"
_LINES = _ODD + _BEHIND + _END + _BEFORE + _ODD + _BEHIND + rb"(?:" + _END + rb"|\"|$)"
_BASE32 = rb"[A-Z2-7]{16,}"
_NAMED = rb"BEGIN:V[CEJT]|dn: |<~|begin [0-7]{3}|\+[A-Za-z0-9+/]{5}|(?i:xn--)"

NUMBERS = re2.compile(_NUMBERS)
CALLS = re2.compile(_CALLS)
DUMPS = re2.compile(_DUMPS)
PIECES = re2.compile(_PIECES)
STRINGS = re2.compile(_STRINGS)
LINES = re2.compile(_LINES)
BASE32 = re2.compile(_BASE32)
NAMED = re2.compile(_NAMED)
STRETCHES = re2.compile(
    rb"|".join((_NUMBERS, _CALLS, _DUMPS, _PIECES, _STRINGS, _LINES, _BASE32, _NAMED))
)

BLOBS = re2.compile(_BLOB)
TEXT = re2.compile(_BLOB + rb"|" + _ESCAPES)
JSON = re2.compile(_BLOB + rb"|" + _IN_JSON)


class Spots:
    """Spots of one text, found one after another. `next` is the offset of the next one that was
    found, or beyond the end."""

    __slots__ = ("_at", "_byte", "_pattern", "_raw", "_text", "next")

    def __init__(self, pattern: re2._Regexp, text: str, raw: bytes | None = None) -> None:
        self._pattern = pattern
        self._text = text
        self._raw = text.encode() if raw is None else raw
        self._at = self._byte = 0  # the same point, in characters and in bytes
        self.next = -1
        self.move(0)

    def move(self, start: int) -> None:
        """Find the next spot at or after character `start`, unless it is known already."""
        if start <= self.next:
            return
        if len(self._raw) == len(self._text):
            found = self._pattern.search(self._raw, start)
            self.next = found.start() if found else len(self._text) + 1
            return
        self._byte += len(self._text[self._at : start].encode())
        self._at = start
        if found := self._pattern.search(self._raw, self._byte):
            self._at += len(self._raw[self._byte : found.start()].decode())
            self._byte = found.start()
            self.next = self._at
        else:
            self.next = len(self._text) + 1


class AnySpots:
    """The same of several patterns, which together would be a slower one."""

    __slots__ = ("_all", "next")

    def __init__(
        self, patterns: Iterable[re2._Regexp], text: str, raw: bytes | None = None
    ) -> None:
        raw = text.encode() if raw is None else raw
        self._all = [Spots(pattern, text, raw) for pattern in patterns]
        self.next = min(spots.next for spots in self._all)

    def move(self, start: int) -> None:
        for spots in self._all:
            spots.move(start)
        self.next = min(spots.next for spots in self._all)
