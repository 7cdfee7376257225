"""A target in a process of its own, which says how it goes.

    python -m tests.fuzzing.child TARGET SECONDS SEED ENGINE FOLDER

A line of JSON says how far it is, another what broke. The input on trial stands in FOLDER/trial, so
that whoever outlives this process knows what ended it.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import resource
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random

from tests.fuzzing import with_atheris
from tests.fuzzing.faults import Fault
from tests.fuzzing.loop import Session, Tally, fuzz
from tests.fuzzing.target import Target

EVERY = 2.0
"""Seconds between two lines that say how far it is."""

MEMORY = 3 * 2**30
"""Bytes of address space; what some targets load takes half of it."""

ROOM = 2**20
"""Bytes for an input on trial."""

_HEAD = struct.Struct("<IQ")
"""What stands before it: its length, and how many were tried with it."""


class Trial:
    """The input that is being tried, where another process sees it."""

    def __init__(self, folder: Path) -> None:
        path = folder / "trial"
        path.write_bytes(bytes(_HEAD.size + ROOM))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)
        self._count = 0

    def write(self, data: bytes) -> None:
        self._count += 1
        head = _HEAD.pack(len(data), self._count)
        self._map[: _HEAD.size + len(data)] = head + data


def on_trial(folder: Path) -> tuple[int, bytes]:
    """How many inputs a process has tried, and the one that it tries or tried last."""
    raw = (folder / "trial").read_bytes()
    size, count = _HEAD.unpack_from(raw)
    return count, raw[_HEAD.size : _HEAD.size + size]


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def begun(target: Target, folder: Path) -> list[bytes]:
    """What was kept in former runs, then the tests' own; nothing that ended a process."""
    kept = (p.read_bytes() for p in sorted((folder / "corpus").iterdir()))
    deadly = {p.name for p in (folder / "lost").iterdir()}
    return [s for s in dict.fromkeys((*kept, *target.seeds())) if digest(s) not in deadly]


class Teller:
    """Says how far a target is, now and then."""

    def __init__(self) -> None:
        self._next = 0.0

    def told(self, tally: Tally) -> None:
        if (now := time.monotonic()) >= self._next:
            self._next = now + EVERY
            say(tally)


def say(tally: Tally) -> None:
    print(json.dumps({"tally": [tally.runs, tally.begun, tally.reached, tally.kept]}), flush=True)


def found(fault: Fault) -> None:
    print(json.dumps({"fault": fault.name, "file": fault.file_name}), flush=True)


def targets(engine: str) -> Mapping[str, Target]:
    """All of them; with atheris' marks in the product, where that is the engine."""

    def load() -> Mapping[str, Target]:
        from tests.fuzzing.targets import TARGETS

        return TARGETS

    known: Mapping[str, Target] = with_atheris.instrumented(load) if engine == "atheris" else load()
    return known


def main(name: str, seconds: str, seed: str, engine: str, where: str) -> None:
    target, folder = targets(engine)[name], Path(where)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    trial, teller = Trial(folder), Teller()
    session = Session(target, folder, before=trial.write, found=found, ended=say)
    seeds = begun(target, folder)
    if engine == "atheris":
        with_atheris.fuzz(session, seeds, int(seed), float(seconds), teller.told)
    else:
        rng = Random(int(seed))
        fuzz(session, seeds, rng, seconds=float(seconds), told=teller.told)
    session.ended(session.tally)


if __name__ == "__main__":
    main(*sys.argv[1:])
