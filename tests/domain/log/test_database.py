"""Opening a store: files, modes, settings and tables."""

import errno
import os
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, get_args

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect

from domain.access.tables import access
from domain.errors import StoreAddress, StoreBusy, StoreError, StoreMissing, StoreUnreachable
from domain.log.application import Log
from domain.log.storage import schema, sqlite
from domain.log.storage.database import Store, founding, open_engine, part_name, writing
from domain.log.storage.faults import in_words, reason
from domain.log.storage.sqlite import truncate_wal
from domain.log.storage.upgrade import MIGRATIONS, NEWEST, upgrade
from tests.conftest import Open
from tests.processes import apart
from tests.scripts.command_line import rodtrad


def start(where: str, store: Store) -> bool:
    """What every process does when it starts."""
    engine = open_engine(where, store)
    upgrade(engine, store)
    tables = inspect(engine).get_table_names()
    engine.dispose()
    return "alembic_version" in tables


@pytest.mark.parametrize(
    ("store", "metadata"),
    [
        ("log", schema.log),
        ("keys", schema.keys),
        ("openings", schema.opened),
        ("access", access),
        ("releases", schema.released),
    ],
)
def test_the_migrations_make_the_tables_that_the_code_uses(where: str, opened: Open, store: Store, metadata: MetaData) -> None:
    with opened(where, store).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.parametrize(("branch", "newest"), NEWEST.items())
def test_the_newest_revision_that_the_code_names_is_the_migrations_own(branch: str, newest: str) -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    head = ScriptDirectory.from_config(config).get_revision(f"{branch}@head")
    assert head is not None
    assert head.revision == newest


def test_a_table_that_the_migrations_do_not_make_is_noticed(where: str, opened: Open) -> None:
    """The control: the comparison above must be able to see a difference."""
    with opened(where, "keys").connect() as connection:
        assert len(compare_metadata(MigrationContext.configure(connection), schema.log)) > 3


def test_processes_that_start_at_once_make_one_store(where: str) -> None:
    with ProcessPoolExecutor(3, mp_context=apart) as pool:
        starts = [pool.submit(start, where, store) for _ in range(3) for store in ("log", "keys")]
        assert all(each.result() for each in starts)


def test_an_upgraded_store_opens_while_somebody_is_writing(where: str, opened: Open) -> None:
    engine = opened(where, "log")
    with writing(engine):
        upgrade(engine, "log")


def test_nobody_but_the_owner_may_read_the_files(sqlite_where: str, opened: Open) -> None:
    old = os.umask(0)
    try:
        for store in get_args(Store):
            engine = open_engine(sqlite_where, store)
            with writing(engine) as connection:
                connection.exec_driver_sql("CREATE TABLE any_table (a)")
            modes = {file.name: file.stat().st_mode & 0o777 for file in Path(sqlite_where).iterdir()}
            engine.dispose()
            assert {"-wal", "-shm"} <= {name.removeprefix(f"{store}.db") for name in modes}
            assert set(modes.values()) == {0o600}
    finally:
        os.umask(old)
    assert Path(sqlite_where).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("store", get_args(Store))
def test_sqlite_is_set_to_lose_nothing(sqlite_where: str, store: Store) -> None:
    engine = open_engine(sqlite_where, store)
    with engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "secure_delete")
        }
    engine.dispose()
    assert pragma == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
    }


def test_postgresql_is_set_to_lose_nothing(postgresql_where: str, opened: Open) -> None:
    with opened(postgresql_where, "log").connect() as connection:
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("synchronous_commit", "search_path")]
    assert shown == ["on", "rodtrad_log"]


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_what_the_system_refuses_is_not_reported_in_its_own_words(number: int) -> None:
    text = reason(OSError(number, os.strerror(number)))
    for words in (text.sv, text.en):
        assert words
        assert words != os.strerror(number)
    refused = in_words(OSError(number, os.strerror(number)), "log.db")
    assert refused is not None
    assert os.strerror(number) not in refused.text.sv


def test_a_store_that_cannot_be_opened_is_named_with_the_reason_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    for place, sv, en in [
        ("taken", "där finns redan något annat", "there is something else already"),
        ("taken/store", "katalogen finns inte", "there is no such directory"),
        ("x" * 300, "namnet är för långt", "the name is too long"),
    ]:
        with pytest.raises(StoreMissing) as refused, founding(str(tmp_path / place)):
            pass
        assert refused.value.text.sv == f"Lagret {tmp_path / place} kan inte öppnas: {sv}."
        assert refused.value.text.en == f"The store {tmp_path / place} cannot be opened: {en}."


def test_a_part_that_is_not_there_is_named_in_both_languages(where: str) -> None:
    with pytest.raises(StoreMissing) as refused:
        open_engine(where, "log", create=False)
    assert refused.value.text.sv.endswith(f" kan inte öppnas: {part_name(where, 'log')} finns inte.")
    assert refused.value.text.en.endswith(f" cannot be opened: there is no {part_name(where, 'log')}.")


def test_a_store_that_must_exist_is_not_made(where: str) -> None:
    with pytest.raises(StoreMissing, match="cannot be opened"):
        open_engine(where, "log", create=False)
    open_engine(where, "log").dispose()
    open_engine(where, "log", create=False).dispose()


def write_soon(where: str) -> bool:
    """Whether another process gets to write."""
    with closing(sqlite3.connect(f"{where}/log.db", timeout=0.2)) as connection, suppress(sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
        return True
    return False


def test_opening_a_store_again_lets_go_of_no_lock(sqlite_where: str, opened: Open) -> None:
    """Closing any handle of a file drops the locks the whole process has on it, so none is opened beside SQLite's."""
    opened(sqlite_where, "log").dispose()
    with (
        ProcessPoolExecutor(1, mp_context=apart) as pool,
        closing(sqlite3.connect(f"{sqlite_where}/log.db", isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA journal_mode = DELETE")  # where the lock is on the file itself
        connection.execute("BEGIN IMMEDIATE")
        open_engine(sqlite_where, "log").dispose()
        assert not pool.submit(write_soon, sqlite_where).result()
        connection.execute("COMMIT")
        assert pool.submit(write_soon, sqlite_where).result()


def test_an_unreachable_server_is_reported_without_the_password() -> None:
    with pytest.raises(StoreUnreachable) as refused:
        open_engine("postgresql://somebody:secret@127.0.0.1:1/nothing", "log")
    assert "127.0.0.1" in refused.value.text.sv
    assert "secret" not in f"{refused.value.text.sv} {refused.value.text.en}"


def test_a_store_that_stays_busy_is_reported(sqlite_where: str, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened(sqlite_where, "log")
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    with writing(engine), pytest.raises(StoreBusy, match="busy"), writing(engine):
        pass


def test_a_reader_that_holds_the_journal_is_reported(sqlite_where: str, opened: Open) -> None:
    engine = opened(sqlite_where, "keys")
    with engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM keys").all()
        with writing(engine) as connection:
            connection.exec_driver_sql("CREATE TABLE another (a)")
        with engine.connect() as impatient:
            driver = impatient.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(StoreBusy):
            truncate_wal(engine)
    truncate_wal(engine)
    assert Path(f"{sqlite_where}/keys.db-wal").stat().st_size == 0


def fail_halfway(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE half_done (a INTEGER)")
        raise ZeroDivisionError


def test_a_write_that_fails_leaves_nothing(where: str, opened: Open) -> None:
    engine = opened(where, "keys")
    with pytest.raises(ZeroDivisionError):
        fail_halfway(engine)
    assert "half_done" not in inspect(engine).get_table_names()


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("u:hemligt@h:bad/x", StoreAddress),
        ("u:hemligt@[::1/x", StoreAddress),
        ("u:hemligt@h:1:2/x", StoreAddress),
        ("", StoreAddress),
        ("u:hemligt@localhost:1", StoreAddress),
        ("u:hemligt@localhost:1/x?hemligt=1", StoreAddress),
        ("u:hemligt@localhost:1/x?port=hemligt", StoreAddress),
        ("u:hemligt@localhost:99999/x", StoreUnreachable),
        ("u@localhost:1/x?password=hemligt", StoreUnreachable),
    ],
)
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_malformed_address_is_reported_without_its_password(
    tmp_path: Path, scheme: str, address: str, error: type[StoreError]
) -> None:
    where = f"{scheme}://{address}"
    with pytest.raises(error) as refusal:
        Log(where, tmp_path / "key", create=True)
    assert "hemligt" not in refusal.value.text.sv + refusal.value.text.en + str(refusal.value)


@pytest.mark.parametrize("address", ["u:hemligt@h:bad/x", "", "u:hemligt@localhost:1/x?foo=1"])
def test_a_malformed_address_ends_a_command_with_one_sentence(address: str) -> None:
    """Also where the key's file is looked for beside it."""
    result = rodtrad("--store", f"postgresql://{address}", "status")
    assert (result.code, result.out) == (1, "")
    assert "adress går inte att läsa" in result.err
    assert "hemligt" not in result.err


@pytest.mark.parametrize(("refused", "code", "waits"), [(3, sqlite3.SQLITE_BUSY, True), (1, sqlite3.SQLITE_IOERR, False)])
def test_of_two_that_open_a_new_database_one_waits_though_sqlite_refuses_at_once(refused: int, code: int, waits: bool) -> None:
    given: list[str] = []

    class Refusing(sqlite3.Connection):
        def execute(self, statement: str, *more: Any) -> sqlite3.Cursor:
            given.append(statement)
            if len(given) <= refused:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = code
                raise error
            return super().execute(statement, *more)

    with closing(sqlite3.connect(":memory:", factory=Refusing)) as connection:
        if waits:
            sqlite._set_journal_mode(connection)
            assert len(given) == refused + 1
        else:
            with pytest.raises(sqlite3.OperationalError):
                sqlite._set_journal_mode(connection)
