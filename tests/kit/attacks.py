"""Families of attacks -> the tests over real sockets that try them again and again.

A plugin of pytest: `make attacks` runs them and prints the table that docs/threat-model.md states.
Each case sends what it sends through a gate and counts what arrived behind it; one that fails is a
leak, or a harmless request that was held up.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

FAMILIES: dict[str, tuple[str, ...]] = {
    "framing and smuggling": ("framing", "passage", "as_sent"),
    "names that disagree": ("names",),
    "no name, a bare address, another tunnel": ("nameless",),
    "what is near the gate": ("peers",),
    "content codings": ("codings",),
    "charsets, damaged characters": ("charsets",),
    "texts written otherwise": ("written",),
    "markup within a word": ("within_words",),
    "attachments": ("attachments",),
    "attachments that only lenient decoders read": ("disguised",),
    "hidden in files": ("hidden_in_files",),
    "texts in tokens' places": ("callers_place",),
    "headers": ("headers", "keys_in_headers"),
    "cut texts": ("cut_texts",),
    "WebSockets": ("websocket", "socket_messages"),
    "gRPC, Connect, streams": ("calls", "streams"),
    "what was taken out, and its copies": ("redaction",),
    "what is put back, and for whom": ("restoring",),
    "users and passwords": ("identity",),
    "costs, floods, waiting": ("shares", "limits", "waiting"),
    "faults, and what is lacking": ("failing", "lacking", "endings"),
    "trail and disk": ("trail", "nothing_written"),
    "policies that change": ("modes", "reload", "sample"),
}
"""Family -> modules of tests/live."""

LEAST = 10
"""Cases of a family."""


def family_of(file: Path) -> str | None:
    """The family of a test's file; None for what attacks nothing."""
    name = file.stem.removeprefix("test_")
    if file.parent.name != "live":
        return None
    return next((family for family, modules in FAMILIES.items() if name in modules), None)


class Table:
    """Counts cases by family, as they end."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        family = family_of(Path(report.location[0]))
        if family and report.when == "call" and not report.skipped:
            self.tried[family] += 1
        if family and report.failed:
            self.failed[family] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        write = terminalreporter.write_line
        write("")
        write("| Family | Attempts | Leaks |")
        write("|---|---:|---:|")
        for family in FAMILIES:
            write(f"| {family} | {self.tried[family]} | {self.failed[family]} |")
        write(f"| **all** | **{self.tried.total()}** | **{self.failed.total()}** |")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Table(), "attack-table")
