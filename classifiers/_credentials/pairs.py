"""`ID/PW: alice / hunter2` -> the second of the two."""

from __future__ import annotations

from classifiers import _lazy_re as re
from classifiers._credentials.label_lexicon import Label
from classifiers._credentials.placeholders import is_expression, is_stand_in
from classifiers._credentials.value_at import trim
from classifiers._credentials.values import make

_JOINS = ("/", "・", "、", ",", "&", "+", "|", "と", "び", "よび", "d", "login", "初期", "ログイン")
_USER_JOINED = re.compile(
    r"(?:id|ユーザー?(?:名|id)?|user(?:name)?|user id|account|アカウント(?:名)?|login"
    r"|メール(?:アドレス)?|mail|email|社員番号|用户名|아이디)"
    r"[ \t]{0,3}(?:/|・|、|,|&|\+|と|および|及び|and|\|)[ \t]{0,3}(?:login |初期|ログイン)?$"
)
_PAIR = re.compile(
    r"[\s「『\"'(（]{0,4}([\w.@+\-]{1,64})[ \t]{0,3}(?:/|／|:|：|,|、|，|・|\||と|\s)[ \t]{0,3}"
    r"[「『\"'(（]{0,2}([!-~]{4,128})"
)


def is_pair(label: Label, before: str) -> bool:
    """Does the label stand for a user name and a password together?"""
    if label.family == "login":
        return True
    return before.rstrip(" \t").endswith(_JOINS) and bool(_USER_JOINED.search(before))


def second(text: str, start: int, label: Label) -> tuple[int, int] | None:
    """The place of the password, if a pair begins at `start` and its second half may be one."""
    found = _PAIR.match(text, start)
    if not found:
        return None
    value = trim(found[2])
    kinds = make(value)
    if not kinds.digits or not (kinds.is_medium or kinds.is_number):
        return None
    if label.family == "login" and not (
        kinds.is_strong or (kinds.digits > 1 and kinds.length >= 8)
    ):
        return None
    if is_stand_in(value) or is_expression(value, is_whole=True):
        return None
    return found.start(2), found.start(2) + len(value)
