"""Texts that follow one another -> what stands where they meet, as texts of their own.

Of each only so much is taken as something that was cut there could reach: WINDOW characters, or as
far as an unbroken run goes, since a token, a JWT or a key is one. Linear: a text stands in the
result once at the most, whole or as its beginning and its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from gateway.model import Part, Segment

WINDOW = 64
"""Characters on either side of a seam: longer than any marker, number, name or address. A text of
up to twice that length stands in the joined one as a whole, so that many short ones are one."""

WIDE = 4096
"""Of an unbroken run on either side: the longest value that a classifier takes, in a cookie or a
header. A JWT has up to 2,000 characters, an RSA key of 4,096 bits 3,300."""

JOINED = "#joined"

# Blanks end what was cut; so do kana, kanji, hangul and their punctuation, of which nothing that is
# looked for has more than WINDOW. Line ends do not: a key in PEM has them.
_KANA, _HANGUL = "\u2e80", "\ud7ff"
_RUN = re.compile(rf"[^ \t{_KANA}-{_HANGUL}]*")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}", re.ASCII)


def meeting(texts: Sequence[Segment], is_loose: bool = False) -> Iterator[Segment]:
    """One segment for each chain of seams; a long text ends one and begins the next."""
    first: Segment | None = None
    pieces: list[str] = []
    for other in texts:
        text = other.text
        if not text:
            continue
        if len(text) <= 2 * WINDOW:
            beginning = end = text
        else:
            beginning, end = text[:WINDOW], text[-WINDOW:]
            if " " not in end and not _KANA <= end[0] <= _HANGUL:  # at no call's cost
                end = _ending(text, end)
            if " " not in beginning and not _KANA <= beginning[-1] <= _HANGUL:
                beginning = _beginning(text, beginning)
            if len(beginning) + len(end) >= len(text):
                beginning = end = text
        if first is not None:
            if "@" in beginning and _are_addresses(pieces[-1], beginning):
                if len(pieces) > 1:
                    yield _segment(first, pieces, is_loose)
                first, pieces = other, [end]
                continue
            pieces.append(beginning)
            if len(beginning) == len(text):
                continue
            yield _segment(first, pieces, is_loose)
        first, pieces = other, [end]
    if first is not None and len(pieces) > 1:
        yield _segment(first, pieces, is_loose)


def _ending(text: str, near: str) -> str:
    """So much of a text's end as may belong to what follows."""
    if not _RUN.fullmatch(near):
        return near
    run = _RUN.match(text[: -WIDE - 1 : -1])
    assert run
    return text[-run.end() - WINDOW :]


def _beginning(text: str, near: str) -> str:
    """The same of its beginning."""
    if not _RUN.fullmatch(near):
        return near
    run = _RUN.match(text, 0, WIDE)
    assert run
    return text[: run.end() + WINDOW]


def _are_addresses(one: str, other: str) -> bool:
    """Two mail addresses that stand in a row are not one that was cut."""
    if "@" not in one or one[-1].isspace() or other[0].isspace():
        return False
    words = one.rsplit(None, 1)[-1], other.split(None, 1)[0]
    return all(map(_ADDRESS.fullmatch, words))


def _segment(first: Segment, pieces: Sequence[str], is_loose: bool) -> Segment:
    place = first.place if first.place.endswith(JOINED) else first.place + JOINED
    seams = tuple(accumulate(map(len, pieces[:-1])))
    segment = _new(Segment)  # as Reading.add makes them: there is one for every message
    values = segment.__dict__
    values["place"], values["text"], values["seams"] = place, "".join(pieces), seams
    if first.part is not Part.BODY:
        values["part"] = first.part
    if is_loose:
        values["is_loose"] = True
    return segment


_new = object.__new__
