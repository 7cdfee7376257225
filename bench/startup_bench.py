"""What it costs to start each command: CPU of all its processes, as a multiple of a baseline's.

Baselines run in turn with the commands, so that what else the machine does strikes all alike:
`import click`, without which there is no command line, and mitmdump, without which there is no
proxy. Of several runs the cheapest counts. The state folder is there already, with key and CA.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.gate_bench import ROOT
from gateway import keep_yaml

BIN = Path(sys.executable).parent
TEXT = b"Please shorten this: the gate reads what leaves, and says why it may pass.\n"

CLICK = (sys.executable, "-c", "import click")
MITMDUMP = (str(BIN / "mitmdump"), "--version")


@dataclass(frozen=True, slots=True)
class Start:
    """A command line of `sekisho`, and how many times its baseline it may cost, if told."""

    arguments: tuple[str, ...]
    baseline: tuple[str, ...]
    most: float | None = None

    @property
    def name(self) -> str:
        return " ".join(("sekisho", *self.arguments))

    @property
    def command(self) -> tuple[str, ...]:
        return (str(BIN / "sekisho"), *self.arguments)


STARTS = (
    Start(("--help",), CLICK, 3),
    Start(("check", "-"), MITMDUMP, 0.6),
    Start(("exec", "--", "true"), MITMDUMP, 1.3),
    Start(("policy", "show"), MITMDUMP),
    Start(("audit", "tail"), MITMDUMP),
)


def cpu(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> float:
    """Milliseconds that a command and all that it starts take."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=TEXT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return (user + system) * 1e3


def measured(repeats: int) -> dict[tuple[str, ...], float]:
    """Every command, baselines too -> its cheapest run, after one that warms up."""
    commands = (CLICK, MITMDUMP, *(start.command for start in STARTS))
    for package in ("gateway", "classifiers"):  # as `make setup` left them, changed since or not
        compileall.compile_dir(ROOT / package, quiet=2)
    keep_yaml.main()
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name:
        folder = Path(name)
        environment = {**os.environ, "HOME": name, "SEKISHO_STATE": str(folder / "state")}
        environment["SEKISHO_POLICY"] = str(ROOT / "allowlist.yaml")
        found = dict.fromkeys(commands, float("inf"))
        for number in range(repeats + 1):
            for command in commands:
                took = cpu(command, environment, folder)
                if number:
                    found[command] = min(found[command], took)
    return found


@dataclass(frozen=True, slots=True)
class Row:
    command: str
    cpu_ms: float
    baseline: str
    ratio: float
    goal: str
    met: bool


def rows(found: Mapping[tuple[str, ...], float]) -> Iterator[Row]:
    for start in STARTS:
        ratio = found[start.command] / found[start.baseline]
        goal = "" if start.most is None else f"<= {start.most:g}"
        met = start.most is None or ratio <= start.most
        of = "mitmdump --version" if start.baseline is MITMDUMP else "import click"
        yield Row(start.name, round(found[start.command]), of, round(ratio, 2), goal, met)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.startup_bench", description=__doc__)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = measured(options.repeats)
    if options.json:
        print(json.dumps({"starts": [asdict(row) for row in rows(found)]}))
        return
    print(
        f"\nStarting, ms of CPU: import click {found[CLICK]:.0f}, "
        f"mitmdump --version {found[MITMDUMP]:.0f}"
    )
    for row in rows(found):
        goal = f"goal {row.goal}" if row.goal else ""
        cost = f"{row.cpu_ms:6} ms {row.ratio:6.2f} x {row.baseline}"
        print(f"  {row.command:22} {cost:36} {goal}{'' if row.met else '   MISSED'}")


if __name__ == "__main__":
    main()
