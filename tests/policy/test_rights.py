"""The table that `show`, `lint` and `diff` read is the gate's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from gateway.engine.decide import decide
from gateway.engine.facts import Facts, Tally
from gateway.model import (
    ClassId,
    Policy,
    Service,
    Speaks,
    Standing,
    Verdict,
)
from gateway.policy.rights import answer, overdue, own_lists, plain_answer
from tests.policy.kit import a_policy
from tests.policy.test_diff import LAWFUL, policies


def decided(policy: Policy, service: Service, *found: ClassId) -> Verdict:
    facts = Facts(
        Standing.APPROVED,
        "a.test",
        service=service.id,
        has_text=True,
        found=tuple(Tally(c, "", Speaks.VALUE, MANY, MANY, 1.0) for c in found),
    )
    rule = "information-class" if found else "unclassified"
    reasons = [r.verdict for r in decide(facts, policy) if r.rule == rule]
    return max(reasons, default=Verdict.ALLOW)


MANY = 10_000
"""Distinct values: more than any `at_least`."""


@given(policies())
@LAWFUL
def test_every_cell_is_what_the_gate_decides(policy: Policy) -> None:
    plain = replace(policy, rules=())
    for service in plain.services.values():
        for listed in plain.classes.values():
            answered = answer(listed, service, own_lists(service)).verdict
            assert answered is decided(plain, service, listed.id)
        assert plain_answer(plain, own_lists(service)) is decided(plain, service)


@pytest.mark.parametrize(
    ("day", "late"),
    [
        pytest.param(date(2027, 3, 30), False, id="before the day"),
        pytest.param(date(2027, 3, 31), False, id="on the day"),
        pytest.param(date(2027, 4, 1), True, id="after the day"),
    ],
)
def test_an_approval_is_overdue_after_its_day(day: date, late: bool) -> None:
    assert overdue(a_policy().services["openai-api"], day) is late
