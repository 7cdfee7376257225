"""`sekisho` whose reader of files ends at once while the file of its first argument is there: for
tests only. Everything else about this gate is as in the product."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

FLAG = "READERLESS"
"""In the environment: the name of that file."""


def main() -> None:
    from gateway.content.documents import process

    flag = os.environ[FLAG]
    process._PROGRAM = f"import os\nif os.path.exists({flag!r}): os._exit(3)\n{process._PROGRAM}"
    from gateway.cli import main as sekisho

    sekisho()


if __name__ == "__main__":
    main()
