"""What was sent: a request, the pieces of text in it, and how they may be changed.

Text that a person wrote stays out of every `repr`, so that it cannot reach a log or a
traceback by accident.
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from gateway.model.unread import Unread
from gateway.rendered import Rendered, rendered
from gateway.shown import shown
from gateway.text import Searchable, searchable


@dataclass(frozen=True, slots=True)
class Request:
    """One outgoing request as a plane saw it.

    `target` is path and query as sent, `body` too: its content codings are undone once it is
    admitted. `actor` is a user's name where the plane asked for one, else the client's address.
    """

    id: str
    actor: str
    client: str
    host: str
    method: str = "POST"
    target: str = field(default="/", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    scheme: str = "https"
    port: int = 443
    names: tuple[str, ...] = ()
    """Every other name by which the client called the destination; all must mean one host."""
    length: int = -1
    """Bytes of the body, where the plane did not keep it; -1 where it did."""
    switches: bool = False
    """Does it ask for another protocol, in which the plane cannot read?"""
    plane: str = ""
    """The plane that took it in: `proxy`, ..."""
    identified_by: str = ""
    """How the actor is known: `password`, `address`."""
    version: str = ""
    """Of HTTP, as the client stated it."""
    before: tuple[Segment, ...] | None = field(default=None, repr=False)
    """Of a message on a socket, what those before it ended with."""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """The first value of a header (name in lower case), or the empty string."""
        size = len(name)  # asked some ten times a request: most names differ in length already
        for n, v in self.headers:
            if len(n) == size and n.lower() == name:
                return v
        return ""

    @property
    def is_packed(self) -> bool:
        """Was the body sent in a content coding (RFC 9110, 8.4)?"""
        codings = [v for n, v in self.headers if n.lower() == "content-encoding"]
        return any(v.strip().lower() not in {"", "identity"} for v in codings)

    @property
    def is_navigation(self) -> bool:
        """Is this a browser that opens a page (Fetch Metadata), not a program's call?"""
        if mode := self.header("sec-fetch-mode"):
            return mode == "navigate"
        return self.method in {"GET", "HEAD"} and "text/html" in self.header("accept")


class Part(enum.StrEnum):
    """Which part of a request a segment stood in."""

    BODY = "body"
    FILE_NAME = "file-name"
    QUERY = "query"
    PATH = "path"
    HEADER = "header"


@dataclass(frozen=True)
class Segment:
    """A piece of text in a request, and where it stood.

    `place` is a JSON Pointer (RFC 6901) into the body; names that no wire format knows are
    numbered (`#2` is the third member), so that a place never repeats what a person wrote.
    Outside the body it begins with its part: `query:/0`, `path:/2`, `header:/x-title`.
    `label` is what names the value: the key of a JSON member, the heading of a column.
    `is_template` marks what a program put into a file: a layout, a theme, its own name. It is
    looked at like any text, but it is no part of a document that somebody wrote.
    """

    place: str
    text: str = field(repr=False)
    part: Part = Part.BODY
    label: str = field(default="", repr=False)
    seams: tuple[int, ...] = ()
    """Offsets, ascending, where texts that stand in other segments too were put together."""
    is_template: bool = False
    is_loose: bool = False
    """Were texts put together of which nothing says that they belong together? Then a value across
    a seam is chance, a name of two fields: what speaks for a text, a marker, is none."""

    def is_new(self, start: int, end: int) -> bool:
        """Does a finding at [start, end) say more than the segments that this was made of?

        One that lies within a single piece is found there, with all that stands around it.
        """
        if not self.seams:
            return True
        at = bisect_right(self.seams, start)
        return at < len(self.seams) and self.seams[at] < end

    @cached_property
    def searchable(self) -> Searchable:
        """The text as classifiers search it; worked out once, at the first use."""
        return searchable(self.text)

    @cached_property
    def shown(self) -> Shown:
        """The text as a reader sees it, capitals kept; worked out once, at the first use."""
        seen = shown(self.text)
        same = not seen.ways and seen.text == self.text
        return Shown(self if same else replace(self, text=seen.text, seams=()), seen)

    @cached_property
    def rendered(self) -> tuple[Segment, Rendered] | None:
        """What stands around markup within its words, without it; None where there is none."""
        form = rendered(self.text)
        return (replace(self, text=form.form.text, seams=()), form) if form else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A segment as a reader sees it, and the way back to the characters that were written."""

    segment: Segment
    form: Searchable

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters as written that [start, end) of what is seen came from."""
        return self.form.span(start, end)


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters [start, end) of a prompt's segment number `segment` become `text`."""

    segment: int
    start: int
    end: int
    text: str = field(repr=False)


class CannotRewriteError(ValueError):
    """An edit falls where the content does not let a text be changed. Its text is a code (why)."""


class Rewriter(Protocol):
    """Puts edits into the body that a prompt was read from, every other byte unchanged."""

    def __call__(self, edits: Iterable[Edit]) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a request says: every piece of text, and the parts that could not be read."""

    segments: tuple[Segment, ...] = ()
    unread: tuple[Unread, ...] = ()
    rewrite: Rewriter | None = field(default=None, repr=False, compare=False)
    whole: Mapping[int, str] = field(default_factory=dict, repr=False, compare=False)
    """The texts of which a segment, by its number, is only the beginning: the rest is coded."""

    @property
    def whole_segments(self) -> Iterator[Segment]:
        """Its segments, with the whole of their texts."""
        for number, segment in enumerate(self.segments):
            text = self.whole.get(number)
            yield segment if text is None else replace(segment, text=text)
