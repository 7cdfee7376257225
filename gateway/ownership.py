"""Edge: what root makes in another user's folder -> that user's, as if he had made it himself.

A command that is run as root beside a gate of another user leaves nothing behind that the gate
cannot read. What stands in a user's folder is touched by its descriptor, never by name, and no link
is followed: the user could have put one to somebody else's file there.
"""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

ROOT = 0


def create(path: Path, flags: int) -> int:
    """Open a file for its owner alone, which is made if `flags` say so. Raises OSError."""
    flags |= os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        adopt(descriptor, path.parent)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def make_folder(path: Path) -> bool:
    """A folder for its owner alone, and those above it; was it made? Raises OSError."""
    if path.is_dir():
        return False
    if not path.parent.is_dir():
        make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        adopt(descriptor, path.parent)
    finally:
        os.close(descriptor)
    return True


def adopt(descriptor: int, folder: Path) -> None:
    """Give what was just made to whoever owns the folder that it stands in. Only root can."""
    if os.geteuid() != ROOT:
        return
    made, owner = os.fstat(descriptor), os.stat(folder)
    is_ours = made.st_uid == ROOT and (stat.S_ISDIR(made.st_mode) or made.st_nlink <= 1)
    if is_ours and (owner.st_uid, owner.st_gid) != (made.st_uid, made.st_gid):
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def user_name(uid: int) -> str:
    """The user's name, or the number where it has none (in a container, for instance)."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def not_ours(path: Path, top: Path) -> str:
    """Why this user may not read a file, and the remedy. `top`: the folder to hand over to whoever
    has the one above it, who is the gate's user."""
    me, owner, gates = user_name(os.geteuid()), owner_of(path), owner_of(top.parent)
    refused = f"{path}: {me} may not read it, it belongs to {owner}"
    if me == gates or owner != gates:
        return f"{refused}; hand it over: `chown -R {gates} {top}`"
    return f"{refused}; run this as {owner}"


def owner_of(path: Path) -> str:
    """Whose a file is, or else the folder that keeps it from being seen."""
    for known in (path, *path.parents):
        try:
            return user_name(os.lstat(known).st_uid)
        except OSError:
            continue
    return "another user"
