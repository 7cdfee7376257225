"""Edge: where the register is -> a SQLAlchemy engine on it, its schema brought up to date.

SQLite in the state folder unless a URL names another database, for instance
`postgresql+pg8000://user@host/sekisho`. Nothing beyond SQLAlchemy Core is used, so that a URL is
all the difference.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from gateway import ownership
from gateway.errors import StateError
from gateway.register import schema

FOLDER = "register"
DATABASE = "register.db"

BUSY = 30.0  # seconds that one writer waits for another; a batch is written in well under one
MIGRATION_LOCK = 0x5E_C1_50  # any number: PostgreSQL's lock for those who would migrate at once


def location(state: Path, url: str | None = None) -> URL:
    """The database that a URL names, else the one in the state folder."""
    if not url:
        return URL.create("sqlite", database=str(state / FOLDER / DATABASE))
    try:
        return make_url(url)
    except ArgumentError:  # its message quotes the URL, which may hold a password
        raise StateError(
            "the register's URL cannot be read; write postgresql+pg8000://user@host/database"
        ) from None


def exists(where: URL) -> bool:
    """Was there ever a register? Asked before one is made only to be looked into."""
    return where.get_backend_name() != "sqlite" or Path(where.database or "").exists()


def connect(where: URL) -> Engine:
    """An engine on a register whose schema is up to date. Raises StateError."""
    shown = where.render_as_string(hide_password=True)
    try:
        if where.get_backend_name() == "sqlite":
            _make_private(Path(where.database or ""))
        engine = _engine(where)
    except (NoSuchModuleError, ModuleNotFoundError) as e:
        raise StateError(f"{shown}: its driver is not installed ({e}); install it") from None
    try:
        _migrate(engine, shown)
    except SQLAlchemyError as e:
        engine.dispose()
        raise StateError(f"{shown}: the register cannot be opened ({cause(e)})") from None
    except BaseException:
        engine.dispose()
        raise
    return engine


def cause(e: SQLAlchemyError) -> str:
    """What the database said, never the statement with its values."""
    origin = getattr(e, "orig", None)
    return str(origin).splitlines()[0] if origin and str(origin) else type(e).__name__


def _make_private(file: Path) -> None:
    """The database belongs to its user alone; SQLite gives its log and index the same owner and
    mode, and does so as root as well."""
    try:
        ownership.make_folder(file.parent)
        os.close(ownership.create(file, os.O_RDWR | os.O_CREAT))
    except OSError as e:
        raise StateError(
            f"{file}: the register cannot be opened or made ({e.strerror}); "
            "the state folder must belong to the user who runs sekisho"
        ) from e


def _engine(where: URL) -> Engine:
    if where.get_backend_name() != "sqlite":
        return create_engine(where, pool_pre_ping=True)
    engine = create_engine(where, connect_args={"timeout": BUSY})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # else sqlite3 begins a transaction when it likes
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA secure_delete=ON")  # what was removed is overwritten
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer that begins as a reader cannot wait for another writer, only fail.
        deferred = connection.get_execution_options().get("sekisho_reads")
        connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")

    return engine


def reading(engine: Engine) -> Engine:
    """The same engine for transactions that only read: they wait for nobody."""
    return engine.execution_options(sekisho_reads=True)


# ---------------------------------------------------------------- migrations


def _migrate(engine: Engine, shown: str) -> None:
    with reading(engine).begin() as connection:
        if _revision(connection) == schema.HEAD:
            return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        _upgrade(connection, shown)


def _upgrade(connection: Connection, shown: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "gateway.register:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StateError(
            f"{shown}: the register was written by a newer sekisho; update this one"
        ) from None


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None
