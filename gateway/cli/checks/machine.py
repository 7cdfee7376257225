"""Interpreter, mitmproxy, event loop and clock -> do they fit?"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from gateway.cli.checks.answer import Check, fail, ok, warn
from gateway.errors import SekishoError

OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 14)

CLOCK_SLACK = timedelta(minutes=5)


def python(version: tuple[int, int] = sys.version_info[:2]) -> Check:
    shown = ".".join(map(str, version))
    if version < OLDEST_PYTHON:
        return fail("python", f"Python {shown} is too old", "install Python 3.11 or newer")
    if version > NEWEST_PYTHON:
        return warn("python", f"Python {shown} is newer than mitmproxy knows", "use 3.14 or older")
    return ok("python", f"Python {shown}")


def mitmproxy(version: str | None = None, python: tuple[int, int] = sys.version_info[:2]) -> Check:
    """Is it a release on which the gate's patches of it were proved?"""
    shown = version or metadata.version("mitmproxy")
    try:
        from gateway.planes.mitmproxy.mitmproxy_patches import proved, require_proved

        require_proved({"mitmproxy": shown}, {"mitmproxy": proved(python)["mitmproxy"]})
    except SekishoError as e:  # also of the import, which looks at what is installed
        return fail("mitmproxy", str(e), "")
    if shown.startswith("11."):
        return warn(
            "mitmproxy",
            f"mitmproxy {shown} is the last for Python 3.11 and gets no more fixes",
            "use Python 3.12 or newer when you can",
        )
    return ok("mitmproxy", f"mitmproxy {shown}")


def readers() -> Check:
    """Can a process be started that reads files in prompts?"""
    from gateway.content.documents import Readers

    reading = Readers()
    try:
        reading.read(b"a file", "a.txt")
    finally:
        reading.close()
    if reading.fault:
        return fail("readers", reading.fault, "until then every request with a file is refused")
    return ok("readers", "files in prompts can be read")


def event_loop() -> Check:
    """uvloop cannot make tasks eagerly on Python 3.12 and later, as mitmproxy wants them."""
    loop = asyncio.new_event_loop()
    module = type(loop).__module__
    loop.close()
    if module.startswith("uvloop"):
        return fail("event-loop", "uvloop is the event loop", "take the uvloop policy out")
    return ok("event-loop", "asyncio's own")


def archives() -> Check:
    """7z, RAR, CAB and LHA are read by the system's libarchive; without it they are unread."""
    try:
        import libarchive
    except (ImportError, OSError, AttributeError, TypeError):  # by its way of loading
        return warn(
            "archives",
            "libarchive is missing: 7z, RAR, CAB and LHA are not read, and so refused",
            "apt-get install libarchive13, or what your system calls it",
        )
    number = libarchive.ffi.version_number()
    return ok("archives", f"libarchive {number // 10**6}.{number // 1000 % 1000}.{number % 1000}")


def clock(now: datetime, *files: Path) -> Check:
    """No file of ours can be younger than now."""
    times = [datetime.fromtimestamp(f.stat().st_mtime, UTC) for f in files if f.exists()]
    newest = max(times, default=now)
    if newest > now + CLOCK_SLACK:
        return fail(
            "clock",
            f"it says {now:%Y-%m-%d %H:%M} UTC, but files here are of {newest:%Y-%m-%d %H:%M}",
            "set the clock (NTP): certificates and the trail depend on it",
        )
    return ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")
