"""The log: events, their leaves, the tree's edge, fences and identities, and the triggers that guard them."""

import sqlalchemy as sa
from alembic import op

revision = "log_0001"
down_revision = None
branch_labels = ("log",)
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHORT = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
MERGES_ONLY = sa.text("kind IN ('participants_merged', 'merge_undone')")


def upgrade() -> None:
    create_events()
    create_proof()
    create_lookups()
    guards = SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL
    for guard in guards:
        op.execute(guard)


def create_events() -> None:
    op.create_table(
        "events",
        sa.Column("position", LONG, primary_key=True, autoincrement=False),
        sa.Column("stream", sa.LargeBinary, nullable=False),
        sa.Column("version", LONG, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("kind_version", SHORT, nullable=False),
        sa.Column("recorded_at", LONG, nullable=False),
        sa.Column("stored_at", LONG, nullable=False),
        sa.Column("event_key", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.LargeBinary),
        sa.UniqueConstraint("stream", "version", name="one_event_a_version"),
        sa.UniqueConstraint("event_key", name="one_event_a_key"),
        sqlite_strict=True,
    )
    op.create_index("merges", "events", ["kind"], sqlite_where=MERGES_ONLY, postgresql_where=MERGES_ONLY)


def create_proof() -> None:
    op.create_table(
        "leaves",
        sa.Column("position", LONG, primary_key=True, autoincrement=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "tree",
        sa.Column("id", SHORT, primary_key=True, autoincrement=False),
        sa.Column("size", LONG, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("last_stored_at", LONG, nullable=False),
        sa.CheckConstraint("id = 1", name="one_tree"),
        sqlite_strict=True,
    )
    empty = "X'0000000000000000'" if op.get_context().dialect.name == "sqlite" else "'\\x0000000000000000'"
    op.execute(f"INSERT INTO tree VALUES (1, 0, {empty}, 0)")


def create_lookups() -> None:
    op.create_table(
        "fences",
        sa.Column("stream", sa.LargeBinary, primary_key=True),
        sa.Column("position", LONG, nullable=False),
        sa.Column("name_hash", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("name_hash", name="one_fence_a_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "identities",
        sa.Column("number_hash", sa.LargeBinary, nullable=False),
        sa.Column("stream", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number_hash", "stream"),
        sqlite_strict=True,
    )
    op.create_index("identities_of", "identities", ["stream"])


def refuse(name: str, when: str, why: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"


# INSERT OR REPLACE deletes without firing a delete trigger (unless the connection asks for it), so what is there is
# looked for before each insert. Three look-ups cost no more than one: nearly all of it is having a trigger at all.
SQLITE = (
    """
    CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE position = NEW.position)
        OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version)
        OR EXISTS (SELECT 1 FROM events WHERE event_key = NEW.event_key)
    BEGIN
        SELECT CASE
            WHEN EXISTS (SELECT 1 FROM events WHERE event_key = NEW.event_key) THEN RAISE(ABORT, 'event key')
            WHEN EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version)
                THEN RAISE(ABORT, 'version')
            ELSE RAISE(ABORT, 'position')
        END;
    END
    """,
    refuse("events_are_not_changed", "UPDATE ON events", "an event is never changed"),
    refuse(
        "events_are_deleted_by_erasure",
        "DELETE ON events WHEN NOT EXISTS (SELECT 1 FROM fences WHERE stream = OLD.stream)",
        "an event is deleted by erasure only",
    ),
    refuse(
        "leaves_are_not_replaced",
        "INSERT ON leaves WHEN EXISTS (SELECT 1 FROM leaves WHERE position = NEW.position)",
        "a leaf is never replaced",
    ),
    refuse("leaves_are_not_changed", "UPDATE ON leaves", "a leaf is never changed"),
    refuse("leaves_are_kept", "DELETE ON leaves", "a leaf is kept for ever"),
    refuse(
        "fences_stand_on_erasures",
        "INSERT ON fences WHEN NOT EXISTS"
        " (SELECT 1 FROM events WHERE position = NEW.position AND kind = 'erased')"
        " OR EXISTS (SELECT 1 FROM fences WHERE stream = NEW.stream OR name_hash = NEW.name_hash)",
        "a fence stands on an event of erasure, once",
    ),
    refuse("fences_are_not_moved", "UPDATE ON fences", "a fence is never moved"),
    refuse("fences_are_kept", "DELETE ON fences", "a fence is kept for ever"),
)

# PostgreSQL has no replacing insert: ON CONFLICT DO UPDATE is an update, and is refused as one.
POSTGRESQL = (
    """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% of % is refused: the log only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE FUNCTION delete_by_erasure() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM fences WHERE stream = OLD.stream) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'an event is deleted by erasure only' USING ERRCODE = '23001';
    END $$
    """,
    """
    CREATE FUNCTION fence_by_erasure() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM events WHERE position = NEW.position AND kind = 'erased') THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a fence stands on an event of erasure' USING ERRCODE = '23001';
    END $$
    """,
    "CREATE TRIGGER unchanged BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER erasure BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION delete_by_erasure()",
    "CREATE TRIGGER whole BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON leaves FOR EACH ROW EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER whole BEFORE TRUNCATE ON leaves FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER founded BEFORE INSERT ON fences FOR EACH ROW EXECUTE FUNCTION fence_by_erasure()",
    "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON fences FOR EACH ROW EXECUTE FUNCTION refuse()",
    "CREATE TRIGGER whole BEFORE TRUNCATE ON fences FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
)
