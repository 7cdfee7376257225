"""`sekisho demo`: the whole thing on this machine in half a minute, no account needed.

A stand-in answers in the vendors' place, a real gate stands before it, and a real client asks.
Everything is on the loopback interface and in a folder that is removed at the end.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.text import Text

import gateway
from gateway import keyring as key
from gateway import settings
from gateway.cli import demo_view as view
from gateway.cli.audit_proof import verified
from gateway.cli.clients import surroundings
from gateway.cli.common import DONE, NO, json_option, out, print_json
from gateway.cli.ephemeral_gate import own_gate
from gateway.model import ClassId, Language
from gateway.standin import Authority, StandIn
from gateway.standin.papers import write_papers
from gateway.standin.rehearsal import Outcome, client_python, play, visitor
from gateway.standin.scenes import HOSTS, SCENES
from gateway.trail.query import Entry, read

PACE = 0.04  # seconds between two pieces of a streamed answer: some 25 tokens a second


@click.command()
@click.option(
    "--language",
    type=click.Choice([language.value for language in Language]),
    default=Language.JA.value,
    show_default=True,
    help="Of what is asked, refused and shown.",
)
@json_option
def command(language: str, as_json: bool) -> None:
    """The whole thing on this machine in half a minute, no account needed.

    \b
    Sends real requests through a real gate to a stand-in for the vendors, and shows what became
    of each. With the vendors' SDKs where they are installed (`make clients`), else in their
    wire form. Exit status: 1 if anything went another way than it should.
    """
    chosen = Language(language)
    with tempfile.TemporaryDirectory(prefix="sekisho-demo-") as folder:
        told = _Told(chosen, as_json)
        whole = _run(Path(folder), told)
    sys.exit(DONE if whole else NO)


def _run(folder: Path, told: _Told) -> bool:
    """Every scene, then the trail. Whether all went as it should."""
    state = settings.state_folder(folder / "state")
    told.registered(_register(folder, state, told.language))
    with _stage(folder, state, told) as (vendor, environment):
        python = client_python([Path(gateway.__file__).parent.parent, Path()])
        with visitor(python, environment) as client:
            outcomes = []
            for scene in SCENES[told.language.value]:
                outcomes.append(play(scene, client, vendor))
                told.outcome(len(outcomes), outcomes[-1])
    records = [entry for entry in read(state) if "verdict" in entry.record]
    holds, noticed = verified(state, ()).holds, not _altered(state, folder / "altered")
    whole = _as_it_should(outcomes, records) and holds and noticed
    told.trail(records, holds, noticed, whole)
    return whole


def _register(folder: Path, state: Path, language: Language) -> list[str]:
    """Register a docx and an xlsx, as `sekisho asset add --class confidential` does."""
    from gateway.register.adding import Adding, Result
    from gateway.register.assets import Options
    from gateway.register.opening import open_register

    papers = folder / "papers"
    told: list[Result] = []
    write_papers(papers, language.value)
    with open_register(state, key.load(state)) as register:
        Adding(register, Options(ClassId("confidential"), {}), told.append).paths([papers])
    return [result.title for result in told if result.asset]


@contextlib.contextmanager
def _stage(folder: Path, state: Path, told: _Told) -> Iterator[tuple[StandIn, dict[str, str]]]:
    """The stand-in and the gate, running, and the environment that leads a client to them."""
    policy = Path(view.__file__).parent.parent / "standin" / f"demo.{told.language.value}.yaml"
    own = settings.environment()
    with StandIn(Authority(folder), pace=PACE) as vendor:
        options = ["--policy", str(policy), "--state", str(state)]
        options += ["--upstream-ca", str(vendor.authority.certificate)]
        for host in HOSTS:
            options += ["--connect-to", f"{host}:443:{vendor.host}:{vendor.port}"]
        with own_gate(state, own, options) as gate:
            told.stage(gate.address, f"{vendor.host}:{vendor.port}")
            ca = str(state / "ca" / "mitmproxy-ca-cert.pem")
            proxy = f"http://{gate.address}"
            yield vendor, surroundings(own, proxy=proxy, bundle=ca, extra=ca)


def _as_it_should(outcomes: list[Outcome], records: list[Entry]) -> bool:
    """Each errand ended as meant, and the trail has one record of it with that verdict."""
    verdicts = [entry.record["verdict"] for entry in records]
    meant = [outcome.scene.expect.word for outcome in outcomes]
    return all(outcome.as_expected for outcome in outcomes) and verdicts == meant


def _altered(state: Path, copy: Path) -> bool:
    """Does a copy of the trail, in which a refusal was made a permission, still hold?"""
    shutil.copytree(state, copy)
    for file in (copy / "audit").rglob("*.jsonl"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"verdict":"block"', '"verdict":"allow"', 1), encoding="utf-8")
    return verified(copy, ()).holds


class _Told:
    """What the person at the terminal, or the program that reads us, is told."""

    def __init__(self, language: Language, as_json: bool) -> None:
        self.language, self._as_json = language, as_json
        self._outcomes: list[dict[str, Any]] = []
        self._assets: list[str] = []

    def registered(self, titles: list[str]) -> None:
        self._assets = titles

    def stage(self, gate: str, vendor: str) -> None:
        self._show(view.opening(self.language, gate, vendor, self._assets))

    def outcome(self, number: int, outcome: Outcome) -> None:
        self._outcomes.append(view.as_json(outcome))
        self._show(view.scene(self.language, number, outcome))

    def trail(self, records: list[Entry], holds: bool, noticed: bool, whole: bool) -> None:
        if self._as_json:
            kept = [entry.record for entry in records]
            print_json(
                {
                    "as_expected": whole,
                    "assets": self._assets,
                    "scenes": self._outcomes,
                    "records": kept,
                    "trail_holds": holds,
                    "alteration_noticed": noticed,
                }
            )
        self._show(view.closing(self.language, records, holds, noticed, whole))

    def _show(self, lines: Iterator[Text]) -> None:
        if not self._as_json:
            for line in lines:
                out().print(line)
