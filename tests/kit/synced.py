"""`sekisho` that notes each time a file was safely on disk: for tests of a power cut only.

After each fsync or fdatasync a line `TIME SIZE PATH` goes to the file SYNCED: from TIME
(monotonic) on, so many bytes of PATH would survive.
"""

from __future__ import annotations

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
DELAY = 0.05  # seconds: a disk that takes its time, so that passing before the end would show


def noting(real: Callable[[FileDescriptorLike], None], log: int) -> Sync:
    def sync(fd: FileDescriptorLike) -> None:
        number = fd if isinstance(fd, int) else fd.fileno()
        size = os.fstat(number).st_size
        time.sleep(DELAY)
        real(fd)
        path = os.readlink(f"/proc/self/fd/{number}")
        os.write(log, f"{time.monotonic()} {size} {path}\n".encode())

    return sync


def main() -> None:
    log = os.open(os.environ["SYNCED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.fsync = noting(os.fsync, log)  # type: ignore[assignment]
    os.fdatasync = noting(os.fdatasync, log)  # type: ignore[assignment]
    from gateway.cli import main as sekisho

    sekisho()


if __name__ == "__main__":
    main()
