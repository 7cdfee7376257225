"""`sekisho` that notes each time a file was safely on disk: for tests of a power cut only.

After each fsync, fdatasync, or write to a file opened with O_DSYNC, a line `TIME SIZE PATH` goes to
the file SYNCED: from TIME (monotonic) on, so many bytes of PATH would survive.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

Sync = Callable[["FileDescriptorLike"], None]
Write = Callable[[int, bytes], int]
DELAY = 0.05  # seconds: a disk that takes its time, so that passing before the end would show


def noting(real: Sync, log: int) -> Sync:
    def sync(fd: FileDescriptorLike) -> None:
        number = fd if isinstance(fd, int) else fd.fileno()
        size = os.fstat(number).st_size
        time.sleep(DELAY)
        real(fd)
        _note(log, number, size)

    return sync


def noting_writes(real: Write, log: int) -> Write:
    """A write to a file that was opened with O_DSYNC is on disk when it returns."""

    def write(fd: int, data: bytes) -> int:
        written = real(fd, data)
        if fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_DSYNC:
            time.sleep(DELAY)
            _note(log, fd, os.fstat(fd).st_size)
        return written

    return write


def _note(log: int, fd: int, size: int) -> None:
    path = os.readlink(f"/proc/self/fd/{fd}")
    os.write(log, f"{time.monotonic()} {size} {path}\n".encode())


def main() -> None:
    log = os.open(os.environ["SYNCED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.fsync = noting(os.fsync, log)  # type: ignore[assignment]
    os.fdatasync = noting(os.fdatasync, log)  # type: ignore[assignment]
    os.write = noting_writes(os.write, log)  # type: ignore[assignment]
    from gateway.cli import main as sekisho

    sekisho()


if __name__ == "__main__":
    main()
