"""A gate from files: what it takes up and when, and where it judges what is large."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway import app, judges
from gateway.app import Gate, open_gate
from gateway.engine.judgement import Judgement
from gateway.errors import TrailError
from gateway.model import Classifier, Finding, Request, Segment, Verdict
from gateway.trail import Trail
from tests.kit.policy import OPENAI, POLICY, chat

CHANGED = POLICY.replace("language: en", "language: ja")
BROKEN = "services: [oops"
GITLEAKS = """[[rules]]
id = "badge"
description = "a badge"
regex = '''BADGE-[0-9]{4}'''
"""
WITH_RULES = POLICY + "credentials: {rules: own.toml}\n"


def _open(folder: Path, *found_by: Classifier, policy: str = POLICY) -> Gate:
    file, state = folder / "allowlist.yaml", folder / "state"
    file.write_text(policy, encoding="utf-8")
    state.mkdir(mode=0o700)
    return open_gate(file, state, found_by or None)


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    gate = _open(tmp_path)
    yield gate
    gate.close()


def _write(gate: Gate, text: str) -> None:
    gate.reloading.files.policy.write_text(text, encoding="utf-8")


def _mend(gate: Gate) -> None:
    keys = gate.reloading.files.keys
    gate.service.audit = Trail.open_free(gate.state, keys, prefix=app.WORKER)


def _look(gate: Gate, times: int = 1) -> None:
    for _ in range(times):
        asyncio.run(gate.reloading.look())


def _events(gate: Gate) -> str:
    files = sorted((gate.state / "audit").rglob("*.jsonl"))
    return "".join(f.read_text(encoding="utf-8") for f in files)


def test_a_change_is_taken_up_once_it_has_been_the_same_for_one_look(gate: Gate) -> None:
    before = gate.service.policy.revision
    _write(gate, CHANGED + "mode: monitor\n")  # half of what is being written
    _look(gate)
    assert gate.service.policy.revision == before
    _write(gate, CHANGED)
    _look(gate)
    assert gate.service.policy.revision == before
    _look(gate)
    assert gate.service.policy.revision != before
    assert gate.service.policy.mode.value == "enforce"
    _look(gate, 3)
    assert _events(gate).count("policy-loaded") == 1


def test_a_change_that_could_not_be_written_down_is_taken_up_later(gate: Gate) -> None:
    before = gate.service.policy.revision
    _write(gate, CHANGED)
    gate.trail.close()
    _look(gate)
    for _ in range(2):
        with pytest.raises(TrailError):
            _look(gate)
        assert gate.service.policy.revision == before
    _mend(gate)
    _look(gate)
    assert gate.service.policy.revision != before


def test_a_fault_that_could_not_be_written_down_is_written_down_later(gate: Gate) -> None:
    _write(gate, BROKEN)
    gate.trail.close()
    _look(gate)
    with pytest.raises(TrailError):
        _look(gate)
    _mend(gate)
    _look(gate, 3)
    assert _events(gate).count("policy-refused") == 1


def test_a_changed_rule_file_is_another_bundle(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text(GITLEAKS, encoding="utf-8")
    gate = _open(tmp_path, policy=WITH_RULES)
    before = gate.service.bundle
    rules.write_text(GITLEAKS.replace("BADGE", "PASS"), encoding="utf-8")
    _look(gate, 2)
    after = gate.service.bundle
    gate.close()
    changed = {part for part in before.parts if before.parts[part] != after.parts[part]}
    assert changed == {"rules", "classifiers"}
    assert after.revision != before.revision
    assert after.policy.revision == before.policy.revision


def test_a_rule_file_that_was_missing_is_taken_up_when_it_is_there(gate: Gate) -> None:
    _write(gate, WITH_RULES)
    _look(gate, 3)
    assert "policy-refused" in _events(gate)
    gate.reloading.files.policy.with_name("own.toml").write_text(GITLEAKS, encoding="utf-8")
    _look(gate, 2)
    assert gate.service.policy.credential_rules == "own.toml"


@dataclass
class Meanwhile:
    """Finds nothing. While it is made ready, the policy is written once more."""

    policy: Path
    texts: list[str] = field(default_factory=list)
    id: str = "meanwhile"
    revision: str = "1"

    def classify(self, _: Segment) -> Iterable[Finding]:
        return ()

    def warm(self) -> Iterator[None]:
        if self.texts:
            self.policy.write_text(self.texts.pop(), encoding="utf-8")
        yield


def test_a_change_while_another_is_read_is_not_lost(tmp_path: Path) -> None:
    meanwhile = Meanwhile(tmp_path / "allowlist.yaml")
    gate = _open(tmp_path, meanwhile)
    meanwhile.texts = [CHANGED, CHANGED.replace("enforce", "monitor")]  # the last of them first
    _write(gate, POLICY + "# another\n")
    _look(gate, 2)
    _look(gate, 8)
    assert gate.service.policy.language.value == "ja"
    assert gate.service.policy.mode.value == "enforce"
    gate.close()
    assert _events(gate).count("policy-loaded") == 1


async def _until(happens: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not happens():  # noqa: ASYNC110 - a file, a log: nothing that sets an event
            await asyncio.sleep(0.01)


def test_the_watch_outlives_a_trail_that_fails(
    gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        watch = asyncio.create_task(gate.reloading.watch(every=0.01))
        before = gate.service.policy.revision
        gate.trail.close()
        _write(gate, CHANGED)
        await _until(lambda: caplog.records)
        assert gate.service.policy.revision == before
        _mend(gate)
        await _until(lambda: gate.service.policy.revision != before)
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
    gate = _open(folder, patient)
    headers = (("content-type", "application/json"),)
    request = Request(
        *("ID1", "alice", "192.0.2.1", OPENAI),
        target="/v1/chat/completions",
        headers=headers,
        body=chat(prompt),
    )

    async def run() -> Judgement:
        judging = asyncio.create_task(gate.service.decide(request))
        await _until(lambda: patient.threads)
        patient.went_on.set()
        return await judging

    try:
        return asyncio.run(run())
    finally:
        gate.close()


def test_a_large_body_is_judged_in_a_thread_while_the_loop_goes_on(tmp_path: Path) -> None:
    patient = Patient()
    judgement = _judge(tmp_path, "word " * judges.INLINE, patient)
    assert judgement.decision.verdict is Verdict.ALLOW
    assert {name.partition("_")[0] for name in patient.threads} == {"judge"}


def test_a_small_body_is_judged_where_it_arrives(tmp_path: Path) -> None:
    patient = Patient()
    judgement = _judge(tmp_path, "a word", patient)
    assert judgement.decision.verdict is Verdict.ALLOW
    assert patient.threads == {threading.main_thread().name}
