"""`python -m gateway.cli.child_process COMMAND...`: ends with whoever started it.

Whoever started it holds the other end of its standard input. When that end closes, be it
because its holder was killed, the command is asked to end as by SIGTERM.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from gateway.cli import main

PATIENCE = 15.0
"""Seconds to end by itself: a gate's running answers have 10."""


def _end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)  # with the workers, if it has any
    os._exit(1)


if __name__ == "__main__":
    sys.argv[0] = "sekisho"
    threading.Thread(target=_end_with_stdin, name="leash", daemon=True).start()
    main()
