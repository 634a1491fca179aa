"""Which store the log is part of, how far its keys had come, and where a clock was found to have been ahead."""

import sqlalchemy as sa
from alembic import op

revision = "log_0002"
down_revision = "log_0001"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHORT = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "store",
        sa.Column("one", SHORT, primary_key=True, autoincrement=False),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("keys", LONG, nullable=False),
        sa.Column("last_key", sa.LargeBinary),
        sa.CheckConstraint("one = 1", name="one_store"),
        sqlite_strict=True,
    )
    op.create_table(
        "clock",
        sa.Column("position", LONG, primary_key=True, autoincrement=False),
        sa.Column("clock", LONG, nullable=False),
        sa.Column("stored_at", LONG, nullable=False),
        sqlite_strict=True,
    )
