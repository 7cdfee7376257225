"""What shows that a text speaks of a marker and does not bear it. Each gives yes or no."""

from __future__ import annotations

from classifiers import _lazy_re as re
from classifiers._marker.lexicon import Cues
from classifiers._marker.setting import Setting

_REACH = 60
"""Characters in which a denial stands."""

_NARROW = 24
"""Characters before the word in which a program's marks stand."""


def is_denied(here: Setting, cues: Cues) -> bool:
    """not confidential, 社外秘ではありません, 不属于机密"""
    before, _ = here.sentence
    left = before[-_REACH:].replace("“", "").rstrip("「『\"'【")
    right = here.after.lstrip("」』\"'】)]")[:_REACH]
    return bool(cues.denies_before.search(left) or cues.denies_after.search(right))


_QUOTE_LEFT = re.compile(r"[\"'`“‘「『]\s?[\[(【<《〔]?$")
_QUOTE_RIGHT = re.compile(r"^[\])】>》〕]?\s?[\"'`”’」』]")


def is_quoted(here: Setting) -> bool:
    """Is the word alone in quotation marks, with a sentence around them?"""
    return bool(_QUOTE_LEFT.search(here.before[-4:]) and _QUOTE_RIGHT.search(here.after))


# Pairs of what stands before and after: a call's argument, the value of a name, an element of an
# array, a template's variable.
_IN_PROGRAM = (
    (r"(?:\w\(|[=+,(]|\breturn)\s*[frub]?[\"'`][\[(【<《〔]?$", r"^[^\"'`]*[\"'`]\s*[)+;\]]"),
    (r"[=(,+\[{:]\s*[frub]?[\"'`][\[(【<《〔]?$", r"^[\])】>》〕]?[\"'`]"),
    (r"[\"'`]\s?[\[(【<《〔]?$", r"^[\])】]?[\"'`]\s*[,;)]"),
    (r"(?:[$#%{]\{|<%=?)\s?$", r"^\s?[})\]%]"),
)
_PAIRS = tuple((re.compile(left), re.compile(right)) for left, right in _IN_PROGRAM)
_ESCAPED = re.compile(r"\\[\[(]$")
_IN_TAG = re.compile(r"<[a-z/][^<>]*\s[^<>]*$")
_IN_ADDRESS = re.compile(r"https?://\S*$")


# A title within a program's string: a document is made, sent, stored by a call.
_TITLE_LEFT = re.compile(r"[\"'`][【《〔]$")
_TITLE_RIGHT = re.compile(r"^[】》〕]\s*(?![をがはもとのにでや、。?])[^\s\"'`)\]}%{][^\"'`]{3}")


def _is_title_in_string(here: Setting) -> bool:
    return not here.word.is_latin and bool(
        _TITLE_LEFT.search(here.before[-2:]) and _TITLE_RIGHT.search(here.after)
    )


def is_in_code(here: Setting) -> bool:
    """Is it in a program's string, an attribute, an address, an expression?"""
    left = here.before[-_NARROW:]
    if _is_title_in_string(here):
        return False
    if any(one.search(left) and other.search(here.after) for one, other in _PAIRS):
        return True
    if _ESCAPED.search(left):
        return True
    if "<" in here.before and _IN_TAG.search(here.before):
        return True
    return "://" in here.before and bool(_IN_ADDRESS.search(here.before))


def goes_on(after: str, cues: Cues) -> bool:
    """Does the sentence go on with the word as its topic: 社外秘とは, 【社外秘】のマーク?"""
    return bool(cues.goes_on.search(after) and not cues.goes_on_but.search(after))


def is_asked_about(here: Setting, cues: Cues) -> bool:
    """Is its sentence a question?"""
    before, after = here.sentence
    return bool(cues.asks.search(f"{before}{here.found}{after}".strip()))


_CLOSE = re.compile(r"[」』\"”’]")
_OPEN = re.compile(r"[「『\"“‘][^」』\"”’]*$")


def is_told(here: Setting, cues: Cues) -> bool:
    """Is the sentence spoken by somebody in a story: 「極秘です」と部下が言う?"""
    close = _CLOSE.search(here.after)
    if close and _OPEN.search(here.before):
        if _is_all_that_is_quoted(here.after[: close.start()], here.after[close.end() :]):
            return True
        outside = here.after[close.end() :], here.after[close.start() :]
        return any(cues.said.search(text) for text in outside)
    return bool(cues.fiction.search(" ".join(here.sentence)))


def _is_all_that_is_quoted(inside: str, outside: str) -> bool:
    """Does the quotation end with the sentence of the word, and another one go on around it?"""
    is_last = not inside.rstrip("。.!?").strip() or not _STOP.search(inside.rstrip("。.!?"))
    return is_last and outside[:1] not in {"。", "\n", ""} and any(c.isalpha() for c in outside)


_STOP = re.compile(r"[。!?:,、]|\.\s")
_READING_BEFORE = re.compile(r"(?:^|\s)[ぁ-ん]{3,}$")
_READING_BESIDE = re.compile(r"^[(（]\s?[ぁ-ん]{2,}\s?[)）]")
_PART_OF_SPEECH = re.compile(r"^\s?[(\[](?:adj|adv|noun|adjective|verb|n|v|名詞?|形動?)\.?[)\]]")


def is_entry(here: Setting, cues: Cues) -> bool:
    """Is it a word of a dictionary: ごくひ【極秘】, 【極秘】ごくひ。, 社外秘（しゃがいひ）?"""
    if _PART_OF_SPEECH.match(here.after) or _READING_BESIDE.match(here.after):
        return True
    left = here.before.rstrip("【「『[(〔")
    if left == here.before:
        return False
    right = here.after.lstrip("】」』])〕・㊙ ")
    return bool(_READING_BEFORE.search(left) or cues.reading.search(right))
