"""A mirror is the facts as exports have them, whole or not at all, in a place of its own; it holds nobody who is erased."""

import errno
import os
import signal
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

from projections.exports.frames import TABLES
from projections.exports.mirror import filling, postgresql, sqlite
from projections.exports.mirror.tables import COMMENTS
from projections.exports.mirror.target import target
from projections.worlds.world import World
from scripts.cli import mirror as command
from scripts.cli.console.coordinates import world_at
from scripts.notebook import open_store
from tests.processes import apart
from tests.scripts.command_line import CommandResult, lines_of, rodtrad, write_lines
from tests.scripts.damage.unwritable import bound_by_permissions
from tests.scripts.exports.conftest import BORN, MARK
from tests.scripts.exports.killed_mirror import run_until
from tests.scripts.exports.mirrors import Place
from tests.scripts.exports.test_privacy import TEXTS

GOLDEN = Path(__file__).with_name("mirror_tables.txt")
AS_OF = ("--as-of", "2023-12-31")
EARLIER = ("--as-of", "2022-06-01")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a mirror can be made, in each database in turn."""
    if request.param == "sqlite":
        return Place(str(tmp_path / "mirror.db"))
    return Place(request.getfixturevalue("postgresql_where"))


@pytest.fixture
def served(postgresql_where: str) -> Place:
    return Place(postgresql_where)


def mirror(place: Place | str, store: object, *more: str) -> CommandResult:
    return rodtrad("mirror", place.url if isinstance(place, Place) else place, *more, "--store", store)


def mirrored(place: Place, store: object, *more: str) -> Place:
    result = mirror(place, store, *more)
    assert result.code == 0, result.err
    return place


def test_every_table_of_facts_is_mirrored() -> None:
    assert tuple(COMMENTS) == TABLES


def test_the_tables_and_columns_are_those_that_others_build_on(place: Place, store: Path) -> None:
    """A table or column that goes away, or is of another type, breaks somebody's report: change the list knowingly."""
    columns = mirrored(place, store).columns()
    assert sorted(columns) == sorted(GOLDEN.read_text("utf-8").splitlines())


@pytest.mark.parametrize("keys", [False, True], ids=["pseudonyms", "keys"])
def test_the_rows_are_those_of_the_export_of_facts(
    place: Place, keys: bool, secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "PAGE", 2)
    mirrored(place, secrets, *AS_OF, *(["--keys"] if keys else []))
    with open_store(str(secrets), keys) as town:
        frames = {table: town.facts(table, as_of=AS_OF[1]) for table in TABLES}
    for table, frame in frames.items():
        columns = ", ".join(f'"{column}"' for column in frame.columns)
        rows = place.sql(f"SELECT {columns} FROM {table}")
        assert sorted(rows, key=repr) == sorted((frame if place.served else as_sqlite_has(frame)).rows(), key=repr)
    assert sum(frame.height for frame in frames.values()) > len(TABLES)


def as_sqlite_has(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.selectors.date().dt.to_string("%Y-%m-%d"), pl.selectors.boolean().cast(pl.Int64))


def test_nothing_that_is_secret_is_in_a_mirror(place: Place, secrets: Path) -> None:
    text = repr(mirrored(place, secrets, *AS_OF).dump())
    assert MARK not in text
    assert BORN not in text
    with_keys = repr(mirrored(place, secrets, *AS_OF, "--keys").dump())
    assert f"{MARK}-a" in with_keys
    assert not [word for word in TEXTS if f"{MARK}-{word}" in with_keys]


def test_the_mirror_says_what_it_shows(place: Place, store: Path) -> None:
    status = rodtrad("status", "-f", "json", "--store", store).json
    mirrored(place, store, "--known-at", "2022-10-31", "--position", "20")
    row = place.sql("SELECT store, position, as_of, known_at, journey_gap_days, source_keys, code_version FROM mirror")
    ((own, position, as_of, known_at, gap, keys, version),) = row
    assert (own, position, str(as_of), gap, bool(keys)) == (status["id"], 20, "2022-10-31", 14, False)
    assert str(known_at).startswith("2022-10-31 2")
    assert "+" in version
    mirrored(place, store)
    assert place.scalar("SELECT position FROM mirror") == status["position"]


def test_making_a_mirror_leaves_the_store_as_it_was(place: Place, store: Path) -> None:
    before = rodtrad("status", "-f", "json", "--store", store).json
    result = mirror(place, store)
    assert (result.code, result.out, len(result.err.splitlines())) == (0, "", 1)
    assert f"19 tabeller, {sum(map(len, place.dump().values())) - 1} rader, till position {before['position']}" in result.err
    assert "En gallring når inte dit" in result.err
    assert "No erasure reaches it" in mirror(place, store, "--lang", "en").err
    assert rodtrad("status", "-f", "json", "--store", store).json == before


def test_a_mirror_of_a_store_on_a_server_stands_beside_it_in_its_database(served: Place, lives: Path, tmp_path: Path) -> None:
    env = {"RODTRAD_KEY": str(tmp_path / "the.key"), "HOME": str(tmp_path)}
    assert rodtrad("import", lives, "--store", served.url, env=env).code == 0
    for name in ("rodtrad", "bi"):
        assert rodtrad("mirror", served.url, "--schema", name, *AS_OF, "--store", served.url, env=env).code == 0
    assert Place(served.url, "bi").dump() == served.dump()
    assert rodtrad("participants", "-f", "json", "--store", served.url, env=env).code == 0


def test_a_file_is_its_owners_alone_and_has_nothing_beside_it(store: Path, tmp_path: Path) -> None:
    for url in (str(tmp_path / "mirror.db"), f"sqlite:///{tmp_path}/mirror.db"):
        assert mirror(url, store).code == 0
        assert stat.S_IMODE((tmp_path / "mirror.db").stat().st_mode) == 0o600
        assert sorted(path.name for path in tmp_path.iterdir()) == ["mirror.db", "mirror.db-lock"]


def test_on_postgresql_tables_and_columns_are_described_and_indexed(served: Place, store: Path) -> None:
    mirrored(served, store)
    undescribed = served.sql(
        "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 "
        "WHERE relnamespace = 'rodtrad'::regnamespace AND relkind = 'r' AND (col_description(attrelid, attnum) IS NULL "
        "OR obj_description(pg_class.oid, 'pg_class') IS NULL)"
    )
    assert undescribed == []
    assert served.scalar("SELECT obj_description('rodtrad.enrolments'::regclass, 'pg_class')").startswith("Inskrivningar")
    assert served.scalar("SELECT obj_description('rodtrad'::regnamespace, 'pg_namespace')").startswith("Spegel av Röda tråden")
    indexed = {table for (table,) in served.sql("SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%(participant)'")}
    assert indexed == {*TABLES} - {"reference_values", "deliveries"}


ERASED = """
2022-01-01 dag participant_registered sex=M born_on=1979-03-03 id=dag-1
2022-02-01 dag enrolled enrolment_id=dag-e unit=Dagcentrum id=dag-2
2022-03-01 dag exited enrolment_id=dag-e reason=A1 id=dag-3
"""


def test_after_an_erasure_no_byte_of_the_person_is_in_the_next_mirror(place: Place, lives: Path, tmp_path: Path) -> None:
    where = tmp_path / "store"
    dag = write_lines(tmp_path / "dag.ndjson", lines_of(ERASED))
    for file in (lives, dag):
        assert rodtrad("import", file, "--store", where).code == 0
    mirrored(place, where)
    names = {*place.sql("SELECT participant, enrolment, began_event, unit FROM enrolments WHERE unit = 'Dagcentrum'")[0]}
    killed("filling:insert_rows", 9, place, where)  # a draft that nobody completes
    with ExitStack() as held:
        if not place.served:  # somebody has written in the file, and keeps it open: its journal holds the rows
            writer = held.enter_context(closing(sqlite3.connect(place.path, isolation_level=None)))
            writer.execute("PRAGMA journal_mode = WAL")
            writer.execute("UPDATE enrolments SET unit = unit || '!'")
            assert b"Dagcentrum" in place.path.with_name("mirror.db-wal").read_bytes()
        erase(tmp_path, where)
        mirrored(place, where)
        files = [path.read_bytes() for path in tmp_path.iterdir() if path.name.strip(".").startswith("mirror.db")]
    held = [repr(place.dump()).encode(), *files]
    assert len(names) == 4
    assert not [name for name in {*names, "dag-e", "1979-03-03"} for content in held if name.encode() in content]
    assert not place.served or place.schemas() == ["rodtrad"]


def erase(directory: Path, store: Path) -> None:
    lines = write_lines(directory / "erased.ndjson", lines_of("2023-01-01 dag erased basis=request id=dag-4"))
    assert rodtrad("import", lines, "--store", store).code == 0


def killed(step: str, number: int, place: Place, store: Path, *more: str) -> None:
    words = ["mirror", place.url, *more, "--store", str(store)]
    process = apart.Process(target=run_until, args=(step, number, words))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


STEPS = [
    *(("sqlite", step, number) for step, number in (("filling:insert_rows", 9), ("sqlite:sync", 1), ("sqlite:sync", 2))),
    *(("postgresql", step, number) for step, number in (("filling:insert_rows", 9), ("postgresql:_drop", 2))),
]


@pytest.mark.parametrize(("place", "step", "number"), STEPS, indirect=["place"])
def test_a_killed_refresh_leaves_the_old_or_the_new_whole(place: Place, step: str, number: int, store: Path) -> None:
    old = mirrored(place, store, *EARLIER).dump()
    killed(step, number, place, store, *AS_OF)
    after = place.dump()
    new = mirrored(place, store, *AS_OF).dump()
    assert old != new
    assert after == (old if step == "filling:insert_rows" or (step, number) == ("sqlite:sync", 1) else new)
    if place.served:
        assert place.schemas() == ["rodtrad"]
    else:
        assert {path.name for path in place.path.parent.iterdir()} == {"mirror.db", "mirror.db-lock"}


def test_who_reads_a_file_reads_on_in_the_old_one(store: Path, tmp_path: Path) -> None:
    place = mirrored(Place(str(tmp_path / "mirror.db")), store, *EARLIER)
    with closing(sqlite3.connect(place.path)) as reader:
        before = reader.execute("SELECT * FROM enrolments").fetchall()
        mirrored(place, store, *AS_OF)
        assert reader.execute("SELECT * FROM enrolments").fetchall() == before
    assert place.scalar("SELECT count(*) FROM enrolments") > len(before)


def test_who_reads_on_a_server_reads_on_and_the_old_goes_when_nobody_reads_it(
    served: Place, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirrored(served, store, *EARLIER)
    monkeypatch.setattr(postgresql, "PATIENCE", 0.05)
    with psycopg.connect(served.url) as reader:
        before = reader.execute("SELECT count(*) FROM rodtrad.enrolments").fetchall()
        result = mirror(served, store, *AS_OF)
        assert (result.code, len(result.err.splitlines())) == (1, 1)
        assert "den nya spegeln är på plats, men någon läser ännu den gamla, som heter rodtrad_old" in result.err
        assert reader.execute("SELECT count(*) FROM rodtrad_old.enrolments").fetchall() == before
        assert served.scalar("SELECT count(*) FROM enrolments") > before[0][0]
        assert "spegeln kan inte göras (någon annan läser eller skriver den)" in mirror(served, store, *AS_OF).err
    mirrored(served, store, *AS_OF)
    assert served.schemas() == ["rodtrad"]


@pytest.fixture
def role(served: Place) -> Iterator[str]:
    """A role of the server's that has no rights."""
    name = f"bi_{served.scalar('SELECT current_database()')}"
    served.sql(f"CREATE ROLE {name} LOGIN")
    yield name
    served.sql(f"DROP OWNED BY {name} CASCADE")
    served.sql(f"DROP ROLE {name}")


def test_who_may_read_a_mirror_may_read_the_next(served: Place, role: str, store: Path) -> None:
    mirrored(served, store, *EARLIER)
    served.sql(f"GRANT USAGE ON SCHEMA rodtrad TO {role}")
    served.sql(f"GRANT SELECT ON enrolments TO {role}")
    served.sql("GRANT SELECT ON studies TO PUBLIC")
    mirrored(served, store, *AS_OF)
    for table, may in (("enrolments", True), ("studies", True), ("plans", False)):
        assert served.scalar(f"SELECT has_table_privilege('{role}', 'rodtrad.{table}', 'SELECT')") is may
    assert served.scalar(f"SELECT has_schema_privilege('{role}', 'rodtrad', 'USAGE')") is True


def test_what_is_no_mirror_of_ours_is_not_touched(place: Place, store: Path) -> None:
    if place.served:
        place.sql("CREATE SCHEMA rodtrad")
    for statement in ("CREATE TABLE enrolments (a int)", "CREATE TABLE mirror (store text)"):
        place.sql(statement)
        tables = place.tables()
        result = mirror(place, store, "--force")
        assert (result.code, len(result.err.splitlines())) == (2, 1)
        assert "är ingen spegel som Röda tråden har gjort, och rörs inte" in result.err
        assert place.tables() == tables


@pytest.mark.parametrize("content", [b"", b"no database at all, but some text that is long enough to be one" * 20])
def test_a_file_that_is_no_database_is_not_touched(content: bytes, store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    result = mirror(str(tmp_path / "file"), store, "--force")
    assert result.code == 2
    assert "är ingen spegel" in result.err
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", content)]


def test_a_mirror_of_another_store_is_not_touched(place: Place, store: Path, secrets: Path) -> None:
    before = mirrored(place, store).dump()
    result = mirror(place, secrets)
    assert (result.code, "är en spegel av ett annat lager, och rörs inte" in result.err) == (2, True)
    assert place.dump() == before


def test_what_somebody_has_put_in_a_mirror_is_not_lost(place: Place, store: Path) -> None:
    before = mirrored(place, store).tables()
    place.sql("CREATE VIEW by_unit AS SELECT unit, count(*) AS n FROM enrolments GROUP BY unit")
    result = mirror(place, store)
    assert (result.code, "annat än spegeln finns där eller bygger på den (by_unit)" in result.err) == (2, True)
    place.sql("DROP VIEW by_unit")
    assert mirrored(place, store).tables() == before


def test_a_mirror_that_another_version_made_with_other_tables_is_replaced(place: Place, store: Path) -> None:
    tables = mirrored(place, store).tables()
    place.sql("ALTER TABLE plans RENAME TO intentions")
    place.sql("UPDATE mirror SET tables = replace(tables, 'plans', 'intentions')")
    place.sql("ALTER TABLE mirror DROP COLUMN source_keys")
    assert mirrored(place, store).tables() == tables


def test_a_view_elsewhere_that_reads_a_mirror_is_not_lost(served: Place, store: Path) -> None:
    mirrored(served, store)
    served.sql("CREATE VIEW public.by_unit AS SELECT unit FROM rodtrad.enrolments")
    result = mirror(served, store)
    assert (result.code, "(public.by_unit)" in result.err) == (2, True)
    assert served.sql("SELECT unit FROM public.by_unit")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mysql://h/d"], "URL: skriv postgresql://"),
        (["sqlite:///"], "URL: skriv postgresql://"),
        ([""], "URL: skriv postgresql://"),
        (["postgresql://anna:hemligt@värd:port/d"], "URL: adressen går inte att läsa: porten är inget tal"),
        (["postgresql://anna:hemligt@127.0.0.1"], "URL: adressen går inte att läsa: den nämner ingen databas"),
        (["postgresql://anna:hemligt@127.0.0.1:1/d?sslmood=x"], "URL: adressen går inte att läsa: en inställning"),
        (["postgresql://anna:hemligt@127.0.0.1:1/d", "--schema", "Facts"], "--schema: så kan en spegels schema inte heta"),
        (["postgresql://anna:hemligt@127.0.0.1:1/d", "--schema", "pg_x"], "--schema: så kan"),
        (["postgresql://anna:hemligt@127.0.0.1:1/d", "--schema", "rodtrad_log"], "--schema: så kan"),
        (["postgresql://anna:hemligt@127.0.0.1:1/d", "--schema", "bi_old"], "--schema: så kan"),
        (["postgresql://anna:hemligt@127.0.0.1:1/d", "--schema", ""], "--schema: så kan"),
        (["file.db", "--schema", "x"], "--schema: gäller bara PostgreSQL"),
    ],
)
def test_where_no_mirror_can_be_is_said_in_a_line(words: list[str], says: str, store: Path) -> None:
    result = rodtrad("mirror", *words, "--store", store)
    assert (result.code, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert result.err.startswith(says)
    assert "hemligt" not in result.err


def test_a_server_that_does_not_answer_is_named_without_the_password(store: Path) -> None:
    result = mirror("postgresql://anna:hemligt@127.0.0.1:1/d", store)
    assert (result.code, len(result.err.splitlines())) == (1, 1)
    assert result.err.startswith("Databasen postgresql+psycopg://anna:***@127.0.0.1:1/d går inte att nå: ")
    assert "hemligt" not in result.err


def test_a_store_is_not_mirrored_over_itself(store: Path) -> None:
    for name in ("log.db", "new.db"):
        result = mirror(str(store / name), store, "--force")
        assert (result.code, "hör till lagret" in result.err) == (2, True)


def test_a_role_that_may_make_no_schema_is_told_what_it_needs(served: Place, role: str, store: Path) -> None:
    url = served.url.replace("//postgres:", f"//{role}:")
    result = mirror(url, store)
    assert (result.code, len(result.err.splitlines())) == (1, 1)
    assert "spegeln kan inte göras (databasen kan bara läsas, eller behörighet saknas: rollen behöver CREATE" in result.err
    mirrored(served, store)
    assert "behörighet saknas" in mirror(url, store).err


def test_on_a_full_disk_the_old_file_stays(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    place = mirrored(Place(str(tmp_path / "mirror.db")), store, *EARLIER)
    before = place.dump()
    for name, value in (("_SETTINGS", ("max_page_count = 5",)), ("sync", fails)):
        with monkeypatch.context() as patch:
            patch.setattr(sqlite, name, value)
            result = mirror(place, store, *AS_OF)
            assert (result.code, result.err) == (1, f"{place.url}: spegeln kan inte göras (disken är full).\n")
            in_english = mirror(place, store, *AS_OF, "--lang", "en")
            assert in_english.err == f"{place.url}: the mirror cannot be made (the disk is full).\n"
        assert place.dump() == before
        assert {path.name for path in tmp_path.iterdir()} == {"mirror.db", "mirror.db-lock"}


def test_what_a_server_answers_when_it_cannot_is_told_in_words_and_the_old_stays(served: Place, store: Path) -> None:
    before = mirrored(served, store, *EARLIER).dump()
    served.sql("CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'")
    served.sql("CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.refuse()")
    for state, says in (
        ("53100", "disken är full"),
        ("25006", "databasen kan bara läsas, eller behörighet saknas"),
        ("57P01", "förbindelsen bröts"),
        ("22012", "felet är 22012"),
    ):
        raising = f"BEGIN RAISE EXCEPTION 'anna 19900515-2386' USING ERRCODE = '{state}'; END"
        served.sql(f"CREATE OR REPLACE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $${raising}$$")
        result = mirror(served, store, *AS_OF)
        assert (result.code, len(result.err.splitlines())) == (1, 1)
        assert f"rodtrad: spegeln kan inte göras ({says}" in result.err
        assert "anna" not in result.err
        assert served.dump() == before


def test_a_directory_that_takes_no_writing_is_named(store: Path, tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    mirrored(Place(str(room / "mirror.db")), store)
    room.chmod(0o500)
    with bound_by_permissions():
        for name in ("new.db", "mirror.db"):
            result = mirror(str(room / name), store)
            assert (result.code, "(behörighet saknas)" in result.err) == (1, True), result.err
    room.chmod(0o700)
    assert mirror(str(tmp_path / "no" / "mirror.db"), store).code == 1


def test_two_at_once_take_turns(place: Place, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirrored(place, store)
    monkeypatch.setattr(postgresql, "PATIENCE", 0.05)
    monkeypatch.setattr("domain.log.storage.sqlite.PATIENCE", 0.05)
    with target(place.url, None).alone(rodtrad("status", "-f", "json", "--store", store).json["id"]):
        assert "kan inte göras (någon annan läser eller skriver den)" in mirror(place, store).err
    mirrored(place, store)


def test_a_refresh_reads_only_when_it_is_its_turn(place: Place, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one that has read before an erasure could end after one that has read after it."""
    turns: list[str] = []

    def reading(*given: Any) -> World:
        turns.append(mirror(place, store).err)
        return world_at(*given)

    monkeypatch.setattr(postgresql, "PATIENCE", 0.05)
    monkeypatch.setattr("domain.log.storage.sqlite.PATIENCE", 0.05)
    monkeypatch.setattr(command, "world_at", reading)
    mirrored(place, store)
    assert ["någon annan läser eller skriver den" in turn for turn in turns] == [True]
