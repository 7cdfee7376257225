"""The policy's own tests, and the proofs of its patterns -> which of them hold. Pure.

The gate is handed in: nothing here knows how a text is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from gateway import messages
from gateway.model import Decision, PatternRule, Policy, PolicyTest

Judge = Callable[[PolicyTest], Decision]
Finds = Callable[[Policy, str], bool | None]
"""Does the pattern classifier find something in a text, under this policy? None: out of time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test and what came of it."""

    name: str
    text: str = field(repr=False)
    expected: str
    got: str
    reasons: tuple[str, ...] = ()
    line: int = 0

    @property
    def held(self) -> bool:
        return self.expected == self.got


def run(policy: Policy, judge: Judge, finds: Finds) -> Iterator[Outcome]:
    """Every test of the policy in the order of the file, then the proofs of its patterns."""
    for test in policy.tests:
        yield _tested(test, judge(test), policy)
    for rule in policy.needs.patterns:
        yield from _proved(rule, alone(policy, rule), finds)


def alone(policy: Policy, rule: PatternRule) -> Policy:
    """The policy with this pattern and nothing else to look for: its proof is its own."""
    return replace(
        policy,
        needs=replace(policy.needs, marker_packs=(), marker_words={}, patterns=(rule,)),
    )


def _tested(test: PolicyTest, decision: Decision, policy: Policy) -> Outcome:
    verdict = decision.verdict
    reasons = tuple(
        f"{r.verdict.word}: {messages.reason(r, policy)} ({r.rule})" for r in decision.reasons
    )
    name = f"tests → {test.to}" + (f" ({test.actor})" if test.actor else "")
    return Outcome(name, test.prompt, test.expect.word, verdict.word, reasons, test.line)


_WORD = {True: "found", False: "not found", None: "out of time"}


def _proved(rule: PatternRule, policy: Policy, finds: Finds) -> Iterator[Outcome]:
    for key, texts, wanted in (("finds", rule.finds, True), ("passes", rule.passes, False)):
        for text in texts:
            name = f"patterns.{rule.id}.{key}"
            yield Outcome(name, text, _WORD[wanted], _WORD[finds(policy, text)])
