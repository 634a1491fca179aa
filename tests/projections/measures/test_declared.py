"""What can be known in a declared World: product and judge agree, and nothing that is taken away makes a figure wrong.

measures.md §11. In the suite a few random logs and takings; `--long` tries many.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest

from domain.calendar import end_of_day
from domain.events import EVENTS
from domain.events.event import kind_of
from projections.measures.catalogue import CATALOGUE
from projections.measuring.breakdowns import rests_on
from projections.measuring.cases import judged, population, windows
from projections.measuring.counts import covered_in_parts, facts_of
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.rules.lacking import LACKING
from projections.rules.scope import View
from projections.worlds.coverage import Coverage
from projections.worlds.world import World
from tests import judge
from tests.conftest import Many
from tests.histories import Line
from tests.judge.asking import answer
from tests.memory import book
from tests.projections.measures.agreement import BREAKDOWNS, COMPARED, JUDGED, same
from tests.taken_tables import TakenTable, tables_of, taken_table
from tests.takings import Taking, declared, simulated_town, taking, town

AS_OF = date(2024, 6, 30)
LABELS = ("2022", "2023-03", "2022-11..2023-04")


def periods_of(measure: Measure) -> list[Any]:
    return [period(label) for label in LABELS if not measure.years_only or len(label) == 4]


Name = tuple[str, str, tuple[tuple[str, str], ...]]
"""Measure, period and part of a breakdown."""


def figures_of(world: World, keys: Iterable[str], view: View, by: Sequence[str] = ()) -> dict[Name, Figure]:
    asked = (Ask(CATALOGUE[key], periods_of(CATALOGUE[key]), by, view) for key in keys)
    every = (figure for ask in asked for figure in figures(ask, world))
    return {(figure.measure, figure.period, tuple(figure.breakdown.items())): figure for figure in every}


def unlike_the_judge(
    lines: list[Line], view: View, keys: Iterable[str], by: Sequence[str] = ()
) -> dict[Name, Mapping[str, Any]]:
    read = book(lines)
    world = read.world(AS_OF)
    accepted = [line for number, line in enumerate(lines, 1) if number not in read.refused]
    told = judge.world_of(accepted, AS_OF, None, view)
    unlike = {}
    for name, figure in figures_of(world, keys, view, by).items():
        given, expected = figure.fields(), answer(told, figure.measure, figure.period, figure.breakdown)
        given["status"] = figure.status if figure.status in LACKING else None
        fields = [field for field in (*COMPARED, "undetermined", "basis", "complete_to", "status") if field in expected]
        pairs = {field: (given.get(field), expected[field]) for field in fields}
        different = {field: pair for field, pair in pairs.items() if not _alike(*pair)}
        if different:
            unlike[name] = different
    return unlike


def _alike(given: Any, expected: Any) -> bool:
    return (
        bool(given == expected) if isinstance(given, str | date) or isinstance(expected, str | date) else same(given, expected)
    )


def test_product_and_judge_agree_on_what_can_be_known(many: Many) -> None:
    """Every other log is of a simulated town, and every fourth is asked by a breakdown."""
    for seed in range(many(200, 4)):
        chance = Random(seed)
        lines = declared(simulated_town(chance, 30) if seed % 2 else town(chance, 3))
        for _ in range(chance.randint(1, 3)):
            lines = taking(chance, lines).of(lines)
        asked = JUDGED if many(1, 0) else chance.sample(JUDGED, 40)
        by = (chance.choice(BREAKDOWNS),) if seed % 4 == 3 else ()
        assert unlike_the_judge(lines, chance.choice(("official", "adjusted")), asked, by) == {}, (seed, by)


@dataclass(frozen=True)
class Trial:
    """What is taken away from a log, and what is asked before and after."""

    lines: list[Line]
    left: list[Line]
    taken: Taking | TakenTable
    keys: Sequence[str]
    view: View = "official"
    by: Sequence[str] = ()
    known_at: datetime | None = None

    def violations(self) -> list[Name]:
        """The figures that what was taken away made wrong, and that do not say so."""
        before = figures_of(book(self.lines).world(AS_OF, self.known_at), self.keys, self.view, self.by)
        world = book(self.left).world(AS_OF, self.known_at)
        after = figures_of(world, self.keys, self.view, self.by)
        return [name for name, figure in after.items() if not _holds(figure, before.get(name), world, self.view)]


def _holds(figure: Figure, before: Figure | None, world: World, view: View) -> bool:
    """`not_delivered`, or `incomplete` because its population is covered in part, or its bounds hold the value it had."""
    if figure.status == "not_delivered" or (before and before.status == "not_delivered"):
        return True
    if figure.status == "incomplete" and "part" in _covered(figure, world, view):
        return True
    value = before.value if before else None
    if value is None or figure.value is None:
        return figure.status == "incomplete" or before is None or value is figure.value
    if figure.status == "incomplete":
        return _within(value, figure.lower, figure.upper)
    lower, upper = (figure.value if bound is None else bound for bound in (figure.lower, figure.upper))
    return _within(value, lower, upper)


def _covered(figure: Figure, world: World, view: View) -> set[str]:
    measure = CATALOGUE[figure.measure]
    spans = windows(measure, [period(figure.period)])
    by = tuple(dict.fromkeys((*figure.breakdown, *(measure.ratio or ())[:1])))
    known = judged(measure, world, spans, view)
    return {*covered_in_parts(measure, world, spans, known, by, figure.breakdown.get("unit")).values()}


def _within(value: float, lower: float | None, upper: float | None) -> bool:
    return (lower is None or lower - 1e-9 <= value) and (upper is None or value <= upper + 1e-9)


def concerned(kinds: Collection[str], by: Sequence[str], chance: Random) -> list[str]:
    """The measures that rest on the kinds, and some others."""
    resting = [key for key in CATALOGUE if not kinds_of(CATALOGUE[key], by).isdisjoint(kinds)]
    return list({*chance.sample(resting, min(len(resting), 8)), *chance.sample(list(CATALOGUE), 3)})


def kinds_of(measure: Measure, by: Sequence[str] = ()) -> set[str]:
    return {fact.partition(".")[0] for fact in (*facts_of(measure), *rests_on(measure, by))}


def trial(seed: int, directory: Path) -> Trial:
    """Every other through tables, every other of the others of a simulated town; every third is asked by a breakdown, every
    fifth as known at some day."""
    chance = Random(seed)
    taken: Taking | TakenTable
    if seed % 2:
        tables = tables_of(chance, 25, directory)
        taken = taken_table(chance, tables)
        lines, left, kinds = TakenTable().of(tables), taken.of(tables), taken.kinds
    else:
        lines = declared(simulated_town(chance, 25) if seed % 4 else town(chance, 4))
        taken = taking(chance, lines)
        left, kinds = taken.of(lines), frozenset({taken.kind})
    by = (chance.choice(BREAKDOWNS),) if seed % 3 == 0 else ()
    known_at = end_of_day(date(2023, chance.randint(1, 12), 15)) if seed % 5 == 1 else None
    return Trial(lines, left, taken, concerned(kinds, by, chance), chance.choice(("official", "adjusted")), by, known_at)


def test_nothing_is_told_as_final_that_a_taking_away_made_wrong(many: Many, tmp_path: Path) -> None:
    for seed in range(many(1_000, 50)):
        tried = trial(seed, tmp_path / str(seed))
        assert tried.violations() == [], (seed, tried.taken, tried.by)


def test_without_the_rule_takings_away_make_many_figures_wrong(tmp_path: Path) -> None:
    with patch.object(Coverage, "declared", property(lambda _: False)):
        assert sum(bool(trial(seed, tmp_path / str(seed)).violations()) for seed in range(12)) >= 3


def test_every_entry_states_what_its_population_rests_on() -> None:
    assert [key for key, measure in CATALOGUE.items() if not population(measure)] == []


def test_what_entries_rest_on_are_kinds_and_fields_of_the_catalogue() -> None:
    fields = {kind_of(model): model.model_fields for model in EVENTS}
    for key, measure in CATALOGUE.items():
        for fact in facts_of(measure):
            kind, _, field = fact.partition(".")
            assert kind in fields, (key, fact)
            assert not field or field in fields[kind], (key, fact)


LIVES = town(Random(3), 5)
UNSTATED_KINDS = frozenset({"moved_out", "deceased", "moved_in", "particulars_recorded", "protection_set"})
"""Of who has left the adjusted view states that it rests on it, for all measures; particulars complete a registration."""


@pytest.mark.parametrize(("number", "kind"), list(enumerate(sorted({line["kind"] for line in LIVES} - UNSTATED_KINDS))))
def test_a_measure_whose_cases_change_without_a_kind_states_that_it_rests_on_it(number: int, kind: str, many: Many) -> None:
    """Watched on lives: without all events of the kind, as if none had ever been sent, and nothing declared. A third of the
    measures for each kind, another third for the next; all of them with --long."""
    without = book([line for line in LIVES if line["kind"] != kind]).world(AS_OF)
    step = many(1, 3)
    for key, measure in list(CATALOGUE.items())[number % step :: step]:
        if kind not in kinds_of(measure):
            assert _cases(measure, without) == _whole(key), (key, kind)


@cache
def _whole(key: str) -> list[Any]:
    return _cases(CATALOGUE[key], _everything())


@cache
def _everything() -> World:
    return book(LIVES).world(AS_OF)


def _cases(measure: Measure, world: World) -> list[Any]:
    spans = windows(measure, [period("2022" if measure.years_only else "2022-11..2023-04")])
    """What makes a no of an unknown changes neither a value nor its lower bound, and what does so is not stated."""
    known = judged(measure, world, spans).cases.with_columns(pl.col("outcome").replace("unknown", "no"))
    return sorted(known.select("participant", "period", "unit", "outcome", "amount", "days").rows(), key=repr)
