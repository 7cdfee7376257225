"""Inputs and what they reach -> further inputs: the coverage-guided loop of our own.

An input that is the first to reach a line, a branch or a feature is kept, and the next ones are
made from what was kept.
"""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzzing.cost import hold_in_proportion
from tests.fuzzing.coverage import Coverage, coverage
from tests.fuzzing.faults import Fault, fault_of, shrunk
from tests.fuzzing.mutations import mutated
from tests.fuzzing.target import Target

NEW = 0.5
"""How often one of the newest is changed: what was just reached has been tried least."""

NEWEST = 24
"""How many count as such."""


@dataclass(slots=True)
class Tally:
    """How far a target is."""

    runs: int = 0
    begun: int = 0
    """Points that the corpus reached before anything was made up."""
    reached: int = 0
    kept: int = 0


@dataclass(slots=True)
class Session:
    """What is known of a target while inputs are tried on it, whichever engine makes them."""

    target: Target
    folder: Path | None = None
    """Where what is kept and what broke is written."""
    before: Callable[[bytes], None] = lambda _: None
    """Told of each input before it is tried, in case that nobody can be told afterwards."""
    found: Callable[[Fault], None] = lambda _: None
    ended: Callable[[Tally], None] = lambda _: None
    tally: Tally = field(default_factory=Tally)
    faults: dict[str, Fault] = field(default_factory=dict)
    corpus: list[bytes] = field(default_factory=list, repr=False)
    _features: set[Hashable] = field(default_factory=set, repr=False)

    def try_(self, data: bytes, measured: Coverage | None = None) -> bool:
        """Is it the first to reach something? Then it is kept. An engine that measures by itself
        keeps by itself."""
        self.tally.runs += 1
        was = self._reached(measured)
        if fault := fault_of(self._run, data):
            self._broken(fault, self._run)
            return False
        self.tally.reached = self._reached(measured)
        if self.tally.reached == was:
            return False
        self._keep(data)
        return True

    def _reached(self, measured: Coverage | None) -> int:
        return len(self._features) + (measured.count if measured else 0)

    def _run(self, data: bytes) -> None:
        self.before(data)
        self._features.update(self.target.law(data))

    def _keep(self, data: bytes) -> None:
        self.corpus.append(data)
        self.tally.kept = len(self.corpus)
        if self.folder:
            name = hashlib.blake2b(data, digest_size=12).hexdigest()
            (self.folder / "corpus" / name).write_bytes(data)

    def check_cost(self, data: bytes) -> None:
        """Of an input that was kept: is what it costs in proportion?"""
        if fault := fault_of(self._weigh, data):
            self._broken(fault, self._weigh)

    def _weigh(self, data: bytes) -> None:
        self.before(data)
        hold_in_proportion(self.target, data)

    def _broken(self, fault: Fault, run: Callable[[bytes], object]) -> None:
        if fault.name in self.faults:
            return
        self.faults[fault.name] = fault
        fault = self.faults[fault.name] = shrunk(fault, run)
        if self.folder:
            written = self.folder / "faults" / fault.file_name
            written.write_bytes(fault.data)
            written.with_suffix(".txt").write_text(f"{fault.name}\n\n{fault.trace}", "utf-8")
        self.found(fault)


def fuzz(
    session: Session,
    seeds: Iterable[bytes],
    rng: Random,
    *,
    runs: int | None = None,
    seconds: float | None = None,
    told: Callable[[Tally], None] = lambda _: None,
) -> None:
    """Try the seeds, then what is made of them, until so many runs or seconds are over."""
    measured = coverage()
    until = time.monotonic() + seconds if seconds is not None else None
    measured.start()
    try:
        for data in _inputs(session, list(seeds) or [b""], rng, runs):
            if session.try_(data, measured):
                session.check_cost(data)
            told(session.tally)
            if until and time.monotonic() > until:
                return
    finally:
        measured.stop()


def _inputs(session: Session, seeds: list[bytes], rng: Random, runs: int | None) -> Iterator[bytes]:
    yield from (seed[: session.target.most] for seed in seeds)
    session.tally.begun = session.tally.reached
    for _ in itertools.count() if runs is None else range(runs):
        yield _next(session, seeds, rng)


def _next(session: Session, seeds: list[bytes], rng: Random) -> bytes:
    corpus = session.corpus or seeds
    parent = rng.choice(corpus[-NEWEST:] if rng.random() < NEW else corpus)
    target = session.target
    return mutated(parent, rng.choice(corpus), target.words, rng, target.most)
