"""The tables of the log, the keys and the openings, with the same schema in SQLite and PostgreSQL, created by the migrations.

The triggers that guard them (no update, no deletion except by erasure, no replacing insert) are in the migrations.
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
"""The kinds that connect streams; the fold must find them without reading the whole log."""
MERGES_ONLY = text("kind IN ('participants_merged', 'merge_undone')")

# In SQLite an explicit INTEGER key is the rowid, and STRICT tables do not support BIGINT.
_Long = BigInteger().with_variant(Integer(), "sqlite")
_Short = SmallInteger().with_variant(Integer(), "sqlite")

log = MetaData()
keys = MetaData()
opened = MetaData()
released = MetaData()

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
    Index("merges", "kind"),  # of `MERGES_ONLY`, as the migration says; here a condition would load every dialect it is for
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

erased = Table(
    "erased",
    log,
    Column("position", _Long, primary_key=True, autoincrement=False),
    Column("mark", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""The positions whose entries an erasure took, each with a keyed mark of its leaf; not whose they were. The mark is empty if
the entry was gone before the log had this register."""

checkpoints = Table(
    "checkpoints",
    log,
    Column("number", _Long, primary_key=True, autoincrement=False),
    Column("size", _Long, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("signed_at", _Long, nullable=False),
    Column("signer", Text, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_strict=True,
)
"""The signed checkpoints, each with the tree's edge that it signs and the public key of its signer."""

cosignatures = Table(
    "cosignatures",
    log,
    Column("checkpoint", _Long, nullable=False),
    Column("line", Text, nullable=False),
    PrimaryKeyConstraint("checkpoint", "line"),
    sqlite_strict=True,
)
"""What witnesses have signed: lines to add to a checkpoint's note, by its number."""

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
"""The id of the log's store; the number of keys created at the last write to the log, and the stream of the last key."""

clock = Table(
    "clock",
    log,
    Column("position", _Long, primary_key=True, autoincrement=False),
    Column("clock", _Long, nullable=False),
    Column("stored_at", _Long, nullable=False),
    sqlite_strict=True,
)
"""The position and clock time of the first write that got a later stored time, because an earlier clock had been ahead."""

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
    Column("cleaned", _Long, nullable=False),
    sqlite_strict=True,
)
"""The id of the keys' store; the number of keys ever created; the last known position of the log, and number of openings.

`cleaned`: the position of the last erasure after which the store was cleaned of remains (`erasing`).
"""

settings = Table(
    "settings",
    keys,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)

holds = Table(
    "holds",
    keys,
    Column("stream", LargeBinary, primary_key=True),
    Column("since", _Long, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""Who is not to be erased until further notice; the reason is sealed with the participant's own key."""

proposals = Table(
    "proposals",
    keys,
    Column("id", Text, primary_key=True),
    Column("made_at", _Long, nullable=False),
    Column("by", Text, nullable=False),
    Column("streams", LargeBinary, nullable=False),
    Column("archive", Text, nullable=False),
    sqlite_strict=True,
)
"""Whom somebody has proposed to erase, all their streams after one another, and the digest of the archive file made first."""

openings_store = Table(
    "store",
    opened,
    Column("one", _Short, CheckConstraint("one = 1", name="one_store"), primary_key=True, autoincrement=False),
    Column("id", LargeBinary, nullable=False),
    Column("position", _Long, nullable=False),
    Column("leaf", LargeBinary),
    sqlite_strict=True,
)
"""The id of the openings' store; the log's position and leaf at the last opening."""

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

releases_store = Table(
    "store",
    released,
    Column("one", _Short, CheckConstraint("one = 1", name="one_store"), primary_key=True, autoincrement=False),
    Column("id", LargeBinary, nullable=False),
    sqlite_strict=True,
)

releases = Table(
    "releases",
    released,
    Column("number", _Long, primary_key=True, autoincrement=False),
    Column("family", LargeBinary, nullable=False),
    Column("first_on", _Long, nullable=False),
    Column("last_on", _Long, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("releases_of", "family", "first_on"),
    sqlite_strict=True,
)
"""What left of a number in a period, sealed; its days as ordinals; `family`: a keyed hash of what it is decided with."""
