"""What becomes looser and what stricter: in words, completely, and the same both ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_network
from itertools import product
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.catalogue import entry_for_hosts
from gateway.model import (
    Approval,
    ClassId,
    Group,
    InformationClass,
    Language,
    Limits,
    Mode,
    Needs,
    OtherTraffic,
    PatternRule,
    Policy,
    Reach,
    Requirements,
    Rule,
    Service,
)
from gateway.policy.diff import compare, other_changes, tightenings, weakenings
from gateway.policy.diff.changes import Way
from gateway.policy.rights import answer, groups_of, plain_answer, rights
from tests.policy.kit import CLEAN, changed, parsed

LOOSER = [
    pytest.param("mode: enforce", "mode: monitor", "enforce to monitor", id="monitor"),
    pytest.param("unread: refuse", "unread: allow", "refuse to allow", id="what cannot be read"),
    pytest.param(
        "other_traffic: refuse", "other_traffic: tunnel", "refuse to tunnel", id="other traffic"
    ),
    pytest.param(
        "limits: {",
        "connections: {local: [127.0.0.1:80, '::1']}\nlimits: {",
        "127.0.0.1:80 may be reached",
        id="an address near the gate",
    ),
    pytest.param(
        "limits: {",
        "connections: {nameless: tunnel}\nlimits: {",
        "refuse to tunnel",
        id="destinations without a name",
    ),
    pytest.param("body: 20MiB", "body: 30MiB", "limits.body", id="a larger body"),
    pytest.param("decoded: 32MiB", "decoded: 64MiB", "limits.decoded", id="a larger file"),
    pytest.param("keep_days: 400", "keep_days: 30", "kept 30 days", id="a shorter trail"),
    pytest.param("overdue: refuse", "overdue: report", "refuse to report", id="overdue passes"),
    pytest.param(
        "  in-house:\n    hosts: [llm.example.jp]\n    format: openai-chat\n",
        "  in-house:\n    uses: gemini\n",
        "in-house now covers",
        id="another vendor",
    ),
    pytest.param(
        "[llm.example.jp]", "[llm.example.jp, b.example.jp]", "b.example.jp", id="a host more"
    ),
    pytest.param(
        "may_receive: [public, internal]\n",
        "may_receive: [public, internal, confidential]\n",
        "for people of no group: openai-api may receive 社外秘 (until now refused)",
        id="a class more",
    ),
    pytest.param(
        "redact: [personal, credential]",
        "redact: [personal, credential, confidential]",
        "receives in redacted form 社外秘 (until now refused)",
        id="redacted, no longer refused",
    ),
    pytest.param(
        "may_receive: [public, internal, confidential]}",
        "may_receive: [public, internal, confidential, personal]}",
        "members of rd: openai-api may receive 個人情報 (until now redacted)",
        id="a rule's list",
    ),
    pytest.param("[alice, 10", "[alice, carol, 10", "for carol: openai-api may", id="a member"),
    pytest.param("10.1.2.0/24", "10.1.0.0/16", "for 10.1.0.0/16: openai-api", id="a wider network"),
    pytest.param(
        "  - {groups: [leaving], may_receive: [public, internal], redact: []}\n",
        "",
        "receives in redacted form 個人情報",
        id="a narrowing rule gone",
    ),
    pytest.param("requires: never", "requires: {region: JP}", "no longer has", id="never no more"),
    pytest.param(
        "{trains_on_input: false, retention_days: 0}}",
        "{trains_on_input: false, retention_days: 9}}",
        "secret requires of retention_days changes from 0 to 9",
        id="kept longer",
    ),
    pytest.param(
        "  top_secret: {label: 極秘, requires: never}\n", "", "no longer looked for", id="a class"
    ),
    pytest.param(
        "personal: {label: 個人情報}",
        "personal: {label: 個人情報, at_least: 50}",
        "how many values of personal are too many changes from 1 to 50",
        id="more values pass",
    ),
    pytest.param("tenants: [org-sample]", "tenants: []", "no longer kept to", id="no tenants"),
    pytest.param("[org-sample]", "[org-sample, org-x]", "org-x is now among", id="another tenant"),
    pytest.param(
        "identity: {htpasswd: users.htpasswd}\n", "", "identity.htpasswd", id="nobody is asked"
    ),
    pytest.param("packs: [ja, en]", "packs: [ja]", "markers in en", id="a pack less"),
    pytest.param("[HAYABUSA計画]", "[]", "1 marker words of secret", id="a word less"),
    pytest.param(
        "patterns:\n  drawing: {class: secret, regex: 'DWG-[0-9]{6}', "
        "finds: [図番 DWG-104233], passes: [DWG-12]}\n",
        "",
        "drawing is taken away",
        id="a pattern less",
    ),
    pytest.param("DWG-[0-9]{6}", "DWG-[0-9]{7}", "something else", id="another regex"),
    pytest.param(
        "labels: {0f8fad5b-d9cb-469f-a165-70867728950e: secret}\n", "", "label", id="a label less"
    ),
    pytest.param(
        "unclassified: secret",
        "unclassified: public",
        "openai-api may receive text without a finding (until now refused)",
        id="a text in which nothing is found",
    ),
]


STRICTER_FIRST = (
    ("other_traffic: tunnel", "other_traffic: refuse"),
    ("overdue: report", "overdue: refuse"),
    ("unclassified: internal", "unclassified: secret"),
)
"""Changes to settings that are the loosest already."""


@pytest.mark.parametrize(("old", "new", "words"), LOOSER)
def test_what_becomes_looser_is_said(old: str, new: str, words: str) -> None:
    strict = changed(*STRICTER_FIRST) if old not in CLEAN else CLEAN
    before, after = parsed(strict), parsed(changed((old, new), text=strict))
    said = weakenings(before, after, Language.EN)
    assert any(words in s for s in said), said
    assert len(tightenings(after, before)) >= 1
    assert all(not s.isascii() for s in weakenings(before, after, Language.JA))


def test_a_policy_does_not_differ_from_itself() -> None:
    policy = parsed(CLEAN)
    for told in (weakenings, tightenings, other_changes):
        assert told(policy, policy) == ()


def test_comments_change_nothing() -> None:
    a, b = parsed(CLEAN), parsed("# words\n" + CLEAN)
    assert a.revision != b.revision
    for told in (weakenings, tightenings, other_changes):
        assert told(a, b) == ()


def test_words_change_without_loosening() -> None:
    after = parsed(changed(("株式会社サンプル工業", "株式会社見本"), ("富士山", "筑波山")))
    assert not weakenings(parsed(CLEAN), after)
    assert not tightenings(parsed(CLEAN), after)
    assert other_changes(parsed(CLEAN), after, Language.EN) == (
        "organization changes",
        "the tests change",
    )


def test_marker_words_are_counted_and_never_quoted() -> None:
    after = parsed(changed(("[HAYABUSA計画]", "[別の計画]")))
    said = (*weakenings(parsed(CLEAN), after), *tightenings(parsed(CLEAN), after))
    assert len(said) == 2
    assert not any("計画" in s for s in said)


def test_a_host_of_ones_own_that_is_taken_away_passes_unread() -> None:
    after = parsed(changed(("[llm.example.jp]", "[other.example.jp]")))
    said = weakenings(parsed(CLEAN), after, Language.EN)
    assert any("llm.example.jp is looked into no more" in s for s in said)


def test_a_later_review_loosens_only_where_overdue_services_are_refused() -> None:
    later = ("review_by: 2027-03-31, evidence", "review_by: 2028-03-31, evidence")
    strict = ("overdue: report", "overdue: refuse")
    assert not weakenings(parsed(CLEAN), parsed(changed(later)))
    said = weakenings(parsed(changed(strict)), parsed(changed(strict, later)), Language.EN)
    assert said == (
        "the day by which openai-api is reviewed changes from 2027-03-31 to 2028-03-31",
    )


def test_many_groups_are_compared_without_end_of_time() -> None:
    def crowd(tail: str) -> Policy:
        groups = "".join(f"  g{i}: {{members: [u{i}, 10.{i}.0.0/16]}}\n" for i in range(200))
        rules = "".join(
            f"  - {{groups: [g{i}], may_receive: [public{tail if i == 7 else ''}]}}\n"
            for i in range(200)
        )
        text = changed(("groups:\n", "groups:\n" + groups), ("rules:\n", "rules:\n" + rules))
        return parsed(text)

    said = weakenings(crowd(""), crowd(", secret"), Language.EN)
    assert said == ("groups or rules change; there are too many groups to tell for whom",)


# ---------------------------------------------------------------- laws for all policies

T = TypeVar("T")
CLASSES = [ClassId(c) for c in ("public", "internal", "personal", "secret")]
GROUPS = ["staff", "lab"]
NETWORKS = [ip_network(n) for n in ("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "192.0.2.0/24")]
USERS = ["alice", "bob"]
CLIENTS = ["10.9.0.1", "10.1.9.1", "10.1.2.1", "192.0.2.9", "198.51.100.1", ""]


def subsets(values: Iterable[T]) -> st.SearchStrategy[frozenset[T]]:
    return st.frozensets(st.sampled_from(list(values)))


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "trains_on_input": st.booleans(),
        "retention_days": st.integers(0, 2),
        "region": st.sampled_from(["JP", "US"]),
    },
)
REQUIRES = st.one_of(
    st.builds(Requirements, never=st.booleans(), facts=st.just({})),
    st.builds(
        Requirements,
        facts=st.one_of(FACTS, st.sampled_from([{"region": ("JP",)}, {"region": ("JP", "US")}])),
    ),
)


@st.composite
def services(draw: st.DrawFn, name: str) -> Service:
    hosts = draw(st.sampled_from([["a.test"], ["b.test"], ["a.test", "b.test"]]))
    return Service(
        id=name,
        entry=entry_for_hosts(f"own:{name}", [f"{name}.{h}" for h in hosts], "generic"),
        may_receive=draw(subsets(CLASSES)),
        redact=draw(subsets(CLASSES)),
        tenants=draw(st.sampled_from([(), ("x",), ("x", "y"), ("z",)])),
        handling=draw(FACTS),
        approval=draw(
            st.none() | st.builds(Approval, st.just("x"), st.none(), st.none() | st.dates())
        ),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    known = draw(st.permutations(CLASSES))[: draw(st.integers(1, 4))]
    names = draw(st.lists(st.sampled_from(["s", "t"]), unique=True))
    return Policy(
        revision="r",
        classes={
            c: InformationClass(c, draw(st.sampled_from([c, "x"])), i, draw(REQUIRES))
            for i, c in enumerate(known)
        },
        services={n: draw(services(n)) for n in names},
        contact=draw(st.sampled_from(["", "x"])),
        language=Language.EN,
        mode=draw(st.sampled_from(Mode)),
        unclassified=draw(st.none() | st.sampled_from(known)),
        other_traffic=draw(st.sampled_from(OtherTraffic)),
        local=tuple(Reach(n) for n in draw(subsets(NETWORKS))),
        refuse_nameless=draw(st.booleans()),
        refuse_unread=draw(st.booleans()),
        refuse_overdue=draw(st.booleans()),
        limits=Limits(draw(st.integers(1, 3)), draw(st.integers(1, 3))),
        htpasswd=draw(st.sampled_from(["", "a", "b"])),
        groups={g: Group(g, draw(subsets(USERS)), tuple(draw(subsets(NETWORKS)))) for g in GROUPS},
        rules=tuple(draw(st.lists(rules(names), max_size=3))),
        needs=Needs(
            marker_packs=tuple(draw(subsets(["ja", "en"]))),
            marker_words={CLASSES[0]: tuple(draw(subsets(["w", "v"])))},
            patterns=tuple(
                PatternRule("p", draw(st.sampled_from(CLASSES)), draw(st.sampled_from("xy")))
                for _ in range(draw(st.integers(0, 1)))
            ),
            bulk=draw(st.integers(1, 2)),
        ),
        keep_days=draw(st.none() | st.integers(1, 2)),
        recognizers=draw(st.sampled_from(["", "a"])),
        labels=draw(st.dictionaries(st.sampled_from("lm"), st.sampled_from(CLASSES))),
    )


def rules(services: list[str]) -> st.SearchStrategy[Rule]:
    some = subsets(services) if services else st.just(frozenset[str]())
    return st.builds(
        Rule,
        groups=subsets(GROUPS),
        services=some,
        may_receive=st.none() | subsets(CLASSES),
        redact=st.none() | subsets(CLASSES),
    )


LAWFUL = settings(max_examples=60, deadline=None)


@given(policies())
@LAWFUL
def test_no_policy_differs_from_itself(policy: Policy) -> None:
    assert compare(policy, replace(policy, revision="other")) == ()


@given(policies(), policies())
@LAWFUL
def test_what_loosens_one_way_tightens_the_other(a: Policy, b: Policy) -> None:
    there, back = compare(a, b), compare(b, a)
    assert _topics(there, Way.LOOSER) == _topics(back, Way.STRICTER)
    assert _topics(there, Way.STRICTER) == _topics(back, Way.LOOSER)
    assert len(weakenings(a, b)) <= len(_topics(there, Way.LOOSER))


def _topics(changes: Iterable[object], way: Way) -> Counter[object]:
    return Counter(c.topic for c in changes if c.way is way)  # type: ignore[attr-defined]


@given(policies(), policies())
@LAWFUL
def test_whoever_may_send_more_is_told_of(a: Policy, b: Policy) -> None:
    """By the gate's own look-up of rights, for every user at every address."""
    looser = {c.topic[1] for c in compare(a, b) if c.way is Way.LOOSER and c.topic[0] == "answer"}
    for name in a.services.keys() & b.services.keys():
        assert (name in looser) == any(
            _loosened(a, b, name, user, client)
            for user, client in product([*USERS, "nobody"], CLIENTS)
        )


def _loosened(a: Policy, b: Policy, name: str, user: str, client: str) -> bool:
    was, now = a.services[name], b.services[name]
    before = rights(a, was, groups_of(a, user, client))
    after = rights(b, now, groups_of(b, user, client))
    return plain_answer(b, after) < plain_answer(a, before) or any(
        answer(b.classes[c], now, after).verdict < answer(a.classes[c], was, before).verdict
        for c in a.classes.keys() & b.classes.keys()
    )
