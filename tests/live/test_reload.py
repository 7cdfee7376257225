"""A changed policy is taken up whole or not at all; what is broken never opens the gate."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.standin import StandIn
from tests.kit.gate import ROOT, Gate, start_gate, wait_for
from tests.kit.policy import OPENAI, POLICY, SECRET, UNLISTED, chat, policy

OPENED = policy(("may_receive: [public, internal]\n", "may_receive: [public, internal, secret]\n"))


def _takes_secrets(gate: Gate) -> bool:
    return gate.ask(OPENAI, chat(SECRET)).status == 200


@pytest.fixture(scope="module")
def reloading(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    with start_gate(tmp_path_factory.mktemp("reloading"), POLICY, upstream) as running:
        yield running


@pytest.fixture
def running(reloading: Gate) -> Iterator[Gate]:
    """The gate under its good policy, and under it again afterwards."""
    assert not _takes_secrets(reloading)
    yield reloading
    if reloading.policy.is_dir():
        reloading.policy.rmdir()
    before = _count(reloading, "policy-loaded")
    reloading.write_policy(POLICY)
    reloading.signal(signal.SIGHUP)
    wait_for(lambda: _count(reloading, "policy-loaded") > before, "the good policy is back")


def _count(gate: Gate, event: str) -> int:
    return len([e for e in gate.entries() if e.get("event") == event])


def test_a_change_of_the_file_is_taken_up(running: Gate) -> None:
    running.write_policy(OPENED)
    wait_for(lambda: _takes_secrets(running), "the new policy is in force")
    loaded = [e for e in running.entries() if e.get("event") == "policy-loaded"]
    assert loaded[-1]["weakened"]  # that it lets more through than before is on record
    running.write_policy(POLICY)
    wait_for(lambda: not _takes_secrets(running), "the old policy is in force again")


def test_sighup_reads_it_again(running: Gate) -> None:
    before = len(running.entries())
    running.signal(signal.SIGHUP)
    wait_for(lambda: len(running.entries()) > before, "the reload is on record")
    assert running.process.poll() is None
    assert not _takes_secrets(running)


def _write(text: str) -> Callable[[Path], object]:
    return lambda file: file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(_write("version: 1\nservices: [oops"), id="no YAML"),
        pytest.param(_write(OPENED + "surprise: 1\n"), id="a key that nobody knows"),
        pytest.param(_write(OPENED.replace("uses: openai", "uses: opnai")), id="a misspelt id"),
        pytest.param(_write(""), id="empty"),
        pytest.param(lambda file: file.write_bytes(b"\xff\xfe\0"), id="no text"),
        pytest.param(lambda file: file.unlink(), id="gone"),
        pytest.param(lambda file: (file.unlink(), file.mkdir()), id="a folder"),
    ],
)
def test_a_broken_policy_leaves_the_last_good_one(
    running: Gate, spoil: Callable[[Path], object]
) -> None:
    before = _count(running, "policy-refused")
    spoil(running.policy)
    running.signal(signal.SIGHUP)
    wait_for(lambda: _count(running, "policy-refused") > before, "the fault is on record")
    assert "policy was not taken up" in running.said()
    events = running.watch()
    assert not _takes_secrets(running)
    assert running.ask(UNLISTED, chat()).status == 400
    assert events.upstream_saw.nothing
    assert running.ask(OPENAI, chat()).status == 200


def test_a_gate_does_not_start_with_a_broken_policy(tmp_path: Path) -> None:
    file = tmp_path / "allowlist.yaml"
    file.write_text(POLICY + "surprise: 1\nmode: enforced\n", encoding="utf-8")
    command = ["-m", "gateway", "serve", "--policy", str(file), "--state", str(tmp_path / "s")]
    ended = subprocess.run(
        [sys.executable, *command, "--listen", "127.0.0.1:0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2
    assert "ready" not in ended.stdout
    assert "surprise" in ended.stderr
    assert "enforced" in ended.stderr or "mode" in ended.stderr
    assert "Traceback" not in ended.stderr
