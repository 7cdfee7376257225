"""`python -m bench`: every measurement.

The gate against a stock proxy as ratios of the same run; then what the classifiers cost, what
registered assets cost, and what it costs to put values back into answers.
"""

from __future__ import annotations

import sys

from bench import assets_bench, classifiers_bench, gate_bench, restoring_bench, tables_bench

if __name__ == "__main__":
    gate_bench.main()
    classifiers_bench.main(["--json"] if "--json" in sys.argv else [])
    assets_bench.main(["--json"] if "--json" in sys.argv else [])
    tables_bench.main(["--json"] if "--json" in sys.argv else [])
    restoring_bench.main(["--json"] if "--json" in sys.argv else [])
