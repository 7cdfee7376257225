"""What every command shares: its options, its ways of printing, its exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

F = TypeVar("F", bound=Callable[..., Any])

DONE, NO, BAD = 0, 1, 2
"""Exit status: done · the answer is no · bad usage, bad policy, cannot read."""

policy_option = click.option(
    "--policy",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="SEKISHO_POLICY",
    help="The policy. Default: ./allowlist.yaml, else the one in your configuration folder.",
)
state_option = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="SEKISHO_STATE",
    help="Where the key, the trail and the gate's CA are kept.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def out() -> Console:
    """Standard output: colours on a terminal only, never folded where a program reads it."""
    return Console(highlight=False, soft_wrap=True)


def err() -> Console:
    """Standard error, for everything that is not the answer itself."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One value as one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))
