"""Runs of records -> what was changed, removed, added or moved, and which record. Pure.

The runs are put back into the order that their hashes demand, from the genesis to the head.
What is missing in that order was removed or changed, what is left over was added, and what
stands elsewhere in the file than in that order was moved.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.trail.head import Head
from gateway.trail.survey import Run, Spot, Survey


class Kind(enum.StrEnum):
    """What was done to the trail."""

    CHANGED = "changed"
    REMOVED = "removed"
    FILE_REMOVED = "file-removed"
    CHAIN_REMOVED = "chain-removed"
    ADDED = "added"
    COPIED = "copied"
    MOVED = "moved"
    RENAMED = "renamed"
    HEAD_REMOVED = "head-removed"
    HEAD_CHANGED = "head-changed"
    HEAD_LOST = "head-lost"
    ROLLED_BACK = "rolled-back"
    TOO_MANY = "too-many"


class Hint(enum.StrEnum):
    """What is worth knowing and is nobody's doing."""

    INTERRUPTED = "interrupted"
    TORN = "torn"
    HEAD_COPY = "head-copy"
    UNFINISHED_RETENTION = "unfinished-retention"
    NOT_KEPT = "not-kept"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was done: to the record at `spot`; `near` and `until` stand around it.

    What was removed has no name any more: then `spot` is the line at which it is missed.
    """

    kind: Kind
    spot: Spot
    count: int | None = None
    """How many records, where it is known."""
    near: Spot | None = None
    until: Spot | None = None


@dataclass(frozen=True, slots=True)
class Note:
    hint: Hint
    spot: Spot
    count: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One worker: its survey, its head if that is proved, and how the head was found."""

    survey: Survey
    head: Head | None
    head_exists: bool = True
    head_spoiled: bool = False
    genesis: str = ""
    files: tuple[str, ...] = ()
    leftovers: int = 0
    """Files that stand though their removal by order is on record."""


@dataclass(slots=True)
class Order:
    """The runs of one chain as their hashes order them, and the gaps between them."""

    runs: list[Run] = field(default_factory=list)
    gaps: list[tuple[Run | None, Run | None]] = field(default_factory=list)
    """Between which two runs records are missing; None: the genesis, the head."""
    beyond: int = 0
    """Records behind the head."""


def diagnose(cases: Sequence[Case]) -> tuple[list[Problem], list[Note]]:
    """Everything that is wrong with the chains, in the order in which they stand."""
    used: set[int] = set()
    runs = _by_previous(r for c in cases for r in c.survey.runs)
    orders = [_order(case, runs, used) for case in cases]
    problems: list[Problem] = []
    for case, order in zip(cases, orders, strict=True):
        problems += _about_head(case)
        problems += _about_lines(case, order)
        problems += _gaps(case, order)
        problems += list(_moved(case, order)) or _renamed(case)
        problems += _left_over(case, used)
    problems += _vanished(cases)
    notes = [n for c, o in zip(cases, orders, strict=True) for n in _notes(c, o)]
    return problems, notes


# ---------------------------------------------------------------- putting in order


def _by_previous(runs: Iterable[Run]) -> dict[str, list[Run]]:
    table: dict[str, list[Run]] = {}
    for run in runs:
        table.setdefault(run.previous, []).append(run)
    return table


def _order(case: Case, runs: Mapping[str, list[Run]], used: set[int]) -> Order:
    order, hash = Order(), _start(case)
    ends = {r.hash for group in runs.values() for r in group} | {hash}
    loose = iter([r for r in case.survey.runs if r.previous not in ends])
    here, passed = -1, False  # the last own run in the order so far; is the head behind us?
    while True:
        passed = passed or (case.head is not None and case.head.hash == hash)
        run = _next(runs.get(hash, ()), case.survey.worker, here, used)
        if run is None:
            if passed:
                return order
            run = next((r for r in loose if id(r) not in used), None)
            if run or case.head:
                order.gaps.append((order.runs[-1] if order.runs else None, run))
            if run is None:
                return order
        used.add(id(run))
        order.runs.append(run)
        order.beyond += run.count if passed else 0
        here = run.number if run.first.worker == case.survey.worker else here
        hash = run.hash


def _start(case: Case) -> str:
    """What the first kept record must name as the one before it."""
    if case.head:
        return case.head.begins.hash
    first = case.survey.runs[0].previous if case.survey.runs else ""
    return first if first in case.survey.beginnings else case.genesis


def _next(runs: Sequence[Run], worker: str, here: int, used: set[int]) -> Run | None:
    """The run that follows; of several, which are copies, the one that stands where it should."""
    free = [r for r in runs if id(r) not in used]
    return min(
        free, key=lambda r: (r.first.worker != worker, abs(r.number - here - 1)), default=None
    )


# ---------------------------------------------------------------- saying what was done


def _about_head(case: Case) -> Iterator[Problem]:
    survey = case.survey
    spot = Spot(survey.worker)
    if case.head is None and (survey.runs or survey.flaws or case.head_exists):
        yield Problem(Kind.HEAD_CHANGED if case.head_exists else Kind.HEAD_REMOVED, spot)
    for lost in survey.lost_heads:
        yield Problem(Kind.HEAD_LOST, lost)


def _about_lines(case: Case, order: Order) -> Iterator[Problem]:
    survey = case.survey
    for spot in survey.added:
        yield Problem(Kind.ADDED, spot)
    for spot, original in survey.copies:
        yield Problem(Kind.COPIED, spot, near=original)
    ends_in_gap = bool(order.gaps) and order.gaps[-1][1] is None
    if not ends_in_gap:
        for spot in survey.flaws:
            yield Problem(Kind.ADDED, spot)
    in_gap = {id(after) for _, after in order.gaps if after}
    for run in survey.runs:
        if id(run) not in in_gap:
            for spot in run.flaws:
                yield Problem(Kind.ADDED, spot)
    if survey.given_up:
        yield Problem(Kind.TOO_MANY, survey.given_up)


def _gaps(case: Case, order: Order) -> Iterator[Problem]:
    for before, after in order.gaps:
        missing = _missing(case, order) if len(order.gaps) == 1 else None
        flaws = list(after.flaws if after else case.survey.flaws)
        if after is None and case.survey.torn:
            flaws.append(case.survey.torn)
        for spot in flaws:
            yield Problem(Kind.CHANGED, spot)
        removed = None if missing is None else missing - len(flaws)
        if flaws and (removed is None or removed <= 0):
            continue
        near = before.last if before else None
        until = after.first if after else None
        yield _removed(case, near, until, after, removed)


def _removed(
    case: Case, near: Spot | None, until: Spot | None, after: Run | None, count: int | None
) -> Problem:
    """Records are gone: a whole file, if the record behind them names one that is not there."""
    worker = case.survey.worker
    file = after.after_file if after else (case.head.file if case.head else "")
    if file and file not in case.files:
        return Problem(Kind.FILE_REMOVED, Spot(worker, file), count, near, until)
    if until:
        gap = Spot(until.worker, until.file, until.line)
    else:
        gap = Spot(near.worker, near.file, near.line + 1) if near else Spot(worker)
    return Problem(Kind.REMOVED, gap, count, near, until)


def _missing(case: Case, order: Order) -> int | None:
    if case.head is None:
        return None
    there = sum(r.count for r in order.runs) - order.beyond
    return case.head.count - case.head.begins.count - there


def _moved(case: Case, order: Order) -> Iterator[Problem]:
    """What stands elsewhere than where it belongs: as few records as explain the disorder."""
    worker = case.survey.worker
    own = [r for r in order.runs if r.first.worker == worker]
    in_place = heaviest_ascent([(r.number, r.count) for r in own])
    before: Run | None = None
    for run in order.runs:
        if run.first.worker != worker or run.number not in in_place:
            yield Problem(
                Kind.MOVED, run.first, run.count, before.last if before else None, run.last
            )
        before = run


def _renamed(case: Case) -> list[Problem]:
    """Files that stand in order, but under the names of days long before their records."""
    worker = case.survey.worker
    return [Problem(Kind.RENAMED, Spot(worker, o.file), near=o) for o in case.survey.renamed]


def _left_over(case: Case, used: set[int]) -> Iterator[Problem]:
    """Proved records that no chain has a place for: copies of what stands elsewhere."""
    for run in case.survey.runs:
        if id(run) not in used:
            yield Problem(Kind.COPIED, run.first, run.count, until=run.last)


def _vanished(cases: Sequence[Case]) -> Iterator[Problem]:
    """Chains that others knew of and that are gone, records and head."""
    here = {c.survey.worker for c in cases if c.head_exists or c.survey.runs or c.survey.flaws}
    known = {name for c in cases if c.head for name in c.head.chains}
    for worker in sorted(known - here):
        yield Problem(Kind.CHAIN_REMOVED, Spot(worker))


def _notes(case: Case, order: Order) -> Iterator[Note]:
    spot = Spot(case.survey.worker)
    if case.head and case.head_spoiled:
        yield Note(Hint.HEAD_COPY, spot)
    if order.beyond:
        yield Note(Hint.INTERRUPTED, spot, order.beyond)
    if case.survey.torn and not (order.gaps and order.gaps[-1][1] is None):
        yield Note(Hint.TORN, case.survey.torn)
    if case.leftovers:
        yield Note(Hint.UNFINISHED_RETENTION, spot, case.leftovers)


def heaviest_ascent(items: Sequence[tuple[int, int]]) -> set[int]:
    """Of (number, weight) pairs, the numbers of the heaviest subsequence that ascends.

    In O(n log n): best[i] over a Fenwick tree of prefix maxima (Fenwick 1994).
    """
    rank = {number: i + 1 for i, number in enumerate(sorted({n for n, _ in items}))}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(rank) + 1)  # weight of the best, its index
    back: list[int] = []
    best = (0, -1)
    for index, (number, weight) in enumerate(items):
        total, position = (0, -1), rank[number] - 1
        while position > 0:
            total = max(total, tree[position])
            position -= position & -position
        back.append(total[1])
        mine, position = (total[0] + weight, index), rank[number]
        best = max(best, mine)
        while position < len(tree):
            tree[position] = max(tree[position], mine)
            position += position & -position
    kept, index = set(), best[1]
    while index >= 0:
        kept.add(items[index][0])
        index = back[index]
    return kept
