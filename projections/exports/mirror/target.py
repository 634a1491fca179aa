"""Where a mirror is made: a SQLite file, or a schema of a PostgreSQL database; and why one cannot be made there, in words."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from domain.errors import (
    BadOption,
    StoreAddress,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreLost,
    StoreReadOnly,
    StoreUnreachable,
    Unreadable,
)
from domain.log.storage import sqlite
from domain.log.storage.database import address
from domain.log.storage.faults import reason, without_password
from domain.log.storage.places import served
from domain.vocabulary.text import Text
from projections.exports.files import check_free
from projections.exports.mirror import postgresql
from projections.exports.mirror.filling import Contents
from projections.exports.mirror.sqlite import check_file, replace_file

SCHEMA = "rodtrad"
_FILE = "sqlite:///"
_SCHEMA_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,49}")
_TAKEN = re.compile(r"rodtrad_(log|keys|facts|openings)|.*_(new|old)")
"""The store's own schemas, and the names that a mirror has while it is made and when it is replaced."""
_CANNOT = Text("spegeln kan inte göras ({why}).", "the mirror cannot be made ({why}).")
_REASONS: Mapping[type[StoreError], Text] = {
    StoreFull: Text("disken är full", "the disk is full"),
    StoreBusy: Text("någon annan läser eller skriver den", "somebody else reads or writes it"),
    StoreLost: Text("förbindelsen bröts", "the connection ended"),
}
_NO_RIGHT = Text("behörighet saknas", "permission denied")
_NO_RIGHT_IN_DATABASE = Text(
    "databasen kan bara läsas, eller behörighet saknas: rollen behöver CREATE i databasen, och äger sin spegel",
    "the database can only be read, or permission is denied: the role needs CREATE on the database, and owns its mirror",
)


@dataclass(frozen=True)
class MirrorFile:
    """A SQLite file."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def check(self, kept: Collection[Path]) -> None:
        """Checks, before the work starts, that a file can be there. Raises as `check_free`."""
        check_free(self.path, force=True, kept=kept)

    @contextmanager
    def alone(self, store: str | None) -> Iterator[None]:
        """Holds the exclusive right to make the mirror of a store here. Raises `BadOption` if something else is here."""
        with ExitStack() as held:
            with _in_words(str(self), _NO_RIGHT):
                check_file(self.path, store)
                held.enter_context(sqlite.alone(str(self.path)))
            yield

    def replace(self, contents: Contents) -> int:
        with _in_words(str(self), _NO_RIGHT):
            return replace_file(self.path, contents)


@dataclass(frozen=True)
class MirrorSchema:
    """A schema of a PostgreSQL database."""

    url: URL
    schema: str

    def __str__(self) -> str:
        return f"{without_password(self.url)}, {self.schema}"

    def check(self, kept: Collection[Path]) -> None:
        """Checks the schema's name. Raises `BadOption`."""
        if not _SCHEMA_NAME.fullmatch(self.schema) or _TAKEN.fullmatch(self.schema):
            raise BadOption(
                option="--schema",
                why=Text(
                    "så kan en spegels schema inte heta: skriv små bokstäver a–z, siffror och _, inte _new eller _old sist.",
                    "a mirror's schema cannot be called that: write small letters a–z, digits and _, not _new or _old last.",
                ),
            )

    @contextmanager
    def alone(self, store: str | None) -> Iterator[None]:
        """Holds the exclusive right to make the mirror here."""
        with ExitStack() as held:
            with _in_words(str(self), _NO_RIGHT_IN_DATABASE):
                held.enter_context(postgresql.alone(self.url, self.schema))
            yield

    def replace(self, contents: Contents) -> int:
        """Raises `BadOption` if something else is here than a mirror of the store."""
        with _in_words(str(self), _NO_RIGHT_IN_DATABASE):
            return postgresql.replace_schema(self.url, self.schema, contents)


def target(where: str, schema: str | None) -> MirrorFile | MirrorSchema:
    """Returns the place at an address: `postgresql://…`, `sqlite:///PATH` or a path. Raises `BadOption`."""
    if served(where):
        try:
            return MirrorSchema(address(where), SCHEMA if schema is None else schema)
        except StoreAddress as error:
            raise _no_address(error) from None
    path = where.removeprefix(_FILE)
    if "://" in path or not path:
        why = Text(
            "skriv postgresql://användare@värd/databas, sqlite:///fil eller en fils namn.",
            "write postgresql://user@host/database, sqlite:///file or the name of a file.",
        )
        raise BadOption(option="URL", why=why)
    if schema is not None:
        why = Text("gäller bara PostgreSQL: i SQLite är filen spegeln.", "is for PostgreSQL alone: in SQLite the file is it.")
        raise BadOption(option="--schema", why=why)
    return MirrorFile(Path(path).expanduser())


@contextmanager
def _in_words(where: str, no_right: Text) -> Iterator[None]:
    """Says of every error that it is the mirror that cannot be made: the store itself has no fault."""
    try:
        yield
    except StoreUnreachable:
        raise
    except StoreAddress as error:
        raise _no_address(error) from None
    except StoreError as error:
        why: object = no_right if isinstance(error, StoreReadOnly) else _REASONS.get(type(error), error.about.get("why"))
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
        why = Text(f"felet är {state}", f"the error is {state}")
    except OSError as error:
        why = reason(error)
    else:
        return
    raise Unreadable(where=where, why=_CANNOT.format(why=why))


def _no_address(error: StoreAddress) -> BadOption:
    why = Text("adressen går inte att läsa: {why}.", "the address cannot be read: {why}.")
    return BadOption(option="URL", why=why.format(why=error.about["why"]))
