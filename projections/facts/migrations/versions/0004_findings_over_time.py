"""A finding holds from a day until another, so that the findings of any day can be selected."""

import sqlalchemy as sa
from alembic import op

revision = "facts_0004"
down_revision = "facts_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("findings", "certain_on")
    op.add_column("findings", sa.Column("from_on", sa.Date(), nullable=True))
    op.add_column("findings", sa.Column("until_on", sa.Date(), nullable=True))
