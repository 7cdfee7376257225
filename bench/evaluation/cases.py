"""JSONL of labelled texts -> how many are found whole, how many innocent ones pass, by kind.

    python -m bench.evaluation.cases FILE.jsonl [--wrong]

A line holds `id`, `text`, `expect` (`found` or `none`), `class` (`personal`, `credential` or
`marker`), `kind` and `gold`: the values' spans, in characters. The texts are looked at as the gate
looks at them, with every classifier. Without `gold` the lines are cases of markers alone.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.evaluation import marker_cases
from classifiers import load
from gateway.content import documents
from gateway.engine.classify import Search
from gateway.engine.content import Texts
from gateway.engine.finding_cache import FindingCache
from gateway.model import ClassId, Finding, InformationClass, Needs, Policy
from gateway.text import INVISIBLE

CLASSES = marker_cases.CLASSES | {ClassId("personal"), ClassId("credential")}
POLICY = Policy("cases", {c: InformationClass(c, c, n) for n, c in enumerate(sorted(CLASSES))}, {})
WIDE, ROOM = 4, 60
"""A finding wider than WIDE times what it meets and ROOM characters more hides too much."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, and what was found of its class."""

    case: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def is_right(self) -> bool:
        """Of personal data only letters and digits need cover, of secrets whatever is seen."""
        if self.case["expect"] == "none":
            return not self.findings
        if self.case["class"] == "marker":
            return bool(self.findings)
        gold = self.case["gold"]
        hidden = {i for f in self.findings if not f.place and _is_narrow(f, gold) for i in _span(f)}
        text, needs = self.case["text"], _needs_cover[self.case["class"]]
        return all(i in hidden for a, b in gold for i in range(a, b) if needs(text[i]))


def _span(finding: Finding) -> range:
    return range(finding.start, finding.end)


def _is_narrow(finding: Finding, gold: Sequence[tuple[int, int]]) -> bool:
    """Does it hide little more than what it meets?"""
    met = sum(max(0, min(b, finding.end) - max(a, finding.start)) for a, b in gold)
    return bool(met) and len(_span(finding)) <= WIDE * met + ROOM


def _is_seen(char: str) -> bool:
    return not (char.isspace() or INVISIBLE.match(char))


_needs_cover: dict[str, Callable[[str], bool]] = {
    "credential": _is_seen,
    "personal": lambda char: _is_seen(char) and unicodedata.category(char)[0] in "LN",
}


@cache
def _search() -> Search:
    needs = Needs(CLASSES, marker_cases.LANGUAGES)
    return Search(load(needs), FindingCache(b"c" * 32), lambda _: "")


def outcome(line: str) -> Outcome:
    """A case, looked at."""
    case = json.loads(line)
    found = findings_in(case["text"])
    return Outcome(case, tuple(f for f in found if _is_of(case["class"], f)))


def findings_in(text: str) -> tuple[Finding, ...]:
    """What the gate finds in a text, of markers, credentials and personal data."""
    findings, _ = _search()(Texts((text,)).read(documents.read), POLICY)
    return tuple(findings)


def _is_of(name: str, finding: Finding) -> bool:
    return finding.classifier == "marker" if name == "marker" else finding.information_class == name


def report(some: Sequence[Outcome]) -> Iterator[str]:
    """Shares, by kind and together."""
    for kind in dict.fromkeys(o.case["kind"] for o in some):
        part = [o for o in some if o.case["kind"] == kind]
        yield f"  {kind:22} {_right(part):4} of {len(part):4} right"
    for expect, words in (("found", "found whole"), ("none", "none without alarm")):
        part = [o for o in some if o.case["expect"] == expect]
        yield f"{words}: {_right(part)} of {len(part)} ({_right(part) / (len(part) or 1):.3f})"


def _right(some: Iterable[Outcome]) -> int:
    return sum(o.is_right for o in some)


def wrong(some: Iterable[Outcome]) -> Iterator[str]:
    """What went wrong, with what was found: its code and its characters."""
    for o in some:
        if not o.is_right:
            found = [(f.code, f.place, o.case["text"][f.start : f.end]) for f in o.findings]
            gold = [o.case["text"][a:b] for a, b in o.case["gold"]]
            yield f"{o.case['id']} {o.case['kind']} {o.case['text'][:300]!r} {gold} {found}"


def main(arguments: list[str]) -> None:
    path, *options = arguments
    lines = marker_cases.lines(Path(path))
    if all("gold" not in json.loads(line) for line in lines):
        marker_cases.main(arguments)
        return
    some = [outcome(line) for line in lines]
    print("\n".join([*report(some), *(wrong(some) if "--wrong" in options else ())]))


if __name__ == "__main__":
    main(sys.argv[1:])
