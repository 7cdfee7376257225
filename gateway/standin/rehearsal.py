"""The demo itself: a stand-in, a gate and a client on this machine -> what became of each errand.

Edge: starts the processes and ends them. What it found is values; the command prints them.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.standin.ledger import Seen
from gateway.standin.scenes import Scene
from gateway.standin.server import StandIn
from gateway.standin.speech import last_words

CLIENTS = Path(".venv-clients/bin/python")
"""A Python that has the vendors' SDKs (`make clients`), under the folder of the sources."""

REFUSED = 400  # what an API client gets from the gate, in the vendor's shape
PATIENCE = 60.0  # seconds for a command; importing three SDKs on a slow disk takes some ten


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one errand: for the person, and at the vendor."""

    scene: Scene
    by: str
    said: str = field(repr=False)
    pieces: int
    refusal: Mapping[str, Any] | None = field(repr=False)
    arrived: str | None = field(repr=False)
    """The prompt as the vendor got it; None where not even a connection was made."""

    @property
    def as_expected(self) -> bool:
        if not self.scene.reaches:
            refused = self.refusal is not None and self.refusal["status"] == REFUSED
            return refused and self.arrived is None
        return self.refusal is None and self._arrived_right() and self._streamed_right()

    def _arrived_right(self) -> bool:
        if self.arrived is None:
            return False
        if self.scene.hidden:
            return self.scene.hidden not in self.arrived and self.arrived != self.scene.prompt
        return self.arrived == self.scene.prompt

    def _streamed_right(self) -> bool:
        return bool(self.said) and (self.pieces > 1) is self.scene.stream


def client_python(folders: Sequence[Path]) -> str:
    """A Python with the SDKs, if one was set up under one of the folders; else this one."""
    return str(next((p for f in folders if (p := f / CLIENTS).exists()), Path(sys.executable)))


@contextlib.contextmanager
def visitor(python: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The client, running; it ends when its standard input does."""
    program = str(Path(__file__).with_name("visitor.py"))
    process = subprocess.Popen(  # noqa: S603 - our own program
        [python, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**environment, "PYTHONIOENCODING": "utf-8", "PYTHONSAFEPATH": "1"},
    )
    try:
        yield process
    finally:
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            process.communicate(timeout=PATIENCE)
        process.kill()


def play(scene: Scene, client: subprocess.Popen[str], vendor: StandIn) -> Outcome:
    """Send the client on one errand, and see what came to the vendor."""
    errand = {
        "client": scene.client,
        "host": scene.host,
        "prompt": scene.prompt,
        "stream": scene.stream,
    }
    mark = vendor.ledger.mark()
    told = _send(client, errand)
    arrived = _arrived(vendor.ledger.since(mark))
    return Outcome(scene, told["by"], told["said"], told["pieces"], told["refusal"], arrived)


def _send(client: subprocess.Popen[str], errand: Mapping[str, Any]) -> Mapping[str, Any]:
    assert client.stdin
    assert client.stdout
    try:
        client.stdin.write(json.dumps(errand) + "\n")
        client.stdin.flush()
        told: Mapping[str, Any] = json.loads(client.stdout.readline())
    except (OSError, ValueError):
        return _ENDED
    return told


_ENDED = {
    "by": "-",
    "said": "",
    "pieces": 0,
    "refusal": {"kind": "ended", "status": None, "words": "the client itself ended"},
}


def _arrived(seen: Seen) -> str | None:
    if seen.nothing:
        return None
    return "\n".join(last_words(q.content) for q in seen.questions)
