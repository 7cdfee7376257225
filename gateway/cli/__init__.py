"""The command `sekisho`: one module a command, found by its name, loaded when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from gateway import __version__
from gateway.errors import SekishoError

COMMANDS = {
    "serve": "serve",
    "exec": "exec",
    "check": "check",
    "policy": "policy",
    "asset": "asset",
    "audit": "audit",
    "ca": "ca",
    "demo": "demo",
    "doctor": "doctor",
}
"""Command -> the module of this package that holds it, as `command`."""


class Lazy(click.Group):
    """Imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = importlib.import_module(f"gateway.cli.{COMMANDS[name]}").command
        assert isinstance(command, click.Command)
        return command


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sekisho")
def sekisho() -> None:
    """関所: what leaves for an AI is looked at, by known rules, and written down."""


def main() -> None:
    """Entry point: faults are said in words, never as a traceback."""
    try:
        # With standalone_mode off, an exit of click's own (--help, --version) is returned.
        sys.exit(sekisho.main(standalone_mode=False))
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
