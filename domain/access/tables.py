"""The tables of the access part, with the same schema in SQLite and PostgreSQL, created by the migrations."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

_Long = BigInteger().with_variant(Integer(), "sqlite")
_Short = SmallInteger().with_variant(Integer(), "sqlite")

access = MetaData()

store = Table(
    "store",
    access,
    Column("one", _Short, CheckConstraint("one = 1", name="one_store"), primary_key=True, autoincrement=False),
    Column("id", LargeBinary, nullable=False),
    sqlite_strict=True,
)

accounts = Table(
    "accounts",
    access,
    Column("id", _Long, primary_key=True, autoincrement=False),
    Column("issuer", Text, nullable=False),
    Column("sub", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("units", Text, nullable=False),
    Column("password", Text),
    Column("totp", LargeBinary),
    Column("totp_step", _Long, nullable=False),
    Column("created_at", _Long, nullable=False),
    Column("ended_at", _Long),
    UniqueConstraint("issuer", "sub", name="one_account_a_person"),
    sqlite_strict=True,
)
"""Staff. `password` is a hash by argon2, `totp` the sealed secret, `totp_step` the last step that was used."""

assignments = Table(
    "assignments",
    access,
    Column("account", _Long, nullable=False),
    Column("stream", LargeBinary, nullable=False),
    PrimaryKeyConstraint("account", "stream"),
    sqlite_strict=True,
)

known_as = Table(
    "known_as",
    access,
    Column("account", _Long, nullable=False),
    Column("key", Text, nullable=False),
    PrimaryKeyConstraint("account", "key"),
    sqlite_strict=True,
)
"""By which keys the sources know an account's person."""

purposes = Table(
    "purposes",
    access,
    Column("id", _Long, primary_key=True, autoincrement=False),
    Column("account", _Long, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("until", _Long, nullable=False),
    sqlite_strict=True,
)

sessions = Table(
    "sessions",
    access,
    Column("id", LargeBinary, primary_key=True),
    Column("account", _Long, nullable=False),
    Column("begun_at", _Long, nullable=False),
    Column("used_at", _Long, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("client", Text, nullable=False),
    sqlite_strict=True,
)
"""`id` is a hash of what the browser holds."""

tokens = Table(
    "tokens",
    access,
    Column("id", LargeBinary, primary_key=True),
    Column("account", _Long, nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("created_at", _Long, nullable=False),
    Column("expires_at", _Long, nullable=False),
    sqlite_strict=True,
)
"""`id` is a hash of the token."""

attempts = Table(
    "attempts",
    access,
    Column("of", LargeBinary, primary_key=True),
    Column("failures", _Long, nullable=False),
    Column("first_at", _Long, nullable=False),
    sqlite_strict=True,
)

flows = Table(
    "flows",
    access,
    Column("state", LargeBinary, primary_key=True),
    Column("browser", LargeBinary, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("begun_at", _Long, nullable=False),
    sqlite_strict=True,
)
"""Sign-ins by OpenID Connect that have begun: `state` and `browser` are hashes."""

entries = Table(
    "entries",
    access,
    Column("number", _Long, primary_key=True, autoincrement=False),
    Column("at", _Long, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("persons", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""The access log: `entry` is the exact JSON that the leaf is a hash of, `persons` the streams shown, 16 bytes each."""

leaves = Table(
    "leaves",
    access,
    Column("number", _Long, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
    sqlite_strict=True,
)

tree = Table(
    "tree",
    access,
    Column("one", _Short, CheckConstraint("one = 1", name="one_tree"), primary_key=True, autoincrement=False),
    Column("frontier", LargeBinary, nullable=False),
    sqlite_strict=True,
)

looks = Table(
    "looks",
    access,
    Column("stream", LargeBinary, nullable=False),
    Column("number", _Long, nullable=False),
    PrimaryKeyConstraint("stream", "number"),
    sqlite_strict=True,
)
"""Derived from the entries: in which of them a participant was shown."""
