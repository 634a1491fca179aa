"""A mirror in a PostgreSQL schema of its own: made under another name, and renamed in the transaction that made it.

Readers see the old tables until then, and a query that runs reads on in them: they are dropped when nobody reads them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection

from domain.errors import StoreBusy, Unreadable
from domain.log.storage.database import connected
from domain.log.storage.faults import PATIENCE, without_password
from domain.vocabulary.text import Text
from projections.exports.mirror.filling import Contents, check_replaceable

_STILL_READ = Text(
    "den nya spegeln är på plats, men någon läser ännu den gamla, som heter {old}. Kör om när den läsningen är klar: "
    "då tas den bort.",
    "the new mirror is in place, but somebody still reads the old one, which is called {old}. Run it again when that reading "
    "is over: it is removed then.",
)
_COMMENT = "Spegel av Röda tråden, gjord av rodtrad mirror; görs om i sin helhet. Se tabellen mirror"
_NAMES = """
    SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%(schema)s) AND relkind <> 'i'
    UNION SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace(%(schema)s)
    UNION SELECT format('%%I.%%I', nspname, view.relname)
      FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid JOIN pg_class view ON view.oid = ev_class
      JOIN pg_namespace ON pg_namespace.oid = view.relnamespace JOIN pg_class own ON own.oid = refobjid
      WHERE refclassid = 'pg_class'::regclass AND own.relnamespace = to_regnamespace(%(schema)s)
        AND view.relnamespace <> own.relnamespace
"""
"""What is in a schema, and the views elsewhere that read its tables."""
_GRANTS = """
    SELECT format('GRANT %%s ON %%s TO %%s', privilege_type, what, coalesce(quote_ident(rolname), 'PUBLIC'))
    FROM (
        SELECT format('SCHEMA %%I', %(new)s::text) AS what, nspacl AS acl, nspowner AS owner
        FROM pg_namespace WHERE nspname = %(schema)s
        UNION ALL SELECT format('TABLE %%I.%%I', %(new)s::text, relname), relacl, relowner
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = %(schema)s AND to_regclass(format('%%I.%%I', %(new)s::text, relname)) IS NOT NULL AND relkind = 'r'
    ) AS held, aclexplode(acl) LEFT JOIN pg_roles ON pg_roles.oid = grantee
    WHERE grantee <> owner
"""
"""The statements that give the new tables' readers the rights that they have on the old."""


def replace_schema(url: URL, schema: str, contents: Contents) -> int:
    """Puts a new mirror in the place of the one that is there; returns the number of rows."""
    new, old = f"{schema}_new", f"{schema}_old"
    with _patient(url) as connection:
        for place in (schema, new, old):
            _check(connection, place, contents.about.store)
        _drop(connection, new, old)  # of a run that was killed
        connection.exec_driver_sql(f"CREATE SCHEMA {new}")
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {new} IS '{_COMMENT}'")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {new}")
        number = contents.fill(connection)
        if _is_there(connection, schema):
            for grant in connection.exec_driver_sql(_GRANTS, {"schema": schema, "new": new}).scalars().all():
                connection.exec_driver_sql(grant)
            connection.exec_driver_sql(f"ALTER SCHEMA {schema} RENAME TO {old}")
        connection.exec_driver_sql(f"ALTER SCHEMA {new} RENAME TO {schema}")
    try:
        with _patient(url) as connection:
            _drop(connection, old)
    except StoreBusy as busy:
        raise Unreadable(where=f"{without_password(url)}, {schema}", why=_STILL_READ.format(old=old)) from busy
    return number


@contextmanager
def alone(url: URL, schema: str) -> Iterator[None]:
    """Holds the exclusive right to make this mirror, by a transaction of its own."""
    with _patient(url) as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad mirror'), hashtext(%s))", (schema,))
        yield


@contextmanager
def _patient(url: URL) -> Iterator[Connection]:
    """A transaction that waits for others' locks only so long."""
    with connected(url) as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout TO {round(PATIENCE * 1000)}")
        yield connection


def _check(connection: Connection, schema: str, store: str | None) -> None:
    if _is_there(connection, schema):
        names = set(connection.exec_driver_sql(_NAMES, {"schema": schema}).scalars())
        where = f"{without_password(connection.engine.url)}, {schema}"
        check_replaceable(connection, names, where, store, schema)


def _is_there(connection: Connection, schema: str) -> bool:
    return connection.exec_driver_sql("SELECT to_regnamespace(%s) IS NOT NULL", (schema,)).scalar_one() is True


def _drop(connection: Connection, *schemas: str) -> None:
    for schema in schemas:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
