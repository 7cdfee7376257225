"""What shows that a text speaks of a marker and does not bear it. Each gives yes or no."""

from __future__ import annotations

import re
from itertools import pairwise

from classifiers._marker.lexicon import OPEN, Cues, is_latin, squeezed
from classifiers._marker.setting import Setting, without_tags

_NEAR = 90
"""Characters on either side in which other items of a list are sought."""

# What stands between the items of a list, or of a program's table of labels.
_BETWEEN = re.compile(
    r"(?:[=:(][^、,;。\n]{1,18}[)]?[、,;/|])?"
    r"[\s\"'“”‘’「」『』`\[\](){}<>|/,、・;:=→>≧≦≪≫\-–—_\d.*#【】《》〈〉①-⑨]*"
    r"(?:(?:と|や|or|and|vs\.?|および|及び|又は|または|または|か|から|より|to|than|와|과|하고|hoặc|và|dan|atau"
    r"|กับ|และ|หรือ|和|或|与|與|跟)"
    r"[\s\"'“”‘’「」『』`【】]*)?"
    r"(?:[a-z_]{1,18}[\"']?\s*[:=]\s*[\"'])?"
)
_WORDY = re.compile(r"^[\"']?\|[\"']?$|と|や|or|and|vs|より|から|to|than|와|과|hoặc|và|dan|atau|กับ|和|或|与|与|[\"'“「『]")
_PARTICLE = frozenset("とやのをがはにでもかへ와과가를은는的和与與或")

_ITEM_HEAD = r"^[\s\-*#>・•●○■□◆◇\d.)(（a-eⅰ-ⅹ①-⑨|\"'「『\[【]*"
_ITEM_TAIL = re.compile(r"\s*(?:$|[:=(,、|\"'」』\]】\-–—→;)])|\t|\s{2}")
_NUMBERED = re.compile(r"^\s*(?:[-*+・•]\s?|\(?\d{1,2}[.)]|[①-⑨])")
_ITEM_HEAD_RE = re.compile(_ITEM_HEAD)

_QUOTE_BEFORE = re.compile(r"[\"'`“‘「『]\s?[\[(【<《〔]?$")
_QUOTE_AFTER = re.compile(r"^[\])】>》〕]?\s?[\"'`”’」』]")
_ASCII_QUOTE_BEFORE = re.compile(r"[\"'`]\s?[\[(【<《〔]?$")
_CALL = re.compile(r"(?:\w\(|[=+,(]|\breturn)\s*[frub]?[\"'`]{1}[\[(【<《〔]?$")
_CALL_END = re.compile(r"^[^\"'`]*[\"'`]\s*[)+;\]]")
_IN_TAG = re.compile(r"<[a-z/][^<>]*\s[^<>]*$")
_IN_ADDRESS = re.compile(r"https?://\S*$")
_PART_OF_SPEECH = re.compile(r"^\s?[(\[](?:adj|adv|noun|adjective|verb|n|v|名詞?|形動?)\.?[)\]]")
_PLACEHOLDER = re.compile(r"(?:[$#%{]\{|<%=?)\s?$")
_ASSIGNED = re.compile(r"[=(,+\[{:]\s*[frub]?[\"'`][\[(【<《〔]?$")
_ESCAPED = re.compile(r"\\[\[(]$")


def is_denied(s: Setting, cues: Cues) -> bool:
    """not confidential, 社外秘ではありません, 不属于机密"""
    before, _ = s.sentence
    return bool(
        cues.denies_before.search(before[-60:].replace("“", "").rstrip("「『\"'【"))
        or cues.denies_after.search(s.after.lstrip("」』\"'】)]")[:60])
    )


def is_listed(s: Setting, cues: Cues) -> bool:
    """Does it stand among names of other levels: 公開／社内限り／社外秘?"""
    before = without_tags(s.before)[-_NEAR:]
    word = s.text[s.start : s.end]
    window = f"{before}{word}{without_tags(s.after)[:_NEAR]}"
    at = len(before)
    items = [m for m in cues.item.finditer(window) if _stands_as_item(window, *m.span())]
    group = _group(window, [m.span() for m in items], at)
    if len(group) < 2:
        return False
    levels = {cues.levels[squeezed(window[a:b])] for a, b in group}
    commas = sum("," in (gap := window[a[1] : b[0]]) or "、" in gap for a, b in pairwise(group))
    wordy = any(_WORDY.search(window[a[1] : b[0]]) for a, b in pairwise(group))
    if OPEN in levels or len(levels) > 2 or commas > 1:
        return True
    return len(levels) == 2 and (wordy or bool(cues.names.search(window)))


def _stands_as_item(window: str, start: int, end: int) -> bool:
    left, right = window[start - 1 : start], window[end : end + 1]
    if is_latin(window[start]):
        return not (left and is_latin(left)) and not (right and is_latin(right))
    return not _is_letter(left) and not _is_letter(right)


def _is_letter(char: str) -> bool:
    return char.isalpha() and char not in _PARTICLE and not is_latin(char)


def _group(window: str, spans: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """The items, one beside the other, of which one is at a place."""
    group: list[tuple[int, int]] = []
    for span in spans:
        if group and not _BETWEEN.fullmatch(window[group[-1][1] : span[0]]):
            if any(a <= at < b for a, b in group):
                break
            group = []
        group.append(span)
    return group if any(a <= at < b for a, b in group) else []


def is_among_levels(s: Setting, cues: Cues) -> bool:
    """Do the lines around it show that it is one level of several that are named?"""
    return has_sibling(s, cues) or has_sibling_heading(s, cues) or is_one_of_choices(s, cues)


def has_sibling(s: Setting, cues: Cues) -> bool:
    """Do the lines beside it begin with names of other levels?"""
    own = cues.levels.get(squeezed(s.text[s.start : s.end]), s.word.level)
    nearby = s.above[:2] + s.below[:2]
    return any(_item_of(line, cues) not in {None, own} for line in nearby)


def is_one_of_choices(s: Setting, cues: Cues) -> bool:
    """Is it an item of a list of which the next item is nothing but a marker as well?"""
    bullet = _NUMBERED.match(s.before)
    if not bullet:
        return False
    beside = s.above[:1] + s.below[:1]
    return any(
        _NUMBERED.match(line) and cues.item.search(line) and cues.pure.fullmatch(line)
        for line in beside
    )


def has_sibling_heading(s: Setting, cues: Cues) -> bool:
    """Is it a heading among headings that name other levels?"""
    if not re.match(r"\s*(?:#+|\d+[.)])", s.before):
        return False
    own = cues.levels.get(squeezed(s.text[s.start : s.end]), s.word.level)
    around = s.text[max(0, s.start - 1500) : s.end + 1500].splitlines()
    headings = [line for line in around if re.match(r"\s*(?:#+|\d+[.)])\s", line)]
    return any(_item_of(line, cues) not in {None, own} for line in headings)


def _item_of(line: str, cues: Cues) -> str | None:
    """The level that a line of a list begins with the name of."""
    head = _ITEM_HEAD_RE.match(line)
    rest = line[head.end() if head else 0 :]
    found = cues.item.match(rest[:60])
    if not found or not found.end():
        return None
    tail = rest[found.end() : found.end() + 40]
    if not _ITEM_TAIL.match(tail) and not (_NUMBERED.match(line) and tail[:1].isspace()):
        return None
    return cues.levels[squeezed(rest[: found.end()])]


def is_quoted(s: Setting) -> bool:
    """Is the word alone in quotation marks, with a sentence around them?"""
    return bool(_QUOTE_BEFORE.search(s.before[-4:]) and _QUOTE_AFTER.search(s.after))


def is_in_code(s: Setting) -> bool:
    """Is it in a program's string, an attribute, an address, an expression?"""
    left = s.before[-24:]
    return bool(
        (_CALL.search(left) and _CALL_END.search(s.after))
        or ("<" in s.before and _IN_TAG.search(s.before))
        or ("://" in s.before and _IN_ADDRESS.search(s.before))
        or _ESCAPED.search(left)
        or (_ASSIGNED.search(left) and re.match(r"^[\])】>》〕]?[\"'`]", s.after))
        or (_PLACEHOLDER.search(left) and re.match(r"^\s?[})\]%]", s.after))
        or (_ASCII_QUOTE_BEFORE.search(left) and re.match(r"^[\])】]?[\"'`]\s*[,;)]", s.after))
    )


def goes_on(after: str, cues: Cues) -> bool:
    """Does the sentence go on with the word as its topic: 社外秘とは, 【社外秘】のマーク?"""
    after = after.lstrip(" ")
    return bool(cues.goes_on.search(after) and not cues.goes_on_but.search(after))


def is_asked_about(s: Setting, cues: Cues) -> bool:
    before, after = s.sentence
    sentence = f"{before}{s.text[s.start : s.end]}{after}".strip()
    return bool(cues.asks.search(sentence))


def is_told(s: Setting, cues: Cues) -> bool:
    """Is the sentence spoken by somebody in a story: 「極秘です」と部下が言う?"""
    close = re.search(r"[」』\"”’]", s.after)
    opened = re.search(r"[「『\"“‘][^」』\"”’]*$", s.before)
    if close and opened:
        return bool(cues.said.search(s.after[close.end() :])) or bool(
            cues.said.search(s.after[close.start() :])
        )
    before, after = s.sentence
    return bool(cues.fiction.search(f"{before} {after}"))


def is_entry(s: Setting, cues: Cues) -> bool:
    """Is it a word of a dictionary: ごくひ【極秘】, 【極秘】ごくひ。?"""
    left = s.before.rstrip("【「『[(〔")
    right = s.after.lstrip("】」』])〕・㊙ ")
    is_bracketed = left != s.before
    if _PART_OF_SPEECH.match(s.after):
        return True
    if re.match(r"[(（]\s?[ぁ-ん]{2,}\s?[)）]", s.after):
        return True
    return is_bracketed and bool(
        re.search(r"(?:^|\s)[ぁ-ん]{3,}$", left) or cues.reading.search(right)
    )
