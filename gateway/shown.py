r"""Text as a person wrote it -> the same as its reader sees it, capitals kept, with the way back.

For whatever tells capitals from small letters, as passwords, tokens and names do. Gone is what no
reader counts as part of a value: invisible characters, soft hyphens, marks upon ASCII characters,
a line end that is written over (`\\` before it, quoted-printable's `=`). HTML references become
what they stand for. Full-width, mathematical and circled letters become plain ones, and so do Greek
and Cyrillic letters in a Latin word.

Nearly every text is its own shown form, which is all that is asked of it then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from unicodedata import normalize

from gateway.text import (
    INVISIBLE,
    LATIN,
    LATIN_CAPITALS,
    MAX_ESCAPES,
    Searchable,
    Trace,
    Way,
    has_controls,
)

MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_UNSEEN = INVISIBLE.pattern.strip("[]")
# A mark changes the character before it; one upon a letter of another script is part of it.
_HIDDEN = re.compile(rf"[{_UNSEEN}]*(?<=[!-~{_UNSEEN}])[{_UNSEEN}{MARKS}]+|[{_UNSEEN}]+")
_HIDDEN_CHARACTER = re.compile(rf"[{_UNSEEN}{MARKS}]")
REFERENCE = re.compile(
    r"&(?:amp;){0,4}(?:#[xX][0-9a-fA-F]{1,9};?|#[0-9]{1,9};?|[A-Za-z][A-Za-z0-9]{1,30};)"
)

# A line that goes on in the next: with a backslash at its end ...
_GOES_ON = re.compile(r"(?<=\S)\\\r?\n(?=[^\s\\])")
# ... or as quoted-printable (RFC 2045, 6.7) breaks lines of more than 76 characters, where a text
# says that it is in that coding.
_SOFT = re.compile(r"(?<=[!-<>-~])=\r?\n(?=[!-~])")
_QUOTED_PRINTABLE = re.compile(r"quoted-printable", re.IGNORECASE)
_CODED = re.compile(r"=([2-7][0-9A-F])")
# One to one: letters and digits that are only drawn otherwise.
# A wide run begins with a letter or digit, or stands within a word; brackets alone are typography.
_WIDE = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a][\uff01-\uff5e]*"
    "|(?<=[!-~])[！＃＄％＆＊＋－．／＝？＠＾＿～]+(?=[!-~\uff10-\uff19\uff21-\uff3a\uff41-\uff5a])"
)
_WIDE_CHARACTER = re.compile("[\uff01-\uff5e]")
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_DRAWN = re.compile("[\u24b6-\u24e9\U0001d400-\U0001d7ff]")
_ALIKE_CHARACTER = re.compile("[\u0370-\u052f]")
_ALIKE = re.compile("(?<=[A-Za-z0-9])[\u0370-\u052f]+|[\u0370-\u052f]+(?=[A-Za-z0-9])")
_LETTERS = LATIN | LATIN_CAPITALS

# Characters that are seen as they are written, whatever stands beside them: what texts are mostly
# made of. One may be missing here (that only costs time); a test asks all that are. To match them
# is four times quicker than to search for the others.
AS_WRITTEN = (
    "\t-\r\x1c-%'-~\xa1-\xac\xae-\u024f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2190-\u245f"
    "\u2500-\u2bff\u3000-\u3163\u3165-\u9fff\uac00-\ud7a3\U0001f300-\U0001faff\U00020000-\U0003134f"
)
_OTHERS = re.compile(rf"[{AS_WRITTEN}]*+(?:([^{AS_WRITTEN}]+)|\Z)")

# A quotation mark that was written as a reference within a word closes no quotes.
_QUOTES = frozenset("\"'`")
_NO_QUOTE = "*"


def shown(text: str) -> Searchable:
    """The text as it is seen. Its characters stand one to one but for where `ways` say."""
    others = _others(text)
    if not others and not _has_signs(text):
        return Searchable(text)
    seen, ways = _letters(text, others), []
    hidden = [_without_hidden] if _HIDDEN_CHARACTER.search(others) else []
    for undo in (*hidden, _joined, *[_without_references] * MAX_ESCAPES):
        seen, way = undo(seen)
        if way:
            ways.append(way)
    if not ways:
        return Searchable(seen)
    others = _others(seen)  # a reference may stand for what is hidden
    if _HIDDEN_CHARACTER.search(others):
        seen, way = _without_hidden(seen)
        ways += [way] if way else []
    return Searchable(_letters(seen, others), tuple(ways))


def _others(text: str) -> str:
    """The characters that may be seen otherwise than they are written."""
    if text.isascii() and not has_controls(text):
        return ""
    return "".join(run[1] for run in _OTHERS.finditer(text) if run[1])


def _has_signs(text: str) -> bool:
    """Is there anything in a text of usual characters that is not shown as it is written?"""
    return "&" in text or _goes_on(text)


def _goes_on(text: str) -> bool:
    """Does a line of it go on in the next? Looked for by single characters first, as that is ten
    times quicker."""
    if "\n" not in text:
        return False
    return ("\\" in text and ("\\\n" in text or "\\\r\n" in text)) or (
        "=" in text and ("=\n" in text or "=\r\n" in text)
    )


def _is_coded(text: str) -> bool:
    """Does it say that it is in quoted-printable?"""
    return "rintable" in text and bool(_QUOTED_PRINTABLE.search(text))


def _letters(text: str, others: str) -> str:
    """What is replaced character by character; `others` holds the characters that may be."""
    if _DRAWN.search(others):
        text = _DRAWN.sub(lambda char: _plain(char[0]), text)
    if _WIDE_CHARACTER.search(others):
        text = _WIDE.sub(lambda run: run[0].translate(_NARROW), text)
    if _ALIKE_CHARACTER.search(others):
        text = _ALIKE.sub(lambda run: _alike(run[0]), text)
    return text


@cache  # at most a thousand characters
def _plain(char: str) -> str:
    folded = normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def _alike(run: str) -> str:
    """Letters that look Latin, all of them, or what was written: `αβ12` is Greek."""
    latin = run.translate(_LETTERS)
    return latin if latin.isascii() else run


def _without_hidden(text: str) -> tuple[str, Way | None]:
    return _replaced(text, ((*m.span(), "") for m in _HIDDEN.finditer(text)))


def _without_references(text: str) -> tuple[str, Way | None]:
    if "&" not in text:
        return text, None
    found = ((m, unescape(m[0])) for m in REFERENCE.finditer(text))
    return _replaced(
        text, ((*m.span(), _in_word(text, m, char)) for m, char in found if char != m[0])
    )


def _in_word(text: str, reference: re.Match[str], char: str) -> str:
    around = text[max(0, reference.start() - 1) : reference.start()], text[reference.end() :][:1]
    if char in _QUOTES and all(near.isascii() and near.isalnum() for near in around):
        return _NO_QUOTE
    return char


def _joined(text: str) -> tuple[str, Way | None]:
    """Lines that go on made one; what quoted-printable coded within them is its character."""
    found: list[tuple[int, int, str]] = []
    if "\\\n" in text or "\\\r" in text:
        found += ((*m.span(), "") for m in _GOES_ON.finditer(text))
    if _is_coded(text) and ("=\n" in text or "=\r" in text):
        found += ((*m.span(), "") for m in _SOFT.finditer(text))
    if _is_coded(text):
        found += ((*m.span(), chr(int(m[1], 16))) for m in _CODED.finditer(text))
    return _replaced(text, sorted(found))


def _replaced(text: str, found: Iterable[tuple[int, int, str]]) -> tuple[str, Way | None]:
    """Stretches [start, end) of a text replaced, those that overlap an earlier one left."""
    out: list[str] = []
    trace, done = Trace(), 0
    for start, end, new in found:
        if start < done:
            continue
        out += [text[done:start], new]
        trace.replace(start, end - start, len(new))
        done = end
    out.append(text[done:])
    return "".join(out), trace.way()
