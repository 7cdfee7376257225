"""The gate with its classifiers against a stock mitmdump without any addon, in one run.

CPU of the proxy process for a request is the robust figure (utime + stime of /proc); requests a
second and waits share the cores with the client and the upstream. Prints ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Client, Measured, start_upstream

HOST = "api.openai.com"
KB = 1024
ROOT = Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")

TEXT = (
    "来期の生産計画について、部品の納期と在庫を見直しました。担当者は週明けに確認してください。 "
    "The build fails on the second step and the log shows a timeout while waiting for the port. "
    "def handler(event, context): return json.dumps({'status': 'ok', 'items': items[:10]}) "
    "会議の議事録を要約し、決まったことと宿題を箇条書きにしてください。価格は税込みです。"
)
WORDS = TEXT.split()


def prose(rng: random.Random, size: int) -> str:
    """About `size` bytes of Japanese, English and code, no two alike."""
    words: list[str] = []
    length = 0
    while length < size:
        word = f"{rng.choice(WORDS)}{rng.randrange(1000)}"
        words.append(word)
        length += len(word.encode()) + 1
    return " ".join(words)


def chat(*contents: str) -> bytes:
    messages = [{"role": "user", "content": c} for c in contents]
    return json.dumps({"model": "gpt-4o", "messages": messages}, ensure_ascii=False).encode()


def small(rng: random.Random) -> Iterator[bytes]:
    """4 KB prompts, each new."""
    while True:
        yield chat(prose(rng, 4 * KB))


def history(rng: random.Random) -> Iterator[bytes]:
    """67 KB of an agent's history, of which the last 5 % is new each time."""
    old = [prose(rng, KB) for _ in range(62)]
    while True:
        yield chat(*old, *(prose(rng, KB) for _ in range(3)))


def large(rng: random.Random) -> Iterator[bytes]:
    """1 MB prompts, none seen before: texts made beforehand, each with a number of its own."""
    made = [prose(rng, 1024 * KB) for _ in range(8)]
    for number in itertools.count():
        yield chat(f"{number} {made[number % len(made)]}")


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    bodies: Callable[[random.Random], Iterator[bytes]]
    count: int
    connections: int


CASES = (
    Case("4 KB, new each time", small, 1500, 8),
    Case("67 KB history, 95 % seen", history, 500, 8),
    Case("1 MB, new each time", large, 40, 2),
)


@dataclass(frozen=True, slots=True)
class Run:
    cpu: float
    """Milliseconds of the proxy's CPU a request."""
    measured: Measured


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def await_port(port: int) -> None:
    for _ in range(300):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


@contextmanager
def proxy(command: list[str], port: int) -> Iterator[int]:
    """A proxy process; its pid."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        await_port(port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def stock(folder: Path, upstream: tuple[int, Path]) -> Iterator[tuple[int, Client]]:
    """mitmdump as it comes, quiet, trusting the bench's upstream."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "mitmdump"), "--listen-host", "127.0.0.1"]
    command += ["-p", str(port), "--set", f"confdir={folder}/stock", "--set", "flow_detail=0"]
    command += ["--set", "termlog_verbosity=error"]
    command += ["--set", f"ssl_verify_upstream_trusted_ca={upstream[1]}"]
    with proxy(command, port) as pid:
        ca = folder / "stock" / "mitmproxy-ca-cert.pem"
        yield pid, Client(("127.0.0.1", port), ("localhost", upstream[0]), ca)


@contextmanager
def gate(folder: Path, upstream: tuple[int, Path]) -> Iterator[tuple[int, Client]]:
    """The gate with the shipped policy, every classifier and its trail."""
    port = free_port()
    command = [sys.executable, "-m", "gateway", "serve", "--listen", f"127.0.0.1:{port}"]
    command += ["--policy", str(ROOT / "allowlist.yaml"), "--state", str(folder / "state")]
    command += ["--connect-to", f"{HOST}:443:127.0.0.1:{upstream[0]}"]
    command += ["--upstream-ca", str(upstream[1])]
    with proxy(command, port) as pid:
        ca = folder / "state" / "ca" / "mitmproxy-ca-cert.pem"
        yield pid, Client(("127.0.0.1", port), (HOST, 443), ca)


def measure(pid: int, client: Client, case: Case, repeats: int) -> Run:
    """The median of some runs after a short one that warms up."""
    bodies = case.bodies(random.Random(case.name))
    asyncio.run(client.run(bodies, max(8, case.count // 10), case.connections))
    runs = []
    for _ in range(repeats):
        before = cpu_seconds(pid)
        measured = asyncio.run(client.run(bodies, case.count, case.connections))
        runs.append(Run((cpu_seconds(pid) - before) * 1e3 / case.count, measured))
    return sorted(runs, key=lambda r: r.cpu)[len(runs) // 2]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = start_upstream(folder, "localhost")
        vendor = start_upstream(folder / _made(folder / "vendor"), HOST)
        rows = {}
        for title, start, upstream in (("stock", stock, plain), ("gate", gate, vendor)):
            with start(folder, upstream) as (pid, client):
                found = {c.name: measure(pid, client, c, chosen.repeats) for c in CASES}
                delays = asyncio.run(client.chunk_delays(20))
                rows[title] = (
                    found,
                    statistics.median(delays),
                    sorted(delays)[-len(delays) // 100],
                )
    _print(rows, as_json=chosen.json)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


Rows = dict[str, tuple[dict[str, Run], float, float]]


def _print(rows: Rows, *, as_json: bool) -> None:
    (stock_runs, stock_delay, stock_slow), (gate_runs, gate_delay, gate_slow) = (
        rows["stock"],
        rows["gate"],
    )
    table = [
        {
            "case": case.name,
            "stock_cpu_ms": round(stock_runs[case.name].cpu, 2),
            "gate_cpu_ms": round(gate_runs[case.name].cpu, 2),
            "cpu_ratio": round(gate_runs[case.name].cpu / stock_runs[case.name].cpu, 2),
            "stock_per_s": round(stock_runs[case.name].measured.per_second),
            "gate_per_s": round(gate_runs[case.name].measured.per_second),
            "stock_p50_ms": round(stock_runs[case.name].measured.median, 1),
            "gate_p50_ms": round(gate_runs[case.name].measured.median, 1),
        }
        for case in CASES
    ]
    chunk = {
        "stock_chunk_ms": round(stock_delay, 2),
        "gate_chunk_ms": round(gate_delay, 2),
        "stock_chunk_p99_ms": round(stock_slow, 2),
        "gate_chunk_p99_ms": round(gate_slow, 2),
    }
    if as_json:
        print(json.dumps({"cases": table, "stream": chunk}))
        return
    print(f"{'case':<28}{'CPU ms/request':>24}{'ratio':>8}{'requests/s':>16}{'p50 ms':>16}")
    print(f"{'':<28}{'stock':>12}{'gate':>12}{'':>8}{'stock':>8}{'gate':>8}{'stock':>8}{'gate':>8}")
    for row in table:
        print(
            f"{row['case']:<28}{row['stock_cpu_ms']:>12}{row['gate_cpu_ms']:>12}"
            f"{row['cpu_ratio']:>8}{row['stock_per_s']:>8}{row['gate_per_s']:>8}"
            f"{row['stock_p50_ms']:>8}{row['gate_p50_ms']:>8}"
        )
    print(
        f"a streamed chunk, 20 streams of 50/s: median {chunk['stock_chunk_ms']} ms stock, "
        f"{chunk['gate_chunk_ms']} ms gate; 99 % {chunk['stock_chunk_p99_ms']} ms stock, "
        f"{chunk['gate_chunk_p99_ms']} ms gate"
    )


if __name__ == "__main__":
    main()
