"""Brackets around a marker: 【社外秘】原価表, [CONFIDENTIAL] Scrap rate, 以上（社外秘）."""

from __future__ import annotations

from classifiers import _lazy_re as re
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
    if _is_of_program(here, bracket, left) or _goes_on(left, right, here, cues):
        return False
    if not _is_stamp(f"{head}{here.found}{closed[0]}", head, bracket, here, cues):
        return False
    return _is_placed(left, right, bracket, here, cues)


# A title may begin with what one speaks of markers with: 【社外秘】ラベル印刷機, 【机密】与客户
# It is no title where the sentence goes on behind that: 【社外秘】ラベルを, 【机密】和【秘密】.
_THING = re.compile(
    r"^(?:[ァ-ヶー]{2,}+|[一-龯]++し?+)(?![をがはもとのにでや、。?])"
    r"|^(?:[ァ-ヶー]++|し)?[一-龯]{3,}"
)
_LINK = re.compile(r"^[和与與及或](?![【「『“\"\[])")


def _goes_on(left: str, right: str, here: Setting, cues: Cues) -> bool:
    """Is the bracketed word the topic of a sentence, not the mark of a title?"""
    if not speaking.goes_on(right, cues):
        return False
    if here.word.is_latin or not is_start(left):
        return True
    language = _language(here, right)
    if not cues.goes_on_in[language].search(right):
        return False
    title = {"ja": _THING, "zh": _LINK}.get(language)
    return not (title and title.search(right))


def _language(here: Setting, right: str) -> str:
    """The language of what stands beside a marker in an East Asian script."""
    line = here.before[-80:] + right[:80]
    for name, letters in (("ja", "[ぁ-ヶ]"), ("ko", "[가-힣]"), ("th", "[\u0e00-\u0e7f]")):
        if re.search(letters, line):
            return name
    return here.word.language


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


def _is_title(left: str) -> bool:
    """翻訳費（社外秘）: short and no sentence, or a heading of Markdown."""
    line = left.rpartition("\n")[2].strip()
    return line.startswith("# ") or bool(_TITLE.fullmatch(line) and not _PARTICLES.search(line))


_TITLE = re.compile(r"(?=[^\n]{0,20}[一-龯ァ-ヶ])[\w一-龯ァ-ヶー・ ()\[\]\-]{2,20}")


def _is_placed(left: str, right: str, bracket: str, here: Setting, cues: Cues) -> bool:
    """Do the brackets stand where a stamp would: head or foot of a line, before a title?"""
    if right[:1] == "の" and speaking.is_asked_about(here, cues):
        return False
    if is_start(left):
        return True
    if not right.strip(" 」』\"'*_|。"):
        return bool(right.strip()) or _is_title(left) or not cues.names.search(left)
    if here.word.is_latin:
        return False
    if bracket in "(<{":  # 資料5（社外秘）　配合の変更
        return len(left) <= 20 and not _PARTICLES.search(left) and right[:1].isspace()
    return bracket in _STRONG and right.lstrip()[:1].isalnum()
