"""allowlist.yaml -> Policy, or every fault at once, each with its line and the remedy."""

from __future__ import annotations

import hashlib
from datetime import date
from ipaddress import ip_network

import pytest

from classifiers._marker import lexicon
from gateway.catalogue import load
from gateway.errors import PolicyError
from gateway.model import (
    Approval,
    Language,
    Limits,
    Mode,
    OtherTraffic,
    PatternRule,
    Reach,
    Requirements,
    Verdict,
)
from gateway.policy.build import parse
from gateway.policy.document import LEVELS
from tests.policy.kit import CLEAN, a_policy, changed, faults, line_of, parsed, warnings


def test_every_key_arrives_where_the_gate_looks_for_it() -> None:
    policy = parsed(CLEAN)
    assert policy.revision == hashlib.sha256(CLEAN.encode()).hexdigest()[:12]
    assert policy.organization == "株式会社サンプル工業"
    assert (policy.language, policy.mode) == (Language.JA, Mode.ENFORCE)
    assert [c.rank for c in policy.classes.values()] == list(range(7))
    assert policy.classes["secret"].requires == Requirements(  # type: ignore[index]
        facts={"trains_on_input": False, "retention_days": 0}
    )
    assert policy.classes["top_secret"].requires.never  # type: ignore[index]
    service = policy.services["openai-api"]
    assert service.entry is load().get("openai")
    assert service.tenants == ("org-sample",)
    assert service.approval == Approval(
        "情報管理責任者", date(2026, 4, 1), date(2027, 3, 31), "契約書"
    )
    assert service.may_receive == {"public", "internal"}
    assert service.redact == {"personal", "credential"}
    assert service.handling["retention_days"] == 30
    assert policy.other_traffic is OtherTraffic.TUNNEL
    assert policy.limits == Limits(20 * 2**20, 32 * 2**20)
    assert policy.htpasswd == "users.htpasswd"
    assert policy.groups["rd"].users == {"alice"}
    assert policy.groups["rd"].networks == (ip_network("10.1.2.0/24"),)
    assert policy.rules[0].redact == frozenset()
    assert policy.rules[1].redact is None
    assert policy.needs.marker_words == {"secret": ("HAYABUSA計画",)}
    assert policy.needs.patterns == (
        PatternRule("drawing", "secret", "DWG-[0-9]{6}", ("図番 DWG-104233",), ("DWG-12",)),  # type: ignore[arg-type]
    )
    assert policy.keep_days == 400
    assert policy.tests[0].expect is Verdict.ALLOW
    assert policy.tests[0].line == line_of("- {prompt", CLEAN)


def test_what_is_left_out_has_the_strict_default() -> None:
    policy = parsed("version: 1\ninformation_classes: {public: {}, secret: {}}\n")
    assert policy.mode is Mode.ENFORCE
    assert policy.refuse_unread
    assert policy.needs.marker_packs == ("ja", "en", "zh", "ko", "th", "vi", "id")
    assert policy.limits == Limits()
    assert policy.services == {}
    assert policy.keep_days is None
    assert policy.classes["public"].label == "public"  # type: ignore[index]


def test_markers_need_a_class_that_they_stand_for() -> None:
    without = "version: 1\ninformation_classes: {public: {}, mine: {}}\n"
    assert parsed(without).needs.marker_packs == ()
    (fault,) = faults(without + "markers:\n  packs: [ja]\n")
    assert (fault.line, "none is listed" in fault.text) == (4, True)
    assert not faults(without + "markers: {packs: []}\n")
    assert any("no marker is looked for" in f.text for f in warnings(without))


def test_the_classes_that_markers_stand_for_are_those_of_the_classifier() -> None:
    assert tuple(lexicon.LEVELS) == LEVELS


def test_a_key_without_a_value_is_not_given() -> None:
    policy = parsed("version: 1\ninformation_classes: {public: }\nservices:\nrules:\nmode: ~\n")
    assert (policy.services, policy.rules, policy.mode) == ({}, (), Mode.ENFORCE)


def test_on_is_a_key_and_no_a_word_whatever_yaml_1_1_says() -> None:
    policy = a_policy(("region: US", "region: no"))
    assert policy.services["openai-api"].handling["region"] == "no"
    assert policy.services["openai-api"].approval is not None
    assert policy.services["openai-api"].approval.on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("20MiB", 20 * 2**20, id="binary megabytes"),
        pytest.param("500 KB", 500_000, id="decimal kilobytes after a blank"),
        pytest.param("1.5mib", 3 * 2**19, id="a fraction in lower case"),
        pytest.param("1048576", 2**20, id="bytes"),
        pytest.param("1GiB", 2**30, id="the most there may be"),
    ],
)
def test_a_size_is_read(written: str, meant: int) -> None:
    assert a_policy(("body: 20MiB", f"body: {written}")).limits.body == meant


@pytest.mark.parametrize(
    ("member", "users", "networks"),
    [
        pytest.param("carol", {"carol"}, [], id="a name"),
        pytest.param("山田", {"山田"}, [], id="a name in kanji"),
        pytest.param("001001", {"001001"}, [], id="a number of a person"),
        pytest.param("10.9.9.9", set(), ["10.9.9.9/32"], id="an address"),
        pytest.param("'2001:db8::/32'", set(), ["2001:db8::/32"], id="a network of IPv6"),
    ],
)
def test_a_member_is_a_user_or_a_network(member: str, users: set[str], networks: list[str]) -> None:
    group = a_policy(("[bob]", f"[{member}]")).groups["leaving"]
    assert group.users == users
    assert list(map(str, group.networks)) == networks


def test_a_service_named_like_a_vendors_entry_does_not_pass_for_it() -> None:
    policy = a_policy(("  in-house:", "  gemini:"))
    assert policy.services["gemini"].entry.hosts == {"llm.example.jp"}
    assert policy.services["gemini"].entry.id not in load().ids()


# ---------------------------------------------------------------- faults, one by one

ONE_FAULT = [
    pytest.param("version: 1", "version: 2", "version 2", "write 1", id="another version"),
    pytest.param("mode: enforce", "mode: enfroce", "enfroce", "did you mean enforce?", id="a slip"),
    pytest.param(
        "contact:", "contcat:", "no such key", "did you mean contact?", id="an unknown key"
    ),
    pytest.param(
        "  public: {label:", "  public: {lable:", "lable", "did you mean label?", id="a key inside"
    ),
    pytest.param(
        "unclassified: internal", "unclassified: intern", "intern", "internal?", id="a class"
    ),
    pytest.param(
        "may_receive: [public, internal]\n",
        "may_receive: [public, 社外秘]\n",
        "no information class 社外秘",
        "its id is confidential",
        id="a label where the id is asked",
    ),
    pytest.param(
        "may_receive: [public, internal]\n",
        "may_receive: public\n",
        "expected a list",
        "[a, b]",
        id="a word where a list is asked",
    ),
    pytest.param("uses: openai", "uses: opnai", "opnai", "did you mean openai", id="an entry"),
    pytest.param(
        "format: openai-chat", "format: openai-caht", "openai-caht", "openai-chat?", id="a format"
    ),
    pytest.param(
        "hosts: [llm.example.jp]",
        "hosts: ['https://llm.example.jp:8443']",
        "llm.example.jp:8443",
        "without a port",
        id="a host with a port",
    ),
    pytest.param(
        "    format: openai-chat\n", "", "in-house", "add format:", id="hosts without a format"
    ),
    pytest.param(
        "    uses: openai\n", "", "does not say which AI", "add uses:", id="a service of nothing"
    ),
    pytest.param(
        "tenants: [org-sample]", "tenants: [sample]", "'sample'", "org-...", id="a tenant's form"
    ),
    pytest.param(
        "trains_on_input: false, retention_days: 30",
        "trains_on_input: no, retention_days: 30",
        "no is neither true nor false",
        "write one of them",
        id="no where false is asked",
    ),
    pytest.param(
        "retention_days: 30", "retention_days: -1", "-1", "from 0", id="a negative number"
    ),
    pytest.param(
        "on: 2026-04-01, review_by: 2027-03-31, ev",
        "on: 2026-02-30, review_by: 2027-03-31, ev",
        "2026-02-30 is no date",
        "like 2026-04-01",
        id="a day that the calendar has not",
    ),
    pytest.param(
        "on: 2026-04-01, review_by: 2027-03-31, ev",
        "on: 2026-04-01, review_by: 2025-03-31, ev",
        "lies before the approval",
        "correct one",
        id="a review before the approval",
    ),
    pytest.param(
        "requires: never", "requires: nver", "nver", "write never", id="requires without sense"
    ),
    pytest.param("body: 20MiB", "body: 20M", "20M is no size", "20MiB", id="a size without unit"),
    pytest.param("body: 20MiB", "body: 2GiB", "2GiB", "up to 1GiB", id="a size beyond memory"),
    pytest.param(
        "10.1.2.0/24", "10.1.2.7/24", "10.1.2.7/24", "did you mean 10.1.2.0/24?", id="host bits"
    ),
    pytest.param("10.1.2.0/24", "10.1.2", "10.1.2 is no network", "10.1.2.3", id="half a network"),
    pytest.param("[bob]", "['bob smith']", "bob smith", "alice", id="a name with a blank"),
    pytest.param("groups: [rd]", "groups: [rdd]", "no group rdd", "rd?", id="an unknown group"),
    pytest.param("groups: [rd]", "groups: []", "empty", "at least one", id="a rule for nobody"),
    pytest.param("groups: [rd]", "groups: ", "expected a list", "[a, b]", id="a rule left open"),
    pytest.param(
        "services: [openai-api]", "services: [openai]", "no service openai", "openai-api?", id="who"
    ),
    pytest.param("packs: [ja, en]", "packs: [ja, jp]", "jp is not one of", "ja, en", id="a pack"),
    pytest.param("add: {secret:", "add: {secrte:", "secrte", "secret?", id="a class among markers"),
    pytest.param("DWG-[0-9]{6}", "(DWG", "cannot be used", "correct it", id="a broken regex"),
    pytest.param("DWG-[0-9]{6}", "x*", "fits the empty text", "at least one", id="a regex of all"),
    pytest.param(
        "regex: 'DWG-[0-9]{6}', ", "", "is missing", "regex: 'DWG", id="a pattern without regex"
    ),
    pytest.param(
        "70867728950e: secret", "70867728950e: secrets", "secrets", "secret?", id="a label's class"
    ),
    pytest.param("keep_days: 400", "keep_days: 0", "0 is no number", "from 1", id="no day at all"),
    pytest.param("overdue: report", "overdue: stop", "stop", "report, refuse", id="overdue"),
    pytest.param("expect: allow", "expect: pass", "pass", "allow, redact, block", id="a verdict"),
    pytest.param(
        "to: openai-api, expect", "to: openai, expect", "no service openai", "-api?", id="a test"
    ),
    pytest.param(
        "language: ja", "language: ja\nlanguage: en", "a second time", "keep one", id="twice"
    ),
    pytest.param(
        "  rd: {members: [", "  r d: {members: [", "r d", "letters", id="a blank in a name"
    ),
    pytest.param("[bob]", "*people", "alias", "quotes", id="an alias"),
    pytest.param("region: US", "region: !region US", "tag", "quotes", id="a tag"),
    pytest.param("region: US", "region: {US: x}", "write one text", "not a list", id="too much"),
]


@pytest.mark.parametrize(("old", "new", "what", "remedy"), ONE_FAULT)
def test_a_fault_is_told_with_line_and_remedy(old: str, new: str, what: str, remedy: str) -> None:
    text = changed((old, new))
    found = faults(text)
    about = [f for f in found if what in f.text]
    assert about, found
    assert any(remedy in f.text for f in about)
    assert all(f.ja for f in about)
    number = line_of(old, CLEAN)
    assert any(number - 1 <= f.line <= number + new.count("\n") for f in about), about


def test_every_fault_is_told_at_once() -> None:
    pieces = {p.id: (str(p.values[0]), str(p.values[1])) for p in ONE_FAULT}
    some = [
        pieces[i]
        for i in ("a slip", "an unknown key", "a class", "an entry", "a size without unit", "who")
    ]
    text = changed(*some, pieces["a broken regex"], pieces["a verdict"], pieces["twice"])
    lines = [f.line for f in faults(text)]
    assert len(lines) == 9
    assert lines == sorted(lines)


def test_a_file_of_faults_is_not_told_without_end() -> None:
    text = CLEAN + "".join(f"wrong{i}: 1\n" for i in range(5_000))
    found = faults(text)
    assert len(found) == 201
    assert "4,800 more" in found[-1].text


@pytest.mark.parametrize(
    ("services", "line", "message"),
    [
        pytest.param(
            "  openai-api: {hosts: [api.openai.com], format: openai-chat}\n"
            "  openai-lab: {hosts: [api.openai.com], format: openai-chat}\n",
            5,
            "api.openai.com is listed under both openai-api and openai-lab; keep one",
            id="two of one's own",
        ),
        pytest.param(
            "  openai-api: {uses: openai}\n"
            "  openai-lab: {hosts: [api.openai.com], format: openai-chat}\n",
            5,
            "api.openai.com is listed under both openai-api and openai-lab; keep one",
            id="a vendor's domain and a host in it",
        ),
        pytest.param(
            "  openai-lab:\n    hosts:\n      - api.openai.com\n    format: openai-chat\n"
            "  openai-api:\n    uses: openai\n",
            9,
            "api.openai.com is listed under both openai-lab and openai-api; keep one",
            id="the other way about",
        ),
        pytest.param(
            "  a: {uses: openai}\n  b: {uses: openai}\n",
            5,
            "openai.com is listed under both a and b; keep one",
            id="one entry of the catalogue",
        ),
        pytest.param(
            "  a: {hosts: ['*.ai.example.jp'], format: generic}\n"
            "  b: {hosts: [llm.ai.example.jp], format: generic}\n",
            5,
            "llm.ai.example.jp is listed under both a and b; keep one",
            id="a host below a domain",
        ),
        pytest.param(
            "  a: {uses: vertex}\n"
            "  b: {hosts: [asia-northeast1-aiplatform.googleapis.com], format: gemini}\n",
            5,
            "asia-northeast1-aiplatform.googleapis.com is listed under both a and b; keep one",
            id="a host that a pattern matches",
        ),
        pytest.param(
            "  a: {hosts: [x.example.jp, X.example.jp], format: generic}\n",
            4,
            "services.a: X.example.jp is listed twice; keep one",
            id="twice in one service",
        ),
    ],
)
def test_one_host_stands_under_one_service(services: str, line: int, message: str) -> None:
    text = "version: 1\ninformation_classes: {public: {}}\nservices:\n" + services
    with pytest.raises(PolicyError) as raised:
        parse(text, load(), "rules.yaml")
    assert [(f.line, f.text) for f in raised.value.faults] == [(line, message)]
    assert str(raised.value.faults[0]).startswith(f"rules.yaml:{line}: ")


def test_a_service_without_a_word_is_told() -> None:
    text = "version: 1\ninformation_classes: {public: {}}\nservices:\n  nothing:\n"
    assert [(f.line, "add uses:" in f.text) for f in faults(text)] == [(4, True)]


def test_services_of_the_catalogue_do_not_collide_among_themselves() -> None:
    every = "".join(f"  s-{i}: {{uses: {i}}}\n" for i in load().ids())
    text = f"version: 1\ninformation_classes: {{public: {{}}}}\nservices:\n{every}"
    assert len(parsed(text).services) == len(load().ids())


def test_no_prompt_stands_in_a_message() -> None:
    text = changed(("prompt: 富士山の高さは", "promt: 門外不出の文"), ("'DWG", "'門外不出(DWG"))
    assert faults(text)
    assert "門外不出" not in str(PolicyError(faults(text)))


@pytest.mark.parametrize(
    ("written", "network", "port"),
    [
        ("127.0.0.1", "127.0.0.1/32", None),
        ("127.0.0.1:11434", "127.0.0.1/32", 11434),
        ("169.254.0.0/16:80", "169.254.0.0/16", 80),
        ("'::1'", "::1/128", None),
        ("'[::1]:8080'", "::1/128", 8080),
        ("'[fd00::/8]'", "fd00::/8", None),
    ],
)
def test_an_address_near_the_gate(written: str, network: str, port: int | None) -> None:
    policy = a_policy(("limits: {", f"connections: {{local: [{written}]}}\nlimits: {{"))
    assert policy.local == (Reach(ip_network(network), port),)
    assert policy.refuse_nameless


@pytest.mark.parametrize(
    "written",
    [
        "localhost",
        "127.1",
        "127.0.0.1:0",
        "127.0.0.1:99999",
        "'127.0.0.1:'",
        "'[::1'",
        "1.2.3.4/8",
        "''",
    ],
)
def test_what_is_no_address_is_told_with_the_remedy(written: str) -> None:
    with pytest.raises(PolicyError, match=r"127\.0\.0\.1:11434"):
        a_policy(("limits: {", f"connections: {{local: [{written}]}}\nlimits: {{"))
