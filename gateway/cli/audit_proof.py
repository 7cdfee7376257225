"""Verifying the trail at the command line: progress, kept heads, and the report in words."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress, TaskID
from rich.text import Text

from gateway import keyring
from gateway.cli.audit_words import describe
from gateway.cli.common import err, out
from gateway.errors import TrailError
from gateway.model import Language
from gateway.trail.checking import KeptHead, Report, size, verify
from gateway.trail.diagnosis import Note, Problem
from gateway.trail.layout import workers
from gateway.trail.survey import Spot

PATIENCE = 2.0  # seconds before work shows its progress
STEP = 4 * 2**20  # bytes between two looks at the clock

_HOLDS = {
    Language.EN: "the trail holds; records: {records}, chains: {chains}",
    Language.JA: "記録は保たれています（{records} 件、連鎖 {chains} 本）",
}
_FAILS = {
    Language.EN: "the trail does not hold; records: {records}, problems: {problems}",
    Language.JA: "記録は保たれていません（{records} 件、問題 {problems} 件）",
}
_HEADS = {
    Language.EN: "Keep these heads elsewhere; --expect-head compares them later:",
    Language.JA: "末尾の控えです。別の場所に保管し、後で --expect-head で照合してください:",
}


def heads_in(
    _ctx: click.Context, _option: click.Parameter, values: Sequence[str]
) -> tuple[KeptHead, ...]:
    """Each a WORKER=COUNT:HASH, as `audit verify` prints it."""
    return tuple(map(_head, values))


def _head(value: str) -> KeptHead:
    worker, _, rest = value.strip().rpartition("=")
    count, _, hash = rest.partition(":")
    if not (worker and count.isascii() and count.isdecimal() and _is_hash(hash)):
        raise click.BadParameter(
            f"{value!r} is no head; write WORKER=COUNT:HASH as `sekisho audit verify` prints it"
        )
    return KeptHead(worker, int(count), hash)


def kept_in(path: Path) -> list[KeptHead]:
    """The heads in a file that `verify --json` or an export wrote."""
    try:
        heads = json.loads(path.read_text("utf-8"))["heads"]
        found = [KeptHead(str(w), int(h["count"]), str(h["hash"])) for w, h in heads.items()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        found = []
    if not found or not all(_is_hash(h.hash) for h in found):
        raise TrailError(
            f"{path}: holds no heads; give it what `sekisho audit verify --json` printed"
        )
    return found


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def verified(state: Path, kept: tuple[KeptHead, ...]) -> Report:
    """Verify, with a progress bar if it takes long. Where there is nothing, nothing holds."""
    if not workers(state) and not kept:
        raise TrailError(
            f"{state}: there are no records here; the gate has not started yet, or all of them "
            "were removed: only a head that was kept elsewhere can tell (--expect-head, --head)"
        )
    with Slow(size(state)) as slow:
        return verify(state, keyring.load(state), kept=kept, progress=slow.advance)


class Slow:
    """A progress bar that appears once the work has taken a while, on a terminal only."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = self._looked = 0
        self._start = time.monotonic()
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def advance(self, amount: int) -> None:
        self._done += amount
        if self._done - self._looked < STEP:
            return
        self._looked = self._done
        if self._bar:
            self._bar.update(self._task, completed=self._done)
        elif time.monotonic() - self._start > PATIENCE and err().is_terminal:
            self._bar = Progress(console=err(), transient=True)
            self._task = self._bar.add_task("", total=self._total, completed=self._done)
            self._bar.start()

    def __enter__(self) -> Slow:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()


# ---------------------------------------------------------------- the report


def report_json(report: Report, language: Language) -> dict[str, Any]:
    return {
        "holds": report.holds,
        "records": report.records,
        "heads": {h.worker: {"count": h.count, "hash": h.hash} for h in report.heads},
        "problems": [_problem(p, language) for p in report.problems],
        "notes": [_note(n, language) for n in report.notes],
    }


def _problem(problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "kind": problem.kind.value,
        **_spot(problem.spot),
        "count": problem.count,
        "after": _spot(problem.near) if problem.near else None,
        "before": _spot(problem.until) if problem.until else None,
        "text": describe(problem, language),
    }


def _spot(spot: Spot) -> dict[str, Any]:
    """What is not known of a place is null."""
    return {name: getattr(spot, name) or None for name in ("worker", "file", "line", "id", "time")}


def _note(note: Note, language: Language) -> dict[str, Any]:
    return {
        "kind": note.hint.value,
        "worker": note.spot.worker,
        "text": describe(note, language),
    }


def show_report(report: Report, language: Language) -> None:
    console = out()
    for problem in report.problems:
        console.print(Text("✗ ", "red").append(describe(problem, language), "default"))
    for note in report.notes:
        console.print(Text("· ", "yellow").append(describe(note, language), "default"))
    template, style = (_HOLDS, "bold green") if report.holds else (_FAILS, "bold red")
    summary = template[language].format(
        records=f"{report.records:,}", chains=len(report.heads), problems=len(report.problems)
    )
    console.print(Text(summary, style))
    if report.heads:
        console.print(Text(_HEADS[language], "dim"))
    for head in report.heads:
        console.print(Text(f"  {head}"))
