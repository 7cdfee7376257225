"""`python -m bench.eval`: what the classifiers find and let pass, as precision and recall."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests" / "classifiers"

RUNS = {
    "markers": ["marker_eval", str(TESTS / "marker_cases.jsonl")],
    "markers, written without knowing the rules": [
        "marker_eval",
        str(TESTS / "marker_unseen.jsonl"),
    ],
    "credentials": ["credential_cases"],
    "personal information": ["personal_eval", "1", "2000"],
}
"""Title -> a module of tests.classifiers and its arguments; each prints its own table."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--markers", help="a JSONL file of your own marker cases, alone")
    chosen = options.parse_args()
    runs = {chosen.markers: ["marker_eval", chosen.markers]} if chosen.markers else RUNS
    for title, (module, *arguments) in runs.items():
        print(f"== {title}", flush=True)
        subprocess.run(
            [sys.executable, "-m", f"tests.classifiers.{module}", *arguments], check=True
        )


if __name__ == "__main__":
    main()
