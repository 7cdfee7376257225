"""`sekisho asset`: register what must not leave, and see where it stands in a text."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from gateway.cli.common import json_option, policy_option, state_option
from gateway.register.entry import Kind

register_option = click.option(
    "--register",
    "url",
    metavar="URL",
    envvar="SEKISHO_REGISTER",
    help="Another database than the one in the state folder: postgresql+pg8000://USER@HOST/NAME.",
)
paths_argument = click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(path_type=Path, allow_dash=True),
)


@click.group()
def command() -> None:
    """Assets: documents and tables whose fragments are recognised."""


def _until(_ctx: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day; write 2027-03-31") from None
    if day < date.today():
        raise click.BadParameter(f"{day} has passed: nothing would be recognised")
    return day


@command.command()
@paths_argument
@click.option("--class", "class_id", metavar="CLASS", help="A class of the policy.")
@click.option("--owner", metavar="NAME", help="Whose it is.")
@click.option("--title", help="What it is called in findings. Default: the name of the file.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    help="Default: a document; where it holds a table, its rows besides.",
)
@click.option("--columns", metavar="A,B,C", help="Of a table: the columns that count, by heading.")
@click.option("--need", type=click.IntRange(1), help="Of a table: so many cells of a row. [2]")
@click.option("--until", metavar="DATE", callback=_until, help="The last day it is recognised.")
@policy_option
@state_option
@register_option
@json_option
def add(paths: tuple[Path, ...], **wanted: Any) -> None:
    """Register files and folders, or standard input (-).

    \b
    A changed file at the same path is a new version; the same content is registered once. Only
    keyed hashes are kept, never the text. Exit status: 1 if something could not be read.
    """
    from gateway.cli import asset_add

    sys.exit(asset_add.add(paths, **wanted))


@command.command(name="list")
@policy_option
@state_option
@register_option
@json_option
def list_(policy: Path | None, state: Path | None, url: str | None, as_json: bool) -> None:
    """What is registered, in its newest version."""
    from gateway.cli import asset_look

    sys.exit(asset_look.list_(policy, state, url, as_json=as_json))


@command.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@policy_option
@state_option
@register_option
def remove(ids: tuple[str, ...], policy: Path | None, state: Path | None, url: str | None) -> None:
    """Forget an asset. The first characters of an ID are enough.

    \b
    A running gate no longer recognises it from its next look on, a second later. Exit status: 1
    if there is no such asset.
    """
    from gateway.cli import asset_look

    sys.exit(asset_look.remove(ids, policy, state, url))


@command.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@policy_option
@state_option
@json_option
def search(file: Path, policy: Path | None, state: Path | None, as_json: bool) -> None:
    """Which assets a file, or standard input (-), holds fragments of, and where.

    \b
    Places and spans are those of `sekisho check`. Exit status: 0 something was found · 1 nothing ·
    2 it cannot be read, or not as a whole and nothing was found.
    """
    from gateway.cli import asset_look

    sys.exit(asset_look.search(file, policy, state, as_json=as_json))


@command.command()
@policy_option
@state_option
@register_option
@json_option
def check(policy: Path | None, state: Path | None, url: str | None, as_json: bool) -> None:
    """Is the index whole, and does it hold what the register says? Reads every byte of it.

    \b
    Exit status: 1 if something is damaged, lost or unknown.
    """
    from gateway.cli import asset_look

    sys.exit(asset_look.check(policy, state, url, as_json=as_json))
