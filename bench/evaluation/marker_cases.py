"""JSONL of labelled texts -> precision and recall of the marker classifier, by kind and language.

    python -m bench.evaluation.marker_cases FILE.jsonl [--wrong] [--class]

A line holds `id`, `text`, `expect` (`found` or `none`), `class`, `kind` and `language`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifiers import marker
from gateway.messages import finding
from gateway.model import ClassId, Classifier, Finding, Language, Needs, Segment

LANGUAGES = ("ja", "en", "zh", "ko", "th", "vi", "id")
CLASSES = frozenset(map(ClassId, ("public", "internal", "confidential", "secret", "top_secret")))


@dataclass(frozen=True, slots=True)
class Outcome:
    case: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def bears(self) -> bool:
        return bool(self.case["expect"] == "found")

    @property
    def is_right(self) -> bool:
        return self.bears == bool(self.findings)

    @property
    def is_of_class(self) -> bool:
        return self.case.get("class") in {f.information_class for f in self.findings}


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


def all_packs() -> Classifier:
    return marker.classifier(Needs(CLASSES, LANGUAGES))


def outcomes(cases: Iterable[str], classifier: Classifier) -> Iterator[Outcome]:
    for line in cases:
        case = json.loads(line)
        yield Outcome(case, tuple(classifier.classify(Segment("", case["text"]))))


def rates(some: Iterable[Outcome]) -> tuple[float, float]:
    """Precision and recall."""
    count = Counter((o.bears, bool(o.findings)) for o in some)
    right = count[True, True]
    found, borne = right + count[False, True], right + count[True, False]
    return right / found if found else 1.0, right / borne if borne else 1.0


def report(some: list[Outcome]) -> Iterator[str]:
    precision, recall = rates(some)
    yield f"{len(some)} texts: precision {precision:.4f}, recall {recall:.4f}"
    borne = [o for o in some if o.bears and o.findings]
    yield f"class right in {sum(o.is_of_class for o in borne)} of {len(borne)} found"
    for name in ("language", "kind"):
        for value in sorted({o.case[name] for o in some}):
            part = [o for o in some if o.case[name] == value]
            wrong = sum(not o.is_right for o in part)
            yield f"  {name:8} {value:22} {len(part) - wrong:4} of {len(part):4} right"


def main(arguments: list[str]) -> None:
    path, *options = arguments
    some = list(outcomes(lines(Path(path)), all_packs()))
    print("\n".join(report(some)))
    for outcome in some:
        wrong_class = outcome.bears and outcome.findings and not outcome.is_of_class
        if ("--wrong" in options and not outcome.is_right) or (
            "--class" in options and wrong_class
        ):
            reasons = [
                f"{f.information_class}: {finding(f, Language.EN)}" for f in outcome.findings
            ]
            print(outcome.case["id"], outcome.case["expect"], repr(outcome.case["text"]), reasons)


if __name__ == "__main__":
    main(sys.argv[1:])
