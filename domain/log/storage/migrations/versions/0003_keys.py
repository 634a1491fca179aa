"""After which erasure the store was last cleaned of what the erased leave; settings, holds, and proposals of retention."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "keys_0003"
down_revision = "keys_0002"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # -1: an earlier version has written the store, and left what it deleted in its files
    op.add_column("store", sa.Column("cleaned", LONG, nullable=False, server_default=sa.text("-1")))
    create("settings", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
    create(
        "holds",
        sa.Column("stream", sa.LargeBinary, primary_key=True),
        sa.Column("since", LONG, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
    )
    create(
        "proposals",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("made_at", LONG, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("streams", sa.LargeBinary, nullable=False),
        sa.Column("archive", sa.Text, nullable=False),
    )


def create(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sqlite_strict=True)
