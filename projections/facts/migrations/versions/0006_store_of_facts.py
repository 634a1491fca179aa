"""The store that the facts belong to, and the history of its log."""

import sqlalchemy as sa
from alembic import op

revision = "facts_0006"
down_revision = "facts_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("progress", sa.Column("store", sa.Text(), nullable=True))
    op.add_column("progress", sa.Column("leaf", sa.Text(), nullable=True))
