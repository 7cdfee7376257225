"""Records -> a file for others to keep, and beside it what proves where it came from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from gateway.engine.record import Record, stamp
from gateway.errors import TrailError
from gateway.trail.query import Entry, members, text_of

FORMATS = ("jsonl", "csv")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""

_HEAD = ("id", "time", "event", "actor", "client", "service", "host", "method", "path", "policy")
_JUDGED = ("verdict", "enforced", "reasons", "findings", "segments", "characters", "unread")
_REST = ("milliseconds", "details", "worker", "previous", "hash")
COLUMNS = _HEAD + _JUDGED + _REST


@dataclass(frozen=True, slots=True)
class Export:
    """Where records go, and where their proof goes; no output is standard output."""

    form: str
    output: Path | None
    proof: Path | None

    def write(
        self, entries: Iterable[Entry], report: dict[str, Any], question: dict[str, Any]
    ) -> int:
        """How many records were written. `report` is what verification said."""
        digest, count = hashlib.sha256(), -1  # the first piece is the heading
        with _new(self.output) as file:
            for piece in _pieces(entries, self.form, to_file=bool(self.output)):
                digest.update(piece)
                file.write(piece)
                count += 1
        if self.proof:
            with _new(self.proof) as file:
                file.write(self._said(digest.hexdigest(), count, report, question))
        return count

    def _said(
        self, digest: str, count: int, report: dict[str, Any], question: dict[str, Any]
    ) -> bytes:
        proof = {
            "exported": stamp(datetime.now(UTC)),
            "file": self.output.name if self.output else None,
            "format": self.form,
            "sha256": digest,
            "question": question,
            "exported_records": count,
            **report,
        }
        return json.dumps(proof, ensure_ascii=False, indent=2).encode() + b"\n"


def _new(path: Path | None) -> AbstractContextManager[IO[bytes]]:
    """Evidence is never overwritten, and is for its owner alone."""
    if path is None:
        return nullcontext(sys.stdout.buffer)
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError as e:
        raise TrailError(f"{path}: is there already; name a new file") from e


def _pieces(entries: Iterable[Entry], form: str, *, to_file: bool) -> Iterator[bytes]:
    """A heading (which may be empty), then one piece a record."""
    if form == "jsonl":
        yield b""
        yield from (e.raw + b"\n" for e in entries)
    else:
        mark = "\ufeff" if to_file else ""  # without it Excel takes UTF-8 for Shift_JIS
        yield (mark + _row(COLUMNS)).encode()
        yield from (_row(_cells(e)).encode("utf-8", "replace") for e in entries)


def _row(cells: Iterable[str]) -> str:
    """RFC 4180, with every cell guarded against being taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerow([_guarded(c) for c in cells])
    return text.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _cells(entry: Entry) -> Iterator[str]:
    """A record's members in the order of COLUMNS; lists as lines within a cell."""
    record = entry.record
    scanned = record.get("scanned")
    reasons, findings = members(record, "reasons"), members(record, "findings")
    flat: Record = {
        **record,
        **(scanned if isinstance(scanned, dict) else {}),
        "worker": entry.worker,
        "reasons": "\n".join(_joined(r, "verdict", "rule", "text") for r in reasons),
        "findings": "\n".join(
            _joined(f, "class", "classifier", "place", "digest") for f in findings
        ),
        "details": {n: v for n, v in record.items() if n not in COLUMNS and n != "scanned"} or None,
    }
    yield from (_cell(flat.get(name)) for name in COLUMNS)


def _cell(value: Any) -> str:
    if isinstance(value, (list, dict, bool)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _joined(record: Record, *names: str) -> str:
    return " ".join(text_of(record, n) for n in names)
