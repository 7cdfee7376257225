"""A real browser behind a gate whose CA it trusts: `browser.do("open", url)`.

Not part of the ordinary suite: `make test-browser` brings Playwright; Chromium and certutil are
the system's own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.standin import Authority, StandIn
from gateway.standin.answers import Answer, events
from gateway.standin.ledger import Question
from tests.kit.gate import ROOT, Gate, start_gate
from tests.kit.policy import CHATGPT, policy

PYTHON = ROOT / ".venv-browser" / "bin" / "python"
PICTURES = ROOT / "build" / "browser"
HERE = Path(__file__).parent


@dataclass
class Browser:
    """A browser in a process of its own. Every read ends when the process does."""

    process: subprocess.Popen[str]

    def do(self, what: str, argument: object = "") -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": what, "with": str(argument)}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the browser ended: {self.process.wait(10)}"
        shown = json.loads(line)
        assert isinstance(shown, dict)
        assert "error" not in shown, shown["error"]
        return shown

    def picture(self, name: str) -> None:
        """What a person sees, kept for people to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.do("picture", PICTURES / f"{name}.png")


def page(question: Question) -> Answer | None:
    """The chat app's page, and what it says: the prompt again, token by token."""
    if question.method == "GET" and question.path in {"/", "/favicon.ico"}:
        return Answer((HERE.joinpath("app.html").read_bytes(),), content_type="text/html")
    if question.path != "/backend-api/f/conversation":
        return None
    (prompt,) = json.loads(question.body)["messages"][0]["content"]["parts"]
    pieces = (prompt[n : n + 3] for n in range(0, len(prompt), 3))
    return events(_delta(piece) for piece in pieces)


def _delta(piece: str) -> bytes:
    """As ChatGPT streams: each event appends to the message."""
    value = {"p": "/message/content/parts/0", "o": "append", "v": piece}
    return f"event: delta\ndata: {json.dumps(value)}\n\n".encode()


@pytest.fixture(scope="session")
def app(authority: Authority) -> Iterator[StandIn]:
    with StandIn(authority, routes=(page,)) as server:
        yield server


@pytest.fixture(scope="session")
def behind(app: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    rules = policy(
        ("language: en", "language: ja"),
        (
            "chatgpt: {uses: chatgpt, may_receive: [public, internal]}",
            "chatgpt: {uses: chatgpt, may_receive: [public, internal], redact: [personal]}",
        ),
    )
    with start_gate(tmp_path_factory.mktemp("behind"), rules, app) as gate:
        yield gate


@pytest.fixture(scope="session")
def browser(behind: Gate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    chromium, certutil = shutil.which("chromium"), shutil.which("certutil")
    if not (PYTHON.exists() and chromium and certutil):
        pytest.fail(
            "run `make test-browser`; it needs chromium and certutil "
            "(Debian: chromium, libnss3-tools)"
        )
    home = tmp_path_factory.mktemp("home")
    _trust(certutil, home, behind.ca)
    process = subprocess.Popen(
        [str(PYTHON), str(HERE / "drive.py"), chromium, behind.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(home)},
    )
    shown = Browser(process)
    shown.do("open", f"https://{CHATGPT}/")
    yield shown
    process.communicate(timeout=20)


def _trust(certutil: str, home: Path, ca: Path) -> None:
    """As an administrator does it for Chromium on Linux: the CA goes into the user's NSS store."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    database = f"sql:{store}"
    subprocess.run([certutil, "-d", database, "-N", "--empty-password"], check=True)
    command = [certutil, "-d", database, "-A", "-t", "C,,", "-n", "sekisho", "-i", str(ca)]
    subprocess.run(command, check=True)
