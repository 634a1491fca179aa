"""The tables of the log, of the keys and of the openings, one shape for SQLite and PostgreSQL. The migrations make them.

What guards them (no change, no deletion but by erasure, no replacing insert) are triggers, and stand in the migration.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

MERGING = ("participants_merged", "merge_undone")
"""The kinds that tie streams together; whoever is folded needs to find them without reading everything."""
MERGES_ONLY = text("kind IN ('participants_merged', 'merge_undone')")

# In SQLite an explicit INTEGER key is the row's own place, and STRICT tables know no BIGINT.
_Long = BigInteger().with_variant(Integer(), "sqlite")
_Short = SmallInteger().with_variant(Integer(), "sqlite")

log = MetaData()
keys = MetaData()
opened = MetaData()

events = Table(
    "events",
    log,
    Column("position", _Long, primary_key=True, autoincrement=False),
    Column("stream", LargeBinary, nullable=False),
    Column("version", _Long, nullable=False),
    Column("kind", Text, nullable=False),
    Column("kind_version", _Short, nullable=False),
    Column("recorded_at", _Long, nullable=False),
    Column("stored_at", _Long, nullable=False),
    Column("event_key", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("person", LargeBinary),
    UniqueConstraint("stream", "version", name="one_event_a_version"),
    UniqueConstraint("event_key", name="one_event_a_key"),
    Index("merges", "kind", sqlite_where=MERGES_ONLY, postgresql_where=MERGES_ONLY),
    sqlite_strict=True,
)

leaves = Table(
    "leaves",
    log,
    Column("position", _Long, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
    sqlite_strict=True,
)

tree = Table(
    "tree",
    log,
    Column("id", _Short, CheckConstraint("id = 1", name="one_tree"), primary_key=True, autoincrement=False),
    Column("size", _Long, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("last_stored_at", _Long, nullable=False),
    sqlite_strict=True,
)

fences = Table(
    "fences",
    log,
    Column("stream", LargeBinary, primary_key=True),
    Column("position", _Long, nullable=False),
    Column("name_hash", LargeBinary, nullable=False),
    UniqueConstraint("name_hash", name="one_fence_a_name"),
    sqlite_strict=True,
)

identities = Table(
    "identities",
    log,
    Column("number_hash", LargeBinary, nullable=False),
    Column("stream", LargeBinary, nullable=False),
    PrimaryKeyConstraint("number_hash", "stream"),
    Index("identities_of", "stream"),
    sqlite_strict=True,
)

log_store = Table(
    "store",
    log,
    Column("one", _Short, CheckConstraint("one = 1", name="one_store"), primary_key=True, autoincrement=False),
    Column("id", LargeBinary, nullable=False),
    Column("keys", _Long, nullable=False),
    Column("last_key", LargeBinary),
    sqlite_strict=True,
)
"""Which store the log is part of; how many keys had been made when it last grew, and the stream of the last."""

clock = Table(
    "clock",
    log,
    Column("position", _Long, primary_key=True, autoincrement=False),
    Column("clock", _Long, nullable=False),
    Column("stored_at", _Long, nullable=False),
    sqlite_strict=True,
)
"""From which position on, and by which clock, entries were stored behind a time that an earlier clock was ahead."""

subjects = Table(
    "keys",
    keys,
    Column("stream", LargeBinary, primary_key=True),
    Column("name_hash", LargeBinary, nullable=False),
    Column("name", LargeBinary),
    Column("wrapped", LargeBinary),
    Column("epoch", Integer, nullable=False),
    UniqueConstraint("name_hash", name="one_key_a_name"),
    sqlite_strict=True,
)

key_store = Table(
    "store",
    keys,
    Column("one", _Short, CheckConstraint("one = 1", name="one_store"), primary_key=True, autoincrement=False),
    Column("id", LargeBinary, nullable=False),
    Column("keys", _Long, nullable=False),
    Column("last_key", LargeBinary),
    Column("position", _Long, nullable=False),
    Column("leaf", LargeBinary),
    Column("openings", _Long, nullable=False),
    sqlite_strict=True,
)
"""Which store the keys are part of; how many were ever made; how far the log and the openings are known to have come."""

openings_store = Table(
    "store",
    opened,
    Column("one", _Short, CheckConstraint("one = 1", name="one_store"), primary_key=True, autoincrement=False),
    Column("id", LargeBinary, nullable=False),
    Column("position", _Long, nullable=False),
    Column("leaf", LargeBinary),
    sqlite_strict=True,
)
"""Which store the openings are part of; how far the log had come at the last of them."""

openings = Table(
    "openings",
    opened,
    Column("number", _Long, primary_key=True, autoincrement=False),
    Column("opened_at", _Long, nullable=False),
    Column("who", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("what", Text, nullable=False),
    sqlite_strict=True,
)
