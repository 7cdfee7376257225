"""A text -> the same with full-width letters narrow and invisible characters gone, capitals kept.

Rules for tokens tell capitals from small letters, which the searched form of a text does not. A
text that has neither full-width nor invisible characters, nearly every one, is its own plain form.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import re2

from classifiers import _lazy_re as re
from gateway.model import Segment


def _bytes() -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return options


# A run that begins with a letter or digit; brackets alone are Japanese typography.
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a][\uff01-\uff5e]*")
_HIDDEN = re.compile("[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# The same in UTF-8, by the first bytes where that says enough.
_MAY_HIDE = re2.compile(
    rb"(?s)\xc2\xad|\xcd\x8f|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf",
    options=_bytes(),
)
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain form of a text. `span` leads back to the original's characters."""

    text: str = field(repr=False)
    gaps: tuple[int, ...] = field(default=(), repr=False)
    """For each character that was left out, how many plain ones stand before it."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that [start, end) came from."""
        if not self.gaps or start >= end:
            return start, end
        return self._original(start), self._original(end - 1) + 1

    def _original(self, position: int) -> int:
        return position + bisect_right(self.gaps, position)


def plain(segment: Segment) -> Plain:
    """The plain form of a segment's text."""
    text = segment.text
    if text.isascii():
        return Plain(text)
    # Full-width letters are EF BC .. and EF BD .. in UTF-8, and looking for two bytes is quick.
    data = text.encode("utf-8", "replace")
    wide = b"\xef\xbc" in data or b"\xef\xbd" in data
    seen = _WIDE.sub(_narrow, text) if wide else text
    # Where each character folded to one none is invisible.
    if not segment.searchable.ways or not _MAY_HIDE.search(data):
        return Plain(seen)
    gaps = tuple(m.start() - k for k, m in enumerate(_HIDDEN.finditer(seen)))
    return Plain(_HIDDEN.sub("", seen) if gaps else seen, gaps)


def _narrow(run: re.Match[str]) -> str:
    return run[0].translate(_NARROW)
