"""The parts of a store belong together: what is missing, older or another's is named, and nothing is read as if whole."""

from pathlib import Path

import pytest

from tests.scripts.damage.harmed import MEASURE, Harmed, one_line, person

OPENED = (*MEASURE, "--open-counts")
READING = (("participants",), ("timeline", "anna"), MEASURE, ("status",))


@pytest.mark.parametrize("part", ["keys", "log"])
def test_a_missing_part_is_named_and_not_made_anew(town: Harmed, part: str) -> None:
    other = "log" if part == "keys" else "keys"
    town.lose(part)
    says = f"inte helt: {town.called(part)} saknas eller är tom, men {town.called(other)} finns"
    for words in READING:
        assert says in one_line(town.run(*words))
    refused = one_line(town.take_in(person("dan")))
    assert says in refused
    assert f"Återställ {town.called(part)} från säkerhetskopian." in refused
    assert not town.there(part)


def test_a_part_that_is_there_and_empty_is_missing(town: Harmed) -> None:
    town.lose("keys")
    if town.served:
        town.sql("postgres", "CREATE SCHEMA rodtrad_keys")
    else:
        town.path("keys").touch()
    assert f"{town.called('keys')} saknas eller är tom" in one_line(town.take_in(person("dan")))


def test_keys_and_log_both_missing_are_not_made_anew_beside_what_is_left(town: Harmed) -> None:
    town.run(*(OPENED if town.served else MEASURE))  # with facts, and openings
    town.lose("keys", "log")
    other = town.called("openings" if town.served else "facts")
    refused = one_line(town.take_in(person("dan")))
    assert f"{town.called('keys')}, {town.called('log')} saknas eller är tom, men {other} finns" in refused


def test_a_users_own_copy_of_the_facts_of_a_database_that_was_dropped_does_not_bar_another(
    postgresql_where: str, tmp_path: Path
) -> None:
    town = Harmed(postgresql_where, tmp_path)
    town.take_in(person("anna") + person("bo"))
    assert town.participants() == ["anna", "bo"]
    town.lose("keys", "log", "access")
    assert town.take_in(person("dan")).code == 0
    assert town.participants() == ["dan"]


def test_older_keys_are_named(town: Harmed) -> None:
    town.copy("keys")
    town.take_in(person("dan") + person("eva"))
    assert len(town.participants()) == 5
    town.restore("keys")
    says = older(town, "keys", "log", "nyckel nr 3", 5)
    for words in READING:
        assert says in one_line(town.run(*words))
    assert says in one_line(town.take_in(person("fia")))
    assert says.split(" och ", maxsplit=1)[0] in one_line(town.run("rebuild"))


def test_an_older_log_is_named_also_where_nobody_is_new(town: Harmed) -> None:
    town.copy("log")
    town.take_in("2022-03-01 anna exited enrolment_id=anna reason=A1")
    town.restore("log")
    says = older(town, "log", "keys", "position 6", 7)
    for words in READING:
        assert says in one_line(town.run(*words))
    assert says in one_line(town.take_in(person("dan")))


def test_a_whole_older_copy_is_a_store(town: Harmed) -> None:
    """The control: what is of one time fits."""
    town.copy("keys", "log")
    town.take_in(person("dan"))
    town.restore("keys", "log")
    assert town.participants() == ["anna", "bo", "cia"]
    assert town.take_in(person("eva")).code == 0
    assert town.participants() == ["anna", "bo", "cia", "eva"]


def test_a_log_older_than_the_facts_is_named_by_every_command(town: Harmed) -> None:
    town.copy("keys", "log")
    town.take_in(person("dan"))
    assert len(town.participants()) == 4
    town.copy("keys", "log", to="later")
    town.restore("keys", "log")
    town.refuses_everything(older(town, "log", "facts", "position 6", 8))
    town.restore("keys", "log", of="later")
    assert len(town.participants()) == 4


def test_a_log_older_than_the_last_opening_is_named_by_every_command(town: Harmed) -> None:
    town.copy("keys", "log")
    town.take_in(person("dan"))
    town.run(*MEASURE, "--open-counts")
    town.restore("keys", "log")
    town.lose("facts")
    town.refuses_everything(older(town, "log", "openings", "position 6", 8))
    assert not town.there("facts")


def test_a_log_of_another_history_than_the_facts_is_named_by_every_command(town: Harmed) -> None:
    town.copy("keys", "log")
    town.take_in(person("dan"))
    assert len(town.participants()) == 4
    town.copy("facts")
    town.restore("keys", "log")
    town.lose("facts")
    town.take_in(person("eva") + person("fia"))
    town.restore("facts")
    town.refuses_everything(f"{town.called('log')} har en annan historia än den som {town.called('facts')} känner till")


def test_a_store_from_before_ids_is_not_taken_for_the_one_with_facts_of_more(town: Harmed) -> None:
    """Restored from before the version that gave it an id, beside facts from after."""
    town.copy("keys", "log")
    town.take_in(person("dan"))
    assert len(town.participants()) == 4
    town.restore("keys", "log")
    make_older(town)
    assert older(town, "log", "facts", "position 6", 8) in one_line(town.run("participants"))


def test_an_older_copy_of_everything_is_gone_on_with_when_the_facts_are_removed(town: Harmed) -> None:
    """What README says to whoever has nothing newer."""
    town.run(*MEASURE, "--open-counts")
    town.copy("keys", "log", "openings")
    town.take_in(person("dan"))
    town.run("rebuild")
    assert len(town.participants()) == 4
    town.run(*MEASURE, "--open-counts")
    town.restore("keys", "log", "openings")
    assert older(town, "log", "facts", "position 6", 8) in one_line(town.run("status"))
    town.lose("facts")
    assert town.participants() == ["anna", "bo", "cia"]
    assert len(town.run("openings", "-f", "json").json) == 1
    assert town.take_in(person("dan")).code == 0
    assert len(town.participants()) == 4


def test_facts_that_are_missing_or_older_are_made_again(town: Harmed) -> None:
    assert town.participants() == ["anna", "bo", "cia"]
    town.copy("facts")
    town.take_in(person("dan"))
    town.restore("facts")
    assert town.participants() == ["anna", "bo", "cia", "dan"]
    town.lose("facts")
    assert town.participants() == ["anna", "bo", "cia", "dan"]


def test_facts_of_another_store_are_rebuilt_and_that_is_reported(town: Harmed) -> None:
    figure = town.run(*MEASURE).json
    manifest = town.facts / "head" / "manifest.json"
    own = town.run("status", "-f", "json").json["id"]
    manifest.write_text(manifest.read_text().replace(own, "00"))
    assert town.run("status", "-f", "json").json["parts"]["facts"] == "foreign"
    result = town.run(*MEASURE)
    assert result.err.count(f"{town.called('facts')} hör till ett annat lager och görs om ur loggen") == 1
    assert (result.code, result.json) == (0, figure)
    assert town.run(*MEASURE).err == ""


@pytest.mark.parametrize("by", ["facts", "openings"])
@pytest.mark.parametrize("part", ["keys", "log"])
def test_the_part_that_no_other_agrees_with_is_the_one_of_another_store(town: Harmed, part: str, by: str) -> None:
    other = "log" if part == "keys" else "keys"
    town.run(*MEASURE, "--open-counts")
    town.lose("openings" if by == "facts" else "facts")
    town.sql(part, "UPDATE store SET id = " + ("'\\x00ff'" if town.served else "X'00ff'"))
    says = f"{town.called(part)} hör till ett annat lager (00ff) än {town.called(other)} ("
    town.refuses_everything(says)
    assert f"Återställ rätt {town.called(part)}." in one_line(town.run("status"))


@pytest.mark.parametrize("part", ["keys", "log"])
def test_of_two_parts_of_two_stores_both_are_named_where_nothing_tells_them_apart(town: Harmed, part: str) -> None:
    town.sql(part, "UPDATE store SET id = " + ("'\\x00ff'" if town.served else "X'00ff'"))
    refused = one_line(town.run("participants"))
    assert f"{town.called('keys')} (" in refused
    assert f" och {town.called('log')} (" in refused
    assert f"{town.called(part)} (00ff)" in refused
    assert "hör till olika lager. Inget läses. Återställ den av dem som inte hör hit." in refused
    assert "hör till olika lager" in one_line(town.take_in(person("dan")))


def test_two_parts_of_two_histories_of_one_store_are_distinguished(town: Harmed) -> None:
    """As many keys, as many entries, the same id: a copy that was gone on with, and the original."""
    town.copy("keys", "log")
    town.take_in(person("dan"))
    town.copy("keys", to="other")
    town.restore("keys", "log")
    town.take_in(person("eva"))
    town.restore("keys", of="other")
    refused = one_line(town.run("participants"))
    assert f"{town.called('log')} har en annan historia än den som {town.called('keys')} känner till (position 8" in refused


@pytest.mark.parametrize("how", ["missing", "older"])
def test_openings_that_are_missing_or_older_are_named_and_none_is_added(town: Harmed, how: str) -> None:
    assert town.run(*MEASURE, "--open-counts").code == 0
    town.copy("openings")
    assert town.run(*MEASURE, "--open-counts").code == 0
    if how == "missing":
        town.lose("openings")
        says = f"{town.called('openings')} saknas eller är tom, men {town.called('keys')} finns"
    else:
        town.restore("openings")
        says = f"{town.called('openings')} är äldre än {town.called('keys')} och räcker till öppning nr 1"
    assert says in one_line(town.run(*MEASURE, "--open-counts"))
    assert says in one_line(town.run("openings"))
    assert town.run("status", "-f", "json").json["parts"]["openings"] == how
    assert town.run(*MEASURE).code == 0


def test_openings_of_another_store_are_named(town: Harmed) -> None:
    town.run(*MEASURE, "--open-counts")
    town.sql("openings", "UPDATE store SET id = " + ("'\\x00ff'" if town.served else "X'00ff'"))
    assert f"{town.called('openings')} hör till ett annat lager (00ff)" in one_line(town.run("openings"))


def test_the_status_shows_the_id_and_every_part(town: Harmed) -> None:
    status = town.run("status", "-f", "json").json
    assert len(status["id"]) == 32
    assert status["parts"] == {"log": "whole", "keys": "whole", "facts": "unmade", "openings": "unmade"}
    assert "log: hel, keys: hel, facts: görs när den behövs" in town.run("status").out
    assert "log: whole, keys: whole, facts: made when it is needed" in town.run("status", "--lang", "en").out
    town.run(*MEASURE, "--open-counts")
    status = town.run("status", "-f", "json").json
    assert status["parts"] == dict.fromkeys(("log", "keys", "facts", "openings"), "whole")


def test_a_store_from_before_ids_gets_one_and_keeps_everything(town: Harmed) -> None:
    before = town.run(*MEASURE, "--open-counts").json
    make_older(town)
    assert town.run(*MEASURE, "--open-counts").json == before
    status = town.run("status", "-f", "json").json
    assert len(status["id"]) == 32
    assert town.take_in(person("dan")).code == 0
    assert town.participants() == ["anna", "bo", "cia", "dan"]
    town.lose("keys")
    assert "saknas eller är tom" in one_line(town.run("participants"))


def test_a_store_from_before_ids_whose_keys_are_older_is_named(town: Harmed) -> None:
    town.copy("keys")
    town.take_in(person("dan") + person("eva"))
    town.restore("keys")
    make_older(town)
    assert "räcker till nyckel nr 3" in one_line(town.run("participants"))


def older(town: Harmed, part: str, other: str, has: str, known: int) -> str:
    part, other = town.called(part), town.called(other)
    return f"{part} är äldre än {other} och räcker till {has}, men {other} känner till {known}"


def make_older(town: Harmed) -> None:
    """A store as the version before left it."""
    for part in ("keys", "log", "openings"):
        if town.there(part):
            town.sql(part, "DROP TABLE store")
            town.sql(part, f"UPDATE alembic_version SET version_num = '{part}_0001'")
    for table in ("settings", "holds", "proposals"):
        town.sql("keys", f"DROP TABLE {table}")
    for table in ("clock", "erased", "checkpoints", "cosignatures"):
        town.sql("log", f"DROP TABLE {table}")
    if town.served:
        town.sql("log", "DROP FUNCTION IF EXISTS erase_by_fence")
