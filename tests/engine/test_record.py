"""What a record holds, what it never holds, and how a line proves itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.decide import decide
from gateway.engine.facts import Facts, tallies
from gateway.engine.judgement import Judgement
from gateway.engine.record import Origin, digester, event, record, stamp
from gateway.engine.scrub import found_in, recorded_host
from gateway.model import (
    CatalogueEntry,
    ClassId,
    Decision,
    Destination,
    Finding,
    Forward,
    Part,
    Policy,
    Problem,
    Prompt,
    Reason,
    Request,
    Segment,
    Service,
    Speaks,
    Standing,
    Unread,
    Verdict,
    args,
)
from gateway.trail.seal import canonical
from tests.engine.kit import an_engine

KEY = b"k" * 32
NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
OPENAI = CatalogueEntry("openai", "OpenAI", "OpenAI", hosts=frozenset({"api.openai.com"}))
POLICY = Policy("abc123", {}, {})
APPROVED = Destination(Standing.APPROVED, "api.openai.com", Service("openai-api", OPENAI), OPENAI)
FIELDS = {
    "form", "id", "time", "actor", "client", "identified_by", "plane", "service", "host", "method",
    "path", "policy", "bundle", "verdict", "enforced", "facts", "reasons", "findings", "scanned",
    "milliseconds",
}  # fmt: skip
"""The contract's fields, but for `previous` and `hash`, which the chain adds."""


ENCRYPTED = Unread("/file", "encrypted/pdf")


def a_request(**more: Any) -> Request:
    return Request(
        **{
            "id": "r1", "actor": "alice", "client": "10.1.2.3", "host": "api.openai.com",
            "target": "/v1/chat/completions?debug=1", **more,
        }
    )  # fmt: skip


def a_judgement(
    *segments: Segment,
    request: Request | None = None,
    destination: Destination = APPROVED,
    unread: tuple[Unread, ...] = (),
    reasons: tuple[Reason, ...] = (Reason("destination/other", Verdict.ALLOW, args(host="x")),),
    count: int = 1,
) -> Judgement:
    """A judgement in which every segment given is found to be secret as a whole, `count` times."""
    request = request or a_request()
    prompt = Prompt((Segment("path:/0", "v1", Part.PATH), *segments), unread)
    findings = tuple(
        Finding(
            "marker/alone",
            ClassId("secret"),
            0,
            len(s.text),
            kind="MARKER",
            speaks=Speaks.TEXT,
            place=s.place,
            segment=n,
            digest=digester(KEY)(s.text),
        )
        for n, s in enumerate(segments, 1)
    )
    facts = Facts(
        destination.standing,
        recorded_host(destination, found_in(findings, prompt)),
        request.actor,
        service=destination.service.id if destination.service else "",
        unread=unread,
        found=tuple(replace(t, count=t.count * count) for t in tallies(findings, prompt)),
    )
    decision = Decision(reasons, findings, unread, len(prompt.segments), 42)
    return Judgement(request, destination, POLICY, facts, decision, Forward(), prompt=prompt)


def a_decided(*segments: Segment, **more: Any) -> Judgement:
    """The same with the reasons that its facts give."""
    made = a_judgement(*segments, **more)
    reasons = decide(made.facts, POLICY)
    return replace(made, decision=replace(made.decision, reasons=reasons))


def a_record(judgement: Judgement) -> dict[str, Any]:
    origin = Origin("b1", {"policy": "abc123"})
    return record(judgement, time=NOW, origin=origin, milliseconds=1.23456)


def test_a_record_has_the_fields_of_the_contract() -> None:
    body = Segment("/messages/0/content", "社外秘")
    request = a_request(plane="proxy", identified_by="address")
    made = a_record(a_judgement(body, request=request, unread=(ENCRYPTED,)))
    assert set(made) == FIELDS
    assert made == {
        "form": 2,
        "id": "r1",
        "time": "2026-04-01T00:30:00.000Z",
        "actor": "alice",
        "client": "10.1.2.3",
        "identified_by": "address",
        "plane": "proxy",
        "service": "openai-api",
        "host": "api.openai.com",
        "method": "POST",
        "path": "/v1/chat/completions",
        "policy": "abc123",
        "bundle": {"revision": "b1", "parts": {"policy": "abc123"}},
        "verdict": "allow",
        "enforced": True,
        "facts": {
            "standing": "approved",
            "groups": [],
            "ai": "",
            "today": "0001-01-01",
            "has_text": False,
            "not_rewritable": "",
            "found": [
                {
                    "class": "secret",
                    "kind": "MARKER",
                    "speaks": "text",
                    "count": 1,
                    "distinct": 0,
                    "confidence": 1.0,
                }
            ],
            "unread": [{"place": "/file", "code": "encrypted/pdf", "args": {}}],
            "unread_kinds": {"encrypted": 1},
            "problem": "",
            "problem_args": {},
        },
        "reasons": [
            {
                "rule": "destination",
                "code": "destination/other",
                "verdict": "allow",
                "args": {"host": "x"},
                "text": "x is no AI",
            }
        ],
        "findings": [
            {
                "class": "secret",
                "classifier": "marker",
                "code": "marker/alone",
                "kind": "MARKER",
                "speaks": "text",
                "place": "/messages/0/content",
                "start": 0,
                "end": 3,
                "digest": digester(KEY)("社外秘"),
            }
        ],
        "scanned": {"segments": 2, "characters": 42, "unread": ["/file: an encrypted PDF"]},
        "milliseconds": 1.235,
    }


def test_a_host_that_is_no_service_has_none() -> None:
    unlisted = Destination(Standing.UNLISTED_AI, "ai.evil.test")
    made = a_record(a_judgement(request=a_request(host="ai.evil.test"), destination=unlisted))
    assert made["service"] is None
    assert made["host"] == "ai.evil.test"


def test_a_request_that_was_not_looked_at_is_recorded_all_the_same() -> None:
    request = a_request(target="/v1/files/My%20Plan", method="MY-PLAN")
    refused = an_engine().refuse(request, Problem.TOO_LARGE, limit=1)
    made = a_record(refused)
    assert made["verdict"] == "block"
    assert made["path"] == "/v1/files/[unread]"
    assert made["method"] == "other"


@pytest.mark.parametrize(
    "judgement",
    [
        pytest.param(
            a_judgement(unread=(Unread("path:/2", "late/reader"),)),
            id="a part of the path is unread",
        ),
        pytest.param(
            a_judgement(unread=(Unread("path", "limits/texts", args(most=1)),)),
            id="more of the path than is read",
        ),
        pytest.param(
            a_judgement(Segment("/0", "plan"), count=1_200), id="not every finding was kept"
        ),
    ],
)
def test_a_path_that_is_not_known_to_be_clean_keeps_only_words(judgement: Judgement) -> None:
    request = a_request(target="/v1/files/4711-0815-X")
    made = a_record(replace(judgement, request=request))
    assert made["path"] == "/v1/files/[unread]"


letters = st.characters(categories=["L", "N"], exclude_characters="/.")
planted = st.text(letters, min_size=3, max_size=30).map(lambda t: f"zq9{t}")
"""Texts that stand in no record by chance."""
places = st.sampled_from(
    ["/messages/0/content", "query:/0", "path:/2", "header:/x-title", "file-name:/0"]
)


@given(planted, st.lists(places, min_size=1, max_size=4), st.booleans())
def test_a_found_text_stands_nowhere_in_the_record(
    text: str, where: list[str], encoded: bool
) -> None:
    """In the body, the query, the path, the host, in whatever field of the record."""
    sent = quote(text) if encoded else text
    unlisted = Destination(Standing.UNLISTED_AI, f"{text}.evil.test")
    made = a_record(
        a_decided(
            *(Segment(place, text) for place in where),
            request=a_request(target=f"/v1/{sent}/x?q={sent}", host=f"{text}.evil.test"),
            destination=unlisted,
        )
    )
    line = canonical(made).decode()
    assert text not in line
    assert quote(text) not in line
    assert len(made["findings"]) == len(where)


@given(st.text(), st.text())
def test_equal_texts_and_only_they_have_equal_digests_under_one_key(one: str, other: str) -> None:
    assert (digester(KEY)(one) == digester(KEY)(other)) == (one == other)
    assert digester(KEY)(one) != digester(b"x" * 32)(one)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))])))
def test_times_are_utc_and_sort_as_text(moment: datetime) -> None:
    try:
        text, later = stamp(moment), stamp(moment + timedelta(milliseconds=1))
    except OverflowError:
        return
    assert text.endswith("Z")
    assert len(text) == len("2026-04-01T00:30:00.000Z")
    assert text < later
    assert abs(datetime.fromisoformat(text) - moment) < timedelta(milliseconds=1)


def test_an_event_is_no_decision() -> None:
    made = event("policy-loaded", id="e1", time=NOW, fields={"weakened": ["a", "b"]})
    assert made == {
        "id": "e1", "time": "2026-04-01T00:30:00.000Z", "event": "policy-loaded",
        "weakened": ["a", "b"],
    }  # fmt: skip
