"""Inserts many rows with the fastest method of each driver: executemany on SQLite, COPY on PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import IntegrityError
from sqlalchemy import Column, Connection, Table
from sqlalchemy.exc import IntegrityError as Refused

from domain.errors import Conflict
from domain.log.storage.faults import in_words, place

_COPIED_AS = {
    "BIGINT": "int8",
    "SMALLINT": "int2",
    "INTEGER": "int4",
    "TEXT": "text",
    "BLOB": "bytea",
    "DATE": "date",
    "BOOLEAN": "bool",
    "FLOAT": "float8",
}
_TAKEN = {
    "version": "version",  # the message of SQLite's trigger
    "event key": "event_key",
    "one_event_a_version": "version",  # the constraint's name in PostgreSQL
    "one_event_a_key": "event_key",
}


class AlreadyRecorded(Conflict, IntegrityError):
    """A conflict as an error of the event-sourcing library; `which` states whether the version or the event key is taken."""

    def __init__(self, *, which: str) -> None:
        super().__init__(which=which)
        self.which = which


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Inserts tuples with the table's columns in order, all or none. Raises `AlreadyRecorded` if a version or key is taken."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(table.columns))
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))
        else:
            _copy(connection, table, names, rows)
    except Refused as refused:
        if which := _TAKEN.get(str(refused.orig)):
            raise AlreadyRecorded(which=which) from refused
        raise


def rows_with(connection: Connection, columns: Sequence[Column[Any]], by: Column[Any], values: Sequence[object]) -> list[Any]:
    """Returns these columns of the rows in which `by` has one of the values: `in_`, without its work for each value."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    names, marks = ", ".join(column.name for column in columns), ", ".join([mark] * len(values))
    wanted = f"SELECT {names} FROM {by.table.name} WHERE {by.name} IN ({marks})"
    return list(connection.exec_driver_sql(wanted, tuple(values)))


def _copy(connection: Connection, table: Table, names: str, rows: Sequence[tuple[object, ...]]) -> None:
    import psycopg  # noqa: PLC0415 it takes long to load, and only PostgreSQL needs it

    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types([_COPIED_AS[str(column.type)] for column in table.columns])
            for row in rows:
                copy.write_row(row)
    except psycopg.errors.UniqueViolation as refused:
        if which := _TAKEN.get(refused.diag.constraint_name or ""):
            raise AlreadyRecorded(which=which) from refused
        raise
    except psycopg.Error as error:  # the driver is called directly, so `translate_errors` does not apply
        raise in_words(error, place(connection.engine)) or error from error
