"""How much can be asked at once, on every face; and that a long computation ends where nobody waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from domain.errors import BadQuestion
from projections.disclosure.gate import Gate
from projections.disclosure.suppression import Margin, SuppressionProblem, secondary_suppression
from projections.measures.catalogue import CATALOGUE
from projections.measures.questions import parts, question
from projections.measuring import limits
from projections.measuring.figures import Ask, figures
from projections.measuring.limits import bounded_period, few_revisions
from projections.movements.episodes import Terms
from projections.movements.sensitivity import every_way
from projections.worlds.coordinates import Coordinates, check_has_been
from projections.worlds.interruption import Check
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.notebook import open_store
from tests.memory import book
from tests.scripts.command_line import THREE_LIVES, lines_of, rodtrad, write_lines
from tests.stores import Shop

FOUR = "sex,age,unit,born"


@pytest.fixture(scope="module")
def world() -> World:
    return book(lines_of(THREE_LIVES)).world(date(2023, 12, 31))


class Nobody(Exception):
    """Waits any more."""


def leaving_after(steps: int) -> Check:
    taken = count(1)

    def check() -> None:
        if next(taken) > steps:
            raise Nobody

    return check


def test_at_most_three_breakdowns_are_accepted() -> None:
    assert question(["R3"], ["2023"], by="sex,age,unit,sex").by == ("sex", "age", "unit")
    with pytest.raises(BadQuestion, match="by: 4 breakdowns, at most 3"):
        question(["R3"], ["2023"], by=FOUR)
    with pytest.raises(BadQuestion, match="part: 4 breakdowns, at most 3"):
        parts(["sex=K", "age=≤19", "unit=AME", "born=sweden"])


@pytest.fixture
def store(tmp_path: Path) -> Path:
    lines = write_lines(tmp_path / "lives.ndjson", lines_of(THREE_LIVES))
    assert rodtrad("import", lines, "--store", tmp_path / "store").code == 0
    return tmp_path / "store"


@pytest.mark.parametrize("command", ["measure", "export-figures", "revisions", "publish"])
def test_more_breakdowns_are_refused_by_every_command(store: Path, command: str) -> None:
    words = [command, "R3", "-p", "2022", "--store", store, "--out", store.with_name("figures.csv")]
    answer = rodtrad(*words, "--by", FOUR)
    assert answer.code != 0
    assert "4 uppdelningar, högst 3" in answer.err
    assert rodtrad(*words, "--by", "sex").code == 0


def test_more_breakdowns_are_refused_in_a_notebook(store: Path) -> None:
    with open_store(str(store)) as town, pytest.raises(BadQuestion):
        town.figures("R3", "2022", by=FOUR.split(","))


def test_periods_are_few_and_within_the_calendar() -> None:
    assert len(question(["R3"], ["2000-01..2029-12"]).periods) == 1
    for many in (["1999-01..2029-12"], [f"{year}" for year in range(1980, 2020)], ["9999"], ["2101-01"]):
        with pytest.raises(BadQuestion, match="period"):
            question(["R3"], many)
    months = [month.label for month in bounded_period("2000-01..2029-12").months]
    with pytest.raises(BadQuestion, match="361 periods"):
        question(["R3"], [*months, "2023"])
    with pytest.raises(BadQuestion):
        bounded_period("1900-01..2100-12")


@pytest.mark.parametrize("command", [("report", "uppsala"), ("movements", "states", "-p"), ("health", "--period")])
def test_a_period_of_centuries_is_refused_by_every_command(store: Path, command: tuple[str, ...]) -> None:
    answer = rodtrad(*command, "1900-01..2100-12", "--store", store)
    assert answer.code != 0
    assert "högst 360" in answer.err


def test_a_day_before_the_calendar_is_no_day_to_measure_on() -> None:
    for name in ("as_of", "known_at"):
        with pytest.raises(BadQuestion, match=name):
            check_has_been(date.min, date(2024, 1, 1), name)


def test_figures_are_refused_while_they_are_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Ask(CATALOGUE["R3"], [bounded_period("2022")], ("age", "sex"))
    computed = figures(ask, world)
    assert len(computed) == 21
    monkeypatch.setattr(limits, "MOST_FIGURES", 20)
    with pytest.raises(BadQuestion, match="more than 20 figures"):
        figures(ask, world)


def test_revisions_of_centuries_are_refused(store: Path) -> None:
    answer = rodtrad("revisions", "R3", "-p", "2022", "--from-month", "2000-01", "--to-month", "2022-01", "--store", store)
    assert answer.code != 0
    assert "265 månader med kunskap, högst 120" in answer.err
    months = bounded_period("2013-01..2022-12").months
    few_revisions(months, months[:20])
    with pytest.raises(BadQuestion, match="2520 months of knowledge × periods"):
        few_revisions(months, months[:21])


def test_settings_of_a_sensitivity_table_are_few() -> None:
    assert len(every_way(Terms(), {"spells": range(2, 12), "moves": range(1, 21)})) == 200
    with pytest.raises(BadQuestion, match="201 combinations"):
        every_way(Terms(), {"bridge_days": range(201)})


@pytest.mark.parametrize(
    "options", [("--days", "1" * 30), ("--days", ",".join(map(str, range(101)))), ("--set", f"bridge_days={'9' * 30}")]
)
def test_parameters_of_movements_are_within_bounds(store: Path, options: tuple[str, str]) -> None:
    answer = rodtrad("movements", "returns", *options, "--store", store)
    assert answer.code != 0
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("answer", [figures, Gate().figures])
def test_a_computation_ends_at_the_next_step_where_nobody_waits(world: World, answer: Callable[[Ask, World], object]) -> None:
    ask = Ask(CATALOGUE["R3"], [bounded_period("2022")], ("age", "sex"))
    answer(replace(ask, check=leaving_after(1_000)), world)
    with pytest.raises(Nobody):
        answer(replace(ask, check=leaving_after(2)), world)


def test_a_question_ends_between_its_measures(world: World) -> None:
    query = replace(question(["OUT-90"], ["2022"]), check=leaving_after(1))
    with pytest.raises(Nobody):
        list(query.asks())


def test_the_disclosure_gate_ends_between_its_cells() -> None:
    table = SuppressionProblem(values=[20, 3, 17], margins=[Margin(0, (1, 2))], primary=[1])
    assert secondary_suppression(table) == {1, 2}
    with pytest.raises(Nobody):
        secondary_suppression(table, leaving_after(1))


def test_a_world_is_not_made_where_nobody_waits(shop: Shop) -> None:
    shop.take_in(lines_of(THREE_LIVES))
    worlds = Worlds(shop.log, processes=1)
    rules = question(["R3"], ["2022"], sets=["journey_gap_days=20"]).rules
    for steps in (0, 1):
        with pytest.raises(Nobody):
            worlds.world(Coordinates(date(2023, 12, 31), rules=rules), check=leaving_after(steps))
    assert worlds.world(Coordinates(date(2023, 12, 31), rules=rules), check=leaving_after(10)).rules == rules
    worlds.close()
