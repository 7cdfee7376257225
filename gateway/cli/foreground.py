"""A program and its environment -> the program run in the foreground, and how it ended.

The terminal is the program's own; signals for this process are the program's.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType

PASSED_ON = (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)

FROM_THE_TERMINAL = (signal.SIGINT, signal.SIGQUIT, signal.SIGWINCH)
"""A terminal sends these to all of its foreground group: the program has them already."""

Handler = Callable[[int, FrameType | None], None]


def why_not(program: str, path: str | None) -> int:
    """Why a shell would not run it either, as an error number; 0 if it can be run."""
    if shutil.which(program, path=path):
        return 0
    return errno.EACCES if shutil.which(program, os.F_OK, path) else errno.ENOENT


def run(program: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit status, 128 + N if signal N ended it. Raises OSError if it cannot be run."""
    early: list[int] = []
    child: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if number in FROM_THE_TERMINAL and _in_foreground():
            return
        if child is None:
            early.append(number)
        else:
            child.send_signal(number)

    with _handled(pass_on):
        child = subprocess.Popen(program, env=environment)  # noqa: S603 - what the user asked for
        for number in early:
            child.send_signal(number)
        status = child.wait()
    return status if status >= 0 else 128 - status


@contextlib.contextmanager
def _handled(handler: Handler) -> Iterator[None]:
    """Handle every signal that is to be passed on, but none that we were told to ignore.

    A handler is not inherited by the program, an ignored signal is (`nohup`).
    """
    before = {n: signal.getsignal(n) for n in (*PASSED_ON, *FROM_THE_TERMINAL)}
    handled = [n for n, action in before.items() if action is not signal.SIG_IGN]
    for number in handled:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, before[number])


def _in_foreground() -> bool:
    """Are this process and its program what the terminal sends its signals to?"""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
