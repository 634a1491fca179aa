"""A row of the log that has been altered behind the program's back is named by its position, whatever was altered in it."""

from collections.abc import Mapping

import pytest

from tests.scripts.damage.harmed import MEASURE, Harmed, one_line, person

ALTERED: Mapping[str, str] = {
    "data": "data = {shorter}",
    "no data": "data = {nothing}",
    "content": "content = stream",
    "content of another length": "content = {nothing}",
    "event key of another length": "event_key = {nothing}",
    "kind": "kind = 'okänd'",
    "kind's version": "kind_version = -1",
    "version": "version = -1",
    "recorded at": "recorded_at = recorded_at + 1",
}
SAYS = "Förseglingen är bruten: posten på position {} i loggen har ändrats. Återställ loggen från säkerhetskopian."
IN_ENGLISH = "The seal is broken: the entry at position {} of the log has been altered. Restore the log from its backup."


def alter(town: Harmed, kind: str, change: str) -> int:
    """Change an entry of this kind, past the log's own guards; its position."""
    position = int(town.sql("log", f"SELECT max(position) FROM events WHERE kind = '{kind}'")[0][0])
    if town.served:
        town.sql("log", "ALTER TABLE events DISABLE TRIGGER ALL")
    else:
        for (name,) in town.sql("log", "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"):
            town.sql("log", f"DROP TRIGGER {name}")
    values = {"nothing": "''::bytea", "shorter": "substring(data FOR 40)"}
    if not town.served:
        values = {"nothing": "x''", "shorter": "CAST(substr(data, 1, 40) AS BLOB)"}
    town.sql("log", f"UPDATE events SET {change.format(**values)} WHERE position = {position}")
    return position


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_an_altered_entry_is_named_by_its_position(town: Harmed, change: str) -> None:
    position = alter(town, "enrolled", change)
    town.lose("facts")
    assert one_line(town.run(*MEASURE)) == SAYS.format(position)
    assert one_line(town.run(*MEASURE, "--lang", "en")) == IN_ENGLISH.format(position)


def test_an_altered_person_part_is_named_by_its_position(town: Harmed) -> None:
    town.take_in(person("dan", "2022-02-01 dan insats_started insats_id=i insats=sfi purpose=hemligt"))
    position = alter(town, "insats_started", "person = {nothing}")
    assert one_line(town.run("timeline", "dan")) == SAYS.format(position)


def test_an_altered_entry_that_a_bundle_takes_is_named_by_its_position(town: Harmed) -> None:
    assert town.run("publish", *MEASURE[1:-2]).code == 0
    (published,) = town.run("publications", "-f", "json").json
    position = alter(town, "enrolled", ALTERED["content of another length"])
    assert one_line(town.run("bundle", published["id"], "-o", town.directory / "b.zip")) == SAYS.format(position)


def test_an_altered_record_is_named_by_its_position(town: Harmed) -> None:
    assert town.run("publish", *MEASURE[1:-2]).code == 0
    position = alter(town, "figure_published", ALTERED["content of another length"])
    assert one_line(town.run("publications")) == SAYS.format(position)


def test_an_altered_key_is_a_broken_seal(town: Harmed) -> None:
    town.sql("keys", "UPDATE keys SET wrapped = name WHERE name IS NOT NULL")
    town.lose("facts")
    assert one_line(town.run(*MEASURE)).startswith("Förseglingen är bruten: ")
