"""Pictures -> their text, by tesseract where it is on PATH. A process of its own for each."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from functools import cache

WANTED = ("jpn", "eng")
MIN_TIME = 0.2
"""Seconds; with less left tesseract could not even read its data."""


@cache
def command() -> tuple[str, ...]:
    """How tesseract is called, with those of our languages that it has; empty without it."""
    program = shutil.which("tesseract")
    if not program:
        return ()
    try:
        found = subprocess.run(  # noqa: S603 - a program of the system, found by its name
            [program, "--list-langs"], capture_output=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    installed = found.stdout.decode("utf-8", "replace").split()
    languages = [name for name in WANTED if name in installed]
    return (program, "stdin", "stdout", "-l", "+".join(languages)) if languages else ()


def reader(seconds: float) -> Callable[[bytes], str | None] | None:
    """Reads pictures for so many seconds in all; None where there is no tesseract."""
    arguments = command()
    if not arguments:
        return None
    until = time.monotonic() + seconds

    def read(image: bytes) -> str | None:
        left = until - time.monotonic()
        if left < MIN_TIME:
            return None
        try:
            done = subprocess.run(  # noqa: S603 - as above
                arguments, input=image, capture_output=True, timeout=left, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.decode("utf-8", "replace")

    return read
