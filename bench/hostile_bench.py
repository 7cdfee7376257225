"""A well-behaved client, quiet and then beside a hostile one: how long it waits, and what is held.

One gate, one friendly client that asks one prompt after another on one connection, and beside it
another person's processes that do one thing as often as they are let. Goal: the friendly client's
99th percentile stays under three times the quiet one. All share the machine's cores: the hostile
clients and their upstream, which in life have machines of their own, take what the others leave.
"""

from __future__ import annotations

import argparse
import base64
import json
import multiprocessing
import os
import random
import socket
import ssl
import struct
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import bcrypt
import zstandard
from docx import Document

from bench.gate_bench import chat, free_port, prose, proxy
from gateway.standin import Authority, StandIn

HOST, FRIENDS_HOST = "api.openai.com", "api.mistral.ai"
"""Of two upstreams: what the hostile client has one take in must not hold up the friend there."""
SOCKET_PATH = "/v1/responses"
GOAL = 3.0
"""Times the quiet 99th percentile."""
SECONDS = 5.0
"""Of each measurement: some thousand prompts of a client that nobody disturbs."""
SETTLE = 1.0
"""Seconds that hostile clients have to come up and be in full swing."""
START = 0.5
"""Seconds of a core that a hostile process takes to load."""
LEAST = 19
"""Of nice(2)."""
FRIEND, HOSTILE = "127.0.0.2", "127.0.0.3"
PASSWORD = "korrekt-pferd-2718"
KB = 1024

POLICY = """\
version: 1
organization: 株式会社サンプル工業
contact: 情報管理委員会
language: en
mode: enforce
information_classes:
  public: {label: 公開情報}
  internal: {label: 社内情報}
  personal: {label: 個人情報}
  confidential: {label: 社外秘}
unclassified: internal
services:
  openai-api: {uses: openai, may_receive: [public, internal, personal, confidential]}
  mistral-api: {uses: mistral, may_receive: [public, internal, personal, confidential]}
markers: {packs: [ja, en]}
"""


# ---------------------------------------------------------------- speaking through the gate


@dataclass(frozen=True, slots=True)
class Way:
    """To the gate, as a process of its own can be told it."""

    port: int
    ca: str
    source: str
    policy: str = ""
    host: str = HOST
    payload: str = field(default="", repr=False)
    """What is dear to make is made once, before anything is measured."""

    def tunnel(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), 60, (self.source, 0))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(f"CONNECT {self.host}:443 HTTP/1.1\r\nHost: {self.host}:443\r\n\r\n".encode())
        while not line.recv(4096).endswith(b"\r\n\r\n"):
            pass
        return line

    def dial(self, *alpn: str) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=self.ca)
        context.set_alpn_protocols(list(alpn or ("http/1.1",)))
        return context.wrap_socket(self.tunnel(), server_hostname=self.host)


def post(body: bytes, *headers: str, host: str = HOST) -> bytes:
    fields = [f"Host: {host}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    head = "\r\n".join(["POST /v1/chat/completions HTTP/1.1", *fields, *headers, "", ""])
    return head.encode() + body


def answer(line: socket.socket) -> bytes:
    """The status line of one answer, whose body is read to its end."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = line.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
    while len(body) < size and (piece := line.recv(65536)):
        body += piece
    return head.split(b"\r\n")[0]


def ask(way: Way, *parts: bytes) -> bytes:
    with way.dial() as line:
        with suppress(OSError):
            for part in parts:
                line.sendall(part)
        return answer(line)


# ---------------------------------------------------------------- what hostile clients do


def unpacking(way: Way) -> None:
    """Two kilobytes that hold 16 MiB of Japanese, in base64 of Zstandard."""
    text = f"{random.random()}" + "山田" * (16 * KB * KB // 6)
    packed = base64.b64encode(zstandard.compress(text.encode(), 19)).decode()
    ask(way, post(chat(f"読んで {packed} お願い")))


def many_headers(way: Way) -> None:
    """8,000 headers."""
    ask(way, post(chat("x"), *(f"X-{n}: y{random.random()}" for n in range(8000))))


def long_header(way: Way) -> None:
    """One header of 245 KB."""
    ask(way, post(chat("x"), "X-Long: " + prose(random.Random(), 245 * KB)))


def large_prompt(way: Way) -> None:
    """A prompt of 19 MB, none seen before."""
    ask(way, post(chat(f"{random.random()} {way.payload}")))


def _large() -> str:
    return prose(random.Random(), 4 * KB * KB) * 4


def workbooks(way: Way) -> None:
    """A workbook of 100,000 cells."""
    ask(way, post(chat(way.payload)))


def _workbook() -> str:
    import io

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in range(4000):
        sheet.append([f"品目{row}-{column}" for column in range(25)])
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return f"data:{kind};base64,{base64.b64encode(out.getvalue()).decode()}"


def unfinished(way: Way) -> None:
    """Forty uploads of 19 MB, of which the last byte never comes."""
    lines = [way.dial() for _ in range(40)]
    head = post(b"").replace(b"Length: 0", b"Length: 20000000")
    for line in lines:
        with suppress(OSError):
            line.sendall(head + b'{"a":"' + b"x" * 19_900_000)
    time.sleep(60)


def frame(payload: bytes, opcode: int, fin: bool) -> bytes:
    assert len(payload) < 126
    return bytes([(0x80 if fin else 0) | opcode, 0x80 | len(payload)]) + bytes(4) + payload


def _socket(way: Way) -> ssl.SSLSocket:
    line = way.dial()
    line.sendall(
        f"GET {SOCKET_PATH} HTTP/1.1\r\nHost: {HOST}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    line.recv(4096)
    return line


def empty_continuations(way: Way) -> None:
    """A message of nothing but empty fragments."""
    with _socket(way) as line:
        line.sendall(frame(b"a", 1, False))
        while True:
            line.sendall(frame(b"", 0, False) * 2000)


def socket_pings(way: Way) -> None:
    """Pings on a WebSocket."""
    with _socket(way) as line:
        line.settimeout(0.5)
        while True:
            line.sendall(frame(b"p", 9, True) * 2000)
            with suppress(TimeoutError, ssl.SSLWantReadError):
                line.recv(2**20)


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame2(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3) + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def _flood2(way: Way, make: Callable[[], bytes]) -> None:
    with way.dial("h2") as line:
        line.settimeout(0.5)
        line.sendall(PREFACE + frame2(4, 0, 0))
        while True:
            line.sendall(make())
            line.setblocking(False)
            with suppress(BlockingIOError, ssl.SSLWantReadError):
                if not line.recv(2**20):
                    return
            line.settimeout(5)


def pings(way: Way) -> None:
    """PING frames of HTTP/2."""
    _flood2(way, lambda: frame2(6, 0, 0, b"12345678") * 1000)


def settings(way: Way) -> None:
    """SETTINGS frames of HTTP/2."""
    _flood2(way, lambda: frame2(4, 0, 0, struct.pack(">HI", 4, 65535)) * 1000)


def empty_data(way: Way) -> None:
    """A stream of empty DATA frames."""
    import hpack

    encoder = hpack.Encoder()
    head = frame2(1, 4, 1, encoder.encode(_HEAD2))
    first = [head]
    _flood2(way, lambda: (first.pop() if first else b"") + frame2(0, 0, 1) * 1000)


_HEAD2 = [
    (":method", "POST"),
    (":scheme", "https"),
    (":authority", HOST),
    (":path", "/v1/chat/completions"),
]


def rapid_reset(way: Way) -> None:
    """Streams that are opened and reset at once (CVE-2023-44487)."""
    import hpack

    encoder, number = hpack.Encoder(), [1]

    def make() -> bytes:
        out = []
        for _ in range(200):
            stream = number[0]
            out += [frame2(1, 5, stream, encoder.encode(_HEAD2)), frame2(3, 0, stream, bytes(4))]
            number[0] += 2
        return b"".join(out)

    _flood2(way, make)


def reloading(way: Way) -> None:
    """No client: a policy of 352 KB that is written anew each two seconds."""
    words = "".join(f"    - 計画{n}号{random.randrange(9)}\n" for n in range(11_000))
    more = f"markers:\n  packs: [ja, en]\n  add:\n   confidential:\n{words}"
    text = POLICY.replace("markers: {packs: [ja, en]}", more)
    Path(way.policy).write_text(text, "utf-8")
    time.sleep(2)


def guessing(way: Way) -> None:
    """A wrong password by SOCKS."""
    with socket.create_connection(("127.0.0.1", way.port), 60, (way.source, 0)) as line:
        line.sendall(bytes([5, 1, 2]))
        line.recv(2)
        user, secret = b"alice", str(random.random()).encode()
        line.sendall(bytes([1, len(user)]) + user + bytes([len(secret)]) + secret)
        line.recv(2)


def forever(attack: Callable[[Way], None], way: Way) -> None:
    os.nice(LEAST)
    while True:
        with suppress(OSError):
            attack(way)


# ---------------------------------------------------------------- the friend


def docx(rng: random.Random) -> bytes:
    """A small document, each new."""
    import io

    document, out = Document(), io.BytesIO()
    document.add_paragraph(prose(rng, KB))
    document.save(out)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return chat(f"data:{kind};base64,{base64.b64encode(out.getvalue()).decode()}")


def small(rng: random.Random) -> bytes:
    return chat(prose(rng, 4 * KB))


def middling(rng: random.Random) -> bytes:
    return chat(prose(rng, 30 * KB))


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds: the median, 99 of 100, and the longest; and how many were not answered 200."""

    count: int
    median: float
    p99: float
    longest: float
    failed: int


def friendly(
    dial: Callable[[], ssl.SSLSocket], body: Callable[[random.Random], bytes], seconds: float
) -> Waits:
    rng, failed = random.Random(7), 0
    waits: list[float] = []
    until = time.perf_counter() + seconds
    line = dial()
    while time.perf_counter() < until or len(waits) < 5:
        data = post(body(rng), host=FRIENDS_HOST)
        began = time.perf_counter()
        try:
            line.sendall(data)
            good = b" 200 " in answer(line)
        except OSError:
            good = False
        waits.append((time.perf_counter() - began) * 1e3)
        if not good:
            failed += 1
            with suppress(OSError):
                line.close()
                line = dial()
        if len(waits) >= 5 and time.perf_counter() > until + 60:
            break
    line.close()
    waits.sort()
    n = len(waits)
    return Waits(n, waits[n // 2], waits[min(n - 1, int(n * 0.99))], waits[-1], failed)


# ---------------------------------------------------------------- the table


@dataclass(frozen=True, slots=True)
class Case:
    kind: str
    attack: Callable[[Way], None]
    processes: int
    body: Callable[[random.Random], bytes] = small
    socks: bool = False
    payload: Callable[[], str] = str

    @property
    def name(self) -> str:
        return self.attack.__name__


CASES = (
    Case("unpacking", unpacking, 2),
    Case("headers", many_headers, 2),
    Case("headers", long_header, 2),
    Case("HTTP/1", large_prompt, 2, middling, payload=_large),
    Case("files", workbooks, 24, docx, payload=_workbook),
    Case("HTTP/1", unfinished, 1),
    Case("sockets", empty_continuations, 1),
    Case("sockets", socket_pings, 1),
    Case("HTTP/2", pings, 1),
    Case("HTTP/2", settings, 1),
    Case("HTTP/2", empty_data, 1),
    Case("HTTP/2", rapid_reset, 1),
    Case("policy", reloading, 1),
    Case("passwords", guessing, 4, socks=True),
)


@dataclass(frozen=True, slots=True)
class Running:
    pid: int
    port: int
    ca: str
    policy: str

    def way(self, source: str, host: str = HOST) -> Way:
        return Way(self.port, self.ca, source, self.policy, host)

    def peak(self) -> float:
        """MiB that the gate ever held: VmHWM of proc(5)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


@dataclass(frozen=True, slots=True)
class Upstream:
    host: str
    port: int
    ca: str


@contextmanager
def an_upstream(host: str, folder: Path) -> Iterator[Upstream]:
    """An AI in a process of its own, so that what it takes in does not hold up the friend."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_stand_in, args=(folder, theirs), daemon=True)
    process.start()
    yield Upstream(host, *ours.recv())
    process.kill()
    process.join()


def _stand_in(folder: Path, told: Connection) -> None:
    folder.mkdir()
    if folder.name == HOST:
        os.nice(LEAST)
    with StandIn(Authority(folder)) as running:
        told.send((running.port, str(running.authority.certificate)))
        time.sleep(3600)


@contextmanager
def gate(folder: Path, upstreams: Sequence[Upstream], *, socks: bool) -> Iterator[Running]:
    import sys

    folder.mkdir()
    port, policy = free_port(), folder / "allowlist.yaml"
    text = POLICY
    if socks:
        text = text.replace("mode: enforce", "mode: enforce\nidentity: {htpasswd: users}")
        digest = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(12)).decode()
        (folder / "users").write_text(f"alice:{digest}\n")
    policy.write_text(text, "utf-8")
    command = [sys.executable, "-m", "gateway", "serve", "--listen", f"127.0.0.1:{port}"]
    command += ["--policy", str(policy), "--state", str(folder / "state")]
    for one in upstreams:
        command += ["--connect-to", f"{one.host}:443:127.0.0.1:{one.port}"]
    command += ["--upstream-ca", _both(folder, upstreams)]
    if socks:
        command += ["--mode", "socks5"]
    with proxy(command, port) as pid:
        time.sleep(2)
        ca = folder / "state" / "ca" / "mitmproxy-ca-cert.pem"
        yield Running(pid, port, str(ca), str(policy))


def _both(folder: Path, upstreams: Sequence[Upstream]) -> str:
    file = folder / "upstreams.pem"
    file.write_text("".join(Path(one.ca).read_text() for one in upstreams))
    return str(file)


def socks_dial(way: Way) -> ssl.SSLSocket:
    line = socket.create_connection(("127.0.0.1", way.port), 60, (way.source, 0))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(bytes([5, 1, 2]))
    line.recv(2)
    user, secret, host = b"alice", PASSWORD.encode(), way.host.encode()
    line.sendall(bytes([1, len(user)]) + user + bytes([len(secret)]) + secret)
    line.recv(2)
    line.sendall(bytes([5, 1, 0, 3, len(host)]) + host + (443).to_bytes(2))
    line.recv(64)
    context = ssl.create_default_context(cafile=way.ca)
    return context.wrap_socket(line, server_hostname=way.host)


def measure(case: Case, folder: Path, upstreams: Sequence[Upstream]) -> dict[str, Any]:
    """One gate for each case: quiet first, then beside."""
    context = multiprocessing.get_context("spawn")
    with gate(folder, upstreams, socks=case.socks) as running:
        way = running.way(FRIEND, FRIENDS_HOST)
        dial = (lambda: socks_dial(way)) if case.socks else way.dial
        friendly(dial, case.body, 1.5)
        quiet = friendly(dial, case.body, SECONDS)
        at_rest = running.peak()
        attacker = replace(running.way(HOSTILE), payload=case.payload())
        hostile = [
            context.Process(target=forever, args=(case.attack, attacker), daemon=True)
            for _ in range(case.processes)
        ]
        for one in hostile:
            one.start()
        time.sleep(SETTLE + START * case.processes)
        beside = friendly(dial, case.body, SECONDS)
        peak = running.peak()
        for one in hostile:
            one.kill()
            one.join()
    return {
        "kind": case.kind,
        "attack": case.name,
        "quiet_p50_ms": round(quiet.median, 1),
        "quiet_p99_ms": round(quiet.p99, 1),
        "p50_ms": round(beside.median, 1),
        "p99_ms": round(beside.p99, 1),
        "longest_ms": round(beside.longest, 1),
        "asked": beside.count,
        "failed": beside.failed,
        "times": round(beside.p99 / quiet.p99, 1),
        "met": beside.p99 < GOAL * quiet.p99 and not beside.failed,
        "rest_mib": round(at_rest),
        "peak_mib": round(peak),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--case", action="append", help="by the name of an attack")
    chosen = options.parse_args()
    cases = [c for c in CASES if not chosen.case or c.name in chosen.case]
    if not chosen.json:
        print(f"one friendly client, quiet and beside a hostile one; goal: p99 < {GOAL:g} x quiet")
        print(
            f"{'':<12}{'':<22}{'quiet p50':>10}{'p99':>8}{'beside p50':>12}{'p99':>9}{'longest':>9}"
            f"{'times':>7}{'failed':>9}{'goal':>8}{'MiB':>6}{'peak':>6}"
        )
    with tempfile.TemporaryDirectory() as name, ExitStack() as open_now:
        upstreams = [
            open_now.enter_context(an_upstream(host, Path(name, host)))
            for host in (HOST, FRIENDS_HOST)
        ]
        for number, case in enumerate(cases):
            row = measure(case, Path(name, str(number)), upstreams)
            print(json.dumps(row) if chosen.json else _line(row), flush=True)


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['kind']:<12}{row['attack']:<22}{row['quiet_p50_ms']:>10}{row['quiet_p99_ms']:>8}"
        f"{row['p50_ms']:>12}{row['p99_ms']:>9}{row['longest_ms']:>9}{row['times']:>7}"
        f"{row['failed']:>5}/{row['asked']:<4}{'met' if row['met'] else 'MISSED':>7}"
        f"{row['rest_mib']:>6}{row['peak_mib']:>6}"
    )


if __name__ == "__main__":
    main()
