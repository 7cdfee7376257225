"""A searched text -> the values that a label names as secrets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from classifiers import _lazy_re as re
from classifiers._credentials.claims import Claim
from classifiers._credentials.hits import GenericRule, Hit, bounded
from classifiers._credentials.judge import SIGNS, judge
from classifiers._credentials.label_lexicon import Label, bare, labels
from classifiers._credentials.pairs import is_pair, second
from classifiers._credentials.secret_names import is_name, label_in, label_of, whole_name
from classifiers._credentials.sentences import Finder, Link, beside, link, linked
from classifiers._credentials.utf8 import Utf8
from classifiers._credentials.value_at import Value, narrow, read, rest
from gateway.model import Segment

_BEFORE = 80  # characters looked at before a label
_AFTER = 40  # and after a value
_CONTEXT = 300  # bytes after a label that can change what is made of it
_FLAG = re.compile(r"(?:^|[\s\"'])--?[a-z-]*$")
_NETRC = re.compile(r"(?:login|machine|default)\s+\S+\s+$")
_DEFINE = re.compile(
    r"(?:define|set[a-z]*|put|env|add[a-z]*|property|replace|header|config)\s?\(\s{0,3}[\"']?[\w.-]*$"
)
_CODE = re.compile(
    r"(?<![a-z0-9])(?:self|this|const|let|var|val|return|def|func|fn|function|await|new|final|static|private|public|string|if|elif)(?![a-z0-9])"
    r"|[({.\[]\s*$"
)
_USER = re.compile(
    r"(?:(?<![a-z0-9])(?:id|user(?:name)?|login|account|mail|email)|ユーザー?(?:名|id)?|アカウント(?:名)?)[\"']?\s{0,2}[:=]"
)
# A path or the name of a file, not the name of a value: `man5/passwd.5`, `set-encrypt-key.asm`.
_PATH_BEFORE = re.compile(r"[\w.+]/[\w.+\-]*$")
_EXTENSION = re.compile(r"[\w.\-]*\.[a-z0-9]{1,5}")
_LOOSE = frozenset({Link.SPACED, Link.BELOW, Link.CELL})
_OWN_LABEL = re.compile(r"([A-Za-z_][\w.-]{0,40})[:=]")
_RULES = {
    "password": GenericRule.LABELLED_PASSWORD,
    "short": GenericRule.LABELLED_PASSWORD,
    "pin": GenericRule.LABELLED_PIN,
    "phrase": GenericRule.LABELLED_PASSPHRASE,
    "key": GenericRule.LABELLED_KEY,
    "token": GenericRule.LABELLED_TOKEN,
    "basic": GenericRule.LABELLED_BASIC,
    "provider": GenericRule.GENERIC_KEY,
    "own": GenericRule.GENERIC_KEY,
}
"""By the family of the label. Of family `login` are pairs alone."""


def labelled(segment: Segment) -> Iterator[Hit]:
    """Values beside a label within a text."""
    reader = _Reader(segment)
    yield from bounded(reader.hits(linked()), segment.text)
    yield from bounded(reader.hits(beside()), segment.text)


def keyed(text: str, name: str) -> Iterator[Hit]:
    """The whole text, if `name` (a JSON key, the heading of a column) names a secret."""
    value = text.strip()
    if not value or len(value) > 4096 or "\n" in value:
        return
    label = label_of(name)
    if label is None:
        return
    start = text.index(value)
    if confidence := judge(Claim(label, Link.ASSIGNED, narrow(value), quoted=True)):
        yield hit(start, start + len(value), label, confidence, Link.KEY)


def hit(start: int, end: int, label: Label, confidence: float, how: Link) -> Hit:
    """A hit by the rule of the label's family. The label is the list's, not the text's."""
    return _RULES[label.family].at(start, end, confidence, _told(label), how.value)


def _pair_hit(start: int, end: int, label: Label) -> Hit:
    """The password of a pair, whatever family its label is of."""
    return GenericRule.LABELLED_PAIR.at(start, end, 0.8, _told(label))


def _told(label: Label) -> str:
    """The word as it is written; the list parts a word of any script with spaces."""
    return label.word if label.word.isascii() else label.word.replace(" ", "")


@lru_cache(4096)  # a label's spellings, nothing else
def _label(word: bytes) -> Label | None:
    return labels().get(bare(word.decode()))


class _Reader:
    """Reads a searched text from label to label."""

    def __init__(self, segment: Segment) -> None:
        self.text = segment.text
        self.folded = segment.searchable
        self.bytes = Utf8(self.folded.text)

    def hits(self, finder: Finder) -> Iterator[Hit]:
        data, reached = self.bytes.data, 0
        known: dict[tuple[bytes, bytes], tuple[Hit, int] | None] = {}
        for begin, end in finder.spans(data):
            if begin < reached:
                continue
            around = data[max(0, begin - _BEFORE) : begin], data[begin : begin + _CONTEXT]
            if around in known:  # what is repeated is judged once
                read = self._again(known[around], begin)
            else:
                read = self._first(finder, begin, end)
                if read is None or self._is_near(read[1] - begin):
                    known[around] = read and self._apart(read, begin)
            if read:
                yield read[0]
                reached = read[1]

    def _first(self, finder: Finder, begin: int, end: int) -> tuple[Hit, int] | None:
        """The secret that a match leads to, and the byte where it ends."""
        parts = finder.parts.match(self.bytes.data, begin, end)
        first = 1 if parts.start(1) >= 0 else 4
        at = parts.end(first + 2)
        found = self._read(parts, first, begin, at)
        return (found, at + found.end - found.start) if found else None

    def _is_near(self, length: int) -> bool:
        """Is all of it compared with what repeats, and each character in its place?"""
        return length < _CONTEXT - 4 * _AFTER and not self.folded.ways

    def _apart(self, read: tuple[Hit, int], begin: int) -> tuple[Hit, int]:
        """The same counted from the label."""
        found, end = read
        start = self.bytes.char(begin)
        return found.moved(found.start - start, found.end - start), end - begin

    def _again(self, read: tuple[Hit, int] | None, begin: int) -> tuple[Hit, int] | None:
        """The same from another label with the same around it."""
        if read is None:
            return None
        found, length = read
        start = self.bytes.char(begin)
        return found.moved(found.start + start, found.end + start), begin + length

    def _read(self, match: Any, first: int, begin: int, at: int) -> Hit | None:
        start = self.bytes.char(begin)
        before = self.folded.text[max(0, start - _BEFORE) : start]
        suffix = match[first + 1].decode()
        label = self._named(match[first], suffix, before, start)
        start = self.bytes.char(at)
        if label is None or start >= len(self.folded.text):
            return None
        value = read(self.text, self.folded.span(start, start + 1)[0])
        if is_pair(label, before) and (pair := second(self.text, value.start, label)):
            return _pair_hit(*pair, label)
        if value.start >= value.end:
            return None
        return self._judged(label, before, suffix, match[first + 2].decode(), value)

    def _named(self, word: bytes, suffix: str, before: str, start: int) -> Label | None:
        """The label that the whole name bears: of `cybozu_api_token` the last one."""
        if len(suffix) > 2 and (inner := label_in(suffix, suffix)):
            # the token of `authenticity_token` is none of a login
            name = f"{whole_name(before)}{word.decode()}{suffix}"
            return inner if label_in(name, name) else None
        label = _label(word)
        if label and is_name(label, before, suffix, lambda: self._original(start)):
            return label
        return None

    def _original(self, begin: int) -> str:
        first, last = self.folded.span(begin, begin + 1)
        return self.text[max(0, first - 2) : last]

    def _judged(
        self, label: Label, before: str, suffix: str, between: str, value: Value
    ) -> Hit | None:
        how = link(between)
        if how in _LOOSE and (_ends_path(before) or _EXTENSION.fullmatch(suffix)):
            return None
        plain = narrow(self.text[value.start : value.end])
        if how is Link.SPACED and plain[0] in SIGNS:
            return None  # it is read where the sign is
        if not value.quoted and (own := _OWN_LABEL.match(plain)) and label_of(own[1]):
            return None
        after = value.end + value.quoted
        flag = _is_flag(before, between, how)
        claim = Claim(
            label,
            how,
            plain,
            value.quoted,
            after=self.text[after : after + _AFTER],
            flag=flag,
            user=_has_user(before) if label.family == "short" else _has_name(label, before),
            code=not flag and label.word.isascii() and self._is_code(before, between, after),
        )
        if not (confidence := judge(claim)):
            return None
        end = value.end if value.quoted else rest(self.text, value)
        return hit(value.start, end, label, confidence, how)

    def _is_code(self, before: str, between: str, after: int) -> bool:
        if between.endswith(" = ") or "==" in between or ":=" in between:
            return True
        following = self.text[after : after + 1]
        return following in {",", ")", ";"} and bool(_CODE.search(before.rpartition("\n")[2]))


def _ends_path(before: str) -> bool:
    return "/" in before and bool(_PATH_BEFORE.search(before))


def _has_user(before: str) -> bool:
    """Does a user name stand before the label, or is the label the end of a longer name?"""
    return before.endswith(("_", ".")) or bool(_USER.search(before))


def _has_name(label: Label, before: str) -> bool:
    """Is a label of family `own` the end of the name of something: acme_key, acmeKey, 連携キー?"""
    last = before[-1:]
    return label.family == "own" and (last.isalnum() or last in {"_", "-"})


def _is_flag(before: str, between: str, how: Link) -> bool:
    """Does the form alone say that a value follows: an option, a `.netrc` line, a setter?"""
    if how is Link.CELL:
        return "(" in before and bool(_DEFINE.search(before))
    if how in {Link.SPACED, Link.BELOW}:
        is_netrc = before[-1:].isspace() and _NETRC.search(before)
        return bool(is_netrc or ("-" in before and _FLAG.search(before)))
    return before.endswith("-") or "value=" in between
