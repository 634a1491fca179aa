"""Two figures compared: by how much they differ, and in which cases. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from projections.changes.causes import Cause
from projections.facts.tables import NOBODY
from projections.measuring.breakdowns import broken_down, in_part
from projections.measuring.cases import cases, evidence_of, windows, with_evidence
from projections.measuring.figures import FIGURE_FIELDS, Ask, the_figure
from projections.measuring.periods import Period
from projections.worlds.world import World

SIGNATURE = ("outcome", "amount", "days")
"""The columns of a case that decide its figure."""


@dataclass(frozen=True)
class FigureWithCases:
    """A figure in a World, and its cases."""

    figure: Mapping[str, Any]
    cases: pl.DataFrame
    """Columns `who`, `period`, `unit`, the outcome and the reason for it, among others."""


@dataclass(frozen=True)
class Change:
    """What one cause did to a figure. A missing value counts as 0, so that the parts always add up."""

    cause: Cause
    numerator: float
    denominator: float
    value: float
    cases: Sequence[Mapping[str, Any]]
    events: Sequence[str]

    def fields(self) -> dict[str, Any]:
        return {
            "cause": self.cause.key,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
            "cases": list(self.cases),
            "events": list(self.events),
        }


def figure_with_cases(ask: Ask, world: World, period: Period, part: Mapping[str, str]) -> FigureWithCases:
    """Returns the figure of a period and part, with its cases."""
    figure = the_figure(ask, world, period, part)
    measure = ask.measure
    frame = broken_down(measure, cases(measure, world, windows(measure, [period]), ask.view, ask.values), tuple(part), world)
    for name, value in part.items():
        frame = in_part(frame, name, value)
    return FigureWithCases(figure.fields() if figure else _nothing(), shown(ask, frame))


def _nothing() -> Mapping[str, Any]:
    """The fields of a part that has no persons, and so no figure."""
    return dict.fromkeys(FIGURE_FIELDS)


def shown(ask: Ask, frame: pl.DataFrame) -> pl.DataFrame:
    """Returns the columns of the cases that are compared, and the events that each case rests on."""
    return with_evidence(ask.measure, frame).select(
        pl.col("pid").alias("who"),
        "participant",
        "period",
        "unit",
        pl.col(*SIGNATURE, "why").cast(pl.String),
        pl.concat_list(evidence_of(step) for step in ask.measure.steps).alias("evidence"),
    )


def change(cause: Cause, before: FigureWithCases, after: FigureWithCases, events: Mapping[Any, Sequence[str]]) -> Change:
    """Returns the difference, the cases that differ, and for each the events of the cause that concern its participant."""
    differences = [_case_difference(row, events) for row in differing(before.cases, after.cases).iter_rows(named=True)]
    named = dict.fromkeys(event for case in differences for event in case["events"])
    moved = _moved(before.figure, after.figure)
    apart = events.get(NOBODY, ()) if any(moved) or differences else ()
    return Change(cause, *moved, differences, [*named, *apart])


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[float, float, float]:
    """Returns how much the numerator, the denominator and the value changed; a missing number counts as 0."""
    numerator, denominator, value = ((after[name] or 0) - (before[name] or 0) for name in ("numerator", "denominator", "value"))
    return numerator, denominator, value


def differing(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Returns the cases that were added, removed or changed."""
    key = ["who", "period", "unit"]
    both = before.join(after, on=key, how="full", suffix="_after", coalesce=True)
    unlike = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in ("participant", *SIGNATURE))
    return both.filter(unlike).sort(pl.coalesce("participant", "participant_after"), *key)


def _case_difference(row: Mapping[str, Any], events: Mapping[Any, Sequence[str]]) -> dict[str, Any]:
    return {
        "participant": row["participant"] or row["participant_after"],
        "period": row["period"],
        "unit": row["unit"],
        "before": _side(row, ""),
        "after": _side(row, "_after"),
        "events": _of_case(row, events.get(row["who"], ())),
    }


def _of_case(row: Mapping[str, Any], events: Sequence[str]) -> list[str]:
    """Returns the cause's events that the case rests on; if it rests on none (it was removed), all of the participant's."""
    evidence = {*(row["evidence"] or ()), *(row["evidence_after"] or ())}
    return [event for event in events if event in evidence] or list(events)


def _side(row: Mapping[str, Any], side: str) -> dict[str, Any] | None:
    """Returns the outcome of the case; None if it was not a case."""
    if row[f"participant{side}"] is None:
        return None
    return {"outcome": row[f"outcome{side}"], "why": row[f"why{side}"]}
