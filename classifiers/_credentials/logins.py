"""A text -> the passwords of pairs to log in with, in a sentence: `use admin/hunter2 to log in`.

The label of such a pair is the sentence. A user and a password apart by a slash are a path as well:
the sentence must begin or end right beside them, and the second must have a digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

from classifiers._credentials.hits import GenericRule, Hit
from classifiers._credentials.placeholders import is_stand_in
from classifiers._credentials.sentences import options
from classifiers._credentials.utf8 import Utf8
from classifiers._credentials.value_at import trim
from classifiers._credentials.values import make

_USER = r"[A-Za-z0-9_.@+-]+"
_SECOND = r"([!-.0-~]+)"  # no slash: a path has several
_LENGTHS = range(6, 129)
_LOG_IN = r"(?i:(?:log|sign)(?:ging|ing)?[ -]?(?:in|on|into|onto)(?:[^a-z]|$))"


@cache
def _pairs() -> Any:
    return re2.compile(
        (
            rf"(?i:\b(?:use|using|with|as|enter|try)) {_USER} ?/ ?{_SECOND} "
            rf"(?i:to |for |when |and )?{_LOG_IN}"
            rf"|{_LOG_IN}(?: [a-z]+){{0,4}} ?(?i:with|using|as|:) {_USER} ?/ ?{_SECOND}"
            rf"|(?:ログイン|サインイン)[^\n/:]{{0,10}}[:（(] ?{_USER} ?/ ?{_SECOND}"
            rf"|{_USER} ?/ ?{_SECOND} ?(?:で|を使って|にて)、?(?:ログイン|サインイン)"
            rf"|{_SECOND} ?を(?:入力|使用|ご?利用|お使い)[^\n。(（]{{0,12}}"
            r"[(（](?:パスワード|パスコード|暗証番号|(?i:pw|password|pass))[)）]"
        ).encode(),
        options=options(),
    )


def logins(source: Utf8) -> Iterator[Hit]:
    """Passwords of such pairs."""
    for match in _pairs().finditer(source.data):
        group = match.lastindex
        value = trim(match[group].decode("ascii"))
        kinds = make(value)
        if kinds.length not in _LENGTHS or not kinds.digits or not kinds.is_medium:
            continue
        if is_stand_in(value):
            continue
        start = source.char(match.start(group))
        yield GenericRule.LOGIN_PAIR.at(start, start + len(value), 0.85)


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _pairs()
