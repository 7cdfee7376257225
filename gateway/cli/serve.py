"""`sekisho serve`: run the gate until a signal ends it."""

from __future__ import annotations

import errno
import functools
import signal
import sys
from pathlib import Path
from typing import Any

import click

from gateway import settings
from gateway.cli.common import F, policy_option, state_option
from gateway.errors import StateError

Address = tuple[str, int]


class HostPort(click.ParamType[Address]):
    """`HOST:PORT`, `[IPv6]:PORT`, `:PORT` or `PORT`."""

    name = "HOST:PORT"

    def convert(self, value: Any, param: Any, ctx: Any) -> Address:
        if isinstance(value, tuple):
            return value
        host, _, port = str(value).rpartition(":")
        if not port.isdecimal() or int(port) > 65535:
            self.fail(f"{value!r} has no port; write HOST:PORT, for instance 127.0.0.1:8080")
        return host.strip("[]") or "127.0.0.1", int(port)


class ConnectTo(click.ParamType[tuple[Address, Address]]):
    """`HOST:PORT:HOST:PORT`, as curl's --connect-to has it."""

    name = "HOST:PORT:HOST:PORT"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[Address, Address]:
        if isinstance(value, tuple):
            return value
        parts = _split_addresses(str(value))
        if len(parts) != 4 or not (parts[1].isdecimal() and parts[3].isdecimal()):
            self.fail(f"{value!r} is not HOST:PORT:HOST:PORT")
        return (parts[0].lower(), int(parts[1])), (parts[2], int(parts[3]))


def _split_addresses(text: str) -> list[str]:
    """Split at colons, but not within [IPv6]."""
    parts, rest = [], text
    while rest:
        if rest.startswith("["):
            part, _, rest = rest[1:].partition("]")
            rest = rest.removeprefix(":")
        else:
            part, _, rest = rest.partition(":")
        parts.append(part)
    return parts


OPTIONS = (
    policy_option,
    state_option,
    click.option(
        "--listen",
        type=HostPort(),
        default="127.0.0.1:8080",
        envvar="SEKISHO_LISTEN",
        show_default=True,
        help="Where to listen; port 0 is any free port.",
    ),
    click.option(
        "--mode",
        "modes",
        multiple=True,
        default=("regular",),
        show_default=True,
        help="regular, socks5, transparent or reverse:https://HOST; several may be given, each "
        "further one with @PORT.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(1, 64),
        default=1,
        show_default=True,
        help="Processes that share the port; one for each core.",
    ),
    click.option(
        "--connect-to",
        "routes",
        type=ConnectTo(),
        multiple=True,
        help="Open connections meant for the first address at the second; names, certificates "
        "and decisions stay those of the first.",
    ),
    click.option(
        "--upstream-ca",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A CA (PEM) that upstream servers may use besides the well-known ones.",
    ),
)


def serve_options(command: F) -> F:
    """The options of `serve`; `exec` takes them as well."""
    return functools.reduce(lambda f, option: option(f), reversed(OPTIONS), command)


@click.command()
@serve_options
@click.option("--share-port", is_flag=True, hidden=True, help="Listen beside other workers.")
@click.option("--warm-later", is_flag=True, hidden=True, help="Say ready first; for exec.")
@click.option("--vault", type=int, hidden=True, help="The descriptor of the workers' memory.")
def command(
    policy: Path | None,
    state: Path | None,
    listen: Address,
    modes: tuple[str, ...],
    workers: int,
    routes: tuple[tuple[Address, Address], ...],
    upstream_ca: Path | None,
    share_port: bool,
    warm_later: bool,
    vault: int | None,
) -> None:
    """Run the gate: a proxy that looks at what goes to AIs.

    \b
    Prints `sekisho ready on HOST:PORT` when it takes connections.
    SIGTERM and SIGINT: running answers finish (up to 10 s), then it ends.
    SIGHUP, and a change of the file: the policy is read again.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is a policy to read again
    folder, rules = settings.state_folder(state), settings.find_policy(policy)
    if not share_port:
        _say_if_sample(rules)
        from gateway.app import retire_old_days

        retire_old_days(rules, folder)
        if any("@" not in mode for mode in modes):
            _ensure_free(listen)
    if workers > 1:
        from gateway import workers as pool

        sys.exit(pool.run(workers, listen, sys.argv[1:]))
    from gateway.cli import serving

    serving.run(
        rules,
        folder,
        vault,
        warm_later=warm_later,
        host=listen[0],
        port=listen[1],
        modes=modes,
        upstream_ca=upstream_ca,
        routes=routes,
        share_port=share_port,
    )


def _ensure_free(listen: Address) -> None:
    """Nobody listens there, nor holds the port for workers that still end. Raises StateError."""
    import socket

    host, port = listen
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)  # what is bound to be shared refuses only this
        except OSError as e:
            raise StateError(_why_not_there(e, listen)) from None


def _why_not_there(e: OSError, listen: Address) -> str:
    where = f"[{listen[0]}]:{listen[1]}" if ":" in listen[0] else f"{listen[0]}:{listen[1]}"
    if e.errno == errno.EADDRINUSE:
        return (
            f"{where} is in use, perhaps by a gate that still runs or is ending; wait for it, or"
            " give another address with --listen HOST:PORT"
        )
    if e.errno == errno.EACCES:
        return f"{where}: this user may not listen there; take a port from 1024 on with --listen"
    return f"{where}: {e.strerror}; give an address of this machine with --listen HOST:PORT"


def _say_if_sample(policy: Path) -> None:
    """The first line on standard error: nobody shall guess whose approvals these are."""
    if settings.is_sample(policy.read_bytes()):
        click.echo(f"sekisho: {policy}: {settings.SAMPLE_IN_FORCE}", err=True)
