"""The forms in which a text bears a marker. What comes out is the form, or None: it is spoken of.

A word counts for nothing unless it stands in one of these forms, and each form asks what could
speak against it. The first form that fits is the answer.
"""

from __future__ import annotations

import enum
import re
from dataclasses import replace

from classifiers._marker import speaking
from classifiers._marker.lexicon import Cues, is_latin
from classifiers._marker.setting import LINES, Setting, without_tags
from classifiers._marker.tables import is_in_column


class Form(enum.Enum):
    """How a text bears a marker, in words, and how sure that is."""

    FIELD = ("as the value of a field that says how secret it is", 1.0)
    FILE = ("in the name of a file", 0.9)
    COLUMN = ("in a column that says how secret each row is", 0.9)
    ALONE = ("on a line of its own", 1.0)
    ELEMENT = ("alone in an element", 0.9)
    BRACKET = ("in brackets", 1.0)
    LEAD = ("at the head of a line", 0.9)
    TAIL = ("at the foot or edge of a page", 0.9)
    STATED = ("the text says so of itself", 0.9)
    PART = ("in the name of a file that is sent", 1.0)

    @property
    def words(self) -> str:
        return self.value[0]

    @property
    def confidence(self) -> float:
        return self.value[1]


def form(s: Setting, cues: Cues) -> Form | None:
    """The form in which the text bears the word, or None if it speaks of it or means another."""
    if not _is_whole_word(s, cues):
        return None
    fitting = _fitting(s, cues)
    return None if fitting is None or _speaks_against(s, cues, fitting) else fitting


def _fitting(s: Setting, cues: Cues) -> Form | None:
    """The first form that fits, as far as the form itself goes."""
    forms = _BOUND if _is_glued(s) else _STRICT if s.is_common and not _is_shown(s) else _FORMS
    return next((name for name, fits in forms.items() if fits(s, cues)), None)


def _is_shown(s: Setting) -> bool:
    """Does a line begin with it, not indented, in no comment, and with a capital?"""
    return s.raw[:1].isupper() and not s.before.strip("【[(<*_「 ") and not s.before.startswith("  ")


def _speaks_against(s: Setting, cues: Cues, fitting: Form) -> bool:
    """Does anything show that the word is denied, listed, looked up or part of a program?"""
    if speaking.is_denied(s, cues):
        return True
    if fitting in _FREE or fitting is Form.FIELD:
        if speaking.is_listed(s, cues):
            return True
    if fitting not in _FREE:
        return False
    return speaking.is_entry(s, cues) or speaking.is_in_code(s) or is_on_screen(s)


# ---------------------------------------------------------------- is it the word at all


def _is_whole_word(s: Setting, cues: Cues) -> bool:
    """Not a piece of another word: 社外秘書, 神秘, confidentially."""
    left, right = s.before[-1:], s.after[:1]
    if s.word.is_latin:
        return not (left and is_latin(left)) and not (right and is_latin(right))
    if cues.homograph.search(s.after) and not cues.homograph_but.search(s.after):
        return False
    if len(s.word.text) == 1 and _is_cjk(s.word.text):
        return s.raw == "㊙" or not (_is_cjk(left) or _is_cjk(right))
    return True


def _is_cjk(char: str) -> bool:
    return "\u3041" <= char <= "\u9fff" and char.isalpha()


_GLUED = re.compile(r"(?:[_$]|[^\s\-]-|\w\.)\0|\0(?:[_(]|-[^\s\-]|\.\w)")


def _is_glued(s: Setting) -> bool:
    """Is it part of an identifier: is_confidential, secret-sharing?"""
    return s.word.is_latin and bool(_GLUED.search(f"{s.before[-2:]}\0{s.after[:2]}"))


# ---------------------------------------------------------------- fields

_VALUE_END = re.compile(
    r"^[\"'`”’」』】\])>*]*\s*(?:$|[,;、。}\]|(/<\-–—#・]|\s{2}|\s+[^\s:=]{1,24}\s?[:=]|\t)"
    r"|^[\"'`”’」』】\])>*]*\s+[^\s。、?!]{1,24}(?:\s|$)"
)
_DOCUMENT = re.compile(r"^\s?(?:資料|文書|情報|扱い|文件|资料|문서|document)")
_COMPARED = re.compile(
    r"[=!<>]=+\s*[\"'`]?$|\b(?:where|and|or|when|if|elif|case|assert|expect|filter|return|set)\b"
    r"[^\n]{0,60}=\s*[\"'`]$|\w\([^\n()]{0,60}=\s*[\"'`]$"
)
_FIELD_TAG = re.compile(r"<([a-z_\-]{1,40})(?:\s[^<>]{0,80})?>\s*$")


def _is_field(s: Setting, cues: Cues) -> bool:
    """classification: confidential; 機密区分　社外秘"""
    before = s.before[-80:]
    if s.is_plain and is_latin(s.word.text[0]) and s.word.level == "internal" and "\n" in s.raw:
        return False
    named = (
        cues.key_before.search(before)
        or cues.plain_key_before.search(before)
        or cues.loose_key_before.search(before)
        or ((tag := _FIELD_TAG.search(before)) and cues.strict_key.fullmatch(tag[1]))
    )
    if not named or _COMPARED.search(before):
        return False
    return bool(_VALUE_END.search(_DOCUMENT.sub("", s.after, count=1)))


# ---------------------------------------------------------------- file names

_OFFICE = (
    "docx?|docm|xlsx?|xlsm|xlsb|pptx?|pdf|csv|tsv|txt|rtf|md|od[tsp]|hwpx?|zip|7z|rar|lzh|eml|msg"
    "|dwg|dxf|step|stp|stl|igs|png|jpe?g|tiff?|gif|bmp|heic|mp[34]|mov|wav|key|pages|numbers|vsdx?"
    "|one|jtd|xdw|parquet|ipynb|bak"
)
_CODE = "html?|json|xml|ya?ml|log|sql|py|js|ts|tsx|jsx|java|c|cc|cpp|h|go|rs|rb|php|cs|sh|toml"
_NAME = r"[^\s\"'<>|*?:;、。,!をにはがで「」]"
_SPACED_NAME = r"[^\n\"'<>|*?:;、。,!をにはがで「」]"
_EXTENSION_NEXT = re.compile(rf"^{_NAME}{{0,60}}?\.(?:{_OFFICE}|({_CODE}))(?:$|[^a-z0-9_.])")
_EXTENSION_FAR = re.compile(rf"^{_SPACED_NAME}{{0,50}}?\.(?:{_OFFICE})(?:$|[^a-z0-9_.])")
_IN_PATH = re.compile(r"(?:(?:^|[\s\"'(])[a-z]:|\\\\|(?:^|[\s\"'(])[/~.])[^\n\"<>|*?]{0,120}[\\/]$")
_PATH_ON = re.compile(rf"^[\\/][^\n\"<>|*?]{{1,80}}\.(?:{_OFFICE})(?:$|[^a-z0-9_])")
_NAME_EDGE_LEFT = re.compile(r"(?:^|[\s_\-(\[【「『.\\/:\"'〔+・])$")
_NAME_EDGE_RIGHT = re.compile(r"^[_\-)\]】」』.〕\d+・\s]")


def _is_file_name(s: Setting, cues: Cues) -> bool:
    """極秘_論点.docx, cost model (CONFIDENTIAL).xlsx, /finance/社外秘/budget.xlsx"""
    if "." not in s.after[:100]:
        return False
    if s.after[0] in "\\/" and _IN_PATH.search(s.before) and _PATH_ON.search(s.after):
        return not speaking.is_in_code(s)
    near = _EXTENSION_NEXT.search(s.after)
    if not near and not (_stands_out(s) and _EXTENSION_FAR.search(s.after)):
        return False
    if s.word.is_latin and not s.is_capital and (not near or near[1]):
        return False  # a program's file: confidential.py
    if (s.word.is_latin or s.word.weak) and not _has_name_edges(s):
        return False
    if s.is_plain and s.word.is_latin:
        return False
    return _is_handed_over(s, cues)


def _stands_out(s: Setting) -> bool:
    """Is it set apart in a name with spaces: in capitals, or in brackets?"""
    bracketed = re.search(r"[(\[【〔]$", s.before) and re.match(r"[)\]】〕]", s.after)
    return bool(bracketed) or (s.word.is_latin and s.is_capital)


def _has_name_edges(s: Setting) -> bool:
    return bool(_NAME_EDGE_LEFT.search(s.before) and _NAME_EDGE_RIGHT.search(s.after))


def _is_handed_over(s: Setting, cues: Cues) -> bool:
    """Does more than a question about the file come with its name?"""
    return bool(s.below) or len(s.after) > 60 or not speaking.is_asked_about(s, cues)


def names_file(s: Setting, cues: Cues) -> bool:
    """Does a file name that is sent bear the word, wherever in the name it stands?"""
    if not _is_whole_word(s, cues):
        return False
    if s.word.is_latin:
        program = re.search(rf"\.(?:{_CODE})$", s.line) and not s.is_capital
        edges = not s.word.weak or s.is_capital
        return edges and not program
    return not s.word.weak or _has_name_edges(s)


# ---------------------------------------------------------------- lines

_SCREEN_TAG = re.compile(
    r"<(?:option|label|button|select|input|li|th|string|item|value|data|enum\w*|source|target"
    r"|badge|tag|chip|menuitem|dt|dd|legend|a|span class=\"(?:badge|label|tag|chip))\b[^<>]*>"
    r"[^<>]{0,4}$"
)


def _is_alone(s: Setting, cues: Cues) -> bool:
    """社外秘 / - 3 -　社外秘 / ** CONFIDENTIAL ** / # 【社外秘】"""
    if not s.whole_line or not cues.pure.fullmatch(s.line):
        return False
    if s.is_plain and (s.word.is_latin or not _has_company(s) or not _is_at_edge_of_text(s)):
        return False
    if re.match(r"^[\])】]?[\"'`]\s*[,;)]", s.after) or _is_vertical_in_sentence(s):
        return False
    if speaking.is_among_levels(s, cues):
        return False
    return not _is_only_asked(s, cues)


def _has_company(s: Setting) -> bool:
    """Is there any text besides the line of the marker?"""
    return bool(s.above or s.below)


def _is_at_edge_of_text(s: Setting) -> bool:
    """Near the head or the foot: in between, a weak word is a heading or a cell."""
    return len(s.above) < LINES or len(s.below) < 3


def _is_vertical_in_sentence(s: Setting) -> bool:
    """One character a line, with the sentence going on below."""
    below = s.below[:1]
    if "\n" in s.text[s.start : s.end]:
        return bool(below) and below[0].startswith(("という", "と", "の"))
    near = [line.strip() for line in (*s.above[:1], *below)]
    return len(s.word.text) == 1 and any(len(n) == 1 and n.isalpha() for n in near)


def _is_only_asked(s: Setting, cues: Cues) -> bool:
    """Is the word all that is given, below a request to say something about it?"""
    above = s.above
    return not s.below and len(above) == 1 and bool(cues.names.search(above[0]))


_ELEMENT_BEFORE = re.compile(r"<([a-z][a-z0-9:_\-]*)(?:\s[^<>]{0,160})?>(?:[^\w<>]|<[^<>]{1,60}>)*$")
_ELEMENT_AFTER = re.compile(r"^[^\w<>]*</[a-z0-9:_\-]+>((?:\s*</[a-z0-9:_\-]+>)*)")


def _is_element(s: Setting, cues: Cues) -> bool:
    """<div class="stamp">社外秘</div>"""
    if ">" not in s.before or "<" not in s.after:
        return False
    opened, closed = _ELEMENT_BEFORE.search(s.before), _ELEMENT_AFTER.search(s.after)
    inner = None if s.before.endswith(("'", '"', "`")) else _inner(s)
    if inner and (_leads(inner, cues) or _trails(inner, cues)):
        return True
    if not opened or s.before[: opened.start()].endswith(("'", '"', "`")) or speaking.is_quoted(s):
        return False
    if not closed:
        tail = re.match(r"^([^<>]{0,60})</", s.after)
        if not tail or not re.match(r"^\s?[\-–—|:/。・,]", tail[1] or "x"):
            return bool(tail) and bool(cues.pure.fullmatch(tail[1]))
        return True
    if s.is_plain and s.word.is_latin:
        return False
    return not speaking.goes_on(s.after[closed.end() :], cues)


def _inner(s: Setting) -> Setting | None:
    """The same with no more than the text of the element that it stands in as its line."""
    opened, closed = s.before.rfind(">"), s.after.find("</")
    if opened < 0 or closed < 0:
        return None
    return replace(s, before=s.before[opened + 1 :], after=s.after[:closed], whole_line=True)


_OPENED = re.compile(r"[【\[(〔〖〈《<≪«{★☆◆■※]\s?[^【】\[\]()〔〕〈〉《》<>≪≫«»{}★☆◆■※。!?]{0,16}$")
_CLOSED = re.compile(r"^[^【】\[\]()〔〕〈〉《》<>≪≫«»{}★☆◆■※。!?]{0,30}?[】\])〕〗〉》>≫»}★☆◆■※]+")
_STRONG_BRACKETS = "【〔〖《≪★☆◆■"


def _is_bracketed(s: Setting, cues: Cues) -> bool:
    """【社外秘】原価表, [CONFIDENTIAL] Scrap rate, 以上（社外秘）"""
    closed = _CLOSED.search(s.after)
    opened = _OPENED.search(s.before[-24:]) if closed else None
    if not opened or not closed:
        return False
    left, right = s.before[: len(s.before) - len(opened[0])], s.after[closed.end() :]
    content = f"{opened[0][1:]}{s.text[s.start : s.end]}{closed[0]}"
    if not _is_stamp(content, opened[0][1:], cues) or speaking.goes_on(right, cues):
        return False
    if opened[0][0] in "([{" and _CALLED.search(left):
        return False
    if s.is_plain and s.word.is_latin and not is_titled(s):
        return False
    if opened[0][0] in "<{" and s.word.is_latin and not s.is_capital:
        return False  # an element of XML, a placeholder
    return _is_at_edge(left, right, s, opened[0][0], cues)


# A call, an index; but a command of LaTeX sets text: \\lhead{CONFIDENTIAL}.
_CALLED = re.compile(r"(?:^|[^\\a-zA-Z0-9_])[a-zA-Z0-9_]+$")


def _is_stamp(content: str, head: str, cues: Cues) -> bool:
    """Is all of it a mark, or a mark beside short words that are set apart: 要返却・社外秘?"""
    if cues.pure.fullmatch(content):
        return True
    parts = _APART.split(content.rstrip("】])〕〗〉》>≫»}★☆◆■※"))
    own = len(_APART.split(head)) - 1
    return len(parts) > 1 and bool(
        cues.pure.fullmatch(parts[own]) and all(len(part) < 13 for part in parts)
    )


_APART = re.compile(r"[・/／、,|｜:：;\s]+")


def is_titled(s: Setting) -> bool:
    return s.raw[:1].isupper() and len(s.raw) > len("secret")


def _is_at_edge(left: str, right: str, s: Setting, bracket: str, cues: Cues) -> bool:
    """Do the brackets stand where a stamp would: head or foot of a line, before a title?"""
    if "の" in right[:1] and speaking.is_asked_about(s, cues):
        return False
    if _is_start(left) or not right.strip(" 」』\"'*_|。"):
        return not (right.strip() == "" and not _is_start(left) and _asks_on_line(left, cues))
    if s.word.is_latin:
        return False
    if bracket in "(<{":  # 資料5（社外秘）　配合の変更
        return len(left) <= 20 and not re.search(r"[をがはにで]", left) and right[:1].isspace()
    return bracket in _STRONG_BRACKETS + "[" and right.lstrip()[:1].isalnum()


def _asks_on_line(left: str, cues: Cues) -> bool:
    return bool(cues.names.search(left))


# What may stand before the head of a line's own text.
_START = re.compile(
    r"^(?:[\s\-‐–—―─━═=*#_~★☆※■□◆◇●○◎▲▼・•·▪►|\\/<>:;,.。!+^\"'`“‘「『【\[(〔〈《≪%&@]|rem\b"
    r"|<[^<>]{1,160}>|<!--|/\*+|//+"
    r"|\\(?:[lcrio](?:head|foot)|fancy(?:head|foot)|markboth|markright|textbf|title)(?:\[[^\]]*\])?"
    r"|\[?\d{1,2}:\d{2}(?::\d{2})?\]?(?:\s?[ap]m)?"
    r"|\d{1,4}[./\-年月]\s?\d{1,2}[./\-月]?(?:\s?\d{1,4})?日?"
    r"|(?:件名|題名|表題|タイトル|subject|title|主题|主旨|主題|标题|標題|제목|เรื่อง|chủ đề|tiêu đề|perihal|subjek|hal"
    r"|添付(?:ファイル)?|attachment|attached|ファイル|file|slide|スライド|p(?:age)?\.?|ページ|表紙|note|notice|注意?)"
    r"\s*\d*\s*[::)\-]?"
    r"|(?:re|fwd?|転送|返信|回复|答复|转发)\s*:"
    r"|\d{1,3}[.)、]"
    r"|[a-zà-ỹ぀-ヿ一-龯가-힣ก-๛.]{1,16}\s?(?:\(\S{1,10}\)\s?)?(?:\d{1,2}:\d{2}(?:\s?[ap]m)?)?\s?:"
    r"|[a-z぀-ヿ一-龯가-힣]{1,12}\s\d{1,2}:\d{2}(?:\s?[ap]m)?"
    r")*$"
)
_AFTER_REQUEST = re.compile(r"(?:[。!?」』:→⇒]|\.\s|—\s|下さい|ください)[\s\"'“「『`→]*$")


def _is_start(before: str) -> bool:
    """Does a text of its own begin here: a line, a message, what follows a request?"""
    return bool(_START.search(before) or _AFTER_REQUEST.search(before))


_PARTED = re.compile(
    r"^[*_~)\]】」』]{0,3}\s*(?:[:|/.。!\-–—―(【\[,]|//)\s*\S|^(?:\s{2,}|\t)\S|^(?:[*_~★☆■◆●※#]|={2})+\s*\S"
)
_SPACED = re.compile(r"^\s[^\s=?→>]")
_DEFINES = re.compile(
    r"(?:をいう|を指す|の意|情報)[。.]?\s*$|\b(?:means|refers to|is (?:any|information))\b|^\s*[:\-–—]\s*(?:data|information|any) "
)


def _leads(s: Setting, cues: Cues) -> bool:
    """社外秘　2027年度 計画, CONFIDENTIAL: draft, ㊙ 日程"""
    if not _is_start(s.before) or speaking.is_quoted(s):
        return False
    after = without_tags(s.after)
    if not _parts(s, after) or _DEFINES.search(after) or speaking.goes_on(after, cues):
        return False
    if not _PARTED.search(after) and s.raw != "㊙" and _is_query(s, cues):
        return False
    if re.match(r"^\s*[:=]\s*[\"']?(?:true|false|yes|no|\d+)[\"']?\s*,?$", after):
        return False
    if speaking.is_among_levels(s, cues):
        return False
    return not (speaking.is_asked_about(s, cues) and cues.names.search(s.line))


def _is_query(s: Setting, cues: Cues) -> bool:
    """Are these words for a search, or a question: 社外秘 部外秘 違い?"""
    if cues.names.search(s.line) or speaking.is_asked_about(s, cues):
        return True
    return not _has_company(s) and len(s.after.strip()) < 8


def _parts(s: Setting, after: str) -> bool:
    """Is what follows set apart from the word?"""
    if s.raw == "㊙":
        return bool(after.strip())
    punctuated, spaced = _PARTED.search(after), _SPACED.search(after)
    if s.word.is_latin:
        if s.word.weak or s.word.level == "top_secret":
            return s.is_capital and bool(punctuated)
        if re.match(r"^\s*,", after):
            return False
        return bool(punctuated) or (bool(spaced) and (s.is_capital or _is_cjk(after.lstrip()[:1])))
    if s.word.weak:
        return bool(spaced) and "一" <= s.word.text[0] <= "龯" and len(after.strip()) > 3
    if not "ぁ" <= s.word.text[0] <= "龯":
        return bool(punctuated)  # Korean puts spaces between words as well
    return bool(punctuated or spaced) and not re.match(r"^\s*[,、]", after)


_GAP_BEFORE = re.compile(r"(?:\s{2,}|\t|[|/・｜•·]\s*|\s[\-–—]\s|[」』)】\]]\s?)$")
_PAGE_BEFORE = re.compile(
    r"(?:©|\(c\)|copyright|版権)[^\n]{0,60}$|(?:^|\s|-)\d{1,4}\s?(?:[/／]\s?\d{1,4})?\s?[\-–—]?\s*$|(?:頁|ページ|page)[^\n]{0,12}$"
)


def _trails(s: Setting, cues: Cues) -> bool:
    """2026年10月5日　　社外秘, Page 4 of 9 | CONFIDENTIAL, © 2026 Larkfield. Confidential"""
    if not s.whole_line or not cues.pure.fullmatch(s.after) or not s.before.strip():
        return False
    if s.is_plain or (s.word.is_latin and not s.raw[:1].isupper()) or len(s.line) > 160:
        return False
    if cues.names.search(s.line) or speaking.is_quoted(s) or speaking.is_asked_about(s, cues):
        return False
    if s.before.rstrip().endswith((":", "=")) or speaking.is_among_levels(s, cues):
        return False
    wide = bool(_GAP_BEFORE.search(s.before)) or _is_name(s)
    near = not s.word.is_latin and s.before.endswith(" ") and not re.search(r"[をがはに]", s.before)
    return wide or near or bool(_PAGE_BEFORE.search(s.before))


_REQUEST = re.compile(r"くださ|下さ|くれますか|もらえますか|いただけますか|please|can you|could you|would you")
_NAME = re.compile(r"[\s*#/>\-|%;]*(?:(?:[A-Z][\w.,'’&\-]*|&|and|of|the)\s+){1,5}")


def _is_name(s: Setting) -> bool:
    """Does a name in capitals stand before it, and nothing else: Larch Motors Confidential?"""
    return s.word.is_latin and bool(_NAME.fullmatch(s.raw_before))


def _is_stated(s: Setting, cues: Cues) -> bool:
    """This memo is confidential. / 本書は社外秘です。/ 社外秘の打合せメモを要約して。"""
    before, after = s.sentence
    if speaking.is_told(s, cues) or cues.word_about.search(f"{before}§{after}"):
        return False
    if speaking.is_asked_about(s, cues) and not _REQUEST.search(after):
        return False
    sentence = f"{before[-140:]}§{after[:120]}"
    if s.raw != "㊙" and len(s.word.text) == 1 and _is_cjk(s.word.text):
        return False
    if cues.not_stated.search(sentence):
        return False
    if s.is_common:
        return bool(cues.stated_common.search(sentence))
    if cues.stated.search(sentence):
        return True
    follows = after.partition(":")[2] + s.rest()
    return len("".join(follows.split())) >= 8 and bool(cues.asked.search(sentence)) and not cues.not_asked.search(sentence)


def is_on_screen(s: Setting) -> bool:
    """Is it the text of a choice, a button, an entry of a table of texts?"""
    return bool(_SCREEN_TAG.search(s.before))


_FREE = frozenset({Form.ALONE, Form.BRACKET, Form.ELEMENT, Form.LEAD, Form.TAIL, Form.STATED})
"""Forms that a sentence, a list or a program could have as well."""

_FORMS = {
    Form.FIELD: _is_field,
    Form.FILE: _is_file_name,
    Form.COLUMN: is_in_column,
    Form.ALONE: _is_alone,
    Form.BRACKET: _is_bracketed,
    Form.ELEMENT: _is_element,
    Form.LEAD: _leads,
    Form.TAIL: _trails,
    Form.STATED: _is_stated,
}

_STRICT = {name: _FORMS[name] for name in (Form.FIELD, Form.COLUMN, Form.STATED)}
"""Forms that a common word may have in the middle of a text, in small letters."""

_BOUND = {name: _FORMS[name] for name in (Form.FIELD, Form.FILE)}
"""Forms that a word may have which is glued to another: cost_CONFIDENTIAL.xlsx."""
