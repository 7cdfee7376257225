"""The one path: what becomes of a request, from its bytes to what the edge must do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.decide import MAX_FINDINGS
from gateway.engine.facts import MAX_UNREAD
from gateway.engine.finding_cache import FindingCache
from gateway.model import (
    Finding,
    Forward,
    Mode,
    OtherTraffic,
    Problem,
    Refuse,
    Request,
    Rewrite,
    Segment,
    Speaks,
    Standing,
    Unread,
    Verdict,
    args,
)
from gateway.redaction import Remembered
from gateway.refusal import refusal
from tests.engine.kit import (
    PERSONAL,
    SECRET,
    TODAY,
    Next,
    Word,
    a_policy,
    a_request,
    an_engine,
    judge,
)


@pytest.mark.parametrize(
    ("request_", "verdict"),
    [
        pytest.param(a_request(), Verdict.ALLOW, id="nothing in it"),
        pytest.param(a_request("call 090-0000"), Verdict.REDACT, id="a value to take out"),
        pytest.param(a_request("TOPSECRET plan"), Verdict.BLOCK, id="a class not permitted"),
        pytest.param(a_request("slow"), Verdict.BLOCK, id="a classifier out of time"),
        pytest.param(a_request(host="claude.ai"), Verdict.BLOCK, id="an AI not on the list"),
        pytest.param(
            a_request(target="/v1/x?q=TOPSECRET"), Verdict.BLOCK, id="a secret in the query"
        ),
        pytest.param(a_request(target="/v1/090-0000"), Verdict.BLOCK, id="a value in the path"),
        pytest.param(
            a_request(headers=(("x-title", "TOPSECRET"),)), Verdict.BLOCK, id="in a header"
        ),
        pytest.param(a_request(body=b"\x89PNG\r\n\x1a\n" + bytes(99)), Verdict.BLOCK, id="unread"),
        pytest.param(
            a_request("call 090-0000", headers=(("authorization", "AWS4-HMAC-SHA256 x"),)),
            Verdict.BLOCK,
            id="a value to take out of a signed body",
        ),
        pytest.param(a_request(host="intranet.test"), Verdict.ALLOW, id="no AI"),
    ],
)
def test_what_becomes_of_it(request_: Request, verdict: Verdict) -> None:
    assert judge(request_).decision.verdict is verdict


@pytest.mark.parametrize(
    ("request_", "action"),
    [
        pytest.param(a_request(), Forward, id="allowed"),
        pytest.param(a_request("call 090-0000"), Rewrite, id="redacted"),
        pytest.param(a_request("TOPSECRET"), Refuse, id="refused"),
    ],
)
def test_what_the_edge_must_do(request_: Request, action: type) -> None:
    assert type(judge(request_).action) is action


def test_a_redacted_body_holds_no_value_and_is_otherwise_the_same() -> None:
    request = a_request("call 090-0000 or 090-0000, TOP")
    action = judge(request).action
    assert isinstance(action, Rewrite)
    assert b"090-0000" not in action.body
    before, after = json.loads(request.body), json.loads(action.body)
    text = after["messages"][0]["content"]
    placeholder = text.split()[1]
    assert text == f"call {placeholder} or {placeholder}, TOP"
    after["messages"][0]["content"] = before["messages"][0]["content"]
    assert after == before


def test_a_value_is_taken_out_where_nothing_else_gives_it_away() -> None:
    """Here the classifier knows it by the word before it."""

    class Labelled(Word):
        def classify(self, segment: Segment) -> Iterable[Finding]:
            for f in super().classify(segment):
                yield replace(f, start=f.start + len("pass: "))

    labelled = Labelled("labelled", "pass: Xk9#mPq2", PERSONAL)
    gate = an_engine(None, labelled)
    parts = [{"text": "pass: Xk9#mPq2"}, {"text": "why is Xk9#mPq2 refused? Xk9#mPq2"}]
    judgement = gate.judge(a_request(parts), TODAY)
    assert isinstance(judgement.action, Rewrite)
    first, second = json.loads(judgement.action.body)["messages"][0]["content"]
    placeholder = first["text"].removeprefix("pass: ")
    assert second["text"] == f"why is {placeholder} refused? {placeholder}"
    by = [f.classifier for f in judgement.decision.findings]
    assert by == ["labelled", "remembered", "remembered"]


@pytest.mark.parametrize(
    ("copy", "changes"),
    [
        pytest.param("AXk9#mPq2A", {}, id="within a word"),
        pytest.param("X k 9 # m P q 2", {}, id="spaced"),
        pytest.param("WGs5I21QcTI=", {}, id="in base64"),
        pytest.param("", {"target": "/v1/chat/completions?note=Xk9%23mPq2"}, id="in the query"),
        pytest.param("", {"headers": (("X-Note", "Xk9#mPq2"),)}, id="in a header"),
        pytest.param("", {"headers": (("Cookie", "a=b; c=xXk9#mPq2x"),)}, id="in a cookie"),
    ],
)
def test_of_what_is_taken_out_no_copy_leaves(copy: str, changes: dict[str, Any]) -> None:
    word = Word("words", "Xk9#mPq2 ", PERSONAL)
    request = a_request(f"pass: Xk9#mPq2 and {copy}", **changes)
    judgement = an_engine(None, word).judge(request, TODAY)
    assert isinstance(judgement.action, Refuse)


def test_a_key_in_its_own_header_is_no_copy() -> None:
    word = Word("words", "Xk9mPq2w", PERSONAL)
    request = a_request("my key is Xk9mPq2w", headers=(("Authorization", "Bearer Xk9mPq2w"),))
    assert isinstance(an_engine(None, word).judge(request, TODAY).action, Rewrite)


@pytest.mark.parametrize(
    ("prompt", "action"),
    [
        pytest.param("pass: one", Rewrite, id="a value"),
        pytest.param("pass: one two", Rewrite, id="the word behind it"),
        pytest.param("pass: one A-1B2C", Refuse, id="a word that may be a placeholder"),
        pytest.param("pass: one two three four", Refuse, id="word after word"),
    ],
)
def test_what_is_found_once_a_value_has_gone_is_taken_out_too(prompt: str, action: type) -> None:
    judgement = an_engine(None, Next()).judge(a_request(prompt), TODAY)
    assert type(judgement.action) is action
    if isinstance(judgement.action, Rewrite):
        text = json.loads(judgement.action.body)["messages"][0]["content"]
        assert not any(word in text for word in ("one", "two"))


def test_what_may_not_go_at_all_is_refused_also_where_it_shows_later() -> None:
    @dataclass(frozen=True)
    class Later(Next):
        def classify(self, segment: Segment) -> Iterable[Finding]:
            for f in super().classify(segment):
                yield replace(f, information_class=PERSONAL if "one" in segment.text else SECRET)

    gate = an_engine(None, Later())
    assert type(gate.judge(a_request("pass: one"), TODAY).action) is Rewrite
    assert type(gate.judge(a_request("pass: one two"), TODAY).action) is Refuse


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param({"headers": (("authorization", "aws4-hmac-sha256 x"),)}, id="small letters"),
        pytest.param({"target": "/v1/x?X-Amz-Signature=0"}, id="in the query"),
        pytest.param({"headers": (("signature", "sig1=:eA==:"),)}, id="RFC 9421"),
    ],
)
def test_no_value_is_taken_out_of_what_is_signed(signed: dict[str, object]) -> None:
    assert type(judge(a_request("call 090-0000", **signed)).action) is Refuse
    assert type(judge(a_request(**signed)).action) is Forward


def test_a_digest_of_the_body_stays_here_with_what_was_taken_out_of_it() -> None:
    headers = (("Content-MD5", "x"), ("content-digest", "y"), ("x-title", "z"))
    action = judge(a_request("call 090-0000", headers=headers)).action
    assert isinstance(action, Rewrite)
    assert action.drop_headers == {"content-md5", "content-digest"}


def test_a_placeholder_of_an_earlier_turn_stays_the_same() -> None:
    """What the vendor has signed comes back with it; at every turn it would become longer."""
    first = judge(a_request("call 090-0000")).action
    assert isinstance(first, Rewrite)
    (name,) = first.placeholders
    prompt = f"call 090-0000, that is [{name}]"
    known = Remembered(first.placeholders)
    again = an_engine().judge(a_request(prompt), TODAY, remembered=known).action
    assert isinstance(again, Rewrite)
    assert dict(again.placeholders) == dict(first.placeholders)
    stranger = judge(a_request(prompt)).action
    assert isinstance(stranger, Rewrite)
    assert name not in stranger.placeholders


def test_a_value_split_where_it_cannot_be_rewritten_is_refused() -> None:
    parts = [{"type": "text", "text": "call 090-"}, {"type": "text", "text": "0000"}]
    assert judge(a_request(parts)).decision.verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    ("speaks", "members", "counts"),
    [
        pytest.param(Speaks.VALUE, {"n": ["山", "田"]}, True, id="a value in an array"),
        pytest.param(Speaks.VALUE, {"n1": "山", "n2": "田"}, False, id="a value in two members"),
        pytest.param(Speaks.TEXT, {"n1": "山", "n2": "田"}, True, id="a marker in two members"),
    ],
)
def test_a_value_over_two_members_is_chance_and_a_marker_is_not(
    speaks: Speaks, members: object, counts: bool
) -> None:
    engine = an_engine(None, Word("w", "山田", PERSONAL, speaks))
    request = a_request(body=json.dumps(members).encode())
    assert bool(engine.judge(request, TODAY).decision.findings) is counts


def test_a_refusal_says_what_why_whom_to_ask_and_what_to_quote() -> None:
    answer = refusal(judge(a_request("my TOPSECRET plan")))
    message = json.loads(answer.body)["error"]["message"]
    assert answer.status == 400
    for word in ("SECRET", "/messages/0/content", "characters 4 to 12", "desk", "ID1"):
        assert word in message
    assert "my TOPSECRET" not in message
    assert ("x-sekisho-decision", "ID1") in answer.headers


def test_a_browser_that_opens_a_page_gets_a_page() -> None:
    request = a_request(host="claude.ai", method="GET", body=b"")
    answer = refusal(judge(replace(request, headers=(("sec-fetch-mode", "navigate"),))))
    assert answer.status == 403
    assert b"<html" in answer.body


def test_monitor_lets_pass_unchanged_what_enforce_would_not() -> None:
    policy = a_policy(mode=Mode.MONITOR)
    for request in (a_request("TOPSECRET"), a_request("090-0000"), a_request(host="claude.ai")):
        strict, seen = judge(request), judge(request, policy)
        assert type(seen.action) is Forward
        assert seen.decision.verdict is strict.decision.verdict
        assert not seen.enforced


@pytest.mark.parametrize("problem", list(Problem))
def test_a_problem_refuses_in_every_mode(problem: Problem) -> None:
    judgement = an_engine(a_policy(mode=Mode.MONITOR)).refuse(
        a_request(), problem, limit=1, cause="damaged"
    )
    assert judgement.action == Refuse(problem)
    assert refusal(judgement).status == problem.status
    assert judgement.enforced


def test_a_forged_restriction_header_is_dropped_whoever_it_is_sent_to() -> None:
    forged = (("OpenAI-Allowed-Organization-Ids", "org-theirs"), ("content-type", "text/plain"))
    action = judge(a_request(headers=forged)).action
    assert isinstance(action, Forward)
    assert action.drop_headers == {"openai-allowed-organization-ids"}
    assert action.set_headers == ()


def test_the_policys_own_restriction_header_is_set() -> None:
    policy = a_policy()
    service = replace(policy.services["openai-api"], tenants=("org-ours",))
    action = judge(a_request(), replace(policy, services={service.id: service})).action
    assert isinstance(action, Forward)
    assert dict(action.set_headers) == {"OpenAI-Allowed-Organization-Ids": "org-ours"}


def test_inspect_knows_an_ai_by_what_is_spoken_to_it() -> None:
    policy = a_policy(other_traffic=OtherTraffic.INSPECT)
    unknown = a_request(host="llm.unknown.test")
    assert judge(unknown, policy).destination.standing is Standing.UNLISTED_AI
    elsewhere = replace(unknown, target="/news")
    assert judge(elsewhere, policy).destination.standing is Standing.UNLISTED_AI
    search = replace(elsewhere, body=b'{"query":"x"}')
    assert judge(search, policy).decision.verdict is Verdict.ALLOW


def test_more_findings_than_are_kept_are_all_judged() -> None:
    judgement = judge(a_request("090-0000 " * (MAX_FINDINGS + 5) + "TOPSECRET"))
    assert judgement.decision.verdict is Verdict.BLOCK
    assert len(judgement.decision.findings) == MAX_FINDINGS
    assert any(r.rule == "findings" for r in judgement.decision.reasons)


@given(before=st.text(max_size=40), after=st.text(max_size=40))
def test_no_surrounding_hides_a_secret(before: str, after: str) -> None:
    request = a_request(before + "TOPSECRET" + after)
    assert judge(request).decision.verdict is Verdict.BLOCK


@given(texts=st.lists(st.sampled_from(["hi", "090-0000", "TOPSECRET", "slow"]), max_size=4))
def test_what_was_seen_before_is_judged_the_same(texts: list[str]) -> None:
    gate = an_engine()
    first = gate.judge(a_request(" ".join(texts)), TODAY)
    assert gate.judge(a_request(" ".join(texts)), TODAY).decision == first.decision
    assert judge(a_request(" ".join(texts))).decision == first.decision


def test_the_memory_forgets_the_oldest_and_keeps_no_text() -> None:
    memory = FindingCache(b"k", capacity=2)
    asked = []

    def look(segment: Segment) -> tuple[Finding, ...]:
        asked.append(segment.text)
        return ()

    for text in ("a", "b", "a", "c", "b"):
        memory.recall(Segment("/0", text), look)
    assert asked == ["a", "b", "c", "b"]
    assert "'a'" not in repr(memory)


def test_a_thousand_unread_places_are_told_in_a_hundred_lines() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    judgement = judge(a_request([picture] * 1000))
    assert judgement.decision.verdict is Verdict.BLOCK
    assert len(judgement.decision.unread) == MAX_UNREAD + 1
    assert judgement.decision.unread[-1] == Unread("", "pictures/more", args(count=900))
    assert judgement.facts.unread_kinds == {"pictures": 1000}


def test_the_last_of_a_thousand_is_told_if_it_is_the_only_one_of_its_kind() -> None:
    """A policy may let pictures pass, and what stands behind them not."""
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    locked = {"type": "file", "file": {"file_data": "data:audio/ogg;base64,T2dnUwACAAA="}}
    facts = judge(a_request([*[picture] * 1000, locked])).facts
    assert facts.unread_kinds == {"pictures": 1000, "audio": 1}
    assert (
        Unread(
            "/messages/0/content/1000/file/file_data#decoded",
            "audio/not-looked-into",
            args(media_type="audio/ogg"),
        )
        in facts.unread
    )


def test_of_too_many_findings_those_in_the_path_are_kept() -> None:
    request = a_request("090-0000 " * (MAX_FINDINGS + 5), target="/v1/files/TOPSECRET")
    findings = judge(request).decision.findings
    assert any(f.place.startswith("path:") for f in findings)


def test_a_value_within_one_of_several_parts_is_taken_out() -> None:
    parts = [{"type": "text", "text": "call 090-0000"}, {"type": "text", "text": "please"}]
    assert judge(a_request(parts)).decision.verdict is Verdict.REDACT
