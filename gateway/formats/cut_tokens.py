"""Texts in a row -> those of them over which one token, a key, a JWT, may have been cut.

For rows of which nothing else says that they belong together. A token is a run of letters and
digits that neither a number is, nor a digest, a word or a path.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, combinations, pairwise

from gateway.formats.seams import WIDE, WINDOW
from gateway.model import Segment

Run = list[Segment]

MIN_TOKEN = 20
"""Characters: the shortest keys whose form their issuer publishes (`AKIA...`)."""

_HALF = MIN_TOKEN // 2

MAX_PIECES = 8
"""Texts of which each part of their row is tried, 27 in all."""

COST = 512
"""Characters that a part counts for at the least: looking at any text has a price."""

SHORT = 16 * 1024
"""Characters of parts that are tried in any row, however short."""

_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+/=.~-")
_TOKEN = re.compile(r"[A-Za-z0-9_+/=.~-]+")
_DIGITS, _LETTERS = re.compile(r"[0-9]"), re.compile(r"[A-Za-z]")
_HEX = re.compile(r"[0-9a-fA-F-]+")
_ARMOUR = re.compile(r"-{5}BEGIN [A-Z0-9 ]{0,40}KEY(?: BLOCK)?-{5}")
_PATH = re.compile(r"[a-z0-9_+=~-]*[./][a-z0-9_+/=.~-]*")
"""A path, a file's name or a host's: only in lower case, with a stop or a slash."""


def cut_tokens(texts: Sequence[Segment], whole: bool = True) -> Iterator[Run]:
    """The stretches of the row that a token may span: each whole, and then parts of it.

    A text before or behind, that has nothing to do with the token, may be of letters, too, and
    would make another of it. Of parts there are not more characters than the row has, and SHORT.
    Without `whole` there are parts alone.
    """
    room = -1
    for run in _spanned(texts):
        if whole:
            yield run
        if len(run) > MAX_PIECES:
            continue
        if room < 0:
            room = SHORT + sum(len(s.text) for s in texts)
        for start, end in combinations(range(len(run) + 1), 2):
            part = run[start:end]
            size = sum(len(s.text) for s in part)
            cost = max(COST, size)
            if 1 < len(part) < len(run) and size >= MIN_TOKEN and cost <= room:
                room -= cost
                yield part


def cut_armours(texts: Sequence[Segment]) -> Iterator[Run]:
    """The stretches in which a key in PEM (RFC 7468) begins: its first line has blanks."""
    pieces = [_short(s.text) for s in texts]
    row = "".join(pieces)
    if "-----BEGIN " not in row:
        return
    starts = list(accumulate(map(len, pieces), initial=0))
    for line in _ARMOUR.finditer(row):
        first = bisect_right(starts, line.start()) - 1
        end = bisect_left(starts, line.end()) + MAX_PIECES
        if len(run := list(texts[first:end])) > 1:
            yield run


def _short(text: str) -> str:
    return text if len(text) <= 2 * WINDOW else f"{text[:WINDOW]}\0{text[-WINDOW:]}"


def _spanned(texts: Sequence[Segment]) -> Iterator[Run]:
    """Of each text what is the token's, and no more."""
    for run in _going_on(texts):
        pieces = [_edges(s.text) for s in run]
        starts = list(accumulate(map(len, pieces), initial=0))
        row = "".join(pieces)
        for token in _TOKEN.finditer(row):
            first = bisect_right(starts, token.start()) - 1
            end = bisect_left(starts, token.end())
            is_mail = "@" in (
                row[token.start() - 1 : token.start()],
                row[token.end() : token.end() + 1],
            )
            if end - first > 1 and not is_mail and _is_token(token[0]):
                bounds = pairwise((token.start(), *starts[first + 1 : end], token.end()))
                parts = (row[a:b] for a, b in bounds)
                yield [_cut_to(s, part) for s, part in zip(run[first:end], parts, strict=True)]


def _cut_to(one: Segment, part: str) -> Segment:
    return one if one.text == part else replace(one, text=part)


def _going_on(texts: Sequence[Segment]) -> Iterator[Run]:
    """Stretches of two and more in which each might go on in the next."""
    run: Run = []
    last = ""
    for other in texts:
        text = other.text
        # Of a token of MIN_TOKEN characters over two texts, one holds half.
        if (
            last[-1:] in _SIGNS
            and text[:1] in _SIGNS
            and (" " not in last[-_HALF:] or " " not in text[:_HALF])
        ):
            run.append(other)
        else:
            if len(run) > 1:
                yield run
            run = [other]
        last = text
    if len(run) > 1:
        yield run


def _edges(text: str) -> str:
    """Its first and its last word."""
    words = text[:WINDOW].split(None, 1), text[-WINDOW:].rsplit(None, 1)
    if len(text) <= WIDE and len(words[0]) < 2 and len(words[1]) < 2 and " " not in text:
        return text
    return f"{words[0][0]} {words[1][-1]}"


def _is_token(run: str) -> bool:
    if len(run) < MIN_TOKEN or not _DIGITS.search(run) or not _LETTERS.search(run):
        return False
    return not _HEX.fullmatch(run) and not _PATH.fullmatch(run)
