"""An element of HTML or XML that holds a marker and nothing else: <p>社外秘</p>."""

from __future__ import annotations

from dataclasses import replace

from classifiers import _lazy_re as re
from classifiers._marker import speaking
from classifiers._marker.lexicon import Cues
from classifiers._marker.lines import leads, trails
from classifiers._marker.setting import Setting

# Elements of forms, menus and tables of texts.
_SCREEN = re.compile(
    r"<(?:option|label|button|select|input|li|th|string|item|value|data|enum\w*|source|target"
    r"|badge|tag|chip|menuitem|dt|dd|legend|a|span class=\"(?:badge|label|tag|chip))\b[^<>]*>"
    r"[^<>]{0,4}$"
)
_OPENED = re.compile(r"<([a-z][a-z0-9:_\-]*)(?:\s[^<>]{0,160})?>(?:[^\w<>]|<[^<>]{1,60}>)*$")
_CLOSED = re.compile(r"^[^\w<>]*</[a-z0-9:_\-]+>((?:\s*</[a-z0-9:_\-]+>)*)")
_REST = re.compile(r"^([^<>]{0,60})</")
_QUOTES = ("'", '"', "`")


def is_on_screen(here: Setting) -> bool:
    """Is it the text of a choice, a button, an entry of a table of texts?"""
    return bool(_SCREEN.search(here.before))


def is_element(here: Setting, cues: Cues) -> bool:
    if ">" not in here.before or "<" not in here.after or here.before.endswith(_QUOTES):
        return False
    inner = _inner(here)
    if inner and (leads(inner, cues) or trails(inner, cues)):
        return True
    opened, closed = _OPENED.search(here.before), _CLOSED.search(here.after)
    if not opened or here.before[: opened.start()].endswith(_QUOTES):
        return False
    if not closed:
        rest = _REST.match(here.after)
        return rest is not None and cues.pure.fullmatch(rest[1]) is not None
    if here.is_plain and here.word.is_latin:
        return False
    return not speaking.goes_on(here.after[closed.end() :], cues)


def _inner(here: Setting) -> Setting | None:
    """The same with no more than the text of the element that it stands in as its line."""
    opened, closed = here.before.rfind(">"), here.after.find("</")
    if opened < 0 or closed < 0:
        return None
    before, after = here.before[opened + 1 :], here.after[:closed]
    raw_before = here.raw_before[-len(before) :] if before else ""
    return replace(here, before=before, after=after, raw_before=raw_before, whole_line=True)
