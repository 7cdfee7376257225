"""STATE and its key -> does the trail still hold, and if not, what was done to it.

Streams: memory does not grow with the trail. It may run beside the gate: a chain's head is read
before its records, so that what is written meanwhile lies beyond it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.errors import TrailError
from gateway.keyring import Key
from gateway.trail.diagnosis import Case, Hint, Kind, Note, Problem, diagnose
from gateway.trail.head import Found, read_head
from gateway.trail.layout import day_files, head_file, lines, worker_folder, workers
from gateway.trail.retention import leftovers
from gateway.trail.seal import CHAIN, HEAD, genesis
from gateway.trail.survey import Spot, Survey

Progress = Callable[[int], None]
"""Called with the number of bytes just read."""

TRIES = 3  # a day that the policy lets go may vanish while it is read; then once more


@dataclass(frozen=True, slots=True)
class KeptHead:
    """The end of a chain as somebody wrote it down elsewhere."""

    worker: str
    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.worker}={self.count}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Report:
    """What verification found. `heads` are worth keeping elsewhere."""

    records: int
    heads: tuple[KeptHead, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.problems


def size(state: Path) -> int:
    """Bytes that `verify` will read."""
    return sum(p.stat().st_size for w in workers(state) for p in day_files(worker_folder(state, w)))


def verify(
    state: Path,
    key: Key,
    *,
    kept: Iterable[KeptHead] = (),
    progress: Progress = lambda _: None,
) -> Report:
    """Every record of every worker, in order, against its hash, the one before, and the head.

    `kept`: heads from elsewhere; only they show that trail and head were both put back to an
    earlier state.
    """
    kept = tuple(kept)
    try:
        cases = [_case(state, w, key, kept, progress) for w in workers(state)]
    except OSError as e:
        raise TrailError(f"{e.filename}: the trail cannot be read ({e.strerror})") from e
    _refuse_other_key(state, cases)
    problems, notes = diagnose(cases)
    rolled, forgotten = _against(kept, cases)
    heads = tuple(KeptHead(c.survey.worker, c.head.count, c.head.hash) for c in cases if c.head)
    records = sum(c.survey.records for c in cases)
    return Report(records, heads, (*problems, *rolled), (*notes, *forgotten))


def _case(state: Path, worker: str, key: Key, kept: Iterable[KeptHead], progress: Progress) -> Case:
    folder, chain_key = worker_folder(state, worker), key.derive(CHAIN)
    wanted = frozenset(k.hash for k in kept)
    for attempt in range(TRIES):
        found = read_head(head_file(state, worker), worker, key.derive(HEAD))
        survey = Survey(worker, chain_key, found.head.hash if found.head else "", wanted)
        try:
            files, old = _split(day_files(folder), found, chain_key)
            for file, number, line in _lines(files):
                survey.feed(file, number, line)
                progress(len(line))
            break
        except FileNotFoundError:
            if attempt == TRIES - 1:
                raise
    return Case(
        survey,
        found.head,
        found.exists,
        found.spoiled,
        genesis(worker, chain_key),
        tuple(p.name for p in files),
        len(old),
    )


def _refuse_other_key(state: Path, cases: Iterable[Case]) -> None:
    """With the wrong key every line looks forged; say that instead."""
    written = [c for c in cases if c.head_exists or c.survey.flaws]
    if written and not any(c.head or c.survey.records for c in written):
        raise TrailError(
            f"{state}: nothing in this trail was written under the key that is here; "
            "put the right key back, or verify where the trail was written"
        )


def _split(files: list[Path], found: Found, key: bytes) -> tuple[list[Path], list[Path]]:
    """The files of the kept chain, and those whose removal by order was not finished."""
    old = leftovers(files, found.head.begins, key) if found.head else []
    return [p for p in files if p not in old], old


def _lines(files: Iterable[Path]) -> Iterator[tuple[str, int, bytes]]:
    for path in files:
        for number, (_, line) in enumerate(lines(path), 1):
            yield path.name, number, line


def _against(kept: Iterable[KeptHead], cases: Iterable[Case]) -> tuple[list[Problem], list[Note]]:
    """Does each head from elsewhere still stand in its chain?"""
    by_worker: Mapping[str, Case] = {c.survey.worker: c for c in cases}
    problems: list[Problem] = []
    notes: list[Note] = []
    for head in kept:
        case, spot = by_worker.get(head.worker), Spot(head.worker)
        if case and (head.hash in case.survey.seen or head.hash == _start_of(case)):
            continue
        if case and case.head and head.count < case.head.begins.count:
            notes.append(Note(Hint.NOT_KEPT, spot, head.count))
        else:
            problems.append(Problem(Kind.ROLLED_BACK, spot, head.count))
    return problems, notes


def _start_of(case: Case) -> str:
    return case.head.begins.hash if case.head else case.genesis
