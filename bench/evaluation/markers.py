"""Labelled texts with and without confidentiality markers -> the marker classifier's figures."""

from __future__ import annotations

from pathlib import Path

from bench.evaluation import marker_cases
from bench.evaluation.goals import Goal
from bench.evaluation.report import Report

PRECISION, RECALL = 0.97, 0.9
"""What the labelled texts that were written apart from the rules have to reach."""


def run(seed: int, size: int) -> Report:
    """The labelled texts of the repository; they are fixed, so seed and size are of no matter."""
    report = Report("Markers")
    for name, title in (
        ("marker_cases", "written with the rules"),
        ("marker_unseen", "written apart from the rules"),
    ):
        lines = marker_cases.lines(Path(__file__).with_name(f"{name}.jsonl"))
        some = list(marker_cases.outcomes(lines, marker_cases.all_packs()))
        precision, recall = marker_cases.rates(some)
        report.lines.append(
            f"{title}: {len(some)} texts, precision {precision:.4f}, recall {recall:.4f}"
        )
        report.figures[name] = {"precision": precision, "recall": recall}
        if name == "marker_unseen":
            report.goals += [
                Goal("markers: precision", precision, PRECISION),
                Goal("markers: recall", recall, RECALL),
            ]
    return report
