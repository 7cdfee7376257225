"""Runs targets one after another, each for a while, and says at the end what came of them.

    make fuzz-readers MINUTES=10 TARGET='json forms'      all targets where none is named
    python -m tests.fuzzing --replay .fuzz/json/faults/1f…  one input again

The status is 1 where a law was broken.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from tests.fuzzing import with_atheris
from tests.fuzzing.cost import hold_in_proportion
from tests.fuzzing.coverage import ROOT
from tests.fuzzing.target import Target
from tests.fuzzing.targets import TARGETS
from tests.fuzzing.watching import Result, Watched, replay

HOME = ROOT / ".fuzz"
"""What was kept and what broke, from run to run. Not committed."""


def main() -> int:
    options = _options()
    if options.replay:
        return _tried_again(options.replay)
    results = []
    for name in options.targets or TARGETS:
        watched = Watched(TARGETS[name], options.engine, options.folder.absolute() / name, _tell)
        results.append(watched.run(60 * options.minutes, options.seed))
    _summarise(results)
    return 1 if any(r.faults for r in results) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.fuzzing", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=2.0, help="for each target")
    parser.add_argument("--engine", choices=("own", "atheris"), default=_engine())
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--folder", type=Path, default=HOME)
    parser.add_argument("--replay", type=Path, metavar="FILE")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(
            f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}"
        )
    return options


def _engine() -> str:
    return "atheris" if with_atheris.is_here() else "own"


def _tell(line: str) -> None:
    print(line, flush=True)


def _tried_again(file: Path) -> int:
    """The folder says whose input it is. An error comes out as it is."""
    target: Target = TARGETS[file.absolute().parents[1].name]
    data = file.read_bytes()
    print(f"{target.name}: {len(data)} bytes: {data[:200]!r}")
    print(*target.law(data), sep="\n")
    hold_in_proportion(target, data)
    print("it holds")
    return 0


def _summarise(results: list[Result]) -> None:
    print(f"\n{'target':<13} engine  {'runs':>9} {'a second':>8} {'points at first':>15} "
          f"{'at last':>7} {'kept':>6} {'lost':>4} faults")  # fmt: skip
    for r in results:
        rate = r.runs / r.seconds if r.seconds else 0
        print(f"{r.name:<13} {r.engine:<7} {r.runs:>9} {rate:>8.0f} {r.begun:>15} "
              f"{r.reached:>7} {r.kept:>6} {r.lost:>4} {len(r.faults)}")  # fmt: skip
    for r in results:
        for name, file in r.faults.items():
            print(f"\n{r.name}: {name}\n  {replay(Path(file))}")


if __name__ == "__main__":
    sys.exit(main())
