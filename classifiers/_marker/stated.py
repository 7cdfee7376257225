"""A sentence in which a text says of itself, or its sender of it, that it bears a marker."""

from __future__ import annotations

from classifiers import _lazy_re as re
from classifiers._marker import speaking
from classifiers._marker.edges import is_one_character
from classifiers._marker.lexicon import Cues
from classifiers._marker.setting import Setting

_REQUEST = re.compile(
    r"くださ|下さ|くれますか|もらえますか|いただけますか|please|can you|could you|would you"
)
_ENOUGH = 8
"""Characters that must follow a request about a marked text, for there to be such a text."""


def is_stated(here: Setting, cues: Cues) -> bool:
    """This memo is confidential. / 本書は社外秘です。/ 社外秘の打合せメモを要約して。"""
    if is_one_character(here) and not here.is_symbol:
        return False
    before, after = here.sentence
    sentence = f"{before[-140:]}§{after[:120]}"
    if not _says(here, sentence, cues) or cues.not_stated.search(sentence):
        return False
    if speaking.is_asked_about(here, cues) and not _REQUEST.search(after):
        return False
    return not speaking.is_told(here, cues) and not cues.word_about.search(sentence)


def _says(here: Setting, sentence: str, cues: Cues) -> bool:
    if here.is_common:
        return bool(cues.stated_common.search(sentence))
    if cues.stated.search(sentence):
        return True
    follows = here.sentence[1].partition(":")[2] + here.rest()
    has_text = len("".join(follows.split())) >= _ENOUGH
    return has_text and bool(cues.asked.search(sentence) and not cues.not_asked.search(sentence))
