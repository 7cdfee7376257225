"""Brackets around a marker: 【社外秘】原価表, [CONFIDENTIAL] Scrap rate, 以上（社外秘）."""

from __future__ import annotations

import re

from classifiers._marker import speaking
from classifiers._marker.lexicon import Cues
from classifiers._marker.lines import is_start
from classifiers._marker.setting import Setting

_ANY = "【】\\[\\]()〔〕〖〗〈〉《》<>≪≫«»{}★☆◆■※"
_OPENED = re.compile(rf"[【\[(〔〖〈《<≪«{{★☆◆■※]\s?[^{_ANY}。!?]{{0,16}}$")
_CLOSED = re.compile(rf"^[^{_ANY}。!?]{{0,30}}?[】\])〕〗〉》>≫»}}★☆◆■※]+")
_CLOSING = "】])〕〗〉》>≫»}★☆◆■※"

# These set titles apart. Round, angular and curly ones do other things as well.
_STRONG = "【〔〖《≪★☆◆■["
_APART = re.compile(r"[・/／、,|｜:：;\s]+")
# A call, an index; but a command of LaTeX sets text: \lhead{CONFIDENTIAL}.
_CALLED = re.compile(r"(?:^|[^\\a-zA-Z0-9_])[a-zA-Z0-9_]+$")
_PARTICLES = re.compile(r"[をがはにで]")


def is_bracketed(here: Setting, cues: Cues) -> bool:
    closed = _CLOSED.search(here.after)
    opened = _OPENED.search(here.before[-24:]) if closed else None
    if not opened or not closed:
        return False
    bracket, head = opened[0][0], opened[0][1:]
    left, right = here.before[: -len(opened[0])], here.after[closed.end() :]
    if _is_of_program(here, bracket, left) or speaking.goes_on(right, cues):
        return False
    if not _is_stamp(f"{head}{here.found}{closed[0]}", head, bracket, here, cues):
        return False
    return _is_placed(left, right, bracket, here, cues)


def _is_of_program(here: Setting, bracket: str, left: str) -> bool:
    """print(SECRET), <confidential>, {secret}"""
    if bracket in "([{" and _CALLED.search(left):
        return True
    if not here.word.is_latin:
        return False
    is_title = here.raw[:1].isupper() and len(here.raw) > len("secret")
    return (here.is_plain and not is_title) or (bracket in "<{" and not here.is_capital)


def _is_stamp(content: str, head: str, bracket: str, here: Setting, cues: Cues) -> bool:
    """Is all of it a mark, or a mark beside short words that are set apart: 要返却・社外秘?"""
    if cues.pure.fullmatch(content):
        return True
    if here.word.is_latin or bracket in "<{":
        return False
    parts = _APART.split(content.rstrip(_CLOSING))
    own = len(_APART.split(head)) - 1
    return len(parts) > 1 and bool(
        cues.pure.fullmatch(parts[own]) and all(len(part) < 13 for part in parts)
    )


def _is_placed(left: str, right: str, bracket: str, here: Setting, cues: Cues) -> bool:
    """Do the brackets stand where a stamp would: head or foot of a line, before a title?"""
    if right[:1] == "の" and speaking.is_asked_about(here, cues):
        return False
    if is_start(left):
        return True
    if not right.strip(" 」』\"'*_|。"):
        return bool(right.strip()) or not cues.names.search(left)
    if here.word.is_latin:
        return False
    if bracket in "(<{":  # 資料5（社外秘）　配合の変更
        return len(left) <= 20 and not _PARTICLES.search(left) and right[:1].isspace()
    return bracket in _STRONG and right.lstrip()[:1].isalnum()
