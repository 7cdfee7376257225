"""What in a usable policy is probably not meant. A policy without a flaw has no warning."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from gateway import app
from gateway.catalogue import load
from gateway.policy.build import parse
from gateway.policy.lint import LATER, lint, notes
from tests.policy.kit import CLEAN, TODAY, changed, line_of, warnings


def test_a_policy_without_a_flaw_has_no_warning() -> None:
    assert warnings(CLEAN) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param("mode: enforce", "mode: monitor", "write enforce", id="monitor"),
        pytest.param("unread: refuse", "unread: allow", "write refuse", id="unread passes"),
        pytest.param("decoded: 32MiB", "decoded: 1MiB", "raise decoded", id="limits crossed"),
        pytest.param(
            "contact: 情報管理委員会（内線 2100）", "contact: ''", "whom to ask", id="no contact"
        ),
        pytest.param("2027-03-31, evidence", "2026-11-20, evidence", "was due", id="overdue"),
        pytest.param(", review_by: 2027-03-31, ev", ", ev", "no review_by", id="no review date"),
        pytest.param(
            "on: 2026-04-01, review_by: 2027-03-31, ev", "on: 2026-12-24, ev", "ahead", id="ahead"
        ),
        pytest.param(
            "{trains_on_input: false, retention_days: 30, human_review: false, region: US}",
            "{trains_on_input: unknown}",
            "write trains_on_input",
            id="unknown whether trained on",
        ),
        pytest.param("[llm.example.jp]", "['http://llm.example.jp']", "in the clear", id="no TLS"),
        pytest.param(
            "may_receive: [public, internal]\n",
            "may_receive: [public, internal, secret]\n",
            "requires retention_days: 0",
            id="a class without its facts",
        ),
        pytest.param(
            "may_receive: [public, internal]\n",
            "may_receive: [public, internal, top_secret]\n",
            "requires: never",
            id="a class for nobody",
        ),
        pytest.param(
            "[public, internal, confidential]}",
            "[public, top_secret]}",
            "requires: never",
            id="a rule with a class for nobody",
        ),
        pytest.param(
            "redact: [personal, credential]",
            "redact: [personal, confidential]",
            "only markers find confidential",
            id="redact of a marker's class",
        ),
        pytest.param(
            "redact: [personal, credential]",
            "redact: [top_secret]",
            "not redacted",
            id="redact of a class for nobody",
        ),
        pytest.param(
            "redact: [personal, credential]",
            "redact: [internal]",
            "goes as it is",
            id="on both lists",
        ),
        pytest.param(
            "services: [openai-api], may_receive: [public, internal, confidential]",
            "services: [openai-api], may_receive: [public, personal]",
            "goes as it is",
            id="on both lists by a rule",
        ),
        pytest.param("{members: [bob]}", "{members: []}", "no members", id="a group of nobody"),
        pytest.param(
            "- {groups: [leaving]", "- {groups: [rd]", "no rule speaks", id="a group in vain"
        ),
        pytest.param(
            "identity: {htpasswd: users.htpasswd}\n", "", "never learns who", id="users unknown"
        ),
        pytest.param(
            ", may_receive: [public, internal], redact: []",
            "",
            "changes nothing",
            id="a rule of nothing",
        ),
        pytest.param(
            "{groups: [leaving], may", "{may", "never reached", id="a rule for all in front"
        ),
        pytest.param("[HAYABUSA計画]", "[秘]", "one character", id="a marker of one character"),
        pytest.param(", passes: [DWG-12]", "", "no proof", id="a pattern without proof"),
        pytest.param(
            "0f8fad5b-d9cb-469f-a165-70867728950e", "kaisha", "GUID", id="a label by name"
        ),
        pytest.param(
            "  - {prompt: 富士山の高さは, to: openai-api, expect: allow}\n",
            "",
            "there are none",
            id="no tests",
        ),
        pytest.param(
            "    uses: openai\n    tenants: [org-sample]\n",
            "    uses: chatgpt\n",
            "private account",
            id="a web app without tenants",
        ),
        pytest.param(
            "    may_receive: [public, internal]\n    redact: [personal, credential]\n",
            "",
            "may receive nothing",
            id="a service for nothing",
        ),
    ],
)
def test_a_warning_names_the_line(old: str, new: str, words: str) -> None:
    text = changed((old, new))
    about = [f for f in warnings(text) if words in f.text]
    assert about, warnings(text)
    assert all(f.ja and f.line for f in about)


def test_an_approval_is_in_force_on_the_day_of_its_review() -> None:
    policy = parse(CLEAN, load())
    assert not lint(policy, CLEAN, date(2027, 3, 31))
    late = lint(policy, CLEAN, date(2027, 4, 1))
    assert [f.line for f in late] == [
        i for i, line in enumerate(CLEAN.splitlines(), 1) if "review_by" in line
    ]


def test_a_service_without_approval_is_told() -> None:
    lines = [line for line in CLEAN.splitlines(keepends=True) if "情報管理責任者" not in line]
    text = "".join(lines)
    (about,) = [f for f in warnings(text) if "approved it" in f.text]
    assert about.line == line_of("  openai-api:", text)


def test_no_service_at_all_is_told() -> None:
    text = "version: 1\ncontact: x\ninformation_classes: {public: {}}\n"
    assert any("no service is approved" in f.text for f in warnings(text))


SHADOWED = """\
version: 1
contact: x
identity: {htpasswd: u}
information_classes: {public: {}}
services:
  a: {hosts: [a.test], format: generic, may_receive: [public]}
  b: {hosts: [b.test], format: generic, may_receive: [public]}
groups:
  all: {members: [10.0.0.0/8, alice, bob]}
  some: {members: [10.1.0.0/16, alice]}
  other: {members: [carol]}
rules:
"""


@pytest.mark.parametrize(
    ("listed", "unreached"),
    [
        pytest.param(["{groups: [all], %}", "{groups: [some], %}"], {1}, id="members of members"),
        pytest.param(["{groups: [some], %}", "{groups: [all], %}"], set(), id="narrow before wide"),
        pytest.param(["{%}", "{groups: [other], %}"], {1}, id="everyone before some"),
        pytest.param(["{services: [a], %}", "{%}"], set(), id="one service before all"),
        pytest.param(
            ["{services: [a], %}", "{services: [b], %}", "{groups: [some], %}"],
            {2},
            id="several rules together",
        ),
        pytest.param(
            ["{groups: [some], %}", "{groups: [other], %}", "{groups: [other, some], %}"],
            {2},
            id="several groups together",
        ),
        pytest.param(
            ["{groups: [some], services: [a], %}", "{groups: [some], services: [b], %}", "{%}"],
            set(),
            id="everyone is more than some",
        ),
        pytest.param(["{groups: [all], %}", "{groups: [all], %}"], {1}, id="the same again"),
    ],
)
def test_a_rule_that_is_never_reached_is_told(listed: list[str], unreached: set[int]) -> None:
    lines = [f"  - {rule.replace('%', 'may_receive: [public]')}\n" for rule in listed]
    text = SHADOWED + "".join(lines)
    first = line_of(lines[0], text)
    told = {f.line - first for f in warnings(text) if "never reached" in f.text}
    assert told == unreached


def test_a_class_that_nobody_gets_is_told_only_if_a_more_sensitive_one_is_received() -> None:
    text = changed(
        ("[public, internal, personal, confidential, secret]", "[public, internal, secret]"),
        ("[public, internal, confidential]", "[public, internal]"),
    )
    told = [f for f in warnings(text) if "more sensitive" in f.text]
    assert [f.line for f in told] == [line_of("  confidential:", text)]


def test_text_that_no_service_may_receive_is_told() -> None:
    text = changed(("unclassified: internal", "unclassified: top_secret"), ("never", "{}"))
    told = [f.text for f in warnings(text) if "every text is refused" in f.text]
    assert len(told) == 1


def test_notes_say_plainly_what_this_build_does_not_act_on() -> None:
    text = CLEAN + "personal: {find: false, bulk: 30}\n"
    policy = parse(text, load())
    without = " ".join(f.text for f in notes(policy, text))
    for key in ("personal.bulk", "information_classes.personal"):
        assert key in without
    with_all = [f.text for f in notes(policy, text, classifiers=("personal", "credential"))]
    assert not any("your own markers" in t for t in with_all)
    assert any("personal: {find: false}" in t for t in with_all)
    assert not any("does not act on it" in t for t in with_all)


def test_what_the_gate_acts_on_is_not_called_idle() -> None:
    """Whoever wires one of these keys takes it out of LATER."""
    wiring = Path(app.__file__).read_text("utf-8")
    for path, attribute in LATER.items():
        assert not re.search(rf"(?:rules|policy)\.{attribute}\b", wiring), path


def test_warnings_stand_in_the_order_of_the_file() -> None:
    text = changed(("mode: enforce", "mode: monitor"), ("unread: refuse", "unread: allow"))
    found = lint(parse(text, load()), text, TODAY)
    assert list(found) == sorted(found)
    assert len(found) == 2
