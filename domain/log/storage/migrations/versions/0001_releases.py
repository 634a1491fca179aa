"""The ledger of releases: what left through the disclosure gate. It only grows."""

import sqlalchemy as sa
from alembic import op

revision = "releases_0001"
down_revision = None
branch_labels = ("releases",)
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHORT = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "store",
        sa.Column("one", SHORT, primary_key=True, autoincrement=False),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("one = 1", name="one_store"),
        sqlite_strict=True,
    )
    op.create_table(
        "releases",
        sa.Column("number", LONG, primary_key=True, autoincrement=False),
        sa.Column("family", sa.LargeBinary, nullable=False),
        sa.Column("first_on", LONG, nullable=False),
        sa.Column("last_on", LONG, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("releases_of", "releases", ["family", "first_on"])
    for guard in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(guard)


def refuse(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, 'a release stands'); END"


SQLITE = (
    refuse("releases_are_not_replaced", "INSERT ON releases WHEN EXISTS (SELECT 1 FROM releases WHERE number = NEW.number)"),
    refuse("releases_are_not_changed", "UPDATE ON releases"),
    refuse("releases_are_kept", "DELETE ON releases"),
)
POSTGRESQL = (
    """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% of % is refused: a release stands', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
    END $$
    """,
    "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON releases FOR EACH ROW EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER whole BEFORE TRUNCATE ON releases FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
)
