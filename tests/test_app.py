"""A gate from files: what it takes up after a failure, and where it judges what is large."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway import app
from gateway.app import House, open_house
from gateway.errors import TrailError
from gateway.model import Classifier, Finding, Judgement, Request, Segment, Verdict
from gateway.trail import Trail
from tests.kit.policy import OPENAI, POLICY, chat

CHANGED = POLICY.replace("language: en", "language: ja")
BROKEN = "services: [oops"


def _open(folder: Path, *found_by: Classifier) -> House:
    file, state = folder / "allowlist.yaml", folder / "state"
    file.write_text(POLICY, encoding="utf-8")
    state.mkdir(mode=0o700)
    return open_house(file, state, found_by)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = _open(tmp_path)
    yield house
    house.close()


def _mend(house: House) -> None:
    house.trail = Trail.open_free(house.state, house.keys, prefix=app.WORKER)


def _events(house: House) -> str:
    files = sorted((house.state / "audit").rglob("*.jsonl"))
    return "".join(f.read_text(encoding="utf-8") for f in files)


def test_a_change_that_could_not_be_written_down_is_taken_up_later(house: House) -> None:
    before = house.policy.revision
    house.policy_path.write_text(CHANGED, encoding="utf-8")
    house.trail.close()
    for _ in range(2):
        with pytest.raises(TrailError):
            house.reload()
        assert house.policy.revision == before
    _mend(house)
    assert house.reload()
    assert house.policy.revision != before
    assert not house.reload()  # once


def test_a_fault_that_could_not_be_written_down_is_written_down_later(house: House) -> None:
    house.policy_path.write_text(BROKEN, encoding="utf-8")
    house.trail.close()
    with pytest.raises(TrailError):
        house.reload()
    _mend(house)
    assert not house.reload()
    assert not house.reload()
    assert _events(house).count("policy-refused") == 1


async def _until(happens: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not happens():  # noqa: ASYNC110 - a file, a log: nothing that sets an event
            await asyncio.sleep(0.01)


def test_the_watch_outlives_a_trail_that_fails(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        watch = asyncio.create_task(house.watch(every=0.01))
        await asyncio.sleep(0)  # it has noted what the file is now
        before = house.policy.revision
        house.trail.close()
        house.policy_path.write_text(CHANGED, encoding="utf-8")
        await _until(lambda: caplog.records)
        assert house.policy.revision == before
        _mend(house)
        await _until(lambda: house.policy.revision != before)
        assert not watch.done()
        watch.cancel()

    asyncio.run(run())


@dataclass
class Patient:
    """Waits while it classifies until the event loop has gone on; notes whether it did."""

    id: str = "patient"
    revision: str = "1"
    went_on: threading.Event = field(default_factory=threading.Event)
    threads: set[str] = field(default_factory=set)

    def classify(self, _segment: Segment) -> Iterable[Finding]:
        self.threads.add(threading.current_thread().name)
        if threading.current_thread() is not threading.main_thread():
            assert self.went_on.wait(10)
        return ()


def _judge(folder: Path, prompt: str, patient: Patient) -> Judgement:
    house = _open(folder, patient)
    headers = (("content-type", "application/json"),)
    request = Request(
        *("ID1", "alice", "192.0.2.1", OPENAI),
        target="/v1/chat/completions",
        headers=headers,
        body=chat(prompt),
    )

    async def run() -> Judgement:
        judging = asyncio.create_task(house.decide(request))
        await _until(lambda: patient.threads)
        patient.went_on.set()
        return await judging

    try:
        return asyncio.run(run())
    finally:
        house.close()


def test_a_large_body_is_judged_in_a_thread_while_the_loop_goes_on(tmp_path: Path) -> None:
    patient = Patient()
    judgement = _judge(tmp_path, "word " * app.INLINE, patient)
    assert judgement.decision.verdict is Verdict.ALLOW
    assert {name.partition("_")[0] for name in patient.threads} == {"judge"}


def test_a_small_body_is_judged_where_it_arrives(tmp_path: Path) -> None:
    patient = Patient()
    judgement = _judge(tmp_path, "a word", patient)
    assert judgement.decision.verdict is Verdict.ALLOW
    assert patient.threads == {threading.main_thread().name}
