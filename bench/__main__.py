"""`python -m bench`: every measurement, as ratios against a baseline in the same run."""

from __future__ import annotations

from bench.gate_bench import main

if __name__ == "__main__":
    main()
