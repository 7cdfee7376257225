"""A file's name in a text, or the name of a file that is sent: 極秘_論点.docx."""

from __future__ import annotations

from classifiers import _lazy_re as re
from classifiers._marker import speaking
from classifiers._marker.edges import is_whole_word
from classifiers._marker.lexicon import Cues
from classifiers._marker.setting import Setting

_OFFICE = (
    "docx?|docm|xlsx?|xlsm|xlsb|pptx?|pdf|csv|tsv|txt|rtf|md|od[tsp]|hwpx?|zip|7z|rar|lzh|eml|msg"
    "|dwg|dxf|step|stp|stl|igs|png|jpe?g|tiff?|gif|bmp|heic|mp[34]|mov|wav|key|pages|numbers|vsdx?"
    "|one|jtd|xdw|parquet|ipynb|bak"
)
_CODE = "html?|json|xml|ya?ml|log|sql|py|js|ts|tsx|jsx|java|c|cc|cpp|h|go|rs|rb|php|cs|sh|toml"

# Particles do not stand in file names; with them the extension would be another word's.
_NO_NAME = r"\"'<>|*?:;、。,!をにはがで「」"
_EXTENSION_NEXT = re.compile(
    rf"^[^\s{_NO_NAME}]{{0,60}}?\.(?:{_OFFICE}|({_CODE}))(?:$|[^a-z0-9_.])"
)
_EXTENSION_FAR = re.compile(rf"^[^\n{_NO_NAME}]{{0,50}}?\.(?:{_OFFICE})(?:$|[^a-z0-9_.])")
_IN_PATH = re.compile(r"(?:(?:^|[\s\"'(])[a-z]:|\\\\|(?:^|[\s\"'(])[/~.])[^\n\"<>|*?]{0,120}[\\/]$")
_PATH_ON = re.compile(rf"^[\\/][^\n\"<>|*?]{{1,80}}\.(?:{_OFFICE})(?:$|[^a-z0-9_])")
_EDGE_LEFT = re.compile(r"(?:^|[\s_\-(\[【「『.\\/:\"'〔+・])$")
_EDGE_RIGHT = re.compile(r"^[_\-)\]】」』.〕\d+・\s]")
_BRACKET_LEFT, _BRACKET_RIGHT = re.compile(r"[(\[【〔]$"), re.compile(r"^[)\]】〕]")
_PROGRAM = re.compile(rf"\.(?:{_CODE})$")


def is_file_name(here: Setting, cues: Cues) -> bool:
    """極秘_論点.docx, cost model (CONFIDENTIAL).xlsx, /finance/社外秘/budget.xlsx"""
    if "." not in here.after[:100]:
        return False
    if here.after[0] in "\\/" and _IN_PATH.search(here.before) and _PATH_ON.search(here.after):
        return not speaking.is_in_code(here)
    near = _EXTENSION_NEXT.search(here.after.lstrip("」』"))
    if not near and not (_stands_out(here) and _EXTENSION_FAR.search(here.after)):
        return False
    if here.word.is_latin and not here.is_capital and (not near or near[1] or here.word.weak):
        return False  # a program's file: confidential.py
    if (here.word.is_latin or here.word.weak) and not _has_edges(here):
        return False
    return not _is_picture_of_mark(here) and _is_handed_over(here, cues)


_NAME_BEFORE, _NAME_AFTER = (
    re.compile(rf"[^\s{_NO_NAME}]{{0,60}}$"),
    re.compile(rf"^[^\s{_NO_NAME}]{{0,60}}?\.(?:png|svg|ico|gif|jpe?g|webp|bmp|ai|eps)\b"),
)
_MARK = re.compile(
    r"stamp|icon|badge|label|logo|mark|seal|btn|button|banner|ribbon"
    r"|スタンプ|ハンコ|判子|印|ラベル|ロゴ|アイコン|バッジ|マーク|シール|透かし|ボタン"
)


def _is_picture_of_mark(here: Setting) -> bool:
    """Is it a picture of the marker itself: stamp_社外秘_赤.png?"""
    before, after = _NAME_BEFORE.search(here.before), _NAME_AFTER.search(here.after)
    return bool(before and after and _MARK.search(before[0] + after[0]))


def _stands_out(here: Setting) -> bool:
    """Is it set apart in a name with spaces: in capitals, or in brackets?"""
    if here.word.is_latin and here.is_capital:
        return True
    return bool(_BRACKET_LEFT.search(here.before) and _BRACKET_RIGHT.search(here.after))


def _has_edges(here: Setting) -> bool:
    return bool(_EDGE_LEFT.search(here.before[-1:]) and _EDGE_RIGHT.search(here.after))


def _is_handed_over(here: Setting, cues: Cues) -> bool:
    """Does more than a question about the file come with its name?"""
    return bool(here.below) or len(here.after) > 60 or not speaking.is_asked_about(here, cues)


def names_file(here: Setting, cues: Cues) -> bool:
    """Does the name of a file that is sent bear the word, wherever in the name it stands?"""
    if not is_whole_word(here, cues) or _is_picture_of_mark(here):
        return False
    if here.word.is_latin:
        return here.is_capital or not (here.word.weak or _PROGRAM.search(here.line))
    return not here.word.weak or _has_edges(here)
