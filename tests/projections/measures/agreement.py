"""Product and judge asked the same: where the figures or cases differ, and of which lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isclose
from random import Random
from typing import Any, Final

from domain.calendar import end_of_day
from projections.measures.catalogue import CATALOGUE
from projections.measuring.explanation import listed
from projections.measuring.figures import Ask, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import Period, period
from projections.rules.scope import View
from projections.worlds.world import World
from tests import judge
from tests.judge.asking import OF_FIGURES, answer, measured_cases
from tests.judge.days import period_of
from tests.judge.figures import Case, Wait
from tests.judge.figures import World as JudgedWorld
from tests.judge.measures import LEAD_TIMES, MEASURES
from tests.memory import book

# fmt: off
COMPARED: Final = (
    "value", "numerator", "denominator", "yes", "no", "unknown", "immature", "excluded", "lower", "upper", "coverage",
    "n", "median", "p25", "p75", "p90", "mean", "km_median", "waiting", "withdrawn", "under_way",
)
# fmt: on
PERIODS: Final = ("2022", "2023", "2023-02", "2023-03", "2023-12", "2024-02", "2023-Q1", "2023-T3", "2022-11..2023-04")
BREAKDOWNS: Final = (
    "sex", "age", "born", "household_type", "education", "obstacle", "area_class", "priority_group", "group",
    "unit", "referred_by", "provider", "employer", "funder", "activity", "sector", "contract", "ladder",
    "had_insats", "had_programme", "had_form", "had_provider", "had_funder", "had_employer_sector",
)  # fmt: skip
JUDGED: Final = tuple(key for key in CATALOGUE if key in {*MEASURES, *LEAD_TIMES, *OF_FIGURES})
JUDGED_OUTCOMES: Final = {"done": "completed"}


@dataclass(frozen=True)
class Difference:
    question: tuple[Any, ...]
    product: Any
    judge: Any


def same(value: Any, other: Any) -> bool:
    if value is None or other is None:
        return value is other
    return isclose(value, other, rel_tol=0, abs_tol=1e-9)


def periods_of(measure: Measure, labels: Sequence[str]) -> list[str]:
    return [label for label in labels if not measure.years_only or len(label) == 4]


def differences(
    lines: Sequence[Any],
    as_of: date,
    known_at: date | None = None,
    view: View = "official",
    labels: Sequence[str] = PERIODS,
    by: Sequence[str] = ("sex",),
    keys: Iterable[str] = JUDGED,
    cases_of: Sequence[str] | None = None,
) -> list[Difference]:
    """Where the product's figures and cases are not the judge's. `cases_of`: the periods whose cases are compared; else all."""
    read = book(lines)
    lines = [line for number, line in enumerate(lines, 1) if number not in read.refused]
    if refused := judge.refused(lines):
        return [Difference(("refused",), [], [lines[number - 1] for number in refused])]
    world = read.world(as_of, end_of_day(known_at) if known_at else None)
    judged = judge.world_of(lines, as_of, known_at, view)
    unequal: list[Difference] = []
    for measure in map(CATALOGUE.__getitem__, keys):
        ask = Ask(measure, [period(label) for label in periods_of(measure, labels)], by, view)
        unequal += _of_figures(ask, world, judged)
        unequal += _of_cases(ask, world, judged, [run for run in ask.periods if cases_of is None or run.label in cases_of])
    return unequal


def _of_figures(ask: Ask, world: World, judged: JudgedWorld) -> list[Difference]:
    unequal: list[Difference] = []
    for figure in figures(ask, world):
        given = figure.fields()
        expected = answer(judged, ask.measure.key, figure.period, figure.breakdown)
        unlike = {name: (given.get(name), expected[name]) for name in COMPARED if name in expected}
        unlike = {name: pair for name, pair in unlike.items() if not same(*pair)}
        if unlike:
            about = (ask.measure.key, figure.period, dict(figure.breakdown))
            unequal.append(Difference(about, *({n: p[side] for n, p in unlike.items()} for side in (0, 1))))
    return unequal


def _of_cases(ask: Ask, world: World, judged: JudgedWorld, runs: Sequence[Period]) -> list[Difference]:
    """Case by case: whose, and how it came out."""
    unequal: list[Difference] = []
    if ask.measure.key in OF_FIGURES:
        return unequal  # the judge computes it from other figures
    for run in runs:
        given = sorted((case.participant, str(case.outcome)) for case in listed(replace(ask, periods=[run], by=()), world))
        expected = sorted(
            (case.person.key, _outcome(ask.measure, case, run, world.as_of))
            for case in measured_cases(judged, ask.measure.key, period_of(run.label))
        )
        if given != expected:
            unequal.append(Difference((ask.measure.key, run.label, "cases"), given, expected))
    return unequal


def _outcome(measure: Measure, case: Case | Wait, run: Period, as_of: date) -> str:
    """The judge says only of a figure that its month is not over (§1.3, §1.7); here it is said of each case."""
    if not measure.whole and len(measure.spans(run)) == 1 and run.last_on > as_of:
        return "immature"
    return JUDGED_OUTCOMES.get(case.outcome, case.outcome)


def question_at_random(chance: Random) -> dict[str, Any]:
    """A day, a day of knowledge, a view and a breakdown."""
    as_of = date(chance.choice((2022, 2023, 2023, 2024, 2024, 2025)), chance.randint(1, 12), chance.randint(1, 28))
    known_at = date(chance.choice((2022, 2023, 2024)), chance.randint(1, 12), chance.randint(1, 28))
    return {
        "as_of": as_of if chance.random() < 0.8 else date(2030, 12, 31),
        "known_at": known_at if chance.random() < 0.4 else None,
        "view": chance.choice(("official", "adjusted")),
        "by": (chance.choice(BREAKDOWNS),),
    }
