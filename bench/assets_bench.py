"""What registered assets cost: taking fingerprints, opening the index, looking a prompt up in it.

Each figure stands beside the goal that it must reach. The index is filled with texts and, up to
ten million entries, with fingerprints drawn by chance: to the lookup all are alike.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import multiprocessing.synchronize
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from gateway.fingerprints import Prints, prints
from gateway.model import ClassId
from gateway.register.entry import AssetEntry
from gateway.register.index import Index, IndexWriter, open_index

KB = 1024
KEY = bytes(range(32))
DRAWN = 2_000
"""Fingerprints of an asset that is drawn by chance: a document of 4,000 characters."""

TEXTS = 40
"""Registered texts in the words of the prompts, so that there is something to weigh."""

NOUNS = re.findall(
    "..",
    "原価見積工程設備契約品質部品納期在庫試験温度圧力会議予算計画開発販売価格採用監査輸出金型溶接検査承認",
)
NOUNS += re.findall("..", "改訂審査調達物流電池基板触媒特許融資合併店舗会員広告翻訳予測")
REST = [
    "を見直し、",
    "について報告した。",
    "の結果、",
    "が必要である。",
    "は三月までに",
    "に対して",
    "と比べて",
]


def japanese(rng: random.Random, size: int) -> str:
    """About `size` bytes of Japanese that says little, but no two alike."""
    words: list[str] = []
    length = 0
    while length < size:
        nouns = rng.choice(NOUNS) + rng.choice(NOUNS)
        word = f"{nouns}{rng.randrange(100)}{rng.choice(REST)}"
        words.append(word)
        length += len(word.encode())
    return "".join(words)


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str
    goal: str
    met: bool


# ---------------------------------------------------------------- registering


def _printed(texts: Sequence[str]) -> int:
    return sum(len(prints(text, KEY)) for text in texts)


def registering(rng: random.Random) -> Iterator[Figure]:
    """Megabytes of text a second that two processes take the fingerprints of."""
    texts = [japanese(rng, 30 * KB) for _ in range(64)]
    volume = sum(len(t.encode()) for t in texts) * 8 / 1e6
    with ProcessPoolExecutor(2, multiprocessing.get_context("forkserver")) as pool:
        list(pool.map(_printed, [texts[:1]] * 8))  # each process imports and loads its kernels
        started = time.perf_counter()
        list(pool.map(_printed, [texts] * 8))
        speed = volume / (time.perf_counter() - started)
    yield Figure("fingerprinting, two cores", speed, "MB/s", ">= 20", speed >= 20)


# ---------------------------------------------------------------- looking up


def filled(folder: Path, count: int, rng: random.Random) -> Index:
    """An index of so many fingerprints, with its language learned from real texts."""
    chance = np.random.default_rng(rng.randrange(2**32))
    with IndexWriter(folder, KEY) as writer:
        for number in range(1, TEXTS + 1):
            writer.put(_entry(number), prints(japanese(rng, 12 * KB), KEY))
        for number in range(TEXTS + 1, TEXTS + 1 + count // DRAWN):
            keys = chance.integers(0, 2**64, DRAWN, np.uint64)
            at = np.arange(0, 2 * DRAWN, 2, dtype=np.uint32)
            writer.put(_entry(number), Prints(keys, at, 2 * DRAWN))
        writer.commit()
    found = open_index(folder, KEY)
    assert found
    return found


def _entry(number: int) -> AssetEntry:
    return AssetEntry(number, number, f"A-{number}", f"文書{number}.docx", ClassId("confidential"))


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median, of the processor's time: what else runs on the machine does not count."""
    took = []
    for _ in range(times):
        started = time.thread_time()
        work()
        took.append(time.thread_time() - started)
    return float(np.median(took)) * 1e3


def looking_up(count: int, rng: random.Random) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        small = filled(Path(name, "small"), 20_000, rng)
        folder = Path(name, "large")
        large = filled(folder, count, rng)
        few = [japanese(rng, 4 * KB) for _ in range(50)]
        many = [japanese(rng, 1024 * KB) for _ in range(3)]
        yield from _speeds(small, large, few, many)
        yield from _files(folder, count)
        yield from _shared(folder)


def _speeds(
    small: Index, large: Index, few: Sequence[str], many: Sequence[str]
) -> Iterator[Figure]:
    took = {}
    for name, index in (("small", small), ("large", large)):
        for size, texts, times in (("4 KB", few, 200), ("1 MB", many, 6)):
            turn = iter(list(texts) * (times + 2))
            index.match(next(turn))
            took[name, size] = milliseconds(lambda: index.match(next(turn)), times)  # noqa: B023
    for size, most in (("4 KB", 0.6), ("1 MB", 120)):
        t = took["large", size]
        yield Figure(f"{size} prompt against the large index", t, "ms", f"< {most}", t < most)
        ratio = t / took["small", size]
        yield Figure(f"{size}: large against 100,000", ratio, "times", "<= 1.5", ratio <= 1.5)


def _files(folder: Path, count: int) -> Iterator[Figure]:
    size = sum(p.stat().st_size for p in folder.iterdir()) / count
    yield Figure("disk for a fingerprint", size, "bytes", "<= 20", size <= 20)
    opening = milliseconds(lambda: open_index(folder, KEY), 20)
    yield Figure("opening", opening, "ms", "<= 10", opening <= 10)


# ---------------------------------------------------------------- memory of several processes


def _share(folder: str, text: str) -> tuple[float, float]:
    """What a worker with the index open holds: megabytes by PSS before and after."""
    before = _pss()
    index = open_index(Path(folder), KEY)
    assert index
    for segment in index.segments:  # every page of the file
        for array in segment.arrays.values():
            array.sum()
    index.match(text)
    _kept.append(index)
    _barrier.wait(60)
    held = _pss()
    _barrier.wait(60)  # nobody leaves until all have looked
    return before, held


_kept: list[Index] = []
_barrier: multiprocessing.synchronize.Barrier


def _prepare(barrier: multiprocessing.synchronize.Barrier) -> None:
    global _barrier  # a barrier can be handed over only when a process starts
    _barrier = barrier


def _pss() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / KB


def _shared(folder: Path) -> Iterator[Figure]:
    """The index in four workers, as a share of four copies of it."""
    if not Path("/proc/self/smaps_rollup").exists():
        return
    workers = 4
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(workers)
    with ProcessPoolExecutor(workers, context, _prepare, (barrier,)) as pool:
        held = list(pool.map(_share, [str(folder)] * workers, [japanese(random.Random(1), KB)] * 4))
    grown = sum(after - before for before, after in held)
    size = sum(p.stat().st_size for p in folder.iterdir()) / KB**2
    ratio = grown / size
    yield Figure("index in four workers (PSS)", ratio, "of its size", "< 2", ratio < 2)


# ---------------------------------------------------------------- the command


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.assets_bench", description=__doc__)
    parser.add_argument("--fingerprints", type=int, default=10_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rng = random.Random(1)
    figures = [*registering(rng), *looking_up(options.fingerprints, rng)]
    if options.json:
        print(json.dumps({"assets": [asdict(f) for f in figures]}))
        return
    print(f"\nRegistered assets, {options.fingerprints:,} fingerprints")
    for f in figures:
        mark = "" if f.met else "   MISSED"
        print(f"  {f.name:42} {f.value:10.3f} {f.unit:12} goal {f.goal}{mark}")


if __name__ == "__main__":
    main()
