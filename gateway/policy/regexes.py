"""A regular expression of the policy -> checked to compile and to ask for something."""

from __future__ import annotations

import re
from typing import Annotated, Any

import re2
from pydantic import BeforeValidator

from gateway.policy.syntax import shorten
from gateway.policy.values import described, text, wrong

MAX_REGEX = 4_000  # characters; gitleaks' longest rule has 1,900
MAX_EXPANDED = 50_000  # `regex` writes {n} out: x{100000000} asks for gigabytes. RE2 ends at 1,000


def _regex(value: Any) -> str:
    pattern = text(value)
    if len(pattern) > MAX_REGEX:
        raise wrong(
            f"a regex of more than {MAX_REGEX:,} characters; cut it into several patterns",
            f"正規表現が {MAX_REGEX:,} 文字を超えます。いくつかに分けてください",
        )
    compiled, problem = compiled_regex(pattern)
    if compiled is None or compiled_regex(f"(?i){pattern}")[0] is None:
        # the second form is sought in folded text, in which there are no capitals
        raise wrong(
            f"the regex cannot be used ({problem}); correct it, and keep it in single quotes",
            f"正規表現として使えません（{problem}）。直して、単引用符で囲んでください",
        )
    if compiled.fullmatch("") is not None:
        raise wrong(
            "the regex fits the empty text and so everything; ask for at least one character",
            "この正規表現は空の文にも合い、すべてに合ってしまいます。1文字以上を求めてください",
        )
    return pattern


def compiled_regex(pattern: str) -> tuple[Any, str]:
    """RE2's form of a pattern (linear time), else that of `regex`; or None and the problem."""
    options = re2.Options()
    options.log_errors = False  # they would go to standard error, past every format
    try:
        return re2.compile(pattern, options=options), ""
    except Exception as e:
        problem = _problem(e)
    if expanded(pattern) > MAX_EXPANDED:
        return None, "it repeats too often"
    import regex  # for what RE2 does not take: look-around, back references

    try:
        return regex.compile(pattern), ""
    except Exception:  # `regex` raises several kinds, RecursionError for a deep one among them
        return None, problem


_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,\d*)?\}|[()|]|.", re.DOTALL)


def expanded(pattern: str) -> int:
    """About how many characters, classes and groups a pattern has once each {n} is written out."""
    sizes, last = [0], 0  # of the groups that are open; of what a {n} would repeat
    for piece in _PIECE.finditer(pattern):
        if piece[1]:
            sizes[-1] += last * (int(piece[1][:9]) - 1)
            last *= int(piece[1][:9])
        elif piece[0] == "(":
            sizes.append(1)
        elif piece[0] == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        else:
            last = 1
            sizes[-1] += last
    return sum(sizes)


def _problem(e: Exception) -> str:
    words = e.args[0] if e.args else ""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return shorten(said.split(":")[0], 60)  # behind the colon RE2 repeats the pattern


Regex = Annotated[str, BeforeValidator(_regex), described("string", minLength=1)]
