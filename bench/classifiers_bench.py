"""What the classifiers cost: milliseconds of CPU for texts that are new each time, and the goals.

    python -m bench.classifiers_bench

Three tables: ordinary texts of 4 and 100 KB, hostile texts of 100 KB, and what a megabyte costs in
a text of 1, 2, 5 and 10 MB as a multiple of what it costs in the first. Folding a text is counted
in. Names of persons, for which a dictionary of Japanese is asked, stand in a column of their own.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial

import classifiers
from bench.classifier_texts import HOSTILE, ORDINARY, Text
from classifiers._personal import people
from classifiers._personal.labels import labels
from classifiers._personal.page import Page
from gateway.model import ClassId, Classifier, Needs, Segment

KB = 1000
MB = 1000 * KB
CLASSES = "internal personal personal_bulk credential confidential secret top_secret third_party"
NEEDS = Needs(
    classes=frozenset(map(ClassId, CLASSES.split())),
    marker_packs=("ja", "en", "zh", "ko", "th", "vi", "id"),
    personal=True,
)
"""All that the shipped classifiers can look for."""
GOALS = {4 * KB: 0.5, 100 * KB: 12.0}
"""Milliseconds for an ordinary text, names of persons apart: nobody notices them."""
HOSTILE_GOAL = 60.0
"""Milliseconds for 100 KB made to be slow, names apart."""
GROWTH_GOAL = 1.3
"""A megabyte of ten may cost so many times what a megabyte alone does."""
GROWING = ("digits and all separators", "names only", "passwords and keys, labelled", "社外秘")
"""Hostile texts whose growth is measured as well as that of ordinary ones."""


@dataclass(frozen=True, slots=True)
class Row:
    """Milliseconds a text. `names` are those for names of persons, and not in `others`."""

    text: str
    size: int
    others: float
    names: float
    findings: int
    goal: float

    @property
    def holds(self) -> bool:
        return self.others <= self.goal


@dataclass(frozen=True, slots=True)
class Growth:
    """What a megabyte costs in longer texts, as a multiple of what it costs in the shortest."""

    text: str
    milliseconds: float
    ratios: tuple[float, ...]

    @property
    def holds(self) -> bool:
        return self.ratios[-1] <= GROWTH_GOAL


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__, prog="bench.classifiers_bench")
    options.add_argument("--json", action="store_true")
    options.add_argument("--only", choices=("ordinary", "hostile", "growth"))
    chosen = options.parse_args(arguments)
    bench = Bench(classifiers.load(NEEDS))
    for name, rows in (("ordinary", bench.ordinary), ("hostile", bench.hostile)):
        if chosen.only in {None, name}:
            _show(name, rows(), as_json=chosen.json)
    if chosen.only in {None, "growth"}:
        _show_growth(bench.growth(), as_json=chosen.json)


class Bench:
    """Measures some classifiers."""

    def __init__(self, finders: Sequence[Classifier]) -> None:
        self._finders = finders
        for make in ORDINARY.values():  # a gate that has run for a while
            self.run(make(random.Random(0), 500 * KB))

    def run(self, text: str) -> int:
        """How many findings there are in a text that was never seen before."""
        segment = Segment("", text)
        return sum(1 for finder in self._finders for _ in finder.classify(segment))

    def ordinary(self) -> Iterator[Row]:
        for size, goal in GOALS.items():
            for name, make in ORDINARY.items():
                yield self._row(name, make, size, goal, repeats=40 if size < 10 * KB else 9)

    def hostile(self) -> Iterator[Row]:
        for name, make in HOSTILE.items():
            yield self._row(name, make, 100 * KB, HOSTILE_GOAL, repeats=3)

    def _row(self, name: str, make: Text, size: int, goal: float, repeats: int) -> Row:
        """The median of texts of one kind, each of them another."""
        runs = []
        for seed in range(repeats):
            text = make(random.Random(f"{name} {seed}"), size)
            whole, found = _timed(partial(self.run, text))
            names, _ = _timed_names(text)
            runs.append((whole - names, names, found))
        others, names, found = sorted(runs)[len(runs) // 2]
        return Row(name, size, others, names, found, goal)

    def growth(self) -> Iterator[Growth]:
        kinds = ORDINARY | {name: HOSTILE[name] for name in GROWING}
        for name, make in kinds.items():
            costs = []
            for size in (MB, 2 * MB, 5 * MB, 10 * MB):
                text = make(random.Random(name), size)
                repeats = 3 if size < 5 * MB else 1
                spent = min(_timed(partial(self.run, text))[0] for _ in range(repeats))
                costs.append(spent * MB / size)
            yield Growth(name, costs[0], tuple(cost / costs[0] for cost in costs))


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    gc.collect()
    start = time.process_time()
    found = work()
    return (time.process_time() - start) * 1e3, found


def _timed_names(text: str) -> tuple[float, int]:
    page = Page(Segment("", text))
    named = labels(page)
    return _timed(lambda: sum(1 for _ in people.people(page, named)))


# ---------------------------------------------------------------- tables


def _show(title: str, rows: Iterator[Row], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({title: [asdict(row) for row in rows]}, ensure_ascii=False))
        return
    print(f"{title:34}{'KB':>5}{'ms':>9}{'goal':>7}{'':5}{'+ names':>9}{'findings':>10}")
    found = []
    for row in rows:
        found.append(row)
        print(
            f"{row.text:34}{row.size // KB:5}{row.others:9.2f}{row.goal:7g}"
            f"{'' if row.holds else '  !':5}{row.names:9.2f}{row.findings:10,}",
            flush=True,
        )
    slowest = max(found, key=lambda row: row.others / row.goal)
    print(
        f"{sum(row.holds for row in found)} of {len(found)} hold their goal; "
        f"nearest to it: {slowest.text}, {slowest.others:.2f} of {slowest.goal:g} ms; "
        f"names cost up to {max(row.names for row in found):.0f} ms\n"
    )


def _show_growth(rows: Iterator[Growth], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"growth": [asdict(row) for row in rows]}, ensure_ascii=False))
        return
    print(f"{'a megabyte in a text of':34}{'ms':>9}{'1 MB':>7}{'2 MB':>7}{'5 MB':>7}{'10 MB':>7}")
    for row in rows:
        ratios = "".join(f"{ratio:7.2f}" for ratio in row.ratios)
        sign = "" if row.holds else "  !"
        print(f"{row.text:34}{row.milliseconds:9.0f}{ratios}{sign}", flush=True)
    print(f"growth: goal {GROWTH_GOAL:g} at most\n")


if __name__ == "__main__":
    main(sys.argv[1:])
