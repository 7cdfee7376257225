"""CPU time on 100 KB of Japanese, English and code: ours and the others', as ratios.

Each round has texts of its own, so that nobody remembers the last ones; the least of the rounds
counts. Ours is what the gate does for one text: folding it and both classifiers.

Names of persons are timed apart. Presidio without a language model looks for none, and is compared
with all that we look for besides; what names cost, for which a dictionary of Japanese is asked,
stands in a column of its own.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.classifier_texts import ORDINARY
from bench.evaluation import credentials, lookalikes, others, personal
from bench.evaluation.finders import CREDENTIAL, PERSONAL
from bench.evaluation.texts import Text
from classifiers._personal import people
from classifiers._personal.labels import labels
from classifiers._personal.page import Page
from gateway.model import Segment

SIZE = 100_000  # bytes of UTF-8
ROUNDS = 5
BETWEEN = 2000
"""So many bytes of ordinary text between two of the evaluation's: prompts are mostly talk."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds of CPU for one text of 100 KB."""

    material: str
    personal: float
    """Without names of persons."""
    names: float
    credentials: float
    presidio: float
    detect_secrets: float

    @property
    def ours(self) -> float:
        """Names apart."""
        return self.personal + self.credentials


def together(speeds: Sequence[Speed]) -> Speed:
    """The sum of all materials."""
    return Speed(
        "all three",
        sum(s.personal for s in speeds),
        sum(s.names for s in speeds),
        sum(s.credentials for s in speeds),
        sum(s.presidio for s in speeds),
        sum(s.detect_secrets for s in speeds),
    )


def measure(seed: int) -> list[Speed]:
    return [_material(name, seed) for name in LANGUAGES]


def _material(name: str, seed: int) -> Speed:
    best = [float("inf")] * 5
    with others.in_a_folder() as folder:
        runs = (_our_credentials, others.presidio, others.detect_secrets(Path(folder)))
        for number in range(ROUNDS):
            text = _material_text(name, random.Random(f"speed {name} {seed} {number}"))
            costs = (*_our_personal(text), *(_cpu(run, text) for run in runs))
            best = list(map(min, best, costs))
    return Speed(name, *best)


def _cpu(run: Callable[[Text], object], text: Text) -> float:
    begin = time.process_time()
    run(text)
    return (time.process_time() - begin) * 1000


def _our_personal(text: Text) -> tuple[float, float]:
    """Personal information but for names, and names: what the rule for them takes of the whole."""
    whole = _cpu(lambda text: list(PERSONAL.classify(Segment("", text.text))), text)
    page = Page(Segment("", text.text))
    named = labels(page)
    names = _cpu(lambda _: list(people.people(page, named)), text)
    return whole - names, names


def _our_credentials(text: Text) -> object:
    return list(CREDENTIAL.classify(Segment("", text.text)))


# ---------------------------------------------------------------- the material


def _material_text(name: str, rng: random.Random) -> Text:
    """Ordinary sentences or programs, and after every two kilobytes a text of the evaluation."""
    language, suffix = LANGUAGES[name]
    pieces, size = [], 0
    while size < SIZE:
        piece = ORDINARY[name](rng, BETWEEN) + "\n" + _of_the_sets(rng, language) + "\n"
        pieces.append(piece)
        size += len(piece.encode())
    whole = "".join(pieces).encode()[:SIZE].decode(errors="ignore")
    return Text(whole, language=language, suffix=suffix)


def _of_the_sets(rng: random.Random, language: str) -> str:
    while True:
        text = rng.choice((personal.one, lookalikes.one, credentials.any_one))(rng)
        if text.language == language:
            return text.text


LANGUAGES = {"Japanese": ("ja", ".txt"), "English": ("en", ".txt"), "code": ("en", ".py")}
