"""Puts it together: opens the files of a gate and wires the edges. Knows everyone.

What only a running gate needs is loaded when one is opened; `sekisho check` asks for files alone.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gateway import __version__, keyring, redaction
from gateway.bundle import Bundle
from gateway.catalogue import load as load_catalogue
from gateway.errors import SekishoError
from gateway.keyring import Key
from gateway.loading import Files, read_policy
from gateway.model import AssetIndex, Classifier, Destination, Standing

if TYPE_CHECKING:
    from gateway.identity import People
    from gateway.reloading import Reloading
    from gateway.service import DecisionService
    from gateway.trail import Trail

WORKER = "gate"
"""Chains of the trail are gate-0, gate-1, ...: each process writes the first that is free."""

INDEX = Path("register", "index")
"""Where in the state folder the index of registered assets is."""


def now() -> datetime:
    return datetime.now(UTC)


def new_id(clock: Callable[[], float] = time.time) -> str:
    """16 of Crockford's digits that sort by time: seconds in seven, chance (45 bits) in nine."""
    number = (int(clock()) << 45) | secrets.randbits(45)
    return "".join(redaction.CROCKFORD[(number >> shift) & 31] for shift in range(75, -1, -5))


@dataclass(frozen=True, slots=True)
class StateRegister:
    """The register in a state folder, as bundles are given it. Its libraries take a second to
    load: only where something is registered."""

    state: Path
    keys: Key = field(repr=False)

    @property
    def place(self) -> str:
        return str(self.state / INDEX.parent)

    def version(self) -> str:
        if not self._is_begun():
            return ""
        from gateway.register.readiness import version_in

        return version_in(self.state, date.today())

    def open(self) -> AssetIndex | None:
        if not self.version():
            return None
        from gateway.register import index

        return index.open_index(self.state / INDEX, self.keys.derive(index.PURPOSE))

    def _is_begun(self) -> bool:
        """Was anything ever registered here? What cannot be looked at may have been."""
        try:
            os.stat(self.state / INDEX.parent)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return True


@dataclass(frozen=True, slots=True)
class NoRegister:
    """Where no gate has worked nothing is registered."""

    place: str = ""

    def version(self) -> str:
        return ""

    def open(self) -> AssetIndex | None:
        return None


def open_files(policy: Path, state: Path, found_by: tuple[Classifier, ...] | None = None) -> Files:
    """The files of the gate of a state folder. Raises StateError."""
    keys = keyring.load(state)
    return Files(policy, load_catalogue(), keys, StateRegister(state, keys), found_by)


def files_without_state(policy: Path) -> Files:
    """The files for a question where no gate has worked: nothing is registered, nothing is made.
    What stands for a value is another with each question."""
    keys = Key(secrets.token_bytes(keyring.SIZE))
    return Files(policy, load_catalogue(), keys, NoRegister())


def destination(bundle: Bundle, to: str) -> Destination:
    """A service by its id, or a host by its name. Raises SekishoError with the nearest id."""
    services = bundle.policy.services
    if service := services.get(to):
        host = min(service.entry.hosts, default=service.entry.id)
        return Destination(Standing.APPROVED, host, service, service.entry)
    if "." in to:
        return bundle.engine.directory.identify(to)
    known = ", ".join(services) or "none"
    raise SekishoError(f"{to!r} is no service of the policy; it has: {known}")


# ---------------------------------------------------------------- a running gate


@dataclass(frozen=True, slots=True)
class Gate:
    """One worker's gate: its service, who may use it, and what keeps both up to date."""

    state: Path
    service: DecisionService
    people: People
    reloading: Reloading
    trail: Trail

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """What the gate says of itself at http://sekisho.internal/: status, media type, body."""
        match path:
            case "/health":
                health = {**self.service.state(), "version": __version__}
                return 200, "application/json", json.dumps(health).encode()
            case "/ca.pem":
                certificate = (self.state / "ca" / "mitmproxy-ca-cert.pem").read_bytes()
                return 200, "application/x-pem-file", certificate
            case _:
                return 404, "text/plain", b"Sekisho: /health, /ca.pem\n"

    def warm(self) -> Iterator[None]:
        """Make ready what a first prompt needs, a piece at each step."""
        return self.reloading.loaded.warm()

    def close(self) -> None:
        self.service.close()
        try:
            self.service.note("gate-stopped")
        finally:
            self.trail.close()


def open_gate(
    policy_path: Path,
    state: Path,
    found_by: tuple[Classifier, ...] | None = None,
    shared: int | None = None,
) -> Gate:
    """Read the policy, take a free worker's place in the trail, and be able to judge.

    `shared` is the descriptor of the memory in which the workers keep what they took out.
    Raises PolicyError, StateError or TrailError.
    """
    from gateway.identity import People
    from gateway.reloading import Reloading
    from gateway.service import DecisionService
    from gateway.trail import Trail
    from gateway.vault import SharedVault, own_vault

    files = open_files(policy_path, state, found_by)
    loaded = files.load()
    policy = loaded.bundle.policy
    trail = Trail.open_free(state, files.keys, prefix=WORKER, keep_days=policy.keep_days)
    vault = own_vault() if shared is None else SharedVault(shared)
    service = DecisionService(loaded.bundle, trail, vault, now, new_id)
    service.note(
        "gate-started",
        policy=policy.revision,
        bundle=loaded.bundle.revision,
        parts=dict(loaded.bundle.parts),
        version=__version__,
        **({"sample": True} if policy.is_sample else {}),
    )
    people = People(loaded.users)
    return Gate(state, service, people, Reloading(files, service, people, loaded), trail)


def retire_old_days(policy_path: Path, state: Path) -> None:
    """Let go of the days that the policy no longer keeps, in chains that nobody writes any more.

    Called once before the workers start; a worker sees to its own chain.
    """
    from gateway.trail import retire_idle

    rules, _ = read_policy(policy_path, load_catalogue())
    retire_idle(state, keyring.load(state), keep_days=rules.keep_days)
