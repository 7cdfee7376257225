"""Edge: the environment of the process -> where the policy and the state are.

The only module that reads `os.environ`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import gateway
from gateway import ownership
from gateway.errors import Fault, PolicyError, StateError

POLICY_NAME = "allowlist.yaml"


def shipped_policy() -> Path:
    """The policy that comes with the product: inside the wheel, or beside the sources."""
    package = Path(gateway.__file__).parent
    inside = package / POLICY_NAME
    return inside if inside.exists() else package.parent / POLICY_NAME


def is_sample(policy: bytes) -> bool:
    """Is this, word for word, the policy that comes with the product?"""
    try:
        return policy == shipped_policy().read_bytes()
    except OSError:
        return False


SAMPLE_IN_FORCE = (
    "the sample policy that comes with Sekisho is in force: its organization and its approvals are "
    "not yours; copy it, make it yours, and name it with --policy or SEKISHO_POLICY"
)


def find_policy(explicit: Path | None = None) -> Path:
    """The policy asked for, else ./allowlist.yaml, the user's own, and last the shipped one."""
    if explicit is not None:
        if not explicit.is_file():
            raise PolicyError([Fault(0, "there is no such file; name the policy", str(explicit))])
        return explicit
    candidates = (Path(POLICY_NAME), _xdg("XDG_CONFIG_HOME", ".config") / POLICY_NAME)
    return next((p for p in candidates if p.is_file()), shipped_policy())


def state_folder(explicit: Path | None = None) -> Path:
    """The state folder, made with mode 0700 if it is not there.

    Raises StateError if it cannot be made or is no folder.
    """
    folder = state_path(explicit)
    try:
        ownership.make_folder(folder)
    except OSError as e:
        raise StateError(
            f"{folder}: the state folder cannot be made ({e.strerror}); "
            "name another with --state or SEKISHO_STATE"
        ) from e
    return folder


def state_path(explicit: Path | None = None) -> Path:
    """Where the state folder is, or would be. Makes nothing."""
    return explicit or _xdg("XDG_STATE_HOME", ".local/state")


def policy_from_environment() -> Path:
    """The policy where no command line names one: SEKISHO_POLICY, else as `find_policy`."""
    named = os.environ.get("SEKISHO_POLICY")
    return find_policy(Path(named) if named else None)


def state_from_environment() -> Path:
    """The state folder where no command line names one: SEKISHO_STATE, else the default."""
    named = os.environ.get("SEKISHO_STATE")
    return state_folder(Path(named) if named else None)


def environment() -> dict[str, str]:
    """A copy of the process's environment, for a program that is started with it."""
    return dict(os.environ)


def own_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which `python -m gateway` is this very package.

    The folder where we stand may hold a package of that name too, and it need not be a friend's:
    the safe path leaves that folder out, and PYTHONPATH names ours.
    """
    ours = str(Path(gateway.__file__).parent.parent)
    search = os.pathsep.join(filter(None, [ours, environment.get("PYTHONPATH")]))
    return {**environment, "PYTHONSAFEPATH": "1", "PYTHONPATH": search, "PYTHONUNBUFFERED": "1"}


def _xdg(variable: str, fallback: str) -> Path:
    """XDG Base Directory Specification 0.8: a relative path in it counts as unset."""
    base = Path(os.environ.get(variable, ""))
    return (base if base.is_absolute() else Path.home() / fallback) / "sekisho"
