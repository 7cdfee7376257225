"""An occurrence of a word in the searched text, with what stands around it.

All is bounded: a judgement looks at a few hundred characters, whatever the text is like.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from classifiers import _lazy_re as re
from classifiers._marker.lexicon import TAG, Word
from gateway.text import Searchable

LINE = 240
"""Characters of a line that are looked at on either side; longer sentences say other things too."""

NEAR = 600
"""Characters above and below in which the next lines are sought."""

REACH = 4000
"""Characters on either side that a judgement may depend on, tables included."""

REACH_WITHIN = LINE + NEAR + 60
"""The same within a line that is longer than LINE; 60 are more than a word has."""

LINES = 6
"""Lines above and below that are looked at; blank ones do not count."""

_TAGS = re.compile(TAG)
_SENTENCE_END = re.compile(r"[。!?！？]|\.(?=\s|$)|[」』](?=[^とのをがはにで、])")
_SPEAKER = re.compile(
    # [10:20] name:  /  name 10:20 AM:  /  name:
    r"^(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*)?"
    r"(?:[^\s:>。、|]{1,16}\s?(?:\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?)?\s?[:>]\s*"
    r"|[^\s:。、|]{1,16}\s\d{1,2}:\d{2}(?:\s?[ap]m)?\s+)?"
)
_LEADING = re.compile(r"^[\s\-*#>※・•「『\"'“(\[【→⇒:=|/]+")


@dataclass(frozen=True)
class Setting:
    """Characters [start, end) of the folded text hold `word`; `raw` is what was written there."""

    text: str = field(repr=False)
    start: int
    end: int
    word: Word
    raw: str = field(repr=False)
    before: str = field(repr=False)
    """Of the same line, up to the word."""
    after: str = field(repr=False)
    raw_before: str = field(repr=False)
    """The same as it was written."""
    whole_line: bool
    """Is all of the line there, not cut off at LINE?"""

    @property
    def found(self) -> str:
        """The word as it stands in the folded text, with what is between its characters."""
        return self.text[self.start : self.end]

    @property
    def is_symbol(self) -> bool:
        """㊙ is a mark by itself; folded, it is a character of many words."""
        return self.raw == "㊙"

    @property
    def has_company(self) -> bool:
        """Is there any text besides its line?"""
        return bool(self.above or self.below)

    @cached_property
    def line(self) -> str:
        return f"{self.before}{self.found}{self.after}"

    @cached_property
    def is_capital(self) -> bool:
        return self.raw.isupper()

    @property
    def is_common(self) -> bool:
        """Is this a word that programs are full of, not in capitals?"""
        return self.word.common and not self.is_capital

    @property
    def is_plain(self) -> bool:
        """Is this a weak word, written as it is in any sentence?"""
        return self.word.weak and not (self.word.is_latin and self.is_capital)

    @cached_property
    def above(self) -> list[str]:
        """The next lines above that are not blank, the nearest first."""
        head = self.text[max(0, self.start - len(self.before) - NEAR) : self.start]
        lines = head[: len(head) - len(self.before)].splitlines()
        return list(islice(filter(str.strip, reversed(lines)), LINES))

    @cached_property
    def below(self) -> list[str]:
        """The next lines below that are not blank, the nearest first."""
        tail = self.text[self.end + len(self.after) : self.end + len(self.after) + NEAR]
        return list(islice(filter(str.strip, tail.splitlines()), LINES))

    @cached_property
    def sentence(self) -> tuple[str, str]:
        """The sentence around the word: what comes before it, and what after, end included."""
        start = 0
        for end in _SENTENCE_END.finditer(self.before):
            start = end.end()
        stop = _SENTENCE_END.search(self.after)
        after = self.after[: stop.end()] if stop else self.after
        return _LEADING.sub("", _SPEAKER.sub("", self.before[start:].lstrip(), count=1)), after

    def rest(self) -> str:
        """What follows the word's sentence, some of it."""
        _, after = self.sentence
        return self.text[self.end + len(after) : self.end + len(after) + NEAR]


def setting(form: Searchable, original: str, start: int, end: int, word: Word) -> Setting:
    """What stands around characters [start, end) of a folded text."""
    text = form.text
    first, stop = _line(text, start, end)
    before, after = text[first:start], text[end:stop]
    raw_start, raw_end = form.span(start, end)
    raw_first = form.span(first, first + 1)[0] if before else raw_start
    return Setting(
        text=text,
        start=start,
        end=end,
        word=word,
        raw=original[raw_start:raw_end],
        before=before,
        after=after,
        raw_before=original[raw_first:raw_start],
        whole_line=not _is_cut(text, first, stop),
    )


def reach(text: str, start: int, end: int) -> int:
    """How many characters on either side a judgement of [start, end) of a folded text may look at.

    A line that is cut off at LINE is no row of a table, and only a heading looks further than to
    the next lines.
    """
    begin, stop = _line(text, start, end)
    if not _is_cut(text, begin, stop):
        return REACH
    head = text[begin:start].lstrip()[:1]
    return REACH if head == "#" or head.isdigit() else REACH_WITHIN


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """What is looked at of the line around characters [start, end)."""
    far = start - LINE if start > LINE else 0
    first = text.rfind("\n", far, start) + 1 or far
    last = text.find("\n", end, end + LINE)
    return first, last if last >= 0 else min(len(text), end + LINE)


def _is_cut(text: str, first: int, stop: int) -> bool:
    return (first > 0 and text[first - 1] != "\n") or (stop < len(text) and text[stop] != "\n")


def without_tags(text: str) -> str:
    """HTML's tags as bars, so that what they part stays apart."""
    return _TAGS.sub("|", text) if "<" in text else text
