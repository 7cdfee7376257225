"""What it costs to put values back into a streamed answer, beside passing it on as it comes.

In the process alone: microseconds of CPU a chunk. Through the gate: the same 80 streams of 50
tokens a second for somebody who had nothing taken out, and for somebody who had 200 values.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.gate_bench import HOST, chat, cpu_seconds, gate
from bench.load import Client, start_upstream
from gateway.redaction import Known, Placeholders, restorer

STREAMS, CHUNKS = 80, 50
VALUES = 200
WORDS = ("The ", "nam", "es ", "on ", "page ", "3 ", "pass", " the ", "phone", " check", ".\n")


def known() -> Known:
    names = Placeholders(b"k" * 32)
    for number in range(VALUES):
        names.name(("PERSON", "PHONE", "EMAIL", "PASSWORD")[number % 4], f"value {number}")
    return Known.of(names.values)


def chunk(token: str) -> bytes:
    """As OpenAI sends them."""
    value = {
        "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
        "object": "chat.completion.chunk",
        "created": 1767225600,
        "model": "gpt-4o-2024-08-06",
        "service_tier": "default",
        "system_fingerprint": "fp_44709d6fcb",
        "choices": [{"index": 0, "delta": {"content": token}, "finish_reason": None}],
        "obfuscation": "Xk2Jq",
    }
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def alone(tokens: list[str], ours: Known, rounds: int = 2000) -> tuple[float, float]:
    """Microseconds of CPU a chunk: the mean, and of the first of an answer."""
    chunks = [chunk(t) for t in tokens]
    began = time.process_time()
    for _ in range(rounds):
        whole = restorer("text/event-stream", "", ours)
        assert whole
        for data in chunks:
            whole(data)
        whole(b"")
    mean = (time.process_time() - began) / rounds / len(chunks) * 1e6
    began = time.process_time()
    for _ in range(rounds):
        whole = restorer("text/event-stream", "", ours)
        assert whole
        assert whole(chunks[0]), "the first chunk waits"
    return mean, (time.process_time() - began) / rounds * 1e6


@dataclass(frozen=True, slots=True)
class Streamed:
    cpu: float
    """Milliseconds of the gate's CPU a chunk."""
    median: float
    slowest: float


def streamed(pid: int, client: Client) -> Streamed:
    asyncio.run(client.chunk_delays(4))
    before = cpu_seconds(pid)
    delays = sorted(asyncio.run(client.chunk_delays(STREAMS)))
    cpu = (cpu_seconds(pid) - before) * 1e3 / (STREAMS * CHUNKS)
    return Streamed(cpu, statistics.median(delays), delays[-len(delays) // 100])


ALONE = ("no placeholder", "one in three chunks")
THROUGH = ("passed on", "restored")


def secrets() -> Iterator[bytes]:
    for number in range(VALUES):
        yield chat(f"DB_PASSWORD=Xk9#mPq2v{number:04}L7w")


def main(arguments: list[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--repeats", type=int, default=3)
    chosen = options.parse_args(arguments)
    ours = known()
    name = next(iter(ours.values))
    rows: dict[str, dict[str, float]] = {}
    for title, tokens in (
        (ALONE[0], [*WORDS]),
        (ALONE[1], ["Call ", f"[{name[:4]}", f"{name[4:]}", "]", *WORDS]),
    ):
        mean, first = alone(tokens, ours)
        rows[title] = {"us_a_chunk": round(mean, 1), "us_first": round(first, 1)}
    with tempfile.TemporaryDirectory() as folder:
        rows.update(through_the_gate(Path(folder), chosen.repeats))
    print(json.dumps({"restoring": rows}) if chosen.json else _shown(rows))


def through_the_gate(folder: Path, repeats: int) -> dict[str, dict[str, float]]:
    (folder / "vendor").mkdir()
    upstream = start_upstream(folder / "vendor", HOST)
    with gate(folder, upstream) as (pid, client):
        had = replace(client, source="127.0.0.2")
        asyncio.run(had.run(secrets(), VALUES, 2, chunked=True))
        found: dict[str, list[Streamed]] = {title: [] for title in THROUGH}
        for _ in range(repeats):
            found["passed on"].append(streamed(pid, client))
            found["restored"].append(streamed(pid, had))
    best = {title: min(runs, key=lambda r: r.cpu) for title, runs in found.items()}
    return {
        title: {
            "cpu_ms_a_chunk": round(one.cpu, 3),
            "median_ms": round(one.median, 2),
            "p99_ms": round(one.slowest, 2),
        }
        for title, one in best.items()
    }


def _shown(rows: dict[str, dict[str, float]]) -> str:
    added = rows["restored"]["cpu_ms_a_chunk"] - rows["passed on"]["cpu_ms_a_chunk"]
    alone = ", ".join(f"{rows[t]['us_a_chunk']} us with {t}" for t in ALONE)
    waits = ", ".join(
        f"{rows[t]['median_ms']} ms {t} (99 %: {rows[t]['p99_ms']} ms)" for t in THROUGH
    )
    return (
        f"Putting values back into an event stream\n"
        f"  CPU that it adds to a chunk, {STREAMS} streams at once   {added:.3f} ms   "
        f"goal < 0.1 {'met' if added < 0.1 else 'MISSED'}\n"
        f"  a chunk on its way, median   {waits}\n"
        f"  the work alone, a chunk   {alone}"
    )


if __name__ == "__main__":
    main()
