"""A text -> the same with words made whole that a mail program broke at the end of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers._credentials.claims import is_technical
from classifiers._credentials.values import is_random
from gateway.text import Searchable, Trace

# Mail programs break lines at 72 to 78 characters; a word that does not fit goes to the next line,
# so that of a broken one the line before is hardly shorter.
_LEAST_LINE, _MOST_LINE = 60, 80
_RUN = "A-Za-z0-9_+/=.~%-"
# It begins with what is rare, as a search for that is quick; what stands before is asked then.
_BREAK = re.compile(rf"\n(?:[>|][>| \t]{{0,8}})?(?=(?P<rest>[{_RUN}]{{6,}}))")
_BEFORE = re.compile(f"[{_RUN}]")
_LINE = re.compile(rf"(?:[>|][>| \t]{{0,8}})?[{_RUN}]+")
# Lines of a JSON Web Token (RFC 7519): each has a digit, as no word of the text after it has.
_PIECE = r"(?=[A-Za-z_.-]{0,40}[0-9])[A-Za-z0-9_.-]{8,}"
_WEB_TOKEN = re.compile(
    rf"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_.-]{{16,}}+(?:\r?\n[> \t]{{0,8}}{_PIECE})+"
)
_LINE_END = re.compile(r"\r?\n[> \t]{0,8}")
_AFTER = re.compile(r"[\s\"'`)\]>,;。、]|$")


def unwrapped(text: str) -> Searchable | None:
    """None if there is nothing to be joined."""
    out: list[str] = []
    trace, done = Trace(), 0
    for start, end in sorted({*_breaks(text), *_breaks_in_web_tokens(text)}):
        out.append(text[done:start])
        trace.replace(start, end - start, 0)
        done = end
    way = trace.way()
    return Searchable("".join([*out, text[done:]]), (way,)) if way else None


def _breaks_in_web_tokens(text: str) -> Iterator[tuple[int, int]]:
    if "\n" in text and "eyJ" in text:
        for token in _WEB_TOKEN.finditer(text):
            yield from (end.span() for end in _LINE_END.finditer(text, *token.span()))


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    """The rest of a broken word looks drawn by lot, as no word of a language does. Lines of nothing
    but such a run are a block of base64, which has lines of its own."""
    joined = -1
    for broken in _BREAK.finditer(text):
        end = broken.start()
        line = text.rfind("\n", 0, end) + 1
        end -= text[line:end].endswith("\r")
        if not _LEAST_LINE <= end - line <= _MOST_LINE or not _BEFORE.match(text, end - 1):
            continue
        if joined != line and _LINE.fullmatch(text, line, end):
            continue
        if _is_rest(text, broken.end(), broken["rest"].rstrip(".")):
            # Quoted-printable (RFC 2045, 6.7) says so; the sign would part a name from its value.
            yield end - (text[end - 1] == "="), broken.end()
            joined = broken.start() + 1


def _is_rest(text: str, start: int, run: str) -> bool:
    end = start + len(run)
    if not _AFTER.match(text, end + (text[end : end + 1] == ".")):
        return False
    return is_random(run, 2.5) and not is_technical(run)
