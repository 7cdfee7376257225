"""The decision service: judge, record on disk, publish. No record, no passage."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.engine.content import Texts
from gateway.errors import TrailError
from gateway.model import Forward, Limits, Problem, Refuse, Request, Rewrite, Standing
from gateway.ports import Event, Observer
from gateway.publishing import Publisher
from gateway.service import DecisionService
from gateway.vault import own_vault
from tests.engine.kit import a_bundle, a_policy, a_request

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


@dataclass
class Sink:
    """Records in memory; fails while it is full."""

    records: list[Mapping[str, Any]] = field(default_factory=list)
    full: bool = False

    async def append(self, record: Mapping[str, Any]) -> None:
        await asyncio.sleep(0)
        self._put(record)

    def append_now(self, record: Mapping[str, Any]) -> None:
        self._put(record)

    def keep(self, days: int | None) -> None:
        self.days = days

    def _put(self, record: Mapping[str, Any]) -> None:
        if self.full:
            raise TrailError("the disk is full")
        self.records.append(record)


def a_service(sink: Sink, *observers: Observer, capacity: int = 99) -> DecisionService:
    return DecisionService(
        a_bundle(),
        sink,
        own_vault(),
        clock=lambda: NOW,
        new_id=lambda: "ID1",
        publisher=Publisher(observers, capacity),
    )


def decided(service: DecisionService, request: Request, content: Texts | None = None) -> Any:
    return asyncio.run(service.decide(request, content))


def test_what_is_decided_is_on_record_under_the_bundle_that_decided() -> None:
    sink = Sink()
    service = a_service(sink)
    judgement = decided(service, a_request("TOPSECRET", plane="proxy"))
    (made,) = sink.records
    assert isinstance(judgement.action, Refuse)
    assert made["verdict"] == "block"
    assert made["plane"] == "proxy"
    assert made["bundle"]["revision"] == service.bundle.revision
    assert made["time"] == "2026-11-01T09:00:00.000Z"


@pytest.mark.parametrize("content", ["hello", "call 090-0000"], ids=["allowed", "redacted"])
def test_without_a_record_nothing_passes(content: str) -> None:
    service = a_service(Sink(full=True))
    judgement = decided(service, a_request(content))
    assert judgement.action == Refuse(Problem.NO_RECORD)
    assert service.placeholders("alice") is None


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        pytest.param(a_request(method="BREW"), Problem.METHOD, id="a method"),
        pytest.param(a_request(names=("evil.test",)), Problem.MISMATCH, id="names that disagree"),
        pytest.param(a_request(length=10**9), Problem.TOO_LARGE, id="a body that was not kept"),
        pytest.param(a_request(switches=True), Problem.WEBSOCKET, id="a socket nobody can read"),
        pytest.param(
            a_request(headers=(("content-encoding", "gzip"),)), Problem.UNDECODABLE, id="a coding"
        ),
    ],
)
def test_what_is_true_of_any_request_is_seen_to_behind_the_service(
    request_: Request, problem: Problem
) -> None:
    sink = Sink()
    judgement = decided(a_service(sink), request_)
    assert judgement.action == Refuse(problem)
    assert sink.records[0]["reasons"][0]["code"] == problem.code


def test_another_protocol_with_what_is_no_ai_is_nobodys_business() -> None:
    judgement = decided(a_service(Sink()), a_request(host="intranet.test", switches=True))
    assert isinstance(judgement.action, Forward)
    assert judgement.destination.standing is Standing.OTHER


def test_what_was_taken_out_is_kept_for_whoever_sent_it() -> None:
    service = a_service(Sink())
    judgement = decided(service, a_request("call 090-0000"))
    assert isinstance(judgement.action, Rewrite)
    known = service.placeholders("alice")
    assert known
    assert list(known.values.values()) == ["090-0000"]
    assert service.placeholders("bob") is None


def test_plain_texts_are_asked_about_on_the_same_path() -> None:
    sink = Sink()
    head = a_request(body=b"", plane="guard")
    judgement = decided(a_service(sink), head, Texts(("call 090-0000", "please")))
    assert isinstance(judgement.action, Rewrite)
    assert "090-0000" not in judgement.action.texts[0]
    assert judgement.action.texts[1] == "please"
    assert sink.records[0]["verdict"] == "redact"


def test_plain_texts_have_the_limits_of_any_request() -> None:
    policy = a_policy(limits=Limits(body=1_000, decoded=1_000))
    service = a_service(Sink())
    service.bundle = a_bundle(policy)
    judgement = decided(service, a_request(body=b""), Texts(("word " * 100, "word " * 101)))
    assert judgement.action == Refuse(Problem.TOO_LARGE)


def test_a_judgement_ends_under_the_bundle_under_which_it_began() -> None:
    sink = Sink()
    service = a_service(sink)
    old, new = service.bundle, a_bundle(a_policy(revision="r2", keep_days=9))

    async def run() -> None:
        first = asyncio.create_task(service.decide(a_request()))
        await asyncio.sleep(0)
        service.swap(new)
        await first
        await service.decide(a_request())

    asyncio.run(run())
    assert [r["bundle"]["revision"] for r in sink.records] == [old.revision, new.revision]
    assert [r["policy"] for r in sink.records] == ["r", "r2"]
    assert sink.days == 9


# ---------------------------------------------------------------- observers


@dataclass
class Listener:
    """Notes what it hears, and what was on record by then."""

    sink: Sink
    heard: list[Event] = field(default_factory=list)
    durable: list[bool] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def notice(self, event: Event) -> None:
        self.durable.append(any(r is event.record for r in self.sink.records))
        self.heard.append(event)
        self.done.set()


@dataclass
class Broken:
    error: type[BaseException] = RuntimeError

    def notice(self, event: Event) -> None:
        raise self.error


@dataclass
class Stuck:
    """Stands still until it is let go."""

    go_on: threading.Event = field(default_factory=threading.Event)

    def notice(self, event: Event) -> None:
        assert self.go_on.wait(10)


def test_an_observer_hears_of_what_is_on_record() -> None:
    sink = Sink()
    listener = Listener(sink)
    service = a_service(sink, listener)
    decided(service, a_request("TOPSECRET"))
    assert listener.done.wait(10)
    assert [e.kind for e in listener.heard] == ["decision"]
    assert listener.durable == [True]
    service.close()


def test_of_what_could_not_be_recorded_nobody_hears() -> None:
    sink = Sink(full=True)
    listener = Listener(sink)
    service = a_service(sink, listener)
    decided(service, a_request())
    service.close()
    assert listener.heard == []


@pytest.mark.parametrize("error", [RuntimeError, SystemExit])
def test_an_observer_that_fails_fails_nobody_else(error: type[BaseException]) -> None:
    sink = Sink()
    listener = Listener(sink)
    service = a_service(sink, Broken(error), listener)
    for _ in range(3):
        assert isinstance(decided(service, a_request()).action, Forward)
    service.close()
    assert len(listener.heard) == 3


def test_an_observer_that_stands_still_holds_no_request_up() -> None:
    stuck = Stuck()
    service = a_service(Sink(), stuck, capacity=2)
    for _ in range(9):
        assert isinstance(decided(service, a_request()).action, Forward)
    assert service.publisher.dropped >= 6, "one is being heard, two wait"
    stuck.go_on.set()
    service.close()


def test_where_there_is_no_thread_for_observers_requests_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waits is heard once there is one."""
    sink = Sink()
    listener = Listener(sink)
    service = a_service(sink, listener)

    def none_to_give(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", none_to_give)
        assert isinstance(decided(service, a_request()).action, Forward)
    assert isinstance(decided(service, a_request()).action, Forward)
    service.close()
    assert len(listener.heard) == 2


def test_a_note_is_published_as_well() -> None:
    sink = Sink()
    listener = Listener(sink)
    service = a_service(sink, listener)
    service.note("policy-loaded", policy="r2")
    service.close()
    assert [(e.kind, e.record) for e in listener.heard] == [("policy-loaded", sink.records[0])]
    assert sink.records[0]["policy"] == "r2"


def test_what_is_no_request_waits_for_the_disk_and_is_counted_to_the_end() -> None:
    sink = Sink(full=True)
    service = a_service(sink)

    async def run() -> None:
        for _ in range(3):
            service.note_from("192.0.2.1", "login-failed", user="alice")
            await asyncio.sleep(0.01)
        assert sink.records == []
        sink.full = False
        service.tick()
        await asyncio.sleep(0.01)

    asyncio.run(run())
    (first,) = sink.records
    assert (first["event"], first["client"], first["count"]) == ("login-failed", "192.0.2.1", 1)
    service.close()
    assert [r["count"] for r in sink.records] == [1, 2]


def test_a_client_chooses_no_long_line_of_the_trail() -> None:
    sink = Sink()
    service = a_service(sink)

    async def run() -> None:
        service.note_from("192.0.2.1", "tunnel-refused", host="h" * 100_000 + "\n")
        await asyncio.sleep(0.01)

    asyncio.run(run())
    assert len(sink.records[0]["host"]) == 255


def test_a_trail_that_fails_is_said_once_and_so_is_its_recovery(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "sekisho")
    sink = Sink(full=True)
    service = a_service(sink)
    for _ in range(5):
        assert decided(service, a_request()).action == Refuse(Problem.NO_RECORD)
    assert [r.message for r in caplog.records] == ["the disk is full"]
    assert (service.state()["status"], service.state()["lacking"]) == ("refusing", "trail")
    sink.full = False
    for _ in range(5):
        assert isinstance(decided(service, a_request()).action, Forward)
    assert [r.message for r in caplog.records][1:] == ["the trail can be written again"]
    assert (service.state()["status"], service.state()["lacking"]) == ("ok", "")
