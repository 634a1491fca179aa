"""The figure of a measure for a period: months, years, references and ratios (measures.md §1.7, §9)."""

from collections.abc import Callable, Mapping
from typing import Any

from .days import Period, one_month, period_of
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
from .groups import belongs
from .measures import LEAD_TIMES, MEASURES, Measure

Breakdown = Mapping[str, str]


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
        return [wait for wait in LEAD_TIMES[key](world, period) if belongs(wait, part)]
    measure = checked(key, period)
    if measure.year == "cohort":
        return [case for case in measure.cases(world, period) if belongs(case, part)]
    months = counting_months(measure, period)
    if len(months) > 1:
        months = [month for month in months if of_month(world, measure, month, part)["value"] is not None]
    return [case for month in months for case in measure.cases(world, month) if belongs(case, part)]


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


def of_month(world: World, measure: Measure, month: Period, breakdown: Breakdown) -> Figure:
    cases = [case for case in measure.cases(world, month) if belongs(case, breakdown)]
    figure = month_figure(world, cases, month, measure.aggregate, measure.window)
    if measure.per_reference is None or figure["value"] is None:
        return figure
    whole = reference(world, measure.per_reference, month, breakdown)
    value = None if whole is None else percent(figure["yes"], whole)
    return figure | {"denominator": whole, "value": value, "lower": value, "upper": value}


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
        numerator, denominator = (
            figure_of(world, "LIN-5", period, {**breakdown, dimension: value})["value"] for value in (part, whole)
        )
        return {
            "value": numerator / denominator if numerator is not None and denominator else None,
            "numerator": numerator,
            "denominator": denominator,
        }

    return ratio


def net(world: World, period: Period, breakdown: Breakdown) -> Figure:
    """UPP-1000.net = gross − returns − new long-term recipients."""
    gross, returns, long_term = (
        figure_of(world, f"UPP-1000.{part}", period, breakdown)["value"] for part in ("gross", "returns", "long_term")
    )
    return {"value": gross - returns - long_term}


# The cases of a figure of figures: those of the figures that it is made of.
PARTS = {
    "LIN-6.parity_sex": ("LIN-5",),
    "LIN-6.parity_born": ("LIN-5",),
    "UPP-1000.net": ("UPP-1000.gross", "UPP-1000.returns", "UPP-1000.long_term"),
}
OF_FIGURES = {
    "LIN-6.parity_sex": parity("sex", "K", "M"),
    "LIN-6.parity_born": parity("born", "abroad", "sweden"),
    "UPP-1000.net": net,
}


def figure_of(world: World, key: str, period: Period, breakdown: Breakdown) -> Figure:
    if key in LEAD_TIMES:
        return lead_time_figure([wait for wait in LEAD_TIMES[key](world, period) if belongs(wait, breakdown)])
    if key in OF_FIGURES:
        return OF_FIGURES[key](world, period, breakdown)
    measure = checked(key, period)
    if measure.year == "cohort":
        cases = [case for case in measure.cases(world, period) if belongs(case, breakdown)]
        return AGGREGATES[measure.aggregate](cases)
    figures = [of_month(world, measure, month, breakdown) for month in counting_months(measure, period)]
    if len(figures) == 1:
        return figures[0]
    if measure.year == "sum":
        return sum_of_months(figures)
    return mean_of_months(figures, has_whole=measure.aggregate != "count" or measure.per_reference is not None)


def answer(world: World, key: str, period: str, breakdown: Breakdown) -> dict[str, Any]:
    question = {"measure": key, "period": period, "as_of": world.as_of, "view": world.view, "breakdown": dict(breakdown)}
    return question | figure_of(world, key, period_of(period), breakdown)
