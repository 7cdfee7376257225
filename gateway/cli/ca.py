"""`sekisho ca`: where the gate's certificate authority is, and how each system trusts it."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gateway import settings
from gateway.cli.ca_bundles import trusted
from gateway.cli.clients import surroundings
from gateway.cli.common import err, gates_folder, json_option, print_json, state_option
from gateway.cli.trust import SYSTEMS, instructions

if TYPE_CHECKING:
    from gateway.planes.mitmproxy.ca import Authority, CaPaths

FORMATS = ("pem", "der", "mobileconfig")


@click.group(invoke_without_command=True)
@state_option
@click.pass_context
def command(ctx: click.Context, state: Path | None) -> None:
    """The gate's own CA: where it is, how each system trusts it.

    The certificate authority is made when the gate first starts. Without a subcommand: the same
    as `show`.
    """
    ctx.obj = state
    if ctx.invoked_subcommand is None:
        _show(*_authority(state), as_json=False)


@command.command()
@state_option
@click.pass_obj
def path(group_state: Path | None, state: Path | None) -> None:
    """Print the path of the certificate that clients must trust."""
    where, _ = _authority(state or group_state)
    click.echo(where.certificate)


@command.command()
@state_option
@json_option
@click.pass_obj
def show(group_state: Path | None, state: Path | None, as_json: bool) -> None:
    """Name, fingerprints and validity of the CA, by which to recognise it elsewhere."""
    _show(*_authority(state or group_state), as_json=as_json)


@command.command()
@state_option
@click.option(
    "--system",
    "systems",
    type=click.Choice(list(SYSTEMS)),
    multiple=True,
    help="For this system; may be given several times. Default: all of them.",
)
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="The certificate's file as the commands shall name it. Default: where it is here.",
)
@click.pass_obj
def trust(
    group_state: Path | None, state: Path | None, systems: tuple[str, ...], file: Path | None
) -> None:
    """Print the commands with which a system comes to trust the CA. Runs none of them."""
    where, authority = _authority(state or group_state)
    cert = str(file or where.certificate)
    texts = (
        instructions(s, cert=cert, name=authority.name, sha1=authority.sha1)
        for s in systems or SYSTEMS
    )
    click.echo("\n".join(texts), nl=False)


@command.command()
@state_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="pem",
    show_default=True,
    help="pem for Unix and most programs, der for Windows, mobileconfig: a profile for macOS.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.pass_obj
def export(group_state: Path | None, state: Path | None, form: str, file: Path) -> None:
    """Write the certificate, never the private key, to FILE (`-`: standard output)."""
    where, authority = _authority(state or group_state)
    with click.open_file(file, "wb") as target:
        target.write(_encoded(where, authority, form))
    if str(file) != "-":
        err().print(f"written: {file}", markup=False)


@command.command()
@state_option
@click.option(
    "--proxy",
    metavar="URL",
    default="http://127.0.0.1:8080",
    show_default=True,
    help="The gate, as programs shall reach it.",
)
@click.pass_obj
def env(group_state: Path | None, state: Path | None, proxy: str) -> None:
    """Print a shell's commands that lead all of its programs through the gate.

    \b
    eval "$(sekisho ca env)"
    """
    folder = gates_folder(state or group_state)
    own = settings.environment()
    around = surroundings(own, proxy=proxy, **trusted(folder, own))
    for name, value in around.items():
        if own.get(name) != value:
            click.echo(f"export {name}={shlex.quote(value)}")


def _authority(state: Path | None) -> tuple[CaPaths, Authority]:
    from gateway.planes.mitmproxy import ca

    where = ca.ensure(gates_folder(state))
    return where, ca.read(where)


def _encoded(where: CaPaths, authority: Authority, form: str) -> bytes:
    import ssl

    pem = where.certificate.read_text("ascii")
    der = ssl.PEM_cert_to_DER_cert(pem)
    match form:
        case "der":
            return der
        case "mobileconfig":
            return _profile(authority, der)
        case _:
            return pem.encode()


def _profile(authority: Authority, der: bytes) -> bytes:
    """A configuration profile for macOS; the same CA always has the same identifiers, so that a
    second roll-out replaces the first."""
    import plistlib
    import uuid

    def payload(kind: str, **more: object) -> dict[str, object]:
        id = uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {authority.sha256}")
        return {
            "PayloadType": kind,
            "PayloadVersion": 1,
            "PayloadIdentifier": f"internal.sekisho.{id}",
            "PayloadUUID": str(id).upper(),
            "PayloadDisplayName": authority.name,
            **more,
        }

    root = payload("com.apple.security.root", PayloadContent=der)
    profile = payload("Configuration", PayloadScope="System", PayloadContent=[root])
    return plistlib.dumps(profile)


def _show(where: CaPaths, authority: Authority, *, as_json: bool) -> None:
    days = (authority.not_after - datetime.now(UTC)).days
    facts = {
        "name": authority.name,
        "certificate": str(where.certificate),
        "sha256": authority.sha256,
        "sha1": authority.sha1,
        "spki_sha256": authority.spki,
        "not_before": authority.not_before.isoformat(),
        "not_after": authority.not_after.isoformat(),
        "days_left": days,
    }
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        click.echo(f"{key.replace('_', ' '):<13}{value}")
    err().print("How a system trusts it: sekisho ca trust --system NAME", markup=False)
