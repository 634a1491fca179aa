"""After which erasure the store was last cleaned of what the erased leave in free pages and journals."""

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
