"""`python -m bench.evaluation`: every classifier on texts of which it is known what they hold.

Prints a table a part and the goals; ends with status 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from bench.evaluation import markers, parts
from bench.evaluation.goals import Goal, table
from bench.evaluation.report import Report
from bench.evaluation.scoring import Mistake

Part = Callable[[int, int], Report]

SIZE = 2000  # a recall of 0.97 is then known to less than one in a hundred
PARTS: dict[str, Part] = {
    "markers": markers.run,
    "personal": parts.of_personal,
    "credentials": parts.of_credentials,
    "lookalikes": parts.of_lookalikes,
    "sentences": parts.of_sentences,
    "speed": parts.of_speed,
}


def every_part() -> dict[str, Part]:
    """The parts; that of registered assets where its module stands: `assets.run(seed, size)`."""
    found = dict(PARTS)
    if importlib.util.find_spec("bench.evaluation.assets"):
        found["assets"] = importlib.import_module("bench.evaluation.assets").run
    return found


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    chosen = every_part()
    reports = []
    for name in options.only or chosen:
        report = chosen[name](options.seed, options.size)
        reports.append(report)
        if not options.json:
            print(
                f"== {report.title}",
                *report.lines,
                *mistakes(report, options.misses),
                sep="\n",
                end="\n\n",
            )
    goals = [goal for report in reports for goal in report.goals]
    print(_document(reports, options.seed) if options.json else _goals(goals))
    return 0 if all(goal.met for goal in goals) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.evaluation", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another seed, other texts")
    parser.add_argument("--size", type=int, default=SIZE, help="how many texts a set has")
    parser.add_argument(
        "--only",
        action="append",
        choices=sorted(every_part()),
        help="a part alone; may be repeated",
    )
    parser.add_argument(
        "--misses", type=int, default=0, metavar="N", help="N misses and false alarms of each kind"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document in place of tables")
    return parser.parse_args(arguments)


def mistakes(report: Report, most: int) -> Iterator[str]:
    """Up to so many of each kind, with what stands around them. The texts are drawn, nobody's."""
    seen: Counter[tuple[str, bool, str]] = Counter()
    for mistake in report.mistakes:
        key = (mistake.span.type, mistake.missed, mistake.text.kind)
        seen[key] += 1
        if seen[key] <= most:
            yield _shown(mistake)


def _shown(mistake: Mistake) -> str:
    span, text = mistake.span, mistake.text
    what = "missed" if mistake.missed else "false "
    before, after = (
        text.text[max(0, span.start - 40) : span.start],
        text.text[span.end : span.end + 20],
    )
    value = text.text[span.start : span.end][:80]
    return f"{what} {span.type:20} {text.kind:16} {before!r} [{value!r}] {after!r}"


def _goals(goals: list[Goal]) -> str:
    return table([goal.row() for goal in goals], ["goal", "wanted", "figure", ""])


def _document(reports: list[Report], seed: int) -> str:
    return json.dumps(
        {
            "seed": seed,
            "parts": {report.title: report.figures for report in reports},
            "goals": [goal.document() for report in reports for goal in report.goals],
        },
        ensure_ascii=False,
        indent=1,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
