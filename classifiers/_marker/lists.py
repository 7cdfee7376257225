"""Lists of levels: what stands among 公開／社内限り／社外秘 is a level's name, no marker."""

from __future__ import annotations

from itertools import pairwise

from classifiers import _lazy_re as re
from classifiers._marker.lexicon import OPEN, Cues, compiled, is_latin, squeezed
from classifiers._marker.setting import Setting, without_tags

Span = tuple[int, int]

_NEAR = 90
"""Characters on either side in which other items of a list are sought."""

_AROUND = 1500
"""Characters above and below in which other headings are sought."""

_CONJUNCTION = (
    r"(?:と|や|or|and|vs\.?|および|及び|又は|または|か|から|より|to|than|와|과|하고|hoặc|và|dan|atau"
    r"|กับ|และ|หรือ|和|或|与|與|跟)"
)
# What stands between the items of a list, or of a program's table of labels. RE2: nested, over
# what a person wrote.
_BETWEEN = compiled(
    r"(?:[=:(][^、,;。\n]{1,18}[)]?[、,;/|])?"  # what the item means
    r"[\s\"'“”‘’「」『』`\[\](){}<>|/,、・;:=→>≧≦≪≫\-–—_\d.*#【】《》〈〉①-⑨]*"
    rf"(?:{_CONJUNCTION}[\s\"'“”‘’「」『』`【】]*)?"
    r"(?:[a-z_]{1,18}[\"']?\s*[:=]\s*[\"'])?"  # the key of the next
)
_WORDY = re.compile(rf"^[\"']?\|[\"']?$|{_CONJUNCTION}|[\"'“「『]")
_PARTICLES = frozenset("とやのをがはにでもかへ와과가를은는的和与與或")

_HEAD = re.compile(r"^[\s\-*#>・•●○■□◆◇\d.)(（a-eⅰ-ⅹ①-⑨|\"'「『\[【]*")
_TAIL = re.compile(r"\s*(?:$|[:=(,、|\"'」』\]】\-–—→;)])|\t|\s{2}")
_BULLET = re.compile(r"^\s*(?:[-*+・•]\s?|\(?\d{1,2}[.)]|[①-⑨])")
_WORD_AND_MORE = re.compile(r"^(\S+) (?=\w)")
_HEADING = re.compile(r"^\s*(?:#+|\d+[.)])")


def is_listed(here: Setting, cues: Cues) -> bool:
    """Does it stand among names of other levels on its line?"""
    before = without_tags(here.before)[-_NEAR:]
    window = f"{before}{here.found}{without_tags(here.after)[:_NEAR]}"
    items = (match.span() for match in cues.item.finditer(window))
    group = _group_at(len(before), [i for i in items if _is_item(window, *i)], window)
    if len(group) < 2:
        return False
    levels = {cues.levels.get(squeezed(window[start:end]), "") for start, end in group} - {""}
    gaps = [window[one[1] : other[0]] for one, other in pairwise(group)]
    if OPEN in levels or len(levels) > 2 or sum("," in gap or "、" in gap for gap in gaps) > 1:
        return True
    is_worded = any(_WORDY.search(gap) for gap in gaps) or bool(cues.names.search(window))
    return len(levels) == 2 and is_worded


def _is_item(window: str, start: int, end: int) -> bool:
    left, right = window[start - 1 : start], window[end : end + 1]
    if is_latin(window[start]):
        return not (left and is_latin(left)) and not (right and is_latin(right))
    return not _is_letter(left) and not _is_letter(right)


def _is_letter(char: str) -> bool:
    return char.isalpha() and char not in _PARTICLES and not is_latin(char)


def _group_at(place: int, items: list[Span], window: str) -> list[Span]:
    """The items, each joined to the next, of which one is at a place."""
    group: list[Span] = []
    for item in items:
        if group and not _BETWEEN.fullmatch(window[group[-1][1] : item[0]]):
            if _holds(group, place):
                break
            group = []
        group.append(item)
    return group if _holds(group, place) else []


def _holds(group: list[Span], place: int) -> bool:
    return any(start <= place < end for start, end in group)


def is_among_levels(here: Setting, cues: Cues) -> bool:
    """Do the lines around it show that it is one level of several that are named?"""
    return (
        _has_sibling(here, cues)
        or _is_heading_among_levels(here, cues)
        or _is_one_of_choices(here, cues)
    )


def _has_sibling(here: Setting, cues: Cues) -> bool:
    """Do the lines beside it begin with names of other levels?"""
    beside = here.above[:2] + here.below[:2]
    if not here.before.strip() and here.after[:1] == " ":
        beside = [_WORD_AND_MORE.sub(r"\1: ", line) for line in beside]  # 極秘 役員のみ
    return _names_others(beside, here, cues)


def _is_heading_among_levels(here: Setting, cues: Cues) -> bool:
    if not _HEADING.match(here.before):
        return False
    around = here.text[max(0, here.start - _AROUND) : here.end + _AROUND].splitlines()
    return _names_others([line for line in around if _HEADING.match(line)], here, cues)


def _is_one_of_choices(here: Setting, cues: Cues) -> bool:
    """Is it an item of a list of which the next item is nothing but a marker as well?"""
    if not _BULLET.match(here.before):
        return False
    return any(
        _BULLET.match(line) and cues.item.search(line) and cues.pure.fullmatch(line)
        for line in here.above[:1] + here.below[:1]
    )


def _names_others(lines: list[str], here: Setting, cues: Cues) -> bool:
    own = cues.levels.get(squeezed(here.found), here.word.level)
    return any(_level_of(line, cues) not in {None, own} for line in lines)


def _level_of(line: str, cues: Cues) -> str | None:
    """The level that a line of a list begins with the name of."""
    head = _HEAD.match(line)
    rest = line[head.end() if head else 0 :][:100]
    found = cues.item.match(rest)
    if not found or not found.end():
        return None
    tail = rest[found.end() :]
    if not _TAIL.match(tail) and not (_BULLET.match(line) and tail[:1].isspace()):
        return None
    return cues.levels.get(squeezed(rest[: found.end()]))
