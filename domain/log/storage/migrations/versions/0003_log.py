"""Which positions erasures have left empty, and the signed checkpoints with their cosignatures.

A log from before does not say which of its entries were erased: those that are gone where there are fences are taken to be,
and have no mark. Where nothing was erased, nothing may be gone.
"""

import sqlalchemy as sa
from alembic import op

revision = "log_0003"
down_revision = "log_0002"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOTHING = {"sqlite": "X''", "postgresql": "''::bytea"}


def upgrade() -> None:
    dialect = op.get_context().dialect.name
    create_erased(NOTHING[dialect])
    create_checkpoints()
    for guard in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(guard)


def create_erased(no_mark: str) -> None:
    op.create_table(
        "erased",
        sa.Column("position", LONG, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.execute(
        f"INSERT INTO erased SELECT position, {no_mark} FROM leaves WHERE EXISTS (SELECT 1 FROM fences)"
        " AND NOT EXISTS (SELECT 1 FROM events WHERE events.position = leaves.position)"
    )


def create_checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("number", LONG, primary_key=True, autoincrement=False),
        sa.Column("size", LONG, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("signed_at", LONG, nullable=False),
        sa.Column("signer", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "cosignatures",
        sa.Column("checkpoint", LONG, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("checkpoint", "line"),
        sqlite_strict=True,
    )


def refuse(name: str, when: str, why: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"


NOT_FENCED = (
    "SELECT 1 FROM events WHERE position = NEW.position"
    " AND NOT EXISTS (SELECT 1 FROM fences WHERE fences.stream = events.stream)"
)
SQLITE = (
    refuse(
        "erased_are_fenced",
        f"INSERT ON erased WHEN EXISTS ({NOT_FENCED}) OR EXISTS (SELECT 1 FROM erased WHERE position = NEW.position)",
        "only what a fence stands for is erased",
    ),
    *(refuse(f"{table}_are_not_changed", f"UPDATE ON {table}", "it only grows") for table in ("erased", "checkpoints")),
    *(refuse(f"{table}_are_kept", f"DELETE ON {table}", "it only grows") for table in ("erased", "checkpoints")),
    refuse(
        "checkpoints_are_not_replaced",
        "INSERT ON checkpoints WHEN EXISTS (SELECT 1 FROM checkpoints WHERE number = NEW.number)",
        "a checkpoint is never replaced",
    ),
)
POSTGRESQL = (
    f"""
    CREATE FUNCTION erase_by_fence() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF EXISTS ({NOT_FENCED}) THEN
            RAISE EXCEPTION 'only what a fence stands for is erased' USING ERRCODE = '23001';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER fenced BEFORE INSERT ON erased FOR EACH ROW EXECUTE FUNCTION erase_by_fence()",
    *(
        statement
        for table in ("erased", "checkpoints")
        for statement in (
            f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()",
            f"CREATE TRIGGER whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
        )
    ),
)
