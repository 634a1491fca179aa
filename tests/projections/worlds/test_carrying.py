"""What is taken over from the World before is what would be derived anew; nothing else is."""

import polars as pl
import pytest

import projections.measures.catalogue  # noqa: F401 - declares what is derived participant by participant
from projections.facts import catch_up, snapshot
from projections.rules.status import stable, work
from projections.worlds import carrying
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World
from tests.projections.facts.test_catch_up import erased, merged, person
from tests.projections.worlds.test_worlds import FAR, Line, line
from tests.stores import Shop

COORDINATES = Coordinates(FAR)
OTHERS = 12
JOB = {**line("employment_started", "2021-05-01", "job", "o1"), "employment_id": "new", "form": "permanent"}


@pytest.fixture
def town(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(catch_up, "MANY", 1.0)  # never everybody
    shop.take_in([entry for number in range(OTHERS) for entry in person(f"o{number}")])
    derived(shop.worlds.world(COORDINATES))
    return shop


def derived(world: World) -> dict[str, pl.DataFrame]:
    """Everything that is carried over."""
    return {
        "journeys": world.journeys,
        "support_months": world.support_months,
        "support_spells": world.support_spells(2),
        "work": work(world, "kas"),
        "scb90": work(world, "scb90"),
        "stable": stable(world).sort("pid", "first_on"),
    }


def anew(shop: Shop) -> dict[str, pl.DataFrame]:
    return derived(Worlds(shop.log, processes=1).world(COORDINATES))


@pytest.mark.parametrize(
    "lines",
    [
        [JOB],
        [line("moved_out", "2022-01-01", "new", "o7")],
        [line("deceased", "2022-01-01", "new", "o11"), JOB],
        [{**line("support_paid", "2020-03-20", "new", "o0"), "month": "2020-03", "amount": 1}],
        [{**line("retracted", "2022-01-01", "new", "o3"), "event": "o3-exited", "reason": "fel"}],
        person("newcomer"),
        [merged("o5", "o2")],
        [merged("o5", "o2"), {**merged("o5", "o2", "2021-02-01", "merge_undone"), "id": "undone"}],
        erased("o4"),
    ],
    ids=lambda lines: lines[0]["kind"],
)
def test_what_is_carried_over_is_what_is_derived_anew(town: Shop, lines: list[Line]) -> None:
    assert town.take_in(lines).refused == []
    again = derived(town.worlds.world(COORDINATES))
    for name, table in anew(town).items():
        assert again[name].sort("pid", maintain_order=True).equals(table.sort("pid", maintain_order=True)), name


def test_the_rows_of_all_others_are_not_derived_again(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def watched(world: World, *arguments: object) -> pl.DataFrame:
        seen.append(world["participants"].height)
        return work(world, *arguments)  # type: ignore[arg-type]

    monkeypatch.setitem(carrying._derivations, "work", watched)
    town.take_in([JOB])
    derived(town.worlds.world(COORDINATES))
    assert seen == [1, 1]


def test_a_table_in_which_no_rows_changed_is_the_same_and_another_is_not(town: Shop) -> None:
    before = town.worlds.world(COORDINATES)
    for name in ("enrolments", "moments"):
        assert before[name].height
    town.take_in([line("moved_in", "2022-06-01", "new", "o7")])
    after = town.worlds.world(COORDINATES)
    assert after["enrolments"] is before["enrolments"]
    assert after["moments"].height == before["moments"].height + 1


def test_nothing_derived_is_carried_over_where_who_changed_is_not_known(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that was written anew, as by a rebuild, no longer says who was folded again."""
    town.worlds.rebuild()
    monkeypatch.setattr(carrying, "_replaced", _never)
    derived(town.worlds.world(COORDINATES))
    assert derived(town.worlds.world(COORDINATES))["journeys"].height == OTHERS


def test_the_world_of_another_day_or_of_other_knowledge_gives_nothing(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "_replaced", _never)
    town.take_in([JOB])
    other = town.worlds.world(Coordinates(FAR.replace(day=2)))
    assert other.journeys.height == OTHERS


def _never(*_: object) -> None:
    raise AssertionError("something was carried over")


def test_who_comes_first_and_last_keeps_their_place() -> None:
    table = pl.DataFrame({"pid": [1, 1, 2, 4, 5], "value": ["a", "b", "c", "d", "e"]})
    rows = pl.DataFrame({"pid": [1, 3, 5, 5], "value": ["A", "C", "E", "F"]})
    replaced = carrying._replaced(table, frozenset({1, 3, 4, 5}), rows)
    assert replaced.rows() == [(1, "A"), (2, "c"), (3, "C"), (5, "E"), (5, "F")]
    assert carrying._replaced(table.reverse(), frozenset({1}), rows[:1]).rows()[-1] == (1, "A")


def test_a_snapshot_shares_no_table_in_which_a_row_was_replaced(town: Shop) -> None:
    """The control: a table compared by nothing but its number of rows would be shared."""
    before = town.worlds.snapshot()
    assert before.tables["employments"].height
    town.take_in([{**line("employment_ended", "2020-07-01", "new", "o3"), "employment_id": "jo3"}])
    after = town.worlds.snapshot()
    assert isinstance(after.tables, snapshot.Tables)
    assert "employments" not in after.tables.ready
    assert after.tables["employments"].height == before.tables["employments"].height
    assert "studies" not in before.tables.ready or after.tables["studies"] is before.tables["studies"]
