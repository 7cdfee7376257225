"""The table of the policy: every rule speaks, the strictest verdict wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.decide import decide
from gateway.engine.facts import Facts, Tally
from gateway.model import (
    Approval,
    CatalogueEntry,
    ClassId,
    Group,
    InformationClass,
    OtherTraffic,
    Policy,
    Reason,
    Requirements,
    Rule,
    Service,
    Speaks,
    Standing,
    Unread,
    Verdict,
    args,
)
from gateway.policy.rights import groups_of, rights, unmet

PUBLIC, INTERNAL, PERSONAL, SECRET, TOP = map(
    ClassId, ("public", "internal", "personal", "secret", "top")
)
ENTRY = CatalogueEntry("openai", "OpenAI API", "OpenAI", frozenset({"api.openai.com"}))
SERVICE = Service(
    "openai-api",
    ENTRY,
    may_receive=frozenset({PUBLIC, INTERNAL}),
    redact=frozenset({PERSONAL}),
    handling={"trains_on_input": False, "retention_days": 30, "region": "US"},
)
CLASSES = {
    PUBLIC: InformationClass(PUBLIC, "公開情報", 0),
    INTERNAL: InformationClass(INTERNAL, "社内情報", 1),
    PERSONAL: InformationClass(PERSONAL, "個人情報", 2),
    SECRET: InformationClass(SECRET, "秘", 3, Requirements(facts={"retention_days": 0})),
    TOP: InformationClass(TOP, "極秘", 4, Requirements(never=True)),
}
PICTURE = Unread("/0", "pictures/not-looked-into", args(media_type="image/png"))
POLICY = Policy("r", CLASSES, {"openai-api": SERVICE}, unclassified=INTERNAL)


def a_tally(
    information_class: ClassId, speaks: Speaks = Speaks.VALUE, count: int = 1, distinct: int = 1
) -> Tally:
    return Tally(information_class, "WORD", speaks, count, distinct, 1.0)


def some_facts(*found: Tally, **more: object) -> Facts:
    facts = Facts(
        Standing.APPROVED,
        "api.openai.com",
        service="openai-api",
        found=found,
        has_text=True,
        today=date(2026, 11, 1),
    )
    return replace(facts, **more)  # type: ignore[arg-type]


def with_service(**changes: object) -> Policy:
    service = replace(SERVICE, **changes)  # type: ignore[arg-type]
    return replace(POLICY, services={service.id: service})


def verdict(reasons: tuple[Reason, ...]) -> Verdict:
    return max(r.verdict for r in reasons)


PUBLIC_ONLY = with_service(may_receive=frozenset({PUBLIC}))
FEW = replace(POLICY, classes={**CLASSES, PERSONAL: replace(CLASSES[PERSONAL], at_least=2)})


@pytest.mark.parametrize(
    ("facts", "policy", "expected"),
    [
        pytest.param(some_facts(), POLICY, Verdict.ALLOW, id="nothing found"),
        pytest.param(some_facts(a_tally(INTERNAL)), POLICY, Verdict.ALLOW, id="a permitted class"),
        pytest.param(
            some_facts(a_tally(PERSONAL)), POLICY, Verdict.REDACT, id="a class to take out"
        ),
        pytest.param(some_facts(a_tally(PERSONAL)), FEW, Verdict.ALLOW, id="so few that pass"),
        pytest.param(
            some_facts(a_tally(PERSONAL, count=9)),
            FEW,
            Verdict.ALLOW,
            id="one value in nine places",
        ),
        pytest.param(
            some_facts(a_tally(PERSONAL, Speaks.TEXT)),
            FEW,
            Verdict.BLOCK,
            id="few values, and a marker",
        ),
        pytest.param(
            some_facts(a_tally(PERSONAL), a_tally(PERSONAL, Speaks.PASSAGE)),
            FEW,
            Verdict.REDACT,
            id="few values, and a registered asset",
        ),
        pytest.param(
            some_facts(a_tally(PERSONAL, Speaks.TEXT)),
            POLICY,
            Verdict.BLOCK,
            id="a marker speaks for the whole text",
        ),
        pytest.param(
            some_facts(a_tally(PERSONAL), not_rewritable="signature"),
            POLICY,
            Verdict.BLOCK,
            id="a body that cannot be rewritten",
        ),
        pytest.param(
            some_facts(a_tally(SECRET)), POLICY, Verdict.BLOCK, id="a class not permitted"
        ),
        pytest.param(some_facts(a_tally(TOP)), POLICY, Verdict.BLOCK, id="a class for no AI"),
        pytest.param(
            some_facts(a_tally(TOP)),
            with_service(may_receive=frozenset({TOP})),
            Verdict.BLOCK,
            id="a class for no AI, though a service lists it",
        ),
        pytest.param(
            some_facts(a_tally(SECRET)),
            with_service(may_receive=frozenset({SECRET, INTERNAL})),
            Verdict.BLOCK,
            id="a service that keeps what it may keep only for no days",
        ),
        pytest.param(
            some_facts(a_tally(ClassId("unheard-of"))),
            POLICY,
            Verdict.BLOCK,
            id="a class nobody listed",
        ),
        pytest.param(some_facts(unread=(PICTURE,)), POLICY, Verdict.BLOCK, id="something unread"),
        pytest.param(
            some_facts(),
            PUBLIC_ONLY,
            Verdict.BLOCK,
            id="text that counts as internal to a service for public text",
        ),
        pytest.param(
            some_facts(has_text=False),
            PUBLIC_ONLY,
            Verdict.ALLOW,
            id="a request without text to a service for public text",
        ),
        pytest.param(
            some_facts(service="gone"), POLICY, Verdict.BLOCK, id="a service no longer approved"
        ),
        pytest.param(
            some_facts(problem="too-large"), POLICY, Verdict.BLOCK, id="what was not looked at"
        ),
    ],
)
def test_what_becomes_of_it(facts: Facts, policy: Policy, expected: Verdict) -> None:
    assert verdict(decide(facts, policy)) is expected


@pytest.mark.parametrize(
    ("standing", "policy", "expected"),
    [
        pytest.param(Standing.UNLISTED_AI, POLICY, Verdict.BLOCK, id="an AI not on the list"),
        pytest.param(Standing.SIGN_IN, POLICY, Verdict.ALLOW, id="a sign-in host"),
        pytest.param(Standing.OTHER, POLICY, Verdict.ALLOW, id="no AI"),
        pytest.param(
            Standing.OTHER,
            replace(POLICY, other_traffic=OtherTraffic.REFUSE),
            Verdict.BLOCK,
            id="no AI, where nothing else may be spoken to",
        ),
    ],
)
def test_where_it_goes(standing: Standing, policy: Policy, expected: Verdict) -> None:
    facts = some_facts(standing=standing, host="x.test", service="")
    assert verdict(decide(facts, policy)) is expected


def test_unread_passes_where_the_policy_says_so_and_is_still_told() -> None:
    reasons = decide(some_facts(unread=(PICTURE,)), replace(POLICY, refuse_unread=False))
    assert verdict(reasons) is Verdict.ALLOW
    said = args(place="/0", code="pictures/not-looked-into", media_type="image/png")
    assert Reason("unread/allowed", Verdict.ALLOW, said) in reasons


@pytest.mark.parametrize(
    ("refuse", "expected"), [(False, Verdict.ALLOW), (True, Verdict.BLOCK)], ids=["told", "refused"]
)
def test_an_approval_past_its_review(refuse: bool, expected: Verdict) -> None:
    policy = with_service(approval=Approval("CISO", review_by=date(2026, 10, 31)))
    reasons = decide(some_facts(), replace(policy, refuse_overdue=refuse))
    assert verdict(reasons) is expected
    assert any(r.rule == "approval" and "2026-10-31" in str(r.args) for r in reasons)


CLASS_IDS = st.sampled_from(sorted(CLASSES))
TALLIES = st.builds(a_tally, CLASS_IDS, st.sampled_from(Speaks))


@given(some=st.lists(TALLIES, max_size=6), extra=TALLIES)
def test_one_more_finding_never_loosens_the_verdict(some: list[Tally], extra: Tally) -> None:
    before = verdict(decide(some_facts(*some), POLICY))
    assert verdict(decide(some_facts(*some, extra), POLICY)) >= before


@given(some=st.lists(TALLIES, max_size=6))
def test_every_class_found_has_a_reason(some: list[Tally]) -> None:
    reasons = decide(some_facts(*some), POLICY)
    for tally in some:
        assert any(("information_class", tally.information_class) in r.args for r in reasons)


# ---------------------------------------------------------------- who may send what

RD = Group("rd", frozenset({"alice"}))
LAB = Group("lab", networks=())
RULES = replace(
    POLICY,
    groups={"rd": RD},
    rules=(
        Rule(frozenset({"rd"}), frozenset({"openai-api"}), frozenset({SECRET}), None),
        Rule(frozenset(), frozenset(), frozenset(), frozenset()),
    ),
)


def test_the_first_rule_that_fits_wins() -> None:
    alice = groups_of(RULES, "alice", "192.0.2.1")
    assert rights(RULES, SERVICE, alice) == (frozenset({SECRET}), SERVICE.redact)
    assert rights(RULES, SERVICE, ()) == (frozenset(), frozenset())


def test_without_a_rule_the_services_own_lists_hold() -> None:
    assert rights(POLICY, SERVICE, ()) == (SERVICE.may_receive, SERVICE.redact)


@pytest.mark.parametrize(
    ("client", "inside"),
    [
        ("10.1.2.3", True),
        ("10.1.3.3", False),
        ("::ffff:10.1.2.3", True),
        ("2001:db8::1", False),
        ("nonsense", False),
    ],
)
def test_a_network_has_its_members(client: str, inside: bool) -> None:
    import ipaddress

    group = Group("rd", networks=(ipaddress.ip_network("10.1.2.0/24"),))
    policy = replace(POLICY, groups={group.id: group})
    assert groups_of(policy, "somebody", client) == (("rd",) if inside else ())


@pytest.mark.parametrize(
    ("required", "lacking"),
    [
        ({"trains_on_input": False}, []),
        ({"retention_days": 30}, []),
        ({"retention_days": 29}, ["retention_days: 29"]),
        ({"retention_days": 60}, []),
        ({"region": ["JP", "US"]}, []),
        ({"region": "JP"}, ["region: JP"]),
        ({"human_review": False}, ["human_review: False"]),
    ],
)
def test_what_a_service_lacks(required: dict[str, object], lacking: list[str]) -> None:
    assert unmet(required, SERVICE.handling) == lacking
