"""Whoever asks gets the same answer, and a decision can be taken again from its record alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.content import File, Texts
from gateway.engine.decide import decide
from gateway.engine.facts import facts_from_record
from gateway.engine.judgement import Judgement
from gateway.engine.listing import FINDINGS_BYTES, listed
from gateway.engine.record import Origin, reasons_from_record, record
from gateway.model import (
    ClassId,
    Classifier,
    Finding,
    InformationClass,
    Mode,
    Policy,
    Problem,
    Request,
    Requirements,
    Rewrite,
    Service,
    Speaks,
)
from gateway.trail.seal import canonical
from tests.engine.kit import (
    CATALOGUE,
    INTERNAL,
    PERSONAL,
    PUBLIC,
    SECRET,
    TODAY,
    Next,
    Slow,
    Word,
    a_policy,
    a_request,
    an_engine,
)

CLASSES = (PUBLIC, INTERNAL, PERSONAL, SECRET)
some_classes = st.frozensets(st.sampled_from(CLASSES))
words = st.sampled_from(
    ["hi", "090-0000", "TOPSECRET", "slow", "pass: one two", "pass: a b c d", "x\ny", "[A-1B2C]",
     "社外秘", "０９０", "{", '"', "\\n", "data:text/plain;base64,VE9QU0VDUkVU",
     "data:image/png;base64,iVBORw0KGgo=", "data:application/zip;base64,UEsDBAo="]
)  # fmt: skip
texts = st.lists(words | st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=5)
prompts = texts.map(" ".join)
many = st.builds(mul, prompts.map(lambda p: f"{p} "), st.sampled_from([1, 1, 60]))
"""Prompts, some of which hold more than a record lists."""


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    entry = CATALOGUE.get("openai")
    assert entry
    service = Service(
        "openai-api", entry, draw(some_classes), draw(some_classes), handling={"region": "JP"}
    )
    requires = st.sampled_from(
        [Requirements(), Requirements(never=True), Requirements(facts={"region": "US"})]
    )
    classes = {
        c: InformationClass(c, c, n, draw(requires), draw(st.integers(1, 3)))
        for n, c in enumerate(CLASSES)
    }
    return a_policy(
        classes=classes,
        services={service.id: service},
        unclassified=draw(st.none() | st.sampled_from(CLASSES)),
        refuse_unread=draw(st.booleans()),
        mode=draw(st.sampled_from(Mode)),
    )


finders: st.SearchStrategy[list[Classifier]] = st.lists(
    st.builds(
        Word,
        st.sampled_from(["w1", "w2"]),
        st.sampled_from(["090-0000", "TOPSECRET", "one", "社外秘"]),
        st.sampled_from([PERSONAL, SECRET, ClassId("unheard-of")]),
        st.sampled_from(Speaks),
    )
    | st.sampled_from([Next(), Slow()]),
    min_size=1,
    max_size=3,
    unique_by=lambda c: c.id,
)
gates = st.tuples(policies(), finders)
"""A policy and what looks for something: of these an engine is made."""

Gate = tuple[Policy, list[Classifier]]

HEAD = Request("ID1", "alice", "192.0.2.1", "api.openai.com")


def _told(judgement: Judgement) -> tuple[object, ...]:
    """All that whoever asked learns, but for what a wire format adds: places, the role."""
    return (
        judgement.decision.verdict,
        judgement.decision.reasons,
        [_bare(f) for f in judgement.decision.findings],
        judgement.enforced,
        type(judgement.action),
    )


def _bare(f: Finding) -> tuple[object, ...]:
    return f.code, f.information_class, f.start, f.end, f.kind, f.speaks, f.digest


def _chat(prompt: str) -> Request:
    """A request that says this and nothing else."""
    body = json.dumps({"messages": [{"content": prompt}]}, ensure_ascii=False).encode()
    return a_request(body=body, target="/", headers=(("content-type", "application/json"),))


@given(gates, prompts)
def test_a_text_and_the_request_that_carries_it_get_one_answer(gate: Gate, prompt: str) -> None:
    """`check`, a policy's own test, a guard ask with texts what the proxy asks with bytes."""
    engine = an_engine(gate[0], *gate[1])
    sent = engine.judge(_chat(prompt), TODAY)
    asked = engine.judge(HEAD, TODAY, Texts((prompt,)))
    assert [_told(asked)[0], *_told(asked)[2:]] == [_told(sent)[0], *_told(sent)[2:]]
    assert [r.code for r in asked.decision.reasons] == [r.code for r in sent.decision.reasons]
    if isinstance(sent.action, Rewrite):
        assert isinstance(asked.action, Rewrite)
        said = json.loads(sent.action.body)["messages"][0]["content"]
        assert asked.action.texts == (said,)
        assert asked.action.placeholders == sent.action.placeholders


@given(gates, prompts)
def test_a_text_file_and_the_request_that_is_that_text_get_one_verdict(
    gate: Gate, prompt: str
) -> None:
    """But for a file that is JSON, which a person reads as a text, and stands whole besides."""
    if prompt.strip()[:1] in ("{", "[", '"'):
        return
    engine = an_engine(gate[0], *gate[1])
    headers = (("content-type", "text/plain; charset=utf-8"),)
    request = a_request(body=prompt.encode(), target="/", headers=headers)
    sent, asked = engine.judge(request, TODAY), engine.judge(HEAD, TODAY, File(prompt.encode()))
    assert asked.decision.verdict is sent.decision.verdict
    assert [_bare(f) for f in asked.decision.findings] == [_bare(f) for f in sent.decision.findings]
    if isinstance(sent.action, Rewrite):
        assert isinstance(asked.action, Rewrite)
        assert asked.action.body == sent.action.body


hosts = st.sampled_from(
    ["api.openai.com", "claude.ai", "intranet.test", "090-0000.evil.test", "llm.test"]
)
targets = st.sampled_from(["/v1/chat/completions", "/090-0000/x", "/?q=TOPSECRET", "/v1/messages"])


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    policy, found_by = draw(gates)
    engine = an_engine(policy, *found_by)
    changes: dict[str, object] = {"host": draw(hosts), "target": draw(targets)}
    if draw(st.booleans()):
        changes["headers"] = (("signature", "sig1=:eA==:"),)
    request = a_request(draw(many), **changes)
    problem = draw(st.none() | st.sampled_from(Problem))
    if problem:
        return engine.refuse(request, problem, limit=1, cause="damaged")
    return engine.judge(request, TODAY)


@given(judgements())
def test_a_decision_is_taken_again_from_its_record(judgement: Judgement) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    made = record(judgement, time=now, origin=Origin("b"), milliseconds=1.0)
    written = json.loads(canonical(made))
    facts = facts_from_record(written)
    assert facts == judgement.facts
    again = decide(facts, judgement.policy)
    assert again == judgement.decision.reasons
    assert again == reasons_from_record(written)
    assert written["verdict"] == judgement.decision.verdict.word


WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def test_findings_beyond_those_listed_are_still_facts() -> None:
    judgement = an_engine().judge(a_request("090-0000 " * 1_500), TODAY)
    made = record(judgement, time=WHEN, origin=Origin("b"), milliseconds=1.0)
    assert len(canonical({"": made["findings"]})) <= FINDINGS_BYTES + 10
    assert facts_from_record(made).count == 1_500
    (reason,) = (r for r in judgement.decision.reasons if r.rule == "findings")
    assert dict(reason.args) == {"count": 1_500, "kept": len(made["findings"])}


def test_a_record_from_before_the_bound_says_what_it_said() -> None:
    """Of form 2 as well: it listed a thousand findings and did not say how many it left out."""
    judgement = an_engine().judge(a_request("090-0000 " * 1_500), TODAY)
    made = record(judgement, time=WHEN, origin=Origin("b"), milliseconds=1.0)
    del made["facts"]["unlisted"]
    assert facts_from_record(made).unlisted == 500


deep: dict[str, object] = {
    "type": "image_url",
    "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="},
}
for _ in range(200):
    deep = {"content": [deep]}
MOST = 32 * 2**10
"""Bytes of the longest record, whatever was sent."""


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(a_request("090-0000 " * 5_000), id="one value five thousand times"),
        pytest.param(a_request(" ".join(f"{n}-0000" for n in range(5_000))), id="as many values"),
        pytest.param(a_request([deep] * 300), id="pictures deep down"),
        pytest.param(a_request(target="/090-0000" * 5_000), id="values in the path"),
        pytest.param(a_request("hi", actor="愛" * 9_000, host="x" * 9_000), id="long names"),
    ],
)
def test_a_record_is_bounded_whatever_was_sent(request_: Request) -> None:
    engine = an_engine(a_policy(), Word("w", "-0000", PERSONAL), Word("x", "090-0000", SECRET))
    made = record(engine.judge(request_, TODAY), time=WHEN, origin=Origin("b"), milliseconds=1.0)
    assert len(canonical(made)) < MOST


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        pytest.param([("a", "X")] * 100 + [("b", "Y")], "b", id="of a kind that comes late"),
        pytest.param([("a", "X")] * 100 + [("b", "X")], "b", id="of a value that comes late"),
    ],
)
def test_of_too_many_findings_one_is_listed(findings: list[tuple[str, str]], expected: str) -> None:
    made = [
        Finding("c/x", SECRET, n, n + 1, kind=kind, digest=digest * 32, place="/messages/0/content")
        for n, (digest, kind) in enumerate(findings)
    ]
    chosen = listed(made)
    assert expected * 32 in {f.digest for f in chosen}
    assert len(chosen) < len(made)
    assert [f.start for f in chosen] == sorted(f.start for f in chosen)
