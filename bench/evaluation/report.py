"""What a part of the evaluation has to say: lines for people, goals, figures, mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.evaluation.goals import Goal, table
from bench.evaluation.scoring import Mistake, Result, Score


@dataclass
class Report:
    title: str
    lines: list[str] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list, repr=False)


HEADING = ["spans", "precision", "recall", "F1", "precision", "recall", "F1"]


def compared(name: str, ours: Mapping[str, Score], theirs: Mapping[str, Score]) -> str:
    """A table with a row a type: ours to the left, theirs to the right."""
    rows = [
        [row, str(mine.found + mine.missed), *_cells(mine), *_cells(theirs.get(row, Score()))]
        for row, mine in ours.items()
    ]
    return table(rows, [name, *HEADING])


def alone(name: str, ours: Mapping[str, Score]) -> str:
    """A table with a row a type, of ours alone."""
    rows = [[row, str(s.found + s.missed), *_cells(s)] for row, s in ours.items()]
    return table(rows, [name, *HEADING[:4]])


def _cells(score: Score) -> list[str]:
    return [f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}"]


def figures(score: Score) -> dict[str, float]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1}


def better(title: str, mine: Score, other: Score, against: str) -> list[Goal]:
    """Goals: more recall and more precision than somebody else."""
    return [
        Goal(f"{title}: recall against {against}", mine.recall, other.recall, ">"),
        Goal(f"{title}: precision against {against}", mine.precision, other.precision, ">"),
    ]


def alarms(result: Result, who: str) -> str:
    share = f"{result.alarms} of {result.innocent} ({result.alarm_share:.2%})"
    return f"innocent texts in which anything is found, {who}: {share}"
