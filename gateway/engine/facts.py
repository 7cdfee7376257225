"""What a decision rests on: values, counts and digests, and nothing that a person wrote.

`Facts` is all that `decide` takes, and exactly what an audit record keeps, so that a past decision
can be taken again, under the same policy or another, without keeping one prompt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from gateway.engine.scrub import plain
from gateway.model import Args, ClassId, Finding, Prompt, Speaks, Standing, Unread, args
from gateway.model.unread import as_json, bounded, by_kind, from_json

_Key = tuple[ClassId, str, Speaks]

MAX_ASSETS = 100
"""Assets that a tally names; whoever pastes fragments of more has pasted the archive."""


@dataclass(frozen=True, slots=True)
class Tally:
    """All findings of one class and kind that speak for the same: how many, and what they are.

    `distinct` counts values that no tally of the class before it has counted, so that those of a
    class add up. `digests` are those of the findings that the record lists, `assets` the first
    hundred.
    """

    information_class: ClassId
    kind: str
    speaks: Speaks
    count: int
    distinct: int
    confidence: float
    assets: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on. `host` and `actor` are as the record may name them."""

    standing: Standing
    host: str
    actor: str = ""
    groups: tuple[str, ...] = ()
    service: str = ""
    """The approved service by its id in the policy, or nothing."""
    ai: str = ""
    """The name of the AI that the catalogue knows by that host, or nothing."""
    today: date = date.min
    has_text: bool = False
    """Is there text in the body, not only a path and headers?"""
    not_rewritable: str = ""
    """Why the body cannot be rewritten, as a code (gateway.messages), or nothing."""
    found: tuple[Tally, ...] = ()
    unlisted: int = 0
    """How many findings are counted here and not listed one by one in the record."""
    unread: tuple[Unread, ...] = ()
    """As `kept_unread` has it: a few by their places, the rest by kind."""
    lacking: tuple[str, ...] = ()
    """What the gate could not look with where there was something to look at, as codes."""
    problem: str = ""
    """What kept the request from being looked at at all, as a code, or nothing."""
    problem_args: Args = ()

    @property
    def count(self) -> int:
        return sum(t.count for t in self.found)

    @property
    def unread_kinds(self) -> dict[str, int]:
        """How many places of each kind could not be read, those that are not named too."""
        return by_kind(self.unread)

    def distinct(self, class_id: ClassId) -> int:
        """How many distinct values of a class the prompt holds."""
        return sum(
            t.distinct
            for t in self.found
            if t.information_class == class_id and t.speaks is Speaks.VALUE
        )


# ---------------------------------------------------------------- findings -> tallies


@dataclass(slots=True)
class _Open:
    """A tally while it is made."""

    count: int = 0
    distinct: int = 0
    confidence: float = 0.0
    assets: dict[str, None] = field(default_factory=dict)


def tallies(findings: Sequence[Finding], prompt: Prompt) -> tuple[Tally, ...]:
    """The findings counted, in the order in which their kinds first appear; without digests."""
    made: dict[_Key, _Open] = {}
    seen: dict[ClassId, set[str]] = {}
    for f in findings:
        tally = made.setdefault((f.information_class, f.kind, f.speaks), _Open())
        tally.count += 1
        tally.confidence = max(tally.confidence, f.confidence)
        if f.asset and len(tally.assets) < MAX_ASSETS:
            tally.assets[f.asset] = None
        if f.speaks is Speaks.VALUE:
            values = seen.setdefault(f.information_class, set())
            before = len(values)
            values.add(as_one(prompt.segments[f.segment].text[f.start : f.end]))
            tally.distinct += len(values) - before
    return tuple(
        Tally(*key, t.count, t.distinct, t.confidence, tuple(t.assets)) for key, t in made.items()
    )


def with_digests(found: Sequence[Tally], listed: Iterable[Finding]) -> tuple[Tally, ...]:
    """The tallies with the digests of the findings that a record lists."""
    digests = _grouped(((f.information_class, f.kind, f.speaks), f.digest) for f in listed)
    return tuple(
        replace(t, digests=digests.get((t.information_class, t.kind, t.speaks), ())) for t in found
    )


def _grouped(digests: Iterable[tuple[_Key, str]]) -> dict[_Key, tuple[str, ...]]:
    groups: dict[_Key, dict[str, None]] = {}
    for key, digest in digests:
        if digest:
            groups.setdefault(key, {})[digest] = None
    return {key: tuple(group) for key, group in groups.items()}


_MARKS = re.compile(r"[\W_]+")


def as_one(value: str) -> str:
    """A value as one whoever writes it: "A-1" is "Ａ１"."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", value)).casefold()


# ---------------------------------------------------------------- what could not be read

MAX_UNREAD = 100
"""Places that could not be read that a decision names; one is enough to refuse by."""

UNREAD_BYTES = 8 * 2**10
"""Bytes that they may take: a place deep within a body has a long name, and a record has it twice,
or three times."""


def kept_unread(unread: Sequence[Unread]) -> tuple[Unread, ...]:
    """As many as a decision names, of each kind one at the least, and the rest counted by kind.

    A place and an argument may come out of a file: they are kept as plain as any name.
    """
    if not unread:
        return ()
    left, most = UNREAD_BYTES, 0
    for one in map(_plainly, unread[:MAX_UNREAD]):
        left -= len(one.place.encode()) + sum(len(str(v).encode()) for _, v in one.args)
        if left < 0:
            break
        most += 1
    return tuple(map(_plainly, bounded(unread, most)))


def _plainly(unread: Unread) -> Unread:
    said = tuple((n, _plain(v)) for n, v in unread.args)
    return replace(unread, place=plain(unread.place), args=said)


def _plain(value: str | int | float) -> str | int | float:
    return plain(value) if isinstance(value, str) else value


# ---------------------------------------------------------------- as a record keeps them


def facts_as_record(facts: Facts) -> dict[str, Any]:
    """The facts as JSON, but for what a record says already: host, actor, service and the digests
    of its findings. The counts by kind are for whoever reads: they follow from the rest."""
    return {
        "standing": facts.standing.value,
        "groups": list(facts.groups),
        "ai": facts.ai,
        "today": facts.today.isoformat(),
        "has_text": facts.has_text,
        "not_rewritable": facts.not_rewritable,
        "found": [_tally_as_record(t) for t in facts.found],
        **({"unlisted": facts.unlisted} if facts.unlisted else {}),
        "unread": [as_json(u) for u in facts.unread],
        "unread_kinds": facts.unread_kinds,
        **({"lacking": list(facts.lacking)} if facts.lacking else {}),
        "problem": facts.problem,
        "problem_args": dict(facts.problem_args),
    }


def _tally_as_record(tally: Tally) -> dict[str, Any]:
    return {
        "class": tally.information_class,
        "kind": tally.kind,
        "speaks": tally.speaks.value,
        "count": tally.count,
        "distinct": tally.distinct,
        "confidence": tally.confidence,
        **({"assets": list(tally.assets)} if tally.assets else {}),
    }


def facts_from_record(record: Mapping[str, Any]) -> Facts:
    """The facts of a record of form 2. Raises KeyError or ValueError for any other."""
    kept = record["facts"]
    digests = _digests(record["findings"])
    found = tuple(_tallies_of(kept["found"], digests))
    return Facts(
        Standing(kept["standing"]),
        host=record["host"],
        actor=record["actor"],
        groups=tuple(kept["groups"]),
        service=record["service"] or "",
        ai=kept["ai"],
        today=date.fromisoformat(kept["today"]),
        has_text=kept["has_text"],
        not_rewritable=kept["not_rewritable"],
        found=found,
        unlisted=kept.get("unlisted", max(0, sum(t.count for t in found) - FORMERLY_LISTED)),
        unread=tuple(map(from_json, kept["unread"])),
        lacking=tuple(kept.get("lacking", ())),
        problem=kept["problem"],
        problem_args=args(**kept["problem_args"]),
    )


FORMERLY_LISTED = 1_000
"""Findings that records of form 2 listed before they were bounded in bytes."""


def _tallies_of(
    found: Sequence[Mapping[str, Any]], digests: Mapping[_Key, tuple[str, ...]]
) -> Iterator[Tally]:
    for t in found:
        key = (ClassId(t["class"]), t["kind"], Speaks(t["speaks"]))
        counts = (t["count"], t["distinct"], t["confidence"])
        yield Tally(*key, *counts, tuple(t.get("assets", ())), digests.get(key, ()))


def _digests(findings: Iterable[Mapping[str, Any]]) -> dict[_Key, tuple[str, ...]]:
    return _grouped(
        ((ClassId(f["class"]), f["kind"], Speaks(f["speaks"])), f["digest"]) for f in findings
    )
