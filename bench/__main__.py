"""`python -m bench`: every measurement, each in a process of its own.

The gate against a stock proxy, and what it costs to start, as ratios of the same run; then what the
classifiers cost, what registered assets cost, what it costs to put values back into answers, and
how long a well-behaved client waits beside a hostile one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

PARTS = (
    *("gate_bench", "startup_bench", "classifiers_bench", "assets_bench", "tables_bench"),
    *("restoring_bench", "hostile_bench"),
)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--json", action="store_true", help="one JSON object a line")
    options.add_argument("--only", choices=PARTS, help="one part")
    chosen = options.parse_args()
    more = ["--json"] if chosen.json else []
    worst = 0
    for part in [chosen.only] if chosen.only else PARTS:
        command = [sys.executable, "-m", f"bench.{part}", *more]
        worst = max(worst, subprocess.run(command, check=False).returncode)
        print(flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main())
