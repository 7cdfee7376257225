"""One worker's lines, in the order in which they stand -> unbroken runs, and what is between.

Pure, one pass, bounded memory: of an intact chain of any length one run is left.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import timedelta

from gateway.engine.scrub import plain
from gateway.trail.layout import day_of
from gateway.trail.seal import Link, claims, unseal

MAX_BREAKS = 10_000
"""Breaks that are told apart in one chain; whoever shuffles more has made his point."""

SLACK = timedelta(days=1)
"""A clock that is put right between a decision and its writing may put a record into the file of
the day before; no clock puts it into an older one, as the next write would go on in the newer."""

WINDOW = 1_024
"""Records behind the current one among which a copy of one is recognised at once."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a record stands, and what it is called. A line that is not proved says so itself."""

    worker: str
    file: str = ""
    line: int = 0
    id: str = ""
    time: str = ""


@dataclass(slots=True)
class Run:
    """Records that follow one another, each proved, with no break between them."""

    number: int
    previous: str
    hash: str
    first: Spot
    last: Spot
    count: int = 1
    after_file: str = ""
    """The file before, as the record says that opens a day's file."""
    flaws: list[Spot] = field(default_factory=list)
    """Lines right before the run that are not proved."""


@dataclass(slots=True)
class Survey:
    """What the lines of one worker's files look like. `feed` them one by one.

    A run ends at `head` even if the next record follows, so that what is beyond it is known.
    """

    worker: str
    key: bytes = field(repr=False)
    head: str = ""
    wanted: Container[str] = ()
    """Hashes that somebody kept elsewhere."""

    runs: list[Run] = field(default_factory=list)
    added: list[Spot] = field(default_factory=list)
    """Lines that stand between two records that follow one another."""
    copies: list[tuple[Spot, Spot]] = field(default_factory=list)
    """A record once more, and where it stood before."""
    lost_heads: list[Spot] = field(default_factory=list)
    beginnings: dict[str, int] = field(default_factory=dict)
    """By order of the policy the chain may begin after one of these: hash -> records removed."""
    seen: set[str] = field(default_factory=set)
    records: int = 0
    torn: Spot | None = None
    """A last line without its end, where an interrupted write may leave one."""
    given_up: Spot | None = None
    flaws: list[Spot] = field(default_factory=list)
    oldest: dict[str, Spot] = field(default_factory=dict)
    """By file, the oldest of the proved records in it."""
    _recent: dict[str, Spot] = field(default_factory=dict)

    @property
    def renamed(self) -> list[Spot]:
        """The oldest record of each file that has the name of an earlier day than all in it."""
        return [spot for file, spot in self.oldest.items() if _is_before(file, spot.time)]

    def feed(self, file: str, number: int, line: bytes) -> None:
        if self.given_up:
            return
        self._end_torn()
        link = unseal(line, self.key) if line.endswith(b"\n") else None
        if link is None:
            self._flaw(file, number, line)
            return
        id, time = (str(link.record.get(name, "")) for name in ("id", "time"))
        spot = Spot(self.worker, file, number, plain(id), plain(time))
        if link.hash in self._recent and not self._follows(link):
            self.copies.append((spot, self._recent[link.hash]))
            self._bound(spot)
            return
        self._remember(link, spot)
        self._join(link, spot)

    def _flaw(self, file: str, number: int, line: bytes) -> None:
        said = claims(line)
        spot = Spot(self.worker, file, number, said.get("id", ""), said.get("time", ""))
        if not line.endswith(b"\n") or b"\0" in line:
            self.torn = spot
        elif len(self.flaws) < MAX_BREAKS:
            self.flaws.append(spot)

    def _end_torn(self) -> None:
        """A torn line is one only at the end; with a line behind it, it is a flaw."""
        if self.torn:
            self.flaws.append(self.torn)
            self.torn = None

    def _bound(self, spot: Spot) -> None:
        if max(len(self.runs), len(self.added), len(self.copies)) >= MAX_BREAKS:
            self.given_up = spot

    def _remember(self, link: Link, spot: Spot) -> None:
        self.records += 1
        oldest = self.oldest.setdefault(spot.file, spot)
        if spot.time < oldest.time:
            self.oldest[spot.file] = spot
        self._recent[link.hash] = spot
        if len(self._recent) > WINDOW:
            del self._recent[next(iter(self._recent))]
        if link.hash in self.wanted:
            self.seen.add(link.hash)
        match link.record.get("event"):
            case "retention":
                begins = link.record["begins"]
                self.beginnings[begins["hash"]] = begins["count"]
            case "head-lost":
                self.lost_heads.append(spot)

    def _follows(self, link: Link) -> bool:
        return bool(self.runs) and link.previous == self.runs[-1].hash

    def _join(self, link: Link, spot: Spot) -> None:
        if self._follows(link):
            run = self.runs[-1]
            self.added += self.flaws
            self.flaws = []
            self._bound(spot)
            if run.hash != self.head:
                run.hash, run.last, run.count = link.hash, spot, run.count + 1
                return
        self._bound(spot)
        after = link.record["file"] if link.record.get("event") == "day" else ""
        flaws, self.flaws = self.flaws, []
        number = len(self.runs)
        self.runs.append(Run(number, link.previous, link.hash, spot, spot, 1, plain(after), flaws))


def _is_before(file: str, time: str) -> bool:
    """Is a file's day earlier than the day of a record, as far as both are days?"""
    named, said = day_of(file), day_of(time[:10])
    return named is not None and said is not None and named + SLACK < said
