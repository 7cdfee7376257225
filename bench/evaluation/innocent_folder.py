"""A folder of innocent texts -> alarms by class and code, per 1,000 chunks and per MB.

    python -m bench.evaluation.innocent_folder FOLDER [--show N]

Every file that is text in UTF-8 is looked at (`.gz` undone) in chunks, cut at line ends, as a
person pastes a page of it. `--show N` prints N alarms of each code with what stands around them.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.evaluation.cases import findings_in
from gateway.model import Finding

CHUNK = 2_000  # characters: a page
MOST_BYTES = 4 << 20  # of a file; what is longer is cut, so that one log does not outweigh a manual
AROUND = 40  # characters on each side of an alarm that is shown


@dataclass(slots=True)
class Tally:
    """What was looked at, and what alarmed."""

    chunks: int = 0
    size: int = 0
    alarms: Counter[tuple[str, str]] = field(default_factory=Counter)
    alarmed: Counter[str] = field(default_factory=Counter)
    seen: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, chunk: str, findings: tuple[Finding, ...]) -> None:
        """One chunk more."""
        self.chunks += 1
        self.size += len(chunk.encode("utf-8", "replace"))
        self.alarms.update((f.information_class, f.code) for f in findings)
        self.alarmed.update({f.classifier for f in findings})
        for f in findings:
            shown = chunk[max(0, f.start - AROUND) : f.end + AROUND]
            self.seen[f.code].append(f"[{chunk[f.start : f.end]}] {shown!r}")


def texts(folder: Path) -> Iterator[str]:
    """The text of each file of a folder, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (text := _text(path)):
            yield text


def _text(path: Path) -> str:
    """A file's text, or nothing where it is none."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            text = file.read(MOST_BYTES).decode("utf-8", "ignore")
    except (OSError, EOFError, zlib.error):
        return ""
    return "" if "\0" in text else text


def chunks(text: str) -> Iterator[str]:
    """A text in pieces of about CHUNK characters, cut at line ends where it has some."""
    start = 0
    while start < len(text):
        end = min(len(text), start + CHUNK)
        line = text.rfind("\n", start, end) + 1
        end = line if start < line and end < len(text) else end
        yield text[start:end]
        start = end


def tally(folder: Path) -> Tally:
    """Every chunk of a folder, looked at as the gate looks at it."""
    result = Tally()
    for text in texts(folder):
        for chunk in chunks(text):
            if chunk.strip():
                result.add(chunk, findings_in(chunk))
    return result


def report(result: Tally, shown: int = 0) -> Iterator[str]:
    """Alarms by classifier, then by class and code."""
    megabytes = result.size / 1_000_000
    yield f"{result.chunks} chunks, {megabytes:.2f} MB"
    yield f"{'':56} {'alarms':>7} {'/1,000 chunks':>14} {'/MB':>8}"
    for kind, count in result.alarmed.most_common():
        yield _row(f"chunks with a finding of {kind}", count, result.chunks, megabytes)
    for (name, code), count in result.alarms.most_common():
        yield _row(f"{name}  {code}", count, result.chunks, megabytes)
        yield from (f"    {line}" for line in result.seen[code][:shown])


def _row(label: str, count: int, chunks_seen: int, megabytes: float) -> str:
    per_chunk, per_megabyte = 1_000 * count / chunks_seen, count / megabytes
    return f"{label:56} {count:7} {per_chunk:14.2f} {per_megabyte:8.2f}"


def main(arguments: list[str]) -> int:
    folder, *options = arguments
    if not Path(folder).is_dir():
        print(f"{folder}: no such folder; give one that holds texts", file=sys.stderr)
        return 2
    result = tally(Path(folder))
    if not result.chunks:
        print(f"{folder} holds no text in UTF-8", file=sys.stderr)
        return 2
    print(*report(result, int(options[1]) if options[:1] == ["--show"] else 0), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
