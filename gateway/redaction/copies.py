"""Values that were taken out -> does a copy of one still stand in a text, in whatever dress?

Two texts are the same here where their letters and digits are: width, case, signs, blanks, what
nobody sees, HTML's references and percent signs make no difference, nor what stands around; nor
the noughts that lead a number, which JSON and `+81` do without. Besides, a value may stand in
base64 or in hex, as it is or by its letters and digits. What is short or common is looked for only
as it stands (`remembered`): its letters stand in other words too.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import md5, sha1, sha256, sha384, sha512
from urllib.parse import unquote

import re2

from gateway.text import searchable

MIN_DIGITS, MIN_MIXED, MIN_WORDS, MIN_WIDE = 9, 7, 12, 4
"""Characters from which on a value is known by its letters and digits alone: of digits (a telephone
number has ten, a number of eight is a date), of both (`password1` is a word of its own), of letters
(a name of two words), of other scripts (a name in kanji with its given name)."""

MIN_CODED = 8
"""Characters of base64 that tell a value; at its ends they are its neighbours' too."""

PERCENTS = 3
"""Times that percent signs are undone: an address in an address in an address."""

AT_ONCE = 500
"""Values in one expression: more would be slow to compile."""

_SIGNS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Its letters and digits, folded."""
    return _SIGNS.sub("", searchable(text).text)


@dataclass(frozen=True, slots=True)
class Copies:
    """What copies of some values look like."""

    _bare: tuple[re2._Regexp, ...] = field(repr=False)
    _coded: tuple[re2._Regexp, ...] = field(repr=False)

    @classmethod
    def of(cls, values: Iterable[str]) -> Copies:
        known = {_led(b): value for value in values if _is_telling(b := bare(value))}
        said = {form for b, value in known.items() for form in (b, value.strip())}
        coded = {c for form in said for c in _codings(form)}
        return cls(tuple(_any_of(known)), tuple(_any_of(coded)))

    def __bool__(self) -> bool:
        return bool(self._bare)

    def stand_in(self, text: str) -> bool:
        """In time that grows with the text, not with the number of values."""
        if not self._bare:
            return False
        return any(self._stand_in(form) for form in _undone(text))

    def _stand_in(self, text: str) -> bool:
        raw = text.encode("utf-8", "replace")
        said = bare(text).encode("utf-8", "replace")
        return any(p.search(raw) for p in self._coded) or any(p.search(said) for p in self._bare)


def _undone(text: str) -> Iterator[str]:
    """The text, and what its percent signs stand for."""
    yield text
    for _ in range(PERCENTS):
        if "%" not in text or (plain := unquote(text)) == text:
            return
        text = plain
        yield text


def _led(letters: str) -> str:
    """A number without the noughts that lead it, if it tells as much without."""
    led = letters.lstrip("0") if letters.isdecimal() else letters
    return led if _is_telling(led) else letters


def _is_telling(letters: str) -> bool:
    if not letters.isascii():
        return len(letters) >= MIN_WIDE
    if letters.isdecimal():
        return len(letters) >= MIN_DIGITS
    return len(letters) >= (MIN_WORDS if letters.isalpha() else MIN_MIXED)


def _codings(value: str) -> Iterator[str]:
    """Base64 at each of the three places where it may begin, and hex."""
    data = value.encode()
    for before in range(3):
        coded = base64.b64encode(bytes(before) + data).decode().rstrip("=")
        first, last = (0, 2, 3)[before], len(coded) - (1 if (before + len(data)) % 3 else 0)
        if len(core := coded[first:last]) >= MIN_CODED:
            yield core
            yield core.replace("+", "-").replace("/", "_")
    yield data.hex()
    yield data.hex().upper()


def _any_of(words: Iterable[str]) -> Iterator[re2._Regexp]:
    ordered = sorted(words)
    for at in range(0, len(ordered), AT_ONCE):
        yield re2.compile(b"|".join(re2.escape(w.encode()) for w in ordered[at : at + AT_ONCE]))


# ---------------------------------------------------------------- digests of the body


def headers_with_digest(body: bytes, headers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The names, in lower case, of headers that hold a digest of this body, whatever they are
    called: of a body that was changed it is wrong, and tells what was taken out."""
    digests = _digests(body)
    return frozenset(n.lower() for n, v in headers if any(d in _plain(v) for d in digests))


def _plain(value: str) -> str:
    return value.replace("-", "+").replace("_", "/").lower()


def _digests(body: bytes) -> tuple[str, ...]:
    """As hexadecimal digits and in base64, folded as values are."""
    made = [h(body).digest() for h in (sha256, sha512, sha1, sha384)]
    made.append(md5(body, usedforsecurity=False).digest())
    return tuple(
        _plain(said)
        for digest in made
        for said in (digest.hex(), base64.b64encode(digest).decode().rstrip("="))
    )
