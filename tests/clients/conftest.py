"""Each SDK as a running client behind the gate: `ask(case, prompt)`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.kit.gate import ROOT, Gate

PYTHON = ROOT / ".venv-clients" / "bin" / "python"
REMEDY = f"the SDKs are not installed ({PYTHON.relative_to(ROOT)}): run `make clients`"


@dataclass
class Client:
    """One SDK in a process of its own. Every read ends when the process does."""

    process: subprocess.Popen[str]

    def ask(self, case: str, prompt: str) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"case": case, "prompt": prompt}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the client ended: {self.process.wait(10)}"
        told = json.loads(line)
        assert isinstance(told, dict)
        return told


@pytest.fixture(scope="module")
def client(request: pytest.FixtureRequest, gate: Gate) -> Iterator[Client]:
    """The SDK that the test module names in SDK."""
    if not PYTHON.exists():
        pytest.fail(REMEDY)
    own = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    process = subprocess.Popen(
        [str(PYTHON), str(Path(__file__).with_name("drive.py")), request.module.SDK],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**own, "HTTPS_PROXY": gate.url, "SSL_CERT_FILE": str(gate.ca)},
    )
    yield Client(process)
    process.communicate(timeout=20)
