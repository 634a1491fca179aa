"""The key store: one row a participant for ever; an erased one keeps no key."""

import sqlalchemy as sa
from alembic import op

revision = "keys_0001"
down_revision = None
branch_labels = ("keys",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("stream", sa.LargeBinary, primary_key=True),
        sa.Column("name_hash", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.LargeBinary),
        sa.Column("wrapped", sa.LargeBinary),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.UniqueConstraint("name_hash", name="one_key_a_name"),
        sqlite_strict=True,
    )
