"""A piece of text -> its words with their part of speech, by SudachiPy and its small dictionary.

Only windows around a cue are ever tagged: a whole text would cost a microsecond a character.
"""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

_LIMIT = 2_000  # characters tagged at once; SudachiPy takes 49,149 bytes

# Forms of characters in names that the dictionary has under another one.
_FORMS = str.maketrans("髙﨑濵邊齋栁德嶋冨槗瀨曻桒", "高崎浜辺斎柳徳島富橋瀬昇桑")


class Token(NamedTuple):
    """A word: characters [start, end) of the page."""

    start: int
    end: int
    text: str
    speech: tuple[str, ...]
    morpheme: Any

    @property
    def is_unknown(self) -> bool:
        """Is it in no dictionary?"""
        return bool(self.morpheme.is_oov())

    @property
    def is_surname(self) -> bool:
        return self.speech[2] == "人名" and self.speech[3] == "姓"

    @property
    def is_name(self) -> bool:
        return self.speech[2] == "人名"

    @property
    def is_given(self) -> bool:
        return self.speech[2] == "人名" and self.speech[3] != "姓"

    @property
    def is_place(self) -> bool:
        return self.speech[2] == "地名"


_local = threading.local()  # a tokenizer is no two threads' at once


def _tokenizer() -> Any:
    if not hasattr(_local, "tokenizer"):
        from sudachipy import Dictionary, SplitMode

        _local.tokenizer = Dictionary(dict="small").tokenizer(mode=SplitMode.A)
    return _local.tokenizer


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words of characters [start, end), in order; what lies between is theirs as well."""
    found: list[Token] = []
    for at in range(start, end, _LIMIT):
        piece = text[at : min(end, at + _LIMIT)].translate(_FORMS)
        morphemes = list(_tokenizer().tokenize(piece))
        begins = [at + m.begin() for m in morphemes]  # each question to a morpheme costs as much
        for m, a, b in zip(morphemes, begins, [*begins[1:], at + len(piece)], strict=True):
            found.append(Token(a, b, text[a:b], m.part_of_speech(), m))
    return found
