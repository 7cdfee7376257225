"""What every command shares: its options, its ways of printing, its exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gateway import keyring, settings
from gateway.errors import StateError
from gateway.ownership import not_ours

if TYPE_CHECKING:
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
    type=click.Path(file_okay=False, readable=False, path_type=Path),  # we say whose it is
    envvar="SEKISHO_STATE",
    help="Where the key, the trail and the gate's CA are kept.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def has_gate(folder: Path) -> bool:
    """Did a gate ever work with this state folder? Raises StateError if that cannot be seen."""
    try:
        return keyring.was_used(folder)
    except OSError as e:
        raise StateError(not_ours(Path(e.filename or folder), folder)) from e


def gates_folder(explicit: Path | None, *, under_its_key: bool = True) -> Path:
    """The state folder of a gate, for a command that makes none.

    Raises StateError where no gate ever worked with it, or where what is asked needs its key and
    that is gone: nothing is made in a folder that was named by mistake.
    """
    folder = settings.state_path(explicit)
    if not has_gate(folder):
        raise StateError(
            f"{folder}: no gate has worked with this state folder, it has no key; nothing was read "
            "or made. Name the gate's own with --state or SEKISHO_STATE, or start it there first: "
            "`sekisho serve`"
        )
    if under_its_key:
        keyring.load(folder)
    return folder


def out() -> Console:
    """Standard output: colours on a terminal only, never folded where a program reads it."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def err() -> Console:
    """Standard error, for everything that is not the answer itself."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def tell(*pieces: str | tuple[str, str]) -> None:
    """One line on standard output, of texts and texts with a style: in colours on a terminal."""
    if not sys.stdout.isatty():  # what colours it takes as long to load as to look at the text
        click.echo("".join(piece if isinstance(piece, str) else piece[0] for piece in pieces))
        return
    from rich.text import Text

    out().print(Text.assemble(*pieces))


def print_json(value: Any) -> None:
    """One value as one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))
