"""A policy and a state folder -> a gate that runs until a signal ends it."""

from __future__ import annotations

import asyncio
import collections
import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gateway import app
from gateway.cli import USUAL
from gateway.planes.mitmproxy import ca, master
from gateway.planes.mitmproxy.addon import GateAddon

SWITCH = 0.0005
"""Seconds after which a thread that judges lets the event loop go on where both want to. Python's
five milliseconds are met some six times a request, and everyone waited for that beside long
prompts."""

PROGRAM = 0.2
"""Seconds for a program to start that waited for the gate, before both want the processor. A prompt
that comes earlier makes the gate warm itself, as far as that prompt needs it."""


def run(
    policy: Path, state: Path, vault: int | None, *, warm_later: bool = False, **where: Any
) -> None:
    """`vault` is the descriptor of the memory of several workers, `where` is of `Listening`.

    A gate is warm before it says ready, so that no prompt waits; `warm_later`: a program waits for
    it that may start meanwhile, and has no prompt yet.
    """
    _log_to_stderr()
    sys.setswitchinterval(SWITCH)
    gate = app.open_gate(policy, state, shared=vault)
    warming = gate.warm()
    try:
        if not warm_later:
            collections.deque(warming, maxlen=0)
        listening = master.Listening(ca=ca.ensure(state).folder, **where)
        asyncio.run(_serve(gate, listening, warming))
    finally:
        gate.close()
    if gate.service.judges.at_work:
        sys.stdout.flush()
        os._exit(0)  # all is written; nobody waits for what a thread still looks at


async def _serve(gate: app.Gate, listening: master.Listening, warming: Iterator[None]) -> None:
    loop = asyncio.get_running_loop()
    reloading = gate.reloading
    loop.add_signal_handler(signal.SIGHUP, reloading.ask)
    tasks = [loop.create_task(reloading.watch())]

    def ready(addresses: list[tuple[Any, ...]]) -> None:
        _say_ready(addresses)
        tasks.append(loop.create_task(_warm(warming)))

    hooks = GateAddon(gate.service, gate.people, gate.answer)
    try:
        await master.serve(listening, hooks, ready)
    finally:
        for task in tasks:
            task.cancel()


async def _warm(steps: Iterator[None]) -> None:
    """What is left to warm. Then the collector need look no more at what is loaded: it stays."""
    await asyncio.sleep(PROGRAM)
    for _ in steps:
        await asyncio.sleep(0)
    gc.freeze()
    gc.set_threshold(*USUAL)


def _say_ready(addresses: list[tuple[Any, ...]]) -> None:
    """One line on standard output; further listeners are told on standard error."""
    for n, (host, port, *_) in enumerate(addresses):
        shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        click.echo(f"sekisho ready on {shown}" if n == 0 else f"also on {shown}", err=n > 0)
    sys.stdout.flush()


class _NoText(logging.Formatter):
    """mitmproxy's messages quote requests; of them only the source and the kind are told."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == "sekisho":
            return f"sekisho: {record.getMessage()}"
        cause = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        return f"sekisho: {record.name} {record.levelname.lower()} {cause}".rstrip()


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_NoText())
    logging.basicConfig(level=logging.ERROR, handlers=[handler])
    logging.getLogger("sekisho").setLevel(logging.INFO)
