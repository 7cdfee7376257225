"""Inputs made by libFuzzer, through atheris (Apache-2.0), where that is installed.

Its coverage is of branches and of what is compared with what. What a fault is and how it is written
down is the same as in the loop of our own.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzzing.loop import Session, Tally
from tests.fuzzing.mutations import mutated

OURS = 0.5
"""How often an input is changed by our own mutations: they know of codings."""

WEIGHED = 200
"""One input in so many is asked what it costs: libFuzzer does not say which ones it keeps."""

_COMPILED = "gateway.fingerprints"
"""Numba compiles it, and does not know atheris' marks."""


def is_here() -> bool:
    return importlib.util.find_spec("atheris") is not None


def instrumented(load: Callable[[], Any]) -> Any:
    """What `load` imports of the product, with atheris' marks in it."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["gateway", "classifiers"], exclude=[_COMPILED]):
        return load()


def fuzz(
    session: Session,
    seeds: Sequence[bytes],
    seed: int,
    seconds: float,
    told: Callable[[Tally], None],
) -> None:
    """Try the seeds, then what libFuzzer makes of them, for so many seconds; with that
    the process ends."""
    assert session.folder
    atheris = importlib.import_module("atheris")
    target, rng, inputs = session.target, Random(seed), session.folder / "corpus"
    tried, until = (
        _written(seeds, session.folder / "seeds", target.most),
        time.monotonic() + seconds,
    )

    def one(data: bytes) -> None:
        session.try_(data)
        if session.tally.runs % WEIGHED == 0:
            session.check_cost(data)
        told(session.tally)
        if time.monotonic() > until:
            session.ended(session.tally)
            os._exit(0)  # what leaves in any other way is a crash to libFuzzer

    def change(data: bytes, most: int, number: int) -> bytes:
        if not seeds or rng.random() > OURS:
            return bytes(atheris.Mutate(data, most))
        return mutated(bytes(data), rng.choice(seeds), target.words, rng, most)

    options = (f"-seed={seed}", f"-max_len={target.most}", "-timeout=600", "-rss_limit_mb=0")
    written = f"-artifact_prefix={session.folder}/"
    arguments = [sys.argv[0], *options, written, str(inputs), str(tried)]
    atheris.Setup(arguments, one, custom_mutator=change)
    atheris.Fuzz()


def _written(seeds: Sequence[bytes], folder: Path, most: int) -> Path:
    """A folder that libFuzzer reads them from."""
    folder.mkdir(exist_ok=True)
    for number, data in enumerate(seeds):
        (folder / f"{number}").write_bytes(data[:most])
    return folder
