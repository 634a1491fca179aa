"""Which store the openings are part of, and how far its log had come at the last of them."""

import sqlalchemy as sa
from alembic import op

revision = "openings_0002"
down_revision = "openings_0001"
branch_labels = None
depends_on = None

SHORT = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "store",
        sa.Column("one", SHORT, primary_key=True, autoincrement=False),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leaf", sa.LargeBinary),
        sa.CheckConstraint("one = 1", name="one_store"),
        sqlite_strict=True,
    )
