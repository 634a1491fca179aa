"""A log that somebody has rewritten in the database itself: nothing is counted on it, and what differs is named."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from tests.scripts.damage.harmed import MEASURE, Harmed, one_line, person
from tests.scripts.damage.test_parts import make_older

REFUSED = "går inte ihop: {}. Inget räknas ur det. Kör rodtrad verify, och återställ från säkerhetskopian."


def without_guards(town: Harmed, *statements: str) -> None:
    """Somebody who owns the database: the triggers are dropped first."""
    if town.served:
        for table in ("events", "leaves", "fences", "erased", "checkpoints"):
            town.sql("log", f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    else:
        for (name,) in town.sql("log", "SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            town.sql("log", f"DROP TRIGGER {name}")
    for statement in statements:
        town.sql("log", statement.replace("X'", "'\\x") if town.served else statement)


def verified(town: Harmed, *words: object) -> tuple[int, int | None, str]:
    """What `verify` says: its exit code, and the position and what differs of the first difference."""
    result = town.run("verify", "-f", "json", "--processes", "1", *words)
    assert result.out, result.err
    first = result.json["difference"] or {"position": None, "what_en": ""}
    return result.code, first["position"], first["what_en"]


def erase(town: Harmed, name: str) -> None:
    assert town.take_in(f"2023-01-01 {name} erased basis=request").code == 0


def test_a_whole_log_is_verified(town: Harmed) -> None:
    result = town.run("verify", "--lang", "en")
    assert result.code == 0
    assert "The log holds." in result.out
    assert verified(town) == (0, None, "")


@pytest.mark.parametrize("counted_before", [True, False], ids=["with facts", "without facts"])
def test_entries_that_are_deleted_behind_the_programs_back_move_no_figure(town: Harmed, counted_before: bool) -> None:
    if counted_before:
        assert town.run(*MEASURE).code == 0
    without_guards(town, "DELETE FROM events WHERE kind = 'enrolled' AND position > 2")
    town.refuses_everything(REFUSED.format("posten på position 4: den saknas, och är inte gallrad"))
    assert verified(town) == (1, 4, "it is missing, and was not erased")


class Done(NamedTuple):
    """What is done to the log of six entries, the last two of which are somebody's, and what is named of it."""

    statements: tuple[str, ...]
    position: int
    says: str
    seen_at_once: bool = True


DAMAGE: Mapping[str, Done] = {
    "an entry is copied to the end": Done(
        (
            f"INSERT INTO events SELECT 7, X'{'00' * 16}', version, kind, kind_version, recorded_at, stored_at, X'{'00' * 16}',"
            " content, data, person FROM events WHERE position = 2",
        ),
        7,
        "is added",
    ),
    "an entry of the beginning is deleted with its leaf": Done(
        ("DELETE FROM events WHERE position = 1", "DELETE FROM leaves WHERE position = 1"), 1, "its leaf is missing"
    ),
    "a leaf is deleted": Done(("DELETE FROM leaves WHERE position = 3",), 3, "its leaf is missing"),
    "a leaf is added": Done((f"INSERT INTO leaves VALUES (7, X'{'00' * 32}')",), 7, "the leaf is added"),
    "a leaf is another": Done(
        (f"UPDATE leaves SET leaf = X'{'00' * 32}' WHERE position = 2",), 2, "is other than its leaf", False
    ),
    "the tree is smaller": Done(("UPDATE tree SET size = 5",), 5, "edge of the tree"),
    "a time is another": Done(
        ("UPDATE events SET stored_at = stored_at + 1 WHERE position = 3",), 3, "is other than its leaf", False
    ),
    "two entries have changed places": Done(
        ("UPDATE events SET position = 99 WHERE position = 1", "UPDATE events SET position = 1 WHERE position = 3",
         "UPDATE events SET position = 3 WHERE position = 99"), 1, "is other than its leaf", False
    ),
    "an entry is marked as erased": Done(
        ("DELETE FROM events WHERE position = 4", f"INSERT INTO erased VALUES (4, X'{'00' * 16}')"), 4, "without keys", False
    ),
    "a fence stands on nothing": Done(
        (f"INSERT INTO fences VALUES (X'{'01' * 16}', 2, X'{'01' * 32}')",), 2, "an erasure is to stand there", False
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_done_to_a_log_is_named(town: Harmed, damage: Done) -> None:
    without_guards(town, *damage.statements)
    code, position, says = verified(town)
    assert (code, position) == (1, damage.position)
    assert damage.says in says
    assert (town.run("participants").code == 1) is damage.seen_at_once


def test_a_last_leaf_that_is_another_is_named_by_what_the_keys_know(town: Harmed) -> None:
    without_guards(town, f"UPDATE leaves SET leaf = X'{'00' * 32}' WHERE position = 6")
    assert "(position 6 är en annan)" in one_line(town.run("verify"))


def test_the_recount_is_shared_by_processes(town: Harmed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.log.proving.recount.SHARE", 2)
    without_guards(town, "UPDATE events SET stored_at = stored_at + 1 WHERE position > 4")
    result = town.run("verify", "-f", "json", "--processes", "2")
    assert result.json["difference"]["position"] == 5


def test_erased_entries_are_accounted_for(town: Harmed) -> None:
    erase(town, "bo")
    result = town.run("verify", "-f", "json").json
    assert (result["ok"], result["erased"], result["unmarked"], result["entries"]) == (True, 2, 0, 5)
    assert town.participants() == ["anna", "cia"]


def test_an_erased_entry_that_is_put_back_is_named(town: Harmed) -> None:
    town.sql("log", "CREATE TABLE kept_rows AS SELECT * FROM events")
    erase(town, "bo")
    without_guards(town, "INSERT INTO events SELECT * FROM kept_rows WHERE position = 3", "DROP TABLE kept_rows")
    assert verified(town)[:2] == (1, 3)
    assert "den är gallrad men finns" in one_line(town.run("participants"))


def test_a_log_from_before_takes_what_is_gone_as_erased_and_says_how_much(town: Harmed) -> None:
    erase(town, "bo")
    make_older(town)
    assert town.participants() == ["anna", "cia"]
    result = town.run("verify", "-f", "json").json
    assert (result["ok"], result["erased"], result["unmarked"]) == (True, 2, 2)


def test_a_log_from_before_where_nothing_was_erased_may_lack_nothing(town: Harmed) -> None:
    without_guards(town, "DELETE FROM events WHERE position = 6")
    make_older(town)
    assert "posten på position 6: den saknas" in one_line(town.run("participants"))


@pytest.mark.parametrize(
    "how", ["DELETE FROM keys WHERE name IS NOT NULL", "UPDATE keys SET wrapped = NULL WHERE name IS NOT NULL"]
)
def test_participants_whose_keys_are_gone_are_not_left_out(town: Harmed, how: str) -> None:
    town.sql("log", "UPDATE store SET last_key = NULL")
    town.sql("keys", how)
    assert "går inte ihop" in one_line(town.run(*MEASURE))


def test_a_log_is_compared_with_a_checkpoint_that_somebody_kept(town: Harmed) -> None:
    kept = town.directory / "kept.txt"
    assert town.run("checkpoint", "-o", kept).code == 0
    town.take_in(person("dan"))
    assert town.run("verify", "--since", kept).code == 0


def test_a_log_that_was_made_anew_after_it_was_signed_is_named(town: Harmed) -> None:
    """Somebody with the database alone: rows, leaves and tree agree with one another, but not with what was signed."""
    kept = town.directory / "kept.txt"
    town.run("checkpoint", "-o", kept)
    town.sql("log", "CREATE TABLE leaves_of AS SELECT * FROM leaves")
    town.lose("facts")
    without_guards(town, "DROP TABLE leaves_of", "DELETE FROM checkpoints")
    rewrite_last(town)
    assert verified(town) == (0, None, "")  # nothing inside tells
    code, _, says = verified(town, "--since", kept)
    assert (code, says) == (1, "something up to it is other than when it was signed")


def rewrite_last(town: Harmed) -> None:
    """Gives the last entry another time, and makes its leaf, the tree and what the keys know of it fit."""
    from sqlalchemy import select, update  # noqa: PLC0415

    from domain.log.application import Log  # noqa: PLC0415
    from domain.log.rows import leaf_of  # noqa: PLC0415
    from domain.log.storage.schema import events, key_store, leaves, tree  # noqa: PLC0415
    from domain.proof.tree import Frontier  # noqa: PLC0415

    log = Log(town.where, town.key_file, checked=False)
    (last,) = log.rows.at([6])
    altered = leaf_of(6, last.stored_at + 1, *last[:9])
    edge = Frontier()
    edge.extend([*log.rows.leaves()[:5], altered])
    with log.rows.engine.begin() as connection:
        connection.execute(update(events).where(events.c.position == 6).values(stored_at=last.stored_at + 1))
        connection.execute(update(leaves).where(leaves.c.position == 6).values(leaf=altered))
        connection.execute(update(tree).values(frontier=edge.to_bytes()))
        assert connection.execute(select(tree.c.size)).scalar_one() == 6
    with log.keys.engine.begin() as connection:
        connection.execute(update(key_store).values(leaf=altered))
    log.close()


def test_whoever_signs_after_the_checkpoints_are_deleted_signs_nothing(town: Harmed) -> None:
    assert town.run("checkpoint").code == 0
    without_guards(town, "DELETE FROM checkpoints")
    assert "har inte signerat den sista kontrollpunkten som finns" in one_line(town.run("checkpoint"))
