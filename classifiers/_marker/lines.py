"""A line of its own, the head of a line, its end: where a header, a footer, a stamp stand."""

from __future__ import annotations

from classifiers import _lazy_re as re
from classifiers._marker import lists, speaking
from classifiers._marker.edges import is_cjk
from classifiers._marker.lexicon import TAG, Cues, compiled
from classifiers._marker.setting import LINES, Setting, without_tags

# ---------------------------------------------------------------- alone

_ELEMENT_OF_ARRAY = re.compile(r"^[\])】]?[\"'`]\s*[,;)]")


def is_alone(here: Setting, cues: Cues) -> bool:
    """社外秘 / - 3 -　社外秘 / ** CONFIDENTIAL ** / # 【社外秘】 / 総務部　　秘　　p.4"""
    if not here.whole_line:
        return False
    if is_at_page_number(here, cues):
        return here.has_company and not lists.is_among_levels(here, cues)
    if not cues.pure.fullmatch(here.line):
        return False
    if here.is_plain and (here.word.is_latin or not _is_at_edge_of_text(here)):
        return False
    if _ELEMENT_OF_ARRAY.match(here.after) or _is_vertical_in_sentence(here):
        return False
    return not lists.is_among_levels(here, cues) and not _is_only_asked(here, cues)


_GAP = re.compile(r"\s{2,}|\t")
_PAGE_NUMBER = re.compile(
    r"[\-–—]\s?\d{1,4}\s?[\-–—]|(?:p|pp|page|seite|trang|hal|halaman|หน้า)\.?\s?\d{1,4}"
    r"(?:\s?(?:/|of|von|dari)\s?\d{1,4})?|\d{1,4}\s?/\s?\d{1,4}\s?(?:頁|ページ|쪽|페이지)?"
    r"|第?\s?\d{1,4}\s?(?:頁|ページ|页|쪽|페이지)(?:\s?[共/,]\s?全?\s?\d{1,4}\s?(?:頁|ページ|页)?)?"
)


def is_at_page_number(here: Setting, cues: Cues) -> bool:
    """Is it a part by itself, between gaps, of the head or foot of a page with its number?"""
    left, right = _GAP.split(here.before.lstrip()), _GAP.split(here.after.rstrip())
    if not cues.pure.fullmatch(f"{left[-1]}{here.found}{right[0]}"):
        return False
    return any(_PAGE_NUMBER.fullmatch(part.strip()) for part in (*left[:-1], *right[1:]))


def _is_at_edge_of_text(here: Setting) -> bool:
    """Near the head or the foot of more text: in between, a weak word is a heading or a cell."""
    return here.has_company and (len(here.above) < LINES or len(here.below) < 3)


def _is_vertical_in_sentence(here: Setting) -> bool:
    """One character a line, with the sentence going on below."""
    below = here.below[:1]
    if "\n" in here.found:
        return bool(below) and below[0].startswith(("という", "と", "の"))
    near = [line.strip() for line in (*here.above[:1], *below)]
    return len(here.word.text) == 1 and any(len(n) == 1 and n.isalpha() for n in near)


def _is_only_asked(here: Setting, cues: Cues) -> bool:
    """Is the word all that is given, below a request to say something about it?"""
    return not here.below and len(here.above) == 1 and bool(cues.names.search(here.above[0]))


# ---------------------------------------------------------------- at the head

# What may stand before the head of a line's own text. RE2: nested, over what a person wrote.
_START = compiled(
    r"^(?:[\s\-‐–—―─━═=*#_~★☆※■□◆◇●○◎▲▼・•·▪►|\\/<>:;,.。!+^\"'`“‘「『【\[(〔〈《≪%&@]|rem\b"
    rf"|{TAG}|<!--|/\*+|//+"
    r"|\\(?:[lcrio](?:head|foot)|fancy(?:head|foot)|markboth|markright|textbf|title)(?:\[[^\]]*\])?"
    r"|\[?\d{1,2}:\d{2}(?::\d{2})?\]?(?:\s?[ap]m)?"
    r"|\d{1,4}[./\-年月]\s?\d{1,2}[./\-月]?(?:\s?\d{1,4})?日?"
    r"|(?:件名|題名|表題|タイトル|subject|title|主题|主旨|主題|标题|標題|제목|เรื่อง|chủ đề|tiêu đề"
    r"|perihal|subjek|hal|添付(?:ファイル)?|attachment|attached|ファイル|file|slide|スライド|p(?:age)?\.?"
    r"|ページ|表紙|note|notice|注意?)\s*\d*\s*[:)\-]?"
    r"|(?:re|fwd?|転送|返信|回复|答复|转发)\s*:"
    r"|\d{1,3}[.)、]|\[[^\[\]]{1,16}\]|【[^【】]{1,16}】"
    # the name of who speaks, with or without a time
    r"|[a-zà-ỹ\x{3040}-\x{30ff}一-龯가-힣ก-\x{0e5b}.]{1,16}\s?(?:\(\S{1,10}\)\s?)?"
    r"(?:\d{1,2}:\d{2}(?:\s?[ap]m)?)?\s?:"
    r"|[a-z\x{3040}-\x{30ff}一-龯가-힣]{1,12}\s\d{1,2}:\d{2}(?:\s?[ap]m)?"
    r")*$"
)
_AFTER_REQUEST = re.compile(r"(?:[。!?」』:→⇒]|\.\s|—\s|下さい|ください)[\s\"'“「『`→]*$")


def is_start(before: str) -> bool:
    """Does a text of its own begin here: a line, a message, what follows a request?"""
    return bool(_AFTER_REQUEST.search(before[-24:]) or _START.search(before))


_PARTED = re.compile(
    # any sign but those that quote, equate, enumerate, or ask
    r"^[*_~)\]】」』]{0,3}\s*[^\w\s\"'“”‘’「」『』`=、?><*_~^+)\]】]\s*\S"
    r"|^(?:\s{2,}|\t)\S|^(?:[*_~★☆■◆●※#]|={2})+\s*\S"
)
# What kind of text is marked: 社外秘資料　…, Confidential draft: …
_KIND = re.compile(
    r"^(?:資料|文書|扱い|情報|書類|指定|文件|资料|資料|자료|문서"
    r"|(?:\s(?:draft|document|information|material|report|memo|memorandum|notice|copy|paper))+\b)"
)
_SPACED = re.compile(r"^\s[^\s=?→>]")
_SUBJECT = re.compile(r"(?:件名|題名|表題|タイトル|subject|title)\s*:\s*(?:(?:re|fwd?)\s*:\s*)*$")
_COMMA = re.compile(r"^\s*[,、]")
_DEFINES = re.compile(
    r"(?:をいう|を指す|の意|情報)[。.]?\s*$|\b(?:means|refers to|is (?:any|information))\b"
    r"|^\s*[:\-–—]\s*(?:data|information|any) "
)
_SWITCH = re.compile(r"^\s*[:=]\s*[\"']?(?:true|false|yes|no|\d+)[\"']?\s*,?$")


def leads(here: Setting, cues: Cues) -> bool:
    """社外秘　2027年度 計画, CONFIDENTIAL: draft, ㊙ 日程"""
    after = _KIND.sub("", without_tags(here.after), count=1)
    if not _parts(here, after) or not is_start(here.before) or speaking.is_quoted(here):
        return False
    if _DEFINES.search(after) or _SWITCH.search(after):
        return False
    # A particle follows a Japanese word at once, a foreign one after a space as well.
    if speaking.goes_on(after.lstrip() if here.word.is_latin else after, cues):
        return False
    if not here.is_symbol and not _PARTED.search(after) and _is_query(here, cues):
        return False
    if lists.is_among_levels(here, cues):
        return False
    return not (speaking.is_asked_about(here, cues) and cues.names.search(here.line))


_ENTRY = re.compile(
    r"[\s\-*•・\d.]*(?:[a-z][a-z \-]{2,30}\s?[–—\-:=|→]+\s?[ぁ-んァ-ヶー一-龯가-힣、 ]{1,16}"
    r"|[ぁ-んァ-ヶー一-龯가-힣]{1,12}\s?[–—\-:=|→]+\s?[a-z][a-z \-]{2,30})[。.|]?\s*"
)


def is_of_glossary(here: Setting) -> bool:
    """Are its line and the next one words with their translations: confidential – 機密の?"""
    beside = here.above[:1] + here.below[:1]
    return bool(_ENTRY.fullmatch(here.line)) and any(map(_ENTRY.fullmatch, beside))


def _is_query(here: Setting, cues: Cues) -> bool:
    """Are these words for a search, or a question: 社外秘 部外秘 違い?"""
    if cues.names.search(here.line) or speaking.is_asked_about(here, cues):
        return True
    return not here.has_company and len(here.after.strip()) < 8


def _parts(here: Setting, after: str) -> bool:
    """Is what follows set apart from the word?"""
    if here.is_symbol:
        return bool(after.strip())
    if after.startswith("の") and _SUBJECT.search(here.before):  # 件名：社外秘のご連絡
        return not here.word.weak
    punctuated, spaced = bool(_PARTED.search(after)), bool(_SPACED.search(after))
    if here.word.is_latin:
        if here.word.weak or here.word.level == "top_secret":  # Top secret: what cooks never tell
            return here.is_capital and punctuated
        is_apart = punctuated or (spaced and (here.is_capital or is_cjk(after.lstrip()[:1])))
        return is_apart and not _COMMA.search(after)
    if here.word.weak:
        return spaced and "一" <= here.word.text[0] <= "龯" and len(after.strip()) > 3
    if not "ぁ" <= here.word.text[0] <= "龯":
        return punctuated  # Korean puts spaces between words as well
    return (punctuated or spaced) and not _COMMA.search(after)


# ---------------------------------------------------------------- at the end

_GAP_BEFORE = re.compile(r"(?:\s{2,}|\t|[|/・｜•·]\s*|\s[\-–—]\s|[」』)】\]]\s?)$")
_PAGE_BEFORE = re.compile(
    r"(?:©|\(c\)|copyright|版権)[^\n]{0,60}$"
    r"|(?:^|\s|-)\d{1,4}\s?(?:[/／]\s?\d{1,4})?\s?[\-–—]?\s*$|(?:頁|ページ|page)[^\n]{0,12}$"
)
_PARTICLES = re.compile(r"[をがはに]")
_NAME = re.compile(r"[\s*#/>\-|%;]*(?:(?:[A-Z][\w.,'’&\-]*|&|and|of|the)\s+){1,5}")


def trails(here: Setting, cues: Cues) -> bool:
    """2026年10月5日　　社外秘, Page 4 of 9 | CONFIDENTIAL, © 2026 Larkfield. Confidential"""
    if not here.whole_line or not here.before.strip() or not cues.pure.fullmatch(here.after):
        return False
    if here.is_plain or (here.word.is_latin and not here.raw[:1].isupper()):
        return False
    if not _is_set_apart(here) or here.before.rstrip().endswith((":", "=")):
        return False
    if cues.names.search(here.line) or speaking.is_asked_about(here, cues):
        return False
    return not speaking.is_quoted(here) and not lists.is_among_levels(here, cues)


def _is_set_apart(here: Setting) -> bool:
    """By a gap, a page's number, a copyright line, or a name: Larch Motors Confidential."""
    if _GAP_BEFORE.search(here.before) or _PAGE_BEFORE.search(here.before):
        return True
    if here.word.is_latin:
        return bool(_NAME.fullmatch(here.raw_before))
    return here.before.endswith(" ") and not _PARTICLES.search(here.before)
