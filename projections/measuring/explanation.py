"""Explains a figure: lists its cases, and explains one participant's row step by step, from the figure's own rows.

Dates and events are those that the steps used; nothing is decided here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from domain.errors import Unknown
from domain.events.repeating import repeatable_id
from domain.normal_form import normal_form
from domain.vocabulary.text import Lang, Text
from projections.measuring import labels
from projections.measuring.breakdowns import broken_down, in_part
from projections.measuring.cases import NO_UNIT, cases, evidence_of, judged, windows, with_evidence
from projections.measuring.figures import Ask, counting_in
from projections.measuring.measure import Counted, Measure, Step, Units
from projections.rules.absence import NOT_DELIVERED
from projections.rules.circumstances import sharing_a_household
from projections.rules.lacking import in_words
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One unit of a figure: whether it is a case, its outcome, the reason, and the events and days that decided it."""

    participant: str
    period: str
    unit: str
    is_in: bool
    outcome: str | None
    reason: str
    events: tuple[str, ...]
    dates: Mapping[str, date]

    def fields(self) -> dict[str, Any]:
        return {
            "participant": self.participant,
            "unit": self.unit,
            "in": self.is_in,
            "outcome": self.outcome,
            "reason": self.reason,
            "events": list(self.events),
            "dates": {name: day.isoformat() for name, day in self.dates.items()},
        }


def listed(
    ask: Ask,
    world: World,
    lang: Lang = "sv",
    everyone: bool = False,
    only: Row | None = None,
    outcomes: Collection[str] = (),
) -> list[Case]:
    """Returns a figure's cases; `everyone` adds units that are not cases; `only` and `outcomes` select a part and outcomes."""
    ask, part = ask.with_values, only or {}
    measure = ask.measure
    known = judged(measure, world, windows(measure, ask.periods), ask.view, ask.values, everyone)
    frame = broken_down(measure, known.cases, tuple(part), world)
    for name, value in part.items():
        frame = in_part(frame, name, value)
    frame = _of_months_that_count(frame, counting_in(ask, world, frame.filter("in"), part, known))
    frame = frame if everyone else frame.filter("in")
    if outcomes:
        frame = frame.filter("in", pl.col("outcome").is_in(list(outcomes)))
    rows = with_evidence(measure, frame).sort("participant", "period", "unit").iter_rows(named=True)
    return [_case(measure, row, lang, world) for row in rows]


def _months_that_count(ask: Ask, world: World) -> Iterable[str]:
    """The months that have a value depend on all participants; computed once per World for all explanations."""

    def counted_windows() -> set[str]:
        known = judged(ask.measure, world, windows(ask.measure, ask.periods), ask.view, ask.values)
        return counting_in(ask, world, known.cases, {}, known)

    return world.once(
        ("months that count", ask.definition, ask.view, tuple(each.label for each in ask.periods)), counted_windows
    )


def _of_months_that_count(frame: pl.DataFrame, labels: Iterable[str]) -> pl.DataFrame:
    """Sets `in` to false for cases of months that a figure of several months leaves out."""
    return frame.with_columns(pl.col("in") & pl.col("period").is_in(sorted(labels)))


def explain(ask: Ask, world: World, participant: str, lang: Lang = "sv") -> dict[str, Any]:
    """Explains whether and why a participant is in a figure, by the measure's own steps.

    Explains a unit that is a case first, if there is any; several units are all listed under `units` too.
    Raises `Unknown` if the participant is not in this World.
    """
    pids = world["keys"].filter(pl.col("key") == normal_form(participant))["pid"].unique()
    if not len(pids):
        raise Unknown(
            what=Text("Deltagaren", "participant"),
            name=repeatable_id(participant),
            hint=Text("Hen är inte registrerad, eller var inte känd då.", "They are not registered, or were not known then."),
        )
    ask = ask.with_values
    measure, spans = ask.measure, windows(ask.measure, ask.periods)
    deciding = sharing_a_household(pids, world) if measure.units.homes else pids
    frame = cases(measure, world.only(deciding), spans, ask.view, ask.values, everyone=True)
    frame = frame.filter(pl.col("pid").is_in(pids.implode()))
    if spans.height > 1:
        frame = _of_months_that_count(frame, _months_that_count(ask, world))
    rows = with_evidence(measure, frame).sort(pl.col("in"), "period", "unit", descending=[True, False, False]).rows(named=True)
    units = [_explained(measure, row, lang, world) for row in rows]
    first = {name: value for name, value in units[0].items() if name not in ("unit", "period")}
    return {"participant": participant, **first} | ({"units": units} if len(units) > 1 else {})


def _explained(measure: Measure, row: Row, lang: Lang, world: World) -> dict[str, Any]:
    steps = []
    for step in measure.steps:
        explanation = _explain_step(step, row, lang, world)
        steps.append(explanation)
        if explanation["result"] == "no" and not isinstance(step, Counted):
            break
    else:
        steps += [] if row["in"] else [{**_MONTH_LEFT_OUT, "says": _month_left_out(lang)}]
    return {
        "unit": row["unit"],
        "period": row["period"],
        "in": bool(row["in"]),
        "outcome": row["outcome"] if row["in"] else None,
        "steps": steps,
    }


_MONTH_LEFT_OUT: Mapping[str, Any] = {"rule": "month_has_value", "result": "no", "dates": {}, "events": []}


def _month_left_out(lang: Lang) -> str:
    return Text(
        "månaden har inget värde (än) och räknas inte i perioden",
        "the month has no value (yet) and does not count in the period",
    )[lang]


def _explain_step(step: Units | Step, row: Row, lang: Lang, world: World) -> dict[str, Any]:
    says = step.says(lang)
    if isinstance(step, Units):
        rule, result = "unit", "yes" if row["unit"] != NO_UNIT else "no"
    elif isinstance(step, Counted):
        rule, result = step.name, row["outcome"]
        says = f"{says}: {labels.outcome(result, lang)}; {_why(row, lang, world)}"
    else:
        rule, result = step.name, "yes" if row[step.name] else "no"
        if result == "no" and _is_undetermined(step, row, world):
            says = f"{says}: {_UNDETERMINED[lang]}"
    return {
        "rule": rule,
        "result": result,
        "says": says,
        "dates": {name: day.isoformat() for name, day in _dates([step], row).items()},
        "events": list(_events([step], row)),
    }


_UNDETERMINED = Text(
    "kan inte avgöras, det som behövs har aldrig registrerats", "cannot be determined, what it needs was never recorded"
)


def _is_undetermined(step: Step, row: Row, world: World) -> bool:
    """Whether the fact that a condition needs was never recorded (§11.4)."""
    if step.unrecorded is None or not coverage_of(world).declared:
        return False
    names = step.unrecorded.meta.root_names()
    return bool(pl.DataFrame({name: [row[name]] for name in names}).select(step.unrecorded).item())


def _why(row: Row, lang: Lang, world: World) -> str:
    """Returns the reason for an outcome; where it is that something was not delivered, what and to which day it was."""
    if row["why"] == NOT_DELIVERED and row["lacking"] is not None:
        return in_words(row["lacking"], coverage_of(world))[lang]
    return labels.why(row["why"], lang, world.rules)


def _case(measure: Measure, row: Row, lang: Lang, world: World) -> Case:
    steps: Sequence[Units | Step] = measure.steps
    if row["in"]:
        outcome, reason = row["outcome"], _why(row, lang, world)
    else:
        failed = measure.units if row["unit"] == NO_UNIT else _failed(measure, row)
        steps = (measure.units,) if failed in (None, measure.units) else (measure.units, failed)
        outcome = None
        not_met = Text("uppfyller inte: ", "does not meet: ")[lang]
        reason = not_met + failed.says(lang) if failed else _month_left_out(lang)
    return Case(
        row["participant"],
        row["period"],
        row["unit"],
        bool(row["in"]),
        outcome,
        reason,
        _events(steps, row),
        _dates(steps, row),
    )


def _failed(measure: Measure, row: Row) -> Step | None:
    return next((step for step in measure.who if not row[step.name]), None)


def _dates(steps: Iterable[Units | Step], row: Row) -> dict[str, date]:
    return {name: row[name] for step in steps for name in step.dates if row[name] is not None}


def _events(steps: Iterable[Units | Step], row: Row) -> tuple[str, ...]:
    """Returns event ids in the order in which the steps used them, without duplicates."""
    return tuple(dict.fromkeys(event for step in steps for event in row[evidence_of(step)]))
