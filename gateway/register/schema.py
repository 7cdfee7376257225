"""The register's tables, for SQLite and PostgreSQL alike.

No text of an asset is in them: a title and a path as people gave them, keyed digests of contents
and of a table's headings. `migrations/` holds the steps that make them.
"""

from __future__ import annotations

import enum

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

HEAD = "0001"
"""The newest step of `migrations/`: a register that has it is opened without Alembic."""


class State(enum.StrEnum):
    """Where prints are on their way into the index, and out of it."""

    PENDING = "pending"  # planned; in the index or not, the index knows
    DONE = "done"  # in the index
    RETIRING = "retiring"  # to be taken out of the index
    LOST = "lost"  # were in the index and are not: to be read again


class FileState(enum.StrEnum):
    """What became of a file."""

    DONE = "done"
    PARTLY = "partly"  # `reason` says what of it could not be read
    UNREAD = "unread"


metadata = MetaData()

about = Table(
    "about",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

assets = Table(
    "assets",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("family", BigInteger, nullable=False, unique=True),
    Column("path", LargeBinary, nullable=False),  # bytes: a name need not be Unicode
    Column("registered", String(20), nullable=False),
)

# What the index holds under a number: the text or the rows of one version of an asset, with what
# is said of it. A number is never used again, so that a stale one never means another asset; a
# row is never changed but for its state, so that the register and the index never disagree.
prints = Table(
    "prints",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("asset", String(16), ForeignKey("assets.id"), nullable=False, index=True),
    Column("version", BigInteger, nullable=False),
    Column("content", LargeBinary(16), nullable=False, index=True),  # a keyed digest
    Column("kind", String(16), nullable=False),
    Column("class", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("until", Date),
    Column("columns", Text, nullable=False),  # keyed digests of headings, parted by commas
    Column("need", Integer, nullable=False),
    Column("fingerprints", BigInteger, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("registered", String(20), nullable=False),
)

origins = Table(
    "origins",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),  # of the path, which may be long
    Column("path", LargeBinary, nullable=False),
    Column("asset", String(16), ForeignKey("assets.id"), index=True),
    Column("content", LargeBinary(16)),
    Column("stamp", String(96), nullable=False),  # size and times of the file when it was read
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("seen", String(20), nullable=False),
)
