"""What is long is judged in a process of its own: as here, and it holds up nobody when it ends."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.app import Gate, open_gate
from gateway.content import documents
from gateway.content.documents import Readers
from gateway.engine.admission import InadmissibleError
from gateway.engine.classify import StoppedError
from gateway.engine.finding_cache import FindingCache, Seen
from gateway.engine.judgement import Judgement
from gateway.judge_process import JudgeProcesses, Line, NoJudgeError, Question
from gateway.judges import INLINE, NEAR, NEW, Judges
from gateway.model import ClassId, Problem, Refuse, Request, Rewrite, Verdict
from gateway.policy.diff import weakenings
from gateway.redaction import Remembered
from tests.content.documents.kit import a_docx
from tests.kit.policy import OPENAI, PERSONAL, POLICY

TODAY = date(2026, 12, 1)
MARKED, STAFF = "この資料は社外秘です", f"of {PERSONAL}"
WORDS = "これは普通の文章です。 "
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMES = "山田太郎と鈴木花子、"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    folder = tmp_path_factory.mktemp("gate")
    file, state = folder / "allowlist.yaml", folder / "state"
    file.write_text(POLICY, encoding="utf-8")
    state.mkdir(mode=0o700)
    gate = open_gate(file, state)
    yield gate
    gate.close()


@pytest.fixture(scope="module")
def processes() -> Iterator[JudgeProcesses]:
    processes = JudgeProcesses()
    yield processes
    processes.close()


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    readers = Readers()
    yield readers
    readers.close()


def chat(*parts: str | bytes) -> bytes:
    """A prompt of texts and Word files."""
    content = [_part(p) for p in parts]
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": content}]}).encode()


def _part(what: str | bytes) -> dict[str, object]:
    if isinstance(what, str):
        return {"type": "text", "text": what}
    data = f"data:{DOCX};base64,{base64.b64encode(what).decode()}"
    return {"type": "file", "file": {"filename": "a.docx", "file_data": data}}


def _request(body: bytes, **changes: object) -> Request:
    request = Request(
        *("ID1", "alice", "192.0.2.1", OPENAI),
        target="/v1/chat/completions",
        headers=(("content-type", "application/json"),),
        body=body,
    )
    return replace(request, **changes)  # type: ignore[arg-type]


def _said(judgement: Judgement) -> tuple[object, ...]:
    j = judgement
    return j.request, j.destination, j.policy, j.facts, j.decision, j.action, j.enforced


def _remembered() -> Remembered:
    remembered = Remembered({"PASSWORD-AAAAAA": "Vq7LrT2mXx"})
    remembered.add("PASSWORD-AAAAAA", ClassId("personal"))
    return remembered


def _until() -> float:
    return time.monotonic() + 60


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(_request(chat(WORDS)), id="nothing in it"),
        pytest.param(_request(chat(WORDS + MARKED)), id="refused"),
        pytest.param(_request(chat(WORDS + STAFF)), id="something is taken out"),
        pytest.param(_request(chat("password again: Vq7LrT2mXx")), id="withheld once before"),
        pytest.param(_request(b'{"messages": ['), id="cannot be read"),
        pytest.param(_request(chat(a_docx(MARKED))), id="in a file"),
        pytest.param(_request(chat(WORDS), host="example.com"), id="to no AI"),
        pytest.param(
            _request(chat(WORDS), target="/v1/chat/completions?q=社外秘"), id="in the address"
        ),
        pytest.param(
            _request(chat(*[MARKED] * 500, *[WORDS] * 5000)), id="found more than is kept"
        ),
    ],
)
def test_it_is_the_judgement_that_would_be_made_here(
    gate: Gate, processes: JudgeProcesses, readers: Readers, request_: Request
) -> None:
    bundle, remembered = gate.service.bundle, _remembered()
    line = Line(_until())
    question = Question(request_, TODAY, None, remembered.copied(), seconds=60)
    apart = processes.judge(bundle, question, line, readers.control())
    here = bundle.engine.judge(request_, TODAY, None, readers.session(), remembered)
    assert _said(apart) == _said(here)
    assert [s.text for s in apart.prompt.segments] == [
        s.text if any(f.segment == n for f in here.decision.findings) else ""
        for n, s in enumerate(here.prompt.segments)
    ]


@given(values=st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=20), max_size=5))
def test_what_was_taken_out_before_goes_along_as_it_is(values: dict[str, str]) -> None:
    remembered = Remembered(values)
    for name in values:
        remembered.add(name, ClassId("personal"))
    copy = pickle.loads(pickle.dumps(remembered.copied()))
    text = " ".join(values.values())
    assert [*copy._in(text)] == [*remembered._in(text)]


def test_what_was_found_there_is_known_here(gate: Gate, processes: JudgeProcesses) -> None:
    text = f"{WORDS} {STAFF} {time.time()}"
    bundle, request = gate.service.bundle, _request(chat(text))
    processes.judge(bundle, Question(request, TODAY, None, seconds=60), Line(_until()), None)
    engine = bundle.engine.looking(most=0)
    assert engine.judge(request, TODAY, None, documents.not_here).decision.verdict is not None


# ---------------------------------------------------------------- where a judgement is made


@pytest.mark.parametrize(
    ("texts", "apart"),
    [
        pytest.param([WORDS], False, id="a prompt"),
        pytest.param([WORDS * 1000], False, id="a page"),
        pytest.param(["a word " * (NEW // 7 + 1)], True, id="a long text that is new"),
        pytest.param([WORDS * (NEAR // len(WORDS))], True, id="more than a thread reads"),
    ],
)
def test_what_is_long_goes_to_a_process(gate: Gate, texts: list[str], apart: bool) -> None:
    judges = Judges()
    request = _request(chat(*texts, str(time.time())))
    judgement = asyncio.run(judges.judge(gate.service.bundle, request, TODAY, None, None))
    assert judgement.decision.verdict is Verdict.ALLOW
    assert bool(judges._processes._mothers) is apart
    judges.close()


def _history(size: int) -> bytes:
    return chat(*(f"{'a word ' * 100} {n} {time.time()}" for n in range(size // 700)))


def test_a_long_history_is_looked_at_once(gate: Gate) -> None:
    judges = Judges()
    request = _request(_history(NEW + 10_000))
    assert INLINE < len(request.body) < NEAR
    asyncio.run(judges.judge(gate.service.bundle, request, TODAY, None, None))
    (mother,) = judges._processes._mothers.values()
    os.kill(mother.pid, signal.SIGKILL)  # whoever needs another starts it
    asyncio.run(judges.judge(gate.service.bundle, request, TODAY, None, None))
    assert next(iter(judges._processes._mothers.values())) is mother
    judges.close()


@dataclass
class Listening(FindingCache):
    """Tells what it learns."""

    learnt: list[Seen] = field(default_factory=list)

    def learn(self, seen: Seen) -> None:
        self.learnt.append(seen)


def test_what_is_known_here_is_not_looked_at_there(gate: Gate, processes: JudgeProcesses) -> None:
    bundle, request = gate.service.bundle, _request(_history(2 * NEAR))
    question = Question(request, TODAY, None, seconds=60)
    first = processes.judge(bundle, question, Line(_until()), None)
    cache = Listening(b"k")
    FindingCache.learn(cache, bundle.engine.search.cache.seen())
    engine = replace(bundle.engine, search=replace(bundle.engine.search, cache=cache))
    again = processes.judge(replace(bundle, engine=engine), question, Line(_until()), None)
    assert _said(again) == _said(first)
    assert cache.learnt == [{}]


def test_a_long_text_in_a_file_goes_to_a_process_and_is_read_once(gate: Gate) -> None:
    judges = Judges()
    text = WORDS * (NEW // len(WORDS) + 1)
    request = _request(chat(a_docx(text + MARKED)))
    judgement = asyncio.run(judges.judge(gate.service.bundle, request, TODAY, None, None))
    assert isinstance(judgement.action, Refuse)
    assert judges._processes._mothers
    judges.close()


def test_where_no_process_can_be_had_a_thread_judges(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.judge_process.PROGRAM", "raise SystemExit(1)")
    judges = Judges()
    request = _request(chat(WORDS * 40_000, MARKED))
    judgement = asyncio.run(judges.judge(gate.service.bundle, request, TODAY, None, None))
    assert isinstance(judgement.action, Refuse)
    judges.close()


# ---------------------------------------------------------------- processes that are lost


def _group(processes: JudgeProcesses) -> list[int]:
    """The processes that were started, and still run."""
    mothers = {m.pid for m in processes._mothers.values()}
    return [pid for pid in _running() if _session(pid) in mothers]


def _running() -> list[int]:
    return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdecimal()]


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def _wait_until(done: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.01)


LONG = _request(chat(NAMES * 400_000))
"""Takes minutes."""


def test_a_process_ends_as_soon_as_nobody_waits(
    gate: Gate, processes: JudgeProcesses, readers: Readers
) -> None:
    line = Line(_until())
    raised: list[BaseException] = []

    def ask() -> None:
        question = Question(LONG, TODAY, None, seconds=120)
        try:
            processes.judge(gate.service.bundle, question, line, readers.control())
        except StoppedError as e:
            raised.append(e)

    asking = threading.Thread(target=ask)
    asking.start()
    _wait_until(lambda: len(_group(processes)) == 2)
    line.cut()
    asking.join(5)
    assert raised
    _wait_until(lambda: len(_group(processes)) == 1, 5)


def test_a_line_that_was_cut_before_leads_nowhere(gate: Gate, processes: JudgeProcesses) -> None:
    line = Line(_until())
    line.cut()
    with pytest.raises(StoppedError):
        processes.judge(gate.service.bundle, Question(LONG, TODAY, None), line, None)


def test_a_process_ends_when_its_time_is_up(gate: Gate, processes: JudgeProcesses) -> None:
    question = Question(LONG, TODAY, None, seconds=0.5)
    with pytest.raises(StoppedError):
        processes.judge(gate.service.bundle, question, Line(_until()), None)
    _wait_until(lambda: len(_group(processes)) == 1, 5)


def test_a_judgement_that_takes_too_much_is_refused(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.judges.SECONDS", 0.5)
    judges = Judges()
    with pytest.raises(InadmissibleError) as e:
        asyncio.run(judges.judge(gate.service.bundle, LONG, TODAY, None, None))
    assert e.value.problem is Problem.TOO_MUCH_WORK
    judges.close()


def test_a_lost_process_is_replaced(gate: Gate, processes: JudgeProcesses) -> None:
    question = Question(_request(chat(MARKED)), TODAY, None, seconds=60)
    processes.judge(gate.service.bundle, question, Line(_until()), None)
    (mother,) = processes._mothers.values()
    os.kill(mother.pid, signal.SIGKILL)
    judgement = processes.judge(gate.service.bundle, question, Line(_until()), None)
    assert isinstance(judgement.action, Refuse)
    assert mother not in processes._mothers.values()


def test_nothing_is_left_of_a_gate_that_was_killed(tmp_path: Path) -> None:
    program = f"""
import time
from pathlib import Path
from gateway.app import open_gate
from gateway.judge_process import JudgeProcesses
folder = Path({str(tmp_path)!r})
(folder / "state").mkdir(mode=0o700)
gate = open_gate(folder / "allowlist.yaml", folder / "state")
print(JudgeProcesses()._mother_of(gate.service.bundle).pid, flush=True)
time.sleep(60)
"""
    (tmp_path / "allowlist.yaml").write_text(POLICY, encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as killed:
        assert killed.stdout
        pid = int(killed.stdout.readline())
        assert pid in _running()
        killed.kill()
    _wait_until(lambda: pid not in _running())


def test_after_the_end_there_is_none(gate: Gate) -> None:
    processes = JudgeProcesses()
    processes.close()
    with pytest.raises(NoJudgeError):
        processes.judge(gate.service.bundle, Question(LONG, TODAY, None), Line(_until()), None)


# ---------------------------------------------------------------- whose judgement it is


def test_none_judges_by_another_bundle_than_that_in_force(gate: Gate) -> None:
    processes = JudgeProcesses()
    bundle = replace(gate.service.bundle, revision="0" * 16)  # a register that changed meanwhile
    with pytest.raises(NoJudgeError):
        processes.judge(bundle, Question(LONG, TODAY, None), Line(_until()), None)
    processes.close()


def test_a_bundle_of_what_no_other_process_has_is_judged_here(gate: Gate) -> None:
    processes = JudgeProcesses()
    bundle = replace(gate.service.bundle, recipe=None)
    with pytest.raises(NoJudgeError):
        processes.judge(bundle, Question(LONG, TODAY, None), Line(_until()), None)


def test_a_reload_ends_no_judgement_under_the_bundle_before(tmp_path: Path) -> None:
    file, state = tmp_path / "allowlist.yaml", tmp_path / "state"
    file.write_text(POLICY, encoding="utf-8")
    state.mkdir(mode=0o700)
    gate, processes = open_gate(file, state), JudgeProcesses()
    before = gate.service.bundle
    question = Question(_request(chat(WORDS)), TODAY, None, seconds=60)
    processes.judge(before, question, Line(_until()), None)
    file.write_text(POLICY.replace("language: en", "language: ja"), encoding="utf-8")
    for _ in range(2):
        asyncio.run(gate.reloading.look())
    after = gate.service.bundle
    assert weakenings(before.policy, after.policy) is not None
    for bundle in (after, before, after):
        judgement = processes.judge(bundle, question, Line(_until()), None)
        assert judgement.policy is bundle.policy
    assert [*processes._mothers] == [before.revision, after.revision]
    processes.close()
    gate.close()


def test_what_is_taken_out_there_can_be_put_back(gate: Gate, processes: JudgeProcesses) -> None:
    question = Question(_request(chat(STAFF)), TODAY, None, seconds=60)
    action = processes.judge(gate.service.bundle, question, Line(_until()), None).action
    assert isinstance(action, Rewrite)
    assert PERSONAL in action.placeholders.values()
