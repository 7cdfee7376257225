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
    if is_one_character(here) and not (here.is_symbol or _is_named(here)):
        return False
    before, after = here.sentence
    sentence = f"{before[-140:]}§{after[:120]}"
    if not _says(here, sentence, cues) or cues.not_stated.search(sentence):
        return False
    if speaking.is_asked_about(here, cues) and not _REQUEST.search(after):
        return False
    if speaking.is_told(here, cues) and not _is_named(here):
        return False
    return not cues.word_about.search(sentence)


_CLASSED = re.compile("[」』](?:情報|文書)?(?:に|として)(?:指定|区分|分類|属|該当)")


def _is_named(here: Setting) -> bool:
    """Is it in quotation signs, as the name of a class: 本書を「秘」に指定する?"""
    return here.before[-1:] in {"「", "『"} and bool(_CLASSED.match(here.after))


def _says(here: Setting, sentence: str, cues: Cues) -> bool:
    if here.is_common:
        return bool(cues.stated_common.search(sentence))
    if cues.stated.search(sentence):
        return True
    follows = here.sentence[1].partition(":")[2] + here.rest()
    has_text = len("".join(follows.split())) >= _ENOUGH
    return has_text and bool(cues.asked.search(sentence) and not cues.not_asked.search(sentence))
