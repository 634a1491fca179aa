"""Which store the keys are part of, how many were ever made, and how far the log and the openings had come."""

import sqlalchemy as sa
from alembic import op

revision = "keys_0002"
down_revision = "keys_0001"
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
        sa.Column("position", LONG, nullable=False),
        sa.Column("leaf", sa.LargeBinary),
        sa.Column("openings", LONG, nullable=False),
        sa.CheckConstraint("one = 1", name="one_store"),
        sqlite_strict=True,
    )
