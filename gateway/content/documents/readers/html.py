"""HTML -> its text as a browser would show it, and what it does not show.

A reader of its own: the standard library's takes quadratic time over tags that never end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from gateway.content.documents.readers.document_builder import Reading

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
     "section", "article", "header", "footer", "main", "nav", "aside", "title", "head", "body",
     "blockquote", "pre", "dl", "dt", "dd", "form", "option", "select", "textarea", "figure",
     "figcaption", "caption", "thead", "tbody", "html", "address", "fieldset", "legend", "style"}
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset(("script", "style", "noscript", "template", "rt", "rp"))
_RAW = frozenset(("script", "style"))
_ATTRIBUTE = re.compile(
    r"(?:alt|title|placeholder|value|content|label|aria-label|summary)"
    r"\s{0,9}=\s{0,9}(?:\"([^\"]*+)|'([^']*+)|([^\s\"'>]++))",
    re.IGNORECASE,
)
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]{0,40})")
_QUOTED = re.compile(r"[>\"']")
_KEPT = frozenset(("pre", "textarea", "listing", "xmp"))
"""Elements in which a line of the source is a line of the page."""
_WHITE = re.compile(r"[ \t\r\f\v]+")
_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_WITHIN = re.compile(rf"(?<={_WIDE}) ?\v[ \v]*+(?={_WIDE})")
_BREAK = re.compile(r" ?\v[ \v]*+")
"""A line of the source that is none of the page: between Chinese and Japanese characters nothing,
between words a blank (CSS Text 3, 4.1.3)."""


def read(reading: Reading, text: str, place: str = "") -> None:
    """Add what a page shows, what it holds besides, and how it stands. Raises FullError."""
    if reading.depth or place:  # else whoever asks has the text already
        with reading.template():  # what is written in it stands below
            reading.add(place + "/source", text)
    page = _Page(text)
    shown = _BREAK.sub(" ", _WITHIN.sub("", "".join(page.shown)))
    lines = (line.strip(" \r") for line in shown.split("\n"))
    reading.add(place + "/body", "\n".join(line for line in lines if line.strip()))
    reading.add(place + "/unseen", "\n".join(u.strip() for u in page.unseen if u.strip()))
    with reading.template():
        reading.add(place + "/unseen", "\n".join(u.strip() for u in page.styles if u.strip()))


class _Page:
    """One pass over the characters. What never ends is text, as is all that follows it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.shown: list[str] = []
        self.unseen: list[str] = []
        self.styles: list[str] = []
        """Style sheets and what is for one program alone: Word writes 30 KB of both into a mail."""
        self.within: list[str] = []
        self.kept = 0
        self._endless: set[str] = set()
        at = 0
        while at < len(text):
            opening = text.find("<", at)
            self._say(text[at : opening if opening >= 0 else len(text)])
            at = self._markup(opening) if opening >= 0 else len(text)

    def _markup(self, at: int) -> int:
        """Read what begins with `<`; where it ends."""
        if self.text.startswith("<!--", at):
            for_word = self.within[-1:] == ["style"] or self.text.startswith("[if ", at + 4)
            return self._until("-->", at + 4, self.styles if for_word else self.unseen)
        if self.text.startswith(("<!", "<?"), at):
            return self._until(">", at + 2, self.styles)
        name = _NAME.match(self.text, at + 1)
        end = self._end_of_tag(at) if name else -1
        if not name or end < 0:
            self._say("<")
            return at + 1
        self._tag(name[1].lower(), self.text[at:end])
        return end

    def _until(self, mark: str, start: int, into: list[str]) -> int:
        end = -1 if mark in self._endless else self.text.find(mark, start)
        if end < 0:
            self._endless.add(mark)
            end = len(self.text)
        into.append(self.text[start:end])
        return end + len(mark)

    def _end_of_tag(self, at: int) -> int:
        """Behind the `>` that is not within quotes; -1 where there is none."""
        while ">" not in self._endless:
            found = _QUOTED.search(self.text, at)
            if not found:
                break
            if found[0] == ">":
                return found.end()
            close = self.text.find(found[0], found.end())
            if close < 0:  # a quote that never closes: the next `>` then ends the tag
                close = self.text.find(">", found.end())
                return close + 1 if close >= 0 else -1
            at = close + 1
        self._endless.add(">")
        return -1

    def _tag(self, name: str, tag: str) -> None:
        if name in _BLOCKS:
            self.shown.append("\n")
        elif name in _CELLS:
            self.shown.append("\t")
        if name in _KEPT:
            self.kept = max(0, self.kept + (-1 if tag[1] == "/" else 1))
        about = self.styles if name == "meta" else self.unseen  # the properties of the file
        about += self._spoken(tag) if tag.isascii() else [unescape(tag)]
        if tag[1] != "/":
            if name in _UNSEEN and not tag.endswith("/>"):
                self.within.append(name)
        elif self.within and self.within[-1] == name:
            self.within.pop()

    @staticmethod
    def _spoken(tag: str) -> Iterator[str]:
        for found in _ATTRIBUTE.finditer(tag):
            yield unescape(found[1] or found[2] or found[3] or "")

    def _say(self, text: str) -> None:
        if self.within:
            into = self.styles if self.within[-1] == "style" else self.unseen
            into.append(text if self.within[-1] in _RAW else unescape(text))
        elif text:
            said = unescape(text)
            self.shown.append(said if self.kept else _WHITE.sub(" ", said).replace("\n", "\v"))
