"""Texts with their spans, and what was found -> precision, recall and F1, by type and together.

A span is found where findings of its type cover at least half of it. A finding is false where it
touches no span of its type (nor an optional one); how many findings share a span is all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.evaluation.texts import Span, Text

Finder = Callable[[Text], Sequence[Span]]

HALF = 0.5  # a placeholder over less than half of a value leaves the value readable


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of spans found and missed, and of findings right and false."""

    found: int = 0
    missed: int = 0
    right: int = 0
    false: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.found + other.found,
            self.missed + other.missed,
            self.right + other.right,
            self.false + other.false,
        )

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """A span that was missed or a finding that is false, for developers' eyes."""

    text: Text
    span: Span
    missed: bool


@dataclass
class Result:
    """What one finder made of a set of texts."""

    scores: dict[str, Score] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    texts: int = 0
    alarms: int = 0
    """Texts without any span in which something was found."""
    innocent: int = 0
    by_kind: dict[str, Score] = field(default_factory=dict)

    @property
    def alarm_share(self) -> float:
        return self.alarms / self.innocent if self.innocent else 0.0

    def total(self, types: Iterable[str] | None = None, *, but: Iterable[str] = ()) -> Score:
        """All types, or these, together (micro average)."""
        chosen = set(self.scores if types is None else types) - set(but)
        return sum((s for t, s in self.scores.items() if t in chosen), Score())


def measure(texts: Iterable[Text], find: Finder) -> Result:
    result = Result()
    for text in texts:
        findings = find(text)
        result.texts += 1
        if not text.spans:
            result.innocent += 1
            result.alarms += bool(findings)
        for kind, score in _judge(text, findings, result.mistakes):
            result.scores[kind] = result.scores.get(kind, Score()) + score
            if text.spans:
                result.by_kind[text.kind] = result.by_kind.get(text.kind, Score()) + score
    return result


def _judge(
    text: Text, findings: Sequence[Span], mistakes: list[Mistake]
) -> Iterator[tuple[str, Score]]:
    for span in text.spans:
        if not span.optional:
            hit = covered(span, findings) >= HALF * (span.end - span.start)
            yield span.type, Score(found=1) if hit else Score(missed=1)
            if not hit:
                mistakes.append(Mistake(text, span, missed=True))
    for finding in findings:
        if any(s.overlap(finding) and fits(s, finding) for s in text.spans):
            yield finding.type, Score(right=1)
        else:
            yield finding.type, Score(false=1)
            mistakes.append(Mistake(text, finding, missed=False))


def fits(span: Span, finding: Span) -> bool:
    """Is the finding of the span's type? What touches an optional value is never false."""
    return span.optional or span.type == finding.type


def covered(span: Span, findings: Iterable[Span]) -> int:
    """How many characters of a span findings of its type cover, none counted twice."""
    end, total = span.start, 0
    for finding in sorted((f for f in findings if f.type == span.type), key=lambda f: f.start):
        start, stop = max(end, finding.start), min(span.end, finding.end)
        if stop > start:
            total += stop - start
            end = stop
    return total


def mistakes_by_type(result: Result) -> Counter[tuple[str, bool]]:
    return Counter((m.span.type, m.missed) for m in result.mistakes)
