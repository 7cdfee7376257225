"""What a record holds, what it never holds, and how a line proves itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.record import digester, event, record, stamp
from gateway.model import (
    CatalogueEntry,
    ClassId,
    Decision,
    Destination,
    Finding,
    Forward,
    Judgement,
    Part,
    Prompt,
    Reason,
    Request,
    Segment,
    Service,
    Standing,
    Verdict,
)
from gateway.trail.seal import canonical, claims, genesis, seal, unseal

KEY = b"k" * 32
NOW = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
OPENAI = CatalogueEntry("openai", "OpenAI", "OpenAI", hosts=frozenset({"api.openai.com"}))
APPROVED = Destination(Standing.APPROVED, "api.openai.com", Service("openai-api", OPENAI), OPENAI)
FIELDS = {
    "id", "time", "actor", "client", "service", "host", "method", "path", "policy", "verdict",
    "enforced", "reasons", "findings", "scanned", "milliseconds",
}  # fmt: skip
"""The contract's fields, but for `previous` and `hash`, which the chain adds."""


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
    unread: tuple[str, ...] = (),
    reasons: tuple[Reason, ...] = (Reason("destination", Verdict.ALLOW, "approved"),),
) -> Judgement:
    """A judgement in which every segment given is found to be secret as a whole."""
    request = request or a_request()
    path = Segment("path:/0", "v1", Part.PATH)
    findings = tuple(
        Finding("marker", ClassId("secret"), 0, len(s.text), "a marker", place=s.place, segment=n)
        for n, s in enumerate(segments, 1)
    )
    return Judgement(
        request,
        destination,
        Decision(reasons, findings, unread, len(segments) + 1, 42),
        Forward(),
        prompt=Prompt((path, *segments), unread),
    )


def a_record(judgement: Judgement) -> dict[str, Any]:
    return record(
        judgement, time=NOW, revision="abc123", milliseconds=1.23456, digest=digester(KEY)
    )


def test_a_record_has_the_fields_of_the_contract() -> None:
    body = Segment("/messages/0/content", "社外秘")
    made = a_record(a_judgement(body, unread=("/file: encrypted PDF",)))
    assert set(made) == FIELDS
    assert made == {
        "id": "r1",
        "time": "2026-04-01T00:30:00.000Z",
        "actor": "alice",
        "client": "10.1.2.3",
        "service": "openai-api",
        "host": "api.openai.com",
        "method": "POST",
        "path": "/v1/chat/completions",
        "policy": "abc123",
        "verdict": "allow",
        "enforced": True,
        "reasons": [{"rule": "destination", "verdict": "allow", "text": "approved"}],
        "findings": [
            {
                "class": "secret",
                "classifier": "marker",
                "place": "/messages/0/content",
                "start": 0,
                "end": 3,
                "digest": digester(KEY)("社外秘"),
            }
        ],
        "scanned": {"segments": 2, "characters": 42, "unread": ["/file: encrypted PDF"]},
        "milliseconds": 1.235,
    }


def test_a_host_that_is_no_service_has_none() -> None:
    unlisted = Destination(Standing.UNLISTED_AI, "ai.evil.test")
    made = a_record(a_judgement(request=a_request(host="ai.evil.test"), destination=unlisted))
    assert made["service"] is None
    assert made["host"] == "ai.evil.test"


def test_a_request_that_was_not_looked_at_is_recorded_all_the_same() -> None:
    request = a_request(target="/v1/files/My%20Plan", method="MY-PLAN")
    refused = Decision((Reason("too-large", Verdict.BLOCK, "too large"),), unread=("too-large",))
    made = a_record(Judgement(request, APPROVED, refused, Forward()))
    assert made["verdict"] == "block"
    assert made["path"] == "/v1/files/[unread]"
    assert made["method"] == "other"


@pytest.mark.parametrize(
    "judgement",
    [
        pytest.param(a_judgement(unread=("path:/2: too slow",)), id="a part of the path is unread"),
        pytest.param(
            a_judgement(reasons=(Reason("findings", Verdict.ALLOW, "1,200 were found"),)),
            id="not every finding was kept",
        ),
    ],
)
def test_a_path_that_is_not_known_to_be_clean_keeps_only_words(judgement: Judgement) -> None:
    request = a_request(target="/v1/files/4711-0815-X")
    made = a_record(
        Judgement(request, APPROVED, judgement.decision, Forward(), prompt=judgement.prompt)
    )
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
        a_judgement(
            *(Segment(place, text) for place in where),
            request=a_request(target=f"/v1/{sent}/x?q={sent}", host=f"{text}.evil.test"),
            destination=unlisted,
            reasons=(Reason("destination", Verdict.BLOCK, f"{text}.evil.test is not listed"),),
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


# ---------------------------------------------------------------- the chain

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
records = st.dictionaries(
    st.text().filter(lambda n: n not in {"previous", "hash"}), values, min_size=1, max_size=5
)


@given(records)
def test_a_sealed_record_reads_back_as_it_was(fields: dict[str, Any]) -> None:
    line, hash = seal(canonical(fields), "p" * 64, KEY)
    link = unseal(line, KEY)
    assert link is not None
    assert (link.previous, link.hash) == ("p" * 64, hash)
    assert link.record == {**json.loads(canonical(fields)), "previous": "p" * 64, "hash": hash}
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1


@given(records, st.data())
def test_no_byte_of_a_line_can_be_changed(fields: dict[str, Any], data: st.DataObject) -> None:
    line, _ = seal(canonical(fields), "p" * 64, KEY)
    at = data.draw(st.integers(0, len(line) - 2))
    other = data.draw(st.integers(0, 255).filter(lambda b: b != line[at]))
    assert unseal(line[:at] + bytes([other]) + line[at + 1 :], KEY) is None
    assert unseal(line[:at] + line[at + 1 :], KEY) is None
    assert unseal(line[: at + 1] + bytes([other]) + line[at + 1 :], KEY) is None


@given(st.binary())
def test_what_the_gate_did_not_write_is_no_record(line: bytes) -> None:
    assert unseal(line, KEY) is None
    assert all(isinstance(v, str) for v in claims(line).values())


def test_a_line_of_another_key_is_no_record() -> None:
    line, _ = seal(canonical({"id": "1"}), "p" * 64, b"x" * 32)
    assert unseal(line, KEY) is None
    assert claims(line)["id"] == "1"


def test_each_worker_begins_its_chain_elsewhere() -> None:
    assert genesis("0", KEY) != genesis("1", KEY)
    assert genesis("0", KEY) != genesis("0", b"x" * 32)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"[" * 100_000, id="nested too deep to parse"),
        pytest.param(b'{"id":"\x1b[2Jx","time":1}', id="a command to the terminal"),
        pytest.param(b'{"id":["a"]}', id="an id that is no text"),
        pytest.param(b"\xff\xfe{}", id="no UTF-8"),
        pytest.param(b"null", id="no object"),
    ],
)
def test_a_forged_line_is_named_without_harm(line: bytes) -> None:
    assert all(v.isprintable() for v in claims(line).values())
