"""`sekisho exec`: run one program behind a gate of its own, on this machine.

1. start a gate on a free port of the loopback interface
2. give the program every proxy and CA variable that a client may read
3. pass signals on, wait for the program, end the gate, exit as the program did
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import click

from gateway import settings
from gateway.cli import foreground
from gateway.cli.ca_bundles import trusted
from gateway.cli.clients import surroundings
from gateway.cli.ephemeral_gate import own_gate
from gateway.cli.serve import serve_options

NOT_EXECUTABLE, NOT_FOUND = 126, 127  # POSIX.1-2017, Shell Command Language, 2.8.2

PROXY_USER = "SEKISHO_PROXY_USER"
"""NAME:PASSWORD for a gate whose policy has passwords; an option would show in every `ps`."""


class _Exec(click.Command):
    """Keeps the options of `serve` as they were typed, to hand them on."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        typed = list(args)
        rest = super().parse_args(ctx, args)
        options = typed[: len(typed) - len(ctx.params["program"])]
        ctx.obj = options[:-1] if options[-1:] == ["--"] else options
        return rest


@click.command(
    cls=_Exec,
    context_settings={"allow_interspersed_args": False},
    options_metavar="[OPTIONS OF serve] --",
)
@serve_options
@click.argument("program", nargs=-1, required=True, metavar="COMMAND [ARG]...")
@click.pass_obj
def command(
    typed: Sequence[str],
    /,
    program: tuple[str, ...],
    state: Path | None,
    modes: tuple[str, ...],
    **_: Any,
) -> None:
    """Run one program behind a gate of its own, on this machine.

    \b
    sekisho exec -- claude
    sekisho exec --policy my.yaml -- python ask.py

    The gate listens on a free port; the program gets the proxy and CA variables of all common
    clients. For a policy with passwords, SEKISHO_PROXY_USER=NAME:PASSWORD names the user.

    Exit status: the program's own; 128+N if signal N ended it; 126 and 127 as in a shell.
    """
    if modes != ("regular",):
        raise click.UsageError("exec leads its program through a regular proxy; leave --mode out")
    own = settings.environment()
    if number := foreground.why_not(program[0], own.get("PATH")):
        _fail(program[0], number)
    folder = settings.state_folder(state)
    with own_gate(folder, own, typed) as gate:
        proxy = _proxy_url(gate.address, own.get(PROXY_USER, ""))
        around = surroundings(own, proxy=proxy, **trusted(folder, own))
        try:
            status = foreground.run(program, around)
        except OSError as e:
            _fail(program[0], e.errno or 0)
        if gate.has_ended:
            click.echo(f"sekisho: the gate ended before the program; see {gate.log}", err=True)
    sys.exit(status)


def _fail(program: str, number: int) -> NoReturn:
    click.echo(f"sekisho: {program}: {os.strerror(number)}", err=True)
    sys.exit(NOT_FOUND if number == errno.ENOENT else NOT_EXECUTABLE)


def _proxy_url(address: str, credentials: str) -> str:
    user, colon, password = credentials.partition(":")
    before = f"{quote(user, safe='')}:{quote(password, safe='')}@" if colon else ""
    return f"http://{before}{address}"
