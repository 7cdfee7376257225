"""What `sekisho asset add` tells: a bar while it runs, and at its end what became of the files."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gateway import messages
from gateway.cli.asset_words import became, result_lines, say
from gateway.cli.common import err, out, print_json
from gateway.model import Language
from gateway.model.unread import as_json
from gateway.register.adding import Result
from gateway.register.assets import Outcome
from gateway.register.extraction import shown
from gateway.register.schema import FileState

FEW = 20  # files of which each is told; of more only those that want a look
BAR_AFTER = 2.0  # seconds


@dataclass(slots=True)
class Told:
    """What is told of an `add`: while it runs, and at its end."""

    language: Language
    as_json: bool
    counts: Counter[str] = field(default_factory=Counter)
    first: list[Result] = field(default_factory=list)
    listed: list[Result] = field(default_factory=list)
    files: int = 0
    _seen: int = 0
    _bar: Bar | None = None

    @property
    def troubles(self) -> int:
        return self.counts["unread"] + self.counts["partly"]

    def result(self, result: Result) -> None:
        self.counts[became(result)] += 1
        self.counts["partly"] += result.state is FileState.PARTLY
        self.files += 1
        if len(self.first) <= FEW:
            self.first.append(result)
        if result.state is not FileState.DONE or result.outcome is Outcome.KEPT:
            self.listed.append(result)

    def looked_at(self, files: int) -> None:
        self._seen += files
        if self._bar:
            self._bar.at(self._seen)

    @contextmanager
    def watching(self, paths: tuple[Path, ...], state: Path) -> Iterator[None]:
        """A progress bar, where somebody looks on and it takes long."""
        if not err().is_terminal or self.as_json:
            yield
            return
        self._bar = Bar([p for p in paths if str(p) != "-"], state)
        try:
            yield
        finally:
            self._bar.end()

    def end(self, alone: Mapping[str, float]) -> None:
        """`alone` is the share of each asset's text that stands in nothing else."""
        if self.as_json:
            print_json(self._as_json(alone))
            return
        for result in self._named():
            for line in result_lines(result, self.language, alone.get(result.asset)):
                out().print(line)
        counts = {k: self.counts[k] for k in ("new", "version", "revised", "unread")}
        known = self.counts["known"] + self.counts["kept"] + self.counts["empty"]
        out().print(say(self.language, "summary", known=known, **counts))
        if partly := self.counts["partly"]:
            out().print(say(self.language, "partly-summary", partly=partly))

    def _named(self) -> list[Result]:
        """Few files are all told of; of many those that want a look."""
        return self.first if self.files <= FEW else self.listed

    def _as_json(self, alone: Mapping[str, float]) -> dict[str, Any]:
        kinds = ("new", "version", "revised", "known", "kept", "empty", "partly", "unread")
        return {
            **{kind: self.counts[kind] for kind in kinds},
            "files": [
                {
                    "path": shown(r.path),
                    "became": became(r),
                    "asset": r.asset or None,
                    "reasons": [messages.unread(u, Language.EN) for u in r.reasons],
                    "reason_codes": [as_json(u) for u in r.reasons],
                    "distinctive": _rounded(alone.get(r.asset)),
                }
                for r in self._named()
            ],
        }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


class Bar:
    """A progress bar that is there from the third second on. Counts the files when it begins."""

    def __init__(self, paths: list[Path], state: Path) -> None:
        self._paths, self._state, self._begun = paths, state, time.monotonic()
        self._progress: Progress | None = None

    def at(self, files: int) -> None:
        if self._progress is None:
            if time.monotonic() - self._begun < BAR_AFTER:
                return
            self._begin()
        assert self._progress
        self._progress.update(self._progress.task_ids[0], completed=files)

    def _begin(self) -> None:
        from gateway.register.walking import count

        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(TextColumn("asset add"), *columns, console=err())
        self._progress.add_task("", total=count(self._paths, but=self._state))
        self._progress.start()

    def end(self) -> None:
        if self._progress:
            self._progress.stop()
