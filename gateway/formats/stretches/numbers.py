"""Numbers in a row -> the characters or bytes that they are: an array, `U+793E`, `chr(31038)`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from gateway.formats.opaque import is_surely_something
from gateway.formats.spots import Spots
from gateway.formats.stretches.dumps import swapped
from gateway.formats.stretches.stretch import Candidates, at_signs

MIN_NUMBERS = 8
"""Bare numbers in a row that may be bytes: fewer are a date with its time, a version, an address of
IPv6."""

MIN_MARKED = 3
"""Numbers in a row that say that they are characters (`U+793E`): a marker has as many."""

MIN_LETTERS, LONG = 0.75, 32
"""Letters and blanks of a text in ASCII that bare numbers stand for, unless they are so many:
measured values fall between 32 and 126 too, though seldom all of a long row."""

MAX_POINT = 0x10FFFF

_SEPARATOR = r"(?:[\s,;:.|/+&_\-'\"\[\](){}<>]|\\[nrt]){1,12}"
_DIGITS = r"(?:[0-9A-Fa-f]{2,8}|[0-9]{1,7}|(?<=0[xX])[0-9A-Fa-f])"
_MARK = r"(?i:0x|0b|0o|u\+|\\+x|%|&?#x?|\$|\\+)?"
_NUMBER = rf"{_MARK}{_DIGITS}(?i:h|;)?(?![0-9A-Za-z])"
_RUN = re.compile(rf"(?<![0-9A-Za-z]){_NUMBER}(?:{_SEPARATOR}{_NUMBER}){{{MIN_MARKED - 1},}}+")
_ONE = re.compile(rf"(?<![0-9A-Za-z])({_MARK})({_DIGITS})((?i:h)?)")
_NEGATIVE = re.compile(r"[,\s\[{(]-[0-9]")
_SIGNED = re.compile(r"-?[0-9]{1,4}")

_HEX_MARKS = frozenset(("0x", "u+", "\\x", "&#x", "#x", "$"))


def numbers(text: str, signs: Spots) -> Candidates:
    for run in at_signs(signs, text, _RUN):
        found = [m.groups() for m in _ONE.finditer(run[0])]
        marks = {mark.lower().replace("\\\\", "\\") for mark, _, _ in found}
        digits = [d for _, d, _ in found]
        marked = marks - {""} or {b.lower() for _, _, b in found} == {"h"} or _is_hex(digits)
        if len(digits) >= (MIN_MARKED if marked else MIN_NUMBERS):
            yield *run.span(), _of_numbers(digits, marks, bool(marked))
        if not marks - {""} and _NEGATIVE.search(run[0]):
            start = run.start() - text.endswith("-", 0, run.start())
            yield start, run.end(), _of_signed(text[start : run.end()])


def _of_signed(run: str) -> Iterator[bytes]:
    """Bytes with a sign, as Java and `char` of C have them."""
    values = [int(n) for n in _SIGNED.findall(run)]
    if min(values) >= -128 and max(values) < 128:
        yield bytes(v % 256 for v in values)


def _is_hex(digits: Sequence[str]) -> bool:
    """Pairs of hexadecimal digits, of which some are letters."""
    return {len(d) for d in digits} == {2} and not "".join(digits).isdecimal()


def _of_numbers(digits: Sequence[str], marks: set[str], marked: bool) -> Iterator[bytes]:
    """What the numbers may be, in each base in which they can be read."""
    hexadecimal = bool(marks & _HEX_MARKS)
    for base in _bases(digits, hexadecimal):
        try:
            values = [int(d, base) for d in digits]
        except ValueError:
            continue
        for data in _of_values(values, digits, base):
            if marked or (is_surely_something(data) and _is_likely(data)):
                yield data


def _bases(digits: Sequence[str], hexadecimal: bool) -> Iterator[int]:
    lengths = {len(d) for d in digits}
    if not hexadecimal:
        if lengths == {8} and not set("".join(digits)) - {"0", "1"}:
            yield 2
        if lengths == {3} and max(digits) < "4" and not set("".join(digits)) & {"8", "9"}:
            yield 8
        yield 10
    if hexadecimal or len(lengths) == 1:
        yield 16


def _of_values(values: Sequence[int], digits: Sequence[str], base: int) -> Iterator[bytes]:
    highest = max(values)
    if highest < 0x100:
        yield bytes(values)
        yield "".join(map(chr, values)).encode()
    elif highest <= MAX_POINT:
        if base == 16 and {len(d) for d in digits} == {4}:
            words = bytes.fromhex("".join(digits))
            yield words
            yield swapped(words)
            with suppress(UnicodeDecodeError):
                yield words.decode("utf-16-be").encode()
        yield "".join(map(chr, values)).encode("utf-8", "replace")


def _is_likely(data: bytes) -> bool:
    """Is it more than a table of small numbers?"""
    if not data.isascii():
        return True
    letters = sum(chr(b).isalpha() or b == 0x20 for b in data)
    return len(data) >= LONG or letters >= MIN_LETTERS * len(data)


_CALLS = re.compile(
    r"(?i:chr|char|chrw|unichar|uchar|wchar|fromCharCode|fromCodePoint|codepoint)\s*\(\s*"
    r"(?P<numbers>(?:0x)?[0-9a-fA-F]{1,6}(?:\s*,\s*(?:0x)?[0-9a-fA-F]{1,6})*+)\s*\)"
)
_BETWEEN_CALLS = 12
"""Characters between two calls of one chain: ` & _` and a line end."""


def calls(text: str, _: Spots) -> Candidates:
    """`chr(31038)+chr(22806)`, `String.fromCharCode(31038, 22806)`."""
    chain: list[re.Match[str]] = []
    for call in [*_CALLS.finditer(text), None]:
        if chain and (call is None or call.start() - chain[-1].end() > _BETWEEN_CALLS):
            numbers = [n for c in chain for n in re.split(r"\s*,\s*", c["numbers"])]
            yield chain[0].start(), chain[-1].end(), _of_calls(numbers)
            chain = []
        if call:
            chain.append(call)


def _of_calls(numbers: Sequence[str]) -> Iterator[bytes]:
    with suppress(ValueError):
        values = [int(n, 16 if n[:2] in {"0x", "0X"} else 10) for n in numbers]
        yield from _of_values(values, numbers, 10)
