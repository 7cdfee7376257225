"""The name of a value -> does it name a secret?

`DB_PASSWORD` does, `password_hash` and `max_tokens` do not. A name is read around the label that
was found in it: what stands before it in the same name, and what stands after.
"""

from __future__ import annotations

from collections.abc import Callable

from classifiers import _lazy_re as re
from classifiers._credentials.label_lexicon import Label, bare, labels, word_list
from classifiers._credentials.sentences import any_label
from gateway.text import searchable

_AFTER = re.compile(rf"(?:{'|'.join(word_list('not_after'))})(?![a-z]{{5}})[a-z0-9]*")
_BEFORE = frozenset(word_list("not_before"))
_BEFORE_KEYS = _BEFORE | set(word_list("not_before_keys"))
_LONG_BEFORE_KEYS = tuple(w for w in _BEFORE_KEYS if len(w) > 4)
_LONG_BEFORE = tuple(w for w in _BEFORE if len(w) > 4)
_APART_BEFORE = frozenset(word_list("not_before_apart"))
_NAME_BACKWARDS = re.compile(r"[a-z0-9_.$\-]{1,40}")
_SPLIT = re.compile(r"[_.\-$]+")
_LEAD = re.compile(r"[_.\-]+|s(?![a-z])")
# Families of words that are part of many others and must stand by themselves.
_PROUD = frozenset({"short", "pin", "provider", "basic", "login", "own"})


def is_name(label: Label, before: str, suffix: str, original: Callable[[], str]) -> bool:
    """Does a label within its name still speak of a secret?

    `before` is the searched text before the label; `original` gives the end of the original one
    with the label's first character, which tells `dbPass` from `bypass`.
    """
    if not _begins(label, before, original):
        return False
    if suffix and (_runs_on(label, suffix) or _diverted(suffix)):
        return False
    return not (before and _renamed(before, is_key=label.family not in _PASSWORDS))


def _begins(label: Label, before: str, original: Callable[[], str]) -> bool:
    """A word that is part of many others must begin a word of its own."""
    if label.family not in _PROUD and len(label.word) > 4:
        return True
    last = before[-1:]
    if not label.word[0].isascii():
        is_inner = label.word[0] in "パキ" and _is_katakana(last)
        return not is_inner  # コンパス, バイパス, クッキー
    if not (last.isascii() and last.isalnum()):
        return True
    written = original()
    return written[-1:].isupper() and written[-2:-1].islower()


def _runs_on(label: Label, suffix: str) -> bool:
    """After such a word a new one must begin: not `pink`, `passes`, パスポート."""
    if _is_katakana(label.word[-1]) and _is_katakana(suffix[0]):
        return True
    proud = label.family in _PROUD or label.family == "phrase" or not label.word[-1].isascii()
    return proud and suffix[0].isalpha() and suffix.isascii()


def _is_katakana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fc"


_PASSWORDS = frozenset({"password", "short", "pin", "phrase", "login"})


def _renamed(before: str, *, is_key: bool) -> bool:
    last = before[-1]
    if last == " ":
        words = before.rsplit(None, 1)
        return bool(words) and words[-1].rpartition(" ")[2] in _APART_BEFORE
    name = _NAME_BACKWARDS.match(before[:-41:-1])
    if not name or last in ".$":
        return False
    parts = [p for p in _SPLIT.split(name[0][::-1]) if p]
    diverting, long = (_BEFORE_KEYS, _LONG_BEFORE_KEYS) if is_key else (_BEFORE, _LONG_BEFORE)
    return bool(parts) and (parts[-1] in diverting or parts[-1].endswith(long))


def whole_name(before: str) -> str:
    """What of a name stands before a place."""
    name = _NAME_BACKWARDS.match(before[:-41:-1])
    return name[0][::-1] if name else ""


def _diverted(suffix: str) -> bool:
    rest = suffix
    while lead := _LEAD.match(rest):
        rest = rest[lead.end() :]
    return any(_AFTER.fullmatch(part) for part in _SPLIT.split(rest) if part)


def label_of(name: str) -> Label | None:
    """The label in the name of a value (a JSON key, a heading), if it names a secret."""
    folded = searchable(name).text
    return label_in(folded, name if len(name) == len(folded) else folded)


def label_in(folded: str, original: str) -> Label | None:
    """The same for a name that is folded already; its last label speaks."""
    data = folded.encode("utf-8", "replace")
    found: Label | None = None
    for match in any_label().finditer(data):
        label = labels().get(bare(match[0].decode()))
        before = data[: match.start()].decode("utf-8", "replace")
        after = data[match.end() :].decode("utf-8", "replace")
        if label and is_name(label, before, after, _until(original, len(before) + 1)):
            found = label
    return found


def _until(text: str, end: int) -> Callable[[], str]:
    return lambda: text[:end]
