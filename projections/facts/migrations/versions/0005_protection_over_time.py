"""Protected personal data are a value that holds from a day until another, however they were registered."""

from alembic import op

revision = "facts_0005"
down_revision = "facts_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("participants", "protected")
