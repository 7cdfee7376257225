"""`sekisho doctor`: what is wrong with this installation, and the remedy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.text import Text

import gateway
from gateway import settings
from gateway.cli.checks.answer import Check, Status, fail
from gateway.cli.common import DONE, NO, json_option, out, policy_option, print_json, state_option
from gateway.cli.serve import HostPort
from gateway.errors import SekishoError

Address = tuple[str, int]

COLOUR = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "bold red"}


@dataclass(frozen=True, slots=True)
class Installation:
    """The installation that is asked about."""

    policy: Path | None
    state: Path | None
    listen: Address
    gate: Address | None
    now: datetime

    def policy_path(self) -> Path:
        return settings.find_policy(self.policy)

    def folder(self) -> Path:
        return settings.state_path(self.state)


# ---------------------------------------------------------------- the questions


def _machine(_: Installation) -> Iterator[Check]:
    from gateway.cli.checks import machine

    yield machine.python()
    yield machine.mitmproxy()
    yield machine.event_loop()
    yield machine.readers()
    yield machine.archives()


def _policy(installed: Installation) -> Iterable[Check]:
    from gateway.cli.checks import files

    return files.policy(installed.policy_path(), installed.now.date())


def _state(installed: Installation) -> Iterator[Check]:
    from gateway.cli.checks import files

    folder = installed.folder()
    there = files.is_there(folder)
    if there.remedy:
        yield there
    if not folder.is_dir():
        return
    yield from files.state(folder)
    yield files.ownership(folder)
    yield files.register(folder, installed.now.date())
    yield files.installation_key(folder)
    yield files.authority(folder, installed.now)


def _trail(installed: Installation) -> Iterator[Check]:
    from gateway.cli.checks import files

    if installed.folder().is_dir():
        yield files.trail(installed.folder())


def _clock(installed: Installation) -> Iterator[Check]:
    """By the files of the program, the policy and the CA, all of which are older than now."""
    from gateway.cli.checks import machine

    certificate = installed.folder() / "ca" / "mitmproxy-ca-cert.pem"
    yield machine.clock(installed.now, Path(gateway.__file__), installed.policy_path(), certificate)


def _port(installed: Installation) -> Iterator[Check]:
    from gateway.cli.checks import network

    yield network.port(installed.listen)


def _environment(installed: Installation) -> Iterable[Check]:
    from gateway.cli.checks import network

    return network.environment(settings.environment(), installed.listen)


def _gate(installed: Installation) -> Iterator[Check]:
    from gateway.cli.checks import network

    yield network.gate(installed.gate or installed.listen)


def _interception(installed: Installation) -> Iterator[Check]:
    from gateway.cli.checks import interception

    yield interception.interception(installed.policy_path(), settings.environment())


QUESTIONS: Mapping[str, Callable[[Installation], Iterable[Check]]] = {
    "machine": _machine,
    "policy": _policy,
    "state": _state,
    "trail": _trail,
    "clock": _clock,
    "port": _port,
    "environment": _environment,
    "gate": _gate,
    "interception": _interception,
}


# ---------------------------------------------------------------- the command


@click.command()
@policy_option
@state_option
@click.option(
    "--listen",
    type=HostPort(),
    default="127.0.0.1:8080",
    envvar="SEKISHO_LISTEN",
    show_default=True,
    help="Where the gate listens, or shall listen.",
)
@click.option("--gate", type=HostPort(), help="Ask the gate that runs there how it is.")
@click.option(
    "--intercept", is_flag=True, help="Start a gate for a moment and be refused by it over TLS."
)
@click.option(
    "--only",
    type=click.Choice(list(QUESTIONS)),
    multiple=True,
    help="Ask only this; may be given several times.",
)
@json_option
def command(
    policy: Path | None,
    state: Path | None,
    listen: Address,
    gate: Address | None,
    intercept: bool,
    only: tuple[str, ...],
    as_json: bool,
) -> None:
    """What is wrong with this installation, and the remedy.

    \b
    Exit status: 0 nothing keeps the gate from its work · 1 something does.
    A container's health: sekisho doctor --only gate --gate 127.0.0.1:8080
    """
    installed = Installation(policy, state, listen, gate, datetime.now(UTC))
    asked = {"gate": gate is not None, "interception": intercept}
    wanted = only or [name for name in QUESTIONS if asked.get(name, True)]
    found = [check for name in wanted for check in _answers(name, installed)]
    if as_json:
        print_json([asdict(check) for check in found])
    else:
        _show(found)
    sys.exit(NO if any(check.status is Status.FAIL for check in found) else DONE)


def _answers(name: str, installed: Installation) -> Iterator[Check]:
    """A question that cannot even be asked is answered with the reason."""
    try:
        yield from QUESTIONS[name](installed)
    except SekishoError as e:
        yield fail(name, str(e), "")
    except OSError as e:
        yield fail(name, f"{e.filename or ''}: {e.strerror or e}".lstrip(": "), "")


def _show(found: Iterable[Check]) -> None:
    """One line a check, the remedy below where there is one."""
    for check in found:
        line = Text(f"{check.status:<5}", style=COLOUR[check.status])
        out().print(line.append(f"{check.name:<14}{check.text}", style="default"))
        if check.remedy:
            out().print(Text(f"{'':19}-> {check.remedy}"))
