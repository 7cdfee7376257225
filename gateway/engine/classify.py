"""Prompt, classifiers -> every finding in it, each with its place and its digest.

Pure but for its cache of texts seen before: the same prompt has the same findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from gateway.engine.distinct_values import in_bulk
from gateway.engine.finding_cache import FindingCache, Seen
from gateway.engine.rows_across import across
from gateway.errors import ClassifierTimeout
from gateway.model import Classifier, Finding, Policy, Prompt, Segment, Speaks, Unread, args
from gateway.redaction import Covered, Remembered
from gateway.rendered import Rendered

Digest = Callable[[str], str]


def _wider(found: list[Finding], more: list[Finding]) -> list[Finding]:
    """Both; of two of a class and kind, one of which covers the other, the larger one."""
    kept = _outside(more, found)
    return [*_outside(found, kept), *kept]


def _outside(found: list[Finding], others: list[Finding]) -> list[Finding]:
    covered = Covered(others, _class_and_kind)
    return [f for f in found if not covered.holds(_class_and_kind(f), f.start, f.end)]


def _class_and_kind(finding: Finding) -> tuple[str, str]:
    return finding.information_class, finding.kind


class StoppedError(Exception):
    """A judgement has no more time, or nobody waits for it any more."""


class TooLongHereError(Exception):
    """More texts were never seen before than may be looked at here."""


@dataclass(frozen=True, slots=True)
class Search:
    """All that looks for something in a text. `digest` is keyed, by the installation's key."""

    classifiers: Sequence[Classifier]
    cache: FindingCache = field(repr=False)
    digest: Digest = field(repr=False)
    go_on: Callable[[], None] | None = None
    """Asked before each look of a classifier, where one may be stopped; raises StoppedError."""
    most: int | None = None
    """Characters that were never seen before and may be looked at here; None: whatever there is."""
    ask: Callable[[Iterable[bytes]], Seen] | None = field(default=None, repr=False)
    """Tells what somebody else knows of texts, by their digests."""

    def __call__(
        self, prompt: Prompt, policy: Policy, remembered: Remembered | None = None
    ) -> tuple[tuple[Finding, ...], tuple[Unread, ...]]:
        """Every finding in every segment; and the places where a classifier ran out of time.

        `remembered` is what was taken out for the same person before. Raises TooLongHereError.
        """
        digests = [self.cache.digest(segment) for segment in prompt.segments]
        if self.ask:
            self.cache.learn(self.ask(digests))
        if self.most is not None:
            self._refuse_if_long(prompt, digests, self.most)
        findings: list[Finding] = []
        late: list[Unread] = []
        for number, (segment, digest) in enumerate(zip(prompt.segments, digests, strict=True)):
            try:
                found = self.cache.recall(segment, self._look, digest)
            except ClassifierTimeout as e:
                late.append(Unread(segment.place, e.code, args(**e.values)))
            else:
                findings += (
                    replace(f, place=segment.place, segment=number)
                    for f in found
                    if segment.is_new(f.start, f.end)
                    and not (segment.is_loose and f.speaks is Speaks.VALUE)
                )
        if len(prompt.segments) > 1:
            rows = across(prompt, findings, self.classifiers, self.go_on)
            findings += self._digested(rows, prompt)
        if remembered:
            findings += self._digested(remembered.find(prompt, findings), prompt)
        return in_bulk(findings, prompt, policy.needs.bulk, policy.classes), tuple(late)

    def _refuse_if_long(self, prompt: Prompt, digests: Sequence[bytes], most: int) -> None:
        if sum(len(s.text) for s in prompt.segments) <= most:
            return
        known = self.cache.known(digests)
        new = zip(prompt.segments, digests, strict=True)
        if sum(len(s.text) for s, digest in new if digest not in known) > most:
            raise TooLongHereError

    def elsewhere(self, found: Iterable[Finding], prompt: Prompt) -> tuple[Finding, ...]:
        """Findings that were made of a prompt otherwise than by looking at its segments."""
        return tuple(self._digested(found, prompt))

    def _look(self, segment: Segment) -> tuple[Finding, ...]:
        """What the classifiers find; the digest is of the text, so the cache keeps it too."""
        found = [f for c in self.classifiers for f in self._found_by(c, segment)]
        if segment.rendered:
            found = _wider(found, list(self._within_words(*segment.rendered)))
        return tuple(replace(f, digest=self.digest(segment.text[f.start : f.end])) for f in found)

    def _within_words(self, seen: Segment, rendered: Rendered) -> Iterator[Finding]:
        """What is only there for whoever sees no markup: findings with some within them."""
        for classifier in self.classifiers:
            for f in self._found_by(classifier, seen):
                if rendered.joins(f.start, f.end):
                    start, end = rendered.form.span(f.start, f.end)
                    yield replace(f, start=start, end=end)

    def _found_by(self, classifier: Classifier, segment: Segment) -> Iterable[Finding]:
        if self.go_on:
            self.go_on()
        return classifier.classify(segment)

    def _digested(self, found: Iterable[Finding], prompt: Prompt) -> Iterable[Finding]:
        for f in found:
            text = prompt.segments[f.segment].text[f.start : f.end]
            yield replace(f, digest=self.digest(text))
