"""A gate as a process of its own: its address, its trail, its messages, its end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from gateway.standin import StandIn
from gateway.standin.ledger import Mark, Seen
from tests.kit import client
from tests.kit.again import taken_again
from tests.kit.policy import HOSTS

ROOT = Path(__file__).parents[2]
START = 30.0  # seconds to come up on a busy machine
SETTLE = 0.05  # seconds in which a byte that was sent would have arrived on loopback


@dataclass(slots=True)
class Events:
    """What happened since a mark: at the upstream, and in the trail."""

    gate: Gate
    upstream: StandIn
    _mark: Mark
    _records: int

    @property
    def upstream_saw(self) -> Seen:
        time.sleep(SETTLE)
        return self.upstream.ledger.since(self._mark)

    @property
    def records(self) -> list[dict[str, Any]]:
        return self.gate.trail()[self._records :]

    @property
    def record(self) -> dict[str, Any]:
        """The one record; a second one, or none, is a fault."""
        records = self.records
        assert len(records) == 1, f"{len(records)} records, one was expected"
        return records[0]


@dataclass(slots=True)
class Gate:
    """A running gate. Use it as a context, or end it with `stop`."""

    process: subprocess.Popen[str]
    state: Path
    policy: Path
    messages: Path
    address: tuple[str, int] = ("", 0)
    upstream: StandIn | None = None
    more: list[tuple[str, int]] = field(default_factory=list)
    source: str = ""
    policies: list[str] = field(default_factory=list)
    """The texts of the policies that it had, so that its decisions can be taken again."""
    before: int = 0
    """Records in the trail that another gate had left there."""

    def write_policy(self, text: str) -> None:
        """Change the policy while it runs."""
        self.policies.append(text)
        self.policy.write_text(text, encoding="utf-8")

    def seen_from(self, address: str) -> Gate:
        """The same gate for another person: whoever has this address of 127.0.0.0/8."""
        return replace(self, source=address)

    @property
    def ca(self) -> Path:
        return self.state / "ca" / "mitmproxy-ca-cert.pem"

    @property
    def url(self) -> str:
        return f"http://{self.address[0]}:{self.address[1]}"

    def watch(self) -> Events:
        assert self.upstream
        return Events(self, self.upstream, self.upstream.ledger.mark(), len(self.trail()))

    # ---- speaking through it

    def tunnel(self, host: str, port: int = 443, *headers: str) -> client.Line:
        return client.tunnel(self.address, host, port, *headers, source=self.source)

    def dial(
        self,
        host: str,
        *headers: str,
        sni: str | None = "",
        alpn: tuple[str, ...] = ("http/1.1",),
        trust: Path | None = None,
        port: int = 443,
    ) -> client.Line:
        """A tunnel with TLS in it; `sni` is the host unless another (or None) is given."""
        name = host if sni == "" else sni
        return client.secure(self.tunnel(host, port, *headers), name, trust or self.ca, alpn)

    def ask(self, host: str, body: bytes = b"", *headers: str, **how: Any) -> client.Reply:
        """One request on a connection of its own."""
        with self.dial(host) as line:
            return line.ask(
                client.request(host, body, *headers, **how), head=how.get("method") == "HEAD"
            )

    # ---- what it wrote

    def trail(self) -> list[dict[str, Any]]:
        """Every record of a decision, in the order of time; events of the gate are left out."""
        return [e for e in self.entries() if "verdict" in e]

    def entries(self) -> list[dict[str, Any]]:
        files = sorted((self.state / "audit").rglob("*.jsonl"))
        return [json.loads(line) for f in files for line in f.read_text().splitlines() if line]

    def said(self) -> str:
        """Its messages on standard error."""
        return self.messages.read_text()

    def holds_on_disk(self, needle: str) -> list[str]:
        """The files of its state, and its messages, in which a text stands."""
        files = [p for p in (*self.state.rglob("*"), self.messages) if p.is_file()]
        return [str(p) for p in files if needle.encode() in p.read_bytes()]

    def peak(self) -> int:
        """The most memory (bytes) that it ever held: VmHWM of proc(5)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(li for li in status.splitlines() if li.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    # ---- its end

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def stop(self) -> int:
        """SIGTERM, and its exit status. One that does not go in time is killed, and that shows."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        status = self.wait()
        others = list(taken_again(self.trail()[self.before :], self.policies))
        assert not others, f"decisions that come out otherwise from their records: {others[:3]}"
        return status

    def wait(self) -> int:
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait(5)
        finally:
            if self.process.stdout:
                self.process.stdout.close()

    def __enter__(self) -> Gate:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_gate(
    folder: Path,
    policy: str,
    upstream: StandIn,
    *options: str,
    hosts: Sequence[str] = HOSTS,
    elsewhere: Mapping[str, int] | None = None,
    launcher: Path | None = None,
    environment: Mapping[str, str] | None = None,
    state: Path | None = None,
    run_as: Callable[[Sequence[str]], list[str]] = list,
) -> Gate:
    """Start a gate in a folder of its own and wait until it takes connections.

    Every host is opened at the upstream, or at the port that `elsewhere` names for it.
    `launcher` is a program to run in place of `python -m gateway`, `state` another's state,
    `run_as` makes the command one that another user runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file, state = folder / "allowlist.yaml", state or folder / "state"
    file.write_text(policy, encoding="utf-8")
    ports = {**dict.fromkeys(hosts, upstream.port), **(elsewhere or {})}
    command = [sys.executable, *([str(launcher)] if launcher else ["-m", "gateway"]), "serve"]
    command += ["--policy", str(file), "--state", str(state), "--listen", "127.0.0.1:0"]
    command += ["--upstream-ca", str(upstream.authority.certificate)]
    for host, target in ports.items():
        for port in (443, 80):
            command += ["--connect-to", f"{host}:{port}:127.0.0.1:{target}"]
    messages = folder / "messages.txt"
    process = _start(run_as([*command, *options]), messages, environment or {})
    gate = Gate(process, state, file, messages, upstream=upstream, policies=[policy])
    gate.before = len(gate.trail())
    gate.address = _address(gate)
    return gate


def _start(
    command: Sequence[str], messages: Path, environment: Mapping[str, str]
) -> subprocess.Popen[str]:
    search = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with messages.open("wb") as err:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
            env={**os.environ, "PYTHONPATH": search, **environment},
        )


def _address(gate: Gate) -> tuple[str, int]:
    """The address of the line `sekisho ready on HOST:PORT`."""
    said: list[str] = []
    assert gate.process.stdout
    reader = threading.Thread(target=lambda: said.append(_first_line(gate)), daemon=True)
    reader.start()
    reader.join(START)
    line = said[0] if said else ""
    if not line.startswith("sekisho ready on "):
        gate.stop()
        raise AssertionError(f"the gate did not come up: {line!r}\n{gate.said()}")
    host, _, port = line.split()[-1].rpartition(":")
    return host, int(port)


def _first_line(gate: Gate) -> str:
    assert gate.process.stdout
    return gate.process.stdout.readline()


def wait_for(happens: Callable[[], object], what: str, patience: float = 8.0) -> None:
    """Wait until something is so; a test fails that waits in vain."""
    until = time.monotonic() + patience
    while not happens():
        assert time.monotonic() < until, f"waited in vain: {what}"
        time.sleep(0.02)
