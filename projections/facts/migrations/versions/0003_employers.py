"""The employer of a placement, so that places can be counted per employer (LIN-8)."""

import sqlalchemy as sa
from alembic import op

revision = "facts_0003"
down_revision = "facts_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("placements", sa.Column("employer", sa.Text(), nullable=True))
