"""The figure of a measure for a period: months, years, references and ratios (measures.md §1.7, §9)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .days import Period, one_month, period_of, plus_years
from .figures import (
    AGGREGATES,
    Case,
    Figure,
    Wait,
    World,
    lead_time_figure,
    mean_of_months,
    month_figure,
    percent,
)
from .grounds import unit_of_part
from .groups import belongs
from .known import complete_to, covered, in_doubt, judged, with_bounds
from .measures import LEAD_TIMES, MEASURES, Measure

Breakdown = Mapping[str, str]


# Who is a case needs one of these facts: what each is taken for where it was never recorded (§11.4).
AGES = {"UPP-1.5": 18, "UPP-1.6": 20, "ENK-2": 20}
OF_ADULTS = ("UPP-0", "UPP-1.2", "UPP-1.2v", "UPP-1.2y", "UPP-2.2", "UPP-2.3", "UPP-2.3m", "ENK-3", "ENK-4", "ENK-10", "UPP-22")


def assumed(key: str, period: Period) -> dict[str, Any]:
    head = key.split(".", maxsplit=1)[0]
    age = AGES.get(key, AGES.get(key[:7], AGES.get(head)))
    if key in OF_ADULTS or head in ("ENK-3", "ENK-4", "LIN-1", "LIN-2"):
        age = 40
    facts: dict[str, Any] = {"born": plus_years(period.last, -age)} if age else {}
    if head in ("ENK-1", "ENK-8"):
        facts["education_duty"] = True
    if head in ("ENK-3", "ENK-4"):
        facts["able"] = True
    if key.startswith("RET-") and key.endswith((".yes", ".no")):
        facts["reason"] = True
    if head == "LIN-9":
        facts["children"] = 1
    return facts


Known = tuple[list[Any], int, int, str]
"""The cases, how many units are undetermined, how many cases lack something, and how far the population is covered."""


def known(world: World, key: str, period: Period, judge: Callable[[World, Period], Sequence[Any]], part: Breakdown) -> Known:
    """The cases of a window as they can be known."""
    every = judge(world, period)
    cases = [case for case in every if belongs(case, part)]
    if world.coverage is None or world.otherwise is None:
        return cases, 0, 0, "whole"
    ended = world.otherwise(ended=True)
    other = judge(ended, period)
    state = covered(world, key, period, part)
    cases, number = judged(world, ended, key, period, cases, [case for case in other if belongs(case, part)])
    # reading: who goes from one part to another is in doubt in all; a unit's cases are of no other unit.
    unit = {"unit": part["unit"]} if "unit" in part and unit_of_part(key, part) == part["unit"] else {}
    doubtful = in_doubt(key, *([case for case in of if belongs(case, unit)] for of in (every, other)))
    facts = assumed(key, period)
    would = judge(world.otherwise(assumed=tuple(facts.items())), period) if facts else ()
    persons = {person.key: person for person in world.persons}
    names = {(case.person.key, case.unit) for case in cases}
    # reading: what was never recorded puts nobody into a part either.
    would = [case for case in would if belongs(replace(case, person=persons[case.person.key]), part)]
    undetermined = sum((case.person.key, case.unit) not in names for case in would)
    return cases, undetermined, number, "part" if doubtful and state == "whole" else state


def checked(key: str, period: Period) -> Measure:
    measure = MEASURES[key]
    if measure.years_only and not period.is_year:
        raise ValueError(f"{key} exists for years only (§1.7)")
    return measure


def counting_months(measure: Measure, period: Period) -> list[Period]:
    """reading: quarters, tertials and other stretches have the year value of their own months; `december` is
    then their last month."""
    months = [one_month(month) for month in period.months]
    return months[-1:] if measure.year == "december" else months


def measured_cases(world: World, key: str, period: Period, breakdown: Breakdown | None = None) -> list[Case | Wait]:
    """§1.7: the counts beside the value of several months are those of the months that have one; so are the cases."""
    part = breakdown or {}
    if key in PARTS:
        return [case for component in PARTS[key] for case in measured_cases(world, component, period, part)]
    if key in LEAD_TIMES:
        return known(world, key, period, LEAD_TIMES[key], part)[0]
    measure = checked(key, period)
    if measure.year == "cohort":
        return known(world, key, period, measure.cases, part)[0]
    months = counting_months(measure, period)
    if len(months) > 1:
        months = [month for month in months if of_month(world, key, measure, month, part)["value"] is not None]
    return [case for month in months for case in known(world, key, month, measure.cases, part)[0]]


def reference(world: World, series: str, month: Period, breakdown: Breakdown) -> float | None:
    """reading: the value of the month, else that of its year, for exactly this breakdown; of several the one
    recorded last."""
    for period in (month.first.isoformat()[:7], month.first.isoformat()[:4]):
        matches = [
            line
            for line in world.references
            if (line.series, line.period) == (series, period) and dict(line.breakdown) == dict(breakdown)
        ]
        if matches:
            return max(matches, key=lambda line: (line.recorded_at, line.name)).value
    return None


def of_month(world: World, key: str, measure: Measure, month: Period, breakdown: Breakdown) -> Figure:
    cases, undetermined, number, state = known(world, key, month, measure.cases, breakdown)
    figure = month_figure(world, cases, month, measure.aggregate, measure.window)
    figure = as_known(world, figure, cases, undetermined, number, state)
    figure = with_bounds(figure, measure.aggregate, undetermined, number)
    if measure.per_reference is None or figure["value"] is None:
        return figure
    whole = reference(world, measure.per_reference, month, breakdown)
    value = None if whole is None else percent(figure["yes"], whole)
    upper = value if whole is None else percent(figure["yes"] + figure["unknown"] + undetermined, whole)
    return figure | {"denominator": whole, "value": value, "lower": value, "upper": upper}


def as_known(world: World, figure: Figure, cases: Sequence[Any], undetermined: int, number: int, state: str) -> Figure:
    """§11.5: what a figure of one window lacks."""
    if world.coverage is None:
        return figure
    unjudged = not cases and undetermined > 0
    if unjudged or state == "none":
        figure = figure | {name: None for name in ("value", "lower", "upper", "coverage") if name in figure}
    state = "none" if unjudged else state
    return figure | {"undetermined": undetermined, "lacking": number, "population": state}


def sum_of_months(figures: list[Figure]) -> Figure:
    """`sum`: reading: over the months that have a value; none of them: no value."""
    having = [figure for figure in figures if figure["value"] is not None]
    keys = [key for key, value in figures[0].items() if key not in ("denominator", "coverage")]
    total = {key: sum(figure[key] for figure in having) for key in keys}
    nothing = {"value": None, "lower": None, "upper": None}
    return {"denominator": None, "coverage": None} | (total if having else total | nothing)


def parity(dimension: str, part: str, whole: str) -> Callable[[World, Period, Breakdown], Figure]:
    """LIN-6: LIN-5 of women to men, of foreign- to native-born."""

    def ratio(world: World, period: Period, breakdown: Breakdown) -> Figure:
        figures = [figure_of(world, "LIN-5", period, {**breakdown, dimension: value}) for value in (part, whole)]
        numerator, denominator = (figure["value"] for figure in figures)
        figure = {
            "value": numerator / denominator if numerator is not None and denominator else None,
            "numerator": numerator,
            "denominator": denominator,
        }
        return of_figures(world, figures, figure)

    return ratio


def net(world: World, period: Period, breakdown: Breakdown) -> Figure:
    """UPP-1000.net = gross − returns − new long-term recipients."""
    figures = [figure_of(world, f"UPP-1000.{part}", period, breakdown) for part in ("gross", "returns", "long_term")]
    gross, returns, long_term = (figure["value"] for figure in figures)
    value = None if None in (gross, returns, long_term) else gross - returns - long_term
    return of_figures(world, figures, {"value": value})


def of_figures(world: World, figures: Sequence[Figure], figure: Figure) -> Figure:
    """A figure of figures lacks what any of them does; how much either way is not known, so that it has no bounds."""
    if world.coverage is None:
        return figure
    states = [figure["population"] for figure in figures]
    state = next(state for state in ("none", "part", "whole") if state in states)
    sums = {name: sum(figure[name] for figure in figures) for name in ("undetermined", "lacking")}
    return figure | sums | {"population": state}


# The cases of a figure of figures: those of the figures that it is made of.
PARTS = {
    "LIN-6.parity_sex": ("LIN-5",),
    "LIN-6.parity_born": ("LIN-5",),
    "UPP-1000.net": ("UPP-1000.gross", "UPP-1000.returns", "UPP-1000.long_term"),
}
DECIDED_BY = {"LIN-6.parity_sex": ("sex",), "LIN-6.parity_born": ("born",)}
"""The breakdowns whose parts a figure of figures compares."""
OF_FIGURES = {
    "LIN-6.parity_sex": parity("sex", "K", "M"),
    "LIN-6.parity_born": parity("born", "abroad", "sweden"),
    "UPP-1000.net": net,
}


def figure_of(world: World, key: str, period: Period, breakdown: Breakdown) -> Figure:
    if key in LEAD_TIMES:
        waits, undetermined, number, state = known(world, key, period, LEAD_TIMES[key], breakdown)
        return as_known(world, lead_time_figure(waits), waits, undetermined, number, state)
    if key in OF_FIGURES:
        return OF_FIGURES[key](world, period, breakdown)
    measure = checked(key, period)
    if measure.year == "cohort":
        cases, undetermined, number, state = known(world, key, period, measure.cases, breakdown)
        figure = as_known(world, AGGREGATES[measure.aggregate](cases), cases, undetermined, number, state)
        return with_bounds(figure, measure.aggregate, undetermined, number)
    figures = [of_month(world, key, measure, month, breakdown) for month in counting_months(measure, period)]
    if len(figures) == 1:
        return figures[0]
    if measure.year == "sum":
        return of_months(world, figures, sum_of_months([_plain(figure) for figure in figures]), number=1)
    has_whole = measure.aggregate != "count" or measure.per_reference is not None
    return of_months(world, figures, mean_of_months([_plain(figure) for figure in figures], has_whole), number=0)


_OF_COVERAGE = ("undetermined", "lacking", "population")


def _plain(figure: Figure) -> Figure:
    return {
        name: 0 if value is None and name == "upper" else value for name, value in figure.items() if name not in _OF_COVERAGE
    }


def _lacks(month: Figure) -> bool:
    return bool(month["undetermined"] or month["lacking"] or month["population"] != "whole")


def of_months(world: World, months: list[Figure], figure: Figure, number: int) -> Figure:
    """reading: in a declared World the bounds of several months are those of their months, added or their mean (§1.7)."""
    if world.coverage is None:
        return figure
    having = [month for month in months if month["value"] is not None]
    for bound in ("lower", "upper") if having else ():
        bounds = [month[bound] for month in having]
        figure[bound] = None if None in bounds else sum(bounds) / (1 if number else len(having))
    if any(month["value"] is None and _lacks(month) for month in months):
        figure |= {"lower": None, "upper": None}
    states = {month["population"] for month in months}
    state = next(iter(states)) if len(states) == 1 else "part"
    sums = {name: sum(month[name] for month in months) for name in ("undetermined", "lacking")}
    return figure | sums | {"population": state}


def answer(world: World, key: str, period: str, breakdown: Breakdown) -> dict[str, Any]:
    question = {"measure": key, "period": period, "as_of": world.as_of, "view": world.view, "breakdown": dict(breakdown)}
    figure = figure_of(world, key, period_of(period), breakdown)
    if world.coverage is None:
        return question | figure | {"undetermined": 0, "basis": "undeclared", "complete_to": None, "status": None}
    state, lacking, undetermined = (figure.pop(name) for name in ("population", "lacking", "undetermined"))
    status = "not_delivered" if state == "none" else None
    if status is None and (state != "whole" or lacking or undetermined):
        status = "incomplete"
    decided_by = DECIDED_BY.get(key, ())
    days = [complete_to(world.coverage, part, breakdown, decided_by) for part in PARTS.get(key, (key,))]
    of = {"undetermined": undetermined, "status": status, "complete_to": None if None in days else min(days)}
    return question | figure | of | {"basis": "declared"}
