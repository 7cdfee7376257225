"""An agent run for real by `sekisho exec`: what the person saw, what arrived, what was written.

Not part of the ordinary suite: `make test-agents` brings the agents, which are large.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from gateway.standin import Seen, StandIn
from tests.agents.agents import FOLDER, Agent
from tests.kit.gate import ROOT

PATIENCE = 120.0
"""Seconds; the slowest takes some ten. What is still running then hangs, or tries for ever."""

HOSTS = ("api.openai.com", "api.anthropic.com", "generativelanguage.googleapis.com")

CHANGES = (
    ("other_traffic: tunnel", "other_traffic: refuse"),  # what is no AI is not contacted either
    ("redact: [personal, credential]", "redact: [personal]"),
)
"""From the shipped policy to that of these tests."""
UNLISTED = tuple(
    (f"uses: {entry}\n", f"uses: {other}\n")
    for entry, other in (("openai", "mistral"), ("anthropic", "cohere"), ("gemini", "groq"))
)
"""Further ones, by which none of the agents' AIs is on the list."""


@dataclass(frozen=True, slots=True)
class Told:
    """One run of an agent."""

    status: int
    text: str = field(repr=False)
    seen: Seen
    records: list[dict[str, Any]]

    def shows(self, words: str) -> bool:
        """Did the person see these words, however the lines were broken?"""
        return "".join(words.split()) in "".join(self.text.split())

    def asked(self, agent: Agent) -> list[dict[str, Any]]:
        """The records of what the agent asked its AI, in which something was found."""
        return [r for r in self.records if r["host"] == agent.host and _found(r)]


def _found(record: dict[str, Any]) -> list[dict[str, Any]]:
    """But for an agent's own words about its tools: those of Codex name a person."""
    return [f for f in record["findings"] if "/tools/" not in f["place"]]


class Run(Protocol):
    """Runs an agent in a home of its own, with no terminal and no person.

    `changes` are further ones to the policy.
    """

    def __call__(self, agent: Agent, prompt: str, *changes: tuple[str, str]) -> Told: ...


def _policy(folder: Path, changes: Sequence[tuple[str, str]]) -> Path:
    text = ROOT.joinpath("allowlist.yaml").read_text("utf-8")
    for old, new in [*CHANGES, *changes]:
        assert old in text, old
        text = text.replace(old, new)
    file = folder / "allowlist.yaml"
    file.write_text(text, "utf-8")
    return file


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all runs: the CA is made once."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The folder that an agent works in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def run(upstream: StandIn, state: Path, tmp_path: Path, work: Path) -> Run:
    if not (FOLDER / ".complete").exists():
        pytest.fail("the agents are not installed: run `make test-agents`")

    def runs(agent: Agent, prompt: str, *changes: tuple[str, str]) -> Told:
        policy = _policy(tmp_path, changes)
        mark, before = upstream.ledger.mark(), len(_records(state))
        done = subprocess.run(
            [*_exec(upstream, policy, state), "--", *agent.command(prompt)],
            cwd=work,
            env=_environment(agent, tmp_path / "home"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        said = done.stdout.decode("utf-8", "replace")
        return Told(done.returncode, said, upstream.ledger.since(mark), _records(state)[before:])

    return runs


def _exec(upstream: StandIn, policy: Path, state: Path) -> list[str]:
    command = [sys.executable, "-m", "gateway", "exec"]
    command += ["--policy", str(policy), "--state", str(state)]
    command += ["--upstream-ca", str(upstream.authority.certificate)]
    for host in HOSTS:
        command += ["--connect-to", f"{host}:443:127.0.0.1:{upstream.port}"]
    return command


def _environment(agent: Agent, home: Path) -> Mapping[str, str]:
    """What a fresh account has, and the agent's own; nothing of whoever runs the tests."""
    for name, text in agent.home.items():
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    home.mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "NO_COLOR": "1",
        agent.key: "sk-of-nobody",
        **agent.environment,
    }


def _records(state: Path) -> list[dict[str, Any]]:
    """Every decision, in the order of time."""
    files = sorted((state / "audit").rglob("*.jsonl"))
    lines = (line for f in files for line in f.read_text("utf-8").splitlines() if line)
    return [entry for entry in map(json.loads, lines) if "verdict" in entry]
