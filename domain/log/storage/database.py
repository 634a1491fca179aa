"""Opens a store (a directory of SQLite files or a PostgreSQL database), and locks it for writing."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    NullPool,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from domain.errors import StoreAddress, StoreUnreachable
from domain.log.storage.faults import PATIENCE, missing, translate_errors, without_password
from domain.log.storage.places import served
from domain.log.storage.sqlite import alone, open_file
from domain.vocabulary.text import Text

Store = Literal["log", "keys", "openings", "access", "releases"]
"""A part of a store that is a database."""
AnyPart = Store | Literal["facts"]
"""A part of a store."""

CHUNK = 2000


def open_engine(where: str, store: Store, *, create: bool = True) -> Engine:
    if served(where):
        return _open_postgresql(address(where), f"rodtrad_{store}", create)
    return open_file(Path(where).expanduser().absolute(), store, create)


def part_name(where: str, store: AnyPart) -> str:
    """Returns the name of a part of the store: its schema or its file; facts are a folder."""
    if store == "facts":
        return store
    return f"rodtrad_{store}" if served(where) else f"{store}.db"


def address(where: str) -> URL:
    """Returns the address of a PostgreSQL store. Raises `StoreAddress` if it is malformed or names no database."""
    try:
        url = make_url(where).set(drivername="postgresql+psycopg")
    except (ValueError, ArgumentError):
        raise StoreAddress(
            why=Text("porten är inget tal, eller tecken saknas", "the port is no number, or signs lack")
        ) from None
    if not url.database:
        raise StoreAddress(why=Text("den nämner ingen databas", "it names no database"))
    return url


def shown(where: str) -> str:
    """Returns the place of a store, without password."""
    return without_password(address(where)) if served(where) else where


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction with the exclusive right to write to its part of the store until it has committed."""
    if engine.dialect.name == "sqlite":
        with (
            alone(engine.url.database),
            engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            yield connection
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad'), hashtext(current_schema()))")
            yield connection


@contextmanager
def founding(where: str) -> Iterator[None]:
    """Holds the exclusive right to create a store or to upgrade its parts."""
    if served(where):
        with connected(address(where)) as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad'), hashtext('store'))")
            yield
        return
    directory = Path(where).expanduser().absolute()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        raise missing(directory, why) from why
    with alone(str(directory / "store.db")):
        yield


def chunks(values: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yields the values in tuples of at most `CHUNK`, the size used for a single statement."""
    remaining = iter(values)
    while some := tuple(islice(remaining, CHUNK)):
        yield some


def in_part(stream: ColumnElement[bytes], part: tuple[int, int]) -> ColumnElement[bool]:
    """Returns the SQL condition that a stream is in a part, by its (random) first byte: (0, 2) and (1, 2) are the halves."""
    which, parts = part
    low, high = which * 256 // parts, (which + 1) * 256 // parts
    return stream >= bytes([low]) if high == 256 else stream.between(bytes([low]), bytes([high - 1]) + b"\xff" * 16)


def _open_postgresql(url: URL, schema: str, create: bool) -> Engine:
    engine = _engine_over(url, schema)
    with ExitStack() as opened:
        opened.callback(engine.dispose)
        with _connection(engine, url) as connection:
            there = _has_schema(connection, schema)
        if there:
            opened.pop_all()
            return engine
    # An engine reads its schema when it first connects, so an engine connected before the schema existed cannot be used.
    if not create:
        raise missing(without_password(url), schema)
    with connected(url) as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad'))")
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    return _open_postgresql(url, schema, create=False)


def _engine_over(url: URL, schema: str) -> Engine:
    engine = _engine(url, execution_options={"part": schema})

    @event.listens_for(engine, "connect", insert=True)
    def settle(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET search_path TO {schema}")
        connection.execute("SET synchronous_commit TO on")
        connection.execute(f"SET lock_timeout TO {round(PATIENCE * 1000)}")
        connection.autocommit = False

    return engine


def _engine(url: URL, **options: Any) -> Engine:
    try:
        return create_engine(url, hide_parameters=True, **options)
    except (ArgumentError, ValueError):
        raise _unknown_setting() from None


@contextmanager
def connected(url: URL) -> Iterator[Connection]:
    """A transaction outside the store's schemas."""
    with _connection(_engine(url, poolclass=NullPool), url) as connection, connection.begin():
        yield connection


@contextmanager
def _connection(engine: Engine, url: URL) -> Iterator[Connection]:
    """Opens the first connection of an engine. Raises `StoreUnreachable` or `StoreAddress`, without the password."""
    try:
        connection = engine.connect()
    except OperationalError as why:
        raise StoreUnreachable(where=without_password(url), why=" ".join(str(why.orig).split())) from why
    except (ArgumentError, ProgrammingError, ValueError):
        raise _unknown_setting() from None
    translate_errors(engine)
    with connection:
        yield connection


def _unknown_setting() -> StoreAddress:
    return StoreAddress(why=Text("en inställning i den finns inte", "a setting in it does not exist"))


def _has_schema(connection: Connection, schema: str) -> bool:
    return connection.exec_driver_sql("SELECT to_regnamespace(%s)", (schema,)).scalar_one() is not None
