"""Who may see what, and who saw what: accounts and what they own, and the access log, which only grows for five years."""

import sqlalchemy as sa
from alembic import op

revision = "access_0001"
down_revision = None
branch_labels = ("access",)
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHORT = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    create_store()
    create_accounts()
    create_assignments()
    create_purposes()
    create_sessions()
    create_tokens()
    create_attempts()
    create_flows()
    create_entries()
    create_leaves()
    create_tree()
    create_looks()
    for guard in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(guard)


def create_store() -> None:
    op.create_table(
        "store",
        sa.Column("one", SHORT, primary_key=True, autoincrement=False),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("one = 1", name="one_store"),
        sqlite_strict=True,
    )


def create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", LONG, primary_key=True, autoincrement=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("sub", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("units", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("totp", sa.LargeBinary),
        sa.Column("totp_step", LONG, nullable=False),
        sa.Column("created_at", LONG, nullable=False),
        sa.Column("ended_at", LONG),
        sa.UniqueConstraint("issuer", "sub", name="one_account_a_person"),
        sqlite_strict=True,
    )


def create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("account", LONG, nullable=False),
        sa.Column("stream", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("account", "stream"),
        sqlite_strict=True,
    )


def create_purposes() -> None:
    op.create_table(
        "purposes",
        sa.Column("id", LONG, primary_key=True, autoincrement=False),
        sa.Column("account", LONG, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("until", LONG, nullable=False),
        sqlite_strict=True,
    )


def create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("account", LONG, nullable=False),
        sa.Column("begun_at", LONG, nullable=False),
        sa.Column("used_at", LONG, nullable=False),
        sa.Column("csrf", sa.Text, nullable=False),
        sa.Column("client", sa.Text, nullable=False),
        sqlite_strict=True,
    )


def create_tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("account", LONG, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("created_at", LONG, nullable=False),
        sa.Column("expires_at", LONG, nullable=False),
        sqlite_strict=True,
    )


def create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("of", sa.LargeBinary, primary_key=True),
        sa.Column("failures", LONG, nullable=False),
        sa.Column("first_at", LONG, nullable=False),
        sqlite_strict=True,
    )


def create_flows() -> None:
    op.create_table(
        "flows",
        sa.Column("state", sa.LargeBinary, primary_key=True),
        sa.Column("browser", sa.LargeBinary, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("begun_at", LONG, nullable=False),
        sqlite_strict=True,
    )


def create_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("number", LONG, primary_key=True, autoincrement=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("persons", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )


def create_leaves() -> None:
    op.create_table(
        "leaves",
        sa.Column("number", LONG, primary_key=True, autoincrement=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )


def create_tree() -> None:
    op.create_table(
        "tree",
        sa.Column("one", SHORT, primary_key=True, autoincrement=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("one = 1", name="one_tree"),
        sqlite_strict=True,
    )
    empty = "X'0000000000000000'" if op.get_context().dialect.name == "sqlite" else "'\\x0000000000000000'"
    op.execute(f"INSERT INTO tree VALUES (1, {empty})")


def create_looks() -> None:
    op.create_table(
        "looks",
        sa.Column("stream", sa.LargeBinary, nullable=False),
        sa.Column("number", LONG, nullable=False),
        sa.PrimaryKeyConstraint("stream", "number"),
        sqlite_strict=True,
    )


YEARS = 5
SQLITE_YOUNG = f"OLD.at > CAST(strftime('%s', 'now', '-{YEARS} years') AS INTEGER) * 1000000"
POSTGRESQL_YOUNG = f"OLD.at > extract(epoch FROM now() - interval '{YEARS} years') * 1000000"


def refuse(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, 'an entry of the access log stands'); END"


SQLITE = (
    refuse("entries_are_not_replaced", "INSERT ON entries WHEN EXISTS (SELECT 1 FROM entries WHERE number = NEW.number)"),
    refuse("entries_are_not_changed", "UPDATE ON entries"),
    refuse("entries_are_kept", f"DELETE ON entries WHEN {SQLITE_YOUNG}"),
    refuse("leaves_are_not_replaced", "INSERT ON leaves WHEN EXISTS (SELECT 1 FROM leaves WHERE number = NEW.number)"),
    refuse("leaves_are_not_changed", "UPDATE ON leaves"),
    refuse("leaves_are_kept", "DELETE ON leaves"),
)
POSTGRESQL = (
    """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% of % is refused: an entry of the access log stands', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
    END $$
    """,
    "CREATE TRIGGER unchanged BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION refuse()",
    f"CREATE TRIGGER kept BEFORE DELETE ON entries FOR EACH ROW WHEN ({POSTGRESQL_YOUNG}) EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER whole BEFORE TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON leaves FOR EACH ROW EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER whole BEFORE TRUNCATE ON leaves FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
)
