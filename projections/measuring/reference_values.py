"""Reference values [referensvärden] of a World, which measures are compared with (measures.md §1.7)."""

from collections.abc import Mapping
from typing import Any

from projections.facts.rows_of_nobody import part_label
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.worlds.world import World


def reference(world: World, series: str, month: Period, breakdown: Mapping[str, str]) -> float | None:
    """Returns the value of the month, otherwise of its year, for exactly this part."""
    by_period = _by_period(world, series, breakdown)
    return by_period.get(month.label, by_period.get(month.label[:4]))


def stated(world: World, series: str, period: Period, breakdown: Mapping[str, str]) -> float | None:
    """Returns this part's latest value for the period's year or earlier: a target or baseline applies until replaced."""
    so_far = {label: value for label, value in _by_period(world, series, breakdown).items() if label[:4] <= period.label[:4]}
    return so_far[max(so_far)] if so_far else None


def _by_period(world: World, series: str, breakdown: Mapping[str, str]) -> Mapping[str, float]:
    every: Mapping[tuple[str, str], Mapping[str, float]] = world.once("reference values", lambda: _values(world))
    return every.get((series, part_label(breakdown)), {})


def _values(world: World) -> dict[tuple[str, str], dict[str, float]]:
    values: dict[tuple[str, str], dict[str, float]] = {}
    for series, period, part, value in world["reference_values"].select("series", "period", "part", "value").iter_rows():
        values.setdefault((series, part), {})[period] = value
    return values


def held_against(measure: Measure, world: World, period: Period, breakdown: Mapping[str, str]) -> dict[str, Any]:
    """Returns the direction, and baseline and target: from the series `baseline KEY` and `target KEY`, else from the document.

    A target from the series is stated for a period, and needs no deadline.
    """
    baseline, target = (stated(world, f"{series} {measure.key}", period, breakdown) for series in ("baseline", "target"))
    if baseline is None and set(breakdown) <= {"sex"}:
        baseline = measure.baseline.get(breakdown.get("sex", "all"))
    if target is not None:
        return {"baseline": baseline, "target": target, "deadline": None, "direction": measure.direction}
    return {"baseline": baseline, "target": measure.target, "deadline": measure.deadline, "direction": measure.direction}
