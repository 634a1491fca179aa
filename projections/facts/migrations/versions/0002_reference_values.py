"""Reference values among the facts, and the yes or no of a moment (`flag`)."""

import sqlalchemy as sa
from alembic import op

revision = "facts_0002"
down_revision = "facts_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("moments", sa.Column("flag", sa.Boolean(), nullable=True))
    op.create_table(
        "reference_values",
        sa.Column("pid", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("series", "period", "part")),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
    )
    op.create_index("reference_values_by_pid", "reference_values", ["pid"])
