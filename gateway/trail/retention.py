"""Which days of a chain may go, and their removal. What goes is a beginning, never a middle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gateway.trail.head import Begins, Head
from gateway.trail.layout import day_files, first_line, last_line, older_than, sync_folder
from gateway.trail.seal import unseal


@dataclass(frozen=True, slots=True)
class Removal:
    """The files to remove, oldest first, and where the chain begins without them."""

    files: tuple[Path, ...]
    begins: Begins


def plan_removal(
    folder: Path, head: Head, key: bytes, today: date, keep_days: int
) -> Removal | None:
    """The days older than `keep_days`, never the one being written.

    Only at a seam that holds: where someone tampered, both sides are kept as evidence.
    """
    files = [p for p in day_files(folder) if p.name >= head.begins.file]
    old = [p for p in older_than(files, today, keep_days) if p.name < head.file]
    for number in range(len(old), 0, -1):
        if begins := _seam(files[number - 1], files[number], key):
            return Removal(tuple(files[:number]), begins)
    return None


def _seam(before: Path, after: Path, key: bytes) -> Begins | None:
    """Where a chain that begins with the file `after` begins, if it really follows `before`."""
    last, first = unseal(last_line(before), key), unseal(first_line(after), key)
    if not last or not first or first.previous != last.hash:
        return None
    if first.record.get("event") != "day":
        return None
    return Begins(first.record["records"], first.previous, after.name)


def remove(folder: Path, begins: Begins) -> None:
    """Unlink the files before the beginning, the oldest first; also those left by a power cut."""
    gone = [p for p in day_files(folder) if p.name < begins.file]
    for path in gone:
        path.unlink()
    if gone:
        sync_folder(folder)
