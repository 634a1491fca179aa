"""What a disk, a database or a key file answers when it cannot is told in words, without data; and what can be read is read."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, event

from domain.log.storage import sqlite
from domain.log.storage.database import open_engine
from tests.letting_go import letting_go
from tests.scripts.damage.harmed import MEASURE, Harmed, one_line, person
from tests.scripts.damage.unwritable import bound_by_permissions, full, no_file_grows, no_room_beside, read_only, refuse

BIG = "\n".join(
    f"2022-03-{day:02} anna insats_started insats_id=i{day} insats=sfi purpose={'x' * 9000}" for day in range(1, 21)
)
"""More than fits where a database has room already."""
SAYS = {full: "Disken är full: lagret", read_only: "kan bara läsas"}
Harm = Callable[[Harmed], AbstractContextManager[None]]
OPENED = (*MEASURE, "--open-counts")


@pytest.mark.parametrize("outdated", [False, True], ids=["current", "behind"])
@pytest.mark.parametrize("harm", [full, read_only])
def test_a_store_that_takes_no_writing_still_reads(town: Harmed, harm: Harm, outdated: bool) -> None:
    figure = town.run(*(OPENED if town.served else MEASURE)).json
    if outdated:
        town.take_in(person("dan"))
        town.lose(*(() if town.served else ("facts",)))  # what is little finds room in the file
    with harm(town):
        result = town.run(*MEASURE)
        assert (result.code, result.json[0]["yes"]) == (0, figure[0]["yes"])
        in_memory = outdated and harm is read_only and not town.served  # elsewhere a file finds room
        assert ("läskopian räknas fram i minnet" in result.err) is in_memory
        assert town.participants() == ["anna", "bo", "cia", *(["dan"] if outdated else [])]
        assert "Inskriven" in town.run("timeline", "anna").out
        assert town.run("status").code == 0
        refused = one_line(town.take_in(BIG))
        assert SAYS[harm] in refused
        assert "Det som höll på att skrivas är inte lagrat." in refused
        assert SAYS[harm] in one_line(town.run(*OPENED))
        assert len(town.run("openings", "-f", "json").json) == town.served
    assert town.take_in(BIG).code == 0
    assert town.run(*OPENED).code == 0


@pytest.mark.parametrize("words", [("publish", "UPP-0", "-p", "2022"), ("rebuild",), OPENED], ids=lambda words: words[0])
def test_a_disk_without_room_for_a_journal_is_full_not_read_only(
    sqlite_where: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    town = Harmed(sqlite_where, tmp_path)
    town.take_in(person("anna"))
    with no_room_beside():
        assert town.participants() == ["anna"]
        assert SAYS[full] in one_line(town.run(*words))
        assert SAYS[full] in one_line(town.take_in(person("bo")))
    assert town.take_in(person("bo")).code == 0
    assert town.run(*words).code == 0


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_key_file_that_cannot_be_written_is_reported_in_words_and_leaves_nothing(
    town: Harmed, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os if step == "fsync" else Path, step, fails)
        refused = one_line(town.run("rotate-key"))
        in_english = one_line(town.run("rotate-key", "--lang", "en"))
    assert refused == f"Nyckelfilen {town.key_file} kan inte läsas eller skrivas: disken är full."
    assert in_english == f"The key file {town.key_file} cannot be read or written: the disk is full."
    assert list(town.directory.glob("the.key*")) == [town.key_file]
    assert town.run("rotate-key").code == 0
    assert town.participants() == ["anna", "bo", "cia"]


def test_a_world_that_cannot_be_kept_is_answered(town: Harmed) -> None:
    known = (*MEASURE, "--known-at", "2022-03-04")
    figure = town.run(*known).json
    town.lose("facts")
    with no_file_grows():
        result = town.run(*known)
        assert (result.code, result.json) == (0, figure)
    assert not list(town.facts.rglob("*.part"))
    assert town.run(*known).json == figure
    assert list(town.facts.rglob("*.part"))


def test_a_read_only_store_without_facts_is_read(town: Harmed) -> None:
    with read_only(town):
        assert town.participants() == ["anna", "bo", "cia"]
        assert SAYS[read_only] in one_line(town.run("rebuild"))
        assert SAYS[read_only] in one_line(town.run("rotate-key"))
    assert town.participants() == ["anna", "bo", "cia"]


def test_a_read_only_store_from_before_ids_is_read(town: Harmed) -> None:
    for part in ("keys", "log"):
        town.sql(part, "DROP TABLE store")
        town.sql(part, f"UPDATE alembic_version SET version_num = '{part}_0001'")
    town.sql("log", "DROP TABLE clock")
    with read_only(town):
        assert town.participants() == ["anna", "bo", "cia"]
        assert town.run("status", "-f", "json").json["id"] is None


def test_a_store_cannot_be_made_where_nothing_can_be_written(nowhere: Harmed) -> None:
    if not nowhere.served:
        Path(nowhere.where).mkdir()
    with read_only(nowhere):
        result = nowhere.take_in(person("anna"))
    assert result.code in (1, 2)
    assert "kan inte öppnas: behörighet saknas" in result.err or SAYS[read_only] in result.err


def test_a_journal_that_cannot_be_read_is_not_passed_over(sqlite_where: str, tmp_path: Path) -> None:
    """A copy with its journal, on a disk that takes no writing: what stands only in the journal is not left out."""
    town = Harmed(sqlite_where, tmp_path)
    town.take_in(person("anna"))
    with closing(sqlite3.connect(town.path("log"))) as reader:
        reader.execute("SELECT count(*) FROM events").fetchall()  # so that the journal stays
        town.take_in(person("bo"))
        files = {path.name: path.read_bytes() for path in Path(sqlite_where).glob("log.db*")}
    for name in ("log.db", "log.db-wal"):
        (Path(sqlite_where) / name).write_bytes(files[name])
    (Path(sqlite_where) / "log.db-shm").unlink(missing_ok=True)
    with read_only(town):
        assert "log.db-wal kan inte läsas utan att skrivas" in one_line(town.run("participants"))
    assert town.participants() == ["anna", "bo"]


@pytest.mark.parametrize("part", ["keys", "log", "openings"])
def test_a_store_of_a_newer_version_is_named(town: Harmed, part: str) -> None:
    town.run(*OPENED)
    town.sql(part, f"UPDATE alembic_version SET version_num = '{part}_9999'")
    refused = one_line(town.run(*OPENED))
    assert f"är skrivet av en nyare version av Röda tråden ({part}_9999)" in refused


@pytest.mark.parametrize("how", ["no database", "torn", "halved"])
@pytest.mark.parametrize("part", ["keys", "log", "openings"])
def test_a_damaged_database_is_named(sqlite_where: str, tmp_path: Path, part: str, how: str) -> None:
    town = Harmed(sqlite_where, tmp_path)
    town.take_in(person("anna"))
    town.run(*OPENED)
    path = town.path(part)
    whole = path.read_bytes()
    harmed = {"no database": b"x" * len(whole), "torn": whole[:4096] + b"\xff" * (len(whole) - 4096), "halved": whole[:8192]}
    path.write_bytes(harmed[how])
    refused = one_line(town.run(*OPENED))
    assert f"{part}.db är skadad, eller ingen databas. Inget läses ur den. Återställ den från säkerhetskopian." in refused


_LOG_TABLES = ("events", "tree", "leaves", "fences", "store", "alembic_version")
_OTHERS = [("keys", "keys"), ("keys", "store"), ("openings", "openings"), ("openings", "store")]


@pytest.mark.parametrize(("part", "table"), [*(("log", name) for name in _LOG_TABLES), *_OTHERS])
def test_a_database_that_lacks_a_table_is_damaged_and_named(town: Harmed, part: str, table: str) -> None:
    town.run(*OPENED)
    town.sql(part, f'DROP TABLE "{table}"{" CASCADE" if town.served else ""}')
    town.take_in("2022-03-01 anna exited enrolment_id=anna reason=A1")  # so that the facts are behind
    refused = one_line(town.run(*OPENED))
    of = town.called(part)
    assert f"{of} är skadad, eller ingen databas. Inget läses ur den. Återställ den från säkerhetskopian." in refused


@pytest.mark.parametrize("how", ["noise", "cut", "one bit", "lost", "directory", "manifest"])
def test_facts_that_are_damaged_are_made_again(town: Harmed, how: str) -> None:
    figure = town.run(*MEASURE)
    for path in (town.facts / "head").glob("manifest.json" if how == "manifest" else "*.part"):
        if path.stat().st_size:  # nobody was ever merged
            harm_file(path, how)
    for _ in range(2):
        result = town.run(*MEASURE)
        assert (result.code, result.err, result.json) == (0, "", figure.json)


def harm_file(path: Path, how: str) -> None:
    whole = path.read_bytes()
    path.unlink()
    if how == "directory":
        path.mkdir()
    elif how != "lost":
        half = len(whole) // 2
        turned = whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]
        path.write_bytes({"noise": bytes(range(250)) * 2, "cut": whole[:half], "one bit": turned, "manifest": b"\xff"}[how])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "Huvudnyckeln saknas: {path}. Utan den kan ingen post i loggen öppnas."),
        (b"", "Filen {path} är ingen nyckelfil. Återställ den från säkerhetskopian."),
        (b"\xff\xfe", "Filen {path} är ingen nyckelfil. Återställ den från säkerhetskopian."),
        (b'{"epochs": {"1": "AAAA"}}', "Filen {path} är ingen nyckelfil. Återställ den från säkerhetskopian."),
        (b'{"epochs": {"2": "' + b"A" * 43 + b'="}}', "{path} har ingen nyckel för epok 1, bara för 2."),
        (b'{"epochs": {"1": "' + b"A" * 43 + b'="}}', "Nyckelfilen {path} hör till ett annat lager"),
    ],
    ids=["missing", "empty", "no text", "short", "of another rotation", "of another store"],
)
def test_a_key_file_that_opens_nothing_is_named_and_left_alone(town: Harmed, content: bytes | None, says: str) -> None:
    if content is None:
        town.key_file.unlink()
    else:
        town.key_file.write_bytes(content)
    for result in (town.run("participants"), town.take_in(person("dan"))):
        assert says.format(path=town.key_file) in one_line(result)
    assert (town.key_file.read_bytes() if town.key_file.exists() else None) == content


def test_a_key_file_that_may_not_be_read_is_named(town: Harmed) -> None:
    if not town.served:  # the server's socket may not be reached either
        town.key_file.chmod(0o200)
        with bound_by_permissions():
            refused = one_line(town.run("participants"))
        assert refused == f"Nyckelfilen {town.key_file} kan inte läsas eller skrivas: behörighet saknas."
    town.key_file.unlink()
    town.key_file.mkdir(mode=0o700)
    assert one_line(town.run("participants")) == f"Nyckelfilen {town.key_file} kan inte läsas eller skrivas: det är en katalog."


@pytest.mark.parametrize("statement", range(0, 48, 6))
def test_a_connection_that_ends_is_reported(postgresql_where: str, tmp_path: Path, statement: int) -> None:
    """Whatever was being done: the server lets go of all connections before this statement."""
    town = Harmed(postgresql_where, tmp_path)
    town.take_in(person("anna"))
    taken = 0

    def let_go(*_: object) -> None:
        nonlocal taken
        taken += 1
        if taken == statement + 1:
            with psycopg.connect(postgresql_where, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    event.listen(Engine, "before_cursor_execute", let_go)
    try:
        result = town.take_in(person("bo"))
    finally:
        event.remove(Engine, "before_cursor_execute", let_go)
    assert taken > statement
    assert result.code in (0, 1)
    if result.code:
        assert "Förbindelsen med databasen" in one_line(result)
        assert "bröts. Kör samma sak igen: det som redan är lagrat lagras inte två gånger." in result.err
    assert town.take_in(person("bo")).code == 0
    assert town.participants() == ["anna", "bo"]


def test_a_server_that_is_not_there_is_reported_without_the_password(tmp_path: Path) -> None:
    town = Harmed("postgresql://somebody:secret@127.0.0.1:1/nothing", tmp_path)
    refused = one_line(town.run("participants"))
    assert "går inte att nå" in refused
    assert "secret" not in refused


def test_what_is_not_let_go_of_is_seen(sqlite_where: str, tmp_path: Path) -> None:
    """The control: a connection that nobody closes, and one that is still in use when its store is closed."""
    Harmed(sqlite_where, tmp_path).take_in(person("anna"))
    engine = open_engine(sqlite_where, "log")
    with pytest.raises(AssertionError), letting_go():
        engine.connect().close()
    in_use = engine.connect()
    with pytest.raises(AssertionError), letting_go():
        engine.dispose()
    in_use.invalidate()


def test_a_store_that_somebody_holds_is_busy(town: Harmed, monkeypatch: pytest.MonkeyPatch) -> None:
    town.take_in(person("dan"))
    if town.served:
        monkeypatch.setattr("domain.log.storage.database.PATIENCE", 0.05)
        with psycopg.connect(town.where) as holder:
            holder.execute("SELECT pg_advisory_xact_lock(hashtext('rodtrad'), hashtext('rodtrad_log'))")
            assert "har varit upptaget i" in one_line(town.take_in(BIG))
    else:
        monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
        with closing(sqlite3.connect(town.path("log"), isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            assert "har varit upptaget i" in one_line(town.take_in(BIG))
    assert town.take_in(BIG).code == 0


@pytest.mark.parametrize("state", ["53100", "58030", "XX001", "08006", "22000"])
def test_what_the_server_says_of_a_row_is_not_repeated(postgresql_where: str, tmp_path: Path, state: str) -> None:
    town = Harmed(postgresql_where, tmp_path)
    town.take_in(person("anna"))
    refuse(town, "log", "events", state)
    refused = one_line(town.take_in(person("bo")))
    assert "19900515" not in refused
    assert "anna" not in refused.replace(str(tmp_path), "")


def test_what_nobody_thought_of_is_one_line_without_what_it_says(town: Harmed, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("anna 19900515-2386")

    monkeypatch.setattr("projections.worlds.store.Worlds.world", fail)
    refused = one_line(town.run("participants"))
    assert refused.startswith("Något gick fel i programmet (RuntimeError i test_faults.py:")
    assert "19900515" not in refused


@pytest.mark.parametrize("words", [("timeline", "\udcff"), ("measures", "a\ud800"), ("publish", "UPP-0", "--title", "\udfff")])
def test_a_word_that_is_no_text_is_refused(town: Harmed, words: tuple[str, ...]) -> None:
    assert one_line(town.run(*words)) == "Ett ord på kommandoraden är ingen giltig text (UTF-8)."


def test_a_line_that_is_no_text_is_a_refused_line(town: Harmed) -> None:
    line = '{"kind":"participant_registered","participant":"\\ud800","on":"2022-01-01","sex":"K","id":"x"}\n'
    path = town.directory / "surrogate.ndjson"
    path.write_text(line)
    result = town.run("import", path)
    assert (result.code, town.participants()) == (1, ["anna", "bo", "cia"])
    assert "Traceback" not in result.err
