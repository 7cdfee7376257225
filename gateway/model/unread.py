"""What could not be read, as data: where it stands, and why.

By its kind a policy may let it pass, so that the kinds are few; the code says more closely what
kept it from being read, and words are made of both where somebody reads them (gateway.messages).
"""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.model.ids import Args, args


class UnreadKind(enum.StrEnum):
    """What cannot be read, as a policy names it."""

    PICTURES = "pictures"
    """Pictures in which no text could be read, or not in all of them."""
    AUDIO = "audio"
    VIDEO = "video"
    ENCRYPTED = "encrypted"
    """Files and texts that take a password or a key."""
    ARCHIVES = "archives"
    """Packed files of a kind that is not unpacked, or with more in them than their members."""
    DOCUMENTS = "documents"
    """Documents of a kind that is not read, and what stands in one and is not looked into."""
    DAMAGED = "damaged"
    """What is not as its format has it, so that another program may read something else in it."""
    OPAQUE = "opaque"
    """Bytes and texts of which nobody can say what they are."""
    LIMITS = "limits"
    """More than is looked at."""
    LATE = "late"
    """What nobody had the time to read: a reader or a classifier."""


MORE = "more"
"""The cause that stands for further places of its kind; `count` says how many."""

CODE = re.compile(r"[a-z]{1,40}/[a-z0-9-]{1,80}")


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that could not be read.

    `code` is `<kind>/<cause>`, and `args` are what the words for it are made with. Like a
    segment's, a place never repeats what a person wrote.
    """

    place: str
    code: str
    args: Args = ()

    @property
    def kind(self) -> str:
        return self.code.partition("/")[0]

    @property
    def count(self) -> int:
        """How many places it stands for."""
        count = dict(self.args).get("count") if self.code == f"{self.kind}/{MORE}" else 1
        return count if isinstance(count, int) else 1

    def within(self, place: str) -> Unread:
        """The same, of a file that stands at a place."""
        return replace(self, place=place + self.place) if place else self


class NotReadError(Exception):
    """Something could not be read. `unread` says why; where it stands, whoever catches it knows."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.unread = Unread("", code, args(**values))


def bounded(unread: Iterable[Unread], most: int) -> tuple[Unread, ...]:
    """The first `most` of them, and the first of each kind; of all others how many, by kind."""
    kept: list[Unread] = []
    more: Counter[str] = Counter()
    kinds: set[str] = set()
    for one in unread:
        if len(kept) < most or one.kind not in kinds:
            kept.append(one)
            kinds.add(one.kind)
        else:
            more[one.kind] += one.count
    rest = (Unread("", f"{kind}/{MORE}", args(count=n)) for kind, n in more.items())
    return (*kept, *rest)


def by_kind(unread: Iterable[Unread]) -> dict[str, int]:
    """How many places of each kind."""
    counts: Counter[str] = Counter()
    for one in unread:
        counts[one.kind] += one.count
    return dict(counts)


def as_json(unread: Unread) -> dict[str, Any]:
    return {"place": unread.place, "code": unread.code, "args": dict(unread.args)}


def from_json(value: Mapping[str, Any]) -> Unread:
    """Raises KeyError, TypeError or ValueError for what `as_json` never makes."""
    place, code, values = value["place"], value["code"], dict(value["args"])
    if not isinstance(place, str) or not CODE.fullmatch(code):
        raise ValueError("not a place and a code")
    if not all(isinstance(v, (str, int, float)) for v in values.values()):
        raise ValueError("an argument that is neither text nor number")
    return Unread(place, code, args(**values))
