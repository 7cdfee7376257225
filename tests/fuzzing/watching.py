"""The process beside a target's own: it begins it anew when an input ended it, and ends it when an
input never does."""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzzing.child import digest, on_trial
from tests.fuzzing.coverage import ROOT
from tests.fuzzing.faults import Fault
from tests.fuzzing.target import Target

PATIENCE = 120.0
"""Seconds for a single input. The law is counted work; what counts none (a pattern that goes back
and forth, a loop in C) is seen by the clock, and only by one that nothing honest reaches."""

FOLDERS = ("corpus", "faults", "lost")

_POINTS = re.compile(rb"cov: (\d+)")
"""What libFuzzer says of its own coverage."""


@dataclass(slots=True)
class Result:
    """What came of one target, over all its processes."""

    name: str
    engine: str
    runs: int = 0
    begun: int = 0
    """Points that the corpus reached in the first process."""
    reached: int = 0
    kept: int = 0
    lost: int = 0
    """Processes that an input ended."""
    seconds: float = 0.0
    faults: dict[str, str] = field(default_factory=dict)
    """By name, the file of the input."""


@dataclass(slots=True)
class Watched:
    """One target for a while. `told` is called with what is to be printed."""

    target: Target
    engine: str
    folder: Path
    told: Callable[[str], None]
    result: Result = field(init=False)
    _before: int = 0
    """Inputs of the processes that are over."""

    def __post_init__(self) -> None:
        self.result = Result(self.target.name, self.engine)
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def run(self, seconds: float, seed: int) -> Result:
        begun = time.monotonic()
        while (left := seconds - (time.monotonic() - begun)) > 1:
            status = self._process(left, seed + self.result.lost)
            if status == 0:
                break
            self._was_lost(status)
        self.result.seconds = time.monotonic() - begun
        return self.result

    def _process(self, seconds: float, seed: int) -> int:
        """Its status, negative for a signal."""
        arguments = [self.target.name, f"{seconds:.0f}", str(seed), self.engine, str(self.folder)]
        command = [sys.executable, "-m", "tests.fuzzing.child", *arguments]
        with (self.folder / "log").open("wb") as log, subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log
        ) as process:  # fmt: skip
            assert process.stdout
            self._listen(process, process.stdout.fileno())
        return process.returncode

    def _listen(self, process: subprocess.Popen[bytes], out: int) -> None:
        waiting = selectors.DefaultSelector()
        waiting.register(out, selectors.EVENT_READ)
        (self.folder / "trial").unlink(missing_ok=True)
        tried, since, rest = 0, time.monotonic(), b""
        while True:
            if waiting.select(timeout=1.0):
                said = os.read(out, 2**16)
                if not said:
                    return
                *lines, rest = (rest + said).split(b"\n")
                for line in filter(_is_ours, lines):
                    self._heard(line)
            now = self._on_trial()[0]
            if now != tried:
                tried, since = now, time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                process.send_signal(signal.SIGKILL)

    def _on_trial(self) -> tuple[int, bytes]:
        try:
            return on_trial(self.folder)
        except (OSError, struct.error):  # it has not begun
            return 0, b""

    def _heard(self, line: bytes) -> None:
        said = json.loads(line)
        result = self.result
        if "fault" in said:
            self._broken(said["fault"], self.folder / "faults" / said["file"])
            return
        runs, begun, reached, kept = said["tally"]
        result.runs, result.kept = self._before + runs, max(kept, self._kept())
        result.reached = max(result.reached, reached, self._of_libfuzzer(-1))
        result.begun = result.begun or begun or self._of_libfuzzer(0)
        self.told(
            f"{result.name:<13} {result.runs:>9} runs {result.reached:>6} points "
            f"{result.kept:>5} kept {len(result.faults):>3} faults"
        )

    def _kept(self) -> int:
        return len(os.listdir(self.folder / "corpus"))

    def _of_libfuzzer(self, which: int) -> int:
        found = _POINTS.findall((self.folder / "log").read_bytes())
        return int(found[which]) if found else 0

    def _was_lost(self, status: int) -> None:
        """An input ended the process: it is written down, and not tried again."""
        (count, data), result = self._on_trial(), self.result
        result.lost += 1
        result.runs = self._before = max(result.runs, self._before + count)
        (self.folder / "lost" / digest(data)).write_bytes(data)
        name = f"a process ends with every input: it ended with status {status}"
        if status == -signal.SIGKILL:
            name = f"an input is done with within {PATIENCE:.0f} seconds"
        if self.target.may_end and status != -signal.SIGKILL:
            return
        fault = Fault(name, data)
        written = self.folder / "faults" / fault.file_name
        written.write_bytes(data)
        log = (self.folder / "log").read_text("utf-8", "replace")
        written.with_suffix(".txt").write_text(f"{name}\n\n{log[-8000:]}", "utf-8")
        self._broken(name, written)

    def _broken(self, name: str, file: Path) -> None:
        self.result.faults.setdefault(name, str(file))
        self.told(f"{self.result.name}: BROKEN: {name}\n  {replay(file)}")


def _is_ours(line: bytes) -> bool:
    """Is it no remark of a library's?"""
    return line.startswith(b'{"')


def replay(file: Path) -> str:
    """The command that tries an input again."""
    shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    return f"{Path(sys.executable)} -m tests.fuzzing --replay {shown}"
