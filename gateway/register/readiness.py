"""Edge: STATE -> the version of what is registered there, or which file cannot be read, and what
to do.

A register that cannot be read is never taken for one that is empty.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from gateway.errors import StateError
from gateway.register import manifest
from gateway.register.container import REGISTER, unreadable

INDEX = "index"
DATABASE = "register.db"

_HELD = "SELECT 1 FROM prints WHERE state IN ('done', 'lost') LIMIT 1"


def version_in(state: Path, today: date) -> str:
    """Changes whenever the register does; nothing where nothing was ever registered.

    Raises StateError where something is, or may be, and cannot be read.
    """
    folder = state / REGISTER / INDEX
    try:
        found = manifest.version_of(folder, today)
        if not found and _holds(state / REGISTER / DATABASE):
            raise StateError(
                f"{folder}: the index of what is registered is gone; put the folder "
                f"{state / REGISTER} back from a backup, or move it away and "
                "`sekisho asset add` the files again"
            )
    except OSError as e:
        raise unreadable(Path(e.filename or folder), e) from e
    return found


def _holds(database: Path) -> bool:
    """Does the register say that something is in the index? Told without its libraries."""
    try:
        database.stat()
        with database.open("rb"):
            pass
    except FileNotFoundError:
        return False  # nothing was begun, or the register is in another database
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(_HELD).fetchone() is not None
    except sqlite3.Error:
        return False  # it is just being made; `sekisho asset` says more of a damaged one
