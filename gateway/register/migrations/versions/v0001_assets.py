"""Assets, their prints in the index, the files that they came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "about",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "assets",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("family", sa.BigInteger, nullable=False, unique=True),
        sa.Column("path", sa.LargeBinary, nullable=False),
        sa.Column("registered", sa.String(20), nullable=False),
    )
    op.create_table(
        "prints",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("asset", sa.String(16), sa.ForeignKey("assets.id"), nullable=False, index=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary(16), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("class", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("columns", sa.Text, nullable=False),
        sa.Column("need", sa.Integer, nullable=False),
        sa.Column("fingerprints", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("registered", sa.String(20), nullable=False),
    )
    op.create_table(
        "origins",
        sa.Column("key", sa.LargeBinary(16), primary_key=True),
        sa.Column("path", sa.LargeBinary, nullable=False),
        sa.Column("asset", sa.String(16), sa.ForeignKey("assets.id"), index=True),
        sa.Column("content", sa.LargeBinary(16)),
        sa.Column("stamp", sa.String(96), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("seen", sa.String(20), nullable=False),
    )


def downgrade() -> None:
    for table in ("origins", "prints", "assets", "about"):
        op.drop_table(table)
