"""What is read of one body so far: its segments, where each came from, and what was not read.

A text that stands inside another (a string in JSON, JSON in that string, a file in base64) is a
layer. Each segment remembers its layer and span, so that an edit can be carried outwards.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from gateway.content.decompression import room
from gateway.content.documents.model import NotHereError, ReadDocument, at_once
from gateway.formats.coding import Coding
from gateway.formats.known_names import Kind
from gateway.model import NotReadError, Part, Prompt, Segment, Unread, args

MAX_SEGMENTS = 100_000
"""Each costs a classifier some 5 microseconds at the least: half a second of a core in all. The
largest agents' histories that were seen have 2,000."""

MAX_TOKENS = 1_000_000
"""Values in JSON, at one microsecond each. A row of numbers is one."""

MAX_SPOTS = 50_000
"""Stretches that might be base64 or escapes, at up to 40 microseconds each."""

MAX_UNPACKED = 32 * 2**20
"""Bytes that compressed files within one body may unpack to, as many as a body itself."""

SMALL = 64
"""Segments of a body that is judged at once, on an event loop: some ten milliseconds. More of them
wait where that holds up nobody."""

MAX_GUESSED = 2048
"""Bytes in other charsets than UTF-8 that are read at once: at worst 15 milliseconds."""

MAX_LEVELS = 4
"""Texts within texts: JSON in a tool's arguments in a batch file in base64 is 4 levels."""


class FullError(NotReadError):
    """The body holds more than is looked at."""


@dataclass(slots=True)
class Budget:
    """What may still be spent on one request, shared by everything that is read of it."""

    segments: int = MAX_SEGMENTS
    tokens: int = MAX_TOKENS
    spots: int = MAX_SPOTS
    unpacked: int = MAX_UNPACKED
    documents: ReadDocument | None = field(default=None, repr=False)
    """Reads files that are no text, where that is possible here."""

    @classmethod
    def of_body(cls, size: int, documents: ReadDocument | None = None) -> Budget:
        """For what stands in a body of so many bytes: what it unpacks to is bounded by them."""
        segments = SMALL if documents is at_once else MAX_SEGMENTS
        return cls(segments, unpacked=room(size, MAX_UNPACKED), documents=documents)

    def full(self, code: str, **values: int) -> FullError | NotHereError:
        """There is more than this budget has room for: not here, or not at all."""
        return NotHereError() if self.documents is at_once else FullError(code, **values)

    def begin_unpacking(self) -> None:
        """A packed file is met. Raises NotHereError where nobody may wait for what is in it."""
        if self.documents is at_once:
            raise NotHereError

    def begin_guessing(self, data: bytes) -> None:
        """A text is met that may be in many charsets. Raises NotHereError where it is too long for
        somebody to wait for."""
        if self.documents is at_once and len(data) > MAX_GUESSED and not _is_utf8(data):
            raise NotHereError

    def try_spot(self) -> None:
        """One more stretch is looked at. Raises FullError."""
        self.spots -= 1
        if self.spots < 0:
            raise FullError("limits/coded-texts", most=MAX_SPOTS)

    def take_tokens(self, count: int) -> None:
        """So many more values were read. Raises FullError."""
        self.tokens -= count
        if self.tokens < 0:
            raise FullError("limits/values", most=MAX_TOKENS)

    def take_unpacked(self, size: int) -> None:
        """So much more text came out of files. Raises FullError."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise FullError("limits/text-of-files")


@dataclass(slots=True, eq=False)
class Layer:
    """A text, and what it was decoded from: nothing for the body itself."""

    text: str = field(repr=False)
    origin: Origin | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Where:
    """Where a string stands: its place, its label, what its member is for, and how many texts
    within it may still be opened."""

    place: str = ""
    label: str = field(default="", repr=False)
    kind: Kind = Kind.TEXT
    levels: int = MAX_LEVELS

    def opened(self, place: str = "") -> Where:
        """Where the texts within this string stand."""
        return Where(place or self.place, self.label, Kind.TEXT, self.levels - 1)


Origin = tuple[Layer, int, int, Coding, int]
"""Characters [start, end) of a layer's text, how they are coded there, and, for a mounted file,
the number of the segment within it. A bare tuple: one is made for every string of a body."""

ReadBytes = Callable[[bytes, str, str, Budget, int], Prompt]
"""Reads a file: bytes, name, media type, budget, levels that may still be opened."""


class Form(enum.Enum):
    """How something stands where a file should be."""

    STRICT = "strict"
    """Base64 or hex without a fault, of bytes that say nothing."""
    LOOSE = "loose"
    """A blob with faults, or words."""
    FAULTY = "faulty"
    """A blob with faults of which a decoder that forgives makes something."""
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that says nothing by itself where a file should stand; its neighbours may."""

    place: str
    label: str = field(repr=False)
    kind: Kind
    form: Form
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point to go back to when a reading turns out to be wrong."""

    segments: int
    unread: int
    opaque: int
    media: int


class Reading:
    """Segments in the order in which they stand in the body."""

    __slots__ = (
        "budget", "media", "opaque", "open", "origins", "part", "segments", "unread", "whole"
    )  # fmt: skip

    def __init__(self, budget: Budget, opener: ReadBytes, part: Part = Part.BODY) -> None:
        self.budget = budget
        self.open = opener
        self.part = part
        self.segments: list[Segment] = []
        self.origins: list[Origin] = []
        self.unread: list[Unread] = []
        self.opaque: list[Opaque] = []
        self.media: list[tuple[str, str]] = []
        self.whole: dict[int, str] = {}
        """The texts of segments that were shortened, by their numbers."""

    def add(self, place: str, text: str, label: str, part: Part, origin: Origin) -> None:
        """One more segment. Raises FullError."""
        self.budget.segments -= 1
        if self.budget.segments < 0:
            raise self.budget.full("limits/texts", most=MAX_SEGMENTS)
        # Segment(...) sets each field of a frozen value by object.__setattr__, at three times the
        # cost; what has its default is not set at all.
        segment = _new(Segment)
        values = segment.__dict__
        values["place"] = place
        values["text"] = text
        if label:
            values["label"] = label
        if part is not _BODY:
            values["part"] = part
        self.segments.append(segment)
        self.origins.append(origin)

    def add_joined(self, segment: Segment, origin: Origin) -> None:
        """One more segment that was put together from others. Raises FullError."""
        self._take_segment()
        self.segments.append(segment)
        self.origins.append(origin)

    def _take_segment(self) -> None:
        self.budget.segments -= 1
        if self.budget.segments < 0:
            raise self.budget.full("limits/texts", most=MAX_SEGMENTS)

    def shorten(self, number: int, length: int) -> None:
        """Keep only the beginning of a segment's text."""
        segment = self.segments[number]
        self.whole[number] = segment.text
        self.segments[number] = replace(segment, text=segment.text[:length])

    def of_template(self, first: int) -> None:
        """The segments from this one on were put into a file by a program."""
        for number in range(first, len(self.segments)):
            self.segments[number] = replace(self.segments[number], is_template=True)

    def mount(self, prompt: Prompt, where: Where, origin: Origin) -> None:
        """Take over what was read of a file within this body; it has spent the budget itself."""
        place, label = where.place, where.label
        ours = Part.FILE_NAME if where.kind is Kind.NAME else self.part
        layer, start, end, coding, _ = origin
        for number, s in enumerate(prompt.segments):
            part = ours if s.part is Part.BODY else s.part
            segment = _new(Segment)
            segment.__dict__.update(s.__dict__)
            segment.__dict__.update(place=place + s.place, label=s.label or label, part=part)
            self.segments.append(segment)
            self.origins.append((layer, start, end, coding, number))
        self.unread += (u.within(place) for u in prompt.unread)

    def miss(self, code: str, place: str = "", **values: str | int) -> None:
        """Something here was not read."""
        self.unread.append(Unread(place, code, args(**values)))

    def since(self, mark: Mark) -> list[Segment]:
        """The segments since then, with the whole of their texts."""
        found = self.segments[mark.segments :]
        for number, text in self.whole.items():
            if number >= mark.segments:
                at = number - mark.segments
                found[at] = replace(found[at], text=text)
        return found

    def mark(self) -> Mark:
        return Mark(len(self.segments), len(self.unread), len(self.opaque), len(self.media))

    def back(self, mark: Mark) -> None:
        """Forget what was read since the mark."""
        self.budget.segments += len(self.segments) - mark.segments
        del self.segments[mark.segments :], self.origins[mark.segments :]
        del self.unread[mark.unread :], self.opaque[mark.opaque :], self.media[mark.media :]
        for number in [n for n in self.whole if n >= mark.segments]:
            del self.whole[number]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


_new = object.__new__
_BODY = Part.BODY
