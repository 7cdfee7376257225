"""The trail as people ask it: the last records, one by its id, those that fit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.trail import Trail
from gateway.trail.layout import last_lines, lines
from gateway.trail.query import Entry, Filter, Follower, find, last, read
from tests.trail.kit import KEY, Clock, a_record, day_files, write_days


def ids(entries: list[Entry]) -> list[str]:
    return [e.record["id"] for e in entries if "event" not in e.record]


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state = tmp_path_factory.mktemp("trail")
    write_days(state, ["0", "1"], days=3, records=2)
    return state


IN_TIME = [f"{w}-{d}-{n}" for d in range(3) for n in range(2) for w in "01"]


def test_records_come_in_order_of_time_over_all_workers(trail: Path) -> None:
    assert ids(list(read(trail))) == IN_TIME


@pytest.mark.parametrize("count", range(14))
def test_the_last_records_are_the_last_of_all(count: int, trail: Path) -> None:
    everything = list(read(trail))
    assert last(trail, count) == [
        Entry(e.worker, e.file, 0, e.record, e.raw) for e in everything[len(everything) - count :]
    ]


def test_a_record_is_found_by_the_beginning_of_its_id(trail: Path) -> None:
    (entry,) = find(trail, "1-2-1")
    assert entry.place == "1/2026-04-03.jsonl:3"
    assert ids(find(trail, "1-2")) == ["1-2-0", "1-2-1"]
    assert find(trail, "2-1") == []
    assert find(trail, 'x","time":"') == []


def _dated(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, tzinfo=UTC)


FULL: dict[str, Any] = {
    "service": "openai-api",
    "host": "api.openai.com",
    "verdict": "block",
    "reasons": [{"rule": "information-class", "verdict": "block", "text": "no"}],
    "findings": [{"class": "secret", "digest": "d1"}, {"class": "personal", "digest": "d2"}],
}


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        pytest.param(Filter(), True, id="no question"),
        pytest.param(Filter(since=_dated(1), until=_dated(2)), True, id="within the time"),
        pytest.param(Filter(since=_dated(1, 10)), False, id="too early"),
        pytest.param(Filter(until=_dated(1, 9)), False, id="the end is not part of the time"),
        pytest.param(Filter(since=_dated(1, 9)), True, id="the beginning is"),
        pytest.param(Filter(actor=("bob", "alice")), True, id="one of two actors"),
        pytest.param(Filter(actor=("ALI*",)), True, id="a pattern, whatever the case"),
        pytest.param(Filter(actor=("bob",)), False, id="another actor"),
        pytest.param(Filter(host=("*.openai.com",)), True, id="a host below a domain"),
        pytest.param(Filter(service=("openai-api",)), True, id="a service"),
        pytest.param(Filter(verdict=("allow", "redact")), False, id="another verdict"),
        pytest.param(Filter(information_class=("personal",)), True, id="one of its classes"),
        pytest.param(Filter(information_class=("public",)), False, id="a class not found in it"),
        pytest.param(Filter(rule=("information-class",)), True, id="a rule that spoke"),
        pytest.param(Filter(digest=("d2",)), True, id="a value by its digest"),
        pytest.param(Filter(event=("*",)), False, id="a decision is no event"),
        pytest.param(Filter(actor=("alice",), verdict=("allow",)), False, id="every part must fit"),
    ],
)
def test_a_question_narrows(question: Filter, fits: bool) -> None:
    assert question.fits(a_record("1", **FULL)) is fits


@pytest.mark.parametrize("value", [None, 1, "x", ["x"], {"a": 1}])
def test_a_record_of_any_shape_can_be_asked(value: object) -> None:
    odd = dict.fromkeys(("time", "actor", "findings", "reasons", "verdict", "event"), value)
    for question in (Filter(actor=("bob",)), Filter(information_class=("s",)), Filter(rule=("r",))):
        assert not question.fits(odd)


def test_days_outside_the_time_are_not_opened(trail: Path) -> None:
    question = Filter(since=_dated(3))
    assert not question.may_hold("2026-04-01.jsonl")
    assert question.may_hold("2026-04-02.jsonl"), "a record from midnight may stand there"
    assert ids(list(read(trail, question))) == [i for i in IN_TIME if "-2-" in i]


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(b'{"id":"torn', id="a torn last line"),
        pytest.param(b"\xff\xfe\0\n", id="no text"),
        pytest.param(b'"text"\n', id="no object"),
        pytest.param(b"[" * 100_000 + b"\n", id="nested too deep"),
    ],
)
def test_a_line_that_is_no_record_is_reported_and_passed_over(rest: bytes, tmp_path: Path) -> None:
    write_days(tmp_path, ["0"], days=1, records=2)
    (path,) = day_files(tmp_path, "0")
    path.write_bytes(path.read_bytes() + rest)
    told: list[str] = []
    assert ids(list(read(tmp_path, damaged=told.append))) == ["0-0-0", "0-0-1"]
    assert told == ["0/2026-04-01.jsonl:3"]
    assert ids(last(tmp_path, 2)) == ["0-0-0", "0-0-1"]


def test_following_tells_each_record_once(tmp_path: Path) -> None:
    clock = Clock()
    with Trail.open(tmp_path, KEY, clock=clock) as zero:
        zero.append_now(a_record("before", clock))
        follower = Follower(tmp_path)
        assert ids(follower.new()) == []
        zero.append_now(a_record("a", clock))
        assert ids(follower.new()) == ["a"]
        assert ids(follower.new()) == []
        clock.turn(days=1)
        zero.append_now(a_record("b", clock))
        with Trail.open(tmp_path, KEY, worker="1", clock=clock) as one:
            one.append_now(a_record("c", clock))
        assert ids(follower.new()) == ["b", "c"]
        path = day_files(tmp_path, "0")[-1]
        whole = path.read_bytes()
        path.write_bytes(whole + b'{"id":"d"')
        assert follower.new() == []
        path.write_bytes(whole + b'{"id":"d"}\n')
        assert ids(follower.new()) == ["d"]
        path.write_bytes(whole)


@pytest.mark.parametrize("sizes", [[], [1], [10, 5000, 1], [3000] * 5, [1] * 50])
def test_lines_are_read_from_behind(sizes: list[int], tmp_path: Path) -> None:
    written = [b"x" * size + b"\n" for size in sizes]
    path = tmp_path / "file"
    for torn in (b"", b"torn"):
        path.write_bytes(b"".join(written) + torn)
        whole = [*written, torn] if torn else written
        for count in (1, 2, 5, 100):
            assert last_lines(path, count) == whole[-count:]


def test_what_is_written_while_a_file_is_read_is_not_seen_in_halves(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one\ntw")
    reading = lines(path)
    assert next(reading) == (4, b"one\n")
    with path.open("ab") as file:
        file.write(b"o\nthree\n")
    assert list(reading) == [(6, b"tw")]
