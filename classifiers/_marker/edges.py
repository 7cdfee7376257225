"""Is an occurrence the word at all, and does it stand where a marker could?"""

from __future__ import annotations

from classifiers import _lazy_re as re
from classifiers._marker.lexicon import Cues, is_latin
from classifiers._marker.setting import Setting

_GLUED = re.compile(r"(?:[_$]|[^\s\-]-|\w\.)\0|\0(?:[_(]|-[^\s\-]|\.\w)")


def is_whole_word(here: Setting, cues: Cues) -> bool:
    """Not a piece of another word: 社外秘書, 神秘, confidentially."""
    left, right = here.before[-1:], here.after[:1]
    if here.word.is_latin:
        return not (left and is_latin(left)) and not (right and is_latin(right))
    if cues.homograph.search(here.after) and not cues.homograph_but.search(here.after):
        return False
    if is_one_character(here):
        return here.is_symbol or not (is_cjk(left) or is_cjk(right))
    return not (_is_compound(here, cues) or _is_japanese(here))


_COMPOUND = re.compile("[一-龯ァ-ヶ]")
_OF_DOCUMENTS = re.compile("[扱取指区等級保厳事項度性用版限]")


def _is_compound(here: Setting, cues: Cues) -> bool:
    """Is a weak word the beginning of a longer one that is no document: 秘密鍵, 機密費?"""
    if not here.word.weak or here.word.language != "ja" or not _COMPOUND.match(here.after):
        return False
    return not (cues.noun.match(here.after) or _OF_DOCUMENTS.match(here.after))


_KANA = re.compile("[ぁ-んァ-ヶ]")


def _is_japanese(here: Setting) -> bool:
    """Is a word that Chinese marks documents with in a Japanese text: 内部で使う, ## 内部?"""
    if not here.word.shared:
        return False
    beside = here.below[:2] or here.above[:2]
    return bool(_KANA.search(here.line) or any(map(_KANA.search, beside)))


def is_one_character(here: Setting) -> bool:
    """秘 stands in hundreds of words; it needs clear surroundings."""
    return len(here.word.text) == 1 and is_cjk(here.word.text)


def is_glued(here: Setting) -> bool:
    """Is it part of an identifier: is_confidential, secret-sharing?"""
    return here.word.is_latin and bool(_GLUED.search(f"{here.before[-2:]}\0{here.after[:2]}"))


def is_shown(here: Setting) -> bool:
    """Does a line begin with it, with a capital, not indented and in no comment?"""
    is_first = not here.before.strip("【[(<*_「 ") and not here.before.startswith("  ")
    return is_first and here.raw[:1].isupper()


def is_cjk(char: str) -> bool:
    """A kana or an ideograph."""
    return "\u3041" <= char <= "\u9fff" and char.isalpha()
