"""Nobody takes the sample policy for one of the company: where it is in force, it is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from gateway.cli.checks import files
from gateway.settings import shipped_policy
from gateway.standin import StandIn
from tests.kit import client
from tests.kit.gate import ROOT, Gate, start_gate, wait_for
from tests.kit.policy import POLICY, UNLISTED, chat

SAMPLE = shipped_policy().read_text("utf-8")
NOTE = "見本の規則"


@contextmanager
def _without_a_policy(folder: Path) -> Iterator[tuple[str, Gate]]:
    """A gate that is told of no policy, where none is to be found; and its first line."""
    command = [sys.executable, "-m", "gateway", "serve", "--listen", "127.0.0.1:0"]
    around = {name: text for name, text in os.environ.items() if not name.startswith("SEKISHO_")}
    around |= {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder / "config")}
    with (folder / "messages.txt").open("wb") as err:
        process = subprocess.Popen(
            [*command, "--state", str(folder / "state")],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
            env=around,
        )
    gate = Gate(process, folder / "state", shipped_policy(), folder / "messages.txt")
    gate.policies.append(SAMPLE)
    assert process.stdout
    with gate:
        ready = process.stdout.readline()
        host, _, port = ready.split()[-1].rpartition(":")
        gate.address = (host, int(port))
        yield ready, gate


def _refused(gate: Gate) -> str:
    with client.secure(client.tunnel(gate.address, UNLISTED), UNLISTED, gate.ca) as line:
        reply = line.ask(client.request(UNLISTED, chat()))
    assert reply.status == 400
    return reply.text


def test_without_any_policy_the_first_line_and_every_refusal_say_so(tmp_path: Path) -> None:
    with _without_a_policy(tmp_path) as (ready, gate):
        assert ready.startswith("sekisho ready on 127.0.0.1:")
        first, *_ = gate.said().splitlines()
        assert "the sample policy that comes with Sekisho is in force" in first
        assert str(shipped_policy()) in first
        assert NOTE in _refused(gate)
        (started,) = (e for e in gate.entries() if e.get("event") == "gate-started")
        assert started["sample"] is True


def test_an_unchanged_copy_is_the_sample_and_a_changed_one_is_not(
    tmp_path: Path, upstream: StandIn
) -> None:
    with start_gate(tmp_path, SAMPLE, upstream) as gate:
        assert "the sample policy" in gate.said().splitlines()[0]
        assert NOTE in _refused(gate)
        gate.write_policy(SAMPLE.replace("株式会社サンプル工業", "架空商事株式会社"))
        wait_for(lambda: NOTE not in _refused(gate), "the policy is the company's own")


def test_of_another_policy_nothing_is_said(tmp_path: Path, upstream: StandIn) -> None:
    with start_gate(tmp_path, POLICY, upstream) as gate:
        assert "sample" not in gate.said()
        assert "sample" not in _refused(gate)


def test_several_workers_say_it_once(tmp_path: Path, upstream: StandIn) -> None:
    with start_gate(tmp_path, SAMPLE, upstream, "--workers", "2") as gate:
        assert gate.said().count("the sample policy") == 1
        assert NOTE in _refused(gate)


def test_doctor_warns_of_it() -> None:
    found = [c for c in files.policy(shipped_policy(), date.today()) if c.status == "warn"]
    assert any("the sample" in c.text for c in found)
