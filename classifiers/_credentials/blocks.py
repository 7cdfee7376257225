"""A text -> the private keys in it that are blocks of lines: PEM, OpenPGP, SSH, PuTTY, JWK.

A block goes from its first line to its last. If the last line is missing the block goes on as long
as the lines look like key material, which for a key at the end of a text is the end of the text.
A first line without key material after it is talk about keys.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.hits import GenericRule, Hit
from classifiers._credentials.values import entropy

# RFC 7468 and RFC 4716 differ in the number of hyphens and a space.
_BEGIN = re.compile(r"-{4,5} ?BEGIN (?P<name>[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?) ?-{4,5}")
_END = re.compile(r"-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_PUTTY = re.compile(r"PuTTY-User-Key-File-[0-9]: ")
_PUTTY_PRIVATE = "Private-Lines:"
_PUTTY_END = re.compile(r"Private-MAC: ?[0-9a-fA-F]{20,128}")
# Key material: lines of base64, and the headers that may stand before them. Line ends may be
# written out as `\n`, lines may be quoted, indented or stand in string literals. Only the last line
# may be short, and then has what a word has not.
_LINE = re.compile(
    r"(?:\\r|\\n|[\s>|*#+\"',;]|//){0,40}+"
    r"(?:[A-Za-z0-9+/]{16,}+={0,2}|=[A-Za-z0-9+/]{4}(?![A-Za-z0-9+/])|[A-Za-z0-9+/]{1,15}(?:={1,2}|(?<=[0-9+/])(?![A-Za-z0-9]))"
    r"|(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|Subject|Encryption|Public-Lines|Private-Lines"
    r"|Key-Derivation|Argon2-[A-Za-z]{1,20}|Private-MAC): ?[^\n\\]{0,200}+)"
)
_MATERIAL = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
_LEAST = 40  # characters of base64: an Ed25519 key cut in half
_FLOOR = 3.0  # bits a character; xxxx... and AAAA... are none
_MAX_BODY = 1 << 16  # characters; an RSA key of 16384 bits has 13,000


def blocks(text: str) -> Iterator[Hit]:
    """Every private key block."""
    if "PRIVATE KEY" in text:
        yield from _pem(text)
    if "PuTTY-User-Key-File-" in text:
        yield from _putty(text)
    if '"kty"' in text or '"kty\\' in text:
        yield from _jwk(text)


def _pem(text: str) -> Iterator[Hit]:
    position, ends = 0, _Ends(text)
    while begin := _fence(_BEGIN, "BEGIN", text, position):
        position = begin.end()
        stop, material = _body(text, position)
        if not material:
            stop, material = _logged(text, position)
        end = ends.after(position)
        if end and end[0] - position <= max(_MAX_BODY, stop - position):
            inner = _fence(_BEGIN, "BEGIN", text, position) if end[0] > stop else None
            if inner and inner.end() <= end[0]:
                end = None
            else:
                stop = end[1]
        if material:
            rule = GenericRule.PRIVATE_KEY if end else GenericRule.PRIVATE_KEY_CUT
            yield rule.at(begin.start(), stop, 1.0, _key(begin["name"]).value)
            position = stop


class Key(enum.StrEnum):
    """What a private key is of, by the line that it begins with."""

    RSA = "rsa"
    DSA = "dsa"
    EC = "ec"
    OPENSSH = "openssh"
    OPENPGP = "pgp"
    SSH2 = "ssh2"
    ENCRYPTED = "encrypted"
    ANY = "any"


def _key(name: str) -> Key:
    """By the first word of a line such as `RSA PRIVATE KEY`; any other has no name of ours."""
    first = name.split()[0].lower()
    return next((key for key in Key if key == first), Key.ANY)


class _Ends:
    """Where the closing lines stand; asked for places in rising order, so one pass is enough."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = _fence(_END, "END ", text, 0)

    def after(self, position: int) -> tuple[int, int] | None:
        while self._next and self._next.start() < position:
            self._next = _fence(_END, "END ", self._text, self._next.end())
        return self._next.span() if self._next else None


def _fence(pattern: re.Pattern[str], word: str, text: str, start: int) -> re.Match[str] | None:
    """The next line of hyphens around a word; to find the word first is much quicker."""
    at = text.find(word, start)
    while at >= 0:
        for hyphens in (6, 5, 4):
            if at - hyphens >= start and (match := pattern.match(text, at - hyphens)):
                return match
        at = text.find(word, at + 1)
    return None


def _body(text: str, start: int) -> tuple[int, bool]:
    """Where key material ends, and is there enough of it?"""
    position = start
    while line := _LINE.match(text, position):
        position = line.end()
    pieces = "".join(_MATERIAL.findall(text, start, position))
    return position, len(pieces) >= _LEAST and entropy(pieces[:400]) >= _FLOOR


# A line of a key in a log: a time, a name, a build's number before it, JSON around it.
_LOGGED = re.compile(
    r"\r?\n[^\n]{0,200}?(?<![A-Za-z0-9+/=])([A-Za-z0-9+/]{4,}={0,2})[\"'}\],;\\ \t]{0,8}(?=\r?\n|$)"
)
_REST_OF_FENCE = re.compile(r"[^\n]{0,20}")


def _logged(text: str, start: int) -> tuple[int, bool]:
    """The same where each line has something before its key material; only the last is short."""
    fence = _REST_OF_FENCE.match(text, start)
    position, pieces = fence.end() if fence else start, list[str]()
    while len(pieces) < _MOST_LINES and (line := _LOGGED.match(text, position)):
        if len(line[1]) < _SHORT and not _NO_WORD.search(line[1]):
            break
        pieces.append(line[1])
        position = line.end(1)
        if len(line[1]) < _FULL:
            break
        position = line.end()
    material = "".join(pieces)
    return position, len(material) >= _LEAST and entropy(material[:400]) >= _FLOOR


_SHORT = 16  # characters up to which a last line may be a word as well
_NO_WORD = re.compile("[0-9+/=]")
_FULL = 40  # characters of a line of a key but for its last; RFC 7468 has 64
_MOST_LINES = 300


def _putty(text: str) -> Iterator[Hit]:
    reached, private = 0, text.find(_PUTTY_PRIVATE)
    for begin in _PUTTY.finditer(text):
        start, limit = begin.start(), begin.start() + _MAX_BODY
        if start < reached:
            continue
        if 0 <= private < start:
            private = text.find(_PUTTY_PRIVATE, start)
        if not start < private < limit:
            continue
        stop, material = _body(text, private)
        end = _PUTTY_END.search(text, private, private + _MAX_BODY)
        reached = end.end() if end else stop
        if material:
            yield GenericRule.PUTTY_KEY.at(start, reached, 1.0)


# RFC 7518, 6.2.2 and 6.3.2: the member `d` of a JSON Web Key is its private part.
@cache
def _json_web_key() -> tuple[Any, Any]:
    """The two orders in which its members may stand."""
    kty, d = r'"kty[\\]*"', r'"d[\\]*"\s*:\s*[\\]*"([A-Za-z0-9_-]{40,})'
    return re2.compile(rf"{kty}[^{{}}]{{0,900}}{d}"), re2.compile(
        rf'{d}[\\]*"[^{{}}]{{0,900}}{kty}'
    )


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _json_web_key()


def _jwk(text: str) -> Iterator[Hit]:
    for pattern in _json_web_key():
        for match in pattern.finditer(text.encode("utf-8", "replace").decode()):
            if entropy(match[1]) >= _FLOOR:
                start, end = match.span(1)
                yield GenericRule.JWK.at(start, end, 1.0)
