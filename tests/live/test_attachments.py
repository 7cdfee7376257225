"""Files within prompts, through a running gate: what bears a mark stays, what is clean passes."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import StartGate
from tests.content.documents import kit
from tests.content.documents.kit import (
    GUID,
    MARK,
    a_docx,
    a_zip,
    an_xlsx,
    cid_pdf,
    japanese_pdf,
    sheet_xml,
)
from tests.content.documents.shapes import SHAPES, Sent, anthropic_message, openai_chat, openai_file
from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate, wait_for
from tests.kit.policy import OPENAI, PERSONAL, chat, policy

CLEAN = "富士山の高さと、登山道の案内"
LABELLED = policy(("patterns:", f"labels: {{{GUID}: secret}}\npatterns:"))


def ask(gate: Gate, sent: Sent) -> object:
    return gate.ask(sent.host, sent.body, *sent.headers, target=sent.target)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda text: a_docx("表紙", text), id="Word"),
        pytest.param(lambda text: an_xlsx(sheet_xml([["品名"], [text]])), id="Excel"),
        pytest.param(cid_pdf, id="PDF"),
    ],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_marked_file_is_refused_and_a_clean_one_passes_byte_for_byte(
    gate: Gate, shape: Callable[[bytes], Sent], make: Callable[[str], bytes]
) -> None:
    marked, clean = shape(make(MARK)), shape(make(CLEAN))
    events = gate.watch()
    reply = gate.ask(marked.host, marked.body, *marked.headers, target=marked.target)
    assert_refused(reply, events, 400)
    assert any(f["class"] == "confidential" for f in events.record["findings"])
    events = gate.watch()
    reply = gate.ask(clean.host, clean.body, *clean.headers, target=clean.target)
    assert reply.status == 200, reply.text
    (question,) = events.upstream_saw.questions
    assert question.body == clean.body
    assert events.record["scanned"]["unread"] == []


def test_a_large_body_with_a_marked_file_is_refused(gate: Gate) -> None:
    events = gate.watch()
    sent = openai_file(a_docx(*(f"{CLEAN}{n * 7919}" for n in range(5_000)), MARK))
    assert len(sent.body) > 16 * 1024
    assert_refused(gate.ask(sent.host, sent.body, *sent.headers, target=sent.target), events, 400)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(
            a_zip({f"{n}": bytes(40 * 2**20) for n in range(5)}), "unpacks to too much", id="a bomb"
        ),
        pytest.param(a_zip({str(n): "x" for n in range(10_000)}), "5,000", id="10,000 members"),
        pytest.param(kit.an_ole({"EncryptedPackage": bytes(99)}), "encrypted", id="a password"),
        pytest.param(kit.scanned_pdf()[:-300], "", id="a damaged PDF"),
        pytest.param(
            kit.a_zip({"a.docx": a_docx(MARK)[:-40]}), "damaged", id="a damaged Word file"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_gate_goes_on(
    gate: Gate, data: bytes, cause: str
) -> None:
    events = gate.watch()
    sent = openai_chat(data)
    assert_refused(gate.ask(sent.host, sent.body, target=sent.target), events, 400)
    assert any(cause in u for u in events.record["scanned"]["unread"])
    assert gate.ask(OPENAI, chat()).status == 200


def test_what_would_be_redacted_in_a_prompt_is_refused_in_a_file(gate: Gate) -> None:
    events = gate.watch()
    sent = openai_chat(a_docx(f"社員番号 {PERSONAL} の評価"))
    assert_refused(gate.ask(sent.host, sent.body, target=sent.target), events, 400)


def test_a_clean_file_beside_what_is_redacted_still_passes(gate: Gate) -> None:
    events = gate.watch()
    body = openai_chat(a_docx(CLEAN)).body.replace(
        b'"model": "m"', b'"user": "' + PERSONAL.encode() + b'"'
    )
    assert gate.ask(OPENAI, body).status == 200
    assert events.record["verdict"] == "redact"
    assert not events.upstream_saw.holds(PERSONAL.encode())


def test_a_sensitivity_label_stands_for_its_class(start: StartGate) -> None:
    gate = start(LABELLED)
    for data in (
        a_docx(CLEAN, more={"docProps/custom.xml": kit.labelled(name="Project")}),
        an_xlsx(sheet_xml([["a"]]), more={"docProps/custom.xml": kit.labelled(name="Project")}),
        japanese_pdf(CLEAN, info=f"/MSIP_Label_{GUID}_Enabled(true)".encode()),
    ):
        events = gate.watch()
        sent = anthropic_message(data)
        assert_refused(gate.ask(sent.host, sent.body, target=sent.target), events, 400)
        found = events.record["findings"]
        assert {(f["classifier"], f["class"]) for f in found} == {("label", "secret")}


def test_prompts_go_on_while_files_are_read(start: StartGate) -> None:
    """A file that takes all of a reader's time holds up no prompt without a file."""
    gate = start()
    endless = a_zip({f"{n}.rtf": b"{\\rtf1 " + b"\\'8e\\'d0" * 1_000_000 for n in range(3)})
    sent = openai_file(endless)

    def ask_and_wait() -> None:
        with contextlib.suppress(TimeoutError):  # on a busy machine; only the prompts count here
            ask(gate, sent)

    slow = [threading.Thread(target=ask_and_wait) for _ in range(3)]
    for thread in slow:
        thread.start()
    started = time.monotonic()
    for n in range(10):
        assert gate.ask(OPENAI, chat(f"{CLEAN}{n}" * 3_000)).status == 200
        assert gate.ask(OPENAI, chat(f"{CLEAN}{n}")).status == 200
    waited = time.monotonic() - started
    ended = [not t.is_alive() for t in slow]
    for thread in slow:
        thread.join()
    assert not all(ended), f"the files were read before the prompts had passed ({waited:.1f} s)"


def test_readers_end_with_the_gate(start: StartGate) -> None:
    gate = start()
    sent = openai_chat(a_docx(CLEAN))
    assert gate.ask(sent.host, sent.body, target=sent.target).status == 200
    readers = children(gate.process.pid)
    assert readers
    gate.stop()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in readers), "readers end")


def test_nothing_passes_when_a_reader_is_killed(start: StartGate) -> None:
    """Neither with the one that reads, nor with the one that starts it; the next file is read."""
    gate = start()
    clean = openai_chat(a_docx(CLEAN))
    assert gate.ask(clean.host, clean.body, target=clean.target).status == 200
    members: dict[str, str | bytes] = {"s.txt": MARK}
    slow = openai_file(a_zip({**members, "a.rtf": b"{\\rtf1 " + b"\\'8e\\'d0" * 1_000_000}))
    for depth in (2, 1):
        events = gate.watch()
        replies: list[object] = []
        asking = threading.Thread(target=lambda to=replies: to.append(ask(gate, slow)))
        asking.start()
        wait_for(lambda: children(children(gate.process.pid)[0]), "a reader reads")
        mother = children(gate.process.pid)[0]
        os.kill(mother if depth == 1 else children(mother)[0], signal.SIGKILL)
        asking.join()
        assert [r.status for r in replies] == [400]  # type: ignore[attr-defined]
        assert not events.upstream_saw.questions
        assert gate.ask(clean.host, clean.body, target=clean.target).status == 200


def test_a_file_for_two_programs_is_refused(gate: Gate) -> None:
    for data in (kit.a_png() + a_zip({"a": MARK}), b"text " * 9_000 + a_zip({"a": MARK})):
        events = gate.watch()
        sent = openai_file(data)
        reply = gate.ask(sent.host, sent.body, *sent.headers, target=sent.target)
        assert_refused(reply, events, 400)


def children(pid: int) -> list[int]:
    """Of all its threads: whichever met the first file has started the reader."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
