"""A field that says how secret a text is: classification: confidential, 機密区分　社外秘."""

from __future__ import annotations

from classifiers import _lazy_re as re
from classifiers._marker.lexicon import Cues
from classifiers._marker.setting import Setting

_CLOSING = r"^[\"'`”’」』】\])>*]*"
_VALUE_END = re.compile(
    # The end, a mark, a gap or the next field; or one short remark up to the end.
    rf"{_CLOSING}\s*(?:$|[,;、。}}\]|(/<\-–—#・]|\s{{2}}|\s+[^\s:=]{{1,24}}\s?[:=]|\t)"
    rf"|{_CLOSING}\s+[^\s。、?!]{{1,24}}(?:\s|$)"
)
_DOCUMENT = re.compile(r"^\s?(?:資料|文書|情報|扱い|文件|资料|문서|document)")

# A condition, an argument, a query: there the word is what is asked for.
_COMPARED = re.compile(
    r"[=!<>]=+\s*[\"'`]?$|\b(?:where|and|or|when|if|elif|case|assert|expect|filter|return|set)\b"
    r"[^\n]{0,60}=\s*[\"'`]$|\w\([^\n()]{0,60}=\s*[\"'`]$"
)
_ELEMENT = re.compile(r"<([a-z_\-]{1,40})(?:\s[^<>]{0,80})?>\s*$")
_REACH = 80


def is_field(here: Setting, cues: Cues) -> bool:
    """Is the word the whole value of such a field?"""
    before = here.before[-_REACH:]
    if not (_is_named(before, cues) or _is_nested(here, cues)) or _COMPARED.search(before):
        return False
    return bool(_VALUE_END.search(_DOCUMENT.sub("", here.after, count=1)))


_LEVEL_OF = re.compile(r"^\s+[\"']?(?:level|label|value|name|class)[\"']?\s*:\s*[\"']?$")


def _is_nested(here: Setting, cues: Cues) -> bool:
    """The level of a field on the line above: classification, and below it level: secret."""
    if not here.above or not _LEVEL_OF.search(here.before):
        return False
    return cues.strict_key.fullmatch(here.above[0].strip().rstrip(":{ ")) is not None


def _is_named(before: str, cues: Cues) -> bool:
    if not any(map(str.isalnum, before)):
        return False  # a name has letters
    if (
        cues.key_before.search(before)
        or cues.plain_key_before.search(before)
        or cues.loose_key_before.search(before)
    ):
        return True
    element = _ELEMENT.search(before)
    return element is not None and cues.strict_key.fullmatch(element[1]) is not None
