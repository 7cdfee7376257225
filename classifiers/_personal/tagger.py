"""A piece of text -> its words with their part of speech, by SudachiPy and its small dictionary.

Only windows around a cue are ever tagged: a whole text would cost a microsecond a character.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from classifiers import _lazy_re as re

_LIMIT = 2_000  # characters tagged at once; SudachiPy takes 49,149 bytes

# Forms of characters in names that the dictionary has under another one.
_RARE, _USUAL = "髙﨑濵邊齋栁德嶋冨槗瀨曻桒", "高崎浜辺斎柳徳島富橋瀬昇桑"
_FORMS, _HAS_FORMS = str.maketrans(_RARE, _USUAL), re.compile(f"[{_RARE}]")


class Speech(NamedTuple):
    """What a part of speech says of a word."""

    word_class: str
    is_name: bool
    is_surname: bool
    is_given: bool
    is_place: bool


class Token:
    """A word: characters [start, end) of the page."""

    __slots__ = (
        "_morpheme", "end", "is_given", "is_name", "is_place", "is_surname", "start", "text",
        "word_class",
    )  # fmt: skip

    def __init__(self, start: int, end: int, text: str, speech: Speech, morpheme: Any) -> None:
        self.start, self.end, self.text, self._morpheme = start, end, text, morpheme
        self.word_class, self.is_name, self.is_surname, self.is_given, self.is_place = speech

    @property
    def is_unknown(self) -> bool:
        """Is it in no dictionary?"""
        return bool(self._morpheme.is_oov())


_SPEECHES: dict[int, Speech] = {}
"""By the dictionary's number of a part of speech; there are some hundreds."""


def _speech(number: int, parts: tuple[str, ...]) -> Speech:
    is_name, is_surname = parts[2] == "人名", parts[3] == "姓"
    speech = Speech(
        parts[0], is_name, is_name and is_surname, is_name and not is_surname, parts[2] == "地名"
    )
    return _SPEECHES.setdefault(number, speech)


_local = threading.local()  # a tokenizer is no two threads' at once


def _tokenizer() -> Any:
    if not hasattr(_local, "tokenizer"):
        from sudachipy import SplitMode

        _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.A)
    return _local.tokenizer


@cache
def _dictionary() -> Any:
    """One for all threads: to load it takes much longer than to make a tokenizer."""
    from sudachipy import Dictionary

    return Dictionary(dict="small")


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words of characters [start, end), in order; what lies between is theirs as well."""
    return list(words(text, start, end))


def words(text: str, start: int, end: int) -> Iterator[Token]:
    """The same one by one, for who may stop: a word costs as much to ask for as to find."""
    tokenize = _tokenizer().tokenize
    for at in range(start, end, _LIMIT):
        last = min(end, at + _LIMIT)
        a, waiting = at, None
        piece = text[at:last]
        for m in tokenize(piece.translate(_FORMS) if _HAS_FORMS.search(piece) else piece):
            begin = at + m.begin()
            if waiting is not None:
                yield Token(a, begin, text[a:begin], _speech_of(waiting), waiting)
            a, waiting = begin, m
        if waiting is not None:
            yield Token(a, last, text[a:last], _speech_of(waiting), waiting)


def _speech_of(morpheme: Any) -> Speech:
    number = morpheme.part_of_speech_id()
    return _SPEECHES.get(number) or _speech(number, morpheme.part_of_speech())
