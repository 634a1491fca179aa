"""The list of openings: who saw what the disclosure gate hides. It only grows."""

import sqlalchemy as sa
from alembic import op

revision = "openings_0001"
down_revision = None
branch_labels = ("openings",)
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("number", LONG, primary_key=True, autoincrement=False),
        sa.Column("opened_at", LONG, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    for guard in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(guard)


def refuse(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, 'an opening stands'); END"


SQLITE = (
    refuse("openings_are_not_replaced", "INSERT ON openings WHEN EXISTS (SELECT 1 FROM openings WHERE number = NEW.number)"),
    refuse("openings_are_not_changed", "UPDATE ON openings"),
    refuse("openings_are_kept", "DELETE ON openings"),
)
POSTGRESQL = (
    """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% of % is refused: an opening stands', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
    END $$
    """,
    "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON openings FOR EACH ROW EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER whole BEFORE TRUNCATE ON openings FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
)
