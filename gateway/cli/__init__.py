"""The command `sekisho`: one module a command, found by its name, loaded when it is called."""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from gateway import __version__
from gateway.errors import SekishoError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "serve": "Run the gate: a proxy that looks at what goes to AIs.",
    "exec": "Run one program behind a gate of its own, on this machine.",
    "check": "Look at texts as the gate would, and say what it finds.",
    "policy": "The policy, allowlist.yaml: check, test, show and compare it.",
    "asset": "Assets: documents and tables whose fragments are recognised.",
    "audit": "The audit trail: every decision, written down before it passed.",
    "users": "Users and their passwords: add, remove and list them.",
    "ca": "The gate's own CA: where it is, how each system trusts it.",
    "demo": "The whole thing on this machine in half a minute, no account needed.",
    "doctor": "What is wrong with this installation, and the remedy.",
}
"""Command -> its help in one line. The module of that name in this package holds it as `command`;
the line stands here so that no module is loaded only to list them."""

USUAL = gc.get_threshold()
LOADING = 1_000_000
"""Objects made before the garbage collector looks, against 2,000: all that a start makes stays, and
looking through it again and again takes a tenth of the time."""


class Lazy(click.Group):
    """Imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = importlib.import_module(f"gateway.cli.{name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        names = (name for name in COMMANDS if name.startswith(incomplete))
        commands = [CompletionItem(name, help=COMMANDS[name]) for name in names]
        return commands + click.Command.shell_complete(self, ctx, incomplete)


@click.command(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Completion in bash: eval "$(_SEKISHO_COMPLETE=bash_source sekisho)"; in zsh and fish: '
    "zsh_source, fish_source.",
)
@click.version_option(__version__, prog_name="sekisho")
def sekisho() -> None:
    """関所: what leaves for an AI is looked at, by known rules, and written down."""


def run() -> NoReturn:
    """Faults are said in words, never as a traceback; it ends as a program does, by SystemExit."""
    try:
        try:
            # With standalone_mode off, an exit of click's own (--help, --version) is returned.
            status = sekisho.main(standalone_mode=False)
        finally:
            sys.stdout.flush()  # what cannot be written is a fault as well
        sys.exit(status)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as e:
        e.show()
        sys.exit(2)
    except SekishoError as e:
        click.echo(f"sekisho: {e}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as e:
        click.echo(f"sekisho: {e.strerror or e}: {e.filename or ''}".rstrip(": "), err=True)
        sys.exit(2)


def main() -> None:
    """Entry point of a process, which is the command's to its end."""
    gc.set_threshold(LOADING)
    atexit.register(_end)  # first, and so run last
    try:
        run()
    except SystemExit as e:
        _statuses.append(e.code if isinstance(e.code, int) else e.code is not None)
        raise


_statuses: list[int] = []


def _end() -> None:
    """Leave at once with the status that is known: everything is closed by now, and to free what is
    loaded piece by piece takes a fifth of a short command."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # gone: it was said while it could be
            stream.flush()
    os._exit(_statuses[0] if _statuses else 1)
