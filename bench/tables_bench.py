"""What registered tables cost: hashing them, their size, looking a prompt up, hostile prompts.

Each figure stands beside its goal; the table has a million rows of five columns.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.assets_bench import Figure
from bench.evaluation import office_tables
from bench.evaluation.office_requests import requests
from bench.gate_bench import prose
from gateway.fingerprints.tables import Table, table_prints
from gateway.model import ClassId
from gateway.register import table_segments
from gateway.register.container import open_container, write
from gateway.register.entry import AssetEntry, Kind
from gateway.register.table_segments import TableSegment

KEY = bytes(range(32))
ENTRY = AssetEntry(1, 1, "T1", "customers", ClassId("personal"), Kind.TABLE)
KB = 1024


def figures(rows: int, rng: random.Random) -> Iterator[Figure]:
    sheet = office_tables.sheet(1, "customers", rows)
    began = time.perf_counter()
    prints = table_prints(Table([list(sheet.headings), *sheet.rows]), KEY)
    contents = table_segments.build([(ENTRY, prints)], KEY)
    took = time.perf_counter() - began
    yield Figure("rows registered", rows / took, "rows/s", ">= 50000", rows / took >= 50_000)
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        sealed = write(Path(folder) / "tables", *contents)
        yield Figure(
            "size of the index",
            sealed.size / rows,
            "bytes/row",
            "<= 100",
            sealed.size <= 100 * rows,
        )
        segment = TableSegment(open_container(Path(folder), sealed), KEY)
        yield from _lookups(segment, sheet, rng)


def _lookups(
    segment: TableSegment, sheet: office_tables.Sheet, rng: random.Random
) -> Iterator[Figure]:
    texts = [prose(rng, 4 * KB) for _ in range(200)]
    asked = ["\n".join(requests(i, 30))[: 4 * KB] for i in range(100)]
    csv = ["\n".join(",".join(rng.choice(sheet.rows)) for _ in range(50)) for _ in range(20)]
    for name, some, most in (
        ("4 KB of prose and code", texts, 1.5),
        ("4 KB of questions", asked, 1.5),
        ("50 rows of CSV, all registered", csv, 10.0),
    ):
        yield _within(name, statistics.median(_milliseconds(segment, some)), most)
    for name, text, most in _hostile(sheet, rng):
        yield _within(name, min(_milliseconds(segment, [text] * 2)), most)


def _hostile(sheet: office_tables.Sheet, rng: random.Random) -> Iterator[tuple[str, str, float]]:
    """About 1 MB each."""
    row = sheet.rows[0]
    yield "1 MB of prose and code", prose(rng, 1024 * KB), 400
    yield "a million random digits", "".join(rng.choices("0123456789", k=10**6)), 1000
    yield (
        "random numbers of nine digits",
        " ".join(f"{rng.randrange(10**9):09}" for _ in range(10**5)),
        1000,
    )
    yield "one cell 100,000 times", f"{row[2]} " * 100_000, 1000
    yield "one row 20,000 times", (",".join(row) + "\n") * 20_000, 1000
    yield "20,000 registered rows", "\n".join(",".join(r) for r in sheet.rows[:20_000]), 1500


def _within(name: str, value: float, most: float) -> Figure:
    return Figure(name, value, "ms", f"<= {most:g}", value <= most)


def _milliseconds(segment: TableSegment, texts: Sequence[str]) -> list[float]:
    entries = {ENTRY.number: ENTRY}
    list(segment.match(texts[0], entries))
    times = []
    for text in texts:
        began = time.perf_counter()
        list(segment.match(text, entries))
        times.append((time.perf_counter() - began) * 1e3)
    return times


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.tables_bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = list(figures(options.rows, random.Random(1)))
    if options.json:
        print(json.dumps({"tables": [asdict(f) for f in found]}))
        return
    print(f"\nRegistered tables, {options.rows:,} rows of five columns")
    for f in found:
        mark = "" if f.met else "   MISSED"
        print(f"  {f.name:42} {f.value:10.3f} {f.unit:12} goal {f.goal}{mark}")


if __name__ == "__main__":
    main()
