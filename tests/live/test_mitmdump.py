"""The gate as an addon of a stock mitmdump: it does its work, or refuses to work at all."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.standin import StandIn
from tests.kit.client import Refused, request, secure, tunnel
from tests.kit.gate import ROOT, SETTLE, wait_for
from tests.kit.policy import SECRET, chat, policy

HERE = policy(("llm.sample.test", "localhost"))  # mitmdump has no option to open A at B
GOOD = ("rawtcp=false", "connection_strategy=lazy")


@contextlib.contextmanager
def mitmdump(
    folder: Path, upstream: StandIn, *options: str, rules_text: str = HERE
) -> Iterator[tuple[str, int] | None]:
    """A running mitmdump with the addon, or None if it would not run."""
    rules = folder / "allowlist.yaml"
    rules.write_text(rules_text, encoding="utf-8")
    settings = [f"confdir={folder / 'ca'}", "flow_detail=0"]
    settings += [f"ssl_verify_upstream_trusted_ca={upstream.authority.certificate}", *options]
    command = [str(Path(sys.executable).with_name("mitmdump")), "-s", "gateway/mitmdump.py"]
    command += ["--listen-host", "127.0.0.1", "--listen-port", "0"]
    command += [word for setting in settings for word in ("--set", setting)]
    own = {"SEKISHO_POLICY": str(rules), "SEKISHO_STATE": str(folder / "state")}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **own, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate(timeout=15)


def _address(process: subprocess.Popen[str]) -> tuple[str, int] | None:
    found: list[tuple[str, int]] = []

    def read() -> None:
        for line in process.stdout or ():
            if match := re.search(r"listening at (?:http://)?([0-9.]+):([0-9]+)", line):
                found.append((match[1], int(match[2])))
                return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(30)
    return found[0] if found else None


def _ask(address: tuple[str, int], folder: Path, port: int, body: bytes) -> int:
    ca = folder / "ca" / "mitmproxy-ca-cert.pem"
    wait_for(ca.exists, "mitmdump has its CA")
    with secure(tunnel(address, "localhost", port), "localhost", ca) as line:
        return line.ask(request("localhost", body)).status


def test_beside_good_options_it_works(tmp_path: Path, upstream: StandIn) -> None:
    with mitmdump(tmp_path, upstream, *GOOD) as address:
        assert address
        mark = upstream.ledger.mark()
        assert _ask(address, tmp_path, upstream.port, chat(SECRET)) == 400
        assert upstream.ledger.since(mark).nothing
        assert _ask(address, tmp_path, upstream.port, chat()) == 200
    files = (tmp_path / "state" / "audit").rglob("*.jsonl")
    entries = [json.loads(line) for f in files for line in f.read_text().splitlines()]
    assert [e["verdict"] for e in entries if "verdict" in e] == ["block", "allow"]


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((*GOOD, "stream_large_bodies=1"), id="bodies sent before they are read"),
        pytest.param((*GOOD, "ignore_hosts=localhost"), id="hosts that nobody looks into"),
        pytest.param((*GOOD, "ssl_insecure=true"), id="certificates not checked"),
        pytest.param(
            (*GOOD, "emudhra=true"),
            id="a CA whose key everybody has",
            marks=pytest.mark.skipif(
                sys.version_info < (3, 12), reason="an option of mitmproxy 12.3"
            ),
        ),
        pytest.param(("connection_strategy=lazy",), id="HTTP that may turn into raw TCP"),
    ],
)
def test_beside_options_that_let_by_it_refuses_everything(
    tmp_path: Path, upstream: StandIn, options: tuple[str, ...]
) -> None:
    mark = upstream.ledger.mark()
    with mitmdump(tmp_path, upstream, *options) as address:
        _assert_shut(address, tmp_path, upstream)
    assert upstream.ledger.since(mark).received == b""


def test_without_a_policy_it_takes_no_connection(tmp_path: Path, upstream: StandIn) -> None:
    """mitmproxy 11 goes on without a script that has ended."""
    mark = upstream.ledger.mark()
    with mitmdump(tmp_path, upstream, *GOOD, rules_text="services: [oops") as address:
        _assert_shut(address, tmp_path, upstream)
    assert upstream.ledger.since(mark).received == b""


def _assert_shut(address: tuple[str, int] | None, folder: Path, upstream: StandIn) -> None:
    """It ends, at once or while it is asked; or it answers, and that with a refusal."""
    if address:
        with contextlib.suppress(OSError, Refused):
            assert _ask(address, folder, upstream.port, chat()) >= 400
    threading.Event().wait(SETTLE)
