"""A command run as another user of this machine, who is nobody in particular. Only root can.

Where Python itself stands in a folder that others may not enter (root's home, for instance), the
command has a view of the file system of its own in which they may.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

UID = 12_345
"""A number without a name: no user of any distribution has it."""

ROOT = Path(__file__).parents[2]

_VIEW = """
set -e
while [ "$1" != -- ]; do
    kept=$(mktemp -d); hidden=$1; needed=$2; shift 2
    mount --bind "$needed" "$kept"
    mount -t tmpfs -o mode=0755 tmpfs "$hidden"
    mkdir -p "$needed"
    mount --bind "$kept" "$needed"
done
shift
exec setpriv --reuid=%d --regid=%d --clear-groups -- "$@"
"""
"""What hides, what is needed behind it, and so on; then the command."""


def as_other(command: Sequence[str]) -> list[str]:
    """The command, as the other user. Skips the test where that cannot be done."""
    prefix = _prefix()
    if prefix is None:
        pytest.skip("needs root, and setpriv, for a second user")
    return [*prefix, *command]


@cache
def _prefix() -> tuple[str, ...] | None:
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return None
    plain = ("setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--")
    hidden = [word for needed in _needed() for word in _hidden(needed)]
    view = ("unshare", "-m", "sh", "-c", _VIEW % (UID, UID), "sh", *hidden, "--")
    return next((p for p in (plain, view) if _works(p)), None)


def _works(prefix: Sequence[str]) -> bool:
    command = [*prefix, sys.executable, "-c", "import gateway.cli, numpy"]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _needed() -> list[Path]:
    """What Python reads: where it stands, and the tree that is tested."""
    python = Path(sys.executable).resolve()
    return [python.parents[1], ROOT]


def _hidden(needed: Path) -> list[str]:
    """The first folder above that others may not enter, and what is needed in it."""
    for folder in reversed(needed.parents):
        if not stat.S_IMODE(folder.stat().st_mode) & stat.S_IXOTH:
            return [str(folder), str(needed)]
    return []


@contextmanager
def folder_of_other() -> Iterator[Path]:
    """A folder that the other user can reach, and that is his. Skips where that cannot be done."""
    if os.geteuid() != 0:
        pytest.skip("needs root for a second user")
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        folder = Path(name) / "his"
        folder.mkdir(mode=0o755)
        os.chown(folder, UID, UID)
        yield folder


def owners(folder: Path) -> dict[str, int]:
    """Whose each file and folder below is."""
    return {str(p.relative_to(folder)): p.lstat().st_uid for p in sorted(folder.rglob("*"))}
