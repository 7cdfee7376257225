"""The gate with its classifiers against a stock mitmdump without any addon, in one run.

CPU of the proxy process for a request is the robust figure (utime + stime of /proc); requests a
second and waits share the cores with the client and the upstream. All proxies run side by side and
are asked in turn, so that what else the machine does strikes all alike.

What personal information costs stands apart: names are looked up in a dictionary of Japanese.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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
    """`most`: milliseconds that the gate may add; None: it may cost no more than the stock one."""

    name: str
    bodies: Callable[[random.Random], Iterator[bytes]]
    count: int
    connections: int
    most: float | None = None

    @property
    def goal(self) -> str:
        return "ratio <= 1" if self.most is None else f"< {self.most:g} ms"


CASES = (
    Case("4 KB, new each time", small, 1500, 8),
    Case("67 KB history, 95 % seen", history, 500, 8, 2.0),
    Case("1 MB, new each time", large, 40, 2, 60.0),
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
def gate(
    folder: Path, upstream: tuple[int, Path], personal: str = "false"
) -> Iterator[tuple[int, Client]]:
    """The gate with the shipped policy, its classifiers and its trail, made durable."""
    port = free_port()
    folder = _made(folder / f"personal-{personal}")
    policy = (ROOT / "allowlist.yaml").read_text("utf-8")
    (folder / "allowlist.yaml").write_text(_FIND.sub(f"find: {personal}", policy), "utf-8")
    command = [sys.executable, "-m", "gateway", "serve", "--listen", f"127.0.0.1:{port}"]
    command += ["--policy", str(folder / "allowlist.yaml"), "--state", str(folder / "state")]
    command += ["--connect-to", f"{HOST}:443:127.0.0.1:{upstream[0]}"]
    command += ["--upstream-ca", str(upstream[1])]
    with proxy(command, port) as pid:
        ca = folder / "state" / "ca" / "mitmproxy-ca-cert.pem"
        yield pid, Client(("127.0.0.1", port), (HOST, 443), ca)


Sides = dict[str, tuple[int, Client]]


def measure(sides: Sides, case: Case, repeats: int) -> dict[str, Run]:
    """Of each side the median of some runs, after a short one that warms up."""
    bodies = case.bodies(random.Random(case.name))
    for _, client in sides.values():
        asyncio.run(client.run(bodies, max(8, case.count // 10), case.connections))
    runs: dict[str, list[Run]] = {title: [] for title in sides}
    for _ in range(repeats):
        for title, (pid, client) in sides.items():
            before = cpu_seconds(pid)
            measured = asyncio.run(client.run(bodies, case.count, case.connections))
            runs[title].append(Run((cpu_seconds(pid) - before) * 1e3 / case.count, measured))
    return {t: sorted(r, key=lambda r: r.cpu)[len(r) // 2] for t, r in runs.items()}


def chunk_delays(client: Client) -> tuple[float, float]:
    """Milliseconds from a chunk's writing to its arrival: the median, and 99 of 100."""
    delays = sorted(asyncio.run(client.chunk_delays(20)))
    return statistics.median(delays), delays[-len(delays) // 100]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        plain = start_upstream(folder, "localhost")
        vendor = start_upstream(folder / _made(folder / "vendor"), HOST)
        sides = {
            STOCK: running.enter_context(stock(folder, plain)),
            GATE: running.enter_context(gate(folder, vendor)),
            PERSONAL: running.enter_context(gate(folder, vendor, "true")),
        }
        found = {case.name: measure(sides, case, chosen.repeats) for case in CASES}
        chunks = {t: chunk_delays(sides[t][1]) for t in (STOCK, GATE)}
    rows = [_row(case, found[case.name]) for case in CASES]
    if chosen.json:
        print(json.dumps({"cases": rows, "chunk_ms": chunks}))
    else:
        _print(rows, chunks)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


STOCK, GATE, PERSONAL = "stock", "gate", "personal"
_FIND = re.compile(r"find: (?:true|false)")


def _row(case: Case, runs: dict[str, Run]) -> dict[str, object]:
    base, gate = runs[STOCK].cpu, runs[GATE].cpu
    return {
        "case": case.name,
        **{f"{title}_cpu_ms": round(run.cpu, 2) for title, run in runs.items()},
        "cpu_ratio": round(gate / base, 2),
        "cpu_added_ms": round(gate - base, 2),
        "personal_added_ms": round(runs[PERSONAL].cpu - gate, 2),
        "goal": case.goal,
        "met": gate / base <= 1.0 if case.most is None else gate - base < case.most,
        **{f"{title}_per_s": round(run.measured.per_second) for title, run in runs.items()},
        **{f"{title}_p50_ms": round(run.measured.median, 1) for title, run in runs.items()},
    }


def _print(rows: list[dict[str, object]], chunks: dict[str, tuple[float, float]]) -> None:
    print("CPU ms of the proxy a request; personal information apart")
    columns = ("stock", "gate", "ratio", "added", "goal", "", "+ personal")
    print(f"{'':<26}" + "".join(f"{c:>11}" for c in columns))
    for row in rows:
        figures = (
            *(row["stock_cpu_ms"], row["gate_cpu_ms"], row["cpu_ratio"], row["cpu_added_ms"]),
            *(row["goal"], "met" if row["met"] else "MISSED", row["personal_added_ms"]),
        )
        print(f"{row['case']:<26}" + "".join(f"{f!s:>11}" for f in figures))
    print("requests/s and median wait in ms: stock, gate, gate with personal information")
    for row in rows:
        speeds = ", ".join(f"{row[f'{t}_per_s']}/s {row[f'{t}_p50_ms']} ms" for t in SIDES)
        print(f"{row['case']:<26} {speeds}")
    (stock_median, stock_slow), (median, slow) = chunks[STOCK], chunks[GATE]
    print(
        f"a streamed chunk, 20 streams of 50/s: median {stock_median:.2f} ms stock, "
        f"{median:.2f} ms gate; 99 % {stock_slow:.2f} ms stock, {slow:.2f} ms gate\n"
        "(stock mitmdump holds an answer back until its end)"
    )


SIDES = (STOCK, GATE, PERSONAL)

if __name__ == "__main__":
    main()
